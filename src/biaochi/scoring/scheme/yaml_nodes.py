"""The nodes of a YAML text, with their places, and how many of them a text may have.

Worked example: ``封顶: 60  # 分`` is ``Mapping([(Scalar("封顶", 1:1), Scalar("60", 1:5))])``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from biaochi.scoring.findings import Finding, Place, error

NODES_MAX = 200_000
DEPTH_MAX = 40


@dataclass(slots=True)
class Node:
    """A node of the tree: offsets in the text (characters, end exclusive), line and column from 1."""

    start: int
    end: int
    line: int
    column: int

    def place(self, file: str) -> Place:
        return Place(file, self.line, self.column)


@dataclass(slots=True)
class Scalar(Node):
    text: str = ""
    is_plain: bool = True


@dataclass(slots=True)
class Sequence(Node):
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping(Node):
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)

    def get(self, *names: str) -> Node | None:
        """The value of the first key that is one of these."""
        return next((value for key, value in self.pairs if key.text in names), None)


def duplicate_key(key: Scalar, first: Scalar, file: str) -> Finding:
    return error(
        "duplicate-key",
        key.place(file),
        f"「{key.text}」在同一处写了两次,第一次在第 {first.line} 行",
        f"`{key.text}` stands twice here, first in line {first.line}",
        do_zh="保留一处,或并为一个列表。",
        do_en="Keep one of them, or make one list of both.",
    )
