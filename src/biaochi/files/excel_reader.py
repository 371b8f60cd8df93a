"""Excel in."""

from __future__ import annotations

from pathlib import Path

from biaochi.files.csv_reader import CellTable
from biaochi.files.faults import refuse
from biaochi.files.headers import TableHeaders


def read_excel(path: Path, headers: TableHeaders) -> CellTable:
    raise refuse(str(path), "file-format-unknown", "暂不读取 Excel 文件", "Excel files are not read yet")
