"""Excel in: a table of criteria as a clerk has it, with titles above the header, merged cells, sums and notes below.

Unlike tables of data, such a table is read for what it says to people: a merged cell stands in every row it spans, an empty cell in a
column of indicators means the one above. What is not read (a column, a sheet) is a warning; a formula counts as its stored value.

Worked example: a sheet with 「党员积分评分表」 in row 1, headers in row 2 and 合计 in the last has its title, its rows and one sum.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from biaochi.files.cells import half_width
from biaochi.files.criteria_headers import HEADERS, PARAMETERS, SUM, is_header_row, plain_name, role_of
from biaochi.files.excel_reader import column_letters
from biaochi.files.faults import refuse, warning
from biaochi.files.zip_gate import SheetCells, pass_gate
from biaochi.scoring.findings import BadRows, Finding, Place, error
from biaochi.scoring.scheme.draft.rows import ParameterRow, Row, Said, Sheet, Workbook

TITLE_ROWS_MAX = 20
SECTION_MAX = 40
"""A single text over the whole width inside the table is a heading if it is no longer than this."""
LISTS = ("standards", "bases", "clauses", "remarks", "enterers")


@dataclass(slots=True)
class Grid:
    """The cells of one worksheet; a merged range has the text and place of its first cell everywhere."""

    name: str
    file: str
    is_one_of_several: bool
    rows: list[list[Said]]
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def place(self, row: int, column: int) -> Place:
        return place_of(self.file, self.name if self.is_one_of_several else "", row, column)


def read_criteria(path: Path, warnings: list[Finding]) -> Workbook:
    """Every table of criteria of the workbook, and its parameters. Raises ``BadRows`` if there is none, or a cell has no value."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    file = str(path)
    members = pass_gate(path)
    refuse_valueless(members, file)
    try:
        with CalamineWorkbook.from_path(file) as book:
            named = [each.name for each in book.sheets_metadata
                     if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible]  # fmt: skip
            sheets = [book.get_sheet_by_name(name) for name in named]
            filled = [sheet for sheet in sheets if sheet.height]
            grids = [grid_of(sheet, file, len(filled) > 1) for sheet in filled]
    except (CalamineError, OSError, ValueError) as broken:
        raise refuse(
            file, "file-broken", f"这不是完好的工作簿({broken})", f"this is not a sound workbook ({broken})",
            do_zh="在 Excel 或 WPS 里打开,另存为 .xlsx", do_en="open it in Excel or WPS and save it as .xlsx",
        ) from broken  # fmt: skip
    read, parameters = [], []
    for grid in grids:
        header = header_row(grid)
        if header is not None:
            read.append(sheet_of(grid, header, warnings))
        elif found := list(parameters_of(grid)):
            parameters += found
        else:
            zh, en = f"工作表「{grid.name}」里没有评分表,未读取", f'no table of criteria in the sheet "{grid.name}"'
            warnings.append(not_read(grid.place(0, 0), zh, en))
    if not read:
        raise no_table(file)
    return Workbook(file, read, parameters)


def text_of(cell: Any) -> str:
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else f"{cell:.10f}".rstrip("0")
    return "" if cell is None else str(cell).strip()


def grid_of(sheet: Any, file: str, is_one_of_several: bool) -> Grid:
    cells = sheet.to_python(skip_empty_area=False)
    prefix = sheet.name if is_one_of_several else ""
    rows = [[Said(text_of(cell), place_of(file, prefix, r, c)) for c, cell in enumerate(row)] for r, row in enumerate(cells)]
    grid = Grid(sheet.name, file, is_one_of_several, rows)
    for first, last in sheet.merged_cell_ranges or []:
        if first == last or first[0] >= len(rows) or first[1] >= len(rows[0]):
            continue
        bottom, right = min(last[0], len(rows) - 1), min(last[1], len(rows[0]) - 1)
        for row, column in itertools.product(range(first[0], bottom + 1), range(first[1], right + 1)):
            rows[row][column] = rows[first[0]][first[1]]
        grid.spans[first[0], first[1]] = (bottom, right)
    return grid


def place_of(file: str, sheet: str, row: int, column: int) -> Place:
    address = f"{column_letters(column)}{row + 1}"
    return Place(file, row + 1, column + 1, f"{sheet}!{address}" if sheet else address)


def header_row(grid: Grid) -> int | None:
    texts = ([said.text for said in row] for row in grid.rows[:TITLE_ROWS_MAX])
    return next((number for number, row in enumerate(texts) if is_header_row(row)), None)


def sheet_of(grid: Grid, header: int, warnings: list[Finding]) -> Sheet:
    first, roles = columns_of(grid, header, warnings)
    sheet = Sheet(grid.name, grid.place(header, 0), titles_of(grid, header), [], [], [])
    levels = [column for column, role in roles.items() if role == "level"]
    section: Said | None = None
    above: list[Said] = []
    for number in range(first, len(grid.rows)):
        cells = grid.rows[number]
        alone = only_text(cells)
        if not any(cells) or [said.text for said in cells] == [said.text for said in grid.rows[header]]:
            continue
        if SUM.fullmatch(plain_name(next(said.text for said in cells if said))):
            sheet.sums += [cells[column] for column, role in roles.items() if role == "points" and cells[column]][:1]
        elif alone is not None and is_heading(alone, grid, number, first):
            section, above = alone, []
        elif alone is not None and is_note(alone, grid, cells, roles):
            sheet.notes.append(alone)
        else:
            row = row_of(grid, number, roles, levels, above)
            above = row.levels
            row.levels = distinct([section, *row.levels] if section else row.levels)
            if row.levels:
                sheet.rows.append(row)
    if not sheet.rows:
        raise no_table(grid.file)
    return sheet


def columns_of(grid: Grid, header: int, warnings: list[Finding]) -> tuple[int, dict[int, str]]:
    """The first row below the header, and what each column holds; a header of two rows is read from its lower one."""
    bottom = max((grid.spans.get((header, column), (header, 0))[0] for column in range(len(grid.rows[header]))), default=header)
    roles: dict[int, str] = {}
    for column in range(len(grid.rows[header])):
        names = [grid.rows[row][column] for row in range(bottom, header - 1, -1) if grid.rows[row][column]]
        role = next((role for said in names if (role := role_of(said.text))), None)
        if role is not None:
            roles[column] = role
        elif names:
            zh, en = f"「{names[0].text}」这一列不认得,未读取", f'the column "{names[0].text}" is not known and was not read'
            warnings.append(not_read(names[0].place, zh, en))
    if "standards" in roles.values():
        roles = {column: "level" if role == "content" else role for column, role in roles.items()}
    else:
        roles = {column: "standards" if role == "content" and "level" in roles.values() else role for column, role in roles.items()}
        roles = {column: "level" if role == "content" else role for column, role in roles.items()}
    if "level" not in roles.values():
        roles = {column: "level" if role == "category" else role for column, role in roles.items()}
    for column, role in roles.items():
        if role == "filled":
            said = grid.rows[header][column]
            zh, en = f"「{said.text}」是填分的列,未读取", f'"{said.text}" is a column to be filled in; it was not read'
            warnings.append(not_read(said.place, zh, en))
    return bottom + 1, roles


def titles_of(grid: Grid, header: int) -> list[Said]:
    return distinct([said for row in grid.rows[:header] for said in row if said])


def distinct(cells: Sequence[Said | None]) -> list[Said]:
    """Each cell once, in order: a merged one stands in many places."""
    return list({said.place: said for said in cells if said}.values())


def only_text(cells: Sequence[Said]) -> Said | None:
    """The one text of a row, if there is only one."""
    found = distinct(list(cells))
    return found[0] if len(found) == 1 else None


def spans_all(grid: Grid, said: Said) -> bool:
    """Whether a cell is merged over most of the width."""
    row, column = said.place.line - 1, said.place.column - 1
    return (grid.spans.get((row, column), (row, column))[1] - column + 2) >= len(grid.rows[row])


def is_heading(said: Said, grid: Grid, number: int, first: int) -> bool:
    """A short text over the whole width with rows of the table below it."""
    following = grid.rows[number + 1 :]
    more = any(len(distinct(list(cells))) > 2 and not SUM.fullmatch(plain_name(next(s.text for s in cells if s))) for cells in following)
    return len(said.text) <= SECTION_MAX and spans_all(grid, said) and more and not said.text.startswith(("注", "说明", "备注"))


def is_note(said: Said, grid: Grid, cells: Sequence[Said], roles: Mapping[int, str]) -> bool:
    """A text over the whole width, or alone in a column that says nothing of an indicator."""
    held = [column for column, role in roles.items() if role in ("level", "standards", "points") and cells[column]]
    return spans_all(grid, said) or not held or said.text.startswith(("注:", "注：", "备注", "说明:", "说明："))


def row_of(grid: Grid, number: int, roles: Mapping[int, str], levels: Sequence[int], above: Sequence[Said]) -> Row:
    cells = grid.rows[number]
    row = Row(level_cells(cells, levels, above), grid.place(number, 0))
    depth = 0
    for column, role in roles.items():
        said = cells[column]
        depth += role == "level"
        if not said:
            continue
        if role in LISTS:
            getattr(row, role).append(said)
        elif role == "points" and depth < len(levels):
            row.upper[depth] = said
        elif role in ("points", "category", "weight"):
            setattr(row, role, said)
        elif role == "codes" and said.place.line == number + 1:
            row.codes = said.text.split()
    return row


def level_cells(cells: Sequence[Said], levels: Sequence[int], above: Sequence[Said]) -> list[Said]:
    """The indicators of a row, from the widest to the narrowest; an empty cell before a filled one, or a row of none, is as above."""
    found = [cells[column] for column in levels]
    last = max((position for position, said in enumerate(found) if said), default=-1)
    if last < 0:
        return list(above)
    filled = [said or (above[position] if position < len(above) else said) for position, said in enumerate(found[: last + 1])]
    return distinct(filled)


def parameters_of(grid: Grid) -> Iterator[ParameterRow]:
    """The rows of a sheet with the headers 参数 and 值."""
    for number, cells in enumerate(grid.rows[:TITLE_ROWS_MAX]):
        names = [plain_name(said.text) for said in cells]
        if not set(PARAMETERS) <= set(names):
            continue
        name, value = names.index(PARAMETERS[0]), names.index(PARAMETERS[1])
        note = names.index("说明") if "说明" in names else None
        for row in grid.rows[number + 1 :]:
            if row[name]:
                text = half_width(row[value].text)
                is_number = text.replace(".", "", 1).removeprefix("-").isdigit()
                yield ParameterRow(row[name].text, text if is_number else "", row[note].text if note is not None else "")
        return


def refuse_valueless(members: Mapping[str, SheetCells], file: str) -> None:
    """Cells that would read as empty though they are not."""
    found = []
    for member, cells in members.items():
        for address in cells.errors:
            zh, en = f"{address} 是错误值(如 #N/A、#DIV/0!)", f"{address} is an error value (such as #N/A or #DIV/0!)"
            place = Place(file, 0, 0, address)
            found.append(error("cell-error-value", place, zh, en, do_zh="改正公式,或填入数值", do_en="mend the formula or type the value"))
        for address in cells.uncomputed if member.startswith("xl/worksheets/") else []:
            zh, en = f"{address} 的公式没有存下计算结果", f"the formula in {address} was stored without its value"
            do_zh, do_en = "在 Excel 或 WPS 里打开并保存一次", "open and save it once in Excel or WPS"
            found.append(error("cell-not-computed", Place(file, 0, 0, address), zh, en, do_zh=do_zh, do_en=do_en))
    if found:
        raise BadRows(found)


def not_read(place: Place, zh: str, en: str) -> Finding:
    return warning("table-not-read", place, zh, en)


def no_table(file: str) -> BadRows:
    level, standard = HEADERS["level"].split()[:6], HEADERS["standards"].split()[:6]
    return refuse(
        file, "table-not-found", "工作簿里没有认出评分表", "no table of criteria was found in the workbook",
        do_zh=f"表头要有一列指标(如{'、'.join(level)})和一列分值或评分标准(如分值、{'、'.join(standard)})",
        do_en="the header needs a column of indicators (such as 指标, 项目) and one of points or standards (such as 分值, 评分标准)",
    )  # fmt: skip
