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
from biaochi.scoring.points import Exact, round_points
from biaochi.scoring.state import Column, Lines, State

Ints = NDArray[Any]


def rule_column(state: State, rule: Any, line: Lines, limits: ResolvedLimits) -> tuple[Column, NDArray[np.int8]]:
    """(value of every subject, which limit bound) of a rule from its lines; ``applies`` and ``unknown`` come later."""
    n = state.size
    live = line.counts & line.known
    lost = np.zeros(n, bool)
    lost[line.subject[line.counts & ~line.known]] = True
    count = np.bincount(line.subject[live], minlength=n)
    points, bound = _aggregated(state, rule, line, live, count, limits)
    known, present = ~lost, None
    nothing = (count == 0) & ~lost
    empty = rule.empty or ("zero" if rule.aggregate == "sum" else "unknown")
    if empty == "unknown":
        known &= ~nothing
    elif empty == "left_out":
        present = ~nothing
    points = limits.clamp(points, bound)
    points = np.where(known, points, 0)
    return Column(points, None if known.all() else known, present), bound


def _aggregated(
    state: State, rule: Any, line: Lines, live: NDArray[np.bool_], count: Ints, limits: ResolvedLimits
) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    n = state.size
    subject, points = line.subject[live], line.points[live]
    bound = np.zeros(n, np.int8)
    if rule.aggregate == "sum":
        total = summed(subject, points, n)
        for limit in rule.per_period:
            total = total + _over_sub_periods(state, limit, subject, points, line.day[live], bound)
        if limits.splits:
            positive, negative = summed(subject, np.maximum(points, 0), n), summed(subject, np.minimum(points, 0), n)
            extra = total - positive - negative
            total, apart = limits.apart(positive, negative)
            total, bound = total + extra, np.where(apart > 0, apart, bound)
        return total, bound
    if rule.aggregate == "mean":
        rounding = state.job.plan.rounding
        mean = Exact(summed(subject, points, n), np.maximum(count, 1) * 10_000)
        return round_points(mean, rounding.places, rounding.mode)[0], bound
    best = np.zeros(n, np.int64)
    if rule.aggregate == "latest":
        order = np.lexsort((line.fact[live], line.day[live], subject))
    else:
        order = np.lexsort((points if rule.aggregate == "highest" else -points, subject))
    best[subject[order]] = points[order]
    return best, bound


def summed(subject: Ints, points: Ints, n: int) -> NDArray[np.int64]:
    """(n,) exact sums of units by subject."""
    total = np.zeros(n, np.int64)
    np.add.at(total, subject, points)
    return total


def _over_sub_periods(
    state: State, limit: Any, subject: Ints, points: Ints, day: Ints, bound: NDArray[np.int8]
) -> NDArray[np.int64]:
    """(n,) what clamping the sums of every sub-period changes."""
    n = state.size
    change = np.zeros(n, np.int64)
    if len(subject) == 0:
        return change
    key = np.stack([subject, bucket(day, limit.per, state.setting.plan.calendar)])
    unique, inverse = np.unique(key, axis=1, return_inverse=True)
    inverse = np.asarray(inverse).reshape(-1)
    sums = np.zeros(unique.shape[1], np.int64)
    np.add.at(sums, inverse, points)
    who = unique[0]
    low, high = limit_units(state, limit.min), limit_units(state, limit.max)
    clamped = sums
    if low is not None:
        clamped = np.maximum(clamped, low[who] if isinstance(low, np.ndarray) else low)
    if high is not None:
        clamped = np.minimum(clamped, high[who] if isinstance(high, np.ndarray) else high)
    np.add.at(change, who, clamped - sums)
    bound[who[clamped != sums]] = BOUND.index("per_period")
    return change


def node_adjustment(state: State, node: Any, rules: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """(n,) what the sub-period limits of a node change, over the counting lines of all rules below, before their own limits."""
    bound = np.zeros(state.size, np.int8)
    change = np.zeros(state.size, np.int64)
    parts = [state.lines[i] for i in rules if i in state.lines]
    if not parts:
        return change, bound
    live = [p.counts & p.known for p in parts]
    subject = np.concatenate([p.subject[mask] for p, mask in zip(parts, live, strict=True)])
    points = np.concatenate([p.points[mask] for p, mask in zip(parts, live, strict=True)])
    day = np.concatenate([p.day[mask] for p, mask in zip(parts, live, strict=True)])
    for limit in node.per_period:
        change += _over_sub_periods(state, limit, subject, points, day, bound)
    return change, bound
