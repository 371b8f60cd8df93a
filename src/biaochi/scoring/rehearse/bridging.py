"""Last year's facts under a catalogue that did not exist then: what lets both schemes read one ledger.

- the *joint catalogue* holds the kinds of both schemes; a kind that keeps its code and changes its name is one kind, under its old name;
- facts are checked against what either scheme admits (more levels, wider ranges); what the draft would refuse is counted, not refused;
- a discretionary mark outside a range of the draft counts as the nearest end of the range.

Worked example: 酌情 0–5 becomes 0–3 and 缺席 (F1) is renamed 无故缺席 (F1): a mark of 4 counts 3, and facts of kind 缺席 are those of F1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from biaochi.scoring.scheme.expression_model import AmountBy, Expression
from biaochi.scoring.scheme.model import FactKind, Node, Rule, Scheme
from biaochi.scoring.scheme.pieces import Key, names_of_kinds


class Catalogue:
    """The kinds of both schemes, in one order: the old scheme's first."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        before, after = names_of_kinds(old), names_of_kinds(new)
        self.keys: tuple[Key, ...] = (*before, *(key for key in after if key not in before))
        self.old = {key: old.facts[name] for key, name in before.items()}
        self.new = {key: new.facts[name] for key, name in after.items()}
        taken = set(before.values())
        self.names = {key: before.get(key) or _free(after[key], taken) for key in self.keys}
        self.renames = {name: self.names[key] for key, name in after.items() if name != self.names[key]}

    def of(self, drafted: frozenset[Key] | None = None) -> dict[str, FactKind]:
        """The catalogue in which these kinds (None: all it has) stand as the draft declares them, all others as before."""
        return {self.names[key]: self._version(key, drafted is None or key in drafted) for key in self.keys}

    def _version(self, key: Key, as_drafted: bool) -> FactKind:
        first, second = (self.new, self.old) if as_drafted else (self.old, self.new)
        return first.get(key) or second[key]

    def lenient(self) -> dict[str, FactKind]:
        """The catalogue that admits what either scheme admits."""
        return {self.names[key]: _joined(self._version(key, False), self._version(key, True)) for key in self.keys}


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "′"
    taken.add(name)
    return name


def _joined(old: FactKind, new: FactKind) -> FactKind:
    """The old kind, admitting what the new one admits as well. An empty list or range admits everything."""

    def ends(one: list[Any] | None, two: list[Any] | None) -> list[Any] | None:
        return [min(one[0], two[0]), max(one[1], two[1])] if one and two else None

    def words(one: list[str], two: list[str]) -> list[str]:
        return list(dict.fromkeys([*one, *two])) if one and two else []

    return old.model_copy(update={
        "levels": words(old.levels, new.levels), "roles": words(old.roles, new.roles), "decimals": max(old.decimals, new.decimals),
        "mark_range": ends(old.mark_range, new.mark_range), "quantity_range": ends(old.quantity_range, new.quantity_range),
        "matter": old.matter if old.matter == new.matter else "optional",
    })  # fmt: skip


def with_open_ranges(scheme: Scheme) -> Scheme:
    """The same scheme, in which a discretionary mark outside its range counts as the nearest end."""
    tables = [table.model_copy(update={"indicators": [_open_node(n) for n in table.indicators]}) for table in scheme.tables]
    return scheme.model_copy(update={"tables": tables})


def _open_node(node: Node) -> Node:
    if not any(rule.range is not None for rule in rules_below(node)):
        return node
    return node.model_copy(update={
        "indicators": [_open_node(inner) for inner in node.indicators],
        "rules": [rule if rule.range is None else rule.model_copy(update={"measure": _kept_inside(rule)}) for rule in node.rules],
    })  # fmt: skip


def rules_below(node: Node) -> Iterator[Rule]:
    yield from node.rules
    for inner in node.indicators:
        yield from rules_below(inner)


def _kept_inside(rule: Rule) -> Expression:
    assert rule.range is not None
    mark = "mark" if rule.measure is None else rule.measure
    larger = Expression.model_construct({"larger"}, larger=[mark, _operand(rule.range.low)])
    return Expression.model_construct({"smaller"}, smaller=[larger, _operand(rule.range.high)])


def _operand(amount: Any) -> Any:
    """An amount where an expression may stand."""
    if not isinstance(amount, AmountBy):
        return amount
    fields = {name: getattr(amount, name) for name in amount.model_fields_set}
    return Expression.model_construct(set(fields), **fields)
