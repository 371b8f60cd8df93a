"""Tallies: counts, sums, means and the like over the facts of an item, or over the persons of an organisation (section 9b).

Counts and sums of nothing are 0, every other statistic of nothing is unknown unless ``empty`` says what it is. One unknown number among
the facts makes the statistic unknown.

Worked example: marks 9, 8, 3 with ``平均, 去极: 1`` drop 9 and 3: Exact(8, 1).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.attributes import attribute_numbers
from biaochi.scoring.conditions import Scene, amount_in, amounts_exact, fact_quantity, holds
from biaochi.scoring.directory import NONE
from biaochi.scoring.items import Items, joined_facts
from biaochi.scoring.matching import scene_of
from biaochi.scoring.periods import day_of
from biaochi.scoring.points import SAFE, Exact, largest
from biaochi.scoring.windows import last_days

Ints = NDArray[Any]


def tally(e: Any, items: Items) -> Exact:
    """The tally of an expression for every item; ``trim`` may leave nothing of a few facts."""
    item, fact = _pairs(e, items)
    value = _numbers(items, fact, e.of or "quantity")
    if e.trim and e.tally in TRIMMED:
        keep = trimmed(item, value, e.trim, len(items)) | _beside_unknown(item, value, len(items))
        item, fact, value = item[keep], fact[keep], value.take(keep)
    found = _tally_value(e, items, item, fact, value)
    count = np.bincount(item, minlength=len(items))
    if e.empty is None or (count > 0).all():
        return found
    if e.empty == "unknown":
        return found.broadcast(len(items)).masked(count > 0)
    nothing = Exact.of(0) if e.empty == "zero" else amount_in(items.scene, e.empty)
    return found.broadcast(len(items)).where(count > 0, nothing)


TRIMMED = ("sum", "mean", "highest", "lowest", "latest")


def _pairs(e: Any, items: Items) -> tuple[Ints, Ints]:
    if e.facts is not None:
        return joined_facts(items, e.facts, e.where, e.whose, e.window)
    item, fact = items.pair_item, items.pair_fact
    if e.where is not None and len(fact):
        keep = holds(e.where, scene_of(items.state, fact, items.subject[item]))
        item, fact = item[keep], fact[keep]
    return item, fact


def _tally_value(e: Any, items: Items, item: Ints, fact: Ints, value: Exact) -> Exact:
    n = len(items)
    if e.tally == "count":
        return Exact(np.bincount(item, minlength=n).astype(np.int64), 1)
    if e.tally == "distinct":
        return Exact(_distinct(items, item, fact, e.of or "matter"), 1)
    if e.tally in ("months", "days"):
        return Exact(_lasting(items, item, fact, e.tally), 1)
    return reduce_pairs(items, item, value, fact, e.tally)


def _numbers(items: Items, fact: Ints, of: str) -> Exact:
    if of == "mark":
        return amounts_exact(items.state.ledger.facts.mark, fact)
    return fact_quantity(items.state, fact)


def _distinct(items: Items, item: Ints, fact: Ints, of: str) -> NDArray[np.int64]:
    """How many different ones; a fact without a matter is its own, an empty rater, quantity or mark is none."""
    facts = items.state.ledger.facts
    if of == "day":
        key = facts.date[fact].astype(np.int64)
    elif of == "subject":
        key = items.state.ledger.entity[fact]
    elif of in ("quantity", "mark"):
        value = _numbers(items, fact, of).broadcast(len(fact)).on_common_denominator()
        key = np.unique(value.num, return_inverse=True)[1].reshape(-1)
        key = key if value.known is None else np.where(value.known, key, -1)
    else:
        words = facts.rater if of == "rater" else facts.matter
        key = np.full(len(fact), -1, np.int64) if words is None else words.codes[fact].astype(np.int64)
        if of == "matter":
            key = np.where(key < 0, len(facts) + fact, key)
    item, key = item[key >= 0], key[key >= 0]
    unique = np.unique(np.stack([item, key]), axis=1) if len(item) else np.zeros((2, 0), np.int64)
    return np.bincount(unique[0], minlength=len(items)).astype(np.int64)


def _lasting(items: Items, item: Ints, fact: Ints, what: str) -> NDArray[np.int64]:
    """Calendar months touched, or days covered, by the states within the item's own days (overlaps count once)."""
    facts, as_of = items.state.ledger.facts, items.state.job.axes.as_of
    until = last_days(items.state, fact)
    first = np.maximum(facts.date[fact].astype(np.int64), items.start[item])
    last = np.minimum(np.minimum(until, items.end[item] - 1), as_of)
    touched: dict[int, set[int]] = {}
    for which, start, end in zip(item, first, last, strict=True):
        if end < start:
            continue
        if what == "days":
            touched.setdefault(int(which), set()).update(range(int(start), int(end) + 1))
        else:
            one, two = day_of(int(start)), day_of(int(end))
            months = range(one.year * 12 + one.month, two.year * 12 + two.month + 1)
            touched.setdefault(int(which), set()).update(months)
    count = np.zeros(len(items), np.int64)
    for which, found in touched.items():
        count[which] = len(found)
    return count


def trimmed(item: Ints, value: Exact, trim: int, n: int) -> NDArray[np.bool_]:
    """Which pairs remain after the highest and the lowest ``trim`` of each item are dropped."""
    number = np.asarray(value.on_common_denominator().broadcast(len(item)).num)
    order = np.lexsort((number, item)) if number.dtype != object else np.array(
        sorted(range(len(item)), key=lambda i: (item[i], number[i])), dtype=np.int64
    )  # fmt: skip
    count = np.bincount(item, minlength=n)
    start = np.cumsum(count) - count
    place = np.arange(len(item)) - start[item[order]]
    keep = np.zeros(len(item), bool)
    keep[order] = (place >= trim) & (place < count[item[order]] - trim)
    return keep


def _beside_unknown(item: Ints, value: Exact, n: int) -> NDArray[np.bool_]:
    """Which pairs stand in an item with an unknown number: it has no order, so nothing is dropped and all is unknown."""
    lost = np.zeros(n, bool)
    if value.known is not None:
        lost[item[~value.known]] = True
    found: NDArray[np.bool_] = lost[item]
    return found


def reduce_pairs(items: Items, item: Ints, value: Exact, fact: Ints, how: str) -> Exact:
    """sum, mean, highest, lowest or latest of the pairs' numbers for every item."""
    n = len(items)
    value = value.broadcast(len(item)).on_common_denominator()
    count = np.bincount(item, minlength=n).astype(np.int64)
    lost = np.zeros(n, bool)
    if value.known is not None:
        lost[item[~value.known]] = True
    num = value.num
    some = count > 0
    if how in ("sum", "mean"):
        wide = num.dtype == object or largest(num) * max(len(num), 1) >= SAFE
        total = np.zeros(n, dtype=object if wide else np.int64)
        np.add.at(total, item, num)
        if how == "sum":
            return Exact(total, value.den, ~lost if lost.any() else None)
        known = some & ~lost
        return Exact(np.where(known, total, 0), np.maximum(count, 1) * value.den, None if known.all() else known)
    if how == "latest":
        order = np.lexsort((fact, item))
    else:
        key = num if how == "highest" else -num
        order = (
            np.lexsort((key, item)) if num.dtype != object
            else np.array(sorted(range(len(item)), key=lambda i: (item[i], key[i])), dtype=np.int64)
        )  # fmt: skip
    best = np.zeros(n, dtype=num.dtype)
    best[item[order]] = num[order]
    known = some & ~lost
    return Exact(np.where(known, best, 0), value.den, None if known.all() else known)


def roster_tally(e: Any, items: Items) -> Exact:
    """A statistic over the persons who stand in the subject's organisation on the day."""
    state, scene = items.state, items.scene
    which, person = state.directory.members_on(state.directory.organisation_on(scene.entity, scene.day), scene.day)
    day = np.asarray(scene.day)[which]
    if e.where is not None and len(person):
        keep = holds(e.where, Scene(state, person, day))
        which, person, day = which[keep], person[keep], day[keep]
    if e.tally == "count":
        return Exact(np.bincount(which, minlength=len(items)).astype(np.int64), 1)
    value = attribute_numbers(state.directory, person, day, e.attribute)
    return reduce_pairs(items, which, value, np.full(len(which), NONE), e.tally)
