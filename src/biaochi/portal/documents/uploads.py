"""An uploaded table, opened through the gates of the file contract: any workbook or CSV with a row of headers somewhere near its top.

Titles above the headers are passed over; headers of two or three rows with merged cells become one (组织关系/所在党支部). Cells are read
for what their column means when the columns are known; whatever is wrong is a fault at its cell, all of them at once.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from biaochi.files.cells import Cell, half_width, is_empty, read_day, read_excel_day, read_id, read_text, read_word
from biaochi.files.csv_reader import CELL_CHARACTERS_MAX, decode
from biaochi.files.excel_reader import column_letters, member_of
from biaochi.files.faults import BadCell
from biaochi.files.zip_gate import SheetCells, pass_gate
from biaochi.portal.audit.refusals import Refused
from biaochi.scoring.findings import BadRows, Finding

BYTES_MAX = 40_000_000
ROWS_MAX = 300_000
COLUMNS_MAX = 300
TITLE_ROWS_MAX = 12
HEADER_ROWS_MAX = 3
FAULTS_MAX = 1_000
SEPARATORS = str.maketrans("；、,，", ";;;;")
ID_MAX, TEXT_MAX = 60, 120


class UploadRefused(Refused):
    """The file was not read; the text says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """``cell`` is an address such as C7, or 第 7 行."""

    cell: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """Headers, and rows of raw cells with their numbers in the file. ``faults``: cells that hold no value though they seem to."""

    headers: tuple[str, ...]
    header_line: int
    rows: Sequence[tuple[int, Sequence[Cell]]]
    is_excel: bool
    faults: tuple[Fault, ...] = ()

    def sample(self, place: int, most: int = 3) -> list[str]:
        """The first different texts of a column."""
        found: dict[str, None] = {}
        for _line, cells in self.rows[:200]:
            if place < len(cells) and not is_empty(cells[place]):
                found[read_text(cells[place])[:30]] = None
            if len(found) == most:
                break
        return list(found)


@dataclass
class Read:
    """Rows as values of named columns: texts, days or None, attributes under ``attributes``; ``line`` is the row of the file."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def add(self, fault: Fault) -> None:
        self.fault_count += 1
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(fault)


def read_sheet(name: str, content: bytes, count_known: Callable[[Sequence[str]], int]) -> Sheet:
    """Open ``content`` by the ending of ``name``. ``count_known`` says how many cells of a row are headers. Raises ``UploadRefused``."""
    ending = Path(name).suffix.lower()
    if len(content) > BYTES_MAX:
        raise UploadRefused(_("文件超过 %(most)d MB，没有读取。请按单位分成几个文件上传。") % {"most": BYTES_MAX // 1_000_000})
    try:
        if ending in (".csv", ".txt", ".tsv"):
            rows, merged, faults, is_excel = cut_csv(content, name), [], (), False
        elif ending in (".xlsx", ".xlsm"):
            rows, merged, faults = open_workbook(content, count_known)
            is_excel = True
        else:
            raise UploadRefused(_("只接受 .xlsx 和 .csv 文件。请在 Excel 或 WPS 里另存为其中一种。"))
    except BadRows as bad:
        raise UploadRefused(told(bad.findings)) from bad
    return headed(rows, merged, faults, is_excel, count_known)


def told(findings: Sequence[Finding]) -> str:
    """The first findings of a file that could not be opened, in the interface's language, without its temporary name."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    lines = []
    for finding in findings[:5]:
        where = finding.place.cell or (_("第 %(line)d 行") % {"line": finding.place.line} if finding.place.line else "")
        remedy = finding.remedy.in_language(language) if finding.remedy else ""
        lines.append("：".join(filter(None, (str(where), finding.what.in_language(language)))) + (f"。{remedy}" if remedy else ""))
    return "；".join(lines)


def cut_csv(content: bytes, name: str) -> list[Sequence[Cell]]:
    text = decode(content, name)
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ";" if first.count(";") > first.count(",") else ","
    try:
        rows: list[Sequence[Cell]] = [
            tuple(map(unguarded, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as broken:
        raise UploadRefused(_("引号没有配对，无法分出单元格。请在 Excel 里另存为 CSV UTF-8 后重新上传。")) from broken
    return rows


def unguarded(cell: str) -> str:
    """The text that our own export protected from being taken for a formula by one apostrophe."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r\n＝＋－＠'" else cell


def open_workbook(content: bytes, count_known: Callable[[Sequence[str]], int]) -> tuple[list[Sequence[Cell]], list[Any], tuple[Fault, ...]]:
    """The visible worksheet with the most known headers near its top."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        members = pass_gate(Path(file.name))
        try:
            with CalamineWorkbook.from_path(file.name) as book:
                names = [
                    one.name
                    for one in book.sheets_metadata
                    if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
                ]
                sheets = [(name, book.get_sheet_by_name(name)) for name in names]
                filled = [(name, sheet) for name, sheet in sheets if sheet.height]
                if not filled:
                    raise UploadRefused(_("工作簿里没有内容。请确认导出成功后重新上传。"))
                best, rows, merged, most = "", [], [], -1
                for name, sheet in filled:
                    found: list[Sequence[Cell]] = sheet.to_python(skip_empty_area=False)
                    score = max((count_known(texts(row)) for row in found[:TITLE_ROWS_MAX]), default=0)
                    if score > most:
                        best, rows, merged, most = name, found, sheet.merged_cell_ranges or [], score
        except (CalamineError, OSError, ValueError) as broken:
            raise UploadRefused(_("这不是完好的工作簿。请在 Excel 或 WPS 里打开，另存为 .xlsx 后重新上传。")) from broken
        cells = members.get(member_of(Path(file.name), best), SheetCells())
    return rows, merged, valueless(cells)


def valueless(cells: SheetCells) -> tuple[Fault, ...]:
    """Cells that would read as empty though they are not: error values, formulas whose result was never stored."""
    errors = [Fault(at, _("这一格是错误值（如 #N/A）。请改正公式，或填入数值。")) for at in cells.errors]
    uncomputed = [Fault(at, _("这一格的公式没有存下计算结果。请在 Excel 里打开并保存一次，或粘贴为数值。")) for at in cells.uncomputed]
    return (*errors, *uncomputed)


def texts(row: Sequence[Cell]) -> list[str]:
    return [read_text(cell).strip() for cell in row]


def headed(
    rows: Sequence[Sequence[Cell]],
    merged: Sequence[Any],
    faults: tuple[Fault, ...],
    is_excel: bool,
    count_known: Callable[[Sequence[str]], int],
) -> Sheet:
    """Find the headers and what lies under them."""
    full = [index for index, row in enumerate(rows[: TITLE_ROWS_MAX * 4]) if not all(map(is_empty, row))][:TITLE_ROWS_MAX]
    if not full:
        raise UploadRefused(_("文件是空的。请确认导出成功后重新上传。"))
    best = max(full, key=lambda index: (count_known(texts(rows[index])), -index))
    first, last = header_block(best, merged)
    headers = joined_headers(rows, first, last, merged)
    if len(headers) > COLUMNS_MAX:
        raise UploadRefused(_("表格有 %(count)d 列，过多。请只保留需要的列。") % {"count": len(headers)})
    under = [(index + 1, rows[index]) for index in range(last + 1, len(rows)) if not all(map(is_empty, rows[index]))]
    if len(under) > ROWS_MAX:
        raise UploadRefused(
            _("表格有 %(count)d 行，一次最多 %(most)d 行。请按单位分成几个文件上传。") % {"count": len(under), "most": ROWS_MAX}
        )
    if not under:
        raise UploadRefused(_("只有标题，没有数据行。请确认导出成功后重新上传。"))
    spread = [((top, left), (bottom, right)) for (top, left), (bottom, right) in merged if bottom > last and (top, left) != (bottom, right)]
    more = tuple(
        Fault(
            f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}",
            _("合并单元格，除第一格外都会读成空。请取消合并，每格都填上内容。"),
        )
        for (top, left), (bottom, right) in spread
    )
    return Sheet(tuple(headers), last + 1, under, is_excel, faults + more)


def header_block(best: int, merged: Sequence[Any]) -> tuple[int, int]:
    """First and last row of the headers: rows that merged cells tie to the row with the known headers."""
    first = last = best
    for (top, _left), (bottom, _right) in merged:
        if top <= best <= bottom and bottom - top < HEADER_ROWS_MAX:
            first, last = min(first, top), max(last, bottom)
    return first, last


def joined_headers(rows: Sequence[Sequence[Cell]], first: int, last: int, merged: Sequence[Any]) -> list[str]:
    """One text a column: the different texts from its top header to its lowest, with merged cells spread out."""
    width = max(len(row) for row in rows[first : last + 1])
    block = [(texts(rows[index]) + [""] * width)[:width] for index in range(first, last + 1)]
    for (top, left), (bottom, right) in merged:
        if first <= top <= last:
            text = block[top - first][left] if left < width else ""
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    block[row - first][column] = text
    found = []
    for column in range(width):
        levels = dict.fromkeys("".join(line[column].split()) for line in block)
        found.append("/".join(level for level in levels if level))
    while found and not found[-1]:
        found.pop()
    return found


def take(sheet: Sheet, columns: Mapping[str, tuple[int, str]], attributes: Mapping[str, int]) -> Read:
    """The rows by column: ``columns`` is our column → (place, reader). A row with a fault is not among ``rows``."""
    found = Read()
    for fault in sheet.faults:
        found.add(fault)
    day = read_excel_day if sheet.is_excel else read_day
    readers = {name: (place, READERS[reader](day)) for name, (place, reader) in columns.items()}
    for line, cells in sheet.rows:
        row: dict[str, Any] = {"line": line}
        is_whole = True
        width = len(cells)
        for name, (place, read) in readers.items():
            try:
                row[name] = read(cells[place] if place < width else "")
            except BadCell as bad:
                found.add(Fault(f"{column_letters(place)}{line}", in_language(bad)))
                is_whole = False
        if attributes:
            row["attributes"] = {}
            for name, place in attributes.items():
                text = attribute(cells[place] if place < width else "")
                if text:
                    row["attributes"][name] = text
        if is_whole:
            found.rows.append(row)
    return found


def in_language(bad: BadCell) -> str:
    if (get_language() or "").startswith("en"):
        return f"{bad}. {bad.do_en}".strip(". ") + "."
    return f"{bad.zh}。{bad.do_zh}".rstrip("。") + "。"


def attribute(cell: Cell) -> str:
    return "" if is_empty(cell) else read_text(cell).strip()[:TEXT_MAX]


def short(text: str, most: int) -> str:
    if len(text) > most:
        raise BadCell("cell-too-long", f"「{text[:20]}…」超过 {most} 个字", f'"{text[:20]}…" has more than {most} characters')
    return text


def read_one_id(cell: Cell) -> str:
    return "" if is_empty(cell) else short(read_id(cell), ID_MAX)


def read_name(cell: Cell) -> str:
    if is_empty(cell):
        return ""
    return short(" ".join(read_word(cell).split()), TEXT_MAX)


def read_one_word(cell: Cell) -> str:
    return "" if is_empty(cell) else short(read_word(cell), 20)


def read_words(cell: Cell) -> str:
    if is_empty(cell):
        return ""
    words = (word.strip() for word in read_word(cell).translate(SEPARATORS).split(";"))
    return short(";".join(dict.fromkeys(word for word in words if word)), 200)


def read_telephone(cell: Cell) -> str:
    if is_empty(cell):
        return ""
    return short(half_width(read_id(cell)).replace(" ", ""), 30)


def days(day: Callable[[Cell], int]) -> Callable[[Cell], date | None]:
    epoch = date(1970, 1, 1).toordinal()

    def read(cell: Cell) -> date | None:
        return None if is_empty(cell) else date.fromordinal(epoch + day(cell))

    return read


READERS: Mapping[str, Callable[[Callable[[Cell], int]], Callable[[Cell], Any]]] = {
    "id": lambda day: read_one_id,
    "text": lambda day: read_name,
    "word": lambda day: read_one_word,
    "words": lambda day: read_words,
    "telephone": lambda day: read_telephone,
    "day": days,
}
