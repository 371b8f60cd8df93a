"""Checks of rows among themselves: none runs backwards, rows of one thing do not overlap, no row comes twice.

Worked example: 甲 in 一支部 until 2025-07-01 and in 二支部 from 2025-06-15 stands in two organisations for 16
days: a finding on the second row that names the first.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np

from biaochi.files.cells import EPOCH
from biaochi.files.faults import Faults, warning
from biaochi.files.tables import Table
from biaochi.scoring.columns import Ids, Int32s, Int64s, Words
from biaochi.scoring.findings import Finding, error
from biaochi.scoring.roster import NEVER


def refuse_backwards(table: Table, start: Int32s, end: Int32s, faults: Faults) -> None:
    """Each row whose ``to`` is not after its ``from``."""
    for row in faults.admit(np.flatnonzero(end <= start)):
        place = table.place("to", int(row))
        faults.add(
            error(
                "row-backwards",
                place,
                f"第 {place.line} 行的「至」（{day_text(end[row])}）不晚于「自」（{day_text(start[row])}）",
                f'row {place.line}: "to" ({day_text(end[row])}) is not after "from" ({day_text(start[row])})',
                do_zh="「至」填最后一天的次日；没有结束就留空",
                do_en='"to" is the day after the last; leave it empty if there is none',
            )
        )


def refuse_overlaps(table: Table, what: Sequence[Ids | Words], start: Int32s, end: Int32s, faults: Faults) -> None:
    """Each row that begins before an earlier row of the same thing has ended. ``what``: the columns that name it."""
    thing = code_of_rows(what)
    order = np.lexsort((start, thing))
    thing, begins, ends = thing[order], start[order].astype(np.int64), end[order].astype(np.int64)
    # the latest end so far inside each thing: things are set 2^33 apart, days lie within 2^31
    base = thing * np.int64(2**33)
    latest = np.maximum.accumulate(base + ends)
    is_later = np.zeros(len(thing), dtype=np.bool_)
    is_later[1:] = latest[:-1] > (base + begins)[1:]
    for at in faults.admit(np.flatnonzero(is_later)):
        earlier = int(np.flatnonzero((base + ends)[:at] == latest[at - 1])[0])
        until = int(min(ends[earlier], ends[at]))
        faults.add(_overlap(table, int(order[earlier]), int(order[at]), int(begins[at]), until))


def refuse_repeated(table: Table, what: Sequence[Ids | Words], name: str, faults: Faults) -> None:
    """Each row that is in ``what`` as an earlier one; the place is its cell in column ``name``."""
    code = code_of_rows(what)
    first = np.full(len(code) + 1, -1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    for row in faults.admit(np.flatnonzero(first[code] != np.arange(len(code)))):
        place, other = table.place(name, int(row)), table.place(name, int(first[code[row]]))
        faults.add(
            error(
                "row-twice",
                place,
                f"第 {place.line} 行与第 {other.line} 行重复",
                f"row {place.line} repeats row {other.line}",
                do_zh="只留一行；若是两件事，各用一个编号",
                do_en="keep one of them; if they are two things, give each its own id",
            )
        )


def warn_of_look_alikes(table: Table, name: str, ids: Ids, warnings: list[Finding]) -> None:
    """Identifiers that look the same and are not: they differ only in how their characters are composed (NFC)."""
    if ids.dtype != object:
        return
    first: dict[str, tuple[str, int]] = {}
    for row, text in enumerate(ids):
        if text.isascii():
            continue
        other, at = first.setdefault(unicodedata.normalize("NFC", text), (text, row))
        if other != text:
            place = table.place(name, row)
            warnings.append(
                warning(
                    "ids-look-alike",
                    place,
                    f"「{text}」与第 {table.place(name, at).line} 行的编号看上去相同，字符编码却不同",
                    f'"{text}" looks like the identifier of row {table.place(name, at).line} but is written otherwise',
                    do_zh="若是同一个编号，统一写法",
                    do_en="if they are the same, write both the same way",
                )
            )


def code_of_rows(columns: Sequence[Ids | Words]) -> Int64s:
    """(n,) int64 from 0 up to below the number of rows: equal where all the columns are equal."""
    found = np.zeros(len(columns[0]), dtype=np.int64)
    for other in (_code(column) for column in columns):
        found = np.unique(found * np.int64(int(other.max(initial=0)) + 1) + other, return_inverse=True)[1].astype(
            np.int64
        )
    return found


def _code(column: Ids | Words) -> Int64s:
    if isinstance(column, Words):
        return column.codes.astype(np.int64) + 1
    if column.dtype == object:
        table: dict[Any, int] = {}
        return np.fromiter((table.setdefault(text, len(table)) for text in column), dtype=np.int64, count=len(column))
    return np.unique(column, return_inverse=True)[1].astype(np.int64)


def _overlap(table: Table, earlier: int, later: int, begins: int, until: int) -> Finding:
    first, place = table.place("from", earlier), table.place("from", later)
    return error(
        "rows-overlap",
        place,
        f"第 {place.line} 行与第 {first.line} 行的起止日期重叠（{day_text(begins)} 至 {day_text(until)} 前）",
        f"row {place.line} overlaps row {first.line} (from {day_text(begins)} until before {day_text(until)})",
        do_zh="前一行的「至」填后一行的「自」那一天",
        do_en='let the "to" of the earlier row be the "from" of the later one',
    )


def day_text(day: int | np.int32) -> str:
    """A day as 2025-03-02; … for a row without beginning or end."""
    number = int(day) + EPOCH
    if number < 1 or int(day) >= int(NEVER):
        return "…"
    return dt.date.fromordinal(number).isoformat()
