"""Stage 9, grade: bands, gates and quotas; direct grades and ceilings of vetoes (等次(参考), section 10; docs/algorithms/grade.md).

From the best band down: a subject gets the first band whose comparisons and condition hold and whose quota has room; the surplus goes
on to the next. Only scored subjects get grades. Grades are references; meetings decide.

Worked example: 优秀 from 90 with at most 40 % of a branch of 7 (去尾: 2 seats): 96, 95, 95 → 96 gets a seat, the two 95 share the
second one: with 一并列入 neither fits below place 2 + 1, so places 2 and 2 fit (place ≤ 2) and all three are 优秀.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import Words
from biaochi.scoring.conditions import holds, last_of_ties, of_subjects, seats
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.plan import parts_of
from biaochi.scoring.points import Exact
from biaochi.scoring.scheme.expression_model import Condition
from biaochi.scoring.scheme.model import GradeBand, GradeSystem
from biaochi.scoring.stages.price import band_holds
from biaochi.scoring.stages.rank import places
from biaochi.scoring.state import SCORED, Ranking, State

Ints = NDArray[Any]
Bools = NDArray[np.bool_]


def grade(state: State) -> State:
    """Grades of every system, after vetoes by facts and by results."""
    in_force = dict(state.in_force)
    early, late = [], []
    for veto in state.job.plan.table.vetoes:
        if veto.when is not None:
            (late if _reads_grades(veto.when) else early).append(veto)
    for veto in early:
        in_force[veto.code] = holds(veto.when, of_subjects(state)) & (state.states == SCORED)
    state = replace(state, in_force=in_force)
    grades = {}
    for system in state.job.plan.table.grades:
        grades[system.code] = _after_vetoes(state, system, graded(replace(state, grades=grades), system))
    state = replace(state, grades=grades)
    for veto in late:
        in_force[veto.code] = holds(veto.when, of_subjects(state)) & (state.states == SCORED)
    if late:
        state = replace(state, in_force=in_force)
        grades = {s.code: _after_vetoes(state, s, grades[s.code]) for s in state.job.plan.table.grades}
    return replace(state, grades=grades, in_force=in_force)


def _reads_grades(condition: Condition) -> bool:
    return any(isinstance(part, Condition) and part.grade is not None for part in parts_of(condition))


def vocabulary(system: GradeSystem) -> tuple[str, ...]:
    """The system's words, best first."""
    names = [band.name for band in system.bands]
    return (*names, system.otherwise) if system.otherwise is not None and system.otherwise not in names else tuple(names)


def graded(state: State, system: GradeSystem) -> Words:
    """Grades before vetoes: (n,) codes into the system's words."""
    words = vocabulary(system)
    codes = np.full(state.size, -1, np.int32)
    open_ = state.states == SCORED
    value = graded_value(state, system)
    if value.known is not None:
        open_ = open_ & value.known
    for number, band in enumerate(system.bands):
        mask = open_ & band_holds(band, value)
        if band.when is not None and mask.any():
            mask &= holds(band.when, of_subjects(state))
        if band.quota is not None and mask.any():
            mask = within_quota(state, band, mask, value)
        codes[mask] = words.index(band.name)
        open_ = open_ & ~mask
        del number
    if system.otherwise is not None:
        codes[open_] = words.index(system.otherwise)
    return Words(codes, words)


def graded_value(state: State, system: GradeSystem) -> Exact:
    """What the bands compare."""
    if isinstance(system.by, str):
        return state.values[system.by].exact().broadcast(state.size)
    return evaluate(system.by, of_subjects(state)).broadcast(state.size)


def within_quota(state: State, band: GradeBand, mask: Bools, value: Exact) -> Bools:
    """Those of the candidates for whom the band has room in their scope."""
    assert band.quota is not None
    scope = state.group_of(band.quota.within)
    size = np.bincount(scope[(state.states == SCORED) & (scope >= 0)], minlength=int(scope.max(initial=0)) + 1)
    rows = np.flatnonzero(mask & (scope >= 0))
    board = next(iter(state.job.plan.table.ranks), None)
    if board is not None and board.within == band.quota.within and (state.ranks[board.code].rank[rows] > 0).all():
        key = state.ranks[board.code].rank[rows]
    else:
        common = value.on_common_denominator()
        numbers = common.num[rows]
        unique = np.unique(numbers)
        key = -np.searchsorted(unique, numbers).astype(np.int64)
    place, _, _ = places(scope[rows], [key], False)
    room = seats(band.quota, size[scope[rows]], of_subjects(state, rows))
    if band.quota.ties == "exclude":
        place = last_of_ties(Ranking(place, place, place, scope[rows]), True)
    fits = np.zeros(state.size, bool)
    fits[rows[place <= room]] = True
    return fits


def _after_vetoes(state: State, system: GradeSystem, words: Words) -> Words:
    """Direct grades first, then ceilings."""
    codes = words.codes.copy()
    effects = [(v.code, e) for v in state.job.plan.table.vetoes for e in v.effects if v.code in state.in_force]
    scored = state.states == SCORED
    for code, effect in effects:
        if effect.grade is not None and system.code in effect.grade:
            codes[state.in_force[code] & scored] = words.vocabulary.index(effect.grade[system.code])
    for code, effect in effects:
        if effect.ceiling is not None and system.code in effect.ceiling:
            top = words.vocabulary.index(effect.ceiling[system.code])
            mask = state.in_force[code] & scored & (codes >= 0)
            codes[mask] = np.maximum(codes[mask], top)
    return Words(codes, words.vocabulary)
