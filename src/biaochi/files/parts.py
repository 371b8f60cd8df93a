"""Parts: how the row groups of a file are cut for reading, so that a part fits the cache and a thread.

Worked example: row groups of 501,760 rows are a part each; one row group of 1,400,000 rows is three parts of
500,000, 500,000 and 400,000 rows; ten of 50,000 rows are two parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PART_ROWS = 500_000
"""Rows of a slice of a large row group."""
PART_ROWS_MAX = 600_000
"""A row group of more rows is sliced."""
PART_ROWS_MIN = 250_000
"""Row groups are joined while they have no more rows than this together."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows [start, start + rows) of these row groups together; ``first_row`` is where the part begins in the file."""

    groups: tuple[int, ...]
    start: int
    rows: int
    first_row: int


def plan_parts(group_rows: Sequence[int]) -> list[Part]:
    """Cut row groups of these many rows into parts."""
    parts: list[Part] = []
    joined: list[int] = []
    first_row = start_of_joined = 0

    def close_joined() -> None:
        if joined:
            parts.append(Part(tuple(joined), 0, first_row - start_of_joined, start_of_joined))
            joined.clear()

    for group, rows in enumerate(group_rows):
        if not joined or first_row - start_of_joined + rows > PART_ROWS_MIN:
            close_joined()
            start_of_joined = first_row
        if rows > PART_ROWS_MAX:
            for start in range(0, rows, PART_ROWS):
                parts.append(Part((group,), start, min(PART_ROWS, rows - start), first_row + start))
        elif rows:
            joined.append(group)
        first_row += rows
    close_joined()
    return parts
