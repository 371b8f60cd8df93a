"""Changes written into a scheme's text where they belong: what a change does not touch keeps every byte, comments and order included.

Words: a *path* is the way from the whole text to a piece by positions, ``(3, 0, 2)``: the fourth entry, its first, and its third; of a
mapping the value, unless a change says it is about the key. All changes of one call are located in the old text and written together;
then the new text is read and compared with what was meant, so that a change that would mean something else is refused and not saved.

Worked example: ``changed("封顶: 60  # 分\\n", [SetValue((0,), "50")])`` is ``"封顶: 50  # 分\\n"``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.schemes.scalars import rewritten, written
from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme import yaml_tree
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, read_tree

Path = tuple[int, ...]


class CannotWrite(Refused):
    """A change does not fit the text as it stands; nothing was changed."""


@dataclass(frozen=True)
class SetValue:
    """The word at ``path`` becomes ``text``."""

    path: Path
    text: str


@dataclass(frozen=True)
class SetKey:
    """The key of the entry at ``path`` becomes ``text``."""

    path: Path
    text: str


@dataclass(frozen=True)
class AddKey:
    """The mapping at ``path`` gets ``key`` with ``source`` (YAML on one line), behind the last of ``after`` that it has."""

    path: Path
    key: str
    source: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class AddItem:
    """The list at ``path`` gets a last entry: ``lines`` of YAML, the first behind the dash."""

    path: Path
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Remove:
    """The entry at ``path`` goes, key and value."""

    path: Path


Change = SetValue | SetKey | AddKey | AddItem | Remove


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    text: str


@lru_cache(maxsize=12)
def tree_of(text: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The tree of a text, remembered: pages, changes and the engine's reading of one text share it."""
    tree, findings = read_tree(text, "scheme.yaml")
    return tree, tuple(findings)


def root_of(text: str) -> Mapping:
    """The tree's root. Raises ``CannotWrite`` where the text is no YAML mapping."""
    tree, _findings = tree_of(text)
    if not isinstance(tree, Mapping):
        raise CannotWrite(_("YAML 写法有误，暂时不能用表单修改。请先在“YAML 视图”里按提示改正。"))
    return tree


def changed(text: str, changes: Sequence[Change]) -> str:
    """The text with all changes in it. Raises ``CannotWrite``."""
    root = root_of(text)
    spans = sorted((span_of(text, root, change) for change in changes), key=lambda span: (span.start, span.end))
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise CannotWrite(_("同一处有两项修改（例如既改又删），没有保存。请分两次做。"))
    pieces, position = [], 0
    for span in spans:
        pieces += [text[position : span.start], span.text]
        position = span.end
    result = "".join([*pieces, text[position:]])
    if result != text and plain(root_of(result)) != meant(root, changes):
        raise CannotWrite(_("这样写进去，办法会变成别的意思，没有保存。请在“YAML 视图”里修改这一处。"))
    return result


def node_at(root: Node, path: Path) -> Node:
    """Raises ``CannotWrite`` where the text has changed meanwhile and the path leads nowhere."""
    node = root
    for step in path:
        children = children_of(node)
        if step >= len(children):
            raise CannotWrite(_("要改的地方已经不在了。请刷新页面再改。"))
        node = children[step]
    return node


def children_of(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [value for _key, value in node.pairs]
    return node.items if isinstance(node, yaml_tree.Sequence) else []


def key_at(root: Node, path: Path) -> Scalar:
    parent = node_at(root, path[:-1])
    if not isinstance(parent, Mapping) or path[-1] >= len(parent.pairs):
        raise CannotWrite(_("要改的地方已经不在了。请刷新页面再改。"))
    return parent.pairs[path[-1]][0]


# where a change stands in the text


def span_of(text: str, root: Mapping, change: Change) -> Span:
    if isinstance(change, SetValue):
        node = node_at(root, change.path)
        if not isinstance(node, Scalar):
            raise CannotWrite(_("这里不是一个单独的值，请在“YAML 视图”里修改。"))
        end = content_end(text, node)
        return Span(node.start, end, rewritten(text[node.start : end], change.text, in_flow(text, root, change.path)))
    if isinstance(change, SetKey):
        key = key_at(root, change.path)
        return Span(key.start, key.end, rewritten(text[key.start : key.end], change.text, True))
    if isinstance(change, AddKey):
        return span_of_new_key(text, root, change)
    if isinstance(change, AddItem):
        return span_of_new_item(text, root, change)
    return span_of_removal(text, root, change.path)


def is_flow(text: str, node: Node) -> bool:
    return not isinstance(node, Scalar) and text[node.start : node.start + 1] in ("{", "[")


def in_flow(text: str, root: Node, path: Path) -> bool:
    return any(is_flow(text, node_at(root, path[:length])) for length in range(len(path)))


def content_end(text: str, node: Node) -> int:
    """Where the node's last character stands: a block ends for the parser only where the next thing begins."""
    if isinstance(node, Scalar):
        is_block = text[node.start : node.start + 1] in ("|", ">") and node.is_plain is False
        return node.start + len(text[node.start : node.end].rstrip("\n")) if is_block else node.end
    if is_flow(text, node) or not children_of(node):
        return node.end
    return content_end(text, children_of(node)[-1])


def line_end(text: str, position: int) -> int:
    """The line break behind ``position``, or the end of the text; a comment on the line is before it."""
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def span_of_new_key(text: str, root: Mapping, change: AddKey) -> Span:
    node = node_at(root, change.path)
    if not isinstance(node, Mapping):
        raise CannotWrite(_("这里不是一组设置，请在“YAML 视图”里修改。"))
    flowing = is_flow(text, node)
    entry = f"{written(change.key, flowing)}: {change.source}"
    behind = predecessor(text, node, change.after)
    if flowing:
        if behind is None:
            return Span(node.start + 1, node.start + 1, entry)
        at = content_end(text, behind[1])
        return Span(at, at, f", {entry}")
    if behind is None:
        raise CannotWrite(_("这里没有可以接着写的地方，请在“YAML 视图”里修改。"))
    at = line_end(text, content_end(text, behind[1]))
    return Span(at, at, f"\n{' ' * (node.pairs[0][0].column - 1)}{entry}")


def predecessor(text: str, node: Mapping, after: tuple[str, ...]) -> tuple[Scalar, Node] | None:
    """The entry that a new one follows: the last of those named that takes a line or so, else the first of the mapping."""
    short = [pair for pair in node.pairs if isinstance(pair[1], Scalar) or is_flow(text, pair[1])]
    named = [pair for pair in short if pair[0].text in after]
    return next(iter(named[-1:] or short[:1] or node.pairs[:1]), None)


def span_of_new_item(text: str, root: Mapping, change: AddItem) -> Span:
    node = node_at(root, change.path)
    if not isinstance(node, yaml_tree.Sequence):
        raise CannotWrite(_("这里不是一个列表，请在“YAML 视图”里修改。"))
    if is_flow(text, node):
        source = change.lines[0] if len(change.lines) == 1 else "{" + ", ".join(line.strip() for line in change.lines) + "}"
        at = content_end(text, node.items[-1]) if node.items else node.start + 1
        return Span(at, at, f", {source}" if node.items else source)
    indent = " " * dash_column(text, node.items[-1])
    at = line_end(text, content_end(text, node.items[-1]))
    lines = [f"{indent}- {change.lines[0]}", *(f"{indent}  {line}" for line in change.lines[1:])]
    return Span(at, at, "".join(f"\n{line}" for line in lines))


def dash_column(text: str, item: Node) -> int:
    line_start = text.rfind("\n", 0, item.start) + 1
    return text.rindex("-", line_start, item.start) - line_start


def span_of_removal(text: str, root: Mapping, path: Path) -> Span:
    if not path:
        raise CannotWrite(_("整份办法不能这样删除。"))
    parent, node = node_at(root, path[:-1]), node_at(root, path)
    key = parent.pairs[path[-1]][0] if isinstance(parent, Mapping) else None
    start, end = (key or node).start, content_end(text, node)
    if is_flow(text, parent):
        return flow_removal(text, parent, path[-1], start, end)
    if len(children_of(parent)) == 1:
        raise CannotWrite(_("这是最后一项，删去后这里就空了。请删除它所属的整项，或在“YAML 视图”里修改。"))
    if key is not None and text[text.rfind("\n", 0, key.start) + 1 : key.start].strip():  # on the line of a dash
        following = parent.pairs[path[-1] + 1][0].start
        return Span(key.start, following, "")
    line_start = text.rfind("\n", 0, start) + 1
    return Span(line_start, min(line_end(text, end) + 1, len(text)), "")


def flow_removal(text: str, parent: Node, position: int, start: int, end: int) -> Span:
    """With the comma that parts the entry from its neighbour."""
    if isinstance(parent, Mapping):
        edges = [(key.start, content_end(text, value)) for key, value in parent.pairs]
    else:
        edges = [(item.start, content_end(text, item)) for item in children_of(parent)]
    if position + 1 < len(edges):
        return Span(start, edges[position + 1][0], "")
    return Span(edges[position - 1][1], end, "") if position else Span(start, end, "")


# what the changes mean


def plain(node: Node) -> Any:
    """The content of a tree, without the order of keys: what two texts must share to say the same."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, yaml_tree.Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text.rstrip("\n")


def meant(root: Mapping, changes: Sequence[Change]) -> Any:
    """The content that the text should have after the changes."""
    by_path: dict[Path, list[Change]] = {}
    for change in changes:
        by_path.setdefault(change.path, []).append(change)

    def build(node: Node, path: Path) -> Any:
        own = by_path.get(path, [])
        if isinstance(node, Mapping):
            pairs = dict(entries(node, path))
            return pairs | {change.key: fragment(change.source) for change in own if isinstance(change, AddKey)}
        if isinstance(node, yaml_tree.Sequence):
            items = [build(item, (*path, n)) for n, item in enumerate(node.items) if not is_removed((*path, n))]
            return items + [fragment("\n".join(change.lines)) for change in own if isinstance(change, AddItem)]
        texts = [change.text for change in own if isinstance(change, SetValue)]
        assert isinstance(node, Scalar)
        return texts[-1].rstrip("\n") if texts else node.text.rstrip("\n")

    def entries(node: Mapping, path: Path) -> Iterator[tuple[str, Any]]:
        for n, (key, value) in enumerate(node.pairs):
            here = (*path, n)
            if not is_removed(here):
                names = [change.text for change in by_path.get(here, []) if isinstance(change, SetKey)]
                yield (names[-1] if names else key.text), build(value, here)

    def is_removed(path: Path) -> bool:
        return any(isinstance(change, Remove) for change in by_path.get(path, []))

    return build(root, ())


def fragment(source: str) -> Any:
    """What a piece of YAML says by itself."""
    lines = source.split("\n")
    wrapped = "x:\n- " + "\n  ".join(lines) + "\n"
    tree, _findings = read_tree(wrapped, "")
    if not isinstance(tree, Mapping) or len(children_of(tree)) != 1:
        raise CannotWrite(_("写入的内容不是完整的一项，没有保存。"))
    return plain(children_of(children_of(tree)[0])[0])
