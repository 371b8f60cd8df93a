"""Conditions: which facts, subjects or scorecards pass the tests a scheme states (section 9c).

Words: a *scene* is n things that are tested at once: facts with the subject they are credited to, or subjects alone, or subjects with their
results. Unknown compares false.

Worked example: ``{身份: [正式党员], 任一: [{级别: [市级]}, {数量: {达到: 3}}]}`` over four facts gives four truth values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount_of
from biaochi.scoring.attributes import attribute_days, attribute_numbers, attribute_texts
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.directory import NONE, expand
from biaochi.scoring.periods import Period, day_of, months_between
from biaochi.scoring.points import Exact, both
from biaochi.scoring.scheme.expression_model import Comparison, Condition, RankTest, Streak
from biaochi.scoring.state import ABSENT, STATES, Scorecards, State
from biaochi.scoring.windows import first_fact_day, how_many_on

Ints = NDArray[Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Scene:
    """``entity`` (n,) the subject as an entity, ``day`` (n,) the day on which it is looked at; ``fact`` positions in the ledger, or None;

    ``cards`` and ``card`` (n,) the scorecards whose results are tested and the index of each subject in them (−1: not in the table).
    """

    state: State
    entity: Ints
    day: Ints
    fact: Ints | None = None
    """−1 where the thing has no fact."""
    cards: Scorecards | None = None
    card: Ints | None = None
    subject: Ints | None = None
    """(n,) index among the state's own subjects, −1 or None where it is none of them."""
    is_on_facts_day: bool = False
    """Whether ``day`` is that of the fact, as in 其中 and 除外; then what has not happened yet does not count."""
    target: Ints | None = None
    """(n,) whose attributes and posts an outcome's amount reads (−1: nobody's); None: the subject's own."""
    items: Any = None
    """The items a choice in a rule is made for, so that comparisons read their facts."""

    def __len__(self) -> int:
        return len(self.entity)

    def only(self, rows: Any) -> Scene:
        """The same scene with some of its things."""

        def pick(array: Ints | None) -> Ints | None:
            return None if array is None else array[rows]

        return replace(
            self, entity=self.entity[rows], day=self.day[rows], fact=pick(self.fact), card=pick(self.card), subject=pick(self.subject),
            target=pick(self.target),
        )  # fmt: skip

    @property
    def bearer(self) -> tuple[Ints, Ints]:
        """(entity, day) whose attributes and posts are read."""
        if self.target is None:
            return self.entity, self.valued
        return self.target, self.state.directory.valued_on(self.target, self.state.job.axes.as_of)

    @property
    def valued(self) -> Ints:
        """(n,) the day on which the subject's own amounts are read: as-of also where the scene looks at another day."""
        return self.state.directory.valued_on(self.entity, self.state.job.axes.as_of) if self.is_on_facts_day else self.day


def of_subjects(state: State, subjects: Ints | None = None) -> Scene:
    """The scene of these subjects of the state (None: all), on the day each is valued, with its results so far."""
    rows = state.everyone if subjects is None else subjects
    return Scene(state, state.entities[rows], state.valued_on[rows], None, state.cards(), rows, rows)


def holds(condition: Condition | None, scene: Scene) -> Bools:
    """(n,) where all tests of the condition hold; everywhere where there is none."""
    result = np.ones(len(scene), bool)
    if condition is None:
        return result
    for name in condition.tests:
        if not result.any():
            return result
        result &= TESTS[name](getattr(condition, name), scene)
    return result


def amount_in(scene: Scene, value: Any) -> Exact:
    """An amount for the scene's subjects, as they are valued; by kind of subject, in an outcome's amount, of its target."""
    if isinstance(value, Decimal | int):
        return Exact.of(value)
    return amount_of(scene.state, value, scene.entity, scene.valued, None if scene.target is None else scene.bearer)


def compares(comparison: Comparison, value: Exact, scene: Scene) -> Bools:
    """(n,) where the known value meets all comparisons."""
    n = len(scene)
    value = value.broadcast(n)
    result = np.ones(n, bool) if value.known is None else value.known.copy()
    for name in ("ge", "gt", "lt", "le", "eq"):
        limit = getattr(comparison, name)
        if limit is None:
            continue
        other = amount_in(scene, limit)
        if other.known is not None:
            result &= other.known
        sign = value.compared(other)
        result &= {"ge": sign >= 0, "gt": sign > 0, "lt": sign < 0, "le": sign <= 0, "eq": sign == 0}[name].astype(bool)
    return result


def _words(words: Words | None, rows: Ints, wanted: list[str]) -> Bools:
    if words is None:
        return np.zeros(len(rows), bool)
    table = np.array([w in wanted for w in words.vocabulary] + [False])
    found: Bools = table[words.codes[rows]]
    return found


def _of_facts(test: Callable[[Any, Scene, Ints], Bools]) -> Callable[[Any, Scene], Bools]:
    """A test of the scene's facts; where there is no fact it does not hold."""

    def on_scene(wanted: Any, scene: Scene) -> Bools:
        result = np.zeros(len(scene), bool)
        if scene.fact is not None:
            at = np.flatnonzero(scene.fact != NONE)
            inner = scene if len(at) == len(scene) else scene.only(at)
            if len(at) and inner.fact is not None:
                result[at] = test(wanted, inner, inner.fact)
        return result

    return on_scene


def _fact_words(column: str) -> Callable[[list[str], Scene], Bools]:
    return _of_facts(lambda wanted, scene, fact: _words(getattr(scene.state.ledger.facts, column), fact, wanted))


def _kinds(wanted: list[str], scene: Scene, fact: Ints) -> Bools:
    numbers = [scene.state.setting.plan.kind_numbers.get(name, -2) for name in wanted]
    mask: Bools = np.isin(scene.state.ledger.kind[fact], numbers)
    return mask


def amounts_exact(amounts: Amounts | None, rows: Ints) -> Exact:
    """A number column at these rows, unknown where empty."""
    if amounts is None:
        n = len(rows)
        return Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))
    values = amounts.values[rows].astype(np.int64)
    if amounts.scale == 1:
        return Exact(values, 1)
    known = values != NO_AMOUNT
    return Exact(np.where(known, values, 0), MILLIONTHS, None if known.all() else known)


def fact_quantity(state: State, fact: Ints) -> Exact:
    """The facts' quantities: 1 where empty and the kind has no unit (section 3)."""
    column = state.ledger.facts.quantity
    unit_less = np.array([k.unit is None for k in state.setting.plan.kinds] + [False])[state.ledger.kind[fact]]
    value = amounts_exact(column, fact)
    if value.known is None:
        return value
    empty = ~value.known
    one = value.den if isinstance(value.den, int) else 1
    num = np.where(empty & unit_less, one, value.num)
    known = value.known | unit_less
    return Exact(num, value.den, None if known.all() else known)


def duration_days(state: State, fact: Ints, at: int) -> Exact:
    """Days from date to until, both included; an open end counts to as-of."""
    facts = state.ledger.facts
    start = facts.date[fact].astype(np.int64)
    end = np.full(len(fact), at, np.int64) if facts.until is None else facts.until[fact].astype(np.int64)
    end = np.where(end == int(NO_DAY), at, end)
    return Exact(np.maximum(end - start + 1, 0), 1)


def lateness_days(state: State, fact: Ints) -> Exact:
    """Days from date to recorded."""
    return Exact(state.ledger.recorded[fact] - state.ledger.facts.date[fact].astype(np.int64), 1)


def delay_days(state: State, fact: Ints, at: int) -> Exact:
    """Days from date to until (the first day not counted), unknown where the end is open."""
    facts = state.ledger.facts
    ends = np.full(len(fact), int(NO_DAY), np.int64) if facts.until is None else facts.until[fact].astype(np.int64)
    known = ends != int(NO_DAY)
    return Exact(np.where(known, ends - facts.date[fact].astype(np.int64), 0), 1, None if known.all() else known)


FACT_NUMBERS: dict[str, Callable[[State, Ints, int], Exact]] = {
    "quantity": lambda state, fact, at: fact_quantity(state, fact),
    "mark": lambda state, fact, at: amounts_exact(state.ledger.facts.mark, fact),
    "duration": duration_days,
    "lateness": lambda state, fact, at: lateness_days(state, fact),
    "delay": delay_days,
}


def _fact_number(what: str) -> Callable[[Comparison, Scene], Bools]:
    number = FACT_NUMBERS[what]
    return _of_facts(lambda wanted, scene, fact: compares(wanted, number(scene.state, fact, scene.state.job.axes.as_of), scene))


def _months(wanted: list[int], scene: Scene, fact: Ints) -> Bools:
    unique, inverse = np.unique(scene.state.ledger.facts.date[fact], return_inverse=True)
    table = np.array([day_of(int(d)).month in wanted for d in unique], dtype=bool)
    found: Bools = table[inverse]
    return found


def _subject_words(field: str) -> Callable[[list[str], Scene], Bools]:
    def test(wanted: list[str], scene: Scene) -> Bools:
        codes, vocabulary = scene.state.directory.words_on(scene.entity, scene.day, field)
        table = np.array([w in wanted for w in vocabulary] + [False])
        found: Bools = table[codes]
        return found

    return test


def _flags(wanted: list[str], scene: Scene) -> Bools:
    return scene.state.directory.has_flag(scene.entity, scene.day, wanted)


def _organisations(wanted: list[str], scene: Scene) -> Bools:
    own = scene.state.directory.organisation_on(scene.entity, scene.day)
    ids = scene.state.directory.entities(np.array(wanted, dtype=object), True)
    mask: Bools = np.isin(own, ids[ids != NONE])
    return mask


def _posts(wanted: list[str], scene: Scene) -> Bools:
    return scene.state.directory.holds_post(scene.entity, scene.day, wanted)


def _attributes(wanted: dict[str, Any], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    directory = scene.state.directory
    for name, test in wanted.items():
        if isinstance(test, list):
            texts = attribute_texts(directory, scene.entity, scene.day, name)
            result &= np.isin(texts.astype(str), [word for word in test if word])
        else:
            result &= compares(test, attribute_numbers(directory, scene.entity, scene.day, name), scene)
    return result


def _tenure(tenure: Any, scene: Scene) -> Bools:
    numbers = scene.state.setting.plan.kind_numbers
    if tenure.since in numbers:
        since = first_fact_day(scene.state, scene.entity, [numbers[tenure.since]])
        known = since != int(NO_DAY)
        if scene.is_on_facts_day:
            known &= since <= scene.day
    else:
        since = attribute_days(scene.state.directory, scene.entity, scene.day, tenure.since)
        known = since != int(NO_DAY)
    months = np.array(
        [months_between(int(s), int(d)) if k else 0 for s, d, k in zip(since, scene.day, known, strict=True)], dtype=np.int64
    )
    return compares(tenure.months, Exact(months, 1, known), scene)


def _days_enrolled(comparison: Comparison, scene: Scene) -> Bools:
    """Days in the roster within the period, up to as-of or, for a fact, up to its day."""
    job, directory = scene.state.job, scene.state.directory
    if not scene.is_on_facts_day:
        days = directory.days_enrolled(scene.entity, job.period.start, job.end)
        return compares(comparison, Exact(days, 1), scene)
    days = np.zeros(len(scene), np.int64)
    end = np.minimum(scene.day + 1, job.period.end)
    for rows, owner in ((directory.roster_rows, scene.entity), (directory.body_rows, scene.entity - directory.n_people)):
        which, at = expand(*rows.span(owner))
        np.add.at(days, which, np.clip(np.minimum(rows.end[at], end[which]) - np.maximum(rows.start[at], job.period.start), 0, None))
    return compares(comparison, Exact(days, 1), scene)


AT_LEAST_ONE = Comparison(ge=Decimal(1))


def _has(has: Any, scene: Scene) -> Bools:
    """How many such facts each entity has; on a fact's day only those that count by then."""
    state = scene.state
    entities, own = np.unique(scene.entity, return_inverse=True)
    window = has.window or "in_period"
    fact, subject = state.match(
        state, has.facts, has.where, None, has.whose or "self", window, among=entities, at_any_day=scene.is_on_facts_day
    )
    wanted = has.count or AT_LEAST_ONE
    if not scene.is_on_facts_day:
        return compares(wanted, Exact(np.bincount(subject, minlength=len(entities))[own], 1), scene)
    counted = how_many_on(state, fact, subject, window, own, scene.day)
    return compares(wanted, Exact(counted, 1), scene)


def _compare(tests: list[Any], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    for test in tests:
        result &= compares(test, scene.state.evaluate(test.of, scene if scene.items is None else scene.items), scene)
    return result


def _grades(wanted: dict[str, list[str]], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    for system, words in wanted.items():
        grades = None if scene.cards is None else scene.cards.grading(system)
        if grades is None or scene.card is None or len(grades) == 0:
            return np.zeros(len(scene), bool)
        result &= (scene.card != NONE) & _words(grades, np.maximum(scene.card, 0), words)
    return result


def _states(wanted: list[str], scene: Scene) -> Bools:
    if scene.cards is None or scene.card is None:
        return np.zeros(len(scene), bool)
    own = np.where(scene.card == NONE, ABSENT, scene.cards.states[np.maximum(scene.card, 0)] if len(scene.cards.states) else ABSENT)
    mask: Bools = np.isin(own, [STATES.index(w) for w in wanted])
    return mask


def _rank(test: RankTest, scene: Scene) -> Bools:
    cards, card = scene.cards, scene.card
    ranking = None if cards is None else cards.ranking(test.board)
    if ranking is None or card is None or len(ranking.rank) == 0:
        return np.zeros(len(scene), bool)
    safe = np.maximum(card, 0)
    rank, of, bottom = ranking.rank[safe], ranking.of[safe], ranking.from_bottom[safe]
    is_top = test.top is not None or test.top_share is not None
    place = last_of_ties(ranking, is_top)[safe] if test.ties == "exclude" else rank if is_top else bottom
    result: Bools = (card != NONE) & (rank > 0) & (place <= seats(test, of, scene))
    return result


def last_of_ties(ranking: Any, from_top: bool) -> NDArray[np.int64]:
    """(n,) the last place that the subject's group of equals takes, from the top or from the bottom."""
    place = ranking.rank if from_top else ranking.from_bottom
    key = ranking.group * (int(ranking.rank.max(initial=0)) + 2) + ranking.rank
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    last: NDArray[np.int64] = place + counts[inverse] - 1
    return last


def seats(test: Any, of: Ints, scene: Scene) -> NDArray[np.int64]:
    """(n,) how many places a count or a share of the group stands for, at least ``at_least`` (never more than the group); −1 unknown."""
    from biaochi.scoring.points import divide_rounded

    count = _first_given(test, "top", "bottom", "count")
    share = _first_given(test, "top_share", "bottom_share", "share")
    value = amount_in(scene, count if count is not None else share).broadcast(len(of))
    if count is None:
        value = value * Exact(of.astype(np.int64), 1)
    places = np.asarray(divide_rounded(value.num, value.den, (test.rounding or "down") if count is None else "down"), dtype=np.int64)
    least = amount_in(scene, test.at_least).broadcast(len(of))
    found = np.maximum(places, np.minimum(np.asarray(divide_rounded(least.num, least.den, "down"), np.int64), of))
    known = both(value.known, least.known)
    return found if known is None else np.where(known, found, -1)


def _first_given(test: Any, *names: str) -> Any:
    return next((value for name in names if (value := getattr(test, name, None)) is not None), None)


def _streak(streak: Streak, scene: Scene) -> Bools:
    """The condition in each of the latest periods, looked at on the last day of each."""
    state, code = scene.state, streak.table or scene.state.job.plan.code
    result = np.ones(len(scene), bool)
    for one in latest_cards(scene, streak):
        if one is None:
            return np.zeros(len(scene), bool)
        inside = (scene.entity >= 0) & (scene.entity < len(one.position))
        card = np.where(inside, one.position[np.where(inside, scene.entity, 0)], NONE)
        there = state if one.period == state.job.period else state.during(code, one.period)
        day = state.directory.valued_on(scene.entity, min(state.job.axes.as_of, one.period.end - 1))
        result &= (card != NONE) & holds(streak.when, replace(scene, state=there, day=day, cards=one, card=card, fact=None))
    return result


def latest_cards(scene: Scene, streak: Streak) -> list[Scorecards | None]:
    """The scorecards of the n latest periods of the streak's table, the current one first; None where there are none."""
    state = scene.state
    calendar, period = state.setting.plan.calendar, state.job.period
    code = streak.table or state.job.plan.code
    own = code == state.job.plan.code
    kind = state.setting.plan.tables[code].table.period if code in state.setting.plan.tables else period.kind
    current: Period | None = period
    if not own and kind != period.kind:
        current = next((p for p in reversed(calendar.children(kind, period)) if p.start <= state.job.axes.as_of), None)
    found: list[Scorecards | None] = []
    for _ in range(streak.periods):
        if current is None:
            return [None]
        if own and current.name == period.name:
            found.append(scene.cards if scene.cards is not None and scene.cards.table == code else state.cards())
        else:
            found.append(state.earlier(code, current))
        current = calendar.previous(current)
    return found


def _all(conditions: list[Condition], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    for condition in conditions:
        result &= holds(condition, scene)
    return result


def _any(conditions: list[Condition], scene: Scene) -> Bools:
    result = np.zeros(len(scene), bool)
    for condition in conditions:
        result |= holds(condition, scene)
    return result


def _not(condition: Condition, scene: Scene) -> Bools:
    return ~holds(condition, scene)


TESTS: dict[str, Callable[[Any, Scene], Bools]] = {
    "all": _all, "any": _any, "not_": _not,
    "kind": _of_facts(_kinds), "level": _fact_words("level"), "role": _fact_words("role"), "matter": _fact_words("matter"),
    "by": _fact_words("by"), "quantity": _fact_number("quantity"), "mark": _fact_number("mark"),
    "duration": _fact_number("duration"), "lateness": _fact_number("lateness"), "delay": _fact_number("delay"),
    "months": _of_facts(_months),
    "status": _subject_words("status"), "flag": _flags, "class_": _subject_words("class"), "type": _subject_words("type"),
    "organisation": _organisations, "post": _posts, "attribute": _attributes, "tenure": _tenure,
    "days_enrolled": _days_enrolled, "has": _has,
    "compare": _compare, "grade": _grades, "rank": _rank, "state": _states, "streak": _streak,
}  # fmt: skip
"""Every test of section 9c, by the name of its key."""
