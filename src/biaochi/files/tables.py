"""Tables: a file of any of the three formats as named columns, its headers matched.

Worked example: ``open_table(Path("名册.csv"), ROSTER).ids("id", faults)`` gives the column under ``编号``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.columns import Column
from biaochi.files.faults import Faults, refuse
from biaochi.files.headers import MatchedHeaders, TableHeaders, match_headers
from biaochi.scoring.columns import NO_AMOUNT, NO_DAY, Amounts, Ids, Int32s, Int64s, Words
from biaochi.scoring.findings import BadRows, Finding, Place, Severity, Text

PARQUET = (".parquet", ".pq")
CSV = (".csv", ".tsv", ".txt")
EXCEL = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Table:
    """The columns of one file. A column that the file does not have reads as all empty."""

    file: str
    rows: int
    headers: TableHeaders
    matched: MatchedHeaders
    columns: Mapping[int, Column]

    def find(self, name: str) -> Column | None:
        index = self.matched.columns.get(name)
        return None if index is None else self.columns[index]

    def place(self, name: str, row: int) -> Place:
        """The cell of that column and row; the row alone where the file has no such column."""
        column = self.find(name)
        if column is not None:
            return column.place(row)
        beside = next(iter(self.columns.values()), None)
        return Place(self.file, row + 1 if beside is None else beside.place(row).line)

    def ids(self, name: str, faults: Faults, *, as_text: bool = False) -> Ids:
        column = self.find(name)
        if column is None:
            return np.full(self.rows, -1, dtype=np.int64)
        return column.ids(faults, required=name in self.headers.required, as_text=as_text)

    def words(self, name: str, faults: Faults, **options: Any) -> Words:
        column = self.find(name)
        if column is None:
            return Words(np.full(self.rows, -1, dtype=np.int32), ())
        return column.words(faults, required=name in self.headers.required, **options)

    def days(self, name: str, faults: Faults, *, empty: int = int(NO_DAY)) -> Int32s:
        column = self.find(name)
        if column is None:
            return np.full(self.rows, empty, dtype=np.int32)
        return column.days(faults, required=name in self.headers.required, empty=empty)

    def points(self, name: str, faults: Faults) -> Int64s:
        column = self.find(name)
        return np.full(self.rows, NO_AMOUNT, dtype=np.int64) if column is None else column.points(faults)

    def wholes(self, name: str, faults: Faults, *, empty: int) -> Int32s:
        column = self.find(name)
        return np.full(self.rows, empty, dtype=np.int32) if column is None else column.wholes(faults, empty=empty)

    def texts(self, name: str, faults: Faults, **options: Any) -> NDArray[Any]:
        column = self.find(name)
        if column is None:
            return np.full(self.rows, "", dtype=object)
        return column.texts(faults, **options)

    def attributes(self, faults: Faults) -> dict[str, Amounts | Words | Int32s]:
        return {name: self.columns[index].attribute(faults) for name, index in self.matched.attributes.items()}


def open_table(path: Path, headers: TableHeaders, warnings: list[Finding] | None = None) -> Table:
    """Read a file into columns. Raises ``BadRows`` if it cannot be opened or its headers are not the table's."""
    table = _open(path, headers)
    if not table.rows and not headers.may_be_empty:
        raise BadRows([without_rows(str(path), headers)])
    if warnings is not None:
        warnings.extend(table.matched.warnings)
        if not table.rows:
            warnings.append(without_rows(str(path), headers))
    return table


def _open(path: Path, headers: TableHeaders) -> Table:
    check_exists(path)
    if path.suffix.lower() in PARQUET:
        from biaochi.files.parquet import read_parquet_columns

        columns, matched, rows = read_parquet_columns(path, headers)
        return Table(str(path), rows, headers, matched, columns)
    if path.suffix.lower() in CSV:
        from biaochi.files.csv_reader import read_csv

        cells = read_csv(path, headers)
    elif path.suffix.lower() in EXCEL:
        from biaochi.files.excel_reader import read_excel

        cells = read_excel(path, headers)
    else:
        raise refuse(
            str(path),
            "file-format-unknown",
            f"不认识的文件格式「{path.suffix}」",
            f'unknown file format "{path.suffix}"',
            do_zh="另存为 .xlsx、.csv 或 .parquet",
            do_en="save it as .xlsx, .csv or .parquet",
        )
    matched = match_headers(headers, cells.headers, str(path))
    return Table(str(path), cells.rows, headers, matched, cells.columns)


def without_rows(file: str, headers: TableHeaders) -> Finding:
    """A file of headers alone: an error for a roster, elsewhere a warning, since a quarter may pass without facts."""
    return Finding(
        "file-without-rows",
        Severity.WARNING if headers.may_be_empty else Severity.ERROR,
        Place(file),
        Text(f"{headers.chinese}只有标题，没有数据行", f"{headers.name} has headers but no rows"),
        remedy=Text("若不应为空，重新导出", "export it again if it should not be empty"),
    )


def check_exists(path: Path) -> None:
    if not path.is_file():
        raise refuse(
            str(path),
            "file-absent",
            "没有这个文件",
            "there is no such file",
            do_zh="核对路径和文件名",
            do_en="check the path and the file name",
        )
