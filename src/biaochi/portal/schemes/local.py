"""A scheme that extends a higher body's (继承): what is written first, and rules of one's own below its indicators (自选动作).

What the higher body locked stays as it is, and what is added keeps to the slots it left: the engine's reader says where not.

Worked example: below indicator N1 of ``DW-2.yaml`` a local rule is the entry ``{代码: N1, 评分标准: [{…}]}`` under the table's 指标.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from biaochi.portal.schemes.editing import CODES, flow, free
from biaochi.portal.schemes.reading import Read, extended_name
from biaochi.portal.schemes.scalars import written
from biaochi.portal.schemes.source import AddItem, AddKey, CannotWrite, Path, changed, node_at, root_of
from biaochi.scoring.scheme.model import Node as Indicator
from biaochi.scoring.scheme.yaml_tree import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True)
class Slot:
    """An indicator of the higher body's scheme below which rules may be added; ``says`` names what it leaves."""

    table: str
    node: str
    says: str


def extension_text(file: str, title: str, code: str) -> str:
    """The first text of a scheme that extends the version under the name ``file``."""
    head = [f"办法: {written(title, False)}", f"代码: {written(code, False)}", '版本: "1"', f"继承: {written(file, False)}"]
    return "\n".join([*head, ""])


def slots(read: Read) -> list[Slot]:
    """Where an extension may add rules: indicators with slots; where there are none, those whose rules count directly."""
    scheme = read.loaded.scheme
    if scheme is None or not extended_name(read.loaded.text):
        return []
    found = [(table, node) for table in scheme.tables for node in below(table.indicators)]
    wanted = [(table, node) for table, node in found if node.slots] or [(table, node) for table, node in found if node.rules]
    return [Slot(table.code, node.code, f"{table.name} · {node.name}{limits(node)}") for table, node in wanted]


def below(nodes: list[Indicator]) -> Iterator[Indicator]:
    for node in nodes:
        yield node
        yield from below(node.indicators)


def limits(node: Indicator) -> str:
    if node.slots is None:
        return ""
    said = _("自选 %(count)s 项") % {"count": node.slots.count}
    return f"（{said}{_('，每项不超过 %(max)s 分') % {'max': node.slots.max_each} if node.slots.max_each is not None else ''}）"


def with_local_rule(text: str, read: Read, node: str, fact: str, points: str, cap: str) -> str:
    """The text with one more rule of one's own below an indicator of the higher body. Raises ``CannotWrite``."""
    slot = next((one for one in slots(read) if one.node == node), None)
    if slot is None or not fact.strip():
        raise CannotWrite(_("请选上级办法里的一个指标，并写明按哪个事项计分。"))
    assert read.loaded.scheme is not None
    taken = {*CODES.findall(text), *read.loaded.codes}
    rule = {"名称": fact.strip(), "代码": free("Z1", taken), "事项": fact.strip(), "每次": points.strip() or "1"}
    rule |= {"封顶": cap.strip()} if cap.strip() else {}
    if fact.strip() not in read.loaded.scheme.facts:
        text = with_fact(text, fact.strip())
    entry, tables = flow(rule), find_key(root_of(text), (), "计分表")
    inner = f"{{代码: {written(slot.node, True)}, 评分标准: [{entry}]}}"
    outer = f"{{代码: {written(slot.table, True)}, 指标: [{inner}]}}"
    if tables is None:
        return changed(text, [AddKey((), "计分表", f"[{outer}]", keys(root_of(text)))])
    table = find_entry(root_of(text), tables, slot.table)
    if table is None:
        return changed(text, [AddItem(tables, (outer,))])
    nodes = find_key(root_of(text), table, "指标")
    if nodes is None:
        return changed(text, [AddKey(table, "指标", f"[{inner}]")])
    place = find_entry(root_of(text), nodes, slot.node)
    if place is None:
        return changed(text, [AddItem(nodes, (inner,))])
    rules = find_key(root_of(text), place, "评分标准")
    if rules is None:
        return changed(text, [AddKey(place, "评分标准", f"[{entry}]")])
    return changed(text, [AddItem(rules, (entry,))])


def with_fact(text: str, name: str) -> str:
    """The text with one more fact kind."""
    root = root_of(text)
    found = find_key(root, (), "事项")
    if found is None:
        return changed(text, [AddKey((), "事项", "{" + f"{written(name, True)}: {{}}" + "}", keys(root))])
    return changed(text, [AddKey(found, name, "{}", keys(node_at(root, found)))])


def keys(node: Node) -> tuple[str, ...]:
    return tuple(key.text for key, _value in node.pairs) if isinstance(node, Mapping) else ()


def find_key(root: Mapping, path: Path, key: str) -> Path | None:
    node = node_at(root, path)
    pairs = node.pairs if isinstance(node, Mapping) else []
    return next(((*path, position) for position, (word, _value) in enumerate(pairs) if word.text == key), None)


def find_entry(root: Mapping, path: Path, code: str) -> Path | None:
    """The entry of a list with this code."""
    node = node_at(root, path)
    for position, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        word = item.get("代码", "code") if isinstance(item, Mapping) else None
        if isinstance(word, Scalar) and word.text == code:
            return (*path, position)
    return None
