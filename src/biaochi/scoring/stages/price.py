"""Stage 1, price: item × rule → points (docs/algorithms/price.md).

Every rule that is not additive becomes lines: its items, each measured and priced by the one price key the rule has, times the role
factor, rounded once to the table's places. A price that needs a level, a mark or a measure that is not there leaves the line unknown.

Worked example: 出勤率 3/4 with ``折算: 10`` is 7.5 points; 酌情 2–6 with mark 7 is refused, naming the fact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.bands import check_rule
from biaochi.scoring.conditions import amount_in, amounts_exact, compares
from biaochi.scoring.directory import NONE
from biaochi.scoring.expressions import evaluate, texts_of, words_of
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.items import Items, items_of_rule
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import Exact, divide_rounded, round_points
from biaochi.scoring.scheme.expression_model import AmountBy
from biaochi.scoring.scheme.model import Bracket, PerUnit, Rule
from biaochi.scoring.state import Lines, State
from biaochi.scoring.tree import existence

Ints = NDArray[Any]


def price(state: State) -> State:
    """Lines of every rule that is not summed already, for those for whom the rule exists."""
    state = replace(state, exists=existence(state))
    sums = state.ledger.sums.get((state.job.plan.code, state.job.period.name))
    summed = {} if sums is None else sums.column_of
    lines = {r.index: price_rule(state, r) for r in state.job.plan.rules if r.index not in summed}
    return replace(state, lines=lines)


def price_rule(state: State, plan: RulePlan) -> Lines:
    """The lines of one rule, in line order within each subject."""
    rule = plan.rule
    check_rule(state, rule, state.everyone if (there := state.exists.get(plan.code)) is None else np.flatnonzero(there))
    items = items_of_rule(state, rule)
    value = PRICES[rule.price](rule, items).broadcast(len(items))
    if rule.role_factor:
        value = value * by_words(rule.role_factor, roles_of(items), items, default=Exact.of(1))
    exists = state.exists.get(plan.code)
    rows = np.arange(len(items)) if exists is None else np.flatnonzero(exists[items.subject])
    if rule.range is not None:
        check_range(rule, items, rows)
    rounding = state.job.plan.rounding
    points, known = round_points(value, rounding.places, rounding.mode)
    all_known = np.ones(len(items), bool) if known is None else known.copy()
    points = np.where(all_known, points, 0)
    pair_item, pair_fact = items.pair_item, items.pair_fact
    if len(rows) < len(items):
        place = np.full(len(items) + 1, NONE, np.int64)
        place[rows] = np.arange(len(rows))
        pair_item = place[pair_item]
        pair_item, pair_fact = pair_item[pair_item != NONE], pair_fact[pair_item != NONE]
    n = len(rows)
    return Lines(
        plan.index, items.subject[rows], items.last_fact[rows], np.asarray(items.day, np.int64)[rows], points[rows], all_known[rows],
        np.ones(n, bool), pair_item, pair_fact, points[rows], np.full(n, "", dtype=object), np.full(n, NONE, np.int64),
        value.take(rows) if rule.escalate is not None else None,
    )  # fmt: skip


def _amount(value: Any, items: Items) -> Exact:
    return amount_in(items.scene, value)


def measure(rule: Rule, items: Items, default: str) -> Exact:
    """The item's measure: what the rule says, or the default of its price."""
    return evaluate(rule.measure if rule.measure is not None else default, items)


def by_words(table: Any, words: NDArray[Any], items: Items, default: Exact | None = None) -> Exact:
    """The amount of each item's word; a word that is not listed takes ``其他``/``otherwise``, else the default, else is unknown."""
    n = len(items)
    found = np.zeros(n, bool)
    result = Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))
    for word, value in table.items():
        if word in OTHERWISE:
            continue
        mask = words == word
        if not mask.any():
            continue
        inner = by_words(value, roles_of(items), items) if isinstance(value, dict) else _amount(value, items)
        result = inner.broadcast(n).where(mask, result)
        found |= mask
    rest = next((table[word] for word in OTHERWISE if word in table), None)
    fallback = default if rest is None else by_words(rest, roles_of(items), items) if isinstance(rest, dict) else _amount(rest, items)
    if fallback is not None and not found.all():
        result = result.where(found, fallback.broadcast(n))
    return result


OTHERWISE = ("其他", "otherwise")


def levels_of(items: Items) -> NDArray[Any]:
    """(n,) the level of each item's last fact, '' where empty."""
    words = words_of("level", items)
    assert words is not None
    return words


def roles_of(items: Items) -> NDArray[Any]:
    """(n,) the role of each item's last fact, '' where empty."""
    roles = items.state.ledger.facts.role
    if roles is None or len(roles) == 0:
        return np.full(len(items), "", dtype=object)
    return np.where(items.last_fact == NONE, "", roles.take(np.maximum(items.last_fact, 0)).texts())


def _each(rule: Rule, items: Items) -> Exact:
    return _amount(rule.each, items)


def _per_unit(rule: Rule, items: Items) -> Exact:
    value = measure(rule, items, "quantity")
    if isinstance(rule.per_unit, PerUnit):
        units = value.broadcast(len(items)) * Exact(*_inverse(rule.per_unit.of))
        if rule.per_unit.steps == "whole":
            units = Exact(divide_rounded(units.num, units.den, "down"), 1, units.known)
        return units * _amount(rule.per_unit.points, items)
    return value * _amount(rule.per_unit, items)


def _inverse(number: Any) -> tuple[int, int]:
    top, bottom = number.as_integer_ratio()
    return (bottom, top) if top > 0 else (-bottom, -top)


def _by_level(rule: Rule, items: Items) -> Exact:
    return by_words(rule.by_level, measured_words(rule, items, levels_of), items)


def _by_role(rule: Rule, items: Items) -> Exact:
    return by_words(rule.by_role, measured_words(rule, items, roles_of), items)


def _by_word(rule: Rule, items: Items) -> Exact:
    return by_words(rule.by_word, measured_words(rule, items, levels_of), items)


def measured_words(rule: Rule, items: Items, default: Callable[[Items], NDArray[Any]]) -> NDArray[Any]:
    """(n,) the word that is priced: what the rule measures, a number as its plain text, or else the fact's own."""
    return default(items) if rule.measure is None else texts_of(rule.measure, items)


def _tiers(rule: Rule, items: Items) -> Exact:
    assert rule.tiers is not None
    n = len(items)
    value = measure(rule, items, "quantity").broadcast(n)
    reached = np.zeros(n, bool)
    result = Exact(np.zeros(n, np.int64))
    for band in rule.tiers.bands:
        mask = compares(band, value, items.scene)
        if rule.tiers.count == "first":
            mask &= ~reached
            result = _amount(band.points, items).broadcast(n).where(mask, result)
        else:
            added = result + _amount(band.points, items).broadcast(n)
            result = added.where(mask, result)
        reached |= mask
    if rule.tiers.otherwise is not None and not reached.all():
        result = result.where(reached, _amount(rule.tiers.otherwise, items).broadcast(n))
    return result if value.known is None else result.masked(value.known)


def _brackets(rule: Rule, items: Items) -> Exact:
    assert rule.brackets is not None
    n = len(items)
    value = measure(rule, items, "quantity").broadcast(n)
    ends = [None if part.up_to is None else _amount(part.up_to, items).broadcast(n) for part in rule.brackets.parts]
    for end in ends:
        value = value if end is None else value.masked(end.known)
    if rule.brackets.count == "whole":
        return value * _rate_of_bracket(rule.brackets.parts, ends, value, items)
    nothing = Exact(np.zeros(n, np.int64))
    total, low, is_first = nothing, nothing, True
    for part, end in zip(rule.brackets.parts, ends, strict=True):
        top = value if end is None else smaller(value, end)
        inside = top - low if is_first else larger(top - low, nothing)
        reached = np.ones(n, bool) if is_first else (value.compared(low) > 0).astype(bool)
        total = (total + inside * _amount(part.per_unit, items)).where(reached, total)
        low, is_first = low if end is None else end, False
    return total.masked(value.known)


def _rate_of_bracket(parts: list[Bracket], ends: list[Exact | None], value: Exact, items: Items) -> Exact:
    n = len(items)
    open_ = np.ones(n, bool)
    rate = Exact(np.zeros(n, np.int64))
    for part, end in zip(parts, ends, strict=True):
        mask = open_ if end is None else open_ & (value.compared(end) <= 0).astype(bool)
        rate = _amount(part.per_unit, items).broadcast(n).where(mask, rate)
        open_ = open_ & ~mask
    return rate


def larger(one: Exact, two: Exact) -> Exact:
    """The larger of two, entry by entry; unknown where either is."""
    picked = one.where((one.compared(two) >= 0).astype(bool), two)
    return picked.masked(one.known).masked(two.known)


def smaller(one: Exact, two: Exact) -> Exact:
    """The smaller of two, entry by entry; unknown where either is."""
    picked = one.where((one.compared(two) <= 0).astype(bool), two)
    return picked.masked(one.known).masked(two.known)


def _range(rule: Rule, items: Items) -> Exact:
    assert rule.range is not None
    n = len(items)
    value = measure(rule, items, "mark").broadcast(n)
    low, high = _range_ends(rule, items)
    return value.masked(low.known).masked(high.known)


def _range_ends(rule: Rule, items: Items) -> tuple[Exact, Exact]:
    """The lower and the upper end, in whichever order they are written."""
    assert rule.range is not None
    one, two = (_amount(end, items).broadcast(len(items)) for end in (rule.range.low, rule.range.high))
    return smaller(one, two), larger(one, two)


def check_range(rule: Rule, items: Items, rows: Ints) -> None:
    """Raises Refused where a mark of these items lies outside the range."""
    value = measure(rule, items, "mark").broadcast(len(items))
    low, high = _range_ends(rule, items)
    outside = (value.compared(low) < 0).astype(bool) | (value.compared(high) > 0).astype(bool)
    for known in (value.known, low.known, high.known):
        outside = outside if known is None else outside & known
    wrong = rows[outside[rows]]
    if len(wrong):
        raise Refused([_out_of_range(rule, items, value, int(wrong[0]), len(wrong))])


def _out_of_range(rule: Rule, items: Items, value: Exact, row: int, count: int) -> Finding:
    fact = items.last_fact[row]
    name = items.state.ledger.facts.id[fact] if fact != NONE else "-"
    said = value.fraction(row)
    assert rule.range is not None and said is not None
    low, high = _limits_text(rule.range.low), _limits_text(rule.range.high)
    return Finding(
        "mark-outside-range", Severity.ERROR, Place("facts"),
        Text(
            f"酌情评分 {float(said):g} 超出规则 {rule.code} 的范围 {low} 至 {high}(事项 {name},共 {count} 条)",
            f"the discretionary mark {float(said):g} is outside {low} to {high} of rule {rule.code} (fact {name}, {count} in all)",
        ),
        Text("酌情分由评定人在办法给定的范围内决定", "the reviewer decides within the range the scheme gives"),
        Text("核对评分后更正该事项", "check the mark and correct the fact"),
    )  # fmt: skip


def _limits_text(value: Any) -> str:
    return f"参数 {value.parameter}" if isinstance(value, AmountBy) else f"{float(value):g}"


def _factor(rule: Rule, items: Items) -> Exact:
    return measure(rule, items, "mark") * _amount(rule.factor, items)


def _benchmark(rule: Rule, items: Items) -> Exact:
    assert rule.benchmark is not None
    n = len(items)
    gap = measure(rule, items, "quantity").broadcast(n) - evaluate(rule.benchmark.at, items).broadcast(n)
    sign = np.asarray(gap.num)
    steps = Exact(abs(gap.num), gap.den, gap.known) * Exact(*_inverse(rule.benchmark.step))
    if rule.benchmark.steps == "whole":
        steps = Exact(divide_rounded(steps.num, steps.den, "down"), 1, steps.known)
    nothing = Exact(np.zeros(n, np.int64))
    above = nothing if rule.benchmark.above is None else steps * _amount(rule.benchmark.above, items).broadcast(n)
    below = nothing if rule.benchmark.below is None else steps * _amount(rule.benchmark.below, items).broadcast(n)
    moved = above.where((sign > 0).astype(bool), below.where((sign < 0).astype(bool), nothing))
    if rule.benchmark.points_at is not None:
        moved = moved + _amount(rule.benchmark.points_at, items).broadcast(n)
    return moved if gap.known is None else moved.masked(gap.known)


PRICES: dict[str, Callable[[Rule, Items], Exact]] = {
    "each": _each, "per_unit": _per_unit, "by_level": _by_level, "by_role": _by_role, "by_word": _by_word, "tiers": _tiers,
    "brackets": _brackets, "range": _range, "factor": _factor, "benchmark": _benchmark,
}  # fmt: skip
"""Every price key of section 6."""

__all__ = ["PRICES", "amounts_exact", "price", "price_rule"]
