"""A scheme as the workbook an office hangs up: the table 指标 · 分值 · 评分标准 · 依据 of every score table, and what belongs to it.

One sheet a score table, with indicators merged down the left; further sheets for vetoes, grades and outcomes, the workflow, what is
recorded, and parameters. Printed on A4 across, the header on every page. Every cell is text, so nothing becomes a formula; the same
scheme gives the same bytes.

Worked example: an indicator with two rules is two rows; its name and points stand once, merged over both.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biaochi.files.page import spaced, typeset
from biaochi.files.writers import CREATED
from biaochi.scoring.scheme.articles import Article, Chapter, Line
from biaochi.scoring.scheme.criteria import Criterion, criteria_of
from biaochi.scoring.scheme.document import chapters_of, subtitle
from biaochi.scoring.scheme.load import Loaded
from biaochi.scoring.scheme.model import Scheme, Table
from biaochi.scoring.scheme.wording import Wording

LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标", "五级指标", "六级指标")
TEXT_WIDTHS = {"分值": 15, "评分标准": 58, "依据": 24, "代码": 10}
LEVEL_WIDTHS = (20, 17, 16, 14, 12, 12)
LINE_HEIGHT = 14.5
FONT = "宋体"
SHEET_NAME_MAX = 31
TITLE_WIDTH = 100
"""Sheets other than those of score tables are about as wide as a page."""


@dataclass(frozen=True, slots=True)
class Block:
    """A text over the rows and columns from (row, column) to (bottom, right), both counted from 0."""

    row: int
    column: int
    bottom: int
    right: int
    text: str
    style: str = "cell"


def write_scheme_workbook(loaded: Loaded, path: Path) -> None:
    """Write the workbook. Raises Refused where the scheme cannot be read."""
    import xlsxwriter

    scheme = loaded.require()
    chapters = chapters_of(scheme)
    with xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": CREATED, "title": scheme.name})
        book.set_calc_mode("auto")
        styles = styles_of(book)
        names: set[str] = set()
        for table in scheme.tables:
            chapter = next((chapter for chapter in chapters if chapter.table == table.code), None)
            sheet = book.add_worksheet(sheet_name(table.name, names))
            write_criteria(sheet, scheme, table, chapter, styles)
            set_up_page(sheet, scheme, 4)
        for name, widths, rows in further_sheets(chapters):
            if len(rows) > 1:
                sheet = book.add_worksheet(sheet_name(name, names))
                write_rows(sheet, f"{scheme.name}：{name}", widths, rows, styles)
                set_up_page(sheet, scheme, 2)


def styles_of(book: Any) -> dict[str, Any]:
    common = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"}
    boxed = {**common, "border": 1}
    return {
        "title": book.add_format({**common, "font_size": 16, "bold": True, "align": "center"}),
        "under": book.add_format({**common, "align": "center", "font_color": "#555555"}),
        "header": book.add_format({**boxed, "bold": True, "align": "center", "bg_color": "#EFEBE3"}),
        "name": book.add_format({**boxed, "align": "center"}),
        "cell": book.add_format(boxed),
        "code": book.add_format({**boxed, "font_size": 8, "font_color": "#777777"}),
        "note": book.add_format({**common, "valign": "top"}),
    }


def sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel admits: without []:*?/\\, at most 31 characters, once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:SHEET_NAME_MAX] or "计分表"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: SHEET_NAME_MAX - 3]}({number})"
    taken.add(found.casefold())
    return found


def set_up_page(sheet: Any, scheme: Scheme, repeated: int) -> None:
    """A4 across, one page wide, the rows down to the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, repeated - 1)
    sheet.freeze_panes(repeated, 0)
    sheet.set_footer(f"&L&8{scheme.code.replace('&', '&&')}  版本 {scheme.version.replace('&', '&&')}&C&9第 &P 页，共 &N 页")


# the table of criteria


def write_criteria(sheet: Any, scheme: Scheme, table: Table, chapter: Chapter | None, styles: dict[str, Any]) -> None:
    found = list(criteria_of(Wording(scheme), table))
    depth = max((criterion.depth for criterion in found), default=0) + 1
    has_categories = any(criterion.node.category for criterion in found if criterion.depth == 0)
    headers = [*(["类别"] if has_categories else []), *(LEVELS[:depth] if depth > 1 else ("指标",)), *TEXT_WIDTHS]
    widths = [*([11] if has_categories else []), *LEVEL_WIDTHS[:depth], *TEXT_WIDTHS.values()]
    bounds = next((article.paragraphs for article in chapter.articles if article.kind == "bounds"), []) if chapter else []
    blocks = [Block(0, 0, 0, len(headers) - 1, scheme.name, "title"), Block(1, 0, 1, len(headers) - 1, table.name, "under")]
    about = [line.text for line in bounds[:1]] + ["".join(subtitle(scheme))]
    blocks.append(Block(2, 0, 2, len(headers) - 1, "　".join(about), "under"))
    blocks += [Block(3, column, 3, column, header, "header") for column, header in enumerate(headers)]
    blocks += criteria_blocks(found, depth, 4, 1 if has_categories else 0)
    below = max((block.bottom for block in blocks), default=3) + 1
    for number, line in enumerate(bounds[1:]):
        blocks.append(Block(below + number, 0, below + number, len(headers) - 1, f"{number + 1}. {line.text}", "note"))
    write_blocks(sheet, blocks, widths, styles)


def criteria_blocks(found: Sequence[Criterion], depth: int, first: int, left: int) -> Iterator[Block]:
    """The rows of every indicator: one for what is said of it as a whole, one for each rule; names merged over all below them.

    ``left`` columns come before the indicators: the category, merged over the neighbours that share it.
    """
    starts, row = [], first
    for criterion in found:
        starts.append(row)
        row += len(rows_of(criterion))
    if left:
        yield from category_blocks(found, starts, row)
    points = left + depth
    for position, criterion in enumerate(found):
        start, rows = starts[position], rows_of(criterion)
        inner = next((n for n in range(position + 1, len(found)) if found[n].depth <= criterion.depth), len(found))
        bottom = (starts[inner] if inner < len(found) else row) - 1
        last = start + len(rows) - 1
        is_leaf = inner == position + 1
        column = left + criterion.depth
        yield Block(start, column, bottom, points - 1 if is_leaf else column, criterion.node.name, "name")
        if not is_leaf and column + 1 < points:
            yield Block(start, column + 1, last, points - 1, "", "name")
        category = f"归「{criterion.node.category}」" if left and criterion.depth == 0 else ""
        yield Block(start, points, last, points, "\n".join(text for text in criterion.worth if text != category), "name")
        own = any(rows_sources for _, rows_sources, _ in rows)
        if not own:
            yield Block(start, points + 2, last, points + 2, "\n".join(criterion.sources[0]), "cell")
        for number, (text, sources, code) in enumerate(rows):
            yield Block(start + number, points + 1, start + number, points + 1, text, "cell")
            if own:
                said = [*criterion.sources[0], *sources] if number == 0 else sources
                yield Block(start + number, points + 2, start + number, points + 2, "\n".join(dict.fromkeys(said)), "cell")
            codes = [criterion.node.code, code] if number == 0 else [code]
            yield Block(start + number, points + 3, start + number, points + 3, "\n".join(filter(None, codes)), "code")


def category_blocks(found: Sequence[Criterion], starts: Sequence[int], end: int) -> Iterator[Block]:
    """The column of categories: one cell over the indicators of the first level that follow each other in one."""
    tops = [(start, criterion.node.category or "") for start, criterion in zip(starts, found, strict=True) if criterion.depth == 0]
    for name, group in itertools.groupby([*tops, (end, None)], key=lambda top: top[1]):
        if name is not None:
            first = next(group)[0]
            below = [start for start, category in [*tops, (end, None)] if start > first and category != name]
            yield Block(first, 0, below[0] - 1, 0, name, "name")


def rows_of(criterion: Criterion) -> list[tuple[str, list[str], str]]:
    """(standard, its sources, its code) of every row: a row of its own for what holds for the whole indicator."""
    rows: list[tuple[str, list[str], str]] = [("\n".join(criterion.own), [], "")] if criterion.own or not criterion.rules else []
    return rows + [(line.text, sources, line.code) for line, sources in zip(criterion.rules, criterion.sources[1:], strict=True)]


# the other sheets


def further_sheets(chapters: Sequence[Chapter]) -> Iterator[tuple[str, tuple[int, ...], list[list[str]]]]:
    """(name, widths, rows with the header first) of what stands beside the tables."""
    tables = [chapter for chapter in chapters if chapter.table]
    vetoes = [[chapter.title, line.text, line.code] for chapter in tables for line in lines_of(chapter, "vetoes")]
    yield "一票否决", (24, 100, 10), [["计分表", "情形和后果", "代码"], *vetoes]
    results = [[chapter.title, "排名、等次", line.text, "", "", line.code] for chapter in tables for line in lines_of(chapter, "grades")]
    results += [
        [chapter.title, said[1], f"{said[0]}:{said[2]}" if said[2] else said[0], said[3], said[4], row[0].code]
        for chapter in tables
        for row, said in rows_of_article(chapter, "outcomes")
    ]
    yield "等次与结果运用", (20, 12, 62, 16, 22, 10), [["计分表", "种类", "内容", "决定", "依据", "代码"], *results]
    steps = [said for chapter in chapters for _, said in rows_of_article(chapter, "workflow")]
    steps += [["公示", "", line.text, ""] for chapter in chapters for line in lines_of(chapter, "notices")]
    steps += [["异议", "", line.text, ""] for chapter in chapters for line in lines_of(chapter, "objections")]
    yield "流程、公示、异议", (24, 24, 62, 32), [["步骤", "由谁", "要求", "说明"], *steps]
    kinds = [[*said, row[0].code] for chapter in chapters for row, said in rows_of_article(chapter, "facts")]
    yield "登记的事项", (24, 14, 46, 20, 36, 10), [["事项", "对象、形态", "要求", "录入", "依据、说明", "代码"], *kinds]
    numbers = [said for chapter in chapters for _, said in rows_of_article(chapter, "parameters")]
    yield "参数", (26, 14, 26, 66), [["参数", "值", "可填范围", "说明"], *numbers]


def article_of(chapter: Chapter, kind: str) -> Article | None:
    return next((article for article in chapter.articles if article.kind == kind), None)


def lines_of(chapter: Chapter, kind: str) -> list[Line]:
    article = article_of(chapter, kind)
    return article.paragraphs if article else []


def rows_of_article(chapter: Chapter, kind: str) -> Iterator[tuple[list[Any], list[str]]]:
    """Every row of an article: its cells, and their texts."""
    article = article_of(chapter, kind)
    for row in article.rows if article else []:
        yield row, ["\n".join(line.text for line in cell.lines) for cell in row]


def write_rows(sheet: Any, title: str, widths: Sequence[int], rows: Sequence[Sequence[str]], styles: dict[str, Any]) -> None:
    blocks = [Block(0, 0, 0, len(widths) - 1, title, "title")]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            is_code = rows[0][column] == "代码"
            style = "header" if number == 1 else "code" if is_code else "name" if column == 0 else "cell"
            blocks.append(Block(number, column, number, column, text, style))
    write_blocks(sheet, blocks, widths, styles)


# cells


def write_blocks(sheet: Any, blocks: Sequence[Block], widths: Sequence[int], styles: dict[str, Any]) -> None:
    """Write every block, and give each row the height its texts need."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    heights: dict[int, float] = {}
    for block in blocks:
        text = spaced(typeset(block.text)) if block.style not in ("code", "title") else block.text
        if (block.row, block.column) == (block.bottom, block.right):
            sheet.write_string(block.row, block.column, text, styles[block.style])
        else:
            sheet.merge_range(block.row, block.column, block.bottom, block.right, "", styles[block.style])
            sheet.write_string(block.row, block.column, text, styles[block.style])
        needed = lines_in(text, sum(widths[block.column : block.right + 1])) * LINE_HEIGHT * (1.7 if block.style == "title" else 1)
        count = block.bottom - block.row + 1
        for row in range(block.row, block.bottom + 1):
            heights[row] = max(heights.get(row, LINE_HEIGHT + 4), needed / count + 4)
    for row, height in heights.items():
        sheet.set_row(row, min(height, 400))


def lines_in(text: str, width: int) -> int:
    """How many lines a text takes in a column this wide (in half-width characters, less the padding)."""
    room = max(4, width - 2)
    lines = 0
    for line in text.split("\n"):
        used = sum(2 if ord(letter) > 0x2E7F else 1 for letter in line)
        lines += max(1, -(-used // room))
    return lines
