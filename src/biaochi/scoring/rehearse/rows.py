"""The rows of the report: who stood where before and after, sorted by the size of the move, with what caused it.

Worked example: 甲 goes from 87.5 (place 3 of 12) to 90 (place 1): change 2.5, of which the first change of the draft makes 2 and the
third 0.5; nothing is left for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.rehearse.rehearsal import Rehearsal, TableReport
from biaochi.scoring.rehearse.sheets import Ints, Sheet
from biaochi.scoring.state import STATES


@dataclass(frozen=True)
class Standing:
    """Where a subject stands under one scheme. ``score`` None: it has none; ``rank`` 0: not ranked."""

    state: str
    score: int | None
    rank: int
    of: int
    grades: dict[str, str]
    outcomes: dict[str, int]
    """By code: the sum of the amounts, in units of 1/10,000."""


@dataclass(frozen=True)
class Move:
    """One subject's before and after. ``change`` None: no score to compare; ``causes`` are (number of the change, units)."""

    subject: str
    name: str
    organisation: str
    before: Standing
    after: Standing
    change: int | None
    causes: tuple[tuple[int, int], ...]
    rest: int


class Names:
    """Identifiers and names of entities; without a name the identifier stands for it."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        directory, world = rehearsal.ground.directory, rehearsal.world
        self.ids = directory.ids_of(np.arange(directory.n_people + directory.n_bodies))
        self.names: NDArray[Any] = self.ids.copy()
        if world.roster.name is not None:
            self.names[directory.person_row[: len(world.roster)]] = world.roster.name
        bodies = world.organisations
        if bodies is not None and bodies.name is not None:
            self.names[directory.body_row[: len(bodies)] + directory.n_people] = bodies.name
        empty = self.names == ""
        self.names[empty] = self.ids[empty]

    def of(self, entity: int) -> str:
        return str(self.names[entity]) if 0 <= entity < len(self.names) else ""

    def id_of(self, entity: int) -> str:
        return str(self.ids[entity]) if 0 <= entity < len(self.ids) else ""


def movers(table: TableReport) -> Ints:
    """Indices of those who have a score under both schemes and whose results differ, the largest change of the score first."""
    rank = np.where((table.old.rank > 0) & (table.new.rank > 0), np.abs(table.new.rank - table.old.rank), 0)
    found = np.flatnonzero((table.difference.any | _touched(table)) & table.difference.both)
    order = np.lexsort((found, -rank[found], -np.abs(table.difference.points[found])))
    ordered: Ints = found[order]
    return ordered


def _touched(table: TableReport) -> Any:
    """Whom some change alone would move, even if the changes together do not."""
    mask = np.zeros(len(table.entities), bool)
    for cause in table.causes:
        mask |= cause.points != 0
    return mask


def strangers(table: TableReport) -> Ints:
    """Indices of those who join, leave, or have a score under one scheme only, in the order of the roster."""
    found: Ints = np.flatnonzero(table.difference.any & ~table.difference.both)
    return found


def move_rows(table: TableReport, names: Names, indices: Ints) -> Iterator[Move]:
    """The rows of these subjects, in this order."""
    causes = [(cause.change.number, cause.points) for cause in table.causes if cause.change is not None]
    rest = table.causes[-1].points
    for i in indices.tolist():
        both = bool(table.difference.both[i])
        organisation = int(table.new.organisation[i]) if table.new.organisation[i] >= 0 else int(table.old.organisation[i])
        entity = int(table.entities[i])
        yield Move(
            names.id_of(entity), names.of(entity), "" if organisation == entity else names.of(organisation),
            standing(table.old, i), standing(table.new, i), int(table.difference.points[i]) if both else None,
            tuple((number, int(points[i])) for number, points in causes if points[i]), int(rest[i]),
        )  # fmt: skip


def standing(sheet: Sheet, i: int) -> Standing:
    return Standing(
        STATES[int(sheet.state[i])], int(sheet.score[i]) if sheet.scored[i] else None, int(sheet.rank[i]), int(sheet.of[i]),
        {code: str(words[i]) for code, words in sheet.grades.items() if words[i]},
        {code: int(p.amount[i]) for code, p in sheet.outcomes.items() if p.times[i]},
    )  # fmt: skip
