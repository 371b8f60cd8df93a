"""`biaochi template`: the workbook it writes is filled in and settled as it is."""

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from tests.console.conftest import Desk

ROSTER = [("甲", "张三", "正式党员", "一支部"), ("007", "李四", "正式党员", "一支部")]
FACTS = [
    {"编号": "1", "主体": "甲", "事项": "出席", "日期": dt.date(2025, 7, 5)},
    {"编号": "2", "主体": "甲", "事项": "荣誉", "日期": dt.date(2025, 8, 1), "级别": "市级"},
    {"编号": "3", "主体": "007", "事项": "测评", "日期": dt.date(2025, 9, 30), "评分": 88.5},
    {"编号": "4", "主体": "007", "事项": "出席", "日期": "2025年7月1日"},
]


def headers(path: Path, sheet: str) -> list[str]:
    return [str(cell) for cell in CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()[0]]


def fill(template: Path, filled: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A workbook with the sheets and headers of the template and these rows, typed as a person at Excel leaves them."""
    with xlsxwriter.Workbook(filled) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, entries in rows.items():
            sheet, columns = book.add_worksheet(name), headers(template, name)
            sheet.write_row(0, 0, columns)
            for number, entry in enumerate(entries, start=1):
                assert set(entry) <= set(columns)
                for column, value in entry.items():
                    at = (number, columns.index(column))
                    if isinstance(value, dt.date):
                        sheet.write_datetime(*at, dt.datetime(value.year, value.month, value.day), day)
                    elif isinstance(value, str):
                        sheet.write_string(*at, value)
                    else:
                        sheet.write_number(*at, value)


def test_a_template_is_filled_in_and_settled(desk: Desk) -> None:
    template, filled = desk.folder / "模板.xlsx", desk.folder / "已填.xlsx"
    said = desk.run("template", desk.folder / "scheme.yaml", "--out", template)
    assert (said.code, said.out, said.err) == (0, f"已写入 {template}\n", "")
    fill(template, filled, {"名册": [dict(zip(("编号", "姓名", "身份", "组织"), row, strict=True)) for row in ROSTER], "事项": FACTS})
    said = desk.settle(roster=filled.name, facts=filled.name)
    assert (said.code, said.err) == (0, "")
    assert desk.scores() == {"甲": "64.5", "007": "70.35"}


def test_a_wrong_cell_of_a_filled_template_is_told_with_sheet_and_cell(desk: Desk) -> None:
    template, filled = desk.folder / "模板.xlsx", desk.folder / "已填.xlsx"
    desk.run("template", desk.folder / "scheme.yaml", "--out", template)
    wrong = [FACTS[0], FACTS[1] | {"日期": "八月一日"}, FACTS[2] | {"评分": "良"}]
    fill(template, filled, {"名册": [{"编号": "甲"}, {"编号": "007"}], "事项": wrong})
    said = desk.settle(roster=filled.name, facts=filled.name)
    assert (said.code, said.out) == (1, "")
    assert "已填.xlsx:事项!D3" in said.err.replace("：", ":") or "事项!D3" in said.err
    assert "八月一日" in said.err and "良" in said.err and "共 2 个错误" in said.err


def test_a_template_of_a_preset_is_named_for_it(desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.chdir(desk.folder)
    assert desk.run("template", "s01").out == "已写入 s01.xlsx\n"
    assert "三会一课" in [str(row[0]) for row in CalamineWorkbook.from_path("s01.xlsx").get_sheet_by_name("说明").to_python() if row]


def test_a_template_that_somebody_may_have_filled_in_is_not_overwritten(desk: Desk) -> None:
    template = desk.folder / "模板.xlsx"
    template.write_bytes(b"mine")
    said = desk.run("template", desk.folder / "scheme.yaml", "--out", template)
    assert said.code == 1
    assert "file-exists" in said.err and "--out" in said.err
    assert template.read_bytes() == b"mine"


def test_a_template_of_nothing_is_refused(desk: Desk) -> None:
    said = desk.run("template", "s99")
    assert said.code == 1
    assert "没有名为“s99”的预置办法" in said.err and "s01" in said.err
    assert "错误 file-unreadable" in desk.run("template", desk.folder / "nowhere.yaml").err
