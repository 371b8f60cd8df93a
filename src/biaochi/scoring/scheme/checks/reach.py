"""What every value of a scheme can come to: rules from their lines, nodes from what is below, categories, parts and totals.

Words: a *reach* is the range of a value at each point of section 8 of the language: before its limits (``free``), after them
(``value``), and what its positive and negative addends can come to (``gains``, ``losses``). A reach is never narrower than
the truth, so a limit outside it never acts, and a band outside it is never reached.

Worked example: an indicator with a base of 5 and one rule of -2 each, floored at 0, is free from minus infinity to 5 and reaches 0 to 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.checks.measures import Measures, amount_range, months_of, rounding_of, sub_periods
from biaochi.scoring.scheme.checks.priced import Lines, lines_of
from biaochi.scoring.scheme.checks.ranges import (
    ANY,
    COUNT,
    INFINITE,
    NOTHING,
    ONE,
    ZERO,
    Range,
    at_least,
    at_most,
    hull,
    minus,
    plus,
    quotient,
    times,
    widened,
)
from biaochi.scoring.scheme.checks.results import category_of
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.expression_model import Take
from biaochi.scoring.scheme.model import Effect, JointCap, Node, Normalise, Rule, Substitute, Table, TablePart


@dataclass(frozen=True, slots=True)
class Reach:
    """The ranges of one value; ``lines`` for rules."""

    free: Range
    value: Range
    gains: Range
    losses: Range
    lines: Lines | None = None


class Reached:
    """The reaches of all values of a scheme, each worked out once."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.by_table: dict[str, dict[str, Reach]] = {}
        self.measured: dict[str, Measures] = {}
        self.under_way: set[str] = set()
        self.mets = {met.part.code: met for met in survey.of(Table)}

    def of(self, table: str, code: str) -> Reach | None:
        """The reach of a value of a table; None where it cannot be told."""
        return self.values(table).get(code)

    def values(self, table: str) -> dict[str, Reach]:
        """The reaches of a table's values by code, ``score`` the total; none for a table that takes from itself in a circle."""
        if table not in self.by_table:
            if table in self.under_way or table not in self.mets:
                return {}
            self.under_way.add(table)
            found = TableReach(self, self.mets[table])
            self.by_table[table], self.measured[table] = found.values, found.measures
            self.under_way.discard(table)
        return self.by_table[table]

    def measures(self, table: str) -> Measures | None:
        """The ranges of what the table's rules measure."""
        self.values(table)
        return self.measured.get(table)

    def taken(self, take: Take, table: Table) -> Range:
        """What 取自 can meet, with the stated substitute for what is absent."""
        other = self.survey.tables.get(take.table)
        if take.scheme is not None or other is None or take.period in ("previous", "last_year"):
            return ANY if take.aggregate != "count" else COUNT
        if take.aggregate == "count" or take.value == "of":
            return COUNT
        if take.value == "rank":
            single = Range(ONE, INFINITE)
        elif take.value == "grade" or (found := self.of(take.table, take.value)) is None:
            return ANY
        else:
            single = found.value
        if take.missing not in ("block", "left_out"):
            single = hull([single, ZERO if take.missing == "zero" else amount_range(self.survey, take.missing)])
        if take.aggregate != "sum":
            return single
        if take.period == "children" and take.via == "self":
            return hull([ZERO, times(single, children(self.survey, table, other))])
        return times(single, COUNT)


def children(survey: Survey, table: Table, other: Table) -> Range:
    """How many periods of another table lie inside one of this table."""
    outer, inner = months_of(survey, table), months_of(survey, other)
    if outer is None or inner is None:
        return sub_periods(survey, table, "day") if other.period == "day" else COUNT
    return Range(NOTHING, Decimal(-(-outer // inner) + (1 if other.period in survey.scheme.periods else 0)))


def result_range(survey: Survey, table: Table, by: Any) -> Range:
    """What a result can come to that grades, vetoes and outcomes go by: a code, or an expression."""
    whole = reached(survey)

    def own(code: str) -> Range:
        found = whole.of(table.code, code)
        return ANY if found is None else found.value

    if isinstance(by, str):
        return own(by)
    return Measures(survey, table, lambda take: whole.taken(take, table), own).of(by, None, ())


def reached(survey: Survey) -> Reached:
    """The reaches of the scheme, kept with its survey."""
    if "reach" not in survey.kept:
        survey.kept["reach"] = Reached(survey)
    kept: Reached = survey.kept["reach"]
    return kept


class TableReach:
    """The reaches of one table, from the leaves up."""

    def __init__(self, whole: Reached, met: Met) -> None:
        self.survey, self.table = whole.survey, met.part
        self.measures = Measures(whole.survey, met.part, lambda take: whole.taken(take, met.part))
        self.places, _ = rounding_of(self.survey, self.table)
        effects = [inner.part for inner in self.survey.below(met, Effect)]
        self.zeroed = {effect.zero for effect in effects if effect.zero is not None}
        self.is_frozen = any(effect.freeze is not None for effect in effects)
        self.is_reduced = any(effect.reduce is not None for effect in effects)
        self.mets = {id(inner.part): inner for inner in self.survey.below(met, Node, Rule)}
        self.values: dict[str, Reach] = {}
        self.by_category: dict[str | None, list[Range]] = {}
        for node in self.table.indicators:
            self.node(node)
            self.assign(node)
        self.total(met)

    # rules and nodes

    def rule(self, rule: Rule) -> Reach:
        met = self.mets[id(rule)]
        falls = self.is_frozen or any(isinstance(above.part, Node) and above.part.selection for above in met.up())
        lines = lines_of(self.survey, met, self.measures, may_fall=falls)
        lines = Lines(widened(lines.line, self.places), lines.number)
        if rule.aggregate == "sum":
            free, gains, losses = lines.total, lines.gains, lines.losses
            if rule.share is not None or rule.applies is not None:
                free = hull([free, ZERO])
        else:
            free = hull([lines.line, ZERO]) if rule.empty == "zero" or rule.empty is None else lines.line
            gains, losses = Range(NOTHING, max(NOTHING, free.high)), Range(min(NOTHING, free.low), NOTHING)
            free, gains, losses = self.adjusted(rule, free, gains, losses)
        return self.keep(rule, self.limited(rule, free, gains, losses, lines))

    def node(self, node: Node) -> Reach:
        children: list[Node | Rule] = [*node.indicators, *node.rules]
        present = [(child, self.present(child, self.child(child).value)) for child in children]
        ranges = [value for _, value in present]
        gains = Range(NOTHING, sum((max(NOTHING, value.high) for value in ranges), NOTHING))
        losses = Range(sum((min(NOTHING, value.low) for value in ranges), NOTHING), NOTHING)
        if node.combine == "sum":
            free = plus(ZERO, *ranges)
        else:
            free = self.weighted(present) if node.combine == "weighted" else hull(ranges)
            free = widened(free, self.places) if node.combine == "mean" else free
            gains, losses = Range(NOTHING, max(NOTHING, free.high)), Range(min(NOTHING, free.low), NOTHING)
        free, gains, losses = self.adjusted(node, free, gains, losses)
        return self.keep(node, self.limited(node, free, gains, losses, None))

    def adjusted(self, piece: Node | Rule, free: Range, gains: Range, losses: Range) -> tuple[Range, Range, Range]:
        """Limits of sub-periods that look at other sums than the value's own (a node's at lines before the rules' limits, those of a
        rule that is no sum): what they take off or add has no bound."""
        if any(limit.max is not None for limit in piece.per_period):
            free, losses = Range(-INFINITE, free.high), Range(-INFINITE, NOTHING)
        if any(limit.min is not None for limit in piece.per_period):
            free, gains = Range(free.low, INFINITE), Range(NOTHING, INFINITE)
        return free, gains, losses

    def child(self, child: Node | Rule) -> Reach:
        return self.rule(child) if isinstance(child, Rule) else self.node(child)

    def present(self, child: Node | Rule, value: Range) -> Range:
        """A child's addend: nothing where it does not exist or is left out."""
        is_absent = child.applies is not None or child.unknown == "left_out" or (isinstance(child, Rule) and child.empty == "left_out")
        return hull([value, ZERO]) if is_absent else value

    def weighted(self, present: Sequence[tuple[Node | Rule, Range]]) -> Range:
        weights = [ANY if child.weight is None else amount_range(self.survey, child.weight) for child, _ in present]
        if any(weight.low < 0 for weight in weights):
            return ANY
        added = plus(ZERO, *(widened(times(w, value), self.places) for w, (_, value) in zip(weights, present, strict=True)))
        shared = times(plus(ZERO, *weights), hull(value for _, value in present))
        return hull([added, widened(shared, self.places)])

    def limited(self, piece: Any, free: Range, gains: Range, losses: Range, lines: Lines | None, *, has_base: bool = True) -> Reach:
        """Section 8: limits of sub-periods, caps of the sides, base, then minimum and maximum."""
        for limit in piece.per_period if isinstance(piece, Rule) and piece.aggregate == "sum" else ():
            number = sub_periods(self.survey, self.table, limit.per)
            free, gains, losses = self.clamped_by_period(limit, number, free, gains, losses)
        capped = self.sides_capped(piece, free, gains, losses)
        if has_base and getattr(piece, "base", None) is not None:
            base = amount_range(self.survey, piece.base)
            capped = plus(capped, self.based(piece, base))
        value = capped
        if piece.floored or piece.min is not None:
            value = at_least(value, ZERO if piece.floored else amount_range(self.survey, piece.min))
        if piece.max is not None:
            value = at_most(value, amount_range(self.survey, piece.max))
        return Reach(capped, value, gains, losses, lines)

    def based(self, piece: Any, base: Range) -> Range:
        """The base as it is added: a table's may be rounded, and is less for who is not there all the time."""
        if not isinstance(piece, Table):
            return base
        return hull([base, widened(base, self.places), *([ZERO] if piece.prorated else [])])

    def sides_capped(self, piece: Any, free: Range, gains: Range, losses: Range) -> Range:
        """Step 2 of section 8. A side that a limit of sub-periods has moved may pass its cap on the other side."""
        bonus = None if piece.bonus_max is None else max(NOTHING, amount_range(self.survey, piece.bonus_max).high)
        loss = None if piece.deduction_max is None else max(NOTHING, amount_range(self.survey, piece.deduction_max).high)
        low, high = free
        if bonus is not None:
            low = min(low, losses.low)
        if loss is not None:
            high = max(high, gains.high)
        if loss is not None and not any(limit.max is not None for limit in piece.per_period):
            low = max(low, -loss)
        if bonus is not None and not any(limit.min is not None for limit in piece.per_period):
            high = min(high, bonus)
        return Range(low, high)

    def clamped_by_period(
        self, limit: Any, number: Range, free: Range, gains: Range, losses: Range
    ) -> tuple[Range, Range, Range]:
        if limit.max is not None:
            most = amount_range(self.survey, limit.max)
            high = max(NOTHING, times(most, number).high)
            free = Range(min(free.low, times(most, number).low), min(free.high, high))
        if limit.min is not None:
            least = amount_range(self.survey, limit.min)
            low = min(NOTHING, times(least, number).low)
            free = Range(max(free.low, low), max(free.high, times(least, number).high))
            gains = Range(NOTHING, max(gains.high, free.high))
        if limit.max is not None:
            losses = Range(min(losses.low, free.low), NOTHING)
        return free, gains, losses

    def keep(self, piece: Node | Rule, reach: Reach) -> Reach:
        """Kept under its code: a veto may clear it, and its 未知 may put a number in its place."""
        others = [ZERO] if piece.code in self.zeroed or piece.unknown == "zero" else []
        if isinstance(piece.unknown, Substitute):
            others.append(amount_range(self.survey, piece.unknown.substitute))
        if others:
            reach = Reach(reach.free, hull([reach.value, *others]), reach.gains, reach.losses, reach.lines)
        self.values[piece.code] = reach
        return reach

    # categories, parts, total

    def assign(self, node: Node, *, is_optional: bool = False) -> None:
        """The node's value where it enters a category, or what is below it apart where it stands above several."""
        met = self.mets[id(node)]
        category = category_of(met)
        is_optional = is_optional or node.applies is not None
        named = [inner for inner in self.survey.below(met, Node) if inner.part.category is not None]
        if category is not None or not named:
            value = self.present(node, self.values[node.code].value)
            self.by_category.setdefault(category, []).append(hull([value, ZERO]) if is_optional else value)
            return
        is_optional = is_optional or node.code in self.zeroed or node.unknown != "block"
        own = [] if node.base is None else [amount_range(self.survey, node.base)]
        if isinstance(node.unknown, Substitute):
            own.append(amount_range(self.survey, node.unknown.substitute))
        own += [self.present(rule, self.values[rule.code].value) for rule in node.rules]
        self.by_category.setdefault(None, []).extend(hull([value, ZERO]) for value in own)
        for child in node.indicators:
            self.assign(child, is_optional=is_optional)

    def joint(self, cap: JointCap) -> Range:
        """What a joint cap takes off or adds."""
        whole = plus(ZERO, *(self.values[code].value if code in self.values else ANY for code in cap.of))
        off = ZERO if cap.max is None else at_most(minus(amount_range(self.survey, cap.max), whole), ZERO)
        added = ZERO if cap.min is None else at_least(minus(amount_range(self.survey, cap.min), whole), ZERO)
        return hull([ZERO, plus(off, added)])

    def total(self, met: Met) -> None:
        addends: dict[str | None, list[Range]] = {name: list(ranges) for name, ranges in self.by_category.items()}
        for cap in self.table.joint_caps:
            addends.setdefault(cap.category, []).append(self.joint(cap))
        ranges = addends.pop(None, [])
        for name, category in self.survey.scheme.categories.items():
            inside = addends.pop(name, [])
            if not inside:
                self.values.setdefault(name, Reach(ZERO, ZERO, ZERO, ZERO))
                continue
            gains = Range(NOTHING, sum((max(NOTHING, r.high) for r in inside), NOTHING))
            losses = Range(sum((min(NOTHING, r.low) for r in inside), NOTHING), NOTHING)
            reach = self.limited(category, plus(ZERO, *inside), gains, losses, None)
            self.values.setdefault(name, replace(reach, value=hull([reach.value, ZERO])))
            ranges.append(reach.value)
        for left in addends.values():
            ranges += left
        self.values["score"] = self.whole(ranges)
        base = ZERO if self.table.base is None else self.based(self.table, amount_range(self.survey, self.table.base))
        self.tree = plus(base, *ranges)
        if self.table.parts:
            parts = [self.part(part) for part in self.table.parts]
            self.values["score"] = self.whole(parts, has_base=False)

    def whole(self, ranges: list[Range], *, has_base: bool = True) -> Reach:
        """The total; that of parts has no base."""
        gains = Range(NOTHING, sum((max(NOTHING, r.high) for r in ranges), NOTHING))
        losses = Range(sum((min(NOTHING, r.low) for r in ranges), NOTHING), NOTHING)
        free = plus(ZERO, *ranges)
        if self.is_reduced:
            free = Range(-INFINITE, max(NOTHING, free.high))
        reach = self.limited(self.table, free, gains, losses, None, has_base=has_base)
        if "score" in self.zeroed:
            reach = Reach(reach.free, hull([reach.value, ZERO]), gains, losses)
        return reach

    def part(self, part: TablePart) -> Range:
        found = self.values.get(part.of)
        value = ANY if found is None else hull([found.value, self.tree]) if part.of == "score" else found.value
        if isinstance(part.normalise, Normalise):
            to = amount_range(self.survey, part.normalise.to)
            if part.normalise.full is not None:
                value = times(quotient(value, amount_range(self.survey, part.normalise.full)), to)
            elif part.normalise.best is not None:
                value = times(Range(NOTHING, ONE), to) if value.low >= 0 else ANY
            else:
                value = ANY
        out = widened(times(value, amount_range(self.survey, part.weight)), self.places)
        absent = [ZERO] if part.unknown in ("zero", "left_out") else []
        if isinstance(part.unknown, Substitute):
            absent = [amount_range(self.survey, part.unknown.substitute)]
        out = hull([out, *absent])
        self.values[part.code] = Reach(out, out, Range(NOTHING, max(NOTHING, out.high)), Range(min(NOTHING, out.low), NOTHING))
        return out


