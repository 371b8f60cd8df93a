"""A YAML text as a small tree of nodes with their places, read within bounds.

Numbers stay text, nothing is constructed, and what a scheme never needs is refused by name: anchors, aliases, tags,
merge keys, several documents, tabs as indentation, files too long, too deep or too rich. A refusal comes before
memory grows.

Worked example: ``封顶: 60  # 分`` is ``Mapping([(Scalar("封顶", 1:1), Scalar("60", 1:5))])``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from biaochi.scoring.findings import Finding, Place, error
from biaochi.scoring.scheme.usual_yaml import Unusual, read_usual
from biaochi.scoring.scheme.yaml_nodes import DEPTH_MAX, NODES_MAX, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

__all__ = [
    "BYTES_MAX", "DEPTH_MAX", "NODES_MAX", "Mapping", "Node", "Scalar", "Sequence", "Unreadable", "read_bytes", "read_tree",
]  # fmt: skip

BYTES_MAX = 2_000_000
SEPARATORS = (",", "\n", "[", "{")
"""Of these, a text has at least half as many as nodes, and hardly more."""
OPENINGS = re.compile(rf"(?:[\[{{]\s*){{{DEPTH_MAX + 1}}}")


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
        return read_usual(text, file)
    except Unusual:
        return read_general(text, file)


def read_general(text: str, file: str) -> tuple[Node | None, list[Finding]]:
    """The same, by the general parser: it reads all YAML, and says what is wrong with it."""
    from ruamel.yaml.error import YAMLError

    from biaochi.scoring.scheme.general_yaml import Composer

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
