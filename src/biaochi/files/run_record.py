"""run.json: what a run read and found, without a clock in it, so that the same inputs give the same bytes.

``inputs`` names the files with their size; ``facts`` holds the order-free digest of their rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from biaochi import __version__
from biaochi.scoring.periods import day_of
from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import ABSENT, STATES


def run_record(scheme_hash: str, read: Mapping[str, Path], settlement: Settlement, tables: Mapping[str, Any]) -> str:
    """The record as JSON text; ``read`` are the input files by what they are, ``tables`` those written."""
    scheme = settlement.plan.scheme
    counts = {}
    for cards in settlement.asked_for():
        counts[cards.table] = {
            STATES[s]: int((cards.states == s).sum()) for s in range(len(STATES)) if s != ABSENT and (cards.states == s).any()
        }
    blocked = [text for key in settlement.settled for text in settlement.results[key].blocked]
    record = {
        "engine": __version__,
        "scheme": {"code": scheme.code, "version": scheme.version, "hash": scheme_hash},
        "period": settlement.period.name,
        "as_of": day_of(settlement.axes.as_of).isoformat(),
        "known_at": day_of(settlement.axes.known_at).isoformat(),
        "inputs": {name: path.name for name, path in sorted(read.items())},
        "facts": {"rows": settlement.ledger.rows, "dropped": settlement.ledger.dropped, "digest": settlement.ledger.digest},
        "tables": [list(key) for key in settlement.settled],
        "states": counts,
        "blocked": blocked,
        "too_large_to_list": [name for name in ("values", "history") if not tables.get(name)],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
