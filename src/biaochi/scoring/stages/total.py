"""Stage 5, total: base, categories, nodes without a category, joint caps, reductions, total clamp (docs/algorithms/total.md).

Worked example: base 60 pro rata for 73 of 92 days is 47.61; categories 20 and −3: 64.61; 封顶 100 does not bind.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount
from biaochi.scoring.limits import resolve
from biaochi.scoring.plan import TOTAL
from biaochi.scoring.points import Exact, round_points
from biaochi.scoring.state import Column, State
from biaochi.scoring.tree import summed_columns

BASE = "base"
TREE = "tree"


def total(state: State) -> State:
    """The sum of the tree under the code ``score`` (also kept as ``tree`` where parts follow), the base under ``base``."""
    table = state.job.plan.table
    values = dict(state.values)
    base = base_column(state)
    if base is not None:
        values[BASE] = base
    addends = []
    for name, nodes in state.job.plan.entries().items():
        addends.extend([values[name]] if name is not None else [values[node.code] for node in nodes])
    addends.extend(values[joint.code] for joint in table.joint_caps if joint.category is None)
    limits = resolve(state, table)
    bound = np.zeros(state.size, np.int8)
    column = summed_columns(addends, state.size, limits, bound)
    points, known = column.points, column.known
    if base is not None:
        points = points + base.points
        known = base.known if known is None else known if base.known is None else known & base.known
    points = points - reductions(state, base, points)
    if table.parts:
        values[TREE] = Column(points, known)
    else:
        points = limits.clamp(points, bound)
    values[TOTAL] = Column(points if known is None else np.where(known, points, 0), known)
    noted = dict(state.bound)
    if bound.any():
        noted[TOTAL] = bound  # type: ignore[assignment]
    return replace(state, values=values, bound=noted)


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


def reductions(state: State, base: Column | None, points: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) what vetoes in force take off: a share of the base or of the total, once or for each vetoing fact."""
    taken = np.zeros(state.size, np.int64)
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
            taken = taken + round_points(value, rounding.places, rounding.mode)[0]
    return taken
