"""One table under one scheme as plain columns, all sheets of a rehearsal over the same list of subjects, so that they can be compared.

Worked example: 甲 is in the table before and after, 乙 only after: the list is [甲, 乙], and in the sheet before 乙 is ``absent``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.plan import TOTAL
from biaochi.scoring.rehearse.runs import Settled
from biaochi.scoring.state import ABSENT, SCORED, Scorecards

Ints = NDArray[Any]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Proposal:
    """An outcome as it is proposed: for whom, how often (one a target), and the sum of the amounts (0 where there is none)."""

    times: Ints
    amount: Ints


@dataclass(frozen=True)
class Sheet:
    """(n,) columns. ``score`` is 0 where ``state`` is not scored; ranks are 0 and grades '' where there is none."""

    state: Ints
    score: Ints
    organisation: Ints
    rank: Ints
    of: Ints
    boards: Mapping[str, Ints]
    grades: Mapping[str, Ints]
    outcomes: Mapping[str, Proposal]

    @property
    def scored(self) -> Bools:
        mask: Bools = self.state == SCORED
        return mask

    @property
    def listed(self) -> Bools:
        """Who is in the table at all."""
        mask: Bools = self.state != ABSENT
        return mask


def cards_of(settled: Settled, table: str) -> Scorecards | None:
    """The scorecards of a table in the period asked for, if the scheme settles it."""
    return settled.results.get((table, settled.period.name)) if (table, settled.period.name) in settled.settled else None


def subjects_of(settlements: Sequence[Settled], table: str) -> Ints:
    """All who are in the table in any of these settlements, in the order of the roster."""
    listed = [cards.entities[cards.states != ABSENT] for s in settlements if (cards := cards_of(s, table)) is not None]
    return np.unique(np.concatenate(listed)) if listed else np.zeros(0, np.int64)


def sheet_of(settled: Settled, table: str, entities: Ints) -> Sheet:
    """The table's results for these subjects."""
    n = len(entities)
    cards = cards_of(settled, table)
    if cards is None or len(cards.entities) == 0:
        nothing = np.zeros(n, np.int64)
        return Sheet(np.full(n, ABSENT), nothing, nothing - 1, nothing, nothing, {}, {}, {})
    at = np.searchsorted(cards.entities, entities)
    at[at == len(cards.entities)] = 0
    there = cards.entities[at] == entities
    state = np.where(there, cards.states[at], ABSENT).astype(np.int64)
    scored = state == SCORED
    boards = {code: np.where(there, board.rank[at], 0) for code, board in cards.ranks.items()}
    first = next(iter(cards.ranks.values()), None)
    grades = {code: np.where(scored & (words.codes[at] >= 0), words.texts()[at], "") for code, words in cards.grades.items()}
    return Sheet(
        state, np.where(scored, cards.values[TOTAL].points[at], 0), np.where(there, cards.organisation[at], -1),
        np.where(there & (first is not None), 0 if first is None else first.rank[at], 0),
        np.where(there & (first is not None), 0 if first is None else first.of[at], 0), boards, grades, _proposals(cards, at, there),
    )  # fmt: skip


def _proposals(cards: Scorecards, at: Ints, there: Bools) -> dict[str, Proposal]:
    found = {}
    for rows in cards.outcomes:
        times, amount = np.zeros(len(cards.entities), np.int64), np.zeros(len(cards.entities), np.int64)
        np.add.at(times, rows.subject, 1)
        if rows.amount is not None:
            usable = rows.amount.usable()
            np.add.at(amount, rows.subject[usable], rows.amount.points[usable])
        found[rows.code] = Proposal(np.where(there, times[at], 0), np.where(there, amount[at], 0))
    return found


def differs(one: Mapping[str, Ints], two: Mapping[str, Ints], empty: Any, n: int) -> Bools:
    """(n,) where any column differs; a column that only one of them has differs from nothing there."""
    mask = np.zeros(n, bool)
    for code in {**one, **two}:
        nothing = np.full(n, empty, dtype=object if empty == "" else np.int64)
        mask |= np.asarray(one.get(code, nothing) != two.get(code, nothing), bool)
    return mask


@dataclass(frozen=True)
class Difference:
    """(n,) what differs between two sheets: points where both have a score, and where state, rank, grade, proposals are not the same."""

    points: Ints
    both: Bools
    joins: Bools
    leaves: Bools
    state: Bools
    rank: Bools
    grade: Bools
    outcome: Bools
    """Where something is proposed that was not, or the other way round."""
    amount: Bools
    """Where the same is proposed with another amount."""

    @property
    def any(self) -> Bools:
        """Whose results differ in anything."""
        mask: Bools = (self.points != 0) | self.state | self.rank | self.grade | self.outcome | self.amount
        return mask


def difference(one: Sheet, two: Sheet) -> Difference:
    """What ``two`` changes of ``one``."""
    n = len(one.state)
    both = one.scored & two.scored
    amounts = [{code: p.amount for code, p in sheet.outcomes.items()} for sheet in (one, two)]
    times = [{code: p.times for code, p in sheet.outcomes.items()} for sheet in (one, two)]
    return Difference(
        np.where(both, two.score - one.score, 0), both, ~one.listed & two.listed, one.listed & ~two.listed, one.state != two.state,
        differs(one.boards, two.boards, 0, n) | (one.rank != two.rank), differs(one.grades, two.grades, "", n),
        differs(times[0], times[1], 0, n), differs(amounts[0], amounts[1], 0, n),
    )  # fmt: skip
