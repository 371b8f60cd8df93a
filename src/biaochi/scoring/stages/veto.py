"""Stage 7, veto: what vetoes in force do to the score and to the state of the scorecard (docs/algorithms/veto.md).

A zeroed score is known and zero, whatever was unknown before. Then it is settled who is scored and who is unknown.

Worked example: 87.5 points and a conviction on 3 March, not lifted at 31 December: the year's score is 0, the state ``scored``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from biaochi.scoring.plan import TOTAL
from biaochi.scoring.state import SCORED, UNKNOWN, Column, State


def veto(state: State) -> State:
    """Scores after vetoes, and the final state of every scorecard."""
    values = dict(state.values)
    states = state.states.copy()
    score = values[TOTAL]
    points, known = score.points, score.known
    for veto_ in state.job.plan.table.vetoes:
        mask = state.in_force.get(veto_.code)
        if mask is None:
            continue
        for effect in veto_.effects:
            if effect.zero == TOTAL:
                points = np.where(mask, 0, points)
                known = None if known is None else known | mask
    if known is not None:
        states[(states == SCORED) & ~known] = UNKNOWN
    values[TOTAL] = Column(points, known)
    return replace(state, values=values, states=states)
