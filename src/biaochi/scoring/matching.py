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

from biaochi.scoring.attributes import attribute_days
from biaochi.scoring.columns import NO_DAY
from biaochi.scoring.conditions import Scene, holds
from biaochi.scoring.directory import DEPTH_MAX, NONE
from biaochi.scoring.periods import add_months
from biaochi.scoring.scheme.expression_model import Condition
from biaochi.scoring.state import State
from biaochi.scoring.windows import first_fact_day, in_window

Ints = NDArray[Any]
Pairs = tuple[Ints, Ints]


def match(
    state: State,
    facts: list[str],
    where: Condition | None,
    except_: Condition | None,
    whose: Any = "self",
    window: Any = "in_period",
    *,
    among: Ints | None = None,
    at_any_day: bool = False,
) -> Pairs:
    """(facts, subjects) of these kinds that pass; ordered by subject, then fact order.

    Subjects are indices of the state's, or of the sorted entities ``among`` which the facts are asked for. ``at_any_day`` takes in
    what is no longer valid at as-of: see `windows`.
    """
    numbers = state.setting.plan.kind_numbers
    rows = state.ledger.of_kinds(sorted({numbers[name] for name in facts if name in numbers}))
    rows = rows[in_window(state, rows, window, at_any_day)]
    fact, subject = credited(state, rows, whose, among)
    if not isinstance(window, str) and window.since is not None and len(fact):
        keep = in_personal_window(state, fact, subject, window, among)
        fact, subject = fact[keep], subject[keep]
    for condition, wanted in ((where, True), (except_, False)):
        if condition is not None and len(fact):
            keep = holds(condition, scene_of(state, fact, subject, among)) == wanted
            fact, subject = fact[keep], subject[keep]
    return fact, subject


def scene_of(state: State, fact: Ints, subject: Ints, among: Ints | None = None) -> Scene:
    """Facts with the subjects they are credited to, looked at on the facts' days."""
    day = state.ledger.facts.date[fact].astype(np.int64)
    if among is None:
        return Scene(state, state.entities[subject], day, fact, subject=subject, is_on_facts_day=True)
    entity = among[subject]
    return Scene(state, entity, day, fact, subject=_index_of(state, entity), is_on_facts_day=True)


def _index_of(state: State, entity: Ints) -> Ints:
    """(n,) index of each entity among the state's subjects, −1 where it is none."""
    inside = (entity >= 0) & (entity < len(state.position))
    return np.where(inside, state.position[np.where(inside, entity, 0)], NONE) if len(state.position) else np.full(len(entity), NONE)


def in_personal_window(state: State, fact: Ints, subject: Ints, window: Any, among: Ints | None = None) -> NDArray[np.bool_]:
    """Facts in [d, d + n months), d the subject's own first day (section 6, 自)."""
    entities = state.entities if among is None else among
    valued = state.directory.valued_on(entities, state.job.axes.as_of)
    if window.since.facts:
        numbers = state.setting.plan.kind_numbers
        start = first_fact_day(state, entities, [numbers[name] for name in window.since.facts if name in numbers])
    else:
        start = attribute_days(state.directory, entities, valued, window.since.attribute)
    end = np.array([add_months(int(d), window.months) if d != int(NO_DAY) else int(NO_DAY) for d in start], dtype=np.int64)
    days = state.ledger.facts.date[fact].astype(np.int64)
    inside: NDArray[np.bool_] = (start[subject] != int(NO_DAY)) & (days >= start[subject]) & (days < end[subject])
    return inside


def credited(state: State, rows: Ints, whose: Any, among: Ints | None = None) -> Pairs:
    """(facts, subjects): whose facts these are, for the subjects asked for; sorted by subject, then fact; each pair once."""
    directory, ledger = state.directory, state.ledger
    entity, day = ledger.entity[rows], ledger.facts.date[rows].astype(np.int64)
    which, owner = _owners(directory, entity, day, whose)
    if among is None:
        subject = _index_of(state, owner)
    else:
        at = np.minimum(np.searchsorted(among, owner), max(len(among) - 1, 0))
        subject = np.where((owner != NONE) & (among[at] == owner), at, NONE) if len(among) else np.full(len(owner), NONE)
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
