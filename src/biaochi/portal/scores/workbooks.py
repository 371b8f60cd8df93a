"""Workbooks of a trial: the template to fill in, the upload with its faults marked, and everything that was settled.

Texts are written as texts: an identity number keeps its eighteen digits, a cell that begins with ``=`` stays what it is.
"""

import io
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import xlsxwriter
from django.utils.translation import gettext as _

from biaochi.files.headers import FACTS
from biaochi.files.templates import write_template
from biaochi.portal.schemes.models import Version
from biaochi.portal.schemes.queries import loaded
from biaochi.portal.scores import faults, folders, results
from biaochi.portal.scores.faults import Fault
from biaochi.portal.scores.models import Trial
from biaochi.portal.scores.rows import cells_of

WHOLE_MAX = 20_000
"""Rows up to which the marked workbook is the whole upload; of a larger one it has the rows with faults, and what they are called."""
SHEET_ROWS_MAX = 1_000_000


def template(version: Version, subjects: Sequence[tuple[str, str, str]]) -> bytes:
    """The sheet 事项 with the lists of the version's catalogue, its hints, and everybody's identifier to look up."""
    with tempfile.TemporaryDirectory(prefix="biaochi-template-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(loaded(version).scheme.facts, path, tables=(FACTS,), subjects=subjects)
        return path.read_bytes()


def marked(trial: Trial, language: str) -> bytes:
    """The upload again as a workbook: a column 问题 at the end of each faulty row, the faulty cell in red with its note."""
    found = [fault for fault in faults.read(folders.folder_of(trial.pk), language) if fault.file == "facts"]
    path = folders.facts_of(trial.pk)
    rows, size = rows_of(path, found) if path is not None else (iter(()), 0)
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in found:
        by_row[fault.row].append(fault)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}) as book:
        sheet = book.add_worksheet(FACTS.chinese)
        bad = book.add_format({"bg_color": "#F9D6D5", "border": 1, "num_format": "@"})
        said = book.add_format({"font_color": "#9C1D24", "text_wrap": True})
        head = book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1})
        last, header = 0, []
        for place, (number, cells) in enumerate(rows):
            last = max(last, len(cells))
            header = header or [str(cell) for cell in cells]
            wrong = {column_of(fault, header, last): fault for fault in by_row[number]}
            for column, cell in enumerate(cells):
                write(sheet, place, column, cell, head if number == 1 else bad if column in wrong else None)
            for column, fault in wrong.items():
                if 0 <= column < len(cells):
                    sheet.write_comment(place, column, text_of(fault))
            if number == 1:
                sheet.write_string(place, len(cells), _("问题（改正后删去本列再传）"), head)
                if size > WHOLE_MAX:
                    sheet.write_string(place, len(cells) + 1, _("原行号"), head)
            elif by_row[number]:
                sheet.write_string(place, last, "\n".join(text_of(fault) for fault in by_row[number]), said)
                if size > WHOLE_MAX:
                    sheet.write_number(place, last + 1, number)
        sheet.set_column(0, max(last - 1, 0), 14)
        sheet.set_column(last, last, 60)
        sheet.freeze_panes(1, 0)
        others = book.add_worksheet(_("全部问题"))
        for column, title in enumerate((_("行"), _("格"), _("问题"), _("怎么改"))):
            others.write_string(0, column, title, head)
        others.set_column(2, 3, 60)
        for place, fault in enumerate(faults.read(folders.folder_of(trial.pk), language), 1):
            others.write_string(place, 0, str(fault.row or ""))
            others.write_string(place, 1, fault.cell)
            others.write_string(place, 2, fault.what)
            others.write_string(place, 3, fault.remedy)
    return buffer.getvalue()


def rows_of(path: Path, found: Sequence[Fault]) -> tuple[Iterator[tuple[int, Sequence[Any]]], int]:
    """(row number from 1, cells) of the upload, of a long one only the header and the faulty rows; and how many rows it has.

    A file that cannot be opened at all has none: its faults say so.
    """
    try:
        sheet = next((fault.cell.partition("!")[0] for fault in found if "!" in fault.cell), "")
        rows = cells_of(path, sheet)
    except Exception:
        return iter(()), 0
    wanted = {1, *(fault.row for fault in found)}
    numbered = ((number, cells) for number, cells in enumerate(rows, 1) if len(rows) <= WHOLE_MAX or number in wanted)
    return numbered, len(rows)


def column_of(fault: Fault, header: Sequence[Any], otherwise: int) -> int:
    """The column of a fault, from 0: by its header or the letters of its address; ``otherwise`` where it names none."""
    if fault.cell in header:
        return header.index(fault.cell)
    letters = re.match(r"([A-Z]{1,3})[0-9]+$", fault.cell.rpartition("!")[2])
    if letters is None:
        return otherwise
    number = 0
    for letter in letters[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def text_of(fault: Fault) -> str:
    return "；".join(part for part in (f"{fault.cell} {fault.what}".strip(), fault.remedy) if part)


def write(sheet: Any, row: int, column: int, cell: Any, style: Any = None) -> None:
    if isinstance(cell, bool) or cell is None:
        sheet.write_string(row, column, "" if cell is None else str(cell), style)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell, style)
    else:
        sheet.write_string(row, column, str(cell), style)


def everything(trial: Trial, stamp: str, shows_ranks: bool) -> bytes:
    """Scorecards with their columns, boards, proposals and group figures, a sheet each; ranks only where they are shown at all."""
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        taken: set[str] = set()
        for table in results.tables(trial):
            sheet = book.add_worksheet(sheet_name(_("积分 %(table)s") % {"table": table.name}, taken))
            write_rows(sheet, bold, scorecard_rows(trial, table, shows_ranks), stamp)
            for board in table.boards if shows_ranks else ():
                sheet = book.add_worksheet(sheet_name(board["name"], taken))
                write_rows(sheet, bold, board_rows(trial, table, board["code"]), stamp)
        sheet = book.add_worksheet(sheet_name(_("结果运用建议"), taken))
        write_rows(sheet, bold, proposal_rows(trial, shows_ranks), stamp)
    return buffer.getvalue()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a workbook takes: without its marks, thirty characters, each once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:26] or "1"
    found = plain
    for number in range(2, 1_000):
        if found.lower() not in taken:
            break
        found = f"{plain} {number}"
    taken.add(found.lower())
    return found


def write_rows(sheet: Any, bold: Any, rows: Iterator[Sequence[Any]], stamp: str) -> None:
    place = -1
    for place, cells in enumerate(islice(rows, SHEET_ROWS_MAX)):
        for column, cell in enumerate(cells):
            if isinstance(cell, (int, Decimal)):
                sheet.write_number(place, column, cell)
            else:
                sheet.write_string(place, column, "" if cell is None else str(cell), bold if not place else None)
    sheet.write_string(place + 2, 0, stamp)


def scorecard_rows(trial: Trial, table: results.Table, is_ranked: bool) -> Iterator[Sequence[Any]]:
    """Who, where, the columns of the portrait, the total, state and grade."""
    grade = table.grades[0]["name"] if table.grades else ""
    named = {value["code"]: value["name"] for value in table.values}
    columns = [code for code in table.portrait if code in named]
    yield [
        _("编号"),
        _("名称"),
        _("所在组织"),
        *(named[code] for code in columns),
        _("总分"),
        _("状态"),
        *([_("积分等次（参考）")] if grade else []),
    ]
    parts = parts_of(trial, table, columns)
    for row in results.board(trial, table, table.boards[0]["code"] if table.boards else "", is_ranked=is_ranked):
        own = parts.get(row.subject, {})
        cells = [row.subject, row.name, row.organisation, *(number(own.get(code, "")) for code in columns), number(row.score)]
        yield [*cells, str(results.STATES.get(row.state, row.state)), *([row.grade] if grade else [])]


def number(points: str) -> Decimal | str:
    """A number that Excel reckons with; what is not known stays empty."""
    return Decimal(points) if points else ""


def parts_of(trial: Trial, table: results.Table, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    path = folders.out_of(trial.pk) / "values.parquet"
    if not path.exists() or not columns:
        return {}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    wanted = (pc.field("table") == table.code) & pc.field("value").isin(list(columns))
    for row in pq.read_table(path, columns=["subject", "value", "points"], filters=wanted).to_pylist():
        found[str(row["subject"])][row["value"]] = results.points_text(row["points"])
    return found


def board_rows(trial: Trial, table: results.Table, board: str) -> Iterator[Sequence[Any]]:
    yield [_("编号"), _("组别"), _("名次"), _("参加排名"), _("名称"), _("所在组织"), _("得分")]
    for row in results.board(trial, table, board):
        if row.rank:
            yield [row.subject, row.group, row.rank, row.of, row.name, row.organisation, number(row.by)]


def proposal_rows(trial: Trial, shows_ranks: bool) -> Iterator[Sequence[Any]]:
    yield [_("编号"), _("名称"), _("建议"), _("对象"), _("金额"), _("依据"), _("由谁决定"), _("计分表")]
    for row in results.proposals(trial, shows_ranks):
        yield [row.subject, row.name, row.outcome, row.target, row.amount, row.evidence, row.decides, row.table_name]
