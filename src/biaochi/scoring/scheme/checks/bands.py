"""Bands of 分档 and of grades: values that fall between two bands, into two, or can never reach one.

Bands are judged with each filling of their parameters (`filled`). Values are multiples of what can occur (whole
numbers for counts, the declared decimals for quantities, the rounding of a score), so 80–89 and 90–100 leave no hole
between whole numbers, and one between scores with decimals.

Worked example: ``[{达到: 1, 得: 2}, {达到: 3, 得: 5}]`` with the first band holding never gives 5 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.filled import Filling, filled_bands
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.complete import DataPath
from biaochi.scoring.scheme.expression_model import Expression
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import GradeSystem, Rule, Table, Tiers

FINEST = Decimal("0.000001")
INFINITE = Decimal("Infinity")
Interval = tuple[Decimal, Decimal]


def interval(band: Any, step: Decimal) -> Interval | None:
    """The multiples of ``step`` for which all comparisons hold, both ends included; None if there are none."""

    def up(value: Decimal) -> Decimal:
        return (value / step).to_integral_value(ROUND_CEILING) * step

    def down(value: Decimal) -> Decimal:
        return (value / step).to_integral_value(ROUND_FLOOR) * step

    low, high = -INFINITE, INFINITE
    if band.ge is not None:
        low = max(low, up(band.ge))
    if band.gt is not None:
        low = max(low, down(band.gt) + step)
    if band.le is not None:
        high = min(high, down(band.le))
    if band.lt is not None:
        high = min(high, up(band.lt) - step)
    if band.eq is not None:
        low, high = max(low, up(band.eq)), min(high, down(band.eq))
    return (low, high) if low <= high else None


def union(intervals: Sequence[Interval | None], step: Decimal) -> list[Interval]:
    """The intervals put together, in order, neighbours joined."""
    joined: list[Interval] = []
    for low, high in sorted(i for i in intervals if i is not None):
        if joined and (joined[-1][1] == INFINITE or low <= joined[-1][1] + step):
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def is_covered(inner: Interval, by: Sequence[Interval]) -> bool:
    return any(low <= inner[0] and inner[1] <= high for low, high in by)


def step_of_measure(survey: Survey, met: Met) -> Decimal:
    """The step of what a rule measures: 1 for counts and whole quantities, the finest where something divides."""
    rule: Rule = met.part
    kinds = survey.kinds(rule.facts)
    if rule.measure is None or rule.measure == "quantity":
        return quantity_step(kinds)
    if rule.measure in ("duration", "lateness", "delay", "ordinal"):
        return Decimal(1)
    if isinstance(rule.measure, Expression):
        return step_of_expression(survey, rule.measure, kinds)
    return FINEST


def quantity_step(kinds: Sequence[Any]) -> Decimal:
    return decimal_step(max(kind.decimals for kind in kinds)) if kinds else FINEST


def decimal_step(places: int) -> Decimal:
    """One step of so many decimals; what is out of range is another check's finding."""
    return Decimal(1).scaleb(-min(max(places, 0), 6))


def step_of_expression(survey: Survey, expression: Any, kinds: Sequence[Any]) -> Decimal:
    if isinstance(expression, Decimal):
        return Decimal(1).scaleb(min(0, int(expression.normalize().as_tuple().exponent)))
    if expression in ("duration", "lateness", "delay", "ordinal"):
        return Decimal(1)
    if expression == "quantity":
        return quantity_step(kinds)
    if not isinstance(expression, Expression):
        return FINEST
    if expression.head == "tally":
        about = survey.kinds(expression.facts) if expression.facts else kinds
        if expression.tally in ("count", "distinct", "months", "days"):
            return Decimal(1)
        is_quantity = expression.of in (None, "quantity") and expression.tally != "mean"
        return quantity_step(about) if is_quantity else FINEST
    if expression.head == "take":
        assert expression.take is not None
        is_place = expression.take.value in ("rank", "of") and expression.take.aggregate in (None, "highest", "lowest")
        return Decimal(1) if is_place or expression.take.aggregate == "count" else FINEST
    if expression.head == "group":
        assert expression.group is not None
        return Decimal(1) if expression.group.stat in ("rank", "count") else FINEST
    if expression.head == "roster":
        assert expression.roster is not None
        return Decimal(1) if expression.roster.tally == "count" else FINEST
    if expression.head in ("plus", "minus", "times", "larger", "smaller"):
        return min(step_of_expression(survey, inner, kinds) for inner in getattr(expression, expression.head))
    if expression.head == "choose":
        values = [value for branch in expression.choose or () for value in (branch.value, branch.otherwise)]
        return min((step_of_expression(survey, value, kinds) for value in values if value is not None), default=FINEST)
    if expression.head == "parameter":
        parameter = survey.scheme.parameters.get(str(expression.parameter))
        return step_of_expression(survey, parameter.value, kinds) if parameter and parameter.value else FINEST
    if expression.head == "shortfall" and expression.shortfall is not None:
        pair = (expression.shortfall.target, expression.shortfall.actual)
        return min(step_of_expression(survey, inner, kinds) for inner in pair)
    if expression.head == "excess" and expression.excess is not None:
        pair = (expression.excess.limit, expression.excess.actual)
        return min(step_of_expression(survey, inner, kinds) for inner in pair)
    return FINEST


def grade_step(survey: Survey, met: Met) -> Decimal:
    """The step of what a grade system goes by: the rounding of the table, unless an expression divides."""
    system: GradeSystem = met.part
    table = met.within(Table)
    if table is None:
        return FINEST
    if isinstance(system.by, Expression):
        return step_of_expression(survey, system.by, ())
    rounding = table.part.rounding or survey.scheme.rounding
    return decimal_step(rounding.places if rounding else 4)


def bands_never_reached(survey: Survey) -> Iterator[Finding]:
    """A band before which every one of its values has already found another, or that holds for no value at all."""
    told: set[tuple[DataPath, int]] = set()
    for met, step, bands, filling in banded(survey):
        before: list[Interval] = []
        for position, band in enumerate(bands):
            mine = interval(band, step)
            adds = isinstance(met.part, Tiers) and met.part.count == "added"
            if mine is None or (not adds and is_covered(mine, union(before, step))):
                if (met.path, position) in told:
                    continue
                told.add((met.path, position))
                yield (survey.error if filling.is_declared else survey.warning)(
                    "band-unreachable",
                    met,
                    "bands",
                    position,
                    zh=f"这一档永远轮不到:{'没有这样的数' if mine is None else '它的数都先落入前面的档'}{filling.zh}",
                    en=f"this band is never reached: {'no value fits it' if mine is None else 'all its values fall into bands before it'}"
                    + filling.en,
                    why=("取一档时,第一个符合的档有效。", "Of the bands, the first that holds is taken.")
                    if filling.is_declared
                    else ("这样填的组织,核算时会被拒绝。", "A settlement refuses what is filled in so."),
                    do=(
                        "把要求高的档写在前面,或写「计法: 逐档累加」。",
                        "Put the more demanding band first, or write `count: added`.",
                    ),
                )
            elif not is_conditional(band):
                before.append(mine)


def is_conditional(band: Any) -> bool:
    return getattr(band, "when", None) is not None or getattr(band, "quota", None) is not None


def banded(survey: Survey) -> Iterator[tuple[Met, Decimal, list[Any], Filling]]:
    """Tiers and grade systems with the step of their values and their bands, once for each filling of the numbers."""
    stepped = [(met, step_of_measure(survey, rule)) for met in survey.of(Tiers) if (rule := met.within(Rule)) is not None]
    stepped += [(met, grade_step(survey, met)) for met in survey.of(GradeSystem)]
    for met, step in stepped:
        for bands, filling in filled_bands(survey, met.part.bands):
            yield met, step, bands, filling


def holes_between_bands(survey: Survey) -> Iterator[Finding]:
    """Values between two bands that no band takes, where the scheme does not say what they are."""
    told: set[DataPath] = set()
    for met, step, bands, filling in banded(survey):
        if met.path in told or met.part.otherwise is not None or (isinstance(met.part, Tiers) and met.part.count == "added"):
            continue
        joined = union([interval(band, step) for band in bands], step)
        for (_, low), (high, _) in pairwise(joined):
            first, last = number_text(low + step), number_text(high - step)
            hole = first if first == last else f"{first} … {last}"
            is_grade = isinstance(met.part, GradeSystem)
            told.add(met.path)
            yield survey.question(
                "band-hole",
                Severity.WARNING,
                met,
                "bands",
                zh=f"{hole} 不在任何一档里,没有写明怎么算{filling.zh}",
                en=f"{hole} lies in no band, and the scheme does not say what it is{filling.en}",
                why=("没有写时不定等次。", "As it stands it gets no grade.")
                if is_grade
                else ("没有写时得 0 分。", "As it stands it gets 0 points."),
                readings=[
                    (
                        f"归入较低的一档:把较低一档的上限改为「不足: {number_text(high)}」",
                        f"it belongs to the lower band: `lt: {number_text(high)}` there",
                    ),
                    (
                        f"归入较高的一档:把较高一档的下限改为「超过: {number_text(low)}」",
                        f"it belongs to the higher band: `gt: {number_text(low)}` there",
                    ),
                    ("确实另算:写「无: 等次名」", "it is meant: write `otherwise: grade`")
                    if is_grade
                    else ("确实另算:写「其他: 分数」", "it is meant: write `otherwise: points`"),
                ],
            )


def values_in_two_bands(survey: Survey) -> Iterator[Finding]:
    """Two bands that share some values without one lying in the other, such as 80–90 and 90–100."""
    told: set[DataPath] = set()
    for met, step, bands, filling in banded(survey):
        if met.path in told or (isinstance(met.part, Tiers) and met.part.count == "added"):
            continue
        found = [(n, i) for n, band in enumerate(bands) if (i := interval(band, step)) is not None]
        for n, (position, one) in enumerate(found):
            for _, other in found[:n]:
                shared = (max(one[0], other[0]), min(one[1], other[1]))
                if shared[0] > shared[1] or INFINITE in (*map(abs, one), *map(abs, other)):
                    continue
                if is_covered(one, [other]) or is_covered(other, [one]):
                    continue
                told.add(met.path)
                text = number_text(shared[0]) if shared[0] == shared[1] else f"{shared[0]:f} … {shared[1]:f}"
                yield survey.question(
                    "band-overlap",
                    Severity.WARNING,
                    met,
                    "bands",
                    position,
                    zh=f"{text} 同时落在两档里{filling.zh}",
                    en=f"{text} lies in two bands{filling.en}",
                    why=("取写在前面的一档。", "The band written first takes it."),
                    readings=[
                        (
                            "归写在前面的一档:在这一档写「不足」或「超过」排除它",
                            "it belongs to the band before: exclude it here by `lt` or `gt`",
                        ),
                        (
                            "归这一档:在前面的一档写「不足」或「超过」排除它",
                            "it belongs to this band: exclude it in the band before by `lt` or `gt`",
                        ),
                    ],
                )


def surplus_without_grade(survey: Survey) -> Iterator[Finding]:
    """Whoever a band's quota or condition leaves out must find room in a later band."""
    told: set[tuple[DataPath, int]] = set()
    for met, step, bands, filling in banded(survey):
        for position, band in enumerate(bands):
            mine = interval(band, step)
            if isinstance(met.part, Tiers) or (met.path, position) in told:
                continue
            if mine is None or not is_conditional(band) or met.part.otherwise is not None:
                continue
            later = [interval(b, step) for b in bands[position + 1 :] if not is_conditional(b)]
            if position + 1 < len(bands) and not is_covered(mine, union(later, step)):
                told.add((met.path, position))
                yield survey.question(
                    "grade-surplus",
                    Severity.WARNING,
                    met,
                    "bands",
                    position,
                    zh=f"达到「{band.name}」的分数、却因名额或条件落选的人,后面没有一档收他们{filling.zh}",
                    en=f"who has the value for `{band.name}` but is left out by quota or condition finds no later band{filling.en}",
                    why=("没有写时不定等次。", "As it stands they get no grade."),
                    readings=[
                        ("顺次归入下一档:下一档不写上限", "they go on to the next band: give it no upper end"),
                        ("另定一等:写「无: 等次名」", "they get a grade of their own: write `otherwise: grade`"),
                    ],
                )
