"""A case's people and facts as the engine's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from biaochi.scoring.cases.model import FactEntry, HistoryEntry, ParameterEntry, WorldEntries
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.facts import FactRows, FactsInMemory
from biaochi.scoring.findings import Place, Refused, error
from biaochi.scoring.periods import day_number
from biaochi.scoring.points import units_of
from biaochi.scoring.roster import (
    EVER,
    NEVER,
    HistoryRows,
    OrganisationRows,
    ParameterRow,
    RelationRows,
    RosterRows,
    World,
)


def world_of(common: WorldEntries | None, own: WorldEntries, where: str) -> tuple[World, FactsInMemory]:
    """The world and the facts of one case: the common entries first."""
    parts = [part for part in (common, own) if part is not None]
    roster = [e for p in parts for e in p.roster]
    bodies = [e for p in parts for e in p.organisations]
    relations = [e for p in parts for e in p.relations]
    history = [e for p in parts for e in p.history]
    world = World(
        RosterRows(
            _texts([e.id for e in roster]), Words.of([e.status for e in roster]), _texts([e.organisation for e in roster]),
            *_span(roster), Words.of([";".join(e.flags) for e in roster]), attributes_of([e.attributes for e in roster]),
            _texts([e.name or e.id for e in roster]),
        ),
        OrganisationRows(
            _texts([e.id for e in bodies]), Words.of([e.type for e in bodies]), _texts([e.parent for e in bodies]),
            Words.of([e.class_ for e in bodies]), *_span(bodies), attributes_of([e.attributes for e in bodies]),
            _texts([e.name or e.id for e in bodies]),
        ),
        RelationRows(
            _texts([e.subject for e in relations]), Words.of([e.relation for e in relations]), _texts([e.target for e in relations]),
            *_span(relations),
        ),
        history_rows(history),
        tuple(row for p in parts for row in _parameters(p.parameters)),
    )  # fmt: skip
    return world, FactsInMemory(fact_rows([e for p in parts for e in p.facts], where))


def _texts(values: Sequence[str]) -> Any:
    out = np.empty(len(values), dtype=object)
    out[:] = list(values)
    return out


def _days(values: Sequence[date | None], missing: int) -> Any:
    return np.array([missing if v is None else day_number(v) for v in values], dtype=np.int32)


def _span(entries: Sequence[Any]) -> tuple[Any, Any]:
    return _days([e.start for e in entries], int(EVER)), _days([e.end for e in entries], int(NEVER))


def _amounts(values: Sequence[Decimal | None], where: str) -> Amounts:
    return Amounts(np.array([_millionths(v, where) for v in values], dtype=np.int64), MILLIONTHS)


def _millionths(value: Decimal | None, where: str) -> int:
    if value is None:
        return int(NO_AMOUNT)
    scaled = value * MILLIONTHS
    if scaled != int(scaled):
        zh, en = f"{where}:{value} 多于六位小数", f"{where}: {value} has more than six decimals"
        raise Refused([error("too-many-decimals", Place("cases"), zh, en)])
    return int(scaled)


def attributes_of(rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Attribute columns: numbers where every value is one, days where every value is one, else words."""
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(n for row in rows for n in row):
        texts = [row.get(name, "") for row in rows]
        columns[name] = _attribute(texts)
    return columns


def _attribute(texts: list[str]) -> Any:
    given = [t for t in texts if t]
    try:
        days = [date.fromisoformat(t) for t in given if len(t) == 10]
        if len(days) == len(given):
            return _days([date.fromisoformat(t) if t else None for t in texts], int(NO_DAY))
    except ValueError:
        pass
    try:
        return _amounts([Decimal(t) if t else None for t in texts], "attributes")
    except InvalidOperation:
        return Words.of(texts)


def _parameters(entries: Any) -> list[ParameterRow]:
    if isinstance(entries, Mapping):
        return [ParameterRow(name, value) for name, value in entries.items()]
    rows: list[ParameterEntry] = list(entries)
    return [
        ParameterRow(r.name, r.value, r.organisation, int(EVER) if r.start is None else day_number(r.start)) for r in rows
    ]


def history_rows(rows: list[HistoryEntry]) -> HistoryRows | None:
    """The entries as columns; None where there are none."""
    if not rows:
        return None
    points = [int(NO_AMOUNT) if r.points is None else units_of(r.points) for r in rows]
    return HistoryRows(
        _texts([r.subject for r in rows]), Words.of([r.period for r in rows]), np.array([r.version for r in rows], np.int32),
        Words.of([r.table for r in rows]), Words.of([r.value for r in rows]), np.array(points, np.int64),
        Words.of([r.state for r in rows]), Words.of([r.grade for r in rows]), np.array([r.rank for r in rows], np.int32),
        np.array([r.of for r in rows], np.int32),
    )  # fmt: skip


def fact_rows(facts: list[FactEntry], where: str = "") -> FactRows:
    """The facts as columns; an empty id is the running number in the case."""
    taken = {f.id for f in facts if f.id is not None}
    ids, number = [], 0
    for fact in facts:
        number += 1
        while fact.id is None and str(number) in taken:
            number += 1
        ids.append(fact.id if fact.id is not None else str(number))
    reverses = _texts([f.reverses for f in facts])
    return FactRows(
        _texts(ids), _texts([f.subject for f in facts]), Words.of([f.kind for f in facts]), _days([f.date for f in facts], int(NO_DAY)),
        _days([f.until for f in facts], int(NO_DAY)), _days([f.recorded for f in facts], int(NO_DAY)),
        _amounts([f.quantity for f in facts], where), _amounts([f.mark for f in facts], where), Words.of([f.level for f in facts]),
        Words.of([f.matter for f in facts]), Words.of([f.role for f in facts]), Words.of([f.rater for f in facts]),
        Words.of([f.by for f in facts]), _texts([f.note for f in facts]), reverses if any(reverses) else None,
    )  # fmt: skip
