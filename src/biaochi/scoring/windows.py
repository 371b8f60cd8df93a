"""Windows (时间): which days count for a rule, a veto or a test (section 6, match).

A window is valued at as-of. A test of a subject on a fact's day looks at it day by day instead: then each fact has days on which it counts.

Worked example: 有效期 one year, a fact of 10 March 2025: it counts from that day up to 9 March 2026.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import NO_DAY
from biaochi.scoring.periods import add_months, day_number, day_of
from biaochi.scoring.scheme.expression_model import Length, Validity
from biaochi.scoring.state import State
from biaochi.scoring.time_axes import happened_in

Ints = NDArray[Any]
ANY_TIME = "any_time"
"""Any day up to as-of: no word of the language, but what a lifting fact without a window has."""
FAR = 2**31
"""A day after all days."""


def in_window(state: State, rows: Ints, window: Any, at_any_day: bool = False) -> NDArray[np.bool_]:
    """Which facts lie in the window; ``at_any_day``: on some day up to as-of. The personal window (自) is left to `matching`."""
    job, days = state.job, state.ledger.facts.date[rows].astype(np.int64)
    if window == "in_period":
        return happened_in(days, job.period.start, job.period.end, job.axes)
    if window == "year_to_date":
        return happened_in(days, _first_of_year(job.period.start), job.period.end, job.axes)
    if window == "persisting":
        meets: NDArray[np.bool_] = (days < job.end) & (last_days(state, rows) >= job.period.start)
        return meets
    begun: NDArray[np.bool_] = days <= job.axes.as_of
    if window == ANY_TIME or window.since is not None:
        return begun
    if window.rolling is not None:
        last = job.period.end - 1
        return begun & (days > _back(last, window.rolling)) & (days <= last)
    return begun if at_any_day else begun & (validity_ends(state, rows, window.valid) > job.axes.as_of)


def _first_of_year(day: int) -> int:
    return day_number(date(day_of(day).year, 1, 1))


def _ends(state: State, rows: Ints) -> Ints:
    """(n,) the last day written; an event ends on its own day unless its row says otherwise, a state without one is open (NO_DAY)."""
    facts = state.ledger.facts
    until = np.full(len(rows), int(NO_DAY), np.int64) if facts.until is None else facts.until[rows].astype(np.int64)
    is_state = np.array([kind.form == "state" for kind in state.setting.plan.kinds] + [False])[state.ledger.kind[rows]]
    return np.where((until == int(NO_DAY)) & ~is_state, facts.date[rows].astype(np.int64), until)


def last_days(state: State, rows: Ints) -> Ints:
    """(n,) the last day of each fact up to as-of where it is still open."""
    ends = _ends(state, rows)
    return np.where(ends == int(NO_DAY), state.job.axes.as_of, ends)


def _months(length: Length | Validity) -> int:
    return (length.years or 0) * 12 + (length.months or 0)


def _back(day: int, length: Length) -> int:
    return add_months(day, -_months(length)) - (length.days or 0)


def validity_ends(state: State, fact: Ints, valid: Validity) -> NDArray[np.int64]:
    """(n,) the first day on which each fact is no longer valid; a level without a validity is never valid."""
    days = state.ledger.facts.date[fact].astype(np.int64)
    if valid.by_level is None:
        return _ends_after(days, valid)
    ends, levels = days.copy(), state.ledger.facts.level
    for word, length in valid.by_level.items():
        if levels is not None and word in levels.vocabulary:
            mask = levels.codes[fact] == levels.vocabulary.index(word)
            ends[mask] = _ends_after(days[mask], length)
    return ends


def _ends_after(days: Ints, length: Length | Validity) -> NDArray[np.int64]:
    """(n,) each day with a length added: years and months first, then days."""
    unique, at = np.unique(days, return_inverse=True)
    ends = np.array([add_months(int(day), _months(length)) + (length.days or 0) for day in unique], dtype=np.int64)
    return ends[at] if len(unique) else days


def how_many_on(state: State, fact: Ints, subject: Ints, window: Any, asked: Ints, day: Ints) -> NDArray[np.int64]:
    """(n,) how many of the pairs (subject, fact), found ``at_any_day``, are the asked subject's and count on the day."""
    first = state.ledger.facts.date[fact].astype(np.int64)
    end = np.full(len(fact), FAR, np.int64)
    if window == "persisting":
        is_open = _ends(state, fact) == int(NO_DAY)
        first = np.where(is_open, np.maximum(first, state.job.period.start), first)
    elif not isinstance(window, str) and window.valid is not None:
        end = validity_ends(state, fact, window.valid)
    return _dated_by(subject, first, asked, day) - _dated_by(subject, end, asked, day)


def _dated_by(subject: Ints, dated: Ints, asked: Ints, day: Ints) -> NDArray[np.int64]:
    """(n,) how many of the pairs (subject, day) are the asked subject's and not later than the day."""
    keys = np.sort(subject.astype(np.int64) * (4 * FAR) + np.clip(dated, -FAR, FAR) + FAR)
    own = asked.astype(np.int64) * (4 * FAR)
    return np.searchsorted(keys, own + day + FAR, "right") - np.searchsorted(keys, own, "left")


def first_fact_day(state: State, entity: Ints, kinds: list[int]) -> NDArray[np.int64]:
    """(n,) the day of each entity's earliest fact of these kinds up to as-of, NO_DAY where there is none."""
    ledger = state.ledger
    rows = ledger.of_kinds(kinds)
    rows = rows[ledger.facts.date[rows] <= state.job.axes.as_of]
    entities, first = np.unique(ledger.entity[rows], return_index=True)
    days = ledger.facts.date[rows][first].astype(np.int64)
    if len(entities) == 0:
        return np.full(len(entity), int(NO_DAY), np.int64)
    at = np.minimum(np.searchsorted(entities, entity), len(entities) - 1)
    return np.where(entities[at] == entity, days[at], int(NO_DAY))
