"""`biaochi scheme check | test | show` and what a broken scheme does to the commands that would settle it."""

from pathlib import Path

import pytest
from tests.console.conftest import SCHEME, Desk

# the code of the finding, a place of the scheme and what breaks it
BROKEN = [
    ("window-months", "事项: 出席, 每次: 1.5", "事项: 出席, 每次: 1.5, 时间: {自: {属性: 入党日}}"),
    ("unknown-value", "同分: 并列跳号}", "同分: 并列跳号, 再比: [N9]}"),
    ("unknown-value", "同分: 并列跳号}", "同分: 并列跳号, 依: N9}"),
    ("unknown-value", "  排名: [", "  构成: [{名称: 甲, 代码: P, 指标: N9, 权重: 1, 归一: 原值}]\n  排名: ["),
    ("unknown-value", "  排名: [", "  等次: [{名称: 等次, 代码: G, 依: N9, 档: [{名: 优, 达到: 90}], 无: 良}]\n  排名: ["),
    ("operand-count", "折算: 0.1,", "折算: 0.1, 取数: {相除: [{统计: 平均, 取: 评分}]},"),
    ("choice-branches", "折算: 0.1,", "折算: 0.1, 取数: {择: [{当: {身份: [正式党员]}}, {否则: 1}]},"),
    ("choice-branches", "折算: 0.1,", "折算: 0.1, 取数: {择: [{当: {身份: [正式党员]}, 取: 1}]},"),
    ("not-a-number", "位数: 2", "位数: 1.5"),
    ("rounding-places", "位数: 2", "位数: 9"),
    ("unknown-period", "周期: 季", "周期: 旬"),
    ("unknown-fact", "事项: 出席, 每次", "事项: 出度, 每次"),
    ("unknown-parameter", "{参数: 基数}", "{参数: 基}"),
    ("table-circle", "折算: 0.1,", "折算: 0.1, 取数: {取自: {表: Z, 缺: 计零}},"),
    ("missing-key", "代码: Q", "说明: 无代码"),
    ("unknown-key", "起评分:", "起平分:"),
    ("yaml-syntax", "  指标:", "  指标: ["),
]
CIRCLE = """\
- 名称: 另一表
  代码: Z
  周期: 季
  指标: [{名称: 乙, 代码: ZN, 评分标准: [{代码: ZR, 折算: 1, 取数: {取自: {表: Q, 缺: 计零}}}]}]
"""
EVERY_BREAK = pytest.mark.parametrize(("code", "old", "new"), BROKEN, ids=[f"{n}-{code}" for n, (code, _, _) in enumerate(BROKEN)])


def broken(desk: Desk, code: str, old: str, new: str) -> None:
    desk.edit("scheme.yaml", old, new)
    if code == "table-circle":
        desk.write("scheme.yaml", (desk.folder / "scheme.yaml").read_text(encoding="utf-8") + CIRCLE)


@EVERY_BREAK
def test_a_broken_scheme_is_a_finding_with_its_line(desk: Desk, code: str, old: str, new: str) -> None:
    broken(desk, code, old, new)
    said = desk.run("scheme", "check", desk.folder / "scheme.yaml")
    assert (said.code, said.out) == (1, "")
    lines = [line for line in said.err.splitlines() if f": 错误 {code}: " in line]
    assert lines, said.err
    assert all("scheme.yaml:" in line.split(": 错误")[0] for line in lines)


@EVERY_BREAK
@pytest.mark.parametrize("command", ["settle", "explain", "test"])
def test_a_broken_scheme_is_refused_by_whatever_would_settle_it(desk: Desk, command: str, code: str, old: str, new: str) -> None:
    broken(desk, code, old, new)
    words = {
        "settle": ["settle", *desk.inputs(), "--out", desk.out],
        "explain": ["explain", *desk.inputs(), "--subject", "甲"],
        "test": ["scheme", "test", desk.folder / "scheme.yaml", desk.folder / "cases.yaml"],
    }[command]
    said = desk.run(*words)
    assert (said.code, said.out) == (1, "")
    assert f": 错误 {code}: " in said.err
    assert "内部错误" not in said.err and "Traceback" not in said.err
    assert not desk.out.exists()


def test_a_scheme_in_order_is_said_to_be(desk: Desk) -> None:
    path = desk.folder / "scheme.yaml"
    assert desk.run("scheme", "check", path).out == f"{path}:没有发现问题\n"
    assert desk.run("scheme", "check", path, "--lang", "en").out == f"{path}: nothing found\n"


def test_warnings_do_not_fail_a_check(desk: Desk) -> None:
    desk.edit("scheme.yaml", "计分表:", "类别: {无用: {}}\n计分表:")
    said = desk.run("scheme", "check", desk.folder / "scheme.yaml")
    assert said.code == 0
    assert "提醒 unused-category" in said.err and said.err.endswith("共 0 个错误,1 个提醒\n")


def test_several_files_are_checked_and_one_fault_fails_all(desk: Desk) -> None:
    bad = desk.write("bad.yaml", SCHEME.replace("事项: 出席,", "事项: 出度,"))
    said = desk.run("scheme", "check", desk.folder / "scheme.yaml", bad, desk.folder / "nowhere.yaml")
    assert said.code == 1
    assert "scheme.yaml:没有发现问题" in said.out
    assert "unknown-fact" in said.err and "nowhere.yaml: 错误 file-unreadable" in said.err


# --- cases ------------------------------------------------------------------------------------------------------------


def test_cases_that_hold_pass(desk: Desk) -> None:
    said = desk.run("scheme", "test", desk.folder / "scheme.yaml", desk.folder / "cases.yaml")
    assert (said.code, said.out, said.err) == (0, "案例 1 个,期望 1 条,不符的案例 0 个\n", "")


def test_a_case_that_does_not_hold_fails_with_both_numbers(desk: Desk) -> None:
    desk.edit("cases.yaml", "61.5", "62")
    said = desk.run("scheme", "test", desk.folder / "scheme.yaml", desk.folder / "cases.yaml")
    assert said.code == 1
    assert said.out.splitlines()[:2] == ["✗ 出席一次", "    甲 (Q):score 应为 62,实为 61.5"]


@pytest.mark.parametrize(
    ("expectation", "told"),
    [
        ("得分: 61.50001", "应为 61.50001,实为 61.5"),
        ("值: X9, 得分: 1", "没有名为 X9 的值"),
        ("名次: 1, 榜: R9", "没有名为 R9 的排名榜"),
        ("等次: 优", "没有等次体系"),
        ("状态: 未知", "状态应为 unknown,实为 scored"),
    ],
)
def test_an_expectation_of_what_is_not_there_fails_with_a_sentence(desk: Desk, expectation: str, told: str) -> None:
    desk.edit("cases.yaml", "得分: 61.5", expectation)
    said = desk.run("scheme", "test", desk.folder / "scheme.yaml", desk.folder / "cases.yaml")
    assert said.code == 1
    assert told in said.out
    assert "内部错误" not in said.err


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("得分: 61.5", "得份: 61.5", "unknown-key"),
        ("周期: 2025-Q3", "周期: [2025]", "wrong-kind"),
        ("日期: 2025-07-05", "日期: 七月", "wrong-kind"),
        ("案例:", "案例: [", "yaml-syntax"),
        ("  周期: 2025-Q3", "  周期: 2025-Q3\n  周期: 2025-Q3", "duplicate-key"),
    ],
)
def test_a_cases_file_that_cannot_be_read_is_told_with_its_line(desk: Desk, old: str, new: str, code: str) -> None:
    desk.edit("cases.yaml", old, new)
    said = desk.run("scheme", "test", desk.folder / "scheme.yaml", desk.folder / "cases.yaml")
    assert (said.code, said.out) == (1, "")
    assert "cases.yaml:" in said.err and f"错误 {code}:" in said.err, said.err


def test_a_missing_cases_file_is_told_by_name(desk: Desk) -> None:
    said = desk.run("scheme", "test", desk.folder / "scheme.yaml", desk.folder / "nowhere.yaml")
    assert said.code == 1
    assert "nowhere.yaml: 错误 file-unreadable" in said.err


# --- show -------------------------------------------------------------------------------------------------------------


def test_a_scheme_is_shown_in_the_other_language_and_back(desk: Desk) -> None:
    english = desk.folder / "english.yaml"
    said = desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", "en", "--out", english)
    assert (said.code, said.out) == (0, f"已写入 {english}\n")
    assert "scheme: 示例积分办法" in english.read_text(encoding="utf-8")
    assert desk.run("scheme", "check", english).code == 0
    assert desk.run("scheme", "show", english, "--as", "zh").out == SCHEME


def test_a_scheme_is_shown_as_a_page(desk: Desk) -> None:
    said = desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", "html")
    assert said.code == 0
    assert said.out.startswith("<!doctype html>") or said.out.startswith("<!DOCTYPE html>")
    assert "示例积分办法" in said.out


@pytest.mark.parametrize("form", ["zh", "en", "html"])
def test_a_scheme_that_cannot_be_read_is_not_shown(desk: Desk, form: str) -> None:
    desk.edit("scheme.yaml", "起评分:", "起平分:")
    said = desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", form)
    assert (said.code, said.out) == (1, "")
    assert "unknown-key" in said.err


def test_a_place_that_cannot_be_written_is_told(desk: Desk) -> None:
    out: Path = desk.folder / "nowhere" / "page.html"
    said = desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", "html", "--out", out)
    assert said.code == 1
    assert str(out) in said.err and "No such file or directory" in said.err and "内部错误" not in said.err


def test_nothing_to_do_with_a_scheme_is_a_wrong_call(desk: Desk) -> None:
    assert desk.run("scheme").code == 2
    assert desk.run("scheme", "check").code == 2


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_scheme_is_written_as_a_workbook_and_read_back_as_a_skeleton(desk: Desk) -> None:
    table, skeleton = desk.folder / "table.xlsx", desk.folder / "skeleton.yaml"
    assert desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", "xlsx", "--out", table).code == 0
    said = desk.run("scheme", "from-xlsx", table, "--out", skeleton)
    assert (said.code, said.out) == (0, f"已写入 {skeleton}\n")
    assert "提醒 table-question: 问1:" in said.err and said.err.rstrip().endswith("个提醒")
    assert desk.run("scheme", "from-xlsx", table).out == skeleton.read_text(encoding="utf-8")
    checked = desk.run("scheme", "check", skeleton)
    assert checked.code == 0, checked.err


def test_a_workbook_is_not_printed_on_the_screen(desk: Desk) -> None:
    said = desk.run("scheme", "show", desk.folder / "scheme.yaml", "--as", "xlsx")
    assert (said.code, said.out) == (1, "")
    assert "错误 out-missing" in said.err and "--out" in said.err


def test_a_file_that_holds_no_table_is_refused(desk: Desk) -> None:
    said = desk.run("scheme", "from-xlsx", desk.folder / "scheme.yaml")
    assert said.code == 1
    assert "file-broken" in said.err
