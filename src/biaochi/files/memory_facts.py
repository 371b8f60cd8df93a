"""Facts of a CSV or Excel file, read whole: columns checked cell by cell, identifiers once in the file.

A file of more than 600,000 rows is handed to the engine in slices, as a Parquet file is in row groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from biaochi.files.fact_columns import empty_as_text, read_fact_column
from biaochi.files.faults import Faults
from biaochi.files.parts import PART_ROWS, PART_ROWS_MAX
from biaochi.files.row_checks import refuse_repeated
from biaochi.files.tables import Table
from biaochi.scoring.facts import FACT_COLUMNS, FactRows, FactsInMemory, FactSource


@dataclass(frozen=True)
class FactsInSlices:
    """A ``FactSource`` of facts already read, in slices of PART_ROWS rows."""

    facts: FactRows

    @property
    def parts(self) -> int:
        return -(-len(self.facts) // PART_ROWS)

    @property
    def columns(self) -> frozenset[str]:
        return FactsInMemory(self.facts).columns

    @property
    def rows(self) -> int:
        return len(self.facts)

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        if not 0 <= part < self.parts:
            raise IndexError(part)
        return self.facts.take(np.arange(part * PART_ROWS, min((part + 1) * PART_ROWS, self.rows)))


def facts_of_table(table: Table) -> FactSource:
    """The facts of a table read from CSV or Excel. Raises ``BadRows`` with every bad cell and every repeated id."""
    faults = Faults(table.file)
    found: dict[str, Any] = dict.fromkeys(FACT_COLUMNS)
    for name in FACT_COLUMNS:
        column = table.find(name)
        if column is None:
            continue
        found[name] = read_fact_column(name, column, faults)
    faults.raise_if_any()
    refuse_repeated(table, [found["id"]], "id", faults)
    faults.raise_if_any()
    if found["reverses"] is not None and found["reverses"].dtype != found["id"].dtype:
        found["id"], found["reverses"] = empty_as_text(found["id"]), empty_as_text(found["reverses"])
    facts = FactRows(**found)
    return FactsInSlices(facts) if len(facts) > PART_ROWS_MAX else FactsInMemory(facts)
