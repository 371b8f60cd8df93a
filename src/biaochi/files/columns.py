"""Columns of a file on their way to the engine: cells are coded first, and each distinct cell is understood once.

A column of a hundred thousand dates holds some hundred days; a column of kinds some dozen words. So every
conversion is: code the cells, read the distinct ones, spread the results. ``CellColumn`` does it for CSV and
Excel; Parquet has its own, which skips the coding where the file already holds numbers.

Worked example: cells ``["3", "", "3.5"]`` code to [0, −1, 1] over ["3", "3.5"]; ``amounts`` reads two cells and
gives [3000000, NO_AMOUNT, 3500000].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.cells import (
    Cell,
    is_empty,
    is_plain_whole,
    looks_like_day,
    looks_like_number,
    read_amount,
    read_day,
    read_id,
    read_points,
    read_text,
    read_whole,
    read_word,
)
from biaochi.files.faults import BadCell, Faults
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Ids, Int32s, Int64s, Words
from biaochi.scoring.findings import Place

EMPTY_REQUIRED = BadCell(
    "cell-empty",
    "这一格不能为空",
    "this cell must not be empty",
    do_zh="填写后再读",
    do_en="fill it in, then read again",
)


NUMBERS = {bool, int, float, Decimal}
"""Types of cells that may be equal without being the same."""


class Column:
    """One column of a file, n rows. Conversions put what is wrong into ``faults``; then their results mean nothing."""

    read_day: Callable[[Cell], int] = staticmethod(read_day)

    def coded(self) -> tuple[Int32s, list[Cell]]:
        """((n,) codes into the distinct cells, −1 where empty; the distinct cells, none of them empty)."""
        raise AssertionError("a column of a file says how its cells are coded")

    def place(self, row: int) -> Place:
        """Where the cell of this row (counted from 0) stands in the file."""
        raise AssertionError("a column of a file knows its place")

    def ids(self, faults: Faults, *, required: bool, as_text: bool = False) -> Ids:
        """int64 (−1 where empty) if every identifier is a plain whole number, else object ('' where empty).

        ``as_text`` keeps text as text whatever it holds, so that parts read one by one agree.
        """
        codes, texts = self._read(read_id, faults, required=required)
        if not as_text and all(text is None or is_plain_whole(text) for text in texts):
            return np.array([*(-1 if text is None else int(text) for text in texts), -1], dtype=np.int64)[codes]
        return _objects([*texts, ""])[codes]

    def words(self, faults: Faults, *, required: bool = False, read: Callable[[Cell], str] = read_word) -> Words:
        """The coded vocabulary, in order of first appearance."""
        codes, texts = self._read(read, faults, required=required)
        vocabulary: dict[str, int] = {}
        spread = [vocabulary.setdefault(text, len(vocabulary)) if text else -1 for text in texts]
        if spread == list(range(len(texts))):
            return Words(codes, tuple(vocabulary))
        return Words(np.array([*spread, -1], dtype=np.int32)[codes], tuple(vocabulary))

    def days(self, faults: Faults, *, required: bool = False, empty: int = int(NO_DAY)) -> Int32s:
        """(n,) int32 days since 1970-01-01, ``empty`` where there is none."""
        codes, days = self._read(self.read_day, faults, required=required)
        return np.array([*(empty if day is None else day for day in days), empty], dtype=np.int32)[codes]

    def amounts(self, faults: Faults) -> Amounts:
        """Quantities, marks, numeric attributes."""
        return Amounts(self._scaled(read_amount, faults, required=False, empty=int(NO_AMOUNT)), MILLIONTHS)

    def points(self, faults: Faults) -> Int64s:
        """(n,) int64 of 1/10,000 point, NO_AMOUNT where empty."""
        return self._scaled(read_points, faults, required=False, empty=int(NO_AMOUNT))

    def wholes(self, faults: Faults, *, empty: int) -> Int32s:
        """(n,) int32 whole numbers."""
        found = self._scaled(read_whole, faults, required=False, empty=empty)
        large = np.flatnonzero(np.abs(found) > np.iinfo(np.int32).max)
        faults.add_rows(large, BadCell("cell-too-large", "这个数太大", "this number is too large"), self)
        return found.astype(np.int32)

    def texts(self, faults: Faults, *, read: Callable[[Cell], str] = read_text) -> NDArray[Any]:
        """(n,) object array of str, '' where empty."""
        codes, texts = self._read(read, faults, required=False)
        return _objects([text or "" for text in texts] + [""])[codes]

    def attribute(self, faults: Faults) -> Amounts | Words | Int32s:
        """Days if every cell is a day, Amounts if every cell is a number without leading zeros, else Words."""
        _, distinct = self.coded()
        if distinct and all(looks_like_day(cell) for cell in distinct):
            return self.days(faults)
        if distinct and all(looks_like_number(cell) for cell in distinct):
            return self.amounts(faults)
        return self.words(faults, read=lambda cell: read_text(cell).strip())

    def _scaled(self, read: Callable[[Cell], int], faults: Faults, *, required: bool, empty: int) -> Int64s:
        codes, values = self._read(read, faults, required=required)
        return np.array([*(empty if value is None else value for value in values), empty], dtype=np.int64)[codes]

    def _read(self, read: Callable[[Cell], Any], faults: Faults, *, required: bool) -> tuple[Int32s, list[Any]]:
        """The codes, and what ``read`` makes of each distinct cell (None for a bad one)."""
        codes, distinct = self.coded()
        values: list[Any] = []
        bad: dict[int, BadCell] = {}
        for code, cell in enumerate(distinct):
            try:
                values.append(read(cell))
            except BadCell as refused:
                bad[code] = refused
                values.append(None)
        if required:
            faults.add_rows(np.flatnonzero(codes < 0), EMPTY_REQUIRED, self)
        if bad:
            is_bad = np.zeros(len(distinct) + 1, dtype=np.bool_)
            is_bad[list(bad)] = True
            for row in faults.admit(np.flatnonzero(is_bad[codes])):
                faults.add(bad[int(codes[row])].at(self.place(int(row))))
        return codes, values


class CellColumn(Column):
    """A column whose cells are Python objects. ``places`` gives the place of a row (counted from 0)."""

    def __init__(
        self, cells: Sequence[Cell], places: Callable[[int], Place], read_day: Callable[[Cell], int] = read_day
    ) -> None:
        self._cells, self._places, self.read_day = cells, places, read_day
        self._coded: tuple[Int32s, list[Cell]] | None = None

    def place(self, row: int) -> Place:
        return self._places(row)

    def coded(self) -> tuple[Int32s, list[Cell]]:
        if self._coded is None:
            self._coded = code_cells(self._cells)
        return self._coded


def code_cells(cells: Sequence[Cell]) -> tuple[Int32s, list[Cell]]:
    """Codes and distinct cells as in ``Column.coded``. Cells of different types differ (1.0 is not TRUE)."""
    table: defaultdict[Any, int] = defaultdict()
    table.default_factory = table.__len__
    if len(NUMBERS & set(map(type, cells))) > 1:
        typed = np.fromiter((table[cell.__class__, cell] for cell in cells), dtype=np.int32, count=len(cells))
        return without_empty(typed, [cell for _, cell in table])
    codes = np.fromiter(map(table.__getitem__, cells), dtype=np.int32, count=len(cells))
    return without_empty(codes, list(table))


def without_empty(codes: Int32s, distinct: list[Cell]) -> tuple[Int32s, list[Cell]]:
    """The same column with the codes of empty cells as −1 and those cells left out."""
    full = [code for code, cell in enumerate(distinct) if not is_empty(cell)]
    if len(full) < len(distinct):
        spread = np.full(len(distinct) + 1, -1, dtype=np.int32)
        spread[full] = np.arange(len(full), dtype=np.int32)
        return spread[codes], [distinct[code] for code in full]
    return codes, distinct


def _objects(texts: Sequence[str | None]) -> NDArray[Any]:
    table = np.empty(len(texts), dtype=object)
    table[:] = texts
    return table
