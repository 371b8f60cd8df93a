"""Stage 8, rank: boards (排名, section 10; docs/algorithms/rank.md).

Each board ranks the scored subjects of each group by a value: 1-1-3 (并列跳号) or 1-1-2. Tie-breakers come in order; what is still equal
shares a rank. The place from the bottom counts the same way from the last.

Worked example: 90, 90, 85 → ranks 1, 1, 3 of 3; from the bottom 2, 2, 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import holds, of_subjects
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.scheme.model import Board
from biaochi.scoring.state import SCORED, Column, Ranking, State

Ints = NDArray[Any]


def rank(state: State) -> State:
    """The ranking of every board, by its code."""
    left_out = unranked(state)
    ranks = {board.code: ranking(state, board, left_out) for board in state.job.plan.table.ranks}
    state = replace(state, ranks=ranks)
    by_results = unranked_by_results(state)
    if by_results.any():
        ranks = {board.code: ranking(state, board, left_out | by_results) for board in state.job.plan.table.ranks}
        state = replace(state, ranks=ranks)
    return state


def unranked(state: State) -> NDArray[np.bool_]:
    """(n,) whom a fact veto in force keeps off the boards."""
    mask = np.zeros(state.size, bool)
    for veto in state.job.plan.table.vetoes:
        if veto.code in state.in_force and any(e.unranked for e in veto.effects):
            mask |= state.in_force[veto.code]
    return mask


def unranked_by_results(state: State) -> NDArray[np.bool_]:
    """(n,) whom a result veto keeps off the boards."""
    mask = np.zeros(state.size, bool)
    for veto in state.job.plan.table.vetoes:
        if veto.when is not None and any(e.unranked for e in veto.effects):
            mask |= holds(veto.when, of_subjects(state)) & (state.states == SCORED)
    return mask


def ranking(state: State, board: Board, left_out: NDArray[np.bool_]) -> Ranking:
    """One board."""
    column = state.values[board.by]
    group = state.group_of(board.within)
    taking_part = (state.states == SCORED) & ~left_out & column.usable() & (group >= 0)
    if board.applies is not None:
        taking_part &= holds(board.applies, of_subjects(state))
    rows = np.flatnonzero(taking_part)
    sign = -1 if board.order == "descending" else 1
    keys = [sign * column.points[rows]]
    for breaker in board.tie_breakers:
        keys.append(sign * _order_key(state, breaker, rows))
    place, from_bottom, of = places(group[rows], keys, board.ties == "dense")
    n = state.size
    result = [np.zeros(n, np.int64) for _ in range(3)]
    for array, found in zip(result, (place, of, from_bottom), strict=True):
        array[rows] = found
    return Ranking(result[0], result[1], result[2], group)


def _order_key(state: State, breaker: Any, rows: Ints) -> Ints:
    """(n,) whole numbers in the order of a tie-breaker; unknown comes last."""
    if isinstance(breaker, str):
        column = state.values[breaker]
        usable = column.usable()[rows]
        return np.where(usable, column.points[rows], np.iinfo(np.int64).min // 4)
    value = evaluate(breaker, of_subjects(state)).broadcast(state.size)
    fractions = [value.fraction(int(i)) for i in rows]
    known = sorted({f for f in fractions if f is not None})
    number = {f: i for i, f in enumerate(known)}
    return np.array([-1 if f is None else number[f] for f in fractions], dtype=np.int64)


def places(group: Ints, keys: list[Ints], dense: bool) -> tuple[Ints, Ints, Ints]:
    """(place, place from the bottom, number ranked) within each group by the keys, smallest first."""
    n = len(group)
    if n == 0:
        return group, group, group
    if len(keys) == 1 and not dense:
        packed = _packed(group, keys[0])
        if packed is not None:
            return _places_packed(*packed)
    order = np.lexsort((*reversed(keys), group))
    new_group = np.ones(n, bool)
    new_group[1:] = group[order][1:] != group[order][:-1]
    new_place = new_group.copy()
    for key in keys:
        new_place[1:] |= key[order][1:] != key[order][:-1]
    at = np.arange(n)
    start = np.maximum.accumulate(np.where(new_group, at, 0))
    first_equal = np.maximum.accumulate(np.where(new_place, at, 0))
    number = np.cumsum(new_place)
    place_sorted = number - number[start] + 1 if dense else first_equal - start + 1
    ends = np.append(np.flatnonzero(new_group)[1:], n)
    end = np.repeat(ends, np.diff(np.append(np.flatnonzero(new_group), n)))
    next_place = np.append(np.flatnonzero(new_place)[1:], n)
    last_equal = np.repeat(next_place, np.diff(np.append(np.flatnonzero(new_place), n)))
    bottom_sorted = end - last_equal + 1
    place, bottom, of = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    place[order], bottom[order], of[order] = place_sorted, bottom_sorted, end - start
    return place, bottom, of


def _packed(group: Ints, key: Ints) -> tuple[Ints, int] | None:
    """Group and key in one int64, if they fit: (packed, bits of the key)."""
    low, high = int(key.min()), int(key.max())
    bits = max(1, int(high - low + 1).bit_length())
    if bits + int(group.max()).bit_length() > 62:
        return None
    return (group.astype(np.int64) << bits) + (key - low), bits


def _places_packed(packed: Ints, bits: int) -> tuple[Ints, Ints, Ints]:
    """Places by one sort and look-ups in it: position of the first equal, of the group's start and end."""
    ordered = np.sort(packed)
    group = packed >> bits
    heads = ordered >> bits
    change = np.flatnonzero(np.concatenate([[True], heads[1:] != heads[:-1]]))
    numbers = heads[change]
    which = np.searchsorted(numbers, group)
    start, end = change[which], np.append(change[1:], len(ordered))[which]
    first, last = np.searchsorted(ordered, packed, "left"), np.searchsorted(ordered, packed, "right")
    return first - start + 1, end - last + 1, end - start


__all__ = ["Column", "places", "rank"]
