"""Items: matched facts grouped into what is priced, one by one (the *measure* part of a rule, section 6).

Words: an *item* is a fact, a matter, a day, a sub-period or the whole period of one subject; its *pairs* are the facts it is made of.
Sub-period and period items exist also without facts, so that what is missing can be counted.

Worked example: ``计: 月`` in the first quarter of 2025 gives every subject three items; the one of February without any lecture has no
pairs, and a count over it is 0, which a minimum of one turns into a deduction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import Scene
from biaochi.scoring.directory import NONE, expand
from biaochi.scoring.matching import match
from biaochi.scoring.periods import Period, bucket
from biaochi.scoring.state import State
from biaochi.scoring.windows import last_days

Ints = NDArray[Any]


@dataclass(frozen=True)
class Items:
    """n items ordered by subject, then day; ``pair_item``/``pair_fact`` (m,) ordered by item, then fact order."""

    scene: Scene
    per: str
    last_fact: Ints
    group: Ints
    start: Ints
    end: Ints
    pair_item: Ints
    pair_fact: Ints
    whose: Any = "self"
    window: Any = "in_period"
    ordinal: Ints | None = None
    """(n,) the place of the last fact among all the facts the rule matched for the subject, from 1; None: as the items stand."""

    def __len__(self) -> int:
        return len(self.last_fact)

    @property
    def state(self) -> State:
        return self.scene.state

    @property
    def subject(self) -> Ints:
        """(n,) index of the subject in the state; −1 where the scene looks at somebody else."""
        if self.scene.subject is None:
            return np.full(len(self), NONE, np.int64)
        return self.scene.subject

    @property
    def day(self) -> Ints:
        """(n,) the day of the item: that of its last fact, or of its sub-period's end."""
        state = self.state
        dates = state.ledger.facts.date
        own = dates[np.maximum(self.last_fact, 0)].astype(np.int64) if len(dates) else np.zeros(len(self), np.int64)
        ends: Ints = np.minimum(self.end - 1, state.job.axes.as_of)
        return ends if self.per in PERIODICAL else np.where(self.last_fact == NONE, ends, own)


PERIODICAL = ("month", "quarter", "half", "year", "period")


def items_of_scene(scene: Scene) -> Items:
    """One item without facts of its own for every entry of the scene: where conditions and amounts evaluate expressions."""
    n, job = len(scene), scene.state.job
    none = np.zeros(0, np.int64)
    return Items(
        scene, "period", np.full(n, NONE, np.int64), np.zeros(n, np.int64), np.full(n, job.period.start), np.full(n, job.period.end),
        none, none,
    )  # fmt: skip


def items_of_rule(state: State, rule: Any) -> Items:
    """The rule's matched facts as items."""
    if rule.facts:
        fact, subject = match(state, rule.facts, rule.where, rule.except_, rule.whose, rule.window)
    else:
        fact = subject = np.zeros(0, np.int64)
    per = rule.per if rule.facts or rule.per in PERIODICAL else "period"
    is_periodical = per in PERIODICAL
    items = _sub_period_items(state, per, fact, subject, rule.window) if is_periodical else _occurring_items(state, per, fact, subject)
    return replace(items, whose=rule.whose, window=rule.window, ordinal=_ordinals(items, fact, subject, len(state.ledger.entity)))


def _ordinals(items: Items, fact: Ints, subject: Ints, facts: int) -> Ints:
    """(n,) where the last fact of each item stands among its subject's matched facts; 0 where there is none."""
    key = subject.astype(np.int64) * (facts + 1) + fact
    own = items.subject * (facts + 1)
    first = np.searchsorted(key, own, "left")
    return np.where(items.last_fact == NONE, 0, np.searchsorted(key, own + items.last_fact, "left") - first + 1)


def group_keys(state: State, per: str, fact: Ints) -> Ints:
    """(m,) what groups these facts into items: own position, matter, day, or the first day of the sub-period."""
    facts = state.ledger.facts
    if per == "matter":
        if facts.matter is None:
            return -1 - fact
        codes = facts.matter.codes[fact].astype(np.int64)
        return np.where(codes < 0, -1 - fact, codes)
    if per == "day":
        return facts.date[fact].astype(np.int64)
    if per in PERIODICAL and per != "period":
        return bucket(facts.date[fact].astype(np.int64), per, state.setting.plan.calendar)
    return np.zeros(len(fact), np.int64)


def in_sub_periods(state: State, subs: list[Period], fact: Ints, window: Any) -> tuple[Ints, Ints]:
    """(which fact, number of the sub-period): by its date, or, for a state that persists, each one it meets up to as-of."""
    starts, ends = np.array([p.start for p in subs], np.int64), np.array([p.end for p in subs], np.int64)
    days = state.ledger.facts.date[fact].astype(np.int64)
    if not subs:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if window != "persisting":
        at = np.searchsorted(starts, days, side="right") - 1
        inside = np.flatnonzero((at >= 0) & (days < ends[np.maximum(at, 0)]))
        return inside, at[inside]
    last = np.minimum(last_days(state, fact), state.job.axes.as_of)
    low, high = np.searchsorted(ends, days, side="right"), np.searchsorted(starts, last, side="right")
    return expand(low, high)


def _scene(state: State, subject: Ints) -> Scene:
    return Scene(state, state.entities[subject], state.valued_on[subject], subject=subject)


def _occurring_items(state: State, per: str, fact: Ints, subject: Ints) -> Items:
    n, period = len(fact), state.job.period
    if per == "fact":
        return Items(
            _scene(state, subject), per, fact, np.zeros(n, np.int64), np.full(n, period.start), np.full(n, period.end),
            np.arange(n), fact,
        )  # fmt: skip
    key = group_keys(state, per, fact)
    order = np.lexsort((fact, key, subject))
    fact, subject, key = fact[order], subject[order], key[order]
    is_first = np.ones(n, bool)
    is_first[1:] = (subject[1:] != subject[:-1]) | (key[1:] != key[:-1])
    item = np.cumsum(is_first) - 1
    count = int(item[-1]) + 1 if n else 0
    last = np.full(count, NONE, np.int64)
    last[item] = fact  # facts rise within an item, so the last one stays
    owner, group = subject[is_first], key[is_first]
    by_time = np.lexsort((last, owner))
    rank = np.empty(count, np.int64)
    rank[by_time] = np.arange(count)
    pairs = np.lexsort((fact, rank[item])) if n else np.zeros(0, np.int64)
    return Items(
        _scene(state, owner[by_time]), per, last[by_time], group[by_time], np.full(count, period.start), np.full(count, period.end),
        rank[item][pairs] if n else item, fact[pairs] if n else fact,
    )  # fmt: skip


def _sub_period_items(state: State, per: str, fact: Ints, subject: Ints, window: Any) -> Items:
    period, as_of = state.job.period, state.job.axes.as_of
    subs = [p for p in state.setting.plan.calendar.sub_periods(per, period) if p.start <= as_of]
    count = len(subs)
    starts, ends = np.array([p.start for p in subs], np.int64), np.array([p.end for p in subs], np.int64)
    owner, number = np.repeat(state.everyone, count), np.tile(np.arange(count), state.size)
    if count == 0:
        item = fact = np.zeros(0, np.int64)
    elif per == "period":
        item = subject.astype(np.int64)
    else:
        which, at = in_sub_periods(state, subs, fact, window)
        item, fact = subject[which] * count + at, fact[which]
        order = np.lexsort((fact, item))
        fact, item = fact[order], item[order]
    last = np.full(len(owner), NONE, np.int64)
    last[item] = fact
    group = np.zeros(len(owner), np.int64) if per == "period" or not count else starts[number]
    return Items(
        _scene(state, owner), per, last, group, starts[number] if count else owner, ends[number] if count else owner, item, fact
    )


def joined_facts(items: Items, facts: list[str], where: Any, whose: Any, window: Any) -> tuple[Ints, Ints]:
    """(item, fact) of other kinds' facts that fall into each item's group; a fact item's group is the whole period of its subject."""
    state = items.state
    whose, window = whose if whose is not None else items.whose, window if window is not None else items.window
    among, owner = (None, items.subject) if items.scene.subject is not None else np.unique(items.scene.entity, return_inverse=True)
    fact, subject = match(state, facts, where, None, whose, window, among=among)
    if len(items) == 0 or len(fact) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    whole = items.per in ("fact", "period")
    if not whole and items.per in PERIODICAL and window == "persisting":
        subs = [p for p in state.setting.plan.calendar.sub_periods(items.per, state.job.period) if p.start <= state.job.axes.as_of]
        at, number = in_sub_periods(state, subs, fact, window)
        fact, subject, key = fact[at], subject[at], np.array([p.start for p in subs], np.int64)[number]
    else:
        key = np.zeros(len(fact), np.int64) if whole else group_keys(state, items.per, fact)
    if not len(fact):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    group = np.zeros(len(items), np.int64) if whole else items.group
    _, numbers = np.unique(np.concatenate([key, group]), return_inverse=True)
    width = int(numbers.max()) + 1
    pair_key = subject * width + numbers[: len(fact)]
    item_key = owner * width + numbers[len(fact) :]
    order = np.lexsort((fact, pair_key))
    pair_key, fact = pair_key[order], fact[order]
    low, high = np.searchsorted(pair_key, item_key, "left"), np.searchsorted(pair_key, item_key, "right")
    high = np.where(owner == NONE, low, high)
    which, position = expand(low, high)
    return which, fact[position]
