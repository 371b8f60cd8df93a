"""The differences of two schemes as text and as JSON.

Worked example: ``as_text(old, new)`` of two equal schemes says «两份办法内容相同,没有改动。».
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any

from biaochi.scoring.findings import Text
from biaochi.scoring.scheme.articles import numeral
from biaochi.scoring.scheme.diff import WHAT, Difference, differences
from biaochi.scoring.scheme.load import Loaded

SAME = Text("两份办法内容相同,没有改动。", "The two schemes say the same.")
COUNTED = {
    "added": Text("新增 {}", "{} added"), "removed": Text("删去 {}", "{} removed"), "moved": Text("移动 {}", "{} moved"),
    "changed": Text("改动 {}", "{} changed"),
}  # fmt: skip
MARKS = {
    "added": Text("新增", "added"), "removed": Text("删去", "removed"), "moved": Text("移动", "moved"), "changed": Text("改动", "changed"),
}  # fmt: skip
NO_RESULT = Text("不影响计分", "no result depends on it")


def grouped(found: Sequence[Difference], language: str) -> list[tuple[str, str, list[Difference]]]:
    """(number, name, differences) of each part of the document."""
    groups = itertools.groupby(found, lambda difference: difference.group.in_language(language))
    return [(numeral(n) if language == "zh" else str(n), name, list(inner)) for n, (name, inner) in enumerate(groups, 1)]


def summary(found: Sequence[Difference], language: str) -> str:
    """How many differences of which sort."""
    if not found:
        return SAME.in_language(language)
    counts = [COUNTED[what].in_language(language).format(n) for what in WHAT if (n := sum(d.what == what for d in found))]
    silent = sum(not difference.decides for difference in found)
    if language == "en":
        tail = f"; no result depends on {silent} of them" if silent else ""
        return f"{len(found)} differences: {', '.join(counts)}{tail}."
    return f"共 {len(found)} 处:{'、'.join(counts)}{f';其中 {silent} 处不影响计分' if silent else ''}。"


def sentence(difference: Difference, language: str) -> str:
    """A difference in one sentence, under the clause and name of its piece."""
    said = (";" if language == "zh" else "; ").join(text.in_language(language) for text in difference.sentences)
    mark = "" if difference.decides else f"({NO_RESULT.zh})" if language == "zh" else f" ({NO_RESULT.en})"
    title = difference.title.in_language(language)
    return f"{title}:{said}{mark}。" if language == "zh" else f"{title}: {said}{mark}."


def title_of(loaded: Loaded, language: str) -> str:
    scheme = loaded.require()
    return f"{scheme.name}({scheme.version} 版)" if language == "zh" else f"{scheme.name} ({scheme.version})"


def as_text(old: Loaded, new: Loaded, language: str = "zh") -> str:
    """The sentences, part by part. Raises Refused where either scheme cannot be read."""
    found = differences(old.require(), new.require())
    lines = [f"{title_of(old, language)} → {title_of(new, language)}", summary(found, language)]
    for number, name, inner in grouped(found, language):
        lines += ["", f"{number}、{name}" if language == "zh" else f"{number}. {name}"]
        lines += [f"  {sentence(difference, language)}" for difference in inner]
    return "\n".join(lines) + "\n"


def as_json(old: Loaded, new: Loaded) -> str:
    """Every difference with its sentences in both languages. Raises Refused where either scheme cannot be read."""
    found = differences(old.require(), new.require())

    def both(text: Text) -> dict[str, str]:
        return {"zh": text.zh, "en": text.en}

    def about(loaded: Loaded) -> dict[str, Any]:
        scheme = loaded.require()
        return {"code": scheme.code, "name": scheme.name, "version": scheme.version, "hash": loaded.hash}

    record = {
        "old": about(old),
        "new": about(new),
        "same": not found,
        "differences": [
            {
                "kind": d.key.kind, "code": d.key.code, "what": d.what, "group": both(d.group), "clause": d.clause, "name": both(d.name),
                "sentences": [both(text) for text in d.sentences], "decides": d.decides,
            }
            for d in found
        ],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
