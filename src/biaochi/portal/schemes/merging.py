"""Two people's changes to one text, put together where they touch different lines.

Worked example: one changed line 3 and the other line 9 of the same text: both changes stand in the result.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff

CONTEXT = 2
SHOWN_MAX = 2_000


@dataclass(frozen=True)
class ShownLine:
    """A line of a comparison: ``kind`` is ``-`` (newest), ``+`` (mine), `` `` (both) or ``@`` (a gap)."""

    kind: str
    text: str


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes to ``base``; None where they touch the same lines or neighbouring ones."""
    lines = base.splitlines(keepends=True)
    changes = sorted({*changes_to(lines, mine), *changes_to(lines, theirs)})
    result, position, last = [], 0, -1
    for start, end, replacement in changes:
        if start <= last:
            return None
        result += [*lines[position:start], *replacement]
        position = last = end
    return "".join([*result, *lines[position:]])


def changes_to(lines: list[str], text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    other = text.splitlines(keepends=True)
    matcher = SequenceMatcher(None, lines, other, autojunk=False)
    return [(a, b, tuple(other[c:d])) for what, a, b, c, d in matcher.get_opcodes() if what != "equal"]


def compared(theirs: str, mine: str) -> Iterator[ShownLine]:
    """The lines that differ, with a little of what stands around them."""
    found = unified_diff(theirs.splitlines(), mine.splitlines(), n=CONTEXT, lineterm="")
    for number, line in enumerate(found):
        if number > SHOWN_MAX:
            return
        if number >= 2:
            yield ShownLine(line[:1], line[1:] if line[:1] != "@" else "…")
