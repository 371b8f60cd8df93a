"""Tables out: the same content gives the same bytes, in every format, whenever and wherever it is written.

No file carries a time, a host or an order of appearance. Text never becomes a formula: Excel gets it as text
cells, and a CSV cell that a spreadsheet would take for one begins with an apostrophe, which our reader takes
off again.

Worked example: ``write_table(folder, "scorecards", {"subject": ids, "score": Points(units)}, "parquet")``
writes ``scorecards.parquet`` with ``score`` as decimal(18,4).
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from biaochi.files.output_columns import (
    POINT_DIGITS,
    POINT_PLACES,
    Days,
    OutputColumn,
    Points,
    Wholes,
    check_points,
    count_rows,
    in_fixed_order,
    number_texts,
)
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, Amounts, Int64s, Words, ids_as_text

Format = Literal["parquet", "csv", "xlsx"]

ROW_GROUP_ROWS = 500_000
COMPRESSION, COMPRESSION_LEVEL = "zstd", 1
"""Of a million scorecards 5.8 MB in 0.11 s; lz4 10.8 MB in 0.07 s, no compression 32 MB in 0.06 s."""
CREATED = dt.datetime(2000, 1, 1)
"""What every workbook says it was created on."""
EXCEL_ROWS_MAX = 1_048_575
EXCEL_TEXT_MAX = 32_767
EXCEL_SURE_DIGITS = 10**15
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


class TableTooLargeForExcel(ValueError):
    """More rows than a worksheet has, or a text longer than a cell may be."""


def write_table(folder: Path, name: str, columns: Mapping[str, OutputColumn], format: Format) -> Path:
    """Write ``name`` with these columns, all of n rows, into ``folder``; the path of the file.

    Raises ``ColumnsUnequal``, ``PointsTooLargeToWrite``, ``TableTooLargeForExcel``.
    """
    path, rows = folder / f"{name}.{format}", count_rows(columns)
    if format == "parquet":
        _write_parquet(path, columns)
    elif format == "csv":
        _write_csv(path, columns)
    else:
        _write_xlsx(path, name, columns, rows)
    return path


def _write_parquet(path: Path, columns: Mapping[str, OutputColumn]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = [_to_arrow(column) for column in columns.values()]
    coded = [name for name, array in zip(columns, arrays, strict=True) if not _is_number(array.type)]
    pq.write_table(
        pa.Table.from_arrays(arrays, names=list(columns)),
        path,
        row_group_size=ROW_GROUP_ROWS,
        compression=COMPRESSION,
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=coded,
        store_decimal_as_integer=True,
    )


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_date(kind))


def _to_arrow(column: OutputColumn) -> Any:
    import pyarrow as pa

    if isinstance(column, Points):
        return decimals(column.values, check_points(column), POINT_DIGITS, POINT_PLACES)
    if isinstance(column, Amounts):
        if column.scale != MILLIONTHS:
            return numbers(pa.int64(), column.values.astype(np.int64, copy=False))
        return decimals(column.values, column.values != NO_AMOUNT, 19, 6)
    if isinstance(column, Days):
        return numbers(pa.date32(), column.values.astype(np.int32, copy=False), ~column.is_empty())
    if isinstance(column, Wholes):
        values = column.values
        return numbers(pa.from_numpy_dtype(values.dtype), values, None if column.empty is None else values != column.empty)
    if isinstance(column, Words):
        words = in_fixed_order(column)
        codes = numbers(pa.from_numpy_dtype(words.codes.dtype), words.codes, words.codes >= 0)
        return pa.DictionaryArray.from_arrays(codes, texts(words.vocabulary))
    if column.dtype == object:
        return pa.array(column, type=pa.string(), mask=column == "")
    return decimal_digits(column.astype(np.int64, copy=False), column != -1)  # identifiers are texts, whatever they were read as


def numbers(kind: Any, values: NDArray[Any], is_present: NDArray[np.bool_] | None = None) -> Any:
    """An array of this kind over the values themselves. (`pyarrow.array` first reads NumPy's masked arrays, 6 ms.)"""
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [_validity(is_present), pa.py_buffer(np.ascontiguousarray(values))])


def texts(words: tuple[str, ...]) -> Any:
    """A text array of these words. (`pyarrow.array` first looks for pandas, and imports it.)"""
    import pyarrow as pa

    encoded = [word.encode("utf-8") for word in words]
    ends = np.zeros(len(words) + 1, np.int32)
    np.cumsum([len(word) for word in encoded], out=ends[1:])
    return pa.Array.from_buffers(pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))])


def _validity(is_present: NDArray[np.bool_] | None) -> Any:
    import pyarrow as pa

    return None if is_present is None or is_present.all() else pa.py_buffer(np.packbits(is_present, bitorder="little"))


def decimal_digits(values: Int64s, is_present: NDArray[np.bool_]) -> Any:
    """A text array of whole numbers from 0 on, digit by digit for all rows. (Arrow's cast takes 20 ms to import.)"""
    import pyarrow as pa

    rest = np.where(is_present, values, 0)
    most = len(str(int(rest.max(initial=0))))
    rest = rest.astype(np.uint32 if most < 10 else np.uint64)
    digits, width = np.empty((len(rest), most), np.uint8), np.ones(len(rest), np.int32)
    for place in range(1, most):
        width += rest >= 10**place
    width[~is_present] = 0
    ends = np.zeros(len(rest) + 1, np.int64)
    np.cumsum(width, out=ends[1:])
    for place in range(most - 1, -1, -1):
        left = rest // 10
        digits[:, place] = rest - left * 10 + ord("0")
        rest = left
    held = digits[np.arange(most, dtype=np.int32) >= (most - width)[:, None]]
    is_large = int(ends[-1]) > np.iinfo(np.int32).max
    kind, offsets = (pa.large_string(), ends) if is_large else (pa.string(), ends.astype(np.int32))
    return pa.Array.from_buffers(kind, len(values), [_validity(is_present), pa.py_buffer(offsets), pa.py_buffer(held)])


def decimals(values: Int64s, is_present: NDArray[np.bool_], digits: int, places: int) -> Any:
    """A decimal128 array of values / 10^places: its 16-byte numbers are the value and its sign, side by side."""
    import pyarrow as pa

    halves = np.empty((len(values), 2), dtype="<i8")
    halves[:, 0] = np.where(is_present, values, 0)
    halves[:, 1] = halves[:, 0] >> 63
    return pa.Array.from_buffers(pa.decimal128(digits, places), len(values), [_validity(is_present), pa.py_buffer(halves)])


def _write_csv(path: Path, columns: Mapping[str, OutputColumn]) -> None:
    """UTF-8 with a byte-order mark, so that Excel and WPS show Chinese; lines end as RFC 4180 has it."""
    texts = [_csv_texts(column) for column in columns.values()]
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\r\n")
        writer.writerow([guard_formula(name) for name in columns])
        writer.writerows(zip(*texts, strict=True))


def _csv_texts(column: OutputColumn) -> NDArray[Any]:
    if isinstance(column, Points | Days | Wholes | Amounts):
        return number_texts(column)
    if isinstance(column, Words):
        return Words(column.codes, tuple(guard_formula(word) for word in column.vocabulary)).texts()
    guarded = np.empty(len(column), dtype=object)
    guarded[:] = [guard_formula(text) for text in _id_texts(column)]
    return guarded


def guard_formula(text: str) -> str:
    """A text that a spreadsheet would take for a formula, or for one guarded already, with an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _id_texts(ids: NDArray[Any]) -> NDArray[Any]:
    if ids.dtype == object:
        return ids
    texts = ids_as_text(ids).copy()
    texts[ids == -1] = ""
    return texts


def _write_xlsx(path: Path, name: str, columns: Mapping[str, OutputColumn], rows: int) -> None:
    import xlsxwriter

    if rows > EXCEL_ROWS_MAX:
        raise TableTooLargeForExcel(f"{name} has {rows:,} rows, a worksheet {EXCEL_ROWS_MAX:,}: write CSV or Parquet")
    cells = [_excel_cells(name, column) for column in columns.values()]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": CREATED})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        for index, header in enumerate(columns):
            sheet.write_string(0, index, header, bold)
        for row in range(rows):
            for index, column in enumerate(cells):
                cell = column[row]
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(row + 1, index, cell)
                elif isinstance(cell, dt.date):
                    sheet.write_datetime(row + 1, index, cell, day)
                else:
                    sheet.write_number(row + 1, index, cell)


def _excel_cells(name: str, column: OutputColumn) -> list[Any]:
    """The cells: text as str, days as date, numbers as int or float where a double holds their digits, else as text."""
    if isinstance(column, Days):
        texts = number_texts(column)
        return [dt.date.fromisoformat(text) if text >= "1900-03-01" else text for text in texts]
    if isinstance(column, Points | Wholes | Amounts):
        texts = number_texts(column)
        is_sure = np.abs(column.values.astype(np.float64)) < EXCEL_SURE_DIGITS
        return [float(text) if text and sure else text for text, sure in zip(texts, is_sure, strict=True)]
    texts = column.texts() if isinstance(column, Words) else _id_texts(column)
    longest = max(map(len, texts), default=0)
    if longest > EXCEL_TEXT_MAX:
        raise TableTooLargeForExcel(
            f"{name} has a text of {longest:,} characters, a cell holds {EXCEL_TEXT_MAX:,}: write CSV or Parquet"
        )
    return list(texts)
