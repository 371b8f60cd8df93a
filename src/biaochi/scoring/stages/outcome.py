"""Stage 10, outcome: what the scheme proposes (结果运用, section 11; docs/algorithms/outcome.md).

A proposal has a subject, a target (perhaps another person: the branch's secretary) and sometimes an amount; it names who decides and
never acts by itself. Disqualified subjects get no commendation.

Worked example: 党支部 score 92, the secretary's linked pay 3,000 × 50 %: 较小(92, 95) ÷ 95 × 1,500 = 1452.63.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import holds, of_subjects
from biaochi.scoring.directory import NONE
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.items import items_of_scene
from biaochi.scoring.plan import TOTAL, overridden, parts_of
from biaochi.scoring.points import round_points
from biaochi.scoring.scheme.expression_model import Condition, Expression
from biaochi.scoring.scheme.model import Holder, Outcome
from biaochi.scoring.stages.grade import with_room
from biaochi.scoring.state import ABSENT, SCORED, Column, OutcomeRows, State

Ints = NDArray[Any]
Bools = NDArray[np.bool_]
SUPPRESSIBLE = ("commendation", "development")
"""Kinds that disqualification from everything (失格: 全部) takes away."""


def outcome(state: State) -> State:
    """Proposals of every outcome, in the order of the scheme."""
    found = tuple(rows for o in state.job.plan.table.outcomes if (rows := proposed(state, o)) is not None)
    return replace(state, outcomes=found)


def proposed(state: State, what: Outcome) -> OutcomeRows | None:
    """One outcome's rows; None where it is proposed for nobody."""
    scene = of_subjects(state)
    mask = holds(what.when, scene) & (state.states != ABSENT)
    if reads_results(what):
        mask &= state.states == SCORED
    if what.except_ is not None:
        mask &= ~holds(what.except_, scene)
    mask &= ~ineligible(state, what)
    if what.quota is not None and mask.any():
        score = state.values[TOTAL]
        mask = with_room(state, what.quota, mask & score.usable() & state.cards().takes_part(state.everyone), score.exact())
    subjects = np.flatnonzero(mask)
    if len(subjects) == 0:
        return None
    subjects, target = _targets(state, what, subjects)
    return OutcomeRows(what.code, subjects, target, _amounts(state, what, subjects, target))


def reads_results(what: Outcome) -> bool:
    """Whether the outcome is for scored subjects only: it has no condition, or something in it reads points, ranks, grades or streaks."""
    if what.when is None:
        return True
    for part in (*parts_of(what.when), *parts_of(what.except_), *parts_of(what.amount)):
        if isinstance(part, Condition) and (part.grade or part.rank or part.streak):
            return True
        if isinstance(part, Expression) and part.points is not None:
            return True
    return False


def ineligible(state: State, what: Outcome) -> Bools:
    """(n,) whom a veto in force disqualifies from this outcome."""
    mask = np.zeros(state.size, bool)
    for veto in state.job.plan.table.vetoes:
        if veto.code not in state.in_force:
            continue
        for effect in veto.effects:
            codes = effect.ineligible
            if codes is not None and (what.code in codes or (codes in (["all"], ["全部"]) and what.kind in SUPPRESSIBLE)):
                mask |= state.in_force[veto.code]
    return mask


def _targets(state: State, what: Outcome, subjects: Ints) -> tuple[Ints, Ints]:
    """(subjects, target entities): one row a target, one with −1 where nobody is there."""
    entity, day = state.entities[subjects], state.valued_on[subjects]
    if what.target == "self":
        return subjects, entity
    if what.target == "organisation":
        return subjects, state.directory.organisation_on(entity, day)
    assert isinstance(what.target, Holder)
    if what.target.holder is not None:
        body = state.directory.organisation_on(entity, day)
        which, who = state.directory.related(body, day, what.target.holder, backwards=True)
    else:
        assert what.target.related is not None
        which, who = state.directory.related(entity, day, what.target.related)
    alone = np.setdiff1d(np.arange(len(subjects)), which)
    pairs = np.unique(np.stack([np.append(which, alone), np.append(who, np.full(len(alone), NONE))]), axis=1)
    return subjects[pairs[0]], pairs[1]


def _amounts(state: State, what: Outcome, subjects: Ints, target: Ints) -> Column | None:
    """The amount of every row: attributes and posts are the target's, points the subject's."""
    if what.amount is None:
        return None
    scene = replace(of_subjects(state, subjects), target=target)
    value = evaluate(what.amount, items_of_scene(scene)).broadcast(len(subjects))
    rounding = overridden(what.rounding, state.job.plan.rounding)
    points, known = round_points(value, rounding.places, rounding.mode)
    return Column(points if known is None else np.where(known, points, 0), known)
