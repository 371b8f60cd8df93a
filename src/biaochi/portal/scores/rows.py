"""The cells of an upload as they stand in the file, for whoever shows it again."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from biaochi.files.csv_reader import decode
from biaochi.files.headers import FACTS
from biaochi.files.zip_gate import pass_gate


def cells_of(path: Path, sheet: str = "") -> list[Sequence[Any]]:
    """All rows from the first, of the named sheet, else of 事项, else of the first sheet. Raises what the readers raise."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(decode(path.read_bytes(), str(path)))))
    pass_gate(path)
    with CalamineWorkbook.from_path(str(path)) as book:
        name = next((one for one in (sheet, FACTS.chinese, FACTS.name) if one in book.sheet_names), book.sheet_names[0])
        return list(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
