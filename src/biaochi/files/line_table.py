"""The lines table: every line of every rule, with what it brought and why it does not count (``settle --lines``).

Worked example: an honour at 6 points that gives way to one at 9 of the same matter is a row
``(甲, Y, 2025, R1, F7, 2025-03-02, 6, no, N1#1)``: step 1 of the selection of N1 dropped it.
A line handed over by somebody names its giver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.output_columns import Days, OutputColumn, Points
from biaochi.files.results import Identifiers, constant, stacked
from biaochi.scoring.columns import NO_AMOUNT, Words
from biaochi.scoring.directory import NONE
from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import Lines, State

UNKNOWN_REASON = "unknown"
"""The reason of a line that would count, but whose points are not known."""


def lines_of(settlement: Settlement) -> Mapping[str, OutputColumn]:
    """The rows of all tables and periods: subject, table, period, rule, fact, day, points, counts, reason, giver.

    ``points`` are those after escalation and sharing, empty where unknown; ``fact`` is empty for a line without one; ``reason`` is the code
    of what dropped the line (``CODE#n``: step n of that selection, ``CODE#quota``, or a veto), '' where it counts.
    """
    ids = Identifiers(settlement)
    parts = [part for key in settlement.settled if key in settlement.states for part in _of_state(settlement.states[key], ids)]
    return stacked(parts)


def _of_state(state: State, ids: Identifiers) -> Iterator[dict[str, Any]]:
    for rule in state.job.plan.rules:
        lines = state.lines.get(rule.index)
        if lines is not None and len(lines):
            yield _rows(state, rule.code, lines, ids)


def _rows(state: State, rule: str, lines: Lines, ids: Identifiers) -> dict[str, Any]:
    n = len(lines)
    reason = np.full(n, "", dtype=object) if lines.fate is None else lines.fate
    reason = np.where(lines.counts & ~lines.known, UNKNOWN_REASON, reason)
    giver = np.full(n, NONE) if lines.giver is None else lines.giver
    entity = np.append(state.entities, NONE)
    return {
        "subject": ids.of(state.entities[lines.subject]), "table": constant(state.job.plan.code, n),
        "period": constant(state.job.period.name, n), "rule": constant(rule, n), "fact": _facts(state, lines.fact),
        "day": Days(lines.day.astype(np.int32)), "points": Points(np.where(lines.known, lines.points, NO_AMOUNT)),
        "counts": Words((lines.counts & lines.known).astype(np.int32), ("no", "yes")), "reason": Words.of(list(reason)),
        "giver": ids.of(entity[giver]),
    }  # fmt: skip


def _facts(state: State, fact: NDArray[Any]) -> NDArray[Any]:
    """Identifiers of the facts, −1 or '' where a line has none."""
    ids = state.ledger.facts.id
    missing: Any = "" if ids.dtype == object else -1
    if len(ids) == 0:
        return np.full(len(fact), missing, dtype=ids.dtype)
    found: NDArray[Any] = np.where(fact == NONE, missing, ids[np.maximum(fact, 0)])
    return found
