"""Columns on their way out: what each is (points, days, counts, words, identifiers), and how a text file shows it.

A plain NumPy array is a column of identifiers or texts, as in the engine: int64 with −1, or object with '',
where empty. Numbers that mean something else say so by their wrapper.

Worked example: ``Points(np.array([875000]))`` is decimal 87.5000 in Parquet, 87.5 in CSV and in Excel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.row_checks import day_text
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Int32s, Int64s, Words
from biaochi.scoring.roster import EVER, NEVER

POINT_DIGITS = 18
POINT_PLACES = 4


@dataclass(frozen=True, slots=True)
class Points:
    """(n,) int64 of 1/10,000 point, NO_AMOUNT where there are none."""

    values: Int64s


@dataclass(frozen=True, slots=True)
class Days:
    """(n,) int32 days since 1970-01-01; NO_DAY, EVER and NEVER are empty."""

    values: Int32s

    def is_empty(self) -> NDArray[np.bool_]:
        is_empty: NDArray[np.bool_] = (self.values == NO_DAY) | (self.values == EVER) | (self.values == NEVER)
        return is_empty


@dataclass(frozen=True, slots=True)
class Wholes:
    """(n,) whole numbers that are counted with (rank, of, version), ``empty`` where there is none."""

    values: NDArray[Any]
    empty: int | None = None


OutputColumn = Points | Days | Wholes | Words | Amounts | NDArray[Any]


class ColumnsUnequal(ValueError):
    """The columns of a table have different numbers of rows."""


class PointsTooLargeToWrite(OverflowError):
    """Points of 10^14 and more do not fit decimal(18,4)."""


def count_rows(columns: Mapping[str, OutputColumn]) -> int:
    """The number of rows all columns share. Raises ``ColumnsUnequal``."""
    lengths = {name: length_of(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ColumnsUnequal(f"the columns have different numbers of rows: {lengths}")
    return next(iter(lengths.values()), 0)


def length_of(column: OutputColumn) -> int:
    return len(column.values) if isinstance(column, Points | Days | Wholes | Amounts) else len(column)


def in_fixed_order(words: Words) -> Words:
    """The same words with the vocabulary sorted and without what no row uses, so that equal columns are equal bytes."""
    used = np.flatnonzero(np.bincount(words.codes[words.codes >= 0], minlength=len(words.vocabulary)))
    texts = sorted({words.vocabulary[code] for code in used})
    position = {text: at for at, text in enumerate(texts)}
    spread = np.full(len(words.vocabulary) + 1, -1, dtype=np.int32)
    for code in used:
        spread[code] = position[words.vocabulary[code]]
    return Words(spread[words.codes], tuple(texts))


def check_points(points: Points) -> NDArray[np.bool_]:
    """(n,) where there are points. Raises ``PointsTooLargeToWrite``."""
    is_present: NDArray[np.bool_] = points.values != NO_AMOUNT
    largest = int(np.abs(np.where(is_present, points.values, 0)).max(initial=0))
    if largest >= 10**POINT_DIGITS:
        raise PointsTooLargeToWrite(f"{plain_decimal(largest, POINT_PLACES)} points do not fit decimal(18,4)")
    return is_present


def plain_decimal(value: int, places: int) -> str:
    """value / 10^places without trailing zeros: 875000, 4 → 87.5."""
    whole, fraction = divmod(abs(value), 10**places)
    digits = f"{fraction:0{places}d}".rstrip("0") if fraction else ""
    return ("-" if value < 0 else "") + (f"{whole}.{digits}" if digits else str(whole))


def number_texts(column: Points | Days | Wholes | Amounts) -> NDArray[Any]:
    """(n,) object array of the numbers as text, '' where empty; each distinct one is written once."""
    if isinstance(column, Days):
        return _each(column.values, column.is_empty(), lambda day: day_text(day))
    if isinstance(column, Points):
        return _each(column.values, ~check_points(column), lambda value: plain_decimal(value, POINT_PLACES))
    if isinstance(column, Wholes):
        is_empty = np.zeros(len(column.values), np.bool_) if column.empty is None else column.values == column.empty
        return _each(column.values, is_empty, str)
    places = 6 if column.scale == MILLIONTHS else 0
    return _each(column.values, column.values == NO_AMOUNT, lambda value: plain_decimal(value, places))


def _each(values: NDArray[Any], is_empty: NDArray[np.bool_], write: Callable[[int], str]) -> NDArray[Any]:
    distinct, inverse = np.unique(values, return_inverse=True)
    empty = set(values[is_empty].tolist()) if is_empty.any() else set()
    table = np.empty(len(distinct), dtype=object)
    table[:] = ["" if value in empty else write(value) for value in distinct.tolist()]
    texts: NDArray[Any] = table[inverse]
    return texts
