"""The differences of two schemes as a page to print: part by part, what was added, removed, moved and changed.

Worked example: ``difference_page(old, new)`` of two equal schemes is a page that says so in one line.
"""

from __future__ import annotations

from biaochi.files.page import render
from biaochi.scoring.scheme.diff import differences
from biaochi.scoring.scheme.diff_show import MARKS, NO_RESULT, grouped, summary, title_of
from biaochi.scoring.scheme.load import Loaded


def difference_page(old: Loaded, new: Loaded, language: str = "zh") -> str:
    """The page as HTML text. Raises Refused where either scheme cannot be read."""
    found = differences(old.require(), new.require())
    name = new.require().name
    return render(
        "difference.html", language=language, title=f"{name}:新旧对照" if language == "zh" else f"{name}: what changes",
        versions=[title_of(old, language), title_of(new, language)], summary=summary(found, language), groups=grouped(found, language),
        marks={what: text.in_language(language) for what, text in MARKS.items()}, no_result=NO_RESULT.in_language(language),
        hashes=[("原" if language == "zh" else "old", old.hash[:16]), ("新" if language == "zh" else "new", new.hash[:16])],
    )  # fmt: skip
