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

from biaochi.scoring.bands import check_system
from biaochi.scoring.columns import Words
from biaochi.scoring.conditions import compares, holds, last_of_ties, of_subjects, seats
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.points import Exact
from biaochi.scoring.quotas import check_one_number
from biaochi.scoring.scheme.expression_model import Quota
from biaochi.scoring.scheme.model import GradeSystem
from biaochi.scoring.stages.rank import places
from biaochi.scoring.state import ABSENT, SCORED, Ranking, State

Ints = NDArray[Any]
Bools = NDArray[np.bool_]


def grade(state: State) -> State:
    """Grades of every system, with what vetoes by facts and by results say."""
    there = np.flatnonzero(state.states != ABSENT)
    for system in state.job.plan.table.grades:
        check_system(state, system, there)
        state = replace(state, grades={**state.grades, system.code: graded(state, system)})
    return state


def vocabulary(system: GradeSystem) -> tuple[str, ...]:
    """The system's words, best first."""
    names = [band.name for band in system.bands]
    return (*names, system.otherwise) if system.otherwise is not None and system.otherwise not in names else tuple(names)


def graded(state: State, system: GradeSystem) -> Words:
    """(n,) codes into the system's words. Who is graded by a veto does not compete; a ceiling bars the bands above it."""
    words = vocabulary(system)
    direct, ceiling = by_vetoes(state, system)
    codes = np.where(direct < 0, -1, np.maximum(direct, ceiling)).astype(np.int32)
    value = graded_value(state, system)
    open_ = (state.states == SCORED) & (direct < 0)
    if value.known is not None:
        open_ = open_ & value.known
    for band in system.bands:
        number = words.index(band.name)
        mask = open_ & (ceiling <= number)
        mask &= compares(band, value, of_subjects(state))
        if band.when is not None and mask.any():
            mask &= holds(band.when, of_subjects(state))
        if band.quota is not None and mask.any():
            mask = with_room(state, band.quota, mask, value)
        codes[mask] = number
        open_ = open_ & ~mask
    if system.otherwise is not None:
        codes[open_] = words.index(system.otherwise)
    return Words(codes, words)


def by_vetoes(state: State, system: GradeSystem) -> tuple[Ints, Ints]:
    """(n,) the lowest word set directly and the lowest ceiling, as codes; −1 where none is."""
    words = vocabulary(system)
    direct, ceiling = np.full(state.size, -1, np.int64), np.full(state.size, -1, np.int64)
    scored = state.states == SCORED
    for veto in state.job.plan.table.vetoes:
        mask = state.in_force.get(veto.code)
        for effect in veto.effects if mask is not None else ():
            for found, said in ((direct, effect.grade), (ceiling, effect.ceiling)):
                if said is not None and system.code in said:
                    found[mask & scored] = np.maximum(found[mask & scored], words.index(said[system.code]))
    return direct, ceiling


def graded_value(state: State, system: GradeSystem) -> Exact:
    """What the bands compare."""
    if isinstance(system.by, str):
        return state.values[system.by].exact().broadcast(state.size)
    return evaluate(system.by, of_subjects(state)).broadcast(state.size)


def with_room(state: State, quota: Quota, mask: Bools, value: Exact) -> Bools:
    """Those of the candidates for whom the quota has room in their scope.

    They compete by their rank on the first board of that scope, on which who is not ranked has no place; without one by the value.
    """
    scope = state.group_of(quota.within)
    size = np.bincount(scope[state.states == SCORED], minlength=int(scope.max(initial=0)) + 1)
    board = next((board for board in state.job.plan.table.ranks if board.within == quota.within), None)
    if board is None:
        numbers = np.asarray(value.on_common_denominator().num)
        rows = np.flatnonzero(mask)
        key = -np.searchsorted(np.unique(numbers[rows]), numbers[rows]).astype(np.int64)
    else:
        rows = np.flatnonzero(mask & (state.ranks[board.code].rank > 0))
        key = state.ranks[board.code].rank[rows]
    place, _, _ = places(scope[rows], [key], False)
    room = seats(quota, size[scope[rows]], of_subjects(state, rows))
    check_one_number(scope[rows], room)
    if quota.ties == "exclude":
        place = last_of_ties(Ranking(place, place, place, scope[rows]), True)
    fits = np.zeros(state.size, bool)
    fits[rows[place <= room]] = True
    return fits
