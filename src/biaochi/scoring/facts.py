"""Facts (事项): what happened, as columns, and the source they are read from in parts.

A fact is recorded once and never changed; a correction is a reversal (``reverses`` names the cancelled fact) and a new fact.
A *part* is a run of rows that can be read by itself (a Parquet row group, a whole CSV file); parts are read in threads.

Worked example: ``id,subject,kind,date,quantity`` / ``1,甲,出席,2025-03-02,1`` is
FactRows(id=[1], subject=["甲"], kind=Words([0], ("出席",)),
date=[20149], quantity=Amounts([1000000], 1000000), …None).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import Amounts, Ids, Int32s, Words

FACT_COLUMNS = (
    "id", "subject", "kind", "date", "until", "recorded", "quantity", "mark", "level", "matter", "role", "rater", "by",
    "note", "reverses",
)  # fmt: skip


def columns_to_settle(keeps_lines: bool) -> frozenset[str]:
    """The columns that a settlement reads of every fact, if the file has them."""
    return frozenset(FACT_COLUMNS) if keeps_lines else frozenset(FACT_COLUMNS) - {"note"}


@dataclass(frozen=True, slots=True)
class FactRows:
    """Rows of the ledger, n of them. A column that the file does not have, or nobody asked for, is None.

    ``reverses`` has the dtype of ``id`` (int64: −1 where empty; text: '' where empty).
    """

    id: Ids
    subject: Ids
    kind: Words
    date: Int32s
    until: Int32s | None = None
    recorded: Int32s | None = None
    quantity: Amounts | None = None
    mark: Amounts | None = None
    level: Words | None = None
    matter: Words | None = None
    role: Words | None = None
    rater: Words | None = None
    by: Words | None = None
    note: NDArray[Any] | None = None
    reverses: Ids | None = None

    def __len__(self) -> int:
        return len(self.date)

    def take(self, rows: NDArray[Any]) -> FactRows:
        """The facts at these rows (indices or a mask), all columns."""
        picked: dict[str, Any] = {}
        for name in FACT_COLUMNS:
            column = getattr(self, name)
            if column is None:
                picked[name] = None
            elif isinstance(column, Words | Amounts):
                picked[name] = column.take(rows)
            else:
                picked[name] = column[rows]
        return FactRows(**picked)


class FactSource(Protocol):
    """Where facts come from. ``read`` is called from several threads at once, each with another part."""

    @property
    def parts(self) -> int:
        """How many parts there are; reading them in order gives the file's rows in order."""
        ...

    @property
    def columns(self) -> frozenset[str]:
        """Names of the contract's columns that exist."""
        ...

    @property
    def rows(self) -> int:
        """Number of rows in all parts."""
        ...

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        """Rows of one part with at least these columns (those that exist), checked cell by cell.

        Raises ``biaochi.scoring.findings.BadRows`` with every bad cell of the part.
        """
        ...


@dataclass(frozen=True)
class FactsInMemory:
    """A fact source that is one FactRows already read (files other than Parquet, tests, the portal)."""

    facts: FactRows

    @property
    def parts(self) -> int:
        return 1

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(name for name in FACT_COLUMNS if getattr(self.facts, name) is not None)

    @property
    def rows(self) -> int:
        return len(self.facts)

    def read(self, part: int, columns: frozenset[str]) -> FactRows:
        if part != 0:
            raise IndexError(part)
        return self.facts


def no_facts() -> FactsInMemory:
    """A source without rows."""
    empty = np.zeros(0, dtype=np.int32)
    return FactsInMemory(FactRows(np.zeros(0, np.int64), np.zeros(0, np.int64), Words(empty, ()), empty))
