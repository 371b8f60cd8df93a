"""What the lines of one rule can come to: the range of one line, how many there can be, and what they make together.

Worked example: ``按级别: {国家级: 5, 市级: 2}`` with ``取舍: [{留: 最高}]`` is at most one line, from 2 to 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from biaochi.scoring.scheme.checks import bands
from biaochi.scoring.scheme.checks.measures import Measures, amount_range, is_out_of, sub_periods
from biaochi.scoring.scheme.checks.prices import possible_levels
from biaochi.scoring.scheme.checks.ranges import ANY, COUNT, INFINITE, NOTHING, ONE, ZERO, Range, hull, minus, one, plus, times, truncated
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.expression_model import AmountBy
from biaochi.scoring.scheme.model import PerUnit, Rule, Table, Tiers

SUB_PERIODS = ("day", "month", "quarter", "half", "year", "period")


@dataclass(frozen=True, slots=True)
class Lines:
    """One line's range, how many lines, and what the positive and the negative ones can add up to."""

    line: Range
    number: Range

    @property
    def total(self) -> Range:
        return times(self.line, self.number)

    @property
    def gains(self) -> Range:
        return Range(NOTHING, max(NOTHING, times(Range(NOTHING, max(NOTHING, self.line.high)), self.number).high))

    @property
    def losses(self) -> Range:
        return Range(min(NOTHING, times(Range(min(NOTHING, self.line.low), NOTHING), self.number).low), NOTHING)


def lines_of(survey: Survey, met: Met, measures: Measures, *, may_fall: bool) -> Lines:
    """The lines of a rule; ``may_fall`` where something above may take lines away (a selection, a freeze)."""
    rule: Rule = met.part
    line = line_range(survey, met, measures)
    number = number_of_lines(survey, rule, measures.table)
    if rule.share is not None:
        return Lines(hull([line, ZERO]), COUNT)
    if may_fall or rule.selection or rule.quota is not None:
        number = Range(NOTHING, number.high)
    return Lines(line, number)


def number_of_lines(survey: Survey, rule: Rule, table: Table) -> Range:
    if rule.per == "period" or (not rule.facts and rule.per not in SUB_PERIODS):
        return one(ONE)
    number = COUNT
    if rule.per in SUB_PERIODS and (rule.per != "day" or rule.window == "in_period"):
        number = sub_periods(survey, table, rule.per)
    for step in rule.selection:
        if step.skip is not None or step.keep is None:
            continue
        groups = ONE
        for by in step.by:
            groups *= groups_of(survey, rule, table, by)
        number = Range(NOTHING, min(number.high, groups * amount_range(survey, step.count).high))
    return number


def groups_of(survey: Survey, rule: Rule, table: Table, by: str) -> Decimal:
    """Into how many groups a selection can divide the lines at most."""
    kinds = survey.kinds(rule.facts)
    if by == "kind":
        return Decimal(max(1, len(rule.facts)))
    if by == "rule":
        return ONE
    if by in ("level", "role"):
        words = {word for kind in kinds for word in getattr(kind, by + "s")}
        return Decimal(len(words) + 1)
    inside = rule.window == "in_period" and table.period != "day"
    return sub_periods(survey, table, by).high if by in SUB_PERIODS and inside else INFINITE


def line_range(survey: Survey, met: Met, measures: Measures) -> Range:
    """One line before limits: price, role factor, escalation."""
    rule: Rule = met.part
    out = price_range(survey, met, measures)
    if rule.role_factor is not None:
        out = times(out, hull([one(ONE), *amounts(survey, rule.role_factor.values())]))
    if rule.escalate is not None and rule.escalate.factors:
        out = times(out, hull(amounts(survey, rule.escalate.factors)))
    return out


def amounts(survey: Survey, listed: Iterable[Any]) -> list[Range]:
    return [amount_range(survey, amount) for amount in listed]


def price_range(survey: Survey, met: Met, measures: Measures) -> Range:
    rule: Rule = met.part
    if rule.each is not None:
        return amount_range(survey, rule.each)
    if rule.by_level is not None:
        kinds = survey.kinds(rule.facts)
        admitted = {*possible_levels(rule, kinds), "otherwise"} if len(kinds) == len(rule.facts) else set(rule.by_level)
        listed = [value for word, value in rule.by_level.items() if word in admitted]
        flat = [inner for value in listed for inner in (value.values() if isinstance(value, Mapping) else (value,))]
        return hull(amounts(survey, flat)) if flat else ANY
    for words in (rule.by_role, rule.by_word):
        if words is not None:
            return hull(amounts(survey, words.values()))
    if rule.range is not None:
        return Range(amount_range(survey, rule.range.low).low, amount_range(survey, rule.range.high).high)
    measure = measures.of_rule(rule)
    if rule.factor is not None:
        return times(measure, amount_range(survey, rule.factor))
    if isinstance(rule.per_unit, PerUnit):
        steps = in_steps(survey, measure, rule.per_unit.of)
        steps = truncated(steps) if rule.per_unit.steps == "whole" else steps
        return times(steps, amount_range(survey, rule.per_unit.points))
    if rule.per_unit is not None:
        return times(measure, amount_range(survey, rule.per_unit))
    if rule.tiers is not None:
        return tiers_range(survey, met, rule.tiers, measure)
    if rule.brackets is not None:
        return brackets_range(survey, rule, measure)
    return benchmark_range(survey, rule, measures, measure)


def in_steps(survey: Survey, measure: Range, step: Any) -> Range:
    """How many steps a measure is; anything where the step is not a plain number above zero."""
    size = amount_range(survey, step)
    return Range(measure.low / size.low, measure.high / size.low) if size.is_one and size.low > 0 else ANY


def tiers_range(survey: Survey, met: Met, tiers: Tiers, measure: Range) -> Range:
    reached = [(band, amount_range(survey, band.points)) for band in tiers.bands if not is_out_of(survey, band, measure)]
    if tiers.count == "added":
        added = Range(
            sum((min(NOTHING, points.low) for _, points in reached), NOTHING),
            sum((max(NOTHING, points.high) for _, points in reached), NOTHING),
        )
        return hull([added, *amounts(survey, [tiers.otherwise or NOTHING])])
    other = [] if covers(survey, met, [band for band, _ in reached], measure) else [tiers.otherwise or NOTHING]
    return hull([*(points for _, points in reached), *amounts(survey, other)])


def covers(survey: Survey, met: Met, listed: Sequence[Any], measure: Range) -> bool:
    """Whether bands with plain ends leave none of the measure to 其他."""
    if any(isinstance(getattr(band, field), AmountBy) for band in listed for field in ("ge", "gt", "le", "lt", "eq")):
        return False
    step = bands.step_of_measure(survey, met)
    joined = bands.union([bands.interval(band, step) for band in listed], step)
    return any(low <= measure.low and measure.high <= high for low, high in joined)


def brackets_range(survey: Survey, rule: Rule, measure: Range) -> Range:
    assert rule.brackets is not None
    if measure.low < 0:
        return ANY
    start, total, ends = NOTHING, ZERO, [ZERO]
    for part in rule.brackets.parts:
        up_to = Range(INFINITE, INFINITE) if part.up_to is None else amount_range(survey, part.up_to)
        if not up_to.is_one:
            return ANY
        end = up_to.high
        top = min(end, measure.high)
        if top < start:
            break
        rate = amount_range(survey, part.per_unit)
        if rule.brackets.count == "whole":
            ends += [times(rate, one(start)), times(rate, one(top))]
        else:
            total = plus(total, times(rate, one(top - start)))
            ends.append(total)
        start = end
    return hull(ends)


def benchmark_range(survey: Survey, rule: Rule, measures: Measures, measure: Range) -> Range:
    mark = rule.benchmark
    if mark is None:
        return ANY
    off = minus(measure, measures.of(mark.at, rule, survey.kinds(rule.facts)))
    steps = in_steps(survey, off, mark.step)
    steps = truncated(steps) if mark.steps == "whole" else steps
    base = ZERO if mark.points_at is None else amount_range(survey, mark.points_at)
    out = [ZERO]
    if steps.high > 0 and mark.above is not None:
        out.append(times(Range(max(NOTHING, steps.low), steps.high), amount_range(survey, mark.above)))
    if steps.low < 0 and mark.below is not None:
        out.append(times(Range(max(NOTHING, -steps.high), -steps.low), amount_range(survey, mark.below)))
    return plus(base, hull(out))
