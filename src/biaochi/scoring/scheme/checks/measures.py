"""What a measure can come to: the range of an amount, a quantity, a mark, a count, a rate, a value taken.

Worked example: attendances by attendances and absences together lie between 0 and 1, whoever attends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.checks.ranges import (
    ANY,
    COUNT,
    INFINITE,
    NOTHING,
    ONE,
    ZERO,
    Range,
    at_least,
    hull,
    minus,
    one,
    plus,
    quotient,
    times,
)
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.expression_model import AmountBy, Expression, Take
from biaochi.scoring.scheme.model import FactKind, Rule, Table

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
TakenRange = Callable[[Take], Range]
OwnRange = Callable[[str], Range]


def amount_range(survey: Survey, amount: Any) -> Range:
    """An amount's least and most: a parameter may be set anywhere between the limits it states."""
    if isinstance(amount, Decimal | int):
        return one(Decimal(amount))
    if isinstance(amount, AmountBy | Expression) and amount.parameter is not None:
        return parameter_range(survey, amount.parameter)
    if isinstance(amount, AmountBy) and amount.by is not None:
        listed = [*amount.values.values(), *([amount.otherwise] if amount.otherwise is not None else [])]
        return hull(amount_range(survey, inner) for inner in listed) if listed else ANY
    return ANY


def parameter_range(survey: Survey, name: str) -> Range:
    stated = survey.scheme.parameters.get(name)
    if stated is None:
        return ANY
    low = -INFINITE if stated.minimum is None else stated.minimum
    high = INFINITE if stated.maximum is None else stated.maximum
    return Range(low, high) if low <= high else ANY


def is_out_of(survey: Survey, comparison: Any, value: Range) -> bool:
    """Whether no number of the range meets the comparisons, or no number at all."""
    given = {field: getattr(comparison, field) for field in ("ge", "gt", "le", "lt", "eq")}
    edge = {field: amount_range(survey, amount) for field, amount in given.items() if amount is not None}
    lowest = max((edge[field].low for field in ("ge", "gt", "eq") if field in edge), default=-INFINITE)
    highest = min((edge[field].high for field in ("le", "lt", "eq") if field in edge), default=INFINITE)
    if lowest > highest:
        return True
    return (
        ("ge" in edge and value.high < edge["ge"].low)
        or ("gt" in edge and value.high <= edge["gt"].low)
        or ("le" in edge and value.low > edge["le"].high)
        or ("lt" in edge and value.low >= edge["lt"].high)
        or ("eq" in edge and (value.high < edge["eq"].low or value.low > edge["eq"].high))
    )


def months_of(survey: Survey, table: Table) -> int | None:
    """Calendar months of the table's period; None for a day, or what is not declared."""
    own = survey.scheme.periods.get(table.period)
    return own.months if own is not None else MONTHS.get(table.period)


def sub_periods(survey: Survey, table: Table, per: str) -> Range:
    """How many months, quarters, … or days a period of the table touches."""
    months = months_of(survey, table)
    if per == "period":
        return one(ONE)
    if months is None:
        return Range(NOTHING, ONE) if table.period == "day" else COUNT
    own = survey.scheme.periods.get(table.period)
    if per == "day":
        return Range(NOTHING, Decimal(31 * months))
    if per not in MONTHS:
        return COUNT
    shifted = own is not None
    most = -(-months // MONTHS[per]) + (1 if shifted else 0)
    return Range(NOTHING, Decimal(most))


def bounds_of(kinds: Sequence[FactKind], field: str) -> Range:
    """The quantities or marks that facts of these kinds can carry."""
    ranges = []
    for kind in kinds:
        ends = getattr(kind, field)
        if ends is None or len(ends) != 2 or ends[0] > ends[1]:
            return ANY
        ranges.append(Range(ends[0], ends[1]))
    return hull(ranges) if ranges else ANY


def rounding_of(survey: Survey, table: Table) -> tuple[int, str]:
    """Places and mode of a table: its own keys before the scheme's, those before the language's."""
    places, mode = 4, "half_up"
    for rounding in (survey.scheme.rounding, table.rounding):
        if rounding is not None:
            places = rounding.places if "places" in rounding.model_fields_set else places
            mode = rounding.mode if "mode" in rounding.model_fields_set else mode
    return min(max(places, 0), 4), mode


class Measures:
    """Ranges of the expressions of one table; ``taken`` says what is taken from other tables, ``own`` what 得分 reads."""

    def __init__(self, survey: Survey, table: Table, taken: TakenRange, own: OwnRange | None = None) -> None:
        self.survey, self.table, self.taken, self.own = survey, table, taken, own

    def of_rule(self, rule: Rule) -> Range:
        """The range of what a rule measures: its 取数, or the quantity or mark that its price reads."""
        kinds = self.survey.kinds(rule.facts)
        if len(kinds) < len(rule.facts):
            return ANY
        if rule.measure is not None:
            return self.of(rule.measure, rule, kinds)
        field = "mark_range" if rule.price in ("range", "factor") else "quantity_range"
        single = rule.per == "fact"
        return bounds_of(kinds, field) if single or field == "mark_range" else sums(bounds_of(kinds, field))

    def of(self, value: Any, rule: Rule | None, kinds: Sequence[FactKind]) -> Range:
        if isinstance(value, Decimal):
            return one(value)
        if isinstance(value, AmountBy):
            return amount_range(self.survey, value)
        if isinstance(value, str):
            single = rule is not None and rule.per == "fact"
            if value == "ordinal":
                return Range(ONE, INFINITE)
            if value == "mark":
                return bounds_of(kinds, "mark_range")
            return bounds_of(kinds, "quantity_range") if value == "quantity" and single else ANY
        if not isinstance(value, Expression):
            return ANY
        head = value.head
        if head == "parameter":
            return parameter_range(self.survey, str(value.parameter))
        if head == "by":
            listed = [*value.values.values(), *([value.otherwise] if value.otherwise is not None else [])]
            return hull(amount_range(self.survey, inner) for inner in listed) if listed else ANY
        if head == "tally":
            return self.of_tally(value, rule, kinds)
        if value.points is not None:
            return ANY if self.own is None else self.own(value.points)
        if head == "take" and value.take is not None:
            return self.taken(value.take)
        if head == "group" and value.group is not None:
            return self.of_group(value, rule, kinds)
        if head == "roster" and value.roster is not None:
            return COUNT if value.roster.tally == "count" else ANY
        return self.of_arithmetic(value, rule, kinds)

    def of_group(self, value: Expression, rule: Rule | None, kinds: Sequence[FactKind]) -> Range:
        assert value.group is not None
        stat = value.group.stat
        if stat in ("rank", "count"):
            return Range(ONE if stat == "rank" else NOTHING, INFINITE)
        return ANY if stat == "sum" else self.of(value.group.of, rule, kinds)

    def of_arithmetic(self, value: Expression, rule: Rule | None, kinds: Sequence[FactKind]) -> Range:
        def ranges(operands: Sequence[Any] | None) -> list[Range]:
            return [self.of(inner, rule, kinds) for inner in operands or ()]

        if value.plus:
            return plus(*ranges(value.plus))
        if value.minus is not None and len(value.minus) == 2:
            left, right = ranges(value.minus)
            return minus(left, right)
        if value.times:
            out = one(ONE)
            for inner in ranges(value.times):
                out = times(out, inner)
            return out
        if value.ratio is not None and len(value.ratio) == 2:
            return self.of_ratio(value, *ranges(value.ratio))
        if value.larger:
            listed = ranges(value.larger)
            return Range(max(r.low for r in listed), max(r.high for r in listed))
        if value.smaller:
            listed = ranges(value.smaller)
            return Range(min(r.low for r in listed), min(r.high for r in listed))
        if value.shortfall is not None:
            target, actual = ranges([value.shortfall.target, value.shortfall.actual])
            return at_least(minus(target, actual), ZERO)
        if value.excess is not None:
            limit, actual = ranges([value.excess.limit, value.excess.actual])
            return at_least(minus(actual, limit), ZERO)
        if value.choose is not None:
            values = [v for branch in value.choose for v in (branch.value, branch.otherwise) if v is not None]
            return hull(ranges(values)) if values else ANY
        return ANY

    def of_ratio(self, value: Expression, above: Range, below: Range) -> Range:
        out = quotient(above, below)
        if value.ratio is not None and is_part_of(value.ratio[0], value.ratio[1]):
            out = Range(NOTHING, ONE)
        if value.over_zero is not None:
            out = hull([out, amount_range(self.survey, value.over_zero)])
        return out

    def of_tally(self, value: Expression, rule: Rule | None, kinds: Sequence[FactKind]) -> Range:
        own = self.survey.kinds(value.facts) if value.facts else kinds
        if value.tally in ("count", "distinct"):
            return COUNT
        if value.tally in ("months", "days"):
            per = rule.per if rule is not None and rule.per in ("month", "quarter", "half", "year") else "period"
            months = sub_periods(self.survey, self.table, "month")
            length = months if per == "period" else one(Decimal(MONTHS[per]))
            most = length if value.tally == "months" else times(length, one(Decimal(31)))
            return Range(NOTHING, most.high)
        single = bounds_of(own, "mark_range" if value.of == "mark" else "quantity_range")
        if value.tally == "sum":
            return sums(single)
        if value.empty is None or value.empty == "unknown":
            return single
        return hull([single, ZERO if value.empty == "zero" else amount_range(self.survey, value.empty)])


def sums(single: Range) -> Range:
    """Any number of them added, none being nothing."""
    return times(single, COUNT)


def is_part_of(part: Any, whole: Any) -> bool:
    """Whether one count is of some of the facts that the other counts."""
    if not (isinstance(part, Expression) and isinstance(whole, Expression)):
        return False
    if not (part.tally == "count" and whole.tally == "count"):
        return False
    same = part.whose == whole.whose and part.window == whole.window
    either = part.facts is None or whole.facts is None
    fits = part.facts == whole.facts if either else set(part.facts or ()) <= set(whole.facts or ())
    return same and fits and (whole.where is None or whole.where == part.where)
