"""The file contract: CSV, Excel and Parquet in as the engine's columns, results out, the same byte for byte.

A reader takes a path and returns columns, or raises ``biaochi.scoring.findings.BadRows`` with everything that
is wrong in the file, each fault with its row or cell. A file is read whole or not at all. Warnings (a column
that is not read) are appended to the list given as ``warnings``.
"""

from __future__ import annotations

from biaochi.files.output_columns import Days, Points, Wholes
from biaochi.files.output_folder import OutputFolder
from biaochi.files.readers import (
    read_calendar,
    read_facts,
    read_history,
    read_organisations,
    read_parameters,
    read_relations,
    read_roster,
)
from biaochi.files.templates import KindLike, write_template
from biaochi.files.writers import Format, write_table

__all__ = [
    "Days",
    "Format",
    "KindLike",
    "OutputFolder",
    "Points",
    "Wholes",
    "read_calendar",
    "read_facts",
    "read_history",
    "read_organisations",
    "read_parameters",
    "read_relations",
    "read_roster",
    "write_table",
    "write_template",
]
