"""A case settled by the engine and by the interpreter, as sheets of plain values that can be compared."""

import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
from tests.oracle.cases import REFUSALS
from tests.oracle.settle import read_scheme
from tests.oracle.settle import settle as settle_slowly

from biaochi.scoring import tree
from biaochi.scoring.cases.model import HistoryEntry, WorldEntries
from biaochi.scoring.cases.world import history_rows, world_of
from biaochi.scoring.facts import FactRows, FactsInMemory
from biaochi.scoring.findings import Place, Refused, Severity
from biaochi.scoring.periods import day_number
from biaochi.scoring.plan import Plan, make_plan
from biaochi.scoring.roster import HistoryRows
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.settle import Settlement, settle
from biaochi.scoring.stages import cap
from biaochi.scoring.state import ABSENT, SCORED, STATES, UNKNOWN, Scorecards

from .draws import Draw
from .terms import Mapping
from .worlds import Asked

Sheet = dict[tuple[str, ...], Any]
"""By (table, period, subject, what, …): a number, a word, or None for unknown. Refusals are the one entry ('refused',)."""


@dataclass(frozen=True)
class ReadScheme:
    """A scheme as both programs hold it once it is read."""

    written: Mapping
    plan: Plan
    content: Mapping


def read_by_both(written: Mapping) -> ReadScheme:
    return ReadScheme(written, make_plan(Scheme.model_validate(written)), read_scheme(written))


# --- the interpreter --------------------------------------------------------------------------------------------------


def sheet_of_oracle(scheme: ReadScheme, asked: Asked) -> Sheet:
    try:
        result = settle_slowly(scheme.content, asked.world, asked.period, asked.as_of, asked.known_at)
    except REFUSALS as refusal:
        return {("refused",): f"{type(refusal).__name__}: {refusal}"}
    sheet: Sheet = {}
    for (table, period, subject), card in result.cards.items():
        key = (table, period, subject)
        sheet[*key, "state"] = card.state
        if card.takes_part:
            for code, value in card.values.items():
                if value is not None:
                    sheet[*key, "value", code] = value
        for board, place in card.places.items():
            sheet[*key, "rank", board] = (place.rank, place.of, place.rank_from_below)
        for system, word in card.grades.items():
            sheet[*key, "grade", system] = word
        for outcome in card.outcomes:
            amounts = sheet.setdefault((*key, "outcome", outcome.code, outcome.target or ""), [])
            amounts.append(outcome.amount)
    return sorted_outcomes(sheet)


def sorted_outcomes(sheet: Sheet) -> Sheet:
    for key, value in sheet.items():
        if key[3:4] == ("outcome",):
            value.sort(key=lambda amount: (amount is None, amount))
    return sheet


# --- the engine -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One way of asking the engine for the same thing."""

    keeps_lines: bool = False
    is_shuffled: bool = False
    parts: int = 1
    time_zone: str = ""
    is_large: bool = False
    """As for very many subjects: a few at a time, and only the values kept that something asks for."""


PLAIN = Way()
"""Everything kept in one part, in the order written, additive rules summed on the way."""


def random_way(seed: object) -> Way:
    draw = Draw("way", seed)
    zone = draw.one("", "", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati")
    return Way(draw.chance(0.6), draw.chance(0.6), draw.one(1, 2, 3), zone, draw.chance(0.3))


@dataclass(frozen=True)
class FactsInParts:
    """The same facts in several parts."""

    pieces: tuple[FactRows, ...]

    @property
    def parts(self) -> int:
        return len(self.pieces)

    @property
    def columns(self) -> frozenset[str]:
        return FactsInMemory(self.pieces[0]).columns

    @property
    def rows(self) -> int:
        return sum(len(piece) for piece in self.pieces)

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        return self.pieces[part]


def settlement_of_engine(scheme: ReadScheme, asked: Asked, way: Way, seed: object = 0) -> Settlement:
    rows = dict(asked.world)
    feed = rows.pop("feed", [])
    if way.is_shuffled:
        draw = Draw("shuffle", seed)
        rows |= {name: draw.shuffled(rows[name]) for name in ("facts", "roster", "organisations", "relations") if name in rows}
    world, facts = world_of(None, WorldEntries.model_validate(rows), "")
    source: Any = facts
    if way.parts > 1:
        count = len(facts.facts)
        cuts = [count * place // way.parts for place in range(way.parts + 1)]
        source = FactsInParts(tuple(facts.facts.take(np.arange(low, high)) for low, high in itertools.pairwise(cuts)))
    with in_time_zone(way.time_zone), as_if_large(way.is_large):
        return settle(
            scheme.plan, world, source, asked.period, as_of=number_or_none(asked.as_of), known_at=number_or_none(asked.known_at),
            keeps_lines=way.keeps_lines, feeds=feeds_of(feed),
        )  # fmt: skip


def feeds_of(rows: list[Mapping]) -> dict[str, HistoryRows]:
    """The results of other schemes, by their codes."""
    found: dict[str, list[HistoryEntry]] = {}
    for row in rows:
        content = {key: value for key, value in row.items() if key != "scheme"}
        found.setdefault(row["scheme"], []).append(HistoryEntry.model_validate(content))
    return {scheme: history for scheme, entries in found.items() if (history := history_rows(entries)) is not None}


def number_or_none(day: date | None) -> int | None:
    return None if day is None else day_number(day)


@contextmanager
def as_if_large(is_large: bool) -> Iterator[None]:
    before = tree.BLOCK, cap.ALL_VALUES_UP_TO
    if is_large:
        tree.BLOCK, cap.ALL_VALUES_UP_TO = 2, 0
    try:
        yield
    finally:
        tree.BLOCK, cap.ALL_VALUES_UP_TO = before


@contextmanager
def in_time_zone(zone: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    if zone:
        os.environ["TZ"] = zone
        time.tzset()
    try:
        yield
    finally:
        if zone:
            os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
            time.tzset()


def sheet_of_engine(scheme: ReadScheme, asked: Asked, way: Way = PLAIN, seed: object = 0) -> Sheet:
    try:
        settlement = settlement_of_engine(scheme, asked, way, seed)
    except Refused as refusal:
        return {("refused",): str(refusal)}
    except Exception as fault:  # an engine that breaks down is a difference like another
        return {("refused",): f"breaks down: {fault!r}", ("broken",): True}
    sheet: Sheet = {("kept some",): True} if way.is_large else {}
    for key in settlement.settled:
        add_scorecards(sheet, settlement, settlement.results[key], key)
    return sorted_outcomes(sheet)


def add_scorecards(sheet: Sheet, settlement: Settlement, cards: Scorecards, where: tuple[str, str]) -> None:
    ids = [settlement.directory.id_of(int(entity)) for entity in cards.entities]
    takes_part = (cards.states == SCORED) | (cards.states == UNKNOWN)
    for index, identity in enumerate(ids):
        if cards.states[index] != ABSENT:
            sheet[*where, identity, "state"] = STATES[cards.states[index]]
    for code, column in cards.values.items():
        for index in np.flatnonzero(column.usable() & takes_part):
            sheet[*where, ids[index], "value", code] = Fraction(int(column.points[index]), 10_000)
    for board, ranking in cards.ranks.items():
        for index in np.flatnonzero(ranking.rank > 0):
            places = (int(ranking.rank[index]), int(ranking.of[index]), int(ranking.from_bottom[index]))
            sheet[*where, ids[index], "rank", board] = places
    for system, words in cards.grades.items():
        for index in np.flatnonzero(words.codes >= 0):
            sheet[*where, ids[index], "grade", system] = words.vocabulary[words.codes[index]]
    for rows in cards.outcomes:
        usable = None if rows.amount is None else rows.amount.usable()
        for at, index in enumerate(rows.subject):
            target = settlement.directory.id_of(int(rows.target[at]))
            amount = Fraction(int(rows.amount.points[at]), 10_000) if rows.amount is not None and usable[at] else None
            sheet.setdefault((*where, ids[index], "outcome", rows.code, target), []).append(amount)


# --- comparing --------------------------------------------------------------------------------------------------------

OF_THE_ENGINE_ALONE = ("base", "tree")
"""Values the engine shows beside those of the language."""


def differences(engine: Sheet, oracle: Sheet) -> list[str]:
    """Where the two sheets differ, as sentences; both refusing is agreement.

    The engine may settle more periods of a side table than the interpreter, which settles one when it is first read.
    """
    if ("refused",) in engine or ("refused",) in oracle:
        if ("refused",) in engine and ("refused",) in oracle and ("broken",) not in engine:
            return []
        return [f"the engine {engine.get(('refused',), 'settles')}; the interpreter {oracle.get(('refused',), 'settles')}"]
    found: list[str] = []
    keeps_some = ("kept some",) in engine
    settled = {key[:2] for key in oracle}
    for key in sorted({*(key for key in engine if key[:2] in settled), *oracle}):
        if key[3:4] == ("value",) and (key[4] in OF_THE_ENGINE_ALONE or (keeps_some and key not in engine)):
            continue
        if engine.get(key) != oracle.get(key):
            found.append(f"{' '.join(key)}: engine {said(engine.get(key))}, interpreter {said(oracle.get(key))}")
    return found


def said(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(float(value)) if value.denominator != 1 else str(value)
    return str([said(one) for one in value]) if isinstance(value, list) else str(value)


def asked_with(asked: Asked, **rows: Any) -> Asked:
    return replace(asked, world={**asked.world, **rows})


# --- what the checker says --------------------------------------------------------------------------------------------


def errors_of(scheme: ReadScheme) -> list[str]:
    """The errors that the checks of a scheme find in it."""
    loaded = Loaded(scheme.plan.scheme, (), {(): Place("scheme")}, "en", "")
    return [f"{finding.code}: {finding.what.en}" for finding in check_scheme(loaded) if finding.severity is Severity.ERROR]
