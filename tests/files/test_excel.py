"""Worksheets as clerks have them: what a cell shows is what is read, or the cell is named."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from biaochi.files import read_facts, read_relations, read_roster
from biaochi.files.excel_reader import column_letters
from biaochi.scoring.columns import NO_AMOUNT
from biaochi.scoring.facts import FactRows

HEADERS = ["编号", "主体", "事项", "日期", "数量", "备注"]
ROW = ["F1", "甲", "出席", dt.date(2025, 3, 2), 1, ""]
EPOCH = dt.date(1970, 1, 1).toordinal()


def facts_of(path: Path) -> FactRows:
    return read_facts(path).read(0, frozenset())


def rewrite(path: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """Change one member of a workbook, as another program might have written it."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    before = members[member]
    members[member] = change(before)
    assert members[member] != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_columns_count_in_letters() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_numbers_dates_and_texts_are_what_the_sheet_shows(excel_file: Callable[..., Path]) -> None:
    rows = [
        HEADERS,
        [1, 110, "出席", dt.date(2025, 3, 2), 0.1, " 好 "],
        [2, 111, "授课", "2025年3月3日", "２.5", "=1+1"],
    ]
    facts = facts_of(excel_file({"Sheet1": [*rows, [3, 112, "授课", dt.date(2024, 2, 29), None, None]]}))
    assert facts.id.tolist() == [1, 2, 3] and facts.subject.tolist() == [110, 111, 112]
    assert [dt.date.fromordinal(int(day) + EPOCH).isoformat() for day in facts.date] == [
        "2025-03-02", "2025-03-03", "2024-02-29",
    ]  # fmt: skip
    assert facts.quantity.values.tolist() == [100_000, 2_500_000, NO_AMOUNT]
    assert facts.note.tolist() == [" 好 ", "=1+1", ""]


def test_workbooks_that_count_from_1904_give_the_same_days(excel_file: Callable[..., Path]) -> None:
    days = [facts_of(excel_file({"s": [HEADERS, ROW]}, f"{n}.xlsx", date_1904=n)).date[0] for n in (False, True)]
    assert days[0] == days[1] == 20149


def test_an_18_digit_id_is_kept_as_text_and_refused_as_a_number(
    excel_file: Callable[..., Path], refused: Callable
) -> None:
    text = [["F1", "110101199003070012", "出席", ROW[3]], ["F2", "11010119900307001X", "出席", ROW[3]]]
    facts = facts_of(excel_file({"s": [HEADERS[:4], *text]}))
    assert facts.subject.tolist() == ["110101199003070012", "11010119900307001X"]
    number = [["F1", 110101199003070012, "出席", ROW[3]], ["F2", "1.10101E+17", "出席", ROW[3]]]
    findings = refused(read_facts, excel_file({"s": [HEADERS[:4], *number]}))
    assert [(f.code, f.place.cell) for f in findings] == [("cell-id-changed", "B2"), ("cell-id-changed", "B3")]


def test_a_remainder_left_by_excel_is_refused_with_its_cell(excel_file: Callable[..., Path], refused: Callable) -> None:
    path = excel_file({"s": [HEADERS, [*ROW[:4], 0.3125, ""]]})
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"0.3125", b"0.30000000000000004"))
    findings = refused(read_facts, path)
    assert [(f.code, f.place.cell) for f in findings] == [("cell-too-many-decimals", "E2")]
    assert "ROUND" in findings[0].remedy.zh


def test_a_formula_counts_as_the_value_stored_with_it(tmp_path: Path) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ["F1", "甲", "出席", "2025-03-02"])
        sheet.write_formula(1, 4, "=1+1", None, 7)
        sheet.write_formula(1, 5, '=IF(1,"","")', None, "")
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="F2">', b'<c r="F2" t="str">'))
    facts = facts_of(path)
    assert facts.quantity.values.tolist() == [7_000_000] and facts.note.tolist() == [""]


@pytest.mark.parametrize("stored", [b"<v></v>", b"<v/>", b""])
def test_a_formula_that_was_never_computed_is_refused(tmp_path: Path, refused: Callable, stored: bytes) -> None:
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, ["F1", "甲", "出席", "2025-03-02"])
        sheet.write_formula(1, 4, "=1+1", None, 7)
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>7</v>", stored))
    assert [(f.code, f.place.cell) for f in refused(read_facts, path)] == [("cell-not-computed", "E2")]


def test_an_error_value_is_not_an_empty_cell(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "error.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        for row in (1, 2):
            sheet.write_row(row, 0, [f"F{row}", "甲", "出席", "2025-03-02"])
            sheet.write_formula(row, 4, "=1/0", None, "#DIV/0!")
    findings = refused(read_facts, path)
    assert [(f.code, f.place.cell, f.place.line) for f in findings] == [
        ("cell-error-value", "E2", 2), ("cell-error-value", "E3", 3),
    ]  # fmt: skip


def test_merged_cells_are_refused_since_all_but_one_read_as_empty(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "merged.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.merge_range("F2:F3", "同一件事")
        for row in (1, 2):
            sheet.write_row(row, 0, [f"F{row}", "甲", "出席", "2025-03-02", 1])
    findings = refused(read_facts, path)
    assert [(f.code, f.place.cell) for f in findings] == [("cells-merged", "F2")]
    assert "F2:F3" in findings[0].what.zh


def test_the_sheet_of_a_table_is_found_by_its_name(excel_file: Callable[..., Path], refused: Callable) -> None:
    sheets = {
        "名册": [["编号", "身份"], ["甲", "正式党员"]],
        "事项": [HEADERS, ROW],
        "Relations": [["主体", "关系", "对象"], ["甲", "书记", "一支部"]],
    }
    path = excel_file(sheets)
    assert facts_of(path).subject.tolist() == read_roster(path).id.tolist() == read_relations(path).subject.tolist()
    findings = refused(read_facts, excel_file({"甲": [HEADERS, ROW], "乙": [HEADERS, ROW]}, "two.xlsx"))
    assert [f.code for f in findings] == ["sheet-not-named"] and "「事项」" in findings[0].remedy.zh


def test_a_place_names_the_sheet_where_there_are_several(excel_file: Callable[..., Path], refused: Callable) -> None:
    bad = [HEADERS, ["F1", "甲", "出席", "2025-02-30", 1, ""]]
    findings = refused(read_facts, excel_file({"事项": bad, "说明": [["x"]]}))
    assert [(f.place.cell, f.place.line) for f in findings] == [("事项!D2", 2)]


def test_hidden_sheets_are_never_read(tmp_path: Path, refused: Callable) -> None:
    for name in ("事项", "别的"):
        path = tmp_path / f"{name}.xlsx"
        with xlsxwriter.Workbook(path) as book:
            visible, hidden = book.add_worksheet("清单"), book.add_worksheet(name)
            visible.write_row(0, 0, HEADERS)
            visible.write_row(1, 0, ["F1", "甲", "出席", "2025-03-02"])
            hidden.write_row(0, 0, HEADERS)
            hidden.hide()
        if name == "事项":
            assert [f.code for f in refused(read_facts, path)] == ["sheet-hidden"]
        else:
            assert len(facts_of(path)) == 1


def test_titles_above_the_headers_are_pointed_at(excel_file: Callable[..., Path], refused: Callable) -> None:
    findings = refused(read_facts, excel_file({"s": [["一支部 2025 年台账"], HEADERS, ROW]}))
    assert [(f.code, f.place.line) for f in findings] == [("header-not-first", 2)]


def test_blank_rows_are_passed_over_and_keep_their_numbers(excel_file: Callable[..., Path], refused: Callable) -> None:
    blank = ["", " ", None, "", "", ""]
    path = excel_file({"s": [HEADERS, ROW, blank, ["F2", "乙", "出席", "日", 1, ""], blank, blank]})
    assert [f.place.cell for f in refused(read_facts, path)] == ["D4"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (0, 1.5, "cell-id-changed"),
        (1, dt.date(2025, 3, 2), "cell-id-changed"),
        (1, True, "cell-id-changed"),
        (2, dt.date(2025, 3, 2), "cell-not-a-word"),
        (3, 45718, "cell-not-a-day"),
        (3, dt.datetime(2025, 3, 2, 16, 30), "cell-has-time"),
        (3, dt.date(1900, 1, 1), "cell-day-before-1900-03"),
        (4, dt.date(2025, 3, 2), "cell-not-a-number"),
        (4, True, "cell-not-a-number"),
        (4, "三次", "cell-not-a-number"),
    ],
)
def test_a_cell_of_the_wrong_kind_is_named(
    excel_file: Callable[..., Path], refused: Callable, column: int, cell: Any, code: str
) -> None:
    row = [*ROW[:column], cell, *ROW[column + 1 :]]
    findings = refused(read_facts, excel_file({"s": [HEADERS, ROW, row]}))
    assert (code, f"{column_letters(column)}3") in [(f.code, f.place.cell) for f in findings]


def test_inline_texts_of_a_streamed_workbook_are_read(excel_file: Callable[..., Path]) -> None:
    rows = [HEADERS[:4], *([n, n % 1000, "出席", "2025-03-02"] for n in range(1, 20_001))]
    assert read_facts(excel_file({"s": rows}, constant_memory=True)).rows == 20_000
