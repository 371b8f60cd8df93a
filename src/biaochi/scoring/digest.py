"""An order-free digest of rows: the same for the same facts in any order, splitting or file format.

Each row is hashed to 64 bits (a multilinear hash of its columns, then a finaliser); the digest is two sums over all rows. It recognises
the same input; it is no signature: whoever can write the rows can forge it. Seals use SHA-256 over files.

Worked example: the rows (1, 甲, 出席) and (2, 乙, 出席) give the same 128 bits in either order, and others if 甲 becomes 丙.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import MILLIONTHS, Amounts, Ids, Words
from biaochi.scoring.facts import FactRows

Hashes = NDArray[np.uint64]
BLOCK = 1 << 15
ODD = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB,
     0x8EBC6AF09C88C6E3, 0x589965CC75374CC3, 0x1D8E4E27C47D124F, 0xEB44ACCAB455D165, 0x2127599BF4325C37, 0x880355F21E6D1965,
     0xD2B74407B1CE6E93, 0x94D049BB133111EB],
    dtype=np.uint64,
)  # fmt: skip


def text_hash(text: str) -> int:
    """64 bits of BLAKE2b of the UTF-8 text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _of_texts(texts: Sequence[str]) -> Hashes:
    return np.array([text_hash(t) for t in texts], dtype=np.uint64)


def column_hashes(column: Any, rows: slice) -> Hashes | None:
    """(n,) 64 bits a cell; numbers, days and texts hash by value, whatever their column's type. None: contributes nothing."""
    if column is None:
        return None
    if isinstance(column, Words):
        table = np.append(_of_texts(column.vocabulary), np.uint64(0))
        return table[column.codes[rows]]
    if isinstance(column, Amounts):
        values = column.values[rows]
        if column.scale == 1:
            return values.astype(np.uint64) * np.uint64(MILLIONTHS) + np.uint64(1)
        return np.where(values == np.iinfo(np.int64).min, np.int64(-1), values).astype(np.uint64) + np.uint64(1)
    ids: Ids = column[rows]
    if ids.dtype == object:
        return np.fromiter((_id_hash(x) for x in ids), np.uint64, len(ids))
    if ids.dtype == np.int32:
        return np.where(ids == np.iinfo(np.int32).min, -1, ids).astype(np.uint64) + np.uint64(1)
    return ids.astype(np.uint64) + np.uint64(1)


def _id_hash(text: str) -> int:
    """An integer written as text hashes like the integer."""
    if text == "":
        return 0
    if len(text) <= 18 and text.isdigit() and (text == "0" or text[0] != "0"):
        return int(text) + 1
    return text_hash(text)


COLUMNS = (
    "id", "subject", "kind", "date", "until", "recorded", "quantity", "mark", "level", "matter", "role", "rater", "by", "reverses",
)  # fmt: skip


class Digest:
    """Adds up rows; two sums modulo 2^64."""

    def __init__(self) -> None:
        self.first, self.second, self.rows = 0, 0, 0

    def add(self, other: Digest) -> None:
        self.first = (self.first + other.first) % 2**64
        self.second = (self.second + other.second) % 2**64
        self.rows += other.rows

    def add_facts(self, facts: FactRows) -> None:
        """All rows of these facts; recorded equal to the date counts as not given."""
        n = len(facts)
        vocabularies = {c: getattr(facts, c) for c in COLUMNS if isinstance(getattr(facts, c), Words)}
        tables = {c: np.append(_of_texts(w.vocabulary), np.uint64(0)) for c, w in vocabularies.items()}
        for start in range(0, n, BLOCK):
            rows = slice(start, min(start + BLOCK, n))
            mixed = np.zeros(rows.stop - start, np.uint64)
            for number, name in enumerate(COLUMNS):
                if name in tables:
                    cells: Hashes | None = tables[name][vocabularies[name].codes[rows]]
                else:
                    cells = column_hashes(getattr(facts, name), rows)
                if cells is None:
                    continue
                if name in ("recorded", "until", "mark", "reverses", "quantity"):
                    cells = _without_defaults(facts, name, cells, rows)
                mixed += cells * ODD[number]
            self._finish(mixed)
        self.rows += n

    def _finish(self, mixed: Hashes) -> None:
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
        self.first = (self.first + int(mixed.sum())) % 2**64
        mixed *= ODD[13]
        mixed ^= mixed >> np.uint64(32)
        self.second = (self.second + int(mixed.sum())) % 2**64

    def text(self) -> str:
        """32 hexadecimal digits."""
        return f"{self.first:016x}{self.second:016x}"


def _without_defaults(facts: FactRows, name: str, cells: Hashes, rows: slice) -> Hashes:
    """An empty cell adds nothing, so that an absent column and an empty one are the same."""
    column = getattr(facts, name)
    if isinstance(column, Amounts):
        if column.scale == 1:
            return cells
        return np.where(column.values[rows] == np.iinfo(np.int64).min, np.uint64(0), cells)
    values = column[rows]
    if values.dtype == object:
        return cells
    empty = values == (np.iinfo(np.int32).min if values.dtype == np.int32 else -1)
    if name == "recorded":
        empty |= values == facts.date[rows]
    return np.where(empty, np.uint64(0), cells)
