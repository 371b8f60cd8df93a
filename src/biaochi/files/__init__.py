"""The file contract: CSV, Excel and Parquet in as the engine's columns, results out, the same byte for byte.

A reader takes a path and returns columns, or raises ``biaochi.scoring.findings.BadRows`` with everything that is wrong
in the file, each fault with its row or cell. A file is read whole or not at all. Warnings (a column that is not read)
are appended to the list given as ``warnings``.
"""

from __future__ import annotations

from biaochi.files.readers import (
    read_calendar,
    read_facts,
    read_history,
    read_organisations,
    read_parameters,
    read_relations,
    read_roster,
)

__all__ = [
    "read_calendar",
    "read_facts",
    "read_history",
    "read_organisations",
    "read_parameters",
    "read_relations",
    "read_roster",
]
