"""Excel in: one worksheet of an .xlsx workbook as cells, after the gate.

Words: the *sheet* is the one named for the table (事项, facts) or else the only visible one with cells in it. A
formula counts as the value that was stored with it; one that was never computed, an error value and merged
cells are findings, since each would otherwise read as an empty cell.

Worked example: in a workbook from ``write_template`` the sheet 事项 is read as facts and 名册 as roster.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from biaochi.files.cell_tables import CellTable, build_cell_table
from biaochi.files.cells import Cell, is_empty, read_excel_day
from biaochi.files.faults import Faults, refuse
from biaochi.files.headers import TableHeaders, plain_header
from biaochi.files.zip_gate import SheetCells, pass_gate
from biaochi.scoring.findings import BadRows, Place, error


def read_excel(path: Path, headers: TableHeaders) -> CellTable:
    """The cells of the worksheet of this table. Raises ``BadRows``."""
    from python_calamine import CalamineError, CalamineWorkbook

    file = str(path)
    members = pass_gate(path)
    try:
        with CalamineWorkbook.from_path(file) as book:
            sheet, is_one_of_several = _choose_sheet(book, headers, file)
            rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError) as broken:
        raise refuse(
            file,
            "file-broken",
            f"这不是完好的工作簿（{broken}）",
            f"this is not a sound workbook ({broken})",
            do_zh="在 Excel 或 WPS 里打开，另存为 .xlsx",
            do_en="open it in Excel or WPS and save it as .xlsx",
        ) from broken
    prefix = f"{sheet.name}!" if is_one_of_several else ""

    def place(row: int, header: str, column: int) -> Place:
        return Place(file, row, column + 1, f"{prefix}{column_letters(column)}{row}")

    while rows and all(is_empty(cell) for cell in rows[-1]):
        rows.pop()
    table = build_cell_table(rows, headers, place, file, read_excel_day)
    faults = Faults(file)
    _refuse_valueless(members.get(member_of(path, sheet.name), SheetCells()), file, prefix, faults)
    for first, last in merged:
        if first[0] < len(rows) and first != last:
            _refuse_merged(first, last, file, prefix, faults)
    faults.raise_if_any()
    return table


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 25 Z, 26 AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _choose_sheet(book: Any, headers: TableHeaders, file: str) -> tuple[Any, bool]:
    """The worksheet of this table, and whether the workbook has others."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    named = [each for each in sheets if plain_header(each.name) in (headers.name, headers.chinese)]
    if named:
        if named[0].visible != SheetVisibleEnum.Visible:
            raise _hidden(file, named[0].name)
        return book.get_sheet_by_name(named[0].name), len(sheets) > 1
    visible = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    filled = [sheet for sheet in map(book.get_sheet_by_name, visible) if sheet.height]
    if len(filled) == 1 or (not filled and len(visible) == 1):
        return (filled or [book.get_sheet_by_name(visible[0])])[0], len(sheets) > 1
    raise refuse(
        file,
        "sheet-not-named",
        f"工作簿有 {len(filled)} 个有内容的工作表，没有一个叫「{headers.chinese}」",
        f'the workbook has {len(filled)} sheets with cells and none is named "{headers.name}"',
        do_zh=f"把要读的工作表改名为「{headers.chinese}」",
        do_en=f'name the sheet to be read "{headers.name}" or {headers.chinese}',
    )


def member_of(path: Path, sheet_name: str) -> str:
    """The name of the zip member that holds a worksheet; '' if the workbook does not say so in the usual way."""
    from xml.etree import ElementTree

    with ZipFile(path) as archive:
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError):
            return ""
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet_name:
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(link, "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _refuse_valueless(cells: SheetCells, file: str, prefix: str, faults: Faults) -> None:
    """Cells that would read as empty though they are not."""
    for address in cells.errors:
        faults.add(
            error(
                "cell-error-value",
                _place_of(file, prefix, address),
                f"{address} 是错误值（如 #N/A、#DIV/0!）",
                f"{address} is an error value (such as #N/A or #DIV/0!)",
                do_zh="改正公式，或填入数值",
                do_en="mend the formula or type the value",
            )
        )
    for address in cells.uncomputed:
        faults.add(
            error(
                "cell-not-computed",
                _place_of(file, prefix, address),
                f"{address} 的公式没有存下计算结果",
                f"the formula in {address} was stored without its value",
                do_zh="在 Excel 或 WPS 里打开并保存一次，或粘贴为数值",
                do_en="open and save it once in Excel or WPS, or paste it as a value",
            )
        )


def _refuse_merged(first: tuple[int, int], last: tuple[int, int], file: str, prefix: str, faults: Faults) -> None:
    start, end = f"{column_letters(first[1])}{first[0] + 1}", f"{column_letters(last[1])}{last[0] + 1}"
    faults.add(
        error(
            "cells-merged",
            _place_of(file, prefix, start),
            f"{start}:{end} 是合并单元格，除第一格外都会读成空",
            f"{start}:{end} are merged; all but the first would read as empty",
            do_zh="取消合并，每格都填上内容",
            do_en="unmerge them and fill in every cell",
        )
    )


def _place_of(file: str, prefix: str, address: str) -> Place:
    return Place(file, int(re.sub("[^0-9]", "", address)), 0, prefix + address)


def _hidden(file: str, name: str) -> BadRows:
    return refuse(
        file,
        "sheet-hidden",
        f"工作表「{name}」是隐藏的",
        f'the sheet "{name}" is hidden',
        do_zh="取消隐藏，看过内容再读",
        do_en="unhide it and look at it before it is read",
    )
