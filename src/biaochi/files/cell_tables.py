"""Tables of cells: what a CSV file and a worksheet have in common once they are rows of Python objects.

The headers stand in the first row; rows without any cell are passed over but keep their numbers.

Worked example: rows ``["编号","主体"], ["1","甲"], ["",""], ["2","乙"]`` give two columns of two cells, in rows
2 and 4.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from biaochi.files.cells import Cell, is_empty, read_day, read_text
from biaochi.files.columns import CellColumn
from biaochi.files.faults import Faults, refuse
from biaochi.files.headers import TableHeaders, plain_header
from biaochi.scoring.findings import BadRows, Place, error

TITLE_ROWS_MAX = 10


@dataclass(frozen=True)
class CellTable:
    """Headers as written (row 1), and one column under each."""

    headers: list[str]
    columns: Mapping[int, CellColumn]
    rows: int


def build_cell_table(
    rows: Sequence[Sequence[Cell]],
    headers: TableHeaders,
    place: Callable[[int, str, int], Place],
    file: str,
    day: Callable[[Cell], int] = read_day,
) -> CellTable:
    """Cut rows, the headers first, all equally long, into columns. ``place`` takes a row, a header, a column index.

    Raises ``BadRows`` if there are no headers in the first row, or none over a column with cells.
    """
    full = [number for number, row in enumerate(rows, start=1) if has_cell(row)]
    if not full:
        raise _empty(file, headers)
    if (number := find_header_row(rows, headers)) > 1:
        raise _headers_late(file, number)
    names = [read_text(cell).strip() for cell in rows[0]]
    numbers = full[1:]
    filled = [rows[number - 1] for number in numbers]
    cells = [[row[index] for row in filled] for index in range(len(names))]
    _refuse_nameless(names, cells, numbers, place, file)

    def column(index: int) -> CellColumn:
        return CellColumn(cells[index], lambda row: place(numbers[row], names[index], index), day)

    return CellTable(names, {index: column(index) for index in range(len(names))}, len(numbers))


def has_cell(row: Sequence[Cell]) -> bool:
    return not all(map(is_empty, row))


def find_header_row(rows: Sequence[Sequence[Cell]], headers: TableHeaders) -> int:
    """The number of the first row that has all required headers; if none of the first has, of the first with cells."""
    known = headers.known()
    full = (number for number, row in enumerate(rows, start=1) if has_cell(row))
    first = list(itertools.islice(full, TITLE_ROWS_MAX))
    for number in first:
        found = {known.get(plain_header(read_text(cell))) for cell in rows[number - 1] if not is_empty(cell)}
        if found.issuperset(headers.required):
            return number
    return first[0] if first else 1


def _refuse_nameless(
    names: list[str],
    cells: Sequence[Sequence[Cell]],
    numbers: list[int],
    place: Callable[[int, str, int], Place],
    file: str,
) -> None:
    faults = Faults(file)
    for index, name in enumerate(names):
        filled = None if name else next((row for row, cell in enumerate(cells[index]) if not is_empty(cell)), None)
        if filled is not None:
            faults.add(
                error(
                    "header-blank",
                    place(1, name, index),
                    f"第 {index + 1} 列没有标题，但第 {numbers[filled]} 行有内容",
                    f"column {index + 1} has no header, but row {numbers[filled]} has a cell in it",
                    do_zh="写上标题，或删去该列",
                    do_en="give it a header or delete the column",
                )
            )
    faults.raise_if_any()


def _headers_late(file: str, number: int) -> BadRows:
    return refuse(
        Place(file, number),
        "header-not-first",
        f"标题在第 {number} 行，应在第一行",
        f"the headers stand in row {number}, not in the first",
        do_zh=f"删去前面 {number - 1} 行（表名、空行）",
        do_en=f"delete the {number - 1} rows before them (titles, blank rows)",
    )


def _empty(file: str, headers: TableHeaders) -> BadRows:
    return refuse(
        file,
        "file-empty",
        "文件是空的",
        "the file is empty",
        do_zh=f"第一行写标题，例如：{'、'.join(names[0] for names in headers.headers.values())}",
        do_en=f"put the headers into the first row, for example: {', '.join(headers.headers)}",
    )
