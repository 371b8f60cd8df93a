"""Columns: how rows of a file stand in memory once their text has been understood.

Words: a *column* is a NumPy array with one entry a row; *missing* is an entry of its own, never zero. Days are int32 days since
1970-01-01; amounts (quantities, marks, attributes) int64 millionths; identifiers int64 where every one of the column is a whole
number written plainly (no sign, no leading zero, at most 18 digits) and text otherwise; vocabularies are coded.

Worked example: the CSV column level = [市级, "", 省级, 市级] becomes ``Words(codes=[0, -1, 1, 0], vocabulary=("市级", "省级"))``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int64s = NDArray[np.int64]
Int32s = NDArray[np.int32]
Bools = NDArray[np.bool_]
Ids = NDArray[Any]
"""Identifiers: dtype int64, or object holding str."""

NO_DAY = np.int32(np.iinfo(np.int32).min)
NO_AMOUNT = np.int64(np.iinfo(np.int64).min)
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Words:
    """A coded text column: ``codes`` (n,) int32 into ``vocabulary``, −1 where the cell was empty."""

    codes: Int32s
    vocabulary: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def texts(self) -> NDArray[Any]:
        """(n,) object array of str, empty cells as ''."""
        table = np.array([*self.vocabulary, ""], dtype=object)
        return table[self.codes]

    def take(self, rows: NDArray[Any]) -> Words:
        """The same column at these rows (indices or a mask)."""
        return Words(self.codes[rows], self.vocabulary)

    @staticmethod
    def of(texts: list[str] | NDArray[Any]) -> Words:
        """Code a list of texts; '' and None are empty. Vocabulary in order of first appearance."""
        table: dict[str, int] = {}
        codes = np.fromiter(
            (-1 if not t else table.setdefault(str(t), len(table)) for t in texts), dtype=np.int32, count=len(texts)
        )
        return Words(codes, tuple(table))


@dataclass(frozen=True, slots=True)
class Amounts:
    """A number column: ``values`` (n,) in units of 1/``scale``, NO_AMOUNT where empty.

    ``scale`` is 1 for a column of whole numbers (any integer dtype, with no empty cell) and 1,000,000 otherwise (int64).
    """

    values: NDArray[Any]
    scale: int

    def millionths(self) -> Int64s:
        """(n,) int64 millionths, NO_AMOUNT where empty. A whole number beyond 9.2e12 raises OverflowError."""
        if self.scale == MILLIONTHS:
            return self.values.astype(np.int64, copy=False)
        if len(self.values) and max(int(self.values.max()), -int(self.values.min())) > 9_000_000_000_000:
            raise OverflowError("a quantity is larger than 9,000,000,000,000")
        return self.values.astype(np.int64) * MILLIONTHS

    def take(self, rows: NDArray[Any]) -> Amounts:
        return Amounts(self.values[rows], self.scale)


def ids_as_text(ids: Ids) -> NDArray[Any]:
    """The identifiers as an object array of str (integers as their decimal text)."""
    if ids.dtype == object:
        return ids
    return ids.astype(str).astype(object)


def same_kind(left: Ids, right: Ids) -> tuple[Ids, Ids]:
    """Both id columns as integers if both are, otherwise both as text: ready to be compared."""
    if left.dtype == right.dtype:
        return left, right
    return ids_as_text(left), ids_as_text(right)


def id_key(text: str) -> tuple[int, int, str]:
    """By what ids are ordered: whole numbers by size, then all others as text."""
    return (0, int(text), text) if text.isascii() and text.isdigit() else (1, 0, text)


def id_ranks(ids: Ids) -> Int64s:
    """(n,) the place of each id in the order of ids, from 0; equal ids share one."""
    if ids.dtype != object:
        return np.unique(ids, return_inverse=True)[1].reshape(-1)
    place = {text: number for number, text in enumerate(sorted(set(ids), key=id_key))}
    return np.fromiter((place[text] for text in ids), np.int64, len(ids))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """The different whole numbers among these, rising. (`numpy.unique` first reads NumPy's masked arrays, 6 ms.)"""
    ordered = np.sort(values)
    is_new = np.ones(len(ordered), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new]
