"""Taking: named values of other tables, other periods and other subjects, as inputs like facts (取自, section 9b).

For every item the taken values are the pairs (taken subject, period); each that is absent or unknown is treated as ``missing`` says, then
all are aggregated. Earlier periods come from what this run settled or from the history.

Worked example: the head's score is the mean of all branch secretaries' scores: ``via: 全体, where: {任职: [书记]}, 汇总: 平均`` over
table M; with two of three known and ``缺: 略去`` it is the mean of the two.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import Scene, holds
from biaochi.scoring.directory import NONE
from biaochi.scoring.items import Items
from biaochi.scoring.periods import Period
from biaochi.scoring.points import SAFE, Exact, largest
from biaochi.scoring.scheme.expression_model import Take
from biaochi.scoring.state import ABSENT, SCORED, UNKNOWN, Scorecards

Ints = NDArray[Any]


def take_number(take: Take, items: Items) -> Exact:
    """The taken number of every item."""
    which, num, known = [], [], []
    for cards, item, index in taken(take, items):
        value, there = values_taken(take, cards, index)
        which.append(item)
        num.append(value)
        known.append(there)
    n = len(items)
    if not which:
        return _missing_only(take, n)
    item = np.concatenate(which)
    points, there = np.concatenate(num), np.concatenate(known)
    met = np.unique(item)
    den = 1 if take.value in ("rank", "of") else 10_000
    if take.aggregate == "count":
        return Exact(np.bincount(item[there], minlength=n).astype(np.int64), 1)
    if isinstance(take.missing, Decimal):
        points = np.where(there, points, int(take.missing * den))
        there = np.ones(len(there), bool)
    elif take.missing == "zero":
        points = np.where(there, points, 0)
        there = np.ones(len(there), bool)
    elif take.missing == "left_out":
        item, points, there = item[there], points[there], there[there]
    return _aggregate(take, n, item, points, there, den, met)


def _missing_only(take: Take, n: int) -> Exact:
    if take.aggregate in ("count", "sum") or take.missing == "zero":
        return Exact(np.zeros(n, np.int64), 1)
    if isinstance(take.missing, Decimal):
        return Exact.of(take.missing).broadcast(n)
    return Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))


def _aggregate(take: Take, n: int, item: Ints, points: Ints, there: NDArray[np.bool_], den: int, met: Ints) -> Exact:
    """The values of each item together; ``met`` are the items that met anybody at all."""
    count = np.bincount(item, minlength=n).astype(np.int64)
    lost = np.zeros(n, bool)
    lost[item[~there]] = True
    known = (count > 0) & ~lost
    fill = 0 if take.missing == "zero" or take.aggregate == "sum" else take.missing
    nobody = np.setdiff1d(np.arange(n), met)
    if len(nobody) and isinstance(fill, Decimal | int):
        item, points = np.append(item, nobody), np.append(points, np.full(len(nobody), int(fill * den)))
        count[nobody], known[nobody] = 1, True
    how = take.aggregate or "only"
    if how == "only":
        known = known & (count == 1)
        how = "sum"
    if how in ("sum", "mean"):
        total = np.zeros(n, dtype=object if largest(points) * max(len(points), 1) >= SAFE else np.int64)
        np.add.at(total, item, points)
        bottom: Any = den if how == "sum" else np.maximum(count, 1) * den
        return Exact(np.where(known, total, 0), bottom, None if known.all() else known)
    order = np.lexsort((points if how == "highest" else -points, item))
    best = np.zeros(n, np.int64)
    best[item[order]] = points[order]
    return Exact(np.where(known, best, 0), den, None if known.all() else known)


def take_words(take: Take, items: Items) -> NDArray[Any]:
    """(n,) the taken grade of every item, '' where there is none or more than one."""
    texts = np.full(len(items), "", dtype=object)
    for cards, item, index in taken(take, items):
        system = take.system or next(iter(cards.grades), None)
        if system is None or system not in cards.grades:
            continue
        words = cards.grades[system].take(np.maximum(index, 0)).texts()
        texts[item[index != NONE]] = words[index != NONE]
    return texts


def taken(take: Take, items: Items) -> list[tuple[Scorecards, Ints, Ints]]:
    """For every period: (scorecards, items, indices of the taken subjects, −1 where absent)."""
    state, scene = items.state, items.scene
    found = []
    for period in periods_taken(take, items):
        cards = _cards(take, items, period)
        if cards is None:
            which, _ = _subjects_taken(take, items, period, None)
            found.append((_no_cards(take, items, period), which, np.full(len(which), NONE, np.int64)))
            continue
        which, entity = _subjects_taken(take, items, period, cards)
        inside = (entity >= 0) & (entity < len(cards.position))
        index = np.where(inside, cards.position[np.where(inside, entity, 0)], NONE) if len(cards.position) else np.full(len(entity), NONE)
        if take.aggregate == "mean" and len(cards.states):
            state_there = np.where(index == NONE, SCORED, cards.states[np.maximum(index, 0)])
            keep = (state_there == SCORED) | (state_there == UNKNOWN) | (state_there == ABSENT)
            which, entity, index = which[keep], entity[keep], index[keep]
        if take.where is not None and len(which):
            days = np.minimum(np.asarray(scene.day)[which], period.end - 1)
            keep = holds(take.where, Scene(state, entity, days, cards=cards, card=index))
            which, index = which[keep], index[keep]
        found.append((cards, which, index))
    return found


def periods_taken(take: Take, items: Items) -> list[Period]:
    """The periods whose values are taken, in order."""
    state = items.state
    calendar, period = state.setting.plan.calendar, state.job.period
    kind = _kind_of(take, items)
    if take.period == "children":
        return [p for p in calendar.children(kind, period) if p.start <= state.job.axes.as_of]
    base = period if kind == period.kind else calendar.containing(kind, min(period.end - 1, state.job.axes.as_of))
    if take.period == "previous":
        return [calendar.previous(base)]
    return [calendar.last_year(base)] if take.period == "last_year" else [base]


def _kind_of(take: Take, items: Items) -> str:
    state = items.state
    if take.scheme is None and take.table in state.setting.plan.tables:
        kind: str = state.setting.plan.tables[take.table].table.period
        return kind
    for scheme, table, _ in state.setting.feeds:
        if table == take.table and (take.scheme is None or scheme == take.scheme):
            fed: Scorecards = state.setting.feeds[next(k for k in state.setting.feeds if k[:2] == (scheme, table))]
            return fed.period.kind
    return state.job.period.kind


def _cards(take: Take, items: Items, period: Period) -> Scorecards | None:
    state = items.state
    if take.scheme is not None:
        fed: Scorecards | None = state.setting.feeds.get((take.scheme, take.table, period.name))
        return fed
    return state.results.get((take.table, period.name))


def _no_cards(take: Take, items: Items, period: Period) -> Scorecards:
    none = np.zeros(0, np.int64)
    return Scorecards(take.table, period, none, none, none.astype(np.int8), {}, none)


def _subjects_taken(take: Take, items: Items, period: Period, cards: Scorecards | None) -> tuple[Ints, Ints]:
    """(item, entity taken from)."""
    state, scene = items.state, items.scene
    directory, n = state.directory, len(items)
    entity, day = scene.entity, np.asarray(scene.day, np.int64)
    everything = np.arange(n)
    if not isinstance(take.via, str):
        if take.via.holder is not None and len(entity) and int(entity.max()) < directory.n_people and not _to_people(take, items):
            return directory.related(entity, day, take.via.holder)
        if take.via.holder is not None:
            return directory.related(directory.organisation_on(entity, day), day, take.via.holder, backwards=True)
        if take.via.related is not None:
            return directory.related(entity, day, take.via.related)
        return directory.related(entity, day, take.via.related_by, backwards=True)
    if take.via == "self":
        return everything, entity
    if take.via == "organisation":
        return everything, directory.organisation_on(entity, day)
    if take.via == "parent":
        return everything, directory.parent_on(directory.organisation_on(entity, day), day)
    if take.via == "members":
        return directory.members_on(entity, day)
    if take.via == "children":
        return directory.below(entity, day)
    them = np.zeros(0, np.int64) if cards is None else cards.entities[cards.states != ABSENT]
    return np.repeat(everything, len(them)), np.tile(them, n)


def _to_people(take: Take, items: Items) -> bool:
    """Whether the table taken from is one of persons."""
    table = items.state.setting.plan.tables.get(take.table)
    return table is not None and table.table.subject == "person"


def values_taken(take: Take, cards: Scorecards, index: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """(points or rank, whether there is one) of the taken subjects."""
    n = len(index)
    safe = np.maximum(index, 0)
    there = index != NONE
    if len(cards.states) == 0:
        return np.zeros(n, np.int64), np.zeros(n, bool)
    states = np.where(there, cards.states[safe], ABSENT)
    there = there & ((states == SCORED) | (states == UNKNOWN))
    if take.value in ("rank", "of"):
        ranking = cards.ranks.get(take.board) if take.board else next(iter(cards.ranks.values()), None)
        if ranking is None:
            return np.zeros(n, np.int64), np.zeros(n, bool)
        value = (ranking.rank if take.value == "rank" else ranking.of)[safe]
        return np.where(there, value, 0), there & (ranking.rank[safe] > 0)
    column = cards.values.get(take.value)
    if column is None:
        return np.zeros(n, np.int64), np.zeros(n, bool)
    usable = column.usable()[safe] & there
    return np.where(usable, column.points[safe], 0), usable
