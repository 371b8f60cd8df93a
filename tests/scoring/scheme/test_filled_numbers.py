"""Numbers an organisation may fill in, where lines, ends, quotas, slots and days stand: judged, printed and compared as such."""

from pathlib import Path

import pytest
from tests.scoring.scheme.test_check import GRADES, codes, findings, rule, table, top
from tests.scoring.scheme.test_show import printed

from biaochi.scoring.findings import Severity
from biaochi.scoring.scheme.diff import differences
from biaochi.scoring.scheme.load import load_scheme, load_scheme_mapping

TIERS = "事项: 植树, 计: 次, 分档: {其他: 0, 档: [%s]}"
BRACKETS = "事项: 植树, 计: 次, 累进: {段: [%s, {每单位: 1}], 计法: 分段}"


def with_parameters(text: str, written: str) -> str:
    assert "参数: {人数: {值: 3}}" in text
    return text.replace("参数: {人数: {值: 3}}", f"参数: {{人数: {{值: 3}}, {written}}}")


LINE = "{达到: {参数: 线}, 得: 5}, {达到: 3, 得: 2}"


@pytest.mark.parametrize(
    ("parameter", "found"),
    [
        ("线: {值: 4}", []),
        ("线: {值: 3}", [("band-unreachable", Severity.ERROR)]),
        ("线: {值: 2}", [("band-unreachable", Severity.ERROR)]),
        ("线: {值: 4, 最小: 3, 最大: 9}", [("band-unreachable", Severity.WARNING)]),
        ("线: {值: 4, 最小: 3.01, 最大: 9}", []),
        ("线: {值: 4, 最小: 1}", []),
        ("线: {最小: 1, 最大: 9}", [("band-unreachable", Severity.WARNING)]),
    ],
)
def test_a_line_is_judged_as_declared_and_at_both_ends_of_its_bounds(parameter: str, found: list[tuple[str, Severity]]) -> None:
    said = findings(with_parameters(rule(TIERS % LINE), parameter))
    assert [(one.code, one.severity) for one in said if one.code.startswith("band-")] == found


def test_the_filling_under_which_a_line_crosses_is_named() -> None:
    (found,) = [f for f in findings(with_parameters(rule(TIERS % LINE), "线: {值: 4, 最小: 1, 最大: 9}")) if f.code == "band-unreachable"]
    assert found.what.zh == "这一档永远轮不到:它的数都先落入前面的档(〔线〕填 1 时)"
    assert found.what.en == "this band is never reached: all its values fall into bands before it (with 线 at 1)"


@pytest.mark.parametrize(
    ("bands", "parameter", "code"),
    [
        ("{达到: 9, 得: 3}, {达到: 5, 不足: {参数: 线}, 得: 1}", "线: {值: 8}", "band-hole"),
        ("{达到: 9, 得: 3}, {达到: 5, 不足: {参数: 线}, 得: 1}", "线: {值: 9, 最小: 8, 最大: 9}", "band-hole"),
        ("{达到: 1, 不超过: {参数: 线}, 得: 1}, {达到: 5, 不超过: 9, 得: 2}", "线: {值: 5}", "band-overlap"),
    ],
)
def test_holes_and_overlaps_are_judged_with_what_may_be_filled_in(bands: str, parameter: str, code: str) -> None:
    assert code in codes(with_parameters(rule((TIERS % bands).replace("其他: 0, ", "")), parameter))


def test_a_line_by_class_is_judged_for_each_class() -> None:
    bands = "{达到: {按: 分类, 各值: {甲: 9, 乙: %d}, 其他: 8}, 得: 5}, {达到: 3, 得: 2}"
    assert "band-unreachable" not in codes(rule(TIERS % bands % 4))
    assert "band-unreachable" in codes(rule(TIERS % bands % 3))


def test_a_grade_line_is_judged_like_a_tier() -> None:
    bands = "{名: 优, 达到: {参数: 线}}, {名: 良, 达到: 80}"
    assert "band-unreachable" not in codes(with_parameters(table(GRADES % bands), "线: {值: 90}"))
    assert "band-unreachable" in codes(with_parameters(table(GRADES % bands), "线: {值: 80}"))


@pytest.mark.parametrize(
    ("parts", "parameter", "found"),
    [
        ("{至: {参数: 首段}, 每单位: 1}, {至: 9, 每单位: 2}", "首段: {值: 8}", []),
        ("{至: {参数: 首段}, 每单位: 1}, {至: 9, 每单位: 2}", "首段: {值: 9}", [Severity.ERROR]),
        ("{至: {参数: 首段}, 每单位: 1}, {至: 9, 每单位: 2}", "首段: {值: 8, 最小: 1, 最大: 9}", [Severity.WARNING]),
        ("{每单位: 1}, {至: {参数: 首段}, 每单位: 2}", "首段: {值: 8}", [Severity.ERROR]),
    ],
)
def test_brackets_end_one_above_the_other(parts: str, parameter: str, found: list[Severity]) -> None:
    said = findings(with_parameters(rule(BRACKETS % parts), parameter))
    assert [one.severity for one in said if one.code == "brackets-reversed"] == found


@pytest.mark.parametrize(("value", "is_wrong"), [("5", False), ("0", False), ("4000", True), ("2.5", True), ("-1", True)])
def test_days_filled_in_are_whole_and_within_reason(value: str, is_wrong: bool) -> None:
    written = "公示: [{名称: 公示, 天数: {参数: 天数}}]\n异议: {期限: {天数: {参数: 天数}}, 受理: 支委会}\n"
    steps = "流程: [{步骤: 申报, 由: 本人, 期限: {前: {参数: 天数}}}, {步骤: 审定, 由: 支委会, 法定: 是}]\n"
    assert codes(with_parameters(top(written + steps), f"天数: {{值: {value}}}")).count("count-out-of-range") == 3 * is_wrong


def test_an_unknown_parameter_is_found_wherever_a_number_may_be_filled_in() -> None:
    assert "unknown-parameter" in codes(top("公示: [{名称: 公示, 天数: {参数: 没有}}]\n"))
    assert "unknown-parameter" in codes(rule(TIERS % "{达到: {参数: 没有}, 得: 5}"))


FILLED = """\
办法: 示例
代码: S
版本: "1"
施行: 2025-01-01
取整: {位数: 2}
参数: {线: {值: 90}, 段: {值: 10}, 天数: {}, 到会: {值: 60%}, 名额: {值: 2}, 项数: {值: 5}, 每项: {值: 2}}
事项: {植树: {单位: 棵}}
计分表:
- 名称: 年度
  代码: T
  周期: 年
  指标:
  - 名称: 植树
    代码: N
    自选: {项数: {参数: 项数}, 每项封顶: {参数: 每项}}
    评分标准:
    - {代码: R1, 事项: 植树, 计: 次, 分档: {档: [{达到: {参数: 线}, 得: 5}]}}
    - {代码: R2, 事项: 植树, 计: 次, 累进: {段: [{至: {参数: 段}, 每单位: 1}, {每单位: 0.5}], 计法: 分段}}
  等次: [{名称: 等次, 代码: G, 档: [{名: 优, 达到: {参数: 线}, 名额: {人数: {参数: 名额}, 至少: {参数: 名额}, 同分: 一并列入}}], 无: 良}]
流程:
- {步骤: 申报, 由: 本人, 期限: {前: {参数: 天数}, 工作日: 是}}
- {步骤: 审定, 由: 支委会, 法定: 是, 表决: {到会: {参数: 到会}, 通过: {参数: 到会}}}
公示: [{名称: 公示, 天数: {参数: 天数}}]
异议: {期限: {天数: {参数: 天数}}, 受理: 支委会, 复核: {由: 支委会, 天数: {参数: 天数}}}
"""


@pytest.mark.parametrize(
    "said",
    [
        "达到 〔线:90〕 的 5 分",
        "至 〔段:10〕的部分每 1 计 1 分",
        "不超过 〔项数:5〕 项,每项封顶 〔每项:2〕 分",
        "达到 〔线:90〕,名额:全体内 〔名额:2〕 人(至少 〔名额:2〕 名,同分一并列入)的为「优」",
        "期末前 〔天数〕 个工作日",
        "到会 〔到会:60%〕",
        "公示 〔天数〕 个日",
        "提出异议的期限:〔天数〕 个日",
        "由支委会,〔天数〕 个日",
    ],
)
def test_a_number_to_be_filled_in_is_printed_with_its_name_and_declared_value(said: str) -> None:
    text = "\n".join(printed(FILLED)).replace("，", ",").replace("：", ":").replace("（", "(").replace("）", ")")
    assert said in text


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("名称: 公示, 天数: {参数: 天数}", "名称: 公示, 天数: 5", "天数由「〔天数〕」改为「5」"),
        ("名: 优, 达到: {参数: 线}", "名: 优, 达到: 85", "「优」由「「总分」达到 〔线:90〕,"),
        ("期限: {天数: {参数: 天数}}", "期限: {天数: 3}", "期限由「〔天数〕 个日」改为「3 个日」"),
    ],
)
def test_a_number_no_longer_filled_in_is_a_change(before: str, after: str, sentence: str) -> None:
    assert before in FILLED
    old, new = (load_scheme_mapping(text, "scheme.yaml").require() for text in (FILLED, FILLED.replace(before, after, 1)))
    assert any(sentence in line.zh for one in differences(old, new) for line in one.sentences)


def test_slots_keep_to_a_number_filled_in_by_the_extension(tmp_path: Path) -> None:
    for folder, text in (("base", FILLED), ("local", LOCAL)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "scheme.yaml").write_text(text, encoding="utf-8")
    local = tmp_path / "local" / "scheme.yaml"
    assert [one.code for one in load_scheme(local).findings] == []
    local.write_text(LOCAL.replace("项数: {值: 2}", "项数: {值: 1}"), encoding="utf-8")
    assert [one.code for one in load_scheme(local).findings] == ["too-many-slots"]
    local.write_text(LOCAL.replace("项数: {值: 2}", "项数: {值: 2}, 每项: {值: 1}"), encoding="utf-8")
    assert [one.code for one in load_scheme(local).findings] == ["slot-cap"]


LOCAL = """\
办法: 分则
代码: X
版本: "1"
继承: ../base/scheme.yaml
参数: {项数: {值: 2}}
计分表: [{代码: T, 指标: [{代码: N, 评分标准: [
  {代码: X1, 事项: 植树, 每次: 1, 封顶: {参数: 每项}}, {代码: X2, 事项: 植树, 每次: 1, 封顶: 1.5}]}]}]
"""
