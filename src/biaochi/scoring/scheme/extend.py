"""Extension (section 13 of docs/scheme-language.md): a scheme's data laid over the data of the scheme it extends.

Entries with the same code merge key by key wherever they stand in the extended scheme, others are appended; what is
locked stays as it is, and what is added below a node with slots keeps to them.

Worked example: over ``{代码: N, 评分标准: [{代码: R1, 每次: 1}]}`` the extension
``{代码: N, 评分标准: [{代码: R1, 每次: 2}, {代码: R2, 每次: 3}]}`` gives R1 two points and N a second rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from biaochi.scoring.findings import Finding, Place, error
from biaochi.scoring.scheme.convert import Block, Items
from biaochi.scoring.scheme.model import Node, Rule, Scheme, StateRule
from biaochi.scoring.scheme.workflow_model import Notice, Step

NAMED = {Step: "step", Notice: "name", StateRule: "name"}
"""Kinds of list entries told apart by something else than a code."""


def identity(entry: Any) -> str | None:
    """What tells an entry of a list from its neighbours: its code, or a step's, notice's or state's name."""
    if not isinstance(entry, Block) or entry.part is None:
        return None
    name = entry.get(NAMED.get(entry.part, "code"))
    return name if isinstance(name, str) else None


def blocks_of(data: Any) -> Iterator[Block]:
    """Every mapping of the data, outer first."""
    if isinstance(data, Block):
        yield data
        for inner in data.values():
            yield from blocks_of(inner)
    elif isinstance(data, Items):
        for inner in data:
            yield from blocks_of(inner)


def merge(parent: Block, child: Block) -> tuple[Block, list[Finding]]:
    """``child`` over ``parent``; the parent's data is changed and returned."""
    return Merge(parent).extend(child)


class Merge:
    """One extension of one scheme."""

    def __init__(self, parent: Block) -> None:
        self.parent = parent
        self.findings: list[Finding] = []
        self.locked = {code for code in parent.get("locked", ()) if isinstance(code, str)}
        self.covered = self.covered_by_locks()
        self.reported: set[int] = set()
        self.by_code: dict[tuple[Any, str], Block] = {}
        for block in blocks_of(parent):
            if (name := identity(block)) is not None and block.part is not Scheme:
                self.by_code.setdefault((block.part, name), block)

    def covered_by_locks(self) -> dict[int, str]:
        """Every mapping that is locked itself or stands in a locked one → the code that locks it."""
        covered: dict[int, str] = {}
        for block in blocks_of(self.parent):
            code = block.get("code")
            if code in self.locked and block.part is not Scheme:
                for inner in blocks_of(block):
                    covered.setdefault(id(inner), str(code))
        return covered

    def extend(self, child: Block) -> tuple[Block, list[Finding]]:
        removes = child.get("removes", Items(child.place))
        for position, code in enumerate(removes):
            self.remove(str(code), removes.places[position])
        self.lay_over(self.parent, child)
        self.keep_to_slots()
        return self.parent, self.findings

    def lay_over(self, below: Block, above: Block) -> None:
        """Key by key: the entry above wins; lists of coded entries merge, and a choice replaces the choice below."""
        if above.part is not None and (heads := above.part.heads()) and any(name in above for name in heads):
            for name in heads:
                if name in below and name not in above:
                    self.forbid_change(below, above.place)
                    del below[name], below.places[name]
        for name, value in above.items():
            if below.part is Scheme and name in ("removes", "extends"):
                continue
            old = below.get(name)
            if name in ("locked", "dimensions") and below.part is Scheme and isinstance(old, Items):
                old.extend(entry for entry in value if entry not in old)
                old.places.extend([value.place] * (len(old) - len(old.places)))
            elif isinstance(old, Block) and isinstance(value, Block) and below.part is Scheme and old.part is None:
                self.lay_names_over(old, value)
            elif isinstance(value, Items) and value and all(identity(entry) is not None for entry in value):
                self.lay_list_over(below, name, value, above)
            elif old != value:
                self.forbid_change(below, above.places[name])
                below[name] = value
                below.places[name] = above.places[name]

    def lay_names_over(self, below: Block, above: Block) -> None:
        """Entries of 参数, 事项, 类别, 周期: those of the same name merge key by key."""
        for name, value in above.items():
            old = below.get(name)
            if isinstance(old, Block) and isinstance(value, Block):
                self.lay_over(old, value)
            else:
                below[name] = value
                below.places[name] = above.places[name]

    def lay_list_over(self, below: Block, name: str, entries: Items, above: Block) -> None:
        into = below.get(name)
        if not isinstance(into, Items):
            into = Items(above.places[name])
        for entry, place in zip(entries, entries.places, strict=True):
            same = self.by_code.get((entry.part, str(identity(entry))))
            if same is not None:
                self.lay_over(same, entry)
                continue
            if not may_add(below):
                self.forbid_change(below, place)
            entry.is_added = True
            into.append(entry)
            into.places.append(place)
        if into and name not in below:
            below[name] = into
            below.places[name] = above.places[name]

    def forbid_change(self, block: Block, place: Place) -> None:
        code = self.covered.get(id(block))
        if code is None or id(block) in self.reported:
            return
        self.reported.add(id(block))
        self.findings.append(
            error(
                "locked",
                place,
                f"「{code}」由上级办法锁定,不能改动",
                f"`{code}` is locked by the scheme extended here and cannot be changed",
                do_zh="删去这处改动;确需改动的,由上级办法解除锁定。",
                do_en="Take this change away; where it is needed, the other scheme has to unlock it.",
            )
        )

    def remove(self, code: str, place: Place) -> None:
        for block in blocks_of(self.parent):
            for name, inner in list(block.items()):
                if isinstance(inner, Block) and inner.get("code") == code:
                    self.forbid_change(inner, place)
                    del block[name]
                    self.forget(inner)
                    return
                if not isinstance(inner, Items):
                    continue
                for position, entry in enumerate(inner):
                    if identity(entry) == code:
                        self.forbid_change(entry, place)
                        del inner[position], inner.places[position]
                        self.forget(entry)
                        return
        self.findings.append(
            error(
                "unknown-removal",
                place,
                f"要删除的「{code}」在被继承的办法里不存在",
                f"`{code}`, to be removed, is not in the scheme extended here",
                do_zh="核对代码,或从「删除」里去掉它。",
                do_en="Check the code, or take it out of `removes`.",
            )
        )

    def forget(self, block: Block) -> None:
        for inner in blocks_of(block):
            if (name := identity(inner)) is not None:
                self.by_code.pop((inner.part, name), None)

    def keep_to_slots(self) -> None:
        for block in blocks_of(self.parent):
            slots = block.get("slots")
            if block.part is Node and isinstance(slots, Block):
                self.findings.extend(slot_findings(block, slots, self.parent.get("parameters")))


def may_add(block: Block) -> bool:
    """A locked node still takes what its slots leave room for."""
    return block.part is Node and "slots" in block


def added_rules(block: Block, is_added: bool = False) -> Iterator[Block]:
    """The rules that extensions have put below a node."""
    for name in ("indicators", "rules"):
        for entry in block.get(name, ()):
            if isinstance(entry, Block):
                if entry.part is Rule and (is_added or entry.is_added):
                    yield entry
                yield from added_rules(entry, is_added or entry.is_added)


def slot_findings(node: Block, slots: Block, parameters: Any) -> list[Finding]:
    """What extensions add below a node against its 自选, whose numbers may be parameters with a declared value."""
    findings = []
    count, cap = (largest_cap(slots.get(name), parameters) for name in ("count", "max_each"))
    for number, rule in enumerate(added_rules(node), 1):
        if count is not None and number > count:
            findings.append(
                error(
                    "too-many-slots",
                    rule.place,
                    f"「{node.get('name')}」只留了 {count} 条自选,这是第 {number} 条",
                    f"`{node.get('name')}` leaves {count} slots, and this is number {number}",
                    do_zh="删去多出的条目。",
                    do_en="Take away what is too much.",
                )
            )
        largest = largest_cap(rule.get("max"), parameters)
        if cap is not None and (largest is None or largest > cap):
            findings.append(
                error(
                    "slot-cap",
                    rule.place,
                    f"「{node.get('name')}」的自选项每项封顶不得超过 {cap} 分,这一条没有这样的封顶",
                    f"a slot of `{node.get('name')}` is capped at {cap} points at most; this rule has no such cap",
                    do_zh=f"写上「封顶: {cap}」或更小的数。",
                    do_en=f"Write `max: {cap}` or less.",
                )
            )
    return findings


def largest_cap(value: Any, parameters: Any) -> Decimal | None:
    """The largest number an amount can take, None if that cannot be told from the file; of a parameter the declared one."""
    if isinstance(value, Decimal | int):
        return Decimal(value)
    if isinstance(value, Block) and "parameter" in value and isinstance(parameters, Block):
        declared = parameters.get(value["parameter"])
        return largest_cap(declared.get("value"), parameters) if isinstance(declared, Block) else None
    if isinstance(value, Block) and isinstance(value.get("values"), Block):
        amounts = [*value["values"].values(), *(value[name] for name in ("otherwise",) if name in value)]
        numbers = [largest_cap(amount, parameters) for amount in amounts]
        known = [n for n in numbers if n is not None]
        return max(known) if known and len(known) == len(numbers) else None
    return None
