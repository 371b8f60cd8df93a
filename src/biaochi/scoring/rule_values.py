"""Rule values: the lines of a rule become one number a subject (*combine lines* and *limit*, section 6).

Worked example: ballots 10, 8, 8 with ``合计: 平均`` are 26/3, rounded once: 8.67; no ballot at all with ``无事项: 未知`` is unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import limit_units
from biaochi.scoring.limits import BOUND, ResolvedLimits
from biaochi.scoring.periods import bucket
from biaochi.scoring.points import SAFE, Exact, in_range, largest, round_points, wide
from biaochi.scoring.state import Column, Lines, State

Ints = NDArray[Any]
Bounds = NDArray[np.int8]


def rule_column(state: State, rule: Any, line: Lines, limits: ResolvedLimits) -> tuple[Column, Bounds]:
    """(value of every subject, which limit bound) of a rule from its lines; ``applies`` and ``unknown`` come later."""
    n = state.size
    live = line.counts & line.known
    lost = np.zeros(n, bool)
    lost[line.subject[line.counts & ~line.known]] = True
    count = np.bincount(line.subject[live], minlength=n)
    bound = np.zeros(n, np.int8)
    subject, points = line.subject[live], line.points[live]
    positive, negative = _addends(state, rule, subject, points, line.fact[live], line.day[live], count)
    if rule.per_period:
        cuts, lifts = period_changes(state, rule.per_period, subject, points, line.day[live], bound)
        positive, negative = positive + cuts, negative + lifts
    total, apart = limits.apart(positive, negative)
    bound = np.where(apart > 0, apart, bound)
    known, present = ~lost, None
    nothing = (count == 0) & ~lost
    empty = rule.empty or ("zero" if rule.aggregate == "sum" else "unknown")
    if empty == "unknown":
        known &= ~nothing
    elif empty == "left_out":
        present = ~nothing
    total = limits.clamp(total, bound)
    known = known if limits.known is None else known & limits.known
    return Column(np.where(known, total, 0), None if known.all() else known, present), bound


def _addends(state: State, rule: Any, subject: Ints, points: Ints, fact: Ints, day: Ints, count: Ints) -> tuple[Ints, Ints]:
    """(n,) the positive and the negative points to be added up: all lines, or the one number that is made of them."""
    n = state.size
    if rule.aggregate == "sum":
        return summed(subject, np.maximum(points, 0), n), summed(subject, np.minimum(points, 0), n)
    if rule.aggregate == "mean":
        rounding = state.job.plan.rounding
        one, _ = round_points(Exact(summed(subject, points, n), np.maximum(count, 1) * 10_000), rounding.places, rounding.mode)
    else:
        one = np.zeros(n, np.int64)
        sign = 1 if rule.aggregate == "highest" else -1
        order = np.lexsort((fact, day, subject)) if rule.aggregate == "latest" else np.lexsort((sign * points, subject))
        one[subject[order]] = points[order]
    return np.maximum(one, 0), np.minimum(one, 0)


def summed(subject: Ints, points: Ints, n: int) -> NDArray[np.int64]:
    """(n,) exact sums of units by subject. Raises PointsTooLarge."""
    could_wrap = largest(points) * len(points) >= SAFE
    total: Ints = np.zeros(n, dtype=object if could_wrap else np.int64)
    np.add.at(total, subject, wide(points) if could_wrap else points)
    return in_range(total).astype(np.int64, copy=False)


def period_changes(
    state: State, limits: list[Any], subject: Ints, points: Ints, day: Ints, bound: Bounds
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) what the limits of sub-periods take off (≤ 0) and add (≥ 0); each sees what the ones before it have left."""
    n = state.size
    cuts, lifts = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for limit in limits:
        who, change, last = _over_sub_periods(state, limit, subject, points, day)
        np.add.at(cuts, who, np.minimum(change, 0))
        np.add.at(lifts, who, np.maximum(change, 0))
        bound[who[change != 0]] = BOUND.index("per_period")
        subject, points, day = np.append(subject, who), np.append(points, change), np.append(day, last)
    return cuts, lifts


def _over_sub_periods(state: State, limit: Any, subject: Ints, points: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """(subject, change, last day) of every sub-period: what clamping the sum of its lines takes off or adds."""
    n, calendar = state.size, state.setting.plan.calendar
    low, high = limit_units(state, limit.min), limit_units(state, limit.max)
    if np.any(np.asarray(0 if low is None else low) > 0) or np.any(np.asarray(0 if high is None else high) < 0):
        days = [p.start for p in calendar.sub_periods(limit.per, state.job.period) if p.start <= state.job.axes.as_of]
        subject, points = np.append(subject, np.repeat(np.arange(n), len(days))), np.append(points, np.zeros(n * len(days), np.int64))
        day = np.append(day, np.tile(np.array(days, np.int64), n))
    if len(subject) == 0:
        none = np.zeros(0, np.int64)
        return none, none, none
    key = np.stack([subject, bucket(day, limit.per, calendar)])
    unique, inverse = np.unique(key, axis=1, return_inverse=True)
    sums = summed(np.asarray(inverse).reshape(-1), points, unique.shape[1])
    who, clamped = unique[0], sums
    if low is not None:
        clamped = np.maximum(clamped, low[who] if isinstance(low, np.ndarray) else low)
    if high is not None:
        clamped = np.minimum(clamped, high[who] if isinstance(high, np.ndarray) else high)
    starts, at = np.unique(unique[1], return_inverse=True)
    last = np.array([calendar.containing(limit.per, int(start)).end - 1 for start in starts], np.int64)[at]
    return who, clamped - sums, last


def node_changes(state: State, node: Any, rules: tuple[int, ...]) -> tuple[Ints, Ints, Bounds]:
    """(n,) what the sub-period limits of a node take off and add, over the counting lines of all rules below, before their own limits."""
    bound = np.zeros(state.size, np.int8)
    parts = [state.lines[i] for i in rules if i in state.lines]
    live = [part.counts & part.known for part in parts]

    def of_all(name: str) -> Ints:
        return np.concatenate([np.zeros(0, np.int64), *(getattr(p, name)[mask] for p, mask in zip(parts, live, strict=True))])

    cuts, lifts = period_changes(state, node.per_period, of_all("subject"), of_all("points"), of_all("day"), bound)
    return cuts, lifts, bound
