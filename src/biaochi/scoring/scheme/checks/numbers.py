"""Numbers that cannot be meant: too many decimals, limits the wrong way round, weights and shares that do not add up.

Worked example: weights 40 %, 30 % and 20 % of one weighted node are found at the node, with their sum of 90 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.survey import Met, Survey, label
from biaochi.scoring.scheme.expression_model import AmountBy, Expression, Length, Quota, RankTest, Streak, Validity, WindowOf
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import (
    Band,
    Benchmark,
    Category,
    FactKind,
    JointCap,
    MarkRange,
    Node,
    OwnPeriod,
    Parameter,
    PeriodLimit,
    PerUnit,
    Rounding,
    Rule,
    RuleQuota,
    Scheme,
    SelectionStep,
    Share,
    Slots,
    Substitute,
    Table,
    Tiers,
)
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.workflow_model import Deadline, Notice, Term, Vote

LIMITED = (Rule, Node, Category, Table)
LIMITS = ("max", "min", "bonus_max", "deduction_max", "base")
POINTS: dict[type[Any], tuple[str, ...]] = {
    Rule: (*LIMITS, "each", "by_level", "by_role", "by_word"),
    Node: LIMITS,
    Category: LIMITS,
    Table: LIMITS,
    PeriodLimit: ("max", "min"),
    JointCap: ("max", "min"),
    Band: ("points",),
    Tiers: ("otherwise",),
    PerUnit: ("points",),
    MarkRange: ("low", "high"),
    Benchmark: ("above", "below", "points_at"),
    Substitute: ("substitute",),
}
POINT_PLACES, QUANTITY_PLACES = 4, 6


def numbers_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Decimal]]:
    """The plain numbers of a value with their paths: of an amount by class, one for each class."""
    if isinstance(value, Decimal):
        yield path, value
    elif isinstance(value, AmountBy):
        yield from numbers_of(value.values, (*path, "values"))
        yield from numbers_of(value.otherwise, (*path, "otherwise"))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from numbers_of(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from numbers_of(inner, (*path, position))


def places_of(number: Decimal) -> int:
    """Decimals that are not zero."""
    text = number_text(number)
    return len(text.partition(".")[2])


def too_many_decimals(survey: Survey) -> Iterator[Finding]:
    """Points carry four decimals, everything else six."""
    for met in survey.met:
        if isinstance(met.part, AmountBy):
            continue
        points = POINTS.get(type(met.part), ())
        for field in met.part.model_fields_set:
            allowed = POINT_PLACES if field in points else QUANTITY_PLACES
            for path, number in numbers_of(getattr(met.part, field), (field,)):
                if places_of(number) > allowed:
                    yield survey.error(
                        "too-many-decimals",
                        met,
                        *path,
                        zh=f"{number_text(number)} 超过 {allowed} 位小数",
                        en=f"{number_text(number)} has more than {allowed} decimals",
                        why=(
                            "分值最多 4 位小数,数量、比率最多 6 位。",
                            "Points carry four decimals, quantities and rates six.",
                        ),
                        do=(
                            "写到允许的位数;除不尽的用 相除 写成分数。",
                            "Shorten it; write what does not end as a `ratio`.",
                        ),
                    )


def plain(value: Any) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def limits_reversed(survey: Survey) -> Iterator[Finding]:
    """The lower end is not above the upper one."""
    for met in survey.of(*LIMITED, PeriodLimit, JointCap):
        yield from reversed_pair(survey, met, plain(met.part.min), plain(met.part.max), ("min",))
    for met in survey.of(MarkRange):
        yield from reversed_pair(survey, met, plain(met.part.low), plain(met.part.high), ("low",))
    for met in survey.of(Parameter):
        low, value, high = met.part.minimum, met.part.value, met.part.maximum
        yield from reversed_pair(survey, met, low, high, ("minimum",))
        yield from reversed_pair(survey, met, low, value, ("value",))
        yield from reversed_pair(survey, met, value, high, ("value",))
    for met in survey.of(FactKind):
        for field in ("quantity_range", "mark_range"):
            ends: Sequence[Decimal] | None = getattr(met.part, field)
            if ends is not None and len(ends) != 2:
                yield survey.error(
                    "range-ends",
                    met,
                    field,
                    zh="范围要写两个数:[最小, 最大]",
                    en="a range has two ends: [least, most]",
                    do=("写成 [0, 100] 的样子。", "Write it like [0, 100]."),
                )
            elif ends is not None:
                yield from reversed_pair(survey, met, ends[0], ends[1], (field,))


def reversed_pair(
    survey: Survey, met: Met, low: Decimal | None, high: Decimal | None, steps: tuple[str, ...]
) -> Iterator[Finding]:
    if low is not None and high is not None and low > high:
        yield survey.error(
            "range-reversed",
            met,
            *steps,
            zh=f"下限 {number_text(low)} 大于上限 {number_text(high)}",
            en=f"the lower end {number_text(low)} is above the upper end {number_text(high)}",
            do=(
                "改正其中一个数;扣分的范围从小到大写,如 -5 至 -1。",
                "Correct one of them; a range of deductions runs upwards too, as from -5 to -1.",
            ),
        )


def limits_contradict(survey: Survey) -> Iterator[Finding]:
    """Uncapped beside a cap, floored beside a floor, a deduction cap below zero."""
    for met in survey.of(*LIMITED):
        for flag, field, zh in (
            ("uncapped", "max", "「不封顶」和「封顶」"),
            ("floored", "min", "「扣完为止」和「保底」"),
        ):
            if getattr(met.part, flag) and getattr(met.part, field) is not None:
                yield survey.error(
                    "limits-contradict",
                    met,
                    flag,
                    zh=f"{zh}不能同时写",
                    en=f"`{flag}` and `{field}` cannot both hold",
                    do=("留下一个。", "Keep one of them."),
                )
        for field in ("bonus_max", "deduction_max"):
            for path, number in numbers_of(getattr(met.part, field), (field,)):
                if number < 0:
                    yield survey.error(
                        "limit-negative",
                        met,
                        *path,
                        zh="加分封顶、扣分封顶都写正数",
                        en="both caps are written as positive numbers",
                        do=(f"写成 {number_text(-number)}。", f"Write {number_text(-number)}."),
                    )


def weights_add_up(survey: Survey) -> Iterator[Finding]:
    """The weights of a weighted node, and of parts on different scales, make 100 %."""
    for met in survey.of(Node):
        children = [*met.part.indicators, *met.part.rules]
        if met.part.combine != "weighted":
            continue
        for field, pieces in (("indicators", met.part.indicators), ("rules", met.part.rules)):
            for position, child in enumerate(pieces):
                if child.weight is None:
                    yield survey.error(
                        "weight-missing",
                        met,
                        field,
                        position,
                        zh=f"「{label(child)}」在加权合计之下,却没有权重",
                        en=f"{label(child)} stands under a weighted sum without a weight",
                        do=("写上「权重」。", "Give it a `weight`."),
                    )
        if not any(child.applies for child in children):
            yield from not_whole(survey, met, "combine", [child.weight for child in children], is_error=True)
    for met in survey.of(Table):
        weights = [part.weight for part in met.part.parts]
        if any(weight != 1 for weight in weights):
            yield from not_whole(survey, met, "parts", weights, is_error=False)


def not_whole(survey: Survey, met: Met, field: str, weights: Sequence[Any], *, is_error: bool) -> Iterator[Finding]:
    known = [weight for weight in weights if isinstance(weight, Decimal)]
    if not known or len(known) < len(weights) or sum(known) == 1:
        return
    found = survey.error if is_error else survey.warning
    total = number_text(sum(known, Decimal(0)) * 100)
    yield found(
        "weights-sum",
        met,
        field,
        zh=f"权重合计为 {total}%,不是 100%",
        en=f"the weights add up to {total} %, not 100 %",
        do=("核对各项权重。", "Check the weights."),
    )


def unused_weights(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Node, Rule):
        above = met.parent
        if met.part.weight is not None and above is not None:
            if isinstance(above.part, Node) and above.part.combine == "weighted":
                continue
            yield survey.warning(
                "weight-unused",
                met,
                "weight",
                zh=f"「{label(met.part)}」的权重没有用处:上一层不是加权合计",
                en=f"the weight of {label(met.part)} is not used: what it stands in is not a weighted sum",
                do=(
                    "在上一层写「合计: 加权」,或删去权重。",
                    "Write `combine: weighted` above, or take the weight away.",
                ),
            )


def shares_add_up(survey: Survey) -> Iterator[Finding]:
    """What is shared out is the whole."""
    for met in survey.of(Share):
        rates = [portion.rate for portion in met.part.portions]
        known = [rate for rate in rates if isinstance(rate, Decimal)]
        if len(known) == len(rates) and sum(known) != 1:
            total = number_text(sum(known, Decimal(0)) * 100)
            yield survey.error(
                "shares-sum",
                met,
                "portions",
                zh=f"各份比例合计为 {total}%,必须正好 100%",
                en=f"the portions add up to {total} %; they must make 100 %",
                do=("核对各份的比例。", "Check the rates."),
            )


def shares_in_range(survey: Survey) -> Iterator[Finding]:
    """A share of a group lies above 0 and not above 100 %."""
    fields: dict[type[Any], tuple[str, ...]] = {
        Quota: ("share",),
        RuleQuota: ("share",),
        RankTest: ("top_share", "bottom_share"),
        Vote: ("quorum", "passes"),
    }
    for kind, names in fields.items():
        for met in survey.of(kind):
            for name in names:
                for path, number in numbers_of(getattr(met.part, name), (name,)):
                    if not 0 < number <= 1:
                        yield survey.error(
                            "share-range",
                            met,
                            *path,
                            zh=f"比例 {number_text(number)} 不在 0 与 100% 之间",
                            en=f"the share {number_text(number)} is not between 0 and 100 %",
                            do=("百分之三十写 30% 或 0.3。", "Thirty per cent is written 30% or 0.3."),
                        )


def rounding_places(survey: Survey) -> Iterator[Finding]:
    for met in survey.of(Rounding):
        if not 0 <= met.part.places <= POINT_PLACES:
            yield survey.error(
                "rounding-places",
                met,
                "places",
                zh="取整位数为 0 至 4",
                en="points are rounded to 0 to 4 places",
                do=("写 0、1、2、3 或 4。", "Write 0, 1, 2, 3 or 4."),
            )


COUNTED: tuple[tuple[type[Part], str, int, int], ...] = (
    (FactKind, "decimals", 0, 6),
    (Streak, "periods", 1, 240),
    (Length, "years", 1, 200),
    (Length, "months", 1, 2_400),
    (Length, "days", 1, 73_000),
    (Validity, "years", 1, 200),
    (Validity, "months", 1, 2_400),
    (Validity, "days", 1, 73_000),
    (WindowOf, "months", 1, 2_400),
    (SelectionStep, "count", 1, 1_000_000),
    (SelectionStep, "skip", 0, 1_000_000),
    (Expression, "trim", 0, 1_000_000),
    (Quota, "at_least", 0, 1_000_000_000),
    (RankTest, "at_least", 0, 1_000_000_000),
    (Slots, "count", 0, 1_000),
    (Deadline, "before", 0, 3_660),
    (Deadline, "after", 0, 3_660),
    (Notice, "days", 0, 3_660),
    (Term, "days", 0, 3_660),
)
"""Whole numbers that count something: piece, key, least, most. Nothing a document means lies outside."""


def stated_numbers(survey: Survey, amount: Any) -> Iterator[Decimal]:
    """The numbers an amount may be: its own, or the declared value and bounds of a parameter."""
    if isinstance(amount, int | Decimal):
        yield Decimal(amount)
    elif isinstance(amount, AmountBy):
        for inner in (*amount.values.values(), amount.otherwise):
            yield from stated_numbers(survey, inner)
        stated = survey.scheme.parameters.get(amount.parameter or "")
        yield from () if stated is None else (n for n in (stated.value, stated.minimum, stated.maximum) if n is not None)


def counts_in_range(survey: Survey) -> Iterator[Finding]:
    """Counts of periods, months, places, … lie where they can be meant; what is divided into steps has steps above zero."""
    for kind, field, least, most in COUNTED:
        for met in survey.of(kind):
            for value in stated_numbers(survey, getattr(met.part, field)):
                if least <= value <= most and value == int(value):
                    continue
                yield survey.error(
                    "count-out-of-range",
                    met,
                    field,
                    zh=f"这里应是 {least} 至 {most:,} 的整数,写的是 {number_text(value)}",
                    en=f"a whole number from {least} to {most:,} is meant here, not {number_text(value)}",
                    do=("核对这个数。", "Check the number."),
                )
    for met in survey.of(PerUnit, Benchmark):
        field, step = ("of", met.part.of) if isinstance(met.part, PerUnit) else ("step", met.part.step)
        if step <= 0:
            yield survey.error(
                "step-not-positive",
                met,
                field,
                zh=f"「每」要大于零,写的是 {step}",
                en=f"a step is above zero, not {step}",
                do=("写一份是多少,如 每: 100。", "Write how much one step is, such as 100."),
            )


def dates_in_order(survey: Survey) -> Iterator[Finding]:
    """Effective before it expires; own periods start on a day and divide the year."""
    scheme = survey.scheme
    if scheme.effective and scheme.expires and scheme.expires <= scheme.effective:
        (met,) = survey.of(Scheme)
        yield survey.error(
            "dates-reversed",
            met,
            "expires",
            zh="失效日不晚于施行日",
            en="the scheme expires before it comes into force",
            do=("失效写最后一天的次日。", "`expires` is the day after the last."),
        )
    for met in survey.of(OwnPeriod):
        if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", met.part.start):
            yield survey.error(
                "period-start",
                met,
                "start",
                zh="周期的「起」写成 月-日,如 09-01",
                en="a period's `start` is month-day, such as 09-01",
                do=("写成两位数的月和日。", "Write month and day with two digits each."),
            )
        if met.part.months < 1 or 12 % met.part.months:
            yield survey.error(
                "period-months",
                met,
                "months",
                zh="周期的月数要能整除 12",
                en="the months of a period divide 12",
                do=("写 1、2、3、4、6 或 12。", "Write 1, 2, 3, 4, 6 or 12."),
            )
