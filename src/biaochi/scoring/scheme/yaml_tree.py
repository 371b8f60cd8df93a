"""A YAML text as a small tree of nodes with their places, read within bounds.

Numbers stay text, nothing is constructed, and what a scheme never needs is refused by name: anchors, aliases, tags,
merge keys, several documents, tabs as indentation, files too long, too deep or too rich. A refusal comes before
memory grows.

Worked example: ``封顶: 60  # 分`` is ``Mapping([(Scalar("封顶", 1:1), Scalar("60", 1:5))])``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from biaochi.scoring.findings import Finding, Place, error

BYTES_MAX = 2_000_000
NODES_MAX = 200_000
DEPTH_MAX = 40
SEPARATORS = (",", "\n", "[", "{")
"""Of these, a text has at least half as many as nodes, and hardly more."""
OPENINGS = re.compile(rf"(?:[\[{{]\s*){{{DEPTH_MAX + 1}}}")


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


class Unreadable(Exception):
    """The text cannot be read any further; carries the one finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what.en)
        self.finding = finding


def read_bytes(path: Path) -> str:
    """The text of a file, or Unreadable."""
    place = Place(str(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(BYTES_MAX + 1)
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise Unreadable(
            error(
                "file-unreadable",
                place,
                f"读不到这个文件:{reason}",
                f"the file cannot be read: {reason}",
                do_zh="核对路径和权限。",
                do_en="Check the path and the permissions.",
            )
        ) from refused
    if len(content) > BYTES_MAX:
        raise Unreadable(too_big(place))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as refused:
        before = content[: refused.start]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise Unreadable(
            error(
                "not-utf8",
                Place(str(path), line, column),
                "文件不是 UTF-8 编码",
                "the file is not UTF-8",
                do_zh="在编辑器里另存为 UTF-8。",
                do_en="Save it as UTF-8 in the editor.",
            )
        ) from refused


def too_big(place: Place) -> Finding:
    return error(
        "file-too-big",
        place,
        f"文件超过 {BYTES_MAX:,} 字节",
        f"the file is larger than {BYTES_MAX:,} bytes",
        do_zh="办法文件通常不到 100 KB:核对是否选错了文件。",
        do_en="A scheme file is usually below 100 KB: check that this is the right file.",
    )


def read_tree(text: str, file: str) -> tuple[Node | None, list[Finding]]:
    """The tree of a text with one document, and what is the matter; without a tree when it cannot be read."""
    if len(text) > BYTES_MAX:
        return None, [too_big(Place(file))]
    if (beyond := beyond_bounds(text)) is not None:
        code, start = beyond
        before = text[:start]
        return None, [refusal(code, Place(file, before.count("\n") + 1, start - before.rfind("\n")))]
    try:
        return Composer(file).compose(text)
    except Unreadable as refused:
        return None, [refused.finding]
    except YAMLError as refused:
        return None, [syntax_error(refused, file)]


def beyond_bounds(text: str) -> tuple[str, int] | None:
    """What a glance at the text already refuses, before a parser spends seconds on it: its code and where."""
    if (deep := OPENINGS.search(text)) is not None:
        return "yaml-depth", deep.start()
    if sum(map(text.count, SEPARATORS)) > NODES_MAX:
        return "yaml-nodes", 0
    return None


def syntax_error(refused: YAMLError, file: str) -> Finding:
    mark = getattr(refused, "problem_mark", None) or getattr(refused, "context_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    problem = str(getattr(refused, "problem", None) or getattr(refused, "reason", None) or "unreadable").splitlines()[0]
    if "\\t" in problem or "'\\t'" in problem:
        return error(
            "yaml-tab",
            place,
            "这里用了制表符(Tab)缩进",
            "a tab is used as indentation here",
            do_zh="改用空格。",
            do_en="Use spaces.",
        )
    return error(
        "yaml-syntax",
        place,
        f"YAML 写法有误:{problem}",
        f"the YAML cannot be read: {problem}",
        do_zh="看这一行和上一行的缩进、冒号后的空格、括号和引号是否成对。",
        do_en="Look at this line and the one before: indentation, the space after a colon, brackets and quotes.",
    )


REFUSED = {
    "yaml-alias": (
        "不能用 & 和 * 引用别处的内容",
        "anchors (&) and aliases (*) are not used in schemes",
        "把内容写出来;共同部分用「继承」;以 & 或 * 开头的文字加引号。",
        "Write the content out, share it by `extends`, or quote a text that begins with & or *.",
    ),
    "yaml-tag": (
        "不能用 ! 开头的标签",
        "tags (!) are not used in schemes",
        "删去标签;以 ! 开头的文字加引号。",
        "Take the tag away, or quote a text that begins with !.",
    ),
    "yaml-merge": (
        "不能用 << 合并",
        "merge keys (<<) are not used in schemes",
        "把内容写出来,共同部分用「继承」。",
        "Write the content out, or share it by `extends`.",
    ),
    "yaml-documents": (
        "一个文件只能有一份内容(文中有第二个 ---)",
        "a file holds one document (there is a second ---)",
        "分成两个文件。",
        "Make two files of it.",
    ),
    "yaml-depth": (
        f"嵌套超过 {DEPTH_MAX} 层",
        f"nested deeper than {DEPTH_MAX} levels",
        "核对缩进和括号。",
        "Check indentation and brackets.",
    ),
    "yaml-nodes": (
        f"内容超过 {NODES_MAX:,} 项",
        f"more than {NODES_MAX:,} nodes",
        "核对是否选错了文件。",
        "Check that this is the right file.",
    ),
    "yaml-key": (
        "键必须是一个词",
        "a key must be one word",
        "键写成文字,后面跟冒号和空格。",
        "Write the key as a word followed by a colon and a space.",
    ),
    "yaml-empty": ("文件没有内容", "the file is empty", "写入办法内容。", "Write the scheme into it."),
}


def refusal(code: str, place: Place) -> Finding:
    zh, en, do_zh, do_en = REFUSED[code]
    return error(code, place, zh, en, do_zh=do_zh, do_en=do_en)


class Composer:
    """Builds the tree from parser events; duplicate keys are collected, everything else ends the reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def refuse(self, code: str, mark: Any) -> Unreadable:
        return Unreadable(refusal(code, Place(self.file, mark.line + 1, mark.column + 1)))

    def events(self, text: str) -> Iterator[Any]:
        """Parser events after the bounds: count, depth, and what is not used in schemes."""
        depth = count = documents = 0
        for event in YAML(typ="safe", pure=True).parse(text):
            mark = event.start_mark
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse("yaml-documents", mark)
            elif isinstance(event, AliasEvent):
                raise self.refuse("yaml-alias", mark)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
                yield event
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
                count += 1
                if event.anchor is not None:
                    raise self.refuse("yaml-alias", mark)
                if event.ctag is not None:
                    raise self.refuse("yaml-tag", mark)
                if count > NODES_MAX:
                    raise self.refuse("yaml-nodes", mark)
                if not isinstance(event, ScalarEvent):
                    depth += 1
                    if depth > DEPTH_MAX:
                        raise self.refuse("yaml-depth", mark)
                yield event

    def compose(self, text: str) -> tuple[Node, list[Finding]]:
        events = self.events(text)
        first = next(events, None)
        if first is None:
            raise Unreadable(refusal("yaml-empty", Place(self.file)))
        root = self.node(first, events)
        for _ in events:  # what follows the document is read as well
            pass
        return root, self.findings

    def node(self, event: Any, events: Iterator[Any]) -> Node:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, ScalarEvent):
            is_plain = event.style is None or event.style == ""
            return Scalar(start.index, end.index, start.line + 1, start.column + 1, event.value, is_plain)
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(inner := next(events), SequenceEndEvent):
                items.append(self.node(inner, events))
            return Sequence(start.index, inner.end_mark.index, start.line + 1, start.column + 1, items)
        pairs: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        while not isinstance(inner := next(events), MappingEndEvent):
            key = self.node(inner, events)
            if not isinstance(key, Scalar):
                raise self.refuse("yaml-key", inner.start_mark)
            if key.text == "<<" and key.is_plain:
                raise self.refuse("yaml-merge", inner.start_mark)
            value = self.node(next(events), events)
            if key.text in seen:
                self.findings.append(duplicate_key(key, seen[key.text], self.file))
                continue
            seen[key.text] = key
            pairs.append((key, value))
        return Mapping(start.index, inner.end_mark.index, start.line + 1, start.column + 1, pairs)


def duplicate_key(key: Scalar, first: Scalar, file: str) -> Finding:
    return error(
        "duplicate-key",
        key.place(file),
        f"「{key.text}」在同一处写了两次,第一次在第 {first.line} 行",
        f"`{key.text}` stands twice here, first in line {first.line}",
        do_zh="保留一处,或并为一个列表。",
        do_en="Keep one of them, or make one list of both.",
    )
