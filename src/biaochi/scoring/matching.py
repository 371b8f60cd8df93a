"""Matching: which facts are credited to which subjects (kinds · window · whose · where · except, section 6).

The result is a pair of arrays of equal length: positions of facts in the ledger and indices of subjects, ordered by (subject, fact),
each pair once. One fact may be credited to many subjects (a branch's praise to all its members of that day) or to none.

Worked example: the branch 一支部 is praised on 2 March; ``whose = organisation`` credits the fact to every person who stood in
一支部 on 2 March, also to those who have left since and are still in the table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import NO_DAY
from biaochi.scoring.conditions import Scene, first_fact_day, holds
from biaochi.scoring.directory import DEPTH_MAX, NONE
from biaochi.scoring.periods import add_months
from biaochi.scoring.scheme.expression_model import Condition, Length
from biaochi.scoring.state import State
from biaochi.scoring.time_axes import happened_in

Ints = NDArray[Any]
Pairs = tuple[Ints, Ints]


def match(
    state: State, facts: list[str], where: Condition | None, except_: Condition | None, whose: Any = "self", window: Any = "in_period"
) -> Pairs:
    """(facts, subjects) of these kinds that pass; ordered by subject, then fact order."""
    numbers = state.setting.plan.kind_numbers
    rows = state.ledger.of_kinds(sorted({numbers[name] for name in facts if name in numbers}))
    rows = rows[in_window(state, rows, window)]
    fact, subject = credited(state, rows, whose)
    if not isinstance(window, str) and window.since is not None and len(fact):
        keep = in_personal_window(state, fact, subject, window)
        fact, subject = fact[keep], subject[keep]
    for condition, wanted in ((where, True), (except_, False)):
        if condition is not None and len(fact):
            keep = holds(condition, scene_of(state, fact, subject)) == wanted
            fact, subject = fact[keep], subject[keep]
    return fact, subject


def scene_of(state: State, fact: Ints, subject: Ints) -> Scene:
    """Facts with the subjects they are credited to, looked at on the facts' days."""
    return Scene(state, state.entities[subject], state.ledger.facts.date[fact].astype(np.int64), fact, subject=subject)


def in_window(state: State, rows: Ints, window: Any) -> NDArray[np.bool_]:
    """Which facts lie in the window (the personal window is left to `in_personal_window`)."""
    job, facts = state.job, state.ledger.facts
    days = facts.date[rows].astype(np.int64)
    if window == "in_period":
        return happened_in(days, job.period.start, job.period.end, job.axes)
    if window == "year_to_date":
        first = _first_of_year(job.period.start)
        return happened_in(days, first, job.period.end, job.axes)
    if window == "persisting":
        until = np.full(len(rows), job.axes.as_of, np.int64) if facts.until is None else facts.until[rows].astype(np.int64)
        until = np.where(until == int(NO_DAY), job.axes.as_of, until)
        meets: NDArray[np.bool_] = (days < job.end) & (until >= job.period.start)
        return meets
    if window.rolling is not None:
        last = job.end - 1
        start = last - window.rolling.days if window.rolling.days else add_months(last, -_months(window.rolling))
        inside: NDArray[np.bool_] = (days > start) & (days <= last)
        return inside
    if window.valid is not None:
        return _still_valid(state, rows, days, window.valid)
    return days <= job.axes.as_of


def _first_of_year(day: int) -> int:
    from datetime import date

    from biaochi.scoring.periods import day_number, day_of

    return day_number(date(day_of(day).year, 1, 1))


def _months(length: Length) -> int:
    return (length.years or 0) * 12 + (length.months or 0)


def ends_after(days: Ints, length: Length) -> NDArray[np.int64]:
    """(n,) the first day on which each is no longer valid."""
    if length.days:
        return days + length.days
    months = _months(length)
    unique, inverse = np.unique(days, return_inverse=True)
    ends = np.array([add_months(int(d), months) for d in unique], dtype=np.int64)
    return ends[inverse] if len(unique) else days


def _still_valid(state: State, rows: Ints, days: Ints, valid: Any) -> NDArray[np.bool_]:
    """date ≤ as-of < date + length, the length perhaps by level; a level without one is not valid."""
    as_of = state.job.axes.as_of
    begun: NDArray[np.bool_] = days <= as_of
    if valid.by_level is None:
        return begun & (ends_after(days, valid) > as_of)
    result = np.zeros(len(rows), bool)
    levels = state.ledger.facts.level
    if levels is None:
        return result
    for word, length in valid.by_level.items():
        if word in levels.vocabulary:
            mask = levels.codes[rows] == levels.vocabulary.index(word)
            result[mask] = (begun & (ends_after(days, length) > as_of))[mask]
    return result


def in_personal_window(state: State, fact: Ints, subject: Ints, window: Any) -> NDArray[np.bool_]:
    """Facts in [d, d + n months), d the subject's own first day (section 6, 自)."""
    scene = Scene(state, state.entities, state.valued_on)
    if window.since.facts:
        numbers = state.setting.plan.kind_numbers
        start = first_fact_day(scene, [numbers[name] for name in window.since.facts if name in numbers])
    else:
        start = state.directory.attribute_days(state.entities, state.valued_on, window.since.attribute)
    end = np.array([add_months(int(d), window.months) if d != int(NO_DAY) else int(NO_DAY) for d in start], dtype=np.int64)
    days = state.ledger.facts.date[fact].astype(np.int64)
    inside: NDArray[np.bool_] = (start[subject] != int(NO_DAY)) & (days >= start[subject]) & (days < end[subject])
    return inside


def credited(state: State, rows: Ints, whose: Any) -> Pairs:
    """(facts, subjects): whose facts these are, for the subjects of the table; sorted by subject, then fact; each pair once."""
    directory, ledger = state.directory, state.ledger
    entity, day = ledger.entity[rows], ledger.facts.date[rows].astype(np.int64)
    which, owner = _owners(directory, entity, day, whose)
    owner_of = np.where((owner >= 0) & (owner < len(state.position)), owner, 0)
    subject = np.where(owner >= 0, state.position[owner_of], NONE) if len(state.position) else np.full(len(owner), NONE)
    keep = subject != NONE
    fact, subject = rows[which[keep]], subject[keep]
    if whose == "self":
        order = np.argsort(subject, kind="stable") if len(subject) and bool(np.any(subject[1:] < subject[:-1])) else None
        return (fact, subject) if order is None else (fact[order], subject[order])
    key = np.unique(subject.astype(np.int64) * (len(ledger.entity) + 1) + fact)
    return key % (len(ledger.entity) + 1), key // (len(ledger.entity) + 1)


def _owners(directory: Any, entity: Ints, day: Ints, whose: Any) -> Pairs:
    """(which fact, entity credited)."""
    everything = np.arange(len(entity))
    if whose == "self":
        return everything, entity
    if whose in ("members", "all_members"):
        is_person = entity < directory.n_people
        body = np.where(is_person, directory.organisation_on(entity, day), NONE)
        if whose == "members":
            return everything, body
        which, owner = [everything], [body]
        for _ in range(DEPTH_MAX):
            body = np.where(body == NONE, NONE, directory.parent_on(body, day))
            if (body == NONE).all():
                break
            which.append(everything)
            owner.append(body)
        return np.concatenate(which), np.concatenate(owner)
    if whose == "organisation":
        result: Pairs = directory.members_on(entity, day)
        return result
    if whose.related is not None:
        result = directory.related(entity, day, whose.related, backwards=True)
        return result
    if whose.related_by is not None:
        result = directory.related(entity, day, whose.related_by)
        return result
    body = np.where(entity < directory.n_people, directory.organisation_on(entity, day), NONE)
    result = directory.related(body, day, whose.led, backwards=True)
    return result
