"""Columns of a Parquet file: Arrow's arrays as NumPy's, without a copy where the type says what the cells are.

Whole numbers, date32, decimals and doubles never pass through Python objects; text is read through its
dictionary. Everything else (timestamps with a time zone, single-precision floats, nested types) takes the way
of ``CellColumn``, cell by cell.

Worked example: a ``date32`` column without nulls is its own int32 buffer; ``double`` 0.1 is 100,000 millionths
because 0.1 is the double nearest to 100000/1000000.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.cells import Cell, read_amount, read_points
from biaochi.files.columns import EMPTY_REQUIRED, Column, code_cells, without_empty
from biaochi.files.faults import BadCell, Faults, refuse
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, NO_DAY, Amounts, Ids, Int32s, Int64s, Words
from biaochi.scoring.findings import BadRows, Place

WHOLE_MAX = 9_000_000_000_000
FIRST_DAY = dt.date.min.toordinal() - dt.date(1970, 1, 1).toordinal()
LAST_DAY = dt.date.max.toordinal() - dt.date(1970, 1, 1).toordinal()
SURE_DIGITS = 10**15
"""Up to here two decimals of as many places are never the same double, so the shortest is the only one."""
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


class ArrowColumn(Column):
    """``values`` (a ChunkedArray) from row ``first_row`` (counted from 0) of the file, under ``header``.

    Words of a dictionary that the reader made of plain text come in the order of their rows (``is_in_file_order`` false).
    """

    def __init__(self, values: Any, file: str, header: str, first_row: int = 0, *, is_in_file_order: bool = True) -> None:
        import pyarrow as pa

        self._file, self._header, self._first_row = file, header, first_row
        if pa.types.is_nested(values.type):
            raise self._unusable(f"类型为 {values.type}", f"has the type {values.type}")
        if pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type):
            try:
                values = values.cast(pa.string())
            except pa.ArrowInvalid:
                raise self._not_utf_8() from None
        if pa.types.is_dictionary(values.type) and values.num_chunks > 1:
            values = values.unify_dictionaries()
        self._array = values.chunk(0) if values.num_chunks == 1 else values.combine_chunks()
        self._is_in_file_order = is_in_file_order

    def place(self, row: int) -> Place:
        return Place(self._file, self._first_row + row + 1, 0, self._header)

    def coded(self) -> tuple[Int32s, list[Cell]]:
        import pyarrow as pa

        array, kind = self._array, self._array.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            array = array.dictionary_encode()
        elif not (pa.types.is_dictionary(kind) and is_text(kind.value_type)):
            return code_cells(self._cells())
        try:
            distinct: list[Cell] = array.dictionary.to_pylist()
        except UnicodeDecodeError:
            raise self._not_utf_8() from None
        codes = _numbers(array.indices, -1).astype(np.int32, copy=False)
        if not self._is_in_file_order:
            codes, distinct = in_order_of_rows(codes, distinct)
        return without_empty(codes, distinct)

    def ids(self, faults: Faults, *, required: bool, as_text: bool = False) -> Ids:
        import pyarrow as pa

        if not pa.types.is_integer(self._array.type) or self._array.type == pa.uint64():
            return super().ids(faults, required=required, as_text=as_text)
        self._check_present(faults, required)
        found = _numbers(self._array, -1).astype(np.int64, copy=False)
        if len(found) and int(found.min()) < 0:
            is_negative = (found < 0) & self._is_present()
            bad = BadCell("cell-id-negative", "编号不能是负数", "an identifier cannot be negative")
            faults.add_rows(np.flatnonzero(is_negative), bad, self)
        return found

    def days(self, faults: Faults, *, required: bool = False, empty: int = int(NO_DAY)) -> Int32s:
        import pyarrow as pa

        kind = self._array.type
        if pa.types.is_date32(kind):
            days = _numbers(self._array.view(pa.int32()), empty)
        elif pa.types.is_date64(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
            days = self._days_of_moments(faults, empty)
        else:
            return super().days(faults, required=required, empty=empty)
        self._check_present(faults, required)
        if len(days) and not (int(days.min()) >= FIRST_DAY and int(days.max()) <= LAST_DAY):
            is_far = ((days < FIRST_DAY) | (days > LAST_DAY)) & self._is_present()
            bad = BadCell("cell-day-impossible", "日期不在公元 1 至 9999 年", "a day outside the years 1 to 9999")
            faults.add_rows(np.flatnonzero(is_far), bad, self)
        return days

    def amounts(self, faults: Faults) -> Amounts:
        import pyarrow as pa

        if pa.types.is_integer(self._array.type) and self._array.type != pa.uint64():
            values = _numbers(self._array, 0)
            if values.itemsize == 8 and len(values) and max(int(values.max()), -int(values.min())) > WHOLE_MAX:
                bad = BadCell("cell-too-large", "这个数太大", "this number is too large")
                faults.add_rows(np.flatnonzero((values > WHOLE_MAX) | (values < -WHOLE_MAX)), bad, self)
                return Amounts(np.zeros(len(values), dtype=np.int64), 1)
            if not self._array.null_count:
                return Amounts(values, 1)
            return Amounts(np.where(self._is_present(), values.astype(np.int64) * MILLIONTHS, NO_AMOUNT), MILLIONTHS)
        found = self._fixed(6, faults)
        return super().amounts(faults) if found is None else Amounts(found, MILLIONTHS)

    def points(self, faults: Faults) -> Int64s:
        found = self._fixed(4, faults)
        return super().points(faults) if found is None else found

    def attribute(self, faults: Faults) -> Amounts | Words | Int32s:
        import pyarrow as pa

        kind = self._array.type
        if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
            return self.days(faults)
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self.amounts(faults)
        if pa.types.is_integer(kind) and kind.bit_width <= 32:
            return self.amounts(faults)
        return super().attribute(faults)

    def _cells(self) -> list[Cell]:
        """The cells as Python objects; a single-precision float as its own shortest decimal."""
        import pyarrow as pa

        kind = self._array.type
        if pa.types.is_floating(kind) and kind.bit_width < 64:
            floats = self._array.fill_null(0).to_numpy(zero_copy_only=False)
            shortest = {value: Decimal(str(value)) for value in np.unique(floats)}
            present = self._is_present()
            return [shortest[value] if present[row] else None for row, value in enumerate(floats)]
        cells: list[Cell] = self._array.to_pylist()
        return cells

    def _not_utf_8(self) -> BadRows:
        return self._unusable("含有不是 UTF-8 的文字", "holds text that is not UTF-8")

    def _unusable(self, zh: str, en: str) -> BadRows:
        return refuse(
            Place(self._file, 0, 0, self._header),
            "column-unusable",
            f"列「{self._header}」{zh}",
            f'the column "{self._header}" {en}',
            do_zh="按文字、数或日期重新导出该列",
            do_en="export the column again as text, numbers or days",
        )

    def _is_present(self) -> NDArray[np.bool_]:
        return _present(self._array)

    def _check_present(self, faults: Faults, required: bool) -> None:
        if required and self._array.null_count:
            faults.add_rows(np.flatnonzero(~self._is_present()), EMPTY_REQUIRED, self)

    def _days_of_moments(self, faults: Faults, empty: int) -> Int32s:
        """Days of a naive timestamp column; every time of day but midnight is a fault."""
        import pyarrow as pa

        unit = "ms" if pa.types.is_date64(self._array.type) else self._array.type.unit
        moments = _numbers(self._array.view(pa.int64()), 0)
        days, rest = np.divmod(moments, _PER_DAY[unit])
        bad = BadCell(
            "cell-has-time",
            "带有时刻，这里只要日期",
            "has a time of day; a plain day is needed",
            do_zh="换成北京时间的日期",
            do_en="turn it into the date in Asia/Shanghai",
        )
        faults.add_rows(np.flatnonzero(rest), bad, self)
        clipped = np.clip(days, FIRST_DAY - 1, LAST_DAY + 1).astype(np.int32)
        return clipped if not self._array.null_count else np.where(self._is_present(), clipped, np.int32(empty))

    def _fixed(self, places: int, faults: Faults) -> Int64s | None:
        """The column in units of 10^−places, if its type allows to do so at once."""
        import pyarrow as pa

        kind = self._array.type
        if pa.types.is_float64(kind):
            return self._fixed_from_doubles(places, faults)
        if pa.types.is_decimal128(kind) and 0 <= kind.scale <= places and kind.precision + places - kind.scale <= 18:
            found = int64_of_decimals(self._array) * np.int64(10 ** (places - kind.scale))
            return found if not self._array.null_count else np.where(self._is_present(), found, NO_AMOUNT)
        return None

    def _fixed_from_doubles(self, places: int, faults: Faults) -> Int64s:
        """Doubles by their shortest decimal: n/10^places, where that gives the double back and n is below 10^15."""
        doubles = self._array.fill_null(0.0).to_numpy(zero_copy_only=False)
        unit = float(10**places)
        with np.errstate(invalid="ignore", over="ignore"):
            nearest = np.rint(doubles * unit)
            is_sure = (nearest / unit == doubles) & (np.abs(nearest) < SURE_DIGITS)
        found = np.where(is_sure, nearest, 0.0).astype(np.int64)
        read = read_amount if places == 6 else read_points
        for row in np.flatnonzero(~is_sure):
            if faults.is_full():
                faults.count += 1
                continue
            try:
                found[row] = read(float(doubles[row]))
            except BadCell as bad:
                faults.add(bad.at(self.place(int(row))))
        return found if not self._array.null_count else np.where(self._is_present(), found, NO_AMOUNT)


def in_order_of_rows(codes: Int32s, distinct: list[Cell]) -> tuple[Int32s, list[Cell]]:
    """The same column with its distinct cells in the order of their first rows, and none that no row holds."""
    first = np.full(len(distinct) + 1, len(codes), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    used = np.argsort(first[:-1], kind="stable")[: int((first[:-1] < len(codes)).sum())]
    spread = np.full(len(distinct) + 1, -1, dtype=np.int32)
    spread[used] = np.arange(len(used), dtype=np.int32)
    return spread[codes], [distinct[code] for code in used.tolist()]


def int64_of_decimals(array: Any) -> Int64s:
    """(n,) the unscaled values of a decimal128 array of at most 18 digits: the low halves of its 16-byte numbers."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.zeros(len(array), dtype=np.int64)
    halves = np.frombuffer(buffer, dtype="<i8")[2 * array.offset : 2 * (array.offset + len(array))]
    return np.ascontiguousarray(halves[0::2])


def is_text(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _numbers(array: Any, empty: int) -> NDArray[Any]:
    """A whole-number array as NumPy's, without a copy if no cell is empty. (Arrow's own way would look for pandas, and import it.)"""
    kind = np.dtype(array.type.to_pandas_dtype())
    if not len(array):
        return np.zeros(0, kind)
    held = np.frombuffer(array.buffers()[1], kind, len(array), array.offset * kind.itemsize)
    return np.where(_present(array), held, kind.type(empty)) if array.null_count else held


def _present(array: Any) -> NDArray[np.bool_]:
    """(n,) where a cell holds something, from the array's own bits: Arrow's compute functions take 20 ms to import."""
    bits = array.buffers()[0]
    if bits is None:
        return np.full(len(array), array.null_count == 0)
    first = array.offset // 8
    found = np.unpackbits(np.frombuffer(bits, np.uint8)[first:], bitorder="little", count=array.offset % 8 + len(array))
    return found[array.offset % 8 :].view(np.bool_)
