"""The examples of the reference documents as files: what a fenced block is, and what it becomes before it is run.

Every block that opens with ```yaml is an example that holds; what is only a glimpse of the grammar is written as ```text.

- ```yaml skeleton: the frame of the fragments. A comment that begins with ``此处`` or ``here`` marks, by its depth, where the keys of a
  fragment go: into the file, the scheme, the table or the indicator.
- ```yaml fragment: keys of a scheme, of its one table and of its one indicator side by side, with ``案例`` ``cases`` (and perhaps a
  ``共用`` ``common`` of its own, which then stands for the skeleton's). Each top-level key is moved, text as it is, to its place in the
  skeleton: ``评分标准`` to the indicator, ``指标`` and whatever a table may carry to the table, ``计分表`` in place of the table, the rest
  to the scheme.
- ```yaml scheme: a scheme file, scheme.yaml or what ``file=`` says, for the blocks after it under the same heading.
- any other block is a cases file: whole, or with the scheme.yaml before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DEPTHS = {"file": 0, "scheme": 2, "table": 4, "indicator": 6}
MARK = re.compile(r"# (?:此处|here)")
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{2,4}) (.*)$", re.MULTILINE)
KEY = re.compile(r"^([^\s#:-][^:]*):(.*)$")

IN_INDICATOR = {"评分标准", "rules"}
IN_TABLE = {
    "对象", "subject", "适用", "applies", "名单", "roster", "归属", "placed", "状态", "states", "起评分", "base", "按在册折算", "prorated",
    "指标", "indicators", "封顶", "max", "保底", "min", "不封顶", "uncapped", "扣完为止", "floored", "加分封顶", "bonus_max",
    "扣分封顶", "deduction_max", "共同封顶", "joint_caps", "构成", "parts", "一票否决", "vetoes", "排名", "ranks", "等次", "grades",
    "结果运用", "outcomes", "period",
}  # fmt: skip
TABLES = {"计分表", "tables"}
INDICATORS = {"指标", "indicators"}
PEOPLE = {"共用", "common"}
CASES = {"案例", "cases"}
SCHEME = {"方案", "scheme"}
IN_FILE = {*PEOPLE, *CASES, "考点", "exercises"}


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after ```, its text, the line it starts on and the heading above it."""

    info: tuple[str, ...]
    text: str
    line: int
    heading: str

    @property
    def is_fragment(self) -> bool:
        return "fragment" in self.info

    @property
    def is_scheme(self) -> bool:
        """A scheme file of its own, named by ``file=`` or scheme.yaml."""
        return "scheme" in self.info

    @property
    def file_name(self) -> str:
        return next((word.removeprefix("file=") for word in self.info if word.startswith("file=")), "scheme.yaml")

    @property
    def is_skeleton(self) -> bool:
        return "skeleton" in self.info


def blocks_of(document: str) -> Iterator[Block]:
    """Every fenced block of a document that is yaml, in order."""
    headings = [(m.start(), m.group(2)) for m in HEADING.finditer(document)]
    for match in FENCE.finditer(document):
        info = tuple(match.group(1).split())
        if info[:1] == ("yaml",):
            above = [text for start, text in headings if start < match.start()]
            yield Block(info, match.group(2), document.count("\n", 0, match.start()) + 1, above[-1] if above else "")


def pieces_of(text: str) -> dict[str, str]:
    """The top-level keys of a block and the lines each of them owns, as they stand."""
    pieces: dict[str, list[str]] = {}
    key = ""
    for line in text.splitlines():
        found = KEY.match(line)
        if found:
            key = found.group(1)
        pieces.setdefault(key, []).append(line)
    return {name: "\n".join(lines) for name, lines in pieces.items()}


def place_of(key: str, piece: str) -> str:
    """Where in the skeleton a top-level key of a fragment goes. ``周期: 季`` is the table's, ``周期: {…}`` the scheme's own kinds."""
    if key in IN_FILE:
        return "file"
    if key in IN_INDICATOR:
        return "indicator"
    if key in IN_TABLE:
        return "table"
    if key == "周期":
        match = KEY.match(piece)
        value = match.group(2).strip() if match else ""
        return "scheme" if value == "" or value.startswith("{") else "table"
    return "scheme"


def indented(piece: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line if line.strip() else line for line in piece.splitlines())


def whole_file(fragment: str, skeleton: str) -> str:
    """The fragment inside the skeleton: a whole cases file. Keys of the skeleton that the fragment gives are left out."""
    pieces = {key: piece for key, piece in pieces_of(fragment).items() if key}
    placed: dict[str, list[str]] = {place: [] for place in DEPTHS}
    for key, piece in pieces.items():
        placed[place_of(key, piece)].append(piece)
    lines: list[str] = []
    skipping: int | None = None
    for line in skeleton.splitlines():
        depth = len(line) - len(line.lstrip())
        name = KEY.match(line.strip().removeprefix("- "))
        if skipping is not None:
            inside = depth > skipping or (depth == skipping and line.strip().startswith("- "))
            if inside and line.strip():
                continue
            skipping = None
        if MARK.match(line.strip()):
            place = next(place for place, its_depth in DEPTHS.items() if its_depth == depth)
            lines += [indented(piece, depth) for piece in placed[place]]
        elif name and is_given(name.group(1), depth, pieces):
            skipping = depth
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def is_given(key: str, depth: int, pieces: dict[str, str]) -> bool:
    """Whether the fragment stands for this key of the skeleton: its own tables, indicators, people or period."""
    if key in INDICATORS:
        return not any(name in pieces for name in IN_INDICATOR)
    if key in ("周期", "period"):
        return depth == DEPTHS["table"] and key in pieces and place_of(key, pieces[key]) == "table"
    return key in TABLES | PEOPLE and key in pieces
