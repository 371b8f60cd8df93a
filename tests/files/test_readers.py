"""Roster, organisations, relations, history, parameters, calendar: their columns, and rows among themselves."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from biaochi.files import (
    read_calendar,
    read_history,
    read_organisations,
    read_parameters,
    read_relations,
    read_roster,
)
from biaochi.scoring.columns import NO_AMOUNT
from biaochi.scoring.roster import EVER, NEVER, ParameterRow

DAY = 20149  # 2025-03-02


def test_a_roster_has_its_columns_and_further_ones_as_attributes(csv_file: Callable[..., Path]) -> None:
    text = (
        "编号,姓名,身份,组织,自,至,标记,入党日,平均年龄,工号,职级\n"
        "甲,张三,正式党员,一支部,2025-03-02,2025-03-03,流动；年老体弱,2020/7/1,41.5,007,1\n"
        "乙,李四,预备党员,,,,,,,8,甲\n"
    )
    roster = read_roster(csv_file(text), names=True)
    assert roster.id.tolist() == ["甲", "乙"] and roster.name.tolist() == ["张三", "李四"]
    assert roster.status.texts().tolist() == ["正式党员", "预备党员"]
    assert roster.organisation.tolist() == ["一支部", ""]
    assert (roster.start.tolist(), roster.end.tolist()) == ([DAY, EVER], [DAY + 1, NEVER])
    assert roster.flags.texts().tolist() == ["流动;年老体弱", ""]
    assert roster.attributes["入党日"].dtype == np.int32
    assert roster.attributes["平均年龄"].values.tolist() == [41_500_000, NO_AMOUNT]
    assert roster.attributes["工号"].texts().tolist() == ["007", "8"]
    assert roster.attributes["职级"].texts().tolist() == ["1", "甲"]


def test_names_are_read_only_when_asked_for(csv_file: Callable[..., Path]) -> None:
    roster = read_roster(csv_file("编号,姓名\n1,张三\n"))
    assert roster.name is None and "姓名" not in roster.attributes and roster.flags is None
    assert roster.organisation.tolist() == [-1] and len(roster.status) == 1


def test_overlapping_rows_of_one_person_are_refused_with_both_rows(
    csv_file: Callable[..., Path], refused: Callable
) -> None:
    text = (
        "编号,组织,自,至\n甲,一支部,,2025-07-01\n乙,一支部,,\n甲,二支部,2025-06-15,\n丙,一支部,2025-01-01,2025-02-01\n"
        "丙,二支部,2025-02-01,\n甲,三支部,2025-06-20,2025-06-21\n"
    )
    findings = refused(read_roster, csv_file(text))
    assert [(f.code, f.place.line) for f in findings] == [("rows-overlap", 4), ("rows-overlap", 7)]
    assert "第 2 行" in findings[0].what.zh and "2025-06-15 至 2025-07-01 前" in findings[0].what.zh
    assert "第 4 行" in findings[1].what.zh


@pytest.mark.parametrize(
    ("end", "is_refused"), [("2025-03-01", True), ("2025-03-02", True), ("2025-03-03", False), ("", False)]
)
def test_a_row_must_end_after_it_begins(
    csv_file: Callable[..., Path], refused: Callable, end: str, is_refused: bool
) -> None:
    for read, text in [
        (read_roster, f"编号,自,至\n甲,2025-03-02,{end}\n"),
        (read_organisations, f"编号,自,至\n甲,2025-03-02,{end}\n"),
        (read_relations, f"主体,关系,对象,自,至\n甲,书记,乙,2025-03-02,{end}\n"),
    ]:
        if is_refused:
            assert [(f.code, f.place.line, f.place.cell) for f in refused(read, csv_file(text))] == [
                ("row-backwards", 2, "至")
            ]
        else:
            assert len(read(csv_file(text))) == 1


def test_identifiers_that_only_look_alike_are_a_warning(csv_file: Callable[..., Path]) -> None:
    warnings: list = []
    roster = read_roster(csv_file("编号\né甲\ne\u0301甲\n乙\n"), warnings=warnings)
    assert roster.id.tolist() == ["é甲", "e\u0301甲", "乙"]
    assert [(w.code, w.place.line) for w in warnings] == [("ids-look-alike", 3)]


def test_organisations_and_their_parents_have_one_type(csv_file: Callable[..., Path]) -> None:
    organisations = read_organisations(
        csv_file("编号,名称,类型,上级,分类,人数\n1,甲委,党委,,管理型,30\n2,一支部,党支部,1,,8\n")
    )
    assert organisations.id.tolist() == [1, 2] and organisations.parent.tolist() == [-1, 1]
    assert organisations.klass.texts().tolist() == ["管理型", ""] and organisations.name.tolist() == ["甲委", "一支部"]
    assert organisations.attributes["人数"].values.tolist() == [30_000_000, 8_000_000]
    organisations = read_organisations(csv_file("编号,上级\n1,甲\n甲,\n"))
    assert organisations.id.tolist() == ["1", "甲"] and organisations.parent.tolist() == ["甲", ""]
    organisations = read_organisations(csv_file("编号,上级\n乙,甲\n甲,\n", name="only-text.csv"))
    assert organisations.parent.tolist() == ["甲", ""]
    assert read_organisations(csv_file("编号\n甲\n")).parent.tolist() == [""]


def test_one_relation_may_hold_twice_but_not_at_once(csv_file: Callable[..., Path], refused: Callable) -> None:
    rows = ["甲,书记,一支部,,2025-01-01", "甲,书记,一支部,2025-06-01,", "甲,委员,一支部,,", "乙,书记,一支部,,"]
    text = "\n".join(["主体,关系,对象,自,至", *rows, ""])
    assert read_relations(csv_file(text)).relation.vocabulary == ("书记", "委员")
    findings = refused(read_relations, csv_file(text + "甲,书记,一支部,2024-12-31,2025-01-02\n"))
    assert [(f.code, f.place.line) for f in findings] == [("rows-overlap", 6)]


def test_a_roster_without_rows_is_refused(csv_file: Callable[..., Path], refused: Callable) -> None:
    assert [f.code for f in refused(read_roster, csv_file("编号,身份\n"))] == ["file-without-rows"]


def test_history_has_points_in_ten_thousandths(csv_file: Callable[..., Path], refused: Callable) -> None:
    text = "主体,周期,得分,状态,等次,名次,总数\n甲,2024,87.5,scored,优秀,1,20\n乙,2024,,unknown,,,\n"
    history = read_history(csv_file(text))
    assert history.points.tolist() == [875_000, NO_AMOUNT]
    assert (history.rank.tolist(), history.of.tolist(), history.version.tolist()) == ([1, 0], [20, 0], [1, 1])
    assert history.value.texts().tolist() == ["", ""] and history.grade.texts().tolist() == ["优秀", ""]
    findings = refused(read_history, csv_file("主体,周期,得分\n甲,2024,1\n甲,2024,2\n甲,2025,0.00001\n"))
    assert [f.code for f in findings] == ["cell-too-many-decimals"]
    findings = refused(read_history, csv_file("主体,周期,版本,得分\n甲,2024,1,1\n甲,2024,2,2\n甲,2024,1,3\n"))
    assert [(f.code, f.place.line) for f in findings] == [("row-twice", 4)]


def test_parameters_are_decimal_texts(csv_file: Callable[..., Path], refused: Callable) -> None:
    rows = ["抽取支部数,3,,", "抽取支部数,５,一支部,2025-03-02", "比例,30%,,", "比例,12.5％,二支部,", "系数,-0.50,,"]
    text = "\n".join(["名称,值,组织,自", *rows, ""])
    assert read_parameters(csv_file(text)) == (
        ParameterRow("抽取支部数", "3"),
        ParameterRow("抽取支部数", "5", "一支部", DAY),
        ParameterRow("比例", "0.30"),
        ParameterRow("比例", "0.125", "二支部"),
        ParameterRow("系数", "-0.50"),
    )
    findings = refused(read_parameters, csv_file("名称,值\n甲,三\n乙,1e3\n丙,\n,1\n"))
    assert [(f.code, f.place.line) for f in findings] == [
        ("cell-not-a-number", 2), ("cell-not-a-number", 3), ("cell-empty", 4), ("cell-empty", 5),
    ]  # fmt: skip
    assert [f.code for f in refused(read_parameters, csv_file("名称,值\n甲,1\n甲,2\n"))] == ["row-twice"]


def test_a_percentage_of_excel_is_the_number_it_shows(excel_file: Callable[..., Path]) -> None:
    assert read_parameters(excel_file({"参数": [["名称", "值", "组织"], ["比例", 0.3, 12], ["数", 3, None]]})) == (
        ParameterRow("比例", "0.3", "12"), ParameterRow("数", "3"),
    )  # fmt: skip


def test_a_calendar_gives_each_day_one_kind(csv_file: Callable[..., Path], refused: Callable) -> None:
    text = "日期,类型,名称\n2025-03-02,休息日,星期日\n2025年3月3日,工作日,\n"
    warnings: list = []
    assert read_calendar(csv_file(text), warnings=warnings) == {DAY: "休息日", DAY + 1: "工作日"} and not warnings
    findings = refused(read_calendar, csv_file(text + "2025/3/2,工作日,\n"))
    assert [(f.code, f.place.line) for f in findings] == [("row-twice", 4)]


def test_columns_that_are_not_read_are_warned_of_outside_rosters(csv_file: Callable[..., Path]) -> None:
    warnings: list = []
    read_relations(csv_file("主体,关系,对象,备考\n甲,书记,乙,x\n"), warnings=warnings)
    assert [(w.code, w.place.cell) for w in warnings] == [("header-unknown", "备考")]
