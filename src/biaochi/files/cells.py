"""Cells: what one cell means as a day, a number, an identifier, a word or a text; exactly that, or a ``BadCell``.

Nothing is repaired by guessing. White space around identifiers and words is cut; full-width digits, signs and
separators count as half-width in numbers and days (not all of NFKC, which would read 5² as 52). Identifiers and
words are not normalised at all.

Worked example: ``12.5`` is 12,500,000 millionths, ``2025年3月2日`` is day 20149, ``1.10101E+17`` is no
identifier.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import Decimal
from typing import Any

from biaochi.files.faults import BadCell

Cell = Any
"""str, int, float, bool, Decimal, date, datetime, time, timedelta, or None for an empty cell."""

EPOCH = dt.date(1970, 1, 1).toordinal()
WHOLE_MAX = 9_000_000_000_000
"""The largest quantity: its millionths, and a sum of some of them, still fit int64."""
FLOAT_WHOLE_MAX = 10**15
"""From here on a double no longer holds every whole number of the digits it shows."""
EXCEL_SURE_FROM = dt.date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was: days before this one are off by one, in some programs."""

_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_DAY = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日|([0-9]{2})([0-9]{2}))"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
)
_SCIENTIFIC = re.compile(r"[0-9]+\.[0-9]+[eE][+-]?[0-9]+|[0-9]+[eE][+-][0-9]+")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def shown(cell: Cell) -> str:
    """The cell as a message quotes it."""
    text = str(cell)
    return text if len(text) <= 40 else text[:37] + "…"


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def half_width(text: str) -> str:
    """Full-width ASCII forms as half-width, outer white space cut."""
    return text.strip() if text.isascii() else text.translate(_HALF_WIDTH).strip()


def read_day(cell: Cell) -> int:
    """Days since 1970-01-01, from 2025-03-02, 2025/3/2, 2025.3.2, 2025年3月2日, 20250302 or a plain date cell."""
    if isinstance(cell, dt.datetime):
        if cell.tzinfo is not None or cell.time() != dt.time():
            raise _has_time(cell)
        return cell.toordinal() - EPOCH
    if isinstance(cell, dt.date):
        return cell.toordinal() - EPOCH
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool | float | Decimal | dt.time | dt.timedelta) or (isinstance(cell, int) and cell < 10**7):
        raise BadCell(
            "cell-not-a-day",
            f"「{shown(cell)}」不是日期",
            f'"{shown(cell)}" is not a day',
            do_zh="在 Excel 里把该列设为日期格式，或写成 2025-03-02",
            do_en="give the column a date format in Excel, or write 2025-03-02",
        )
    found = _DAY.fullmatch(half_width(str(cell)))
    if found is None:
        raise _no_day(cell)
    year, *parts = (int(part) for part in found.group(1, 3, 4, 5, 6, 7, 8) if part)
    try:
        return dt.date(year, *parts).toordinal() - EPOCH
    except ValueError:
        raise BadCell(
            "cell-day-impossible",
            f"没有「{shown(cell)}」这一天",
            f'there is no day "{shown(cell)}"',
            do_zh="核对年、月、日",
            do_en="check year, month and day",
        ) from None


def read_excel_day(cell: Cell) -> int:
    """As ``read_day``; a date cell before 1 March 1900 is refused."""
    if isinstance(cell, dt.date) and (cell.date() if isinstance(cell, dt.datetime) else cell) < EXCEL_SURE_FROM:
        raise BadCell(
            "cell-day-before-1900-03",
            f"1900 年 3 月以前的 Excel 日期不可靠（{shown(cell)}）",
            f"a date cell before March 1900 cannot be trusted ({shown(cell)})",
            do_zh="把该格设为文本，写成 1899-12-31 的样子",
            do_en="format the cell as text and write it like 1899-12-31",
        )
    return read_day(cell)


def read_scaled(cell: Cell, places: int) -> int:
    """A number in units of 10^−``places``, exactly; a double stands for its shortest decimal."""
    text = _plain_number(cell)
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise _no_number(cell)
    sign, whole, fraction = found.group(1), found.group(2).lstrip("0"), (found.group(3) or "").rstrip("0")
    if len(fraction) > places:
        raise BadCell(
            "cell-too-many-decimals",
            f"「{shown(cell)}」的小数多于 {places} 位",
            f'"{shown(cell)}" has more than {places} decimals',
            do_zh=f"至多保留 {places} 位；若是 Excel 算出的尾差，用 ROUND(…, {places})",
            do_en=f"keep at most {places}; for a remainder left by Excel use ROUND(…, {places})",
        )
    if len(whole) > 19 or int(whole or "0") >= WHOLE_MAX * 10 ** (6 - places):
        raise BadCell("cell-too-large", f"数「{shown(cell)}」太大", f'the number "{shown(cell)}" is too large')
    value = int(whole + fraction.ljust(places, "0") or "0")
    return -value if sign == "-" else value


def read_amount(cell: Cell) -> int:
    """Millionths."""
    return read_scaled(cell, 6)


def read_points(cell: Cell) -> int:
    """Units of 1/10,000 point."""
    return read_scaled(cell, 4)


def read_whole(cell: Cell) -> int:
    """A whole number."""
    return read_scaled(cell, 0)


def read_id(cell: Cell) -> str:
    """An identifier as text, cut at both ends. Refuses what a spreadsheet has changed and what nobody can see."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text.isprintable():
            _refuse_unseen(text)
        if _SCIENTIFIC.fullmatch(text):
            raise _id_changed(cell, "变成了科学计数法", "as a number in scientific notation")
        return text
    if isinstance(cell, bool):
        raise _id_changed(cell, "变成了逻辑值", "as a truth value")
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise _id_changed(cell, "变成了日期或时间", "as a date or time")
    if isinstance(cell, float | Decimal):
        if not math.isfinite(cell) or cell != int(cell):
            raise _id_changed(cell, "存成了小数", "as a fraction")
        if isinstance(cell, float) and abs(cell) >= FLOAT_WHOLE_MAX:
            raise _id_changed(cell, "存成了数字，末几位可能已丢失", "as a number whose last digits may be lost")
        return str(int(cell))
    return str(cell)


def read_word(cell: Cell) -> str:
    """A word of a vocabulary (kind, level, status): cut at both ends. Whole numbers as their digits."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text.isprintable():
            _refuse_unseen(text)
        return text
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        raise BadCell(
            "cell-not-a-word",
            f"这里应是文字，却是日期或时间（{shown(cell)}）",
            f"a word was expected, not a date or time ({shown(cell)})",
            do_zh="把该列设为文本后重新录入",
            do_en="format the column as text and type it again",
        )
    return read_text(cell)


def read_text(cell: Cell) -> str:
    """A text as it stands; other cells as they would be typed."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and math.isfinite(cell):
        cell = int(cell) if cell.is_integer() else Decimal(repr(cell))
    if isinstance(cell, Decimal) and cell.is_finite() and abs(cell.adjusted()) < 40:
        return format(cell, "f")
    if isinstance(cell, dt.datetime) and cell.time() == dt.time() and cell.tzinfo is None:
        return cell.date().isoformat()
    return str(cell)


def is_plain_whole(text: str) -> bool:
    """Whether an identifier is a whole number written plainly: no sign, no leading zero, at most 18 digits."""
    return text.isascii() and text.isdigit() and len(text) <= 18 and (text[0] != "0" or text == "0")


def looks_like_number(cell: Cell) -> bool:
    """Whether a cell of an undeclared column is a quantity rather than a code: 007 and 18-digit numbers are not."""
    if isinstance(cell, bool):
        return False
    if not isinstance(cell, str):
        return isinstance(cell, int | float | Decimal) and -WHOLE_MAX < cell < WHOLE_MAX
    found = _NUMBER.fullmatch(half_width(cell))
    if found is None or found.group(1) == "+":
        return False
    whole = found.group(2)
    return len(whole) <= 12 and (whole[0] != "0" or whole == "0")


def looks_like_day(cell: Cell) -> bool:
    """Whether a cell of an undeclared column is a day. Eight digits in a row are not: they may be a code."""
    if isinstance(cell, str):
        return _DAY.fullmatch(half_width(cell)) is not None and not half_width(cell).isdigit()
    return isinstance(cell, dt.date)


def _plain_number(cell: Cell) -> str:
    """The decimal text of a number cell; '' where it has none."""
    if isinstance(cell, str):
        return half_width(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float) and math.isfinite(cell):
        cell = Decimal(repr(cell))
    if isinstance(cell, Decimal) and cell.is_finite() and abs(cell.adjusted()) < 40:
        return format(cell, "f")
    return ""


def _refuse_unseen(text: str) -> None:
    for character in text:
        if unicodedata.category(character) in _UNSEEN:
            name = f"U+{ord(character):04X}"
            raise BadCell(
                "cell-unseen-character",
                f"「{shown(text.replace(character, '�'))}」含有看不见的字符 {name}",
                f'"{shown(text.replace(character, "�"))}" contains a character that cannot be seen, {name}',
                do_zh="删除该字符后重新录入",
                do_en="remove the character and type the cell again",
            )


def _id_changed(cell: Cell, zh: str, en: str) -> BadCell:
    return BadCell(
        "cell-id-changed",
        f"编号「{shown(cell)}」被电子表格{zh}",
        f'the identifier "{shown(cell)}" was stored by the spreadsheet {en}',
        do_zh="先把该列设为文本，再从原处重新录入编号",
        do_en="format the column as text, then enter the identifiers again from their source",
    )


def _has_time(cell: Cell) -> BadCell:
    return BadCell(
        "cell-has-time",
        f"「{shown(cell)}」带有时刻，这里只要日期",
        f'"{shown(cell)}" has a time of day; a plain day is needed',
        do_zh="换成北京时间的日期",
        do_en="turn it into the date in Asia/Shanghai",
    )


def _no_day(cell: Cell) -> BadCell:
    if re.search(r"[0-9]:[0-9]", half_width(str(cell))):
        return _has_time(cell)
    return BadCell(
        "cell-not-a-day",
        f"「{shown(cell)}」不是日期",
        f'"{shown(cell)}" is not a day',
        do_zh="写成 2025-03-02、2025/3/2 或 2025年3月2日",
        do_en="write 2025-03-02, 2025/3/2 or 2025年3月2日",
    )


def _no_number(cell: Cell) -> BadCell:
    return BadCell(
        "cell-not-a-number",
        f"「{shown(cell)}」不是数",
        f'"{shown(cell)}" is not a number',
        do_zh="只写数字和小数点：不要千分号、百分号、单位、科学计数法",
        do_en="write digits and a decimal point only: no thousands separator, percent sign, unit or exponent",
    )
