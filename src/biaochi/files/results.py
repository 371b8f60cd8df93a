"""A settlement as the tables of the file contract: scorecards, values, ranks, distinctions, outcomes, groups, history.

Worked example: two members of one branch and a yearly table give ``scorecards`` with two rows: subject, organisation, period, score, state,
grade, rank, of, table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.output_columns import Days, OutputColumn, Points, Wholes
from biaochi.scoring.columns import NO_AMOUNT, Words
from biaochi.scoring.limits import BOUND
from biaochi.scoring.plan import TOTAL
from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import ABSENT, SCORED, STATES, UNKNOWN, Column, Scorecards

Columns = Mapping[str, OutputColumn]
ROWS_MAX = 2_000_000
"""Rows up to which ``values`` and ``history`` are written; beyond, the scorecards say it."""


def tables_of(settlement: Settlement) -> dict[str, Columns]:
    """All result tables but ``lines``, by name, in the order they are written."""
    asked = settlement.asked_for()
    every = [settlement.results[key] for key in settlement.settled]
    ids = Identifiers(settlement)
    return {
        "scorecards": scorecards(settlement, asked, ids),
        "values": values(settlement, every, ids),
        "ranks": ranks(settlement, every, ids),
        "distinctions": distinctions(settlement, every, ids),
        "outcomes": outcomes(settlement, every, ids),
        "groups": groups(settlement, every),
        "history": history(settlement, every, ids),
    }


class Identifiers:
    """Identifiers of entities as a column, integers where the roster's are."""

    def __init__(self, settlement: Settlement) -> None:
        directory = settlement.directory
        people, bodies, others = directory.people.ids, directory.bodies.ids, directory.others.ids
        if all(part.dtype != object or len(part) == 0 for part in (people, bodies, others)):
            parts = [part.astype(np.int64) for part in (people, bodies, others) if len(part)]
            self.table: NDArray[Any] = np.concatenate([*parts, np.array([-1])])
        else:
            self.table = np.array([*map(str, people), *map(str, bodies), *map(str, others), ""], dtype=object)

    def of(self, entities: NDArray[Any]) -> NDArray[Any]:
        found: NDArray[Any] = self.table[entities]
        return found


def _listed(cards: Scorecards) -> NDArray[Any]:
    """Indices of the subjects that are in the table."""
    return np.flatnonzero(cards.states != ABSENT)


def constant(text: str, n: int) -> Words:
    return Words(np.zeros(n, np.int32), (text,))


def _points(column: Column, rows: NDArray[Any], states: NDArray[Any]) -> Points:
    usable = column.usable()[rows] & ((states == SCORED) | (states == UNKNOWN))
    return Points(np.where(usable, column.points[rows], NO_AMOUNT))


def scorecards(settlement: Settlement, asked: list[Scorecards], ids: Identifiers) -> Columns:
    """A row a subject of every main table of the period asked for."""

    def one(cards: Scorecards) -> dict[str, Any]:
        rows = _listed(cards)
        n, states = len(rows), cards.states[rows]
        ranking = next(iter(cards.ranks.values()), None)
        grade = next(iter(cards.grades.values()), None)
        none = np.zeros(n, np.int64)
        return {
            "subject": ids.of(cards.entities[rows]),
            "organisation": ids.of(cards.organisation[rows]),
            "period": constant(cards.period.name, n),
            "score": _points(cards.values[TOTAL], rows, states),
            "state": Words(states.astype(np.int32), STATES),
            "grade": Words(np.full(n, -1, np.int32), ()) if grade is None else grade.take(rows),
            "rank": Wholes(none if ranking is None else ranking.rank[rows], 0),
            "of": Wholes(none if ranking is None else ranking.of[rows], 0),
            "table": constant(cards.table, n),
        }

    return stacked([one(cards) for cards in asked])


def values(settlement: Settlement, every: list[Scorecards], ids: Identifiers) -> Columns:
    """Every named value of every subject, with its state and the limit that bound."""
    count = sum(len(cards.entities) * len(cards.values) for cards in every)

    def one(cards: Scorecards, code: str, column: Column) -> dict[str, Any]:
        rows = _listed(cards)
        n, states = len(rows), cards.states[rows]
        usable = column.usable()[rows] & ((states == SCORED) | (states == UNKNOWN))
        present = np.ones(n, bool) if column.present is None else column.present[rows]
        state = np.where(usable, 0, np.where(present, 1, 2)).astype(np.int32)
        bound: Any = cards.bound.get(code)
        return {
            "subject": ids.of(cards.entities[rows]),
            "table": constant(cards.table, n),
            "period": constant(cards.period.name, n),
            "value": constant(code, n),
            "points": Points(np.where(usable, column.points[rows], NO_AMOUNT)),
            "state": Words(state, ("known", "unknown", "absent")),
            "bound": Words(np.full(n, -1, np.int32), ())
            if bound is None
            else Words(bound[rows].astype(np.int32) - 1, BOUND[1:]),
        }

    if count > ROWS_MAX:
        return {}
    return stacked([one(cards, code, column) for cards in every for code, column in cards.values.items()])


def ranks(settlement: Settlement, every: list[Scorecards], ids: Identifiers) -> Columns:
    """Every rank on every board."""

    def one(cards: Scorecards, board: str) -> dict[str, Any]:
        ranking = cards.ranks[board]
        rows = np.flatnonzero(ranking.rank > 0)
        n = len(rows)
        return {
            "subject": ids.of(cards.entities[rows]), "table": constant(cards.table, n), "period": constant(cards.period.name, n),
            "board": constant(board, n), "rank": Wholes(ranking.rank[rows]), "of": Wholes(ranking.of[rows]),
        }  # fmt: skip

    return stacked([one(cards, board) for cards in every for board in cards.ranks])


def distinctions(settlement: Settlement, every: list[Scorecards], ids: Identifiers) -> Columns:
    """Every grade of every system."""

    def one(cards: Scorecards, system: str) -> dict[str, Any]:
        words = cards.grades[system]
        rows = np.flatnonzero(words.codes >= 0)
        n = len(rows)
        return {
            "subject": ids.of(cards.entities[rows]), "table": constant(cards.table, n), "period": constant(cards.period.name, n),
            "system": constant(system, n), "grade": words.take(rows),
        }  # fmt: skip

    return stacked([one(cards, system) for cards in every for system in cards.grades])


def outcomes(settlement: Settlement, every: list[Scorecards], ids: Identifiers) -> Columns:
    """Every proposal, with what it rests on and who decides."""
    parts = []
    for cards in every:
        table = settlement.plan.tables[cards.table].table
        for rows in cards.outcomes:
            what = next(o for o in table.outcomes if o.code == rows.code)
            n = len(rows.subject)
            amount = (
                np.full(n, NO_AMOUNT)
                if rows.amount is None
                else np.where(rows.amount.usable(), rows.amount.points, NO_AMOUNT)
            )
            parts.append({
                "subject": ids.of(cards.entities[rows.subject]), "target": ids.of(rows.target), "outcome": constant(rows.code, n),
                "name": constant(what.name, n), "kind": constant(what.kind, n), "amount": Points(amount),
                "evidence": Words.of([evidence(cards, int(s)) for s in rows.subject]),
                "decides": constant("、".join(what.decided_by) or "-", n), "table": constant(cards.table, n),
                "period": constant(cards.period.name, n),
            })  # fmt: skip
    return stacked(parts)


def evidence(cards: Scorecards, subject: int) -> str:
    """Score, rank and grade of the subject in one phrase."""
    from biaochi.scoring.points import decimal_text

    score = cards.values[TOTAL]
    said = []
    if bool(score.usable()[subject]) and cards.states[subject] == SCORED:
        said.append(f"得分 {decimal_text(int(score.points[subject]))}")
    for ranking in list(cards.ranks.values())[:1]:
        if ranking.rank[subject] > 0:
            said.append(f"名次 {int(ranking.rank[subject])}/{int(ranking.of[subject])}")
    for words in list(cards.grades.values())[:1]:
        if words.codes[subject] >= 0:
            said.append(f"等次(参考) {words.vocabulary[int(words.codes[subject])]}")
    return ";".join(said)


def groups(settlement: Settlement, every: list[Scorecards]) -> Columns:
    """Of every board and group: how many were ranked, their mean (rounded half up), best and last value."""
    parts = []
    for cards in every:
        table = settlement.plan.tables[cards.table].table
        for board in table.ranks:
            ranking = cards.ranks[board.code]
            rows = np.flatnonzero(ranking.rank > 0)
            if len(rows) == 0:
                continue
            numbers, first, inverse = np.unique(ranking.group[rows], return_index=True, return_inverse=True)
            points = cards.values[board.by].points[rows]
            count, mean = means_of(points, inverse, len(numbers))
            best, worst = np.full(len(numbers), np.iinfo(np.int64).min), np.full(len(numbers), np.iinfo(np.int64).max)
            np.maximum.at(best, inverse, points)
            np.minimum.at(worst, inverse, points)
            n = len(numbers)
            parts.append({
                "table": constant(cards.table, n), "period": constant(cards.period.name, n), "board": constant(board.code, n),
                "group": group_names(settlement, cards, board.within, rows[first]), "count": Wholes(count), "mean": Points(mean),
                "highest": Points(best), "lowest": Points(worst),
            })  # fmt: skip
    return stacked(parts)


def means_of(points: NDArray[np.int64], group: NDArray[Any], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) how many points each group has, and their mean in units of 1/10,000, rounded half up (0 for an empty group)."""
    count, total = np.bincount(group, minlength=n).astype(np.int64), np.zeros(n, np.int64)
    np.add.at(total, group, points)
    divisor = np.maximum(count, 1)
    mean = np.where(total < 0, -1, 1) * ((abs(total) * 2 + divisor) // (divisor * 2))
    return count, mean


def history(settlement: Settlement, every: list[Scorecards], ids: Identifiers) -> Columns:
    """The same as rows that a later run reads with --history, and another scheme's run with --feed."""
    if sum(len(cards.entities) * len(cards.values) for cards in every) > ROWS_MAX:
        return {}

    def one(cards: Scorecards, code: str, column: Column) -> dict[str, Any]:
        rows = _listed(cards)
        n, states = len(rows), cards.states[rows]
        is_total = code == TOTAL
        ranking = next(iter(cards.ranks.values()), None) if is_total else None
        grade = next(iter(cards.grades.values()), None) if is_total else None
        none = np.zeros(n, np.int64)
        return {
            "subject": ids.of(cards.entities[rows]), "period": constant(cards.period.name, n), "version": Wholes(np.ones(n, np.int64)),
            "table": constant(cards.table, n), "value": constant(code, n), "points": _points(column, rows, states),
            "state": Words(states.astype(np.int32), STATES),
            "grade": Words(np.full(n, -1, np.int32), ()) if grade is None else grade.take(rows),
            "rank": Wholes(none if ranking is None else ranking.rank[rows], 0),
            "of": Wholes(none if ranking is None else ranking.of[rows], 0),
        }  # fmt: skip

    return stacked([one(cards, code, column) for cards in every for code, column in cards.values.items()])


def group_names(settlement: Settlement, cards: Scorecards, within: str, first: NDArray[Any]) -> Words:
    """Names of groups by one subject of each: an organisation's id, a class, a type; ``-`` for all, '' for those without."""
    directory, day = settlement.directory, settlement.axes.as_of
    bodies = cards.organisation[first]
    if within == "all":
        return constant("-", len(first))
    if within == "parent":
        bodies = directory.parent_on(bodies, day)
    if within in ("organisation", "parent"):
        return Words.of([directory.id_of(int(body)) for body in bodies])
    codes, vocabulary = directory.words_on(cards.entities[first], np.full(len(first), day), within)
    return Words(codes.astype(np.int32), vocabulary)


def stacked(parts: list[dict[str, Any]]) -> Columns:
    """Tables of the same columns below one another; nothing at all is a table without columns."""
    if not parts:
        return {}
    if len(parts) == 1:
        return parts[0]
    result: dict[str, Any] = {}
    for name in parts[0]:
        columns = [part[name] for part in parts]
        first = columns[0]
        if isinstance(first, Words):
            table: dict[str, int] = {}
            codes = []
            for words in columns:
                numbers = np.array([table.setdefault(w, len(table)) for w in words.vocabulary] + [-1], dtype=np.int32)
                codes.append(numbers[words.codes])
            result[name] = Words(np.concatenate(codes), tuple(table))
        elif isinstance(first, Points):
            result[name] = Points(np.concatenate([c.values for c in columns]))
        elif isinstance(first, Days):
            result[name] = Days(np.concatenate([c.values for c in columns]))
        elif isinstance(first, Wholes):
            result[name] = Wholes(np.concatenate([c.values for c in columns]), first.empty)
        else:
            result[name] = np.concatenate(columns)
    return result
