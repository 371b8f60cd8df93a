"""Stage 6, combine: parts on stated scales, weighted (构成 parts, section 9; docs/algorithms/combine.md).

Each part is one exact quotient, rounded once: value × to ÷ (full mark | the group's best | the group's mean) × weight. The total is the sum
of the parts, then the table's clamp. Group values are taken over scored subjects whose value is known.

Worked example: a ballot mean of 8.67 out of 10, 折成 100, weight 30 % is 26.01.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from biaochi.scoring.amounts import amount, limit_units, limits_known
from biaochi.scoring.expressions import group_statistic
from biaochi.scoring.limits import resolve
from biaochi.scoring.plan import TOTAL
from biaochi.scoring.points import Exact, round_points
from biaochi.scoring.scheme.model import Normalise, Substitute, TablePart
from biaochi.scoring.stages.cap import cleared_column, zeroed
from biaochi.scoring.stages.total import BASE, TREE, concluded
from biaochi.scoring.state import SCORED, Column, State
from biaochi.scoring.tree import summed_columns


def combine(state: State) -> State:
    """The total as the sum of its parts, where the table has parts."""
    table = state.job.plan.table
    if not table.parts:
        return state
    values, cleared = dict(state.values), zeroed(state)
    for part in table.parts:
        values[part.code] = cleared_column(part_column(state, part, values), cleared.get(part.code))
    limits = resolve(state, table)
    bound = np.zeros(state.size, np.int8)
    column = summed_columns([values[p.code] for p in table.parts], state.size, limits, bound)
    values[TOTAL] = concluded(state, column, values.get(BASE), limits, bound)
    noted = dict(state.bound)
    if bound.any():
        noted[TOTAL] = bound  # type: ignore[assignment]
    return replace(state, values=values, bound=noted)


def part_column(state: State, part: TablePart, values: dict[str, Column]) -> Column:
    """One part of every subject."""
    source = values[TREE if part.of == TOTAL else part.of]
    n = state.size
    value = source.exact().broadcast(n)
    how = part.normalise
    if isinstance(how, Normalise):
        value = value * amount(state, how.to).broadcast(n)
        value = value.over(_divisor(state, how, source).broadcast(n))
    value = value * amount(state, part.weight).broadcast(n)
    rounding = state.job.plan.rounding
    points, known = round_points(value, rounding.places, rounding.mode)
    if known is None or known.all():
        return Column(points)
    points = np.where(known, points, 0)
    if part.unknown == "zero":
        return Column(points)
    if part.unknown == "left_out":
        return Column(points, None, known)
    if isinstance(part.unknown, Substitute):
        instead = np.asarray(limit_units(state, part.unknown.substitute))
        is_known = limits_known(state, [part.unknown.substitute])
        return Column(np.where(known, points, instead), None if is_known is None else known | is_known)
    return Column(points, known)


def _divisor(state: State, how: Normalise, source: Column) -> Exact:
    """What the value is measured against: the full mark, or the group's best or mean."""
    if how.full is not None:
        return amount(state, how.full)
    within = how.best if how.best is not None else how.mean
    assert within is not None
    groups = state.group_of(within)
    known = source.usable() & (state.states == SCORED)
    stat = "highest" if how.best is not None else "mean"
    return group_statistic(stat, Exact(source.points, 10_000), groups, known)
