"""The usual YAML of schemes, read in one pass: five times as fast as the general parser, and only where both agree.

Usual are block mappings and sequences, flow collections, plain and quoted words on one line, paragraphs under ``>`` and ``|`` without
empty lines in or behind them, comments. Whatever else a text holds (escapes, other block scalars, words over several lines, empty values,
tabs, anchors, tags, anything wrong) is left to the general parser, from the beginning: this reader never says what is the matter. The
tree is that parser's own, offsets and ends included.

Worked example: ``封顶: 60  # 分`` is read here; ``封顶: !!int 60`` raises `Unusual`, and the general parser refuses the tag.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.yaml_nodes import DEPTH_MAX, NODES_MAX, Mapping, Node, Scalar, Sequence, duplicate_key

KEY_MAX = 1000
"""Characters of a key; the general parser takes 1,024 up to the colon."""
UNUSUAL = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
FIRST = r"""(?:[^ \n.?:,\[\]{}#&*!|>'"%@`\-]|-(?=[0-9]))"""
QUOTED = r""""([^"\\\n]*)"|'([^'\n]*)'(?!')"""
BLOCK_WORD = rf"({FIRST}[^\n:#]*+(?::(?![ \n])[^\n:#]*+)*+)|{QUOTED}"
FLOW_WORD = rf"({FIRST}[^\n:#,?\[\]{{}}]*+)|{QUOTED}"
BLOCK_KEY = re.compile(rf"(?:{BLOCK_WORD}) *+:(?=[ \n])")
FLOW_KEY = re.compile(rf"(?:{FLOW_WORD}) *+:(?=[ \n])")
BLOCK_VALUE = re.compile(BLOCK_WORD)
FLOW_VALUE = re.compile(FLOW_WORD)
NEXT_LINE = re.compile(r"(?:(?<=[ \n])#[^\n]*+| )*+\n(?: *+(?:#[^\n]*+)?\n)*+ *+")
"""The rest of a line, lines without content, and the indentation of the next."""
PARAGRAPH = re.compile(r"([>|]-?)\n( +)[^ \n](?:[^\n]*[^ \n])?\n(?:\2[^ \n](?:[^\n]*[^ \n])?\n)*")
"""The sign, the margin of the lines, and the lines: none empty, none further in, none with spaces at its end."""
FLOW_GAP = re.compile(r"(?:[ \n]++|(?<=[ \n])#[^\n]*+)*+")


class Unusual(Exception):
    """The text holds something that the general parser has to read."""


def read_usual(text: str, file: str) -> tuple[Node, list[Finding]]:
    """The tree of the text and its duplicate keys. Raises Unusual."""
    if UNUSUAL.search(text) is not None:
        raise Unusual
    return _Reader(text, file).document()


class _Reader:
    """One text, read once. ``at`` is the next character that counts; ``column`` its column, −1 at the end of the text."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file, self.size = text + "\n", file, len(text)
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.findings: list[Finding] = []
        self.at = self.column = self.count = self.depth = 0

    def document(self) -> tuple[Node, list[Finding]]:
        match = re.compile(r"(?: *+(?:#[^\n]*+)?\n)*+").match(self.text)
        self.at = match.end() if match is not None else 0
        if self.at >= self.size or not BLOCK_KEY.match(self.text, self.at):
            raise Unusual
        root = self.mapping(0)
        if self.column >= 0:
            raise Unusual
        return root, self.findings

    # places and counts

    def place(self, start: int) -> tuple[int, int]:
        line = bisect_right(self.line_starts, start)
        return line, start - self.line_starts[line - 1] + 1

    def counted(self) -> None:
        self.count += 1
        if self.count > NODES_MAX:
            raise Unusual

    def deeper(self) -> None:
        self.counted()
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise Unusual

    def next_line(self, start: int) -> None:
        """Go on to the next content after the rest of this line, which may only be a comment."""
        match = NEXT_LINE.match(self.text, start)
        if match is None:
            raise Unusual
        self.at = match.end()
        if self.at >= self.size:
            self.at, self.column = self.size, -1
        else:
            self.column = self.at - self.text.rfind("\n", 0, self.at) - 1

    # words

    def word(self, match: re.Match[str] | None) -> Scalar:
        """The word that was matched: group 1 is plain, with spaces after it, groups 2 and 3 are quoted."""
        if match is None:
            raise Unusual
        self.counted()
        start, group = match.start(), match.lastindex or 0
        line, column = self.place(start)
        text = match[group]
        if group > 1:
            return Scalar(start, start + len(text) + 2, line, column, text, False)
        text = text.rstrip(" ")
        return Scalar(start, start + len(text), line, column, text, True)

    def key(self, match: re.Match[str] | None) -> tuple[Scalar, int]:
        """A key and where its value may begin."""
        key = self.word(match)
        assert match is not None
        if match.end() - match.start() > KEY_MAX or (key.text == "<<" and key.is_plain):
            raise Unusual
        return key, match.end()

    def add(self, pairs: list[tuple[Scalar, Node]], seen: dict[str, Scalar], key: Scalar, value: Node) -> None:
        if (first := seen.setdefault(key.text, key)) is key:
            pairs.append((key, value))
        else:
            self.findings.append(duplicate_key(key, first, self.file))

    def paragraph(self, start: int, indent: int) -> Scalar:
        """The lines under ``>`` or ``|``, all of them as far in as the first, and further in than ``indent``."""
        match = PARAGRAPH.match(self.text, start)
        if match is None or len(match[2]) <= max(indent, 0) or match.end() >= self.size:
            raise Unusual
        self.counted()
        margin = len(match[2])
        lines = [line[margin:] for line in match[0].split("\n")[1:-1]]
        following = self.text[match.end() : match.end() + margin + 1]
        if following[:1] in "\n#" or following.startswith(" " * margin) or following.lstrip(" ")[:1] in ("\n", "#"):
            raise Unusual
        text = ("\n" if match[1][0] == "|" else " ").join(lines)
        return Scalar(start, match.end(), *self.place(start), text if match[1].endswith("-") else text + "\n", False)

    # block collections

    def mapping(self, indent: int) -> Mapping:
        """The mapping whose first key stands at ``at``, all of its keys in this column."""
        self.deeper()
        node, seen = Mapping(self.at, 0, *self.place(self.at)), dict[str, Scalar]()
        self.column = indent
        while self.column == indent:
            key, after = self.key(BLOCK_KEY.match(self.text, self.at))
            self.add(node.pairs, seen, key, self.value(after, indent, True))
        if self.column > indent:
            raise Unusual
        self.depth -= 1
        node.end = self.at
        return node

    def sequence(self, indent: int, is_level: bool) -> Sequence:
        """The sequence whose first ``-`` stands at ``at``; ``is_level``: in the column of the mapping's keys, which may go on."""
        self.deeper()
        node = Sequence(self.at, 0, *self.place(self.at))
        self.column = indent
        while self.column == indent and self.is_entry(self.at):
            node.items.append(self.value(self.at + 1, indent, False))
        if self.column > indent or (self.column == indent and not is_level):
            raise Unusual
        self.depth -= 1
        node.end = self.at
        return node

    def is_entry(self, at: int) -> bool:
        return self.text[at] == "-" and self.text[at + 1] in " \n"

    def value(self, start: int, indent: int, is_of_key: bool) -> Node:
        """What stands after a key or a ``-``, on the same line or below it."""
        text, first = self.text, start
        while text[first] == " ":
            first += 1
        sign = text[first]
        if sign in "\n#":
            self.next_line(start)
            if is_of_key and self.column == indent and self.is_entry(self.at):
                return self.sequence(indent, True)
            if self.column <= indent:
                raise Unusual
            return self.block(self.column)
        if sign in "[{":
            found, after = self.flow(first)
        elif sign in ">|":
            found = self.paragraph(first, indent)
            after = found.end - 1
        elif not is_of_key and (self.is_entry(first) or BLOCK_KEY.match(text, first)):
            self.at = first
            return self.block(indent + first - start + 1)
        else:
            match = BLOCK_VALUE.match(text, first)
            found = self.word(match)
            after = found.end
        self.next_line(after)
        if self.column > indent:
            raise Unusual
        return found

    def block(self, indent: int) -> Node:
        """The collection that begins at ``at``."""
        return self.sequence(indent, False) if self.is_entry(self.at) else self.mapping(indent)

    # flow collections

    def gap(self, start: int) -> int:
        match = FLOW_GAP.match(self.text, start)
        return match.end() if match is not None else start

    def flow(self, start: int) -> tuple[Node, int]:
        """A node inside brackets, and where it ends."""
        sign = self.text[start : start + 1]
        if sign == "{":
            return self.flow_mapping(start)
        if sign == "[":
            return self.flow_sequence(start)
        word = self.word(FLOW_VALUE.match(self.text, start))
        return word, word.end

    def flow_mapping(self, start: int) -> tuple[Node, int]:
        self.deeper()
        node, seen = Mapping(start, 0, *self.place(start)), dict[str, Scalar]()
        at = self.gap(start + 1)
        while self.text[at : at + 1] != "}":
            key, after = self.key(FLOW_KEY.match(self.text, at))
            value, after = self.flow(self.gap(after))
            self.add(node.pairs, seen, key, value)
            at = self.after_entry(after, "}")
        self.depth -= 1
        node.end = at + 1
        return node, node.end

    def flow_sequence(self, start: int) -> tuple[Node, int]:
        self.deeper()
        node = Sequence(start, 0, *self.place(start))
        at = self.gap(start + 1)
        while self.text[at : at + 1] != "]":
            item, after = self.flow(at)
            node.items.append(item)
            at = self.after_entry(after, "]")
        self.depth -= 1
        node.end = at + 1
        return node, node.end

    def after_entry(self, after: int, bracket: str) -> int:
        """Where the next entry of a collection in brackets begins, or its closing bracket stands."""
        at = self.gap(after)
        sign = self.text[at : at + 1]
        if sign == ",":
            return self.gap(at + 1)
        if sign != bracket:
            raise Unusual
        return at
