"""Taking: named values of other tables, other periods and other subjects, as inputs like facts (取自, section 9b).

For every item the taken values are the pairs (taken subject, period); each that is absent or unknown is treated as ``missing`` says, then
all are aggregated. Earlier periods come from what this run settled or from the history.

Worked example: the head's score is the mean of all branch secretaries' scores: ``via: 全体, where: {任职: [书记]}, 汇总: 平均`` over
table M; with two of three known and ``缺: 略去`` it is the mean of the two.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import Scene, amount_in, holds
from biaochi.scoring.directory import NONE
from biaochi.scoring.items import Items
from biaochi.scoring.periods import Period, add_months
from biaochi.scoring.points import SAFE, Exact, largest
from biaochi.scoring.scheme.expression_model import Take
from biaochi.scoring.state import ABSENT, Scorecards

Ints = NDArray[Any]


def take_number(take: Take, items: Items) -> Exact:
    """The taken number of every item."""
    which, num, known = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, bool)]
    for cards, item, index in taken(take, items):
        points, there = values_taken(take, cards, index)
        which.append(item)
        num.append(points)
        known.append(there)
    n = len(items)
    item, there = np.concatenate(which), np.concatenate(known)
    value = Exact(np.concatenate(num), 1 if take.value in ("rank", "of") else 10_000, None if there.all() else there)
    met = np.bincount(item, minlength=n) > 0
    missing = _missing(take, items)
    if missing is not None and value.known is not None:
        value = value.where(there, missing.broadcast(n).take(item))
    elif take.missing == "left_out":
        item, value = item[there], value.take(np.flatnonzero(there))
    found = _aggregate(take, n, item, value)
    if met.all():
        return found
    nobody = Exact.of(0) if take.aggregate in ("count", "sum") else missing
    return found.masked(met) if nobody is None else found.broadcast(n).where(met, nobody.broadcast(n))


def _missing(take: Take, items: Items) -> Exact | None:
    """What an absent or unknown value counts as; None: nothing."""
    if take.missing in ("block", "left_out"):
        return None
    if take.missing == "zero":
        return Exact.of(0)
    return amount_in(items.scene, take.missing)


def _aggregate(take: Take, n: int, item: Ints, value: Exact) -> Exact:
    """The values of each item together: unknown where one is, or where none is left; without an aggregate, where there are several."""
    count = np.bincount(item, minlength=n).astype(np.int64)
    lost = np.zeros(n, bool)
    if value.known is not None:
        lost[item[~value.known]] = True
    known = (count > 0) & ~lost
    if take.aggregate is None:
        known &= count == 1
    if take.aggregate == "count":
        found = Exact(count, 1)
    else:
        value = value.on_common_denominator()
        found = combined(take.aggregate or "sum", n, item, value.num, value.den, count)
    return found if known.all() else found.masked(known)


def combined(how: str, n: int, item: Ints, num: Ints, den: Any, count: Ints) -> Exact:
    """sum, mean, highest or lowest of the numbers of every item; 0 where there is none."""
    if how in ("sum", "mean"):
        total = np.zeros(n, dtype=object if num.dtype == object or largest(num) * max(len(num), 1) >= SAFE else np.int64)
        np.add.at(total, item, num)
        return Exact(total, den if how == "sum" else np.maximum(count, 1) * den)
    sign = 1 if how == "highest" else -1
    order = np.array(sorted(range(len(item)), key=lambda i: (item[i], sign * num[i])), np.int64) if num.dtype == object else np.lexsort(
        (sign * num, item)
    )  # fmt: skip
    best = np.zeros(n, num.dtype)
    best[item[order]] = num[order]
    return Exact(best, den)


def take_words(take: Take, items: Items) -> NDArray[Any]:
    """(n,) the taken grade of every item, '' where there is none, or no single one."""
    texts, met = np.full(len(items), "", dtype=object), np.zeros(len(items), np.int64)
    for cards, item, index in taken(take, items):
        grades = cards.grading(take.system)
        if grades is None or len(grades) == 0:
            words = np.full(len(item), "", dtype=object)
        else:
            words = np.where(index == NONE, "", grades.take(np.maximum(index, 0)).texts())
        if take.missing == "left_out":
            item, words = item[words != ""], words[words != ""]
        np.add.at(met, item, 1)
        texts[item] = words
    return np.where(met == 1, texts, "")


def taken(take: Take, items: Items) -> list[tuple[Scorecards, Ints, Ints]]:
    """For every period: (scorecards, items, indices of the taken subjects, −1 where absent)."""
    state, found = items.state, []
    for period in periods_taken(take, items):
        cards = _cards(take, items, period) or _no_cards(take, items, period)
        which, entity = _subjects_taken(take, items, cards)
        inside = (entity >= 0) & (entity < len(cards.position))
        index = np.where(inside, cards.position[np.where(inside, entity, 0)], NONE) if len(cards.position) else np.full(len(entity), NONE)
        if take.aggregate == "mean":
            keep = (index == NONE) | cards.takes_part(index)
            which, entity, index = which[keep], entity[keep], index[keep]
        if take.where is not None and len(which):
            there = state.during(take.table, period) if take.scheme is None else state
            day = state.directory.valued_on(entity, min(state.job.axes.as_of, period.end - 1))
            keep = holds(take.where, Scene(there, entity, day, cards=cards, card=index))
            which, index = which[keep], index[keep]
        found.append((cards, which, index))
    return found


def periods_taken(take: Take, items: Items) -> list[Period]:
    """The periods whose values are taken, in order: those inside the own one, or that of its first day and those before it."""
    state = items.state
    calendar, period = state.setting.plan.calendar, state.job.period
    kind = _kind_of(take, items)
    if take.period == "children":
        return [p for p in calendar.children(kind, period) if p.start <= state.job.axes.as_of]
    if take.period == "last_year":
        return [calendar.containing(kind, add_months(period.start, -12))]
    base = period if kind == period.kind else calendar.containing(kind, period.start)
    return [calendar.previous(base)] if take.period == "previous" else [base]


def _kind_of(take: Take, items: Items) -> str:
    """The kind of period of the table taken from; of another scheme's, that of its results, the own one where they have several."""
    state = items.state
    if take.scheme is None and take.table in state.setting.plan.tables:
        kind: str = state.setting.plan.tables[take.table].table.period
        return kind
    own = state.job.period.kind
    fed = sorted({cards.period.kind for key, cards in state.setting.feeds.items() if key[:2] == (take.scheme, take.table)})
    return own if own in fed or not fed else fed[0]


def _cards(take: Take, items: Items, period: Period) -> Scorecards | None:
    state = items.state
    if take.scheme is not None:
        fed: Scorecards | None = state.setting.feeds.get((take.scheme, take.table, period.name))
        return fed
    if take.period in ("previous", "last_year"):
        return state.earlier(take.table, period)
    return state.results.get((take.table, period.name))


def _no_cards(take: Take, items: Items, period: Period) -> Scorecards:
    none = np.zeros(0, np.int64)
    return Scorecards(take.table, period, none, none, none.astype(np.int8), {}, none)


def _subjects_taken(take: Take, items: Items, cards: Scorecards) -> tuple[Ints, Ints]:
    """(item, entity taken from), each once."""
    state, scene = items.state, items.scene
    directory, n = state.directory, len(items)
    entity, day = scene.entity, np.asarray(scene.day, np.int64)
    everything = np.arange(n)
    if not isinstance(take.via, str):
        return _each_once(*_related(take, items, entity, day))
    if take.via == "self":
        return everything, entity
    if take.via == "members":
        return directory.members_on(directory.organisation_on(entity, day), day)
    if take.via == "children":
        return directory.below(directory.organisation_on(entity, day), day)
    if take.via in ("organisation", "parent"):
        body = directory.organisation_on(entity, day)
        body = body if take.via == "organisation" else directory.parent_on(body, day)
        return everything[body != NONE], body[body != NONE]
    them = cards.entities[cards.states != ABSENT]
    return np.repeat(everything, len(them)), np.tile(them, n)


def _related(take: Take, items: Items, entity: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Via a post or a relation; from a person to a table of organisations a post leads to those where the person holds it."""
    directory, via = items.state.directory, take.via
    assert not isinstance(via, str)
    if via.holder is not None and len(entity) and int(entity.max()) < directory.n_people and not _to_people(take, items):
        return directory.related(entity, day, via.holder)
    if via.holder is not None:
        return directory.related(directory.organisation_on(entity, day), day, via.holder, backwards=True)
    if via.related is not None:
        return directory.related(entity, day, via.related)
    assert via.related_by is not None
    return directory.related(entity, day, via.related_by, backwards=True)


def _each_once(which: Ints, entity: Ints) -> tuple[Ints, Ints]:
    order = np.lexsort((entity, which))
    which, entity = which[order], entity[order]
    is_new = np.ones(len(which), bool)
    is_new[1:] = (which[1:] != which[:-1]) | (entity[1:] != entity[:-1])
    return which[is_new], entity[is_new]


def _to_people(take: Take, items: Items) -> bool:
    """Whether the table taken from is one of persons."""
    table = items.state.setting.plan.tables.get(take.table)
    return table is not None and table.table.subject == "person"


def values_taken(take: Take, cards: Scorecards, index: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """(points or rank, whether there is one) of the taken subjects."""
    n = len(index)
    safe, there = np.maximum(index, 0), cards.takes_part(index)
    if take.value in ("rank", "of"):
        ranking = cards.ranking(take.board)
        if ranking is None or len(ranking.rank) == 0:
            return np.zeros(n, np.int64), np.zeros(n, bool)
        value = (ranking.rank if take.value == "rank" else ranking.of)[safe]
        there = there & (ranking.rank[safe] > 0)
        return np.where(there, value, 0), there
    column = cards.values.get(take.value)
    if column is None or len(column) == 0:
        return np.zeros(n, np.int64), np.zeros(n, bool)
    usable = column.usable()[safe] & there
    return np.where(usable, column.points[safe], 0), usable
