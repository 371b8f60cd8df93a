"""Conditions: which facts, subjects or scorecards pass the tests a scheme states (section 9c).

Words: a *scene* is n things that are tested at once: facts with the subject they are credited to, or subjects alone, or subjects with their
results. Unknown compares false.

Worked example: ``{身份: [正式党员], 任一: [{级别: [市级]}, {数量: {达到: 3}}]}`` over four facts gives four truth values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount_of
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.directory import NONE
from biaochi.scoring.periods import Period, day_of, months_between
from biaochi.scoring.points import Exact
from biaochi.scoring.scheme.expression_model import Comparison, Condition, RankTest, Streak
from biaochi.scoring.state import ABSENT, SCORED, STATES, Scorecards, State

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
    cards: Scorecards | None = None
    card: Ints | None = None
    subject: Ints | None = None
    """(n,) index among the state's own subjects, −1 or None where it is none of them."""

    def __len__(self) -> int:
        return len(self.entity)

    def only(self, rows: Any) -> Scene:
        """The same scene with some of its things."""

        def pick(array: Ints | None) -> Ints | None:
            return None if array is None else array[rows]

        return replace(
            self, entity=self.entity[rows], day=self.day[rows], fact=pick(self.fact), card=pick(self.card), subject=pick(self.subject)
        )


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


def compares(comparison: Comparison, value: Exact, scene: Scene) -> Bools:
    """(n,) where the known value meets all comparisons."""
    n = len(scene)
    value = value.broadcast(n)
    result = np.ones(n, bool) if value.known is None else value.known.copy()
    for name in ("ge", "gt", "lt", "le", "eq"):
        limit = getattr(comparison, name)
        if limit is None:
            continue
        other = amount_of(scene.state, limit, scene.entity, scene.day)
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


def _fact_words(column: str) -> Callable[[list[str], Scene], Bools]:
    def test(wanted: list[str], scene: Scene) -> Bools:
        if scene.fact is None:
            return np.zeros(len(scene), bool)
        return _words(getattr(scene.state.ledger.facts, column), scene.fact, wanted)

    return test


def _kinds(wanted: list[str], scene: Scene) -> Bools:
    if scene.fact is None:
        return np.zeros(len(scene), bool)
    numbers = [scene.state.setting.plan.kind_numbers.get(name, -2) for name in wanted]
    mask: Bools = np.isin(scene.state.ledger.kind[scene.fact], numbers)
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
    """Days from date to until (the first day not counted); an open end counts to as-of."""
    days = duration_days(state, fact, at)
    return Exact(np.maximum(days.num - 1, 0), 1)


def _fact_number(what: str) -> Callable[[Comparison, Scene], Bools]:
    def test(comparison: Comparison, scene: Scene) -> Bools:
        if scene.fact is None:
            return np.zeros(len(scene), bool)
        at = scene.state.job.axes.as_of
        value = {
            "quantity": lambda: fact_quantity(scene.state, scene.fact),  # type: ignore[arg-type]
            "mark": lambda: amounts_exact(scene.state.ledger.facts.mark, scene.fact),  # type: ignore[arg-type]
            "duration": lambda: duration_days(scene.state, scene.fact, at),  # type: ignore[arg-type]
            "lateness": lambda: lateness_days(scene.state, scene.fact),  # type: ignore[arg-type]
            "delay": lambda: delay_days(scene.state, scene.fact, at),  # type: ignore[arg-type]
        }[what]()
        return compares(comparison, value, scene)

    return test


def _months(wanted: list[int], scene: Scene) -> Bools:
    days = scene.day if scene.fact is None else scene.state.ledger.facts.date[scene.fact]
    unique, inverse = np.unique(days, return_inverse=True)
    table = np.array([day_of(int(d)).month in wanted for d in unique], dtype=bool)
    found: Bools = table[inverse] if len(unique) else np.zeros(0, bool)
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
    for name, test in wanted.items():
        column, rows = scene.state.directory.attribute_on(scene.entity, scene.day, name)
        safe = np.maximum(rows, 0)
        if column is None or len(column) == 0:
            return np.zeros(len(scene), bool)
        if isinstance(test, list):
            texts = attribute_texts(column, safe)
            result &= (rows != NONE) & np.isin(texts.astype(str), test)
        else:
            value = attribute_exact(column, rows)
            result &= compares(test, value, scene)
    return result


def attribute_texts(column: Any, rows: Ints) -> NDArray[Any]:
    """The attribute as words: numbers as their plain text."""
    if isinstance(column, Words):
        return column.take(rows).texts()
    if isinstance(column, Amounts):
        out = np.empty(len(rows), dtype=object)
        for i, value in enumerate(column.millionths()[rows]):
            text = f"{int(value) / MILLIONTHS:.6f}".rstrip("0").rstrip(".")
            out[i] = "" if value == NO_AMOUNT else text
        return out
    return np.array([day_of(int(d)).isoformat() if d != NO_DAY else "" for d in column[rows]], dtype=object)


def attribute_exact(column: Any, rows: Ints) -> Exact:
    """The attribute as a number, unknown where it is none."""
    n = len(rows)
    if not isinstance(column, Amounts) or len(column.values) == 0:
        return Exact(np.zeros(n, np.int64), 1, np.zeros(n, bool))
    value = amounts_exact(column, np.maximum(rows, 0))
    return value.masked(rows != NONE) if (rows == NONE).any() else value


def _tenure(tenure: Any, scene: Scene) -> Bools:
    numbers = scene.state.setting.plan.kind_numbers
    if tenure.since in numbers:
        since = first_fact_day(scene, [numbers[tenure.since]])
    else:
        since = scene.state.directory.attribute_days(scene.entity, scene.day, tenure.since)
    known = since != int(NO_DAY)
    months = np.array(
        [months_between(int(s), int(d)) if k else 0 for s, d, k in zip(since, scene.day, known, strict=True)], dtype=np.int64
    )
    return compares(tenure.months, Exact(months, 1, known), scene)


def first_fact_day(scene: Scene, kinds: list[int]) -> NDArray[np.int64]:
    """(n,) the day of each entity's earliest fact of these kinds up to as-of, NO_DAY where there is none."""
    ledger = scene.state.ledger
    rows = ledger.of_kinds(kinds)
    rows = rows[ledger.facts.date[rows] <= scene.state.job.axes.as_of]
    entities, first = np.unique(ledger.entity[rows], return_index=True)
    days = ledger.facts.date[rows][first].astype(np.int64)
    if len(entities) == 0:
        return np.full(len(scene), int(NO_DAY), np.int64)
    at = np.minimum(np.searchsorted(entities, scene.entity), len(entities) - 1)
    return np.where(entities[at] == scene.entity, days[at], int(NO_DAY))


def _days_enrolled(comparison: Comparison, scene: Scene) -> Bools:
    job = scene.state.job
    days = scene.state.directory.days_enrolled(scene.entity, job.period.start, job.end)
    return compares(comparison, Exact(days, 1), scene)


def _has(has: Any, scene: Scene) -> Bools:
    state = scene.state
    counts = np.zeros(state.size, np.int64)
    _, subject = state.match(state, has.facts, has.where, None, has.whose or "self", has.window or "in_period")
    np.add.at(counts, subject, 1)
    own = scene.subject if scene.subject is not None else state.position[np.clip(scene.entity, 0, len(state.position) - 1)]
    value = Exact(np.where(own == NONE, 0, counts[np.maximum(own, 0)]) if state.size else np.zeros(len(scene), np.int64), 1)
    return compares(has.count or Comparison(ge=1), value, scene)


def _compare(tests: list[Any], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    for test in tests:
        result &= compares(test, scene.state.evaluate(test.of, scene), scene)
    return result


def _grades(wanted: dict[str, list[str]], scene: Scene) -> Bools:
    result = np.ones(len(scene), bool)
    for system, words in wanted.items():
        grades = None if scene.cards is None else scene.cards.grades.get(system)
        if grades is None or scene.card is None:
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
    if cards is None or card is None or not cards.ranks:
        return np.zeros(len(scene), bool)
    board = test.board if test.board is not None else next(iter(cards.ranks))
    ranking = cards.ranks.get(board)
    if ranking is None or len(ranking.rank) == 0:
        return np.zeros(len(scene), bool)
    safe = np.maximum(card, 0)
    rank, of, bottom = ranking.rank[safe], ranking.of[safe], ranking.from_bottom[safe]
    ranked = (card != NONE) & (rank > 0)
    is_top = test.top is not None or test.top_share is not None
    places = seats(test, of, scene)
    place = rank if is_top else bottom
    if test.ties == "include":
        result: Bools = ranked & (place <= places)
        return result
    last = last_of_ties(ranking, is_top)[safe]
    return ranked & (last <= places)


def last_of_ties(ranking: Any, from_top: bool) -> NDArray[np.int64]:
    """(n,) the last place that the subject's group of equals takes, from the top or from the bottom."""
    place = ranking.rank if from_top else ranking.from_bottom
    key = ranking.group * (int(ranking.rank.max(initial=0)) + 2) + ranking.rank
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    last: NDArray[np.int64] = place + counts[inverse] - 1
    return last


def seats(test: Any, of: Ints, scene: Scene) -> NDArray[np.int64]:
    """(n,) how many places a count or a share of the group stands for, at least ``at_least`` (never more than the group)."""
    from biaochi.scoring.points import divide_rounded

    count = _first_given(test, "top", "bottom", "count")
    share = _first_given(test, "top_share", "bottom_share", "share")
    if count is not None:
        value = amount_of(scene.state, count, scene.entity, scene.day).broadcast(len(of))
        places = value.num // value.den
    else:
        value = amount_of(scene.state, share, scene.entity, scene.day).broadcast(len(of)) * Exact(of.astype(np.int64), 1)
        places = divide_rounded(value.num, value.den, test.rounding or "down")
    return np.maximum(np.asarray(places, dtype=np.int64), np.minimum(test.at_least, of))


def _first_given(test: Any, *names: str) -> Any:
    return next((value for name in names if (value := getattr(test, name, None)) is not None), None)


def _streak(streak: Streak, scene: Scene) -> Bools:
    cards = latest_cards(scene, streak)
    result = np.ones(len(scene), bool)
    for one in cards:
        if one is None:
            return np.zeros(len(scene), bool)
        card = np.where(scene.entity < len(one.position), one.position[np.minimum(scene.entity, len(one.position) - 1)], NONE)
        day = np.minimum(scene.day, one.period.end - 1)
        result &= (card != NONE) & holds(streak.when, replace(scene, day=day, cards=one, card=card, fact=None))
    return result


def latest_cards(scene: Scene, streak: Streak) -> list[Scorecards | None]:
    """The scorecards of the n latest periods of the streak's table, the current one first; None where there are none."""
    state = scene.state
    calendar, period = state.setting.plan.calendar, state.job.period
    code = streak.table or state.job.plan.code
    own = code == state.job.plan.code
    kind = state.setting.plan.tables[code].table.period if code in state.setting.plan.tables else period.kind
    if own or kind == period.kind:
        current: Period = period
    else:
        begun = [p for p in calendar.children(kind, period) if p.start <= state.job.axes.as_of]
        current = begun[-1] if begun else calendar.containing(kind, period.start)
    found: list[Scorecards | None] = []
    for _ in range(streak.periods):
        if own and current.name == period.name:
            found.append(scene.cards if scene.cards is not None and scene.cards.table == code else state.cards())
        else:
            found.append(state.results.get((code, current.name)))
        current = calendar.previous(current)
    return found


def has_scored(scene: Scene) -> Bools:
    """(n,) whose state is scored."""
    if scene.cards is None or scene.card is None or len(scene.cards.states) == 0:
        return np.zeros(len(scene), bool)
    mask: Bools = (scene.card != NONE) & (scene.cards.states[np.maximum(scene.card, 0)] == SCORED)
    return mask


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
    "kind": _kinds, "level": _fact_words("level"), "role": _fact_words("role"), "matter": _fact_words("matter"),
    "by": _fact_words("by"), "quantity": _fact_number("quantity"), "mark": _fact_number("mark"),
    "duration": _fact_number("duration"), "lateness": _fact_number("lateness"), "delay": _fact_number("delay"),
    "months": _months,
    "status": _subject_words("status"), "flag": _flags, "class_": _subject_words("class"), "type": _subject_words("type"),
    "organisation": _organisations, "post": _posts, "attribute": _attributes, "tenure": _tenure,
    "days_enrolled": _days_enrolled, "has": _has,
    "compare": _compare, "grade": _grades, "rank": _rank, "state": _states, "streak": _streak,
}  # fmt: skip
"""Every test of section 9c, by the name of its key."""
