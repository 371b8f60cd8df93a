"""Attributes (属性): what a roster row or an organisation's row says under a name of the scheme's own, as words, numbers or days.

Words: a person's attribute stands in the roster row of the day, an organisation's in its own row; neither borrows from the other. Whatever
form the column has, a text that reads as a number is one, and likewise a day.

Worked example: 学时 is 12.50 for 甲 and 无 for 乙: as numbers [12.5, unknown], as words ["12.5", "无"].
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.periods import day_number, day_of
from biaochi.scoring.points import Exact

Ints = NDArray[Any]


def _read(directory: Directory, entity: Ints, day: Ints, name: str, found: NDArray[Any], read: Callable[[Any, Ints], Any]) -> NDArray[Any]:
    """``found`` filled where the entity has a row with this attribute."""
    for column, rows in (
        (directory.roster.attributes.get(name), directory.row_on(entity, day)),
        (directory.organisations.attributes.get(name), directory.body_row_on(entity, day)),
    ):
        at = np.flatnonzero(rows != NONE)
        if column is not None and len(at):
            found[at] = read(column, rows[at])
    return found


def attribute_texts(directory: Directory, entity: Ints, day: Ints, name: str) -> NDArray[Any]:
    """(n,) the attribute as a word, '' where there is none; numbers as their plain text."""
    return _read(directory, entity, day, name, np.full(len(entity), "", dtype=object), _texts)


def attribute_numbers(directory: Directory, entity: Ints, day: Ints, name: str) -> Exact:
    """The attribute as a number, unknown where it is none."""
    found = _read(directory, entity, day, name, np.full(len(entity), int(NO_AMOUNT), np.int64), _millionths)
    known = found != int(NO_AMOUNT)
    return Exact(np.where(known, found, 0), MILLIONTHS, None if known.all() else known)


def attribute_days(directory: Directory, entity: Ints, day: Ints, name: str) -> NDArray[np.int64]:
    """(n,) the attribute as a day, NO_DAY where it is none."""
    return _read(directory, entity, day, name, np.full(len(entity), int(NO_DAY), np.int64), _days)


def _texts(column: Any, rows: Ints) -> NDArray[Any]:
    if isinstance(column, Words):
        return column.take(rows).texts()
    if isinstance(column, Amounts):
        values, at = np.unique(column.take(rows).millionths(), return_inverse=True)
        return np.array([_plain(int(value)) for value in values], dtype=object)[at]
    days, at = np.unique(column[rows], return_inverse=True)
    return np.array([day_of(int(day)).isoformat() if day != NO_DAY else "" for day in days], dtype=object)[at]


def _plain(millionths: int) -> str:
    if millionths == int(NO_AMOUNT):
        return ""
    text = format((Decimal(millionths) / MILLIONTHS).normalize(), "f")
    return "0" if text == "-0" else text


def _millionths(column: Any, rows: Ints) -> NDArray[np.int64]:
    if isinstance(column, Amounts):
        return column.take(rows).millionths()
    if isinstance(column, Words):
        return np.array([*map(_number_of, column.vocabulary), int(NO_AMOUNT)], np.int64)[column.codes[rows]]
    return np.full(len(rows), int(NO_AMOUNT), np.int64)


def _number_of(text: str) -> int:
    try:
        units = Decimal(text.strip()) * MILLIONTHS
    except InvalidOperation:
        return int(NO_AMOUNT)
    return int(units) if units.is_finite() and units == int(units) and abs(units) < 2**62 else int(NO_AMOUNT)


def _days(column: Any, rows: Ints) -> NDArray[np.int64]:
    if isinstance(column, Amounts):
        return np.full(len(rows), int(NO_DAY), np.int64)
    if isinstance(column, Words):
        return np.array([*map(_day_of, column.vocabulary), int(NO_DAY)], np.int64)[column.codes[rows]]
    return np.asarray(column[rows], np.int64)


def _day_of(text: str) -> int:
    try:
        return day_number(date.fromisoformat(text)) if len(text) == 10 else int(NO_DAY)
    except ValueError:
        return int(NO_DAY)
