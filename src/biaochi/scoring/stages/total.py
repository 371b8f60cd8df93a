"""Stage 5, total: base, categories, nodes without a category, joint caps, reductions, total clamp (docs/algorithms/total.md).

Worked example: base 60 pro rata for 73 of 92 days is 47.61; categories 20 and −3: 64.61; 封顶 100 does not bind.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount
from biaochi.scoring.limits import NO_LIMITS, ResolvedLimits, resolve
from biaochi.scoring.plan import TOTAL
from biaochi.scoring.points import Exact, both, round_points
from biaochi.scoring.state import Bools, Column, State
from biaochi.scoring.tree import summed_columns

BASE = "base"
TREE = "tree"


def total(state: State) -> State:
    """The sum of the tree under the code ``score`` (under ``tree`` too where parts follow), the base under ``base``."""
    plan, table = state.job.plan, state.job.plan.table
    values = dict(state.values)
    base = base_column(state)
    if base is not None:
        values[BASE] = base
    entries = plan.entries()
    addends = [values[name] for name in entries if name is not None]
    addends.extend(state.loose if plan.straddling() else [values[node.code] for node in entries.get(None, ())])
    addends.extend(values[joint.code] for joint in table.joint_caps if joint.category is None)
    limits = NO_LIMITS if table.parts else resolve(state, table)
    bound = np.zeros(state.size, np.int8)
    column = summed_columns(addends, state.size, limits, bound)
    points, known = column.points, column.known
    if base is not None:
        points, known = points + base.points, both(known, base.known)
    if table.parts:
        values[TOTAL] = values[TREE] = Column(points if known is None else np.where(known, points, 0), known)
    else:
        values[TOTAL] = concluded(state, Column(points, known), base, limits, bound)
    noted = dict(state.bound)
    if bound.any():
        noted[TOTAL] = bound  # type: ignore[assignment]
    return replace(state, values=values, bound=noted)


def concluded(state: State, column: Column, base: Column | None, limits: ResolvedLimits, bound: NDArray[np.int8]) -> Column:
    """The total after what vetoes take off it, clamped."""
    taken, known = reductions(state, base, column.points)
    points, known = limits.clamp(column.points - taken, bound), both(both(column.known, known), limits.known)
    return Column(points if known is None else np.where(known, points, 0), known)


def base_column(state: State) -> Column | None:
    """起评分 of every subject, pro rata of the days in the roster where the table says so."""
    table, job = state.job.plan.table, state.job
    if table.base is None:
        return None
    value = amount(state, table.base).broadcast(state.size)
    if table.prorated:
        days = state.directory.days_enrolled(state.entities, job.period.start, job.end)
        value = value * Exact(days, job.end - job.period.start)
    rounding = job.plan.rounding
    units, known = round_points(value, rounding.places if table.prorated else 4, rounding.mode)
    return Column(units, known)


def reductions(state: State, base: Column | None, points: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bools | None]:
    """(n,) what vetoes in force take off, and where that is known: a share of the base or of the total, once or for each vetoing fact."""
    taken, known = np.zeros(state.size, np.int64), None
    rounding, as_of = state.job.plan.rounding, state.job.axes.as_of
    for veto in state.job.plan.table.vetoes:
        for effect in veto.effects:
            if effect.reduce is None or veto.code not in state.spans:
                continue
            subject, start, end = state.spans[veto.code]
            live = (start <= as_of) & (end > as_of)
            times = np.bincount(subject[live], minlength=state.size).astype(np.int64)
            if not effect.reduce.each:
                times = np.minimum(times, 1)
            of = points if effect.reduce.of == "score" else base.points if base is not None else np.zeros(state.size, np.int64)
            value = Exact(of, 10_000) * amount(state, effect.reduce.rate).broadcast(state.size) * Exact(times)
            units, is_known = round_points(value, rounding.places, rounding.mode)
            if effect.reduce.of == "base" and base is not None:
                is_known = both(is_known, base.known)
            if is_known is not None:
                units, known = np.where(is_known, units, 0), both(known, is_known | (times == 0))
            taken = taken + units
    return taken, known
