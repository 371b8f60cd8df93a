"""Real files in a temporary folder, and what a reader says of them."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from biaochi.scoring.findings import Finding, Refused

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a CSV file from its text."""

    def write(text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def excel_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: sheet name → rows. Text stays text, dates get a date format."""

    def write(sheets: dict[str, Rows], name: str = "table.xlsx", **options: Any) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, options) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for row, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        if isinstance(cell, str):
                            sheet.write_string(row, column, cell)
                        elif isinstance(cell, dt.date):
                            sheet.write_datetime(row, column, cell, day)
                        elif cell is not None:
                            sheet.write(row, column, cell)
        return path

    return write


@pytest.fixture
def refused() -> Callable[..., list[Finding]]:
    """The findings with which a call is refused; each speaks both languages."""

    def call(read: Callable[..., Any], *arguments: Any, **options: Any) -> list[Finding]:
        with pytest.raises(Refused) as caught:
            read(*arguments, **options)
        findings = list(caught.value.findings)
        assert findings and all(finding.what.zh and finding.what.en for finding in findings)
        return findings

    return call
