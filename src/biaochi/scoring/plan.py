"""The plan: a scheme turned into what the stages walk over, independent of any data.

Words: a *job* is one table settled for one period; jobs run in the order of `order_of_tables`. A rule is *additive* when its lines need
nothing but their own fact (one price, no selection, share, quota or window of its own): then the sum of its lines can be taken while the
facts stream by. Additive or not, the digits are the same; a property test holds this.

Worked example: table 年 takes the score of table 月 for each month, so 年 depends on 月, and settling 2025 runs twelve jobs
of 月 and then one of 年.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from biaochi.scoring.periods import Calendar, OwnKind
from biaochi.scoring.scheme.expression_model import Condition, Expression, FactMatch, Take
from biaochi.scoring.scheme.model import FactKind, Node, Rounding, Rule, Scheme, Table
from biaochi.scoring.scheme.vocabulary import Part

TOTAL = "score"


class TablesFormACycle(ValueError):
    """Tables take from each other in a circle, so that none can be settled first."""


@dataclass(frozen=True, eq=False)
class RulePlan:
    """One rule with its place: ``index`` among the table's rules, ``kinds`` as numbers of the catalogue."""

    index: int
    rule: Rule
    kinds: tuple[int, ...]
    is_additive: bool

    @property
    def code(self) -> str:
        return self.rule.code


@dataclass(frozen=True, eq=False)
class NodePlan:
    """One indicator: children in the order of the document, rules below it by index, the category it lies in."""

    node: Node
    children: tuple[NodePlan | RulePlan, ...]
    rules: tuple[int, ...]
    category: str | None

    @property
    def code(self) -> str:
        return self.node.code

    def walk(self) -> Iterator[NodePlan]:
        """This node and all nodes below it, children first."""
        for child in self.children:
            if isinstance(child, NodePlan):
                yield from child.walk()
        yield self


@dataclass(frozen=True, eq=False)
class TablePlan:
    """One table: its rules in order, its tree, and what it reads of other tables."""

    table: Table
    rules: tuple[RulePlan, ...]
    roots: tuple[NodePlan, ...]
    takes: tuple[Take, ...]
    streaks: tuple[tuple[str, int], ...]
    rounding: Rounding

    @property
    def code(self) -> str:
        return self.table.code

    def nodes(self) -> Iterator[NodePlan]:
        for root in self.roots:
            yield from root.walk()

    def entries(self) -> dict[str | None, list[NodePlan]]:
        """Per category (None: without one) the highest nodes that lie in it: what its sum adds up.

        A node above several categories is not among them; its base and its own rules, if it has any, enter apart.
        """
        found: dict[str | None, list[NodePlan]] = {}

        def descend(node: NodePlan) -> None:
            if {n.category for n in node.walk()} == {node.category}:
                found.setdefault(node.category, []).append(node)
                return
            for child in node.children:
                if isinstance(child, NodePlan):
                    descend(child)

        for root in self.roots:
            descend(root)
        return found

    def straddling(self) -> bool:
        """Whether some node stands above several categories."""
        return any({n.category for n in root.walk()} != {root.category} for root in self.roots)


@dataclass(frozen=True)
class Plan:
    """A whole scheme, ready to be settled for any period."""

    scheme: Scheme
    calendar: Calendar
    kinds: tuple[FactKind, ...]
    kind_names: tuple[str, ...]
    kind_numbers: Mapping[str, int]
    """By name and by code."""
    tables: Mapping[str, TablePlan]
    order: tuple[str, ...]
    kept_kinds: frozenset[int] = field(default_factory=frozenset)
    """Kinds whose facts something other than an additive rule looks at."""


def parts_of(value: Any) -> Iterator[Part]:
    """Every mapping below a value of the model, the value itself first."""
    if isinstance(value, Part):
        yield value
        for name in value.model_fields_set:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from parts_of(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from parts_of(inner)


def make_plan(scheme: Scheme) -> Plan:
    """Turn a checked scheme into its plan. Raises TablesFormACycle."""
    own = {name: _own_kind(p.start, p.months) for name, p in scheme.periods.items()}
    names = tuple(scheme.facts)
    numbers = {name: i for i, name in enumerate(names)}
    numbers.update({k.code: i for i, k in enumerate(scheme.facts.values()) if k.code})
    tables = {t.code: _table_plan(scheme, t, numbers) for t in scheme.tables}
    return Plan(
        scheme, Calendar(own), tuple(scheme.facts.values()), names, numbers, tables,
        order_of_tables(tables), frozenset(_kept_kinds(tables, numbers)),
    )  # fmt: skip


def _own_kind(start: str, months: int) -> OwnKind:
    month, day = (int(x) for x in str(start).split("-")[-2:])
    date(2024, month, day)
    return OwnKind(month, day, months)


def _table_plan(scheme: Scheme, table: Table, numbers: Mapping[str, int]) -> TablePlan:
    rules: list[RulePlan] = []
    rounding = overridden(table.rounding, overridden(scheme.rounding, Rounding()))
    frozen = any(e.freeze is not None for v in table.vetoes for e in v.effects)

    def plan_node(node: Node, category: str | None, in_selection: bool) -> NodePlan:
        category = node.category or category
        in_selection = in_selection or bool(node.selection) or bool(node.per_period)
        first = len(rules)
        children: list[NodePlan | RulePlan] = [plan_node(n, category, in_selection) for n in node.indicators]
        for rule in node.rules:
            kinds = tuple(sorted({numbers[name] for name in rule.facts if name in numbers}))
            additive = not in_selection and not frozen and is_additive(rule, scheme, kinds, rounding.places)
            planned = RulePlan(len(rules), rule, kinds, additive)
            rules.append(planned)
            children.append(planned)
        return NodePlan(node, tuple(children), tuple(range(first, len(rules))), category)

    roots = tuple(plan_node(node, None, False) for node in table.indicators)
    takes = tuple(part for part in parts_of(table) if isinstance(part, Take))
    streaks = tuple(
        (part.streak.table or table.code, part.streak.periods)
        for part in parts_of(table)
        if isinstance(part, Condition) and part.streak is not None
    )
    return TablePlan(table, tuple(rules), roots, takes, streaks, rounding)


def overridden(own: Rounding | None, outer: Rounding) -> Rounding:
    """The rounding of a table or an outcome: what it does not say is as around it."""
    return outer if own is None else outer.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


def is_additive(rule: Rule, scheme: Scheme, kinds: tuple[int, ...], places: int) -> bool:
    """Whether the rule's sum can be taken fact by fact, exactly, with nothing rounded away."""
    plain = {"name", "code", "clause", "basis", "note", "facts", "each", "per_unit", "weight", "unknown", "base", "applies"}
    limits = {"bonus_max", "deduction_max", "max", "min", "uncapped", "floored"}
    if not kinds or not rule.model_fields_set <= plain | limits | {"aggregate", "window", "whose", "per"}:
        return False
    if rule.aggregate != "sum" or rule.window != "in_period" or rule.whose != "self" or rule.per != "fact":
        return False
    if rule.bonus_max is not None or rule.deduction_max is not None:
        return False
    price = rule.each if rule.price == "each" else rule.per_unit if rule.price == "per_unit" else None
    if not isinstance(price, Decimal) or price != round(price, places):
        return False
    catalogue = tuple(scheme.facts.values())
    return rule.price == "each" or all(catalogue[k].decimals == 0 for k in kinds)


def _kept_kinds(tables: Mapping[str, TablePlan], numbers: Mapping[str, int]) -> Iterator[int]:
    """Kinds named anywhere but in the match of an additive rule."""
    for table in tables.values():
        additive = {id(r.rule) for r in table.rules if r.is_additive}
        for part in parts_of(table.table):
            if id(part) in additive:
                continue
            if isinstance(part, Rule | FactMatch):
                names = part.facts
            elif isinstance(part, Expression):
                names = part.facts or []
            else:
                names = getattr(part, "facts", None) or []
            if not isinstance(names, list):
                continue
            yield from (numbers[name] for name in names if name in numbers)
            tenure = getattr(part, "tenure", None)
            if tenure is not None and tenure.since in numbers:
                yield numbers[tenure.since]
        for part in parts_of(table.table):
            if isinstance(part, Condition) and part.tenure is not None and part.tenure.since in numbers:
                yield numbers[part.tenure.since]


def order_of_tables(tables: Mapping[str, TablePlan]) -> tuple[str, ...]:
    """Tables so that each comes after those it takes from; taking from its own earlier periods does not count."""
    done: list[str] = []
    under_way: list[str] = []

    def visit(code: str) -> None:
        if code in done:
            return
        if code in under_way:
            raise TablesFormACycle(" → ".join([*under_way[under_way.index(code) :], code]))
        under_way.append(code)
        plan = tables[code]
        for take in plan.takes:
            if take.scheme is None and take.table in tables and take.period in ("same", "children"):
                visit(take.table)
        for table, _ in plan.streaks:
            if table != code and table in tables:
                visit(table)
        under_way.pop()
        done.append(code)

    for code in tables:
        visit(code)
    return tuple(done)
