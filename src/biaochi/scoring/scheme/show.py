"""A scheme in the other language: its own source text, every comment and name where it was.

The printed 办法 is made of `document`: a page and a workbook are written from its articles.

Worked example: ``show(loaded, "en")`` is the source text with English keys.
"""

from __future__ import annotations

from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.scheme.translate import translate


def show(loaded: Loaded, as_: str = "zh") -> str:
    """The scheme as ``zh`` or ``en`` source text: the file itself, without what it extends."""
    return translate(loaded.text, as_, file_name=loaded.file, start_path=loaded.start_path)
