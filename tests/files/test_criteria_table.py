"""Tables of criteria as clerks have them, read into a skeleton that asks for what they do not say."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from biaochi.files.criteria_headers import is_header_row, role_of
from biaochi.files.criteria_table import read_criteria
from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.draft.skeleton import skeleton_of
from biaochi.scoring.scheme.load import load_scheme_mapping
from biaochi.scoring.scheme.model import Scheme

HEADER = ["序号", "一级指标", "二级指标", "分值", "评分标准", "依据", "得分"]
ROWS = [
    [1, "政治素质（20分）", "理论学习", 10, "无故缺席集中学习每次扣２分，扣完为止", "第四条", None],
    [2, None, "交纳党费", 10, "未按时交纳党费的扣2分", "第五条", None],
    [3, "组织生活（30分）", "三会一课", 20, "1.缺席一次扣3分；2.迟到、早退一次扣1分", "第六条", None],
    [4, None, "主题党日", 10, "出勤率×10", "第七条", None],
    [5, "作用发挥", "志愿服务", 10, "每小时加0.5分，最高不超过10分", "第八条", None],
    [6, None, "受到表彰", "20", "国家级20分、省级10分、市级5分，同一事迹取最高", "第九条", None],
    [7, None, "先锋示范", 20, "在急难险重任务中表现突出", "第十条", None],
]
MERGES = [(2, 1, 3, 1), (4, 1, 5, 1), (6, 1, 8, 1), (9, 0, 9, 2), (10, 0, 10, 6)]
TITLE = "红旗党支部2025年度党员积分评分表"
NOTE = "注：本表由支委会解释。"

OfficeTable = Callable[..., Path]


@pytest.fixture
def office_table(tmp_path: Path) -> OfficeTable:
    """Write a worksheet of rows with merged ranges (first row, first column, last row, last column)."""

    def write(rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int]] = (), name: str = "Sheet1", **more: Any) -> Path:
        path = tmp_path / "table.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for title, content, ranges in [(name, rows, merges), *((title, rows, ()) for title, rows in more.items())]:
                sheet = book.add_worksheet(title)
                for row, cells in enumerate(content):
                    for column, cell in enumerate(cells):
                        if cell is not None:
                            sheet.write(row, column, cell)
                for top, left, bottom, right in ranges:
                    sheet.merge_range(top, left, bottom, right, content[top][left])
        return path

    return write


@pytest.fixture
def usual(office_table: OfficeTable) -> Path:
    rows = [[TITLE], HEADER, *ROWS, ["合计", None, None, 100], [NOTE]]
    return office_table(rows, [(0, 0, 0, 6), *MERGES])


def drafted(path: Path) -> tuple[Scheme, str, list[Finding]]:
    warnings: list[Finding] = []
    text, questions = skeleton_of(read_criteria(path, warnings))
    return load_scheme_mapping(text, "scheme.yaml").require(), text, [*warnings, *questions]


def said(findings: list[Finding]) -> dict[str, str]:
    """The cell of each finding → what it says; of several in one cell the last."""
    return {finding.place.cell: finding.what.zh for finding in findings}


def test_a_usual_table_becomes_a_scheme(usual: Path) -> None:
    scheme, _, _ = drafted(usual)
    (table,) = scheme.tables
    assert (scheme.name, table.name, table.period, table.subject) == (TITLE, TITLE, "year", "person")
    politics, life, effect = table.indicators
    assert [(node.name, node.max) for node in (politics, life)] == [("政治素质", 20), ("组织生活", 30)]
    study, dues = politics.indicators
    assert (study.base, study.floored, study.basis, study.rules[0].each) == (10, True, "第四条", -2)
    assert (dues.base, dues.floored) == (10, False)
    assert [(rule.name, rule.each) for rule in life.indicators[0].rules] == [("缺席", -3), ("迟到、早退", -1)]
    assert life.indicators[1].rules[0].factor == 10
    service, praise, example = effect.indicators
    assert (service.rules[0].per_unit, service.rules[0].max, scheme.facts["志愿服务"].unit) == (0.5, 10, "小时")
    assert praise.rules[0].by_level == {"国家级": 20, "省级": 10, "市级": 5}
    assert praise.rules[0].selection[0].keep == "highest" and scheme.facts["受到表彰"].matter == "required"
    assert (example.max, example.rules, example.note) == (20, [], "在急难险重任务中表现突出")


def test_what_the_table_leaves_open_is_asked_with_its_cell_and_beside_its_key(usual: Path) -> None:
    _, text, findings = drafted(usual)
    assert "没有写扣完为止" in said(findings)["C4"]
    assert "没有写「每次」" in said(findings)["E4"]
    assert "没有认出怎么计分" in said(findings)["E9"]
    assert "填分的列" in said(findings)["G2"]
    lines = text.splitlines()
    for finding in findings:
        if finding.code == "table-question":
            number = finding.what.zh.partition(":")[0]
            line = int("".join(filter(str.isdigit, finding.remedy.zh.partition("行")[0])))
            assert f"# {number}" in lines[line - 1], finding


def test_every_question_says_what_holds_in_both_languages(usual: Path) -> None:
    for finding in drafted(usual)[2]:
        assert finding.what.zh and finding.what.en
        assert finding.severity.value == "warning"


def test_a_skeleton_has_no_errors_but_what_must_be_answered(usual: Path) -> None:
    _, text, _ = drafted(usual)
    errors = [found.code for found in check_scheme(load_scheme_mapping(text, "scheme.yaml")) if found.severity.value == "error"]
    assert errors == []


def test_an_answer_proposed_in_the_skeleton_can_be_taken_as_it_stands(usual: Path) -> None:
    lines = drafted(usual)[1].splitlines()
    taken = 0
    for number, line in enumerate(lines):
        if line.lstrip().startswith("# ") and not line.lstrip().startswith("# 问") and "  # 问" in line:
            answered = [*lines[:number], line.replace("# ", "", 1), *lines[number + 1 :]]
            loaded = load_scheme_mapping("\n".join(answered), "scheme.yaml")
            assert [found.what.zh for found in loaded.findings if found.code != "duplicate-key"] == [], line
            taken += 1
    assert taken > 10


def test_a_period_that_no_title_names_is_left_to_be_settled(office_table: OfficeTable) -> None:
    scheme, text, findings = drafted(office_table([["考评表"], ["项目", "分值", "评分标准"], ["值班", 5, "每次加1分"]]))
    assert scheme.tables[0].period == "待定"
    assert any("多久考评一次" in finding.what.zh for finding in findings)
    assert "unknown-period" in [found.code for found in check_scheme(load_scheme_mapping(text, "scheme.yaml"))]


@pytest.mark.parametrize(
    ("title", "period", "subject"),
    [
        ("党员季度积分表", "quarter", "person"),
        ("党支部月度考评表", "month", "organisation"),
        ("党员半年评分表", "half", "person"),
        ("党员积分月度、年度评分表", "待定", "person"),
    ],
)
def test_a_title_says_period_and_subject_only_if_it_names_one(office_table: OfficeTable, title: str, period: str, subject: str) -> None:
    (table,) = drafted(office_table([[title], ["项目", "分值", "评分标准"], ["值班", 5, "每次加1分"]]))[0].tables
    assert (table.period, table.subject) == (period, subject)


def test_an_empty_cell_of_a_level_means_the_one_above(office_table: OfficeTable) -> None:
    header = ["一级指标", "二级指标", "分值", "评分标准"]
    rows = [header, ["甲", "乙", 5, "每次加1分"], [None, "丙", 5, "每次加2分"], [None, None, None, "每篇加3分"]]
    (node,) = drafted(office_table(rows))[0].tables[0].indicators
    assert [(inner.name, len(inner.rules)) for inner in node.indicators] == [("乙", 1), ("丙", 2)]


def test_points_merged_over_several_indicators_are_their_parents(office_table: OfficeTable) -> None:
    rows = [["一级指标", "二级指标", "分值", "评分标准"], ["甲", "乙", 20, "每次加1分"], [None, "丙", None, "每次加2分"]]
    (node,) = drafted(office_table(rows, [(1, 0, 2, 0), (1, 2, 2, 2)]))[0].tables[0].indicators
    assert (node.max, [inner.max for inner in node.indicators]) == (20, [None, None])


def test_each_level_may_have_its_own_column_of_points(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "内容", "标准分", "评分标准"], ["甲", 20, "乙", 12, "每次加1分"], [None, None, "丙", 8, "每次加2分"]]
    (node,) = drafted(office_table(rows, [(1, 0, 2, 0), (1, 1, 2, 1)]))[0].tables[0].indicators
    assert (node.max, [(inner.name, inner.max) for inner in node.indicators]) == (20, [("乙", 12), ("丙", 8)])


def test_content_is_an_indicator_beside_standards_and_a_standard_without_them(office_table: OfficeTable) -> None:
    beside = [["考核内容", "分值", "计分办法"], ["值班", 5, "每次加1分"]]
    without = [["考核项目", "分值", "考核内容"], ["值班", 5, "每次加1分"]]
    for rows in (beside, without):
        (node,) = drafted(office_table(rows))[0].tables[0].indicators
        assert (node.name, node.rules[0].each) == ("值班", 1)


def test_a_header_of_two_rows_is_read_from_its_lower_one(office_table: OfficeTable) -> None:
    rows = [["考核指标", None, "分值", "评分标准"], ["一级指标", "二级指标", None, None], ["甲", "乙", 5, "每次加1分"]]
    merges = [(0, 0, 0, 1), (0, 2, 1, 2), (0, 3, 1, 3)]
    (node,) = drafted(office_table(rows, merges))[0].tables[0].indicators
    assert (node.name, node.indicators[0].name, node.indicators[0].rules[0].each) == ("甲", "乙", 1)


def test_a_heading_over_the_whole_width_holds_the_rows_below_it(office_table: OfficeTable) -> None:
    rows = [
        ["项目", "分值", "评分标准"], ["一、基础积分（60分）", None, None], ["甲", 30, "每次扣1分"], ["乙", 30, "每次扣2分"],
        ["二、先锋积分", None, None], ["丙", 10, "每次加1分"],
    ]  # fmt: skip
    first, second = drafted(office_table(rows, [(1, 0, 1, 2), (4, 0, 4, 2)]))[0].tables[0].indicators
    assert (first.name, first.max, [inner.name for inner in first.indicators]) == ("一、基础积分", 60, ["甲", "乙"])
    assert [inner.name for inner in second.indicators] == ["丙"]


def test_points_given_and_taken_under_one_maximum_are_asked_about(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "评分标准"], ["纪律", 10, "迟到一次扣1分；受表扬一次加2分"]]
    scheme, _, findings = drafted(office_table(rows))
    assert (scheme.tables[0].indicators[0].max, scheme.tables[0].indicators[0].base) == (10, None)
    assert any("起评分还是封顶" in finding.what.zh for finding in findings)


def test_a_sum_that_is_not_the_sum_is_asked_about(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "评分标准"], ["甲", 30, "每次扣1分"], ["乙", 30, "每次扣2分"], ["合计", 100, None]]
    findings = drafted(office_table(rows))[2]
    assert "100≠60" in said(findings)["B4"]


def test_a_note_about_every_rule_is_kept_and_asked_about(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "评分标准"], ["甲", 30, "每次加1分"], ["注：同一事项取最高，不重复计分", None, None]]
    scheme, _, findings = drafted(office_table(rows, [(2, 0, 2, 2)]))
    assert "同一事项取最高" in scheme.tables[0].note
    assert "没有读成规则" in said(findings)["A3"]


def test_several_sheets_are_several_tables_and_other_sheets_are_named(office_table: OfficeTable) -> None:
    table = [["项目", "分值", "评分标准"], ["值班", 5, "每次加1分"]]
    parameters = [["参数", "值", "说明"], ["人数", 3, "原文未写"], ["比例", None, ""]]
    path = office_table(table, (), "党员", 支部=table, 附注=[["随便写的"]], 参数=parameters)
    scheme, _, findings = drafted(path)
    assert [(found.name, found.subject) for found in scheme.tables] == [("党员", "person"), ("支部", "organisation")]
    assert "附注!A1" in said(findings)
    assert (scheme.parameters["人数"].value, scheme.parameters["比例"].value) == (3, None)


def test_the_same_words_with_other_needs_are_another_kind(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "评分标准"], ["甲", 5, "服务每小时加1分"], ["乙", 5, "服务每次加1分"]]
    assert list(drafted(office_table(rows))[0].facts) == ["服务", "服务（乙）"]


def test_names_that_yaml_would_misread_stand_in_quotes(office_table: OfficeTable) -> None:
    rows = [["项目", "分值", "评分标准"], ["是", 5, "每次加1分"], ["甲: 乙 # {丙}", 5, "每次加1分"], ["12", 5, "每次加1分"]]
    nodes = drafted(office_table(rows))[0].tables[0].indicators
    assert [node.name for node in nodes] == ["是", "甲: 乙 # {丙}", "12"]


def test_a_workbook_without_a_table_is_refused_with_the_headers_it_needs(office_table: OfficeTable, refused: Any) -> None:
    (found,) = refused(read_criteria, office_table([["编号", "主体", "日期"], [1, 2, 3]]), [])
    assert found.code == "table-not-found"
    assert "评分标准" in found.remedy.zh


def test_an_error_value_and_a_formula_never_computed_are_refused_with_their_cells(tmp_path: Path, refused: Any) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["项目", "分值", "评分标准"])
        sheet.write_row(1, 0, ["甲", None, "每次加1分"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 1, "=SUM(B1:B2)", None, "")
    codes = {finding.code for finding in refused(read_criteria, path, [])}
    assert "cell-error-value" in codes


def test_a_bomb_is_not_opened(tmp_path: Path, refused: Any) -> None:
    path = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["项目", "分值", "评分标准"])
        sheet.write(1_048_575, 16_383, "远")
    assert refused(read_criteria, path, [])[0].code == "workbook-scattered"


NAMES = [
    ("一级指标", "level"), (" 考核\n项目 ", "level"), ("标准分（分）", "points"), ("评分细则", "standards"), ("政策依据", "bases"),
    ("自评 得分", "filled"), ("年龄", None),
]  # fmt: skip


@pytest.mark.parametrize(("header", "role"), NAMES)
def test_a_header_is_known_by_many_names(header: str, role: str | None) -> None:
    assert role_of(header) == role


def test_a_row_of_data_is_no_header() -> None:
    assert not is_header_row(["值班", "5", "每次加1分"])
    assert is_header_row(["序号", "考评项目", "分值"])
