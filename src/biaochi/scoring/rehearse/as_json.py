"""A rehearsal as JSON: everything exact, points as texts, so that no reader rounds them.

Worked example: ``{"subject": "P1", "change": "2.5", "causes": {"1": "2", "3": "0.5"}, "rest": "0", …}``.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from biaochi.scoring.findings import Text
from biaochi.scoring.periods import day_of
from biaochi.scoring.points import decimal_text
from biaochi.scoring.rehearse.burden import Burden
from biaochi.scoring.rehearse.causes import Cause
from biaochi.scoring.rehearse.notes import notes
from biaochi.scoring.rehearse.quality import RuleReading
from biaochi.scoring.rehearse.rehearsal import Rehearsal, TableReport
from biaochi.scoring.rehearse.rows import Move, Names, Standing, move_rows, movers, strangers
from biaochi.scoring.rehearse.spread import Spread
from biaochi.scoring.rehearse.words import Speech, percent, rate_text
from biaochi.scoring.scheme.model import Scheme


def as_json(rehearsal: Rehearsal, hashes: tuple[str, str] = ("", "")) -> str:
    """The whole rehearsal, with every subject whose results or causes differ; ``hashes`` are those of the schemes' contents."""
    names = Names(rehearsal)
    zh, en = Speech(rehearsal, "zh"), Speech(rehearsal, "en")
    record = {
        "old": about(rehearsal.old, hashes[0]), "new": about(rehearsal.new, hashes[1]), "period": rehearsal.period.name,
        "as_of": day_of(rehearsal.axes.as_of).isoformat(), "known_at": day_of(rehearsal.axes.known_at).isoformat(),
        "facts": {"rows": rehearsal.ledger.rows, "dropped": rehearsal.ledger.dropped, "digest": rehearsal.ledger.digest},
        "changes_nothing": rehearsal.changes_nothing,
        "changes": [
            {
                "number": change.number, "pieces": [{"kind": key.kind, "code": key.code} for key in change.keys],
                "says": {"zh": zh.change(change), "en": en.change(change)},
            }
            for change in rehearsal.changes
        ],
        "tables": [table_record(table, names) for table in rehearsal.tables],
        "rules": [
            {"table": r.table, "code": r.code, "name": r.name, "before": reading_record(r.before), "after": reading_record(r.after)}
            for r in rehearsal.rules
        ],
        "burden": {"before": burden_record(rehearsal.burden[0]), "after": burden_record(rehearsal.burden[1])},
        "notes": [both(note) for note in notes(rehearsal)],
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def about(scheme: Scheme, hash_: str) -> dict[str, str]:
    return {"code": scheme.code, "name": scheme.name, "version": scheme.version, "hash": hash_}


def table_record(table: TableReport, names: Names) -> dict[str, Any]:
    found = table.difference
    return {
        "table": table.code, "name": table.name, "subject": table.subject, "subjects": len(table.entities),
        "scored_in_both": int(found.both.sum()), "change": decimal_text(int(found.points.sum())),
        "joins": int(found.joins.sum()), "leaves": int(found.leaves.sum()),
        "spread": {"before": spread_record(table.before), "after": spread_record(table.after)},
        "causes": [cause_record(cause) for cause in table.causes],
        "moves": [move_record(move) for move in move_rows(table, names, movers(table))],
        "without_comparison": [move_record(move) for move in move_rows(table, names, strangers(table))],
    }  # fmt: skip


def spread_record(spread: Spread) -> dict[str, Any]:
    figures = {} if spread.figures is None else {name: decimal_text(units) for name, units in spread.figures.items()}
    return {
        "states": spread.states, **figures, "different_totals": spread.distinct, "tied": spread.tied, "largest_tie": spread.largest_tie,
    }  # fmt: skip


def cause_record(cause: Cause) -> dict[str, Any]:
    return {
        "change": None if cause.change is None else cause.change.number, "stands_alone": cause.stands_alone, "moved": cause.moved,
        "up": decimal_text(cause.up), "down": decimal_text(cause.down), "total": decimal_text(cause.total), "ranks": cause.ranks,
        "grades": cause.grades, "outcomes": cause.outcomes, "amounts": cause.amounts, "joins": cause.joins, "leaves": cause.leaves,
        "unscored": cause.unscored,
    }  # fmt: skip


def move_record(move: Move) -> dict[str, Any]:
    return {
        "subject": move.subject, "name": move.name, "organisation": move.organisation, "before": standing_record(move.before),
        "after": standing_record(move.after), "change": None if move.change is None else decimal_text(move.change),
        "causes": {str(number): decimal_text(points) for number, points in move.causes}, "rest": decimal_text(move.rest),
    }  # fmt: skip


def standing_record(standing: Standing) -> dict[str, Any]:
    return {
        "state": standing.state, "score": None if standing.score is None else decimal_text(standing.score), "rank": standing.rank or None,
        "of": standing.of or None, "grades": standing.grades,
        "outcomes": {code: decimal_text(amount) for code, amount in standing.outcomes.items()},
    }  # fmt: skip


def reading_record(reading: RuleReading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "cells": reading.cells, "holders": reading.holders, "earned": reading.earned, "at_cap": reading.at_cap,
        "different_values": reading.distinct, "mean": decimal_text(reading.mean), "sd": decimal_text(reading.sd),
        "power": None if reading.power is None else percent(reading.power), "verdict": reading.verdict or None,
    }  # fmt: skip


def burden_record(burden: Burden) -> dict[str, Any]:
    def counted(counts: dict[str, int]) -> dict[str, Any]:
        return {**counts, "per_member_and_month": {name: rate_text(burden.rate(count)) for name, count in counts.items()}}

    return {
        "members": exact(burden.members), "months": exact(burden.months), **counted(burden.sums()),
        "ways": {way: counted(burden.sums(way)) for way in burden.ways()},
        "kinds": [
            {
                "name": kind.name, "way": kind.way, "claim": kind.is_claim, "fields": kind.fields, "facts": kind.facts,
                "uploads": kind.uploads, "read": kind.is_read,
            }
            for kind in burden.kinds
        ],
    }  # fmt: skip


def exact(value: Fraction) -> str:
    """A whole number, or a fraction as two."""
    return str(value)
