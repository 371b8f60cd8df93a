"""Small worlds, facts and schemes for the engine's tests, written as in a cases file but in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from biaochi.scoring.cases.model import FactEntry, WorldEntries
from biaochi.scoring.cases.world import fact_rows, world_of
from biaochi.scoring.columns import NO_DAY, Words
from biaochi.scoring.directory import Directory
from biaochi.scoring.facts import FACT_COLUMNS, FactRows
from biaochi.scoring.periods import day_number
from biaochi.scoring.plan import Plan, make_plan
from biaochi.scoring.roster import World
from biaochi.scoring.scheme.checks import checked
from biaochi.scoring.scheme.load import load_scheme_mapping


def day(text: str) -> int:
    """2025-07-05 as a day number; '' is no day."""
    return day_number(date.fromisoformat(text)) if text else int(NO_DAY)


def world(**entries: Any) -> World:
    """A world from lists of entries, as the keys of a cases file: roster, organisations, relations, history, parameters."""
    return world_of(None, WorldEntries.model_validate(entries), "test")[0]


def members(*ids: str, organisation: str = "一支部") -> list[dict[str, str]]:
    """Roster entries of members of one organisation, for ever."""
    return [{"id": one, "organisation": organisation} for one in ids]


def facts(*entries: dict[str, Any]) -> FactRows:
    """Facts as columns; an empty id is the running number."""
    return fact_rows([FactEntry.model_validate(entry) for entry in entries])


def plan_of(scheme: str) -> Plan:
    """The plan of a scheme that the checks find nothing wrong with."""
    return make_plan(checked(load_scheme_mapping(scheme, "scheme.yaml")))


def entity(directory: Directory, name: str) -> int:
    """The entity with this id: a person, else an organisation, else what only relations name."""
    for index, offset in ((directory.people, 0), (directory.bodies, directory.n_people),
                          (directory.others, directory.n_people + directory.n_bodies)):  # fmt: skip
        found = int(index.find(np.array([name], dtype=object))[0])
        if found >= 0:
            return found + offset
    raise LookupError(name)


def entities(directory: Directory, *names: str) -> Any:
    return np.array([entity(directory, name) for name in names], dtype=np.int64)


def only(rows: FactRows, *columns: str) -> FactRows:
    """The facts without the columns that are not named; id, subject, kind and date stay."""
    dropped = {name: None for name in FACT_COLUMNS if name not in ("id", "subject", "kind", "date", *columns)}
    return replace(rows, **dropped)


@dataclass(frozen=True)
class Parts:
    """A fact source of several parts, read in any order and from several threads."""

    pieces: Sequence[FactRows]

    @property
    def parts(self) -> int:
        return len(self.pieces)

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for name in FACT_COLUMNS if getattr(self.pieces[0], name) is not None)

    @property
    def rows(self) -> int:
        return sum(len(piece) for piece in self.pieces)

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        return only(self.pieces[part], *columns)


def cut(rows: FactRows, *edges: int) -> Parts:
    """The facts in parts that begin at these rows; each part with a vocabulary of its own, as files have."""
    bounds = [0, *edges, len(rows)]
    pieces = [rows.take(np.arange(low, high)) for low, high in pairwise(bounds)]
    return Parts([own_vocabulary(piece) for piece in pieces])


def own_vocabulary(rows: FactRows) -> FactRows:
    """The same facts with words coded in the order in which they appear."""
    coded = {name: Words.of(column.texts()) for name in FACT_COLUMNS if isinstance(column := getattr(rows, name), Words)}
    return replace(rows, **coded)
