"""Before price, detect: which vetoes vetoing facts bring about, from which day to which (section 10).

A fact veto holds from the day of its fact until the first later lifting fact of the same subject. What it does is done by the stage
where it belongs: select freezes lines, cap zeroes indicators, total reduces, veto zeroes the score, rank, grade and outcome do theirs.

Worked example: 受到处分 on 3 March, 处分解除 on 10 September: the span is [3 March, 10 September); at 30 June the veto is in force,
at 30 September it is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.matching import match
from biaochi.scoring.state import EXCLUDED, SCORED, State
from biaochi.scoring.windows import ANY_TIME

Ints = NDArray[Any]


def detect(state: State) -> State:
    """The state with the spans of its fact vetoes, and who is under which at as-of; whom one excludes is set aside from the start."""
    spans, in_force, states = {}, {}, state.states.copy()
    for veto in state.job.plan.table.vetoes:
        if veto.facts is None:
            continue
        subject, start, end = spans[veto.code] = veto_spans(state, veto)
        mask = np.zeros(state.size, bool)
        mask[subject[(start <= state.job.axes.as_of) & (end > state.job.axes.as_of)]] = True
        in_force[veto.code] = mask
        if any(effect.exclude for effect in veto.effects):
            states[mask & (states == SCORED)] = EXCLUDED
    return replace(state, spans=spans, in_force=in_force, states=states)


def veto_spans(state: State, veto: Any) -> tuple[Ints, Ints, Ints]:
    """(subject, first day, day after the last) of every span in which a fact veto holds; NEVER-ending spans end far away."""
    whose = veto.facts.whose or "self"
    fact, subject = match(state, veto.facts.facts, veto.facts.where, None, whose, veto.facts.window or "in_period")
    start = state.ledger.facts.date[fact].astype(np.int64)
    end = np.full(len(fact), 2**40, np.int64)
    if veto.lifted_by is not None and len(fact):
        by = veto.lifted_by
        lifting, lifted = match(state, by.facts, by.where, None, by.whose or whose, by.window or ANY_TIME)
        for i in range(len(fact)):
            later = lifting[(lifted == subject[i]) & (lifting > fact[i])]
            if len(later):
                end[i] = int(state.ledger.facts.date[later].min())
    return subject, start, end
