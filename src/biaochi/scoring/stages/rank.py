"""Stage 8, rank: boards (排名, section 10; docs/algorithms/rank.md).

Each board ranks the scored subjects of each group by a value: 1-1-3 (并列跳号) or 1-1-2. Tie-breakers come in order; what is still equal
shares a rank. The place from the bottom counts in the board's own way from the last.

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
    """The ranking of every board, by its code. Result vetoes are decided on it; then those whom one keeps off leave the boards."""
    left_out = unranked(state)
    table = state.job.plan.table
    state = replace(state, ranks={board.code: ranking(state, board, left_out) for board in table.ranks})
    in_force = dict(state.in_force)
    by_results = np.zeros(state.size, bool)
    for veto in table.vetoes:
        if veto.when is not None:
            in_force[veto.code] = holds(veto.when, of_subjects(state)) & (state.states == SCORED)
            by_results |= in_force[veto.code] & any(effect.unranked for effect in veto.effects)
    state = replace(state, in_force=in_force)
    if by_results.any():
        state = replace(state, ranks={board.code: ranking(state, board, left_out | by_results) for board in table.ranks})
    return state


def unranked(state: State) -> NDArray[np.bool_]:
    """(n,) whom a fact veto in force keeps off the boards."""
    mask = np.zeros(state.size, bool)
    for veto in state.job.plan.table.vetoes:
        if veto.code in state.in_force and any(e.unranked for e in veto.effects):
            mask |= state.in_force[veto.code]
    return mask


def ranking(state: State, board: Board, left_out: NDArray[np.bool_]) -> Ranking:
    """One board."""
    column = state.values[board.by]
    group = state.group_of(board.within)
    taking_part = (state.states == SCORED) & ~left_out & column.usable()
    if board.applies is not None:
        taking_part &= holds(board.applies, of_subjects(state))
    sign = -1 if board.order == "descending" else 1
    if taking_part.all() and not board.tie_breakers:
        place, from_bottom, of = places(group, [sign * column.points], board.ties == "dense")
        return Ranking(place, of, from_bottom, group)
    rows = np.flatnonzero(taking_part)
    keys = [sign * column.points[rows]]
    for breaker in board.tie_breakers:
        known, key = _order_key(state, breaker, rows)
        keys += [(~known).astype(np.int64), np.where(known, sign * key, 0)]
    place, from_bottom, of = places(group[rows], keys, board.ties == "dense")
    result = [np.zeros(state.size, np.int64) for _ in range(3)]
    for array, found in zip(result, (place, of, from_bottom), strict=True):
        array[rows] = found
    return Ranking(result[0], result[1], result[2], group)


def _order_key(state: State, breaker: Any, rows: Ints) -> tuple[NDArray[np.bool_], Ints]:
    """(n,) where a tie-breaker is known, and whole numbers in its order; unknown comes last on every board."""
    if isinstance(breaker, str):
        column = state.values[breaker]
        return column.usable()[rows], column.points[rows]
    value = evaluate(breaker, of_subjects(state)).broadcast(state.size)
    fractions = [value.fraction(int(i)) for i in rows]
    ordered = sorted({f for f in fractions if f is not None})
    number = {f: i for i, f in enumerate(ordered)}
    return np.array([f is not None for f in fractions], bool), np.array([0 if f is None else number[f] for f in fractions], np.int64)


def places(group: Ints, keys: list[Ints], dense: bool) -> tuple[Ints, Ints, Ints]:
    """(place, place from the bottom, number ranked) within each group by the keys, smallest first."""
    n = len(group)
    if n == 0:
        return group, group, group
    packed = _packed(group, keys[0]) if len(keys) == 1 else None
    order = np.lexsort((*reversed(keys), group)) if packed is None else np.argsort(packed, kind="stable")
    new_group, new_place = _changes([group], order), _changes([group, *keys] if packed is None else [packed], order)
    start, end = _spans(new_group)
    first_equal, last_equal = _spans(new_place)
    if dense:
        number = np.cumsum(new_place)
        both_ways = [number - number[start] + 1, number[end - 1] - number + 1]
    else:
        both_ways = [first_equal - start + 1, end - last_equal + 1]
    place, bottom, of = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    place[order], bottom[order], of[order] = *both_ways, end - start
    return place, bottom, of


def _changes(keys: list[Ints], order: Ints) -> NDArray[np.bool_]:
    """(n,) where a run of equal keys begins, in this order."""
    begins = np.zeros(len(order), bool)
    begins[0] = True
    for key in keys:
        ordered = key[order]
        begins[1:] |= ordered[1:] != ordered[:-1]
    return begins


def _spans(begins: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """(start, end) of the run in which each position lies."""
    edges = np.append(np.flatnonzero(begins), len(begins))
    lengths = np.diff(edges)
    return np.repeat(edges[:-1], lengths), np.repeat(edges[1:], lengths)


def _packed(group: Ints, key: Ints) -> Ints | None:
    """Group and key in one int64, if they fit."""
    low, high = int(key.min()), int(key.max())
    bits = max(1, int(high - low + 1).bit_length())
    if bits + int(group.max()).bit_length() > 62:
        return None
    packed: Ints = (group.astype(np.int64) << bits) + (key - low)
    return packed


__all__ = ["Column", "places", "rank"]
