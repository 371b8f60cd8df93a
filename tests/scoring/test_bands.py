"""Bands with numbers that are filled in: none may be left without a number."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.explain.settled import settled

from biaochi.scoring.amounts import number_for_all
from biaochi.scoring.bands import BandsCross, interval, nobodys_band
from biaochi.scoring.explain import as_text, explain
from biaochi.scoring.quotas import QuotasDiffer
from biaochi.scoring.roster import ParameterRow
from biaochi.scoring.scheme.expression_model import AmountBy
from biaochi.scoring.scheme.model import Parameter

TESTS = {
    "ge": lambda a, b: a >= b, "gt": lambda a, b: a > b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "eq": lambda a, b: a == b,
}  # fmt: skip
BAND = st.dictionaries(st.sampled_from(list(TESTS)), st.integers(0, 4).map(Fraction), max_size=2)


@given(st.lists(st.tuples(BAND, st.booleans()), min_size=1, max_size=4))
def test_a_band_without_a_number_is_found_as_by_trying_every_half(bands: list[tuple[dict[str, Fraction], bool]]) -> None:
    halves = [Fraction(n, 2) for n in range(-2, 12)]
    taken: set[Fraction] = set()
    expected = None
    for place, (band, yields) in enumerate(bands):
        mine = {half for half in halves if all(TESTS[name](half, bound) for name, bound in band.items())}
        if not mine - taken:
            expected = place
            break
        taken |= set() if yields else mine
    assert nobodys_band([interval(band) for band, _ in bands], [yields for _, yields in bands]) == expected


def test_a_band_with_an_unknown_number_takes_nothing_and_is_no_fault() -> None:
    known, unknown = interval({"ge": Fraction(3)}), interval({"ge": None})
    assert unknown is None
    assert nobodys_band([unknown, known], [False, False]) is None


CASE = """
方案:
  办法: 示例
  代码: S
  版本: "1"
  施行: 2025-01-01
  取整: {位数: 2}
  参数: {线: {值: 90}, 段: {值: 10}, 名额: {值: 1}}
  事项: {积分: {单位: 分}}
  计分表:
  - 名称: 年度
    代码: T
    对象: 党员
    周期: 年
    指标:
    - 名称: 积分
      代码: N
      评分标准:
      - {名称: 积分, 代码: R1, 事项: 积分, 计: 期, 分档: {档: [{达到: {参数: 线}, 得: 9}, {达到: 5, 得: 4}]}}
      - {名称: 累进, 代码: R2, 事项: 积分, 计: 期, 累进: {段: [{至: {参数: 段}, 每单位: 1}, {每单位: 0.5}], 计法: 分段}}
    等次:
    - {名称: 等次, 代码: G, 档: [{名: 优秀, 达到: {参数: 线}}], 无: 合格}
    - {名称: 星级, 代码: G2, 依: N, 档: [{名: 星, 达到: 1, 名额: {人数: {参数: 名额}}}], 无: 无星}
案例:
- 名称: 一
  周期: "2025"
  组织: [{编号: 一支部}, {编号: 二支部}]
  名册: [{编号: 甲, 组织: 一支部}, {编号: 乙, 组织: 二支部}]
  参数: [%s]
  事项: [{主体: 甲, 事项: 积分, 日期: 2025-05-01, 数量: 20}, {主体: 乙, 事项: 积分, 日期: 2025-05-01, 数量: 6}]
  期望: []
"""


def test_an_explanation_says_the_numbers_of_the_subjects_own_organisation(tmp_path: Path) -> None:
    rows = "{名称: 线, 值: 18, 组织: 一支部}, {名称: 段, 值: 12, 组织: 一支部}"
    text = as_text(explain(settled(CASE % rows, tmp_path), "甲"))
    assert "达到 18" in text and "0–12" in text
    assert "90" not in text


@pytest.mark.parametrize(("value", "refused"), [("5.01", False), ("5", True), ("4", True)])
def test_what_an_organisation_fills_in_may_not_cross(tmp_path: Path, value: str, refused: bool) -> None:
    text = CASE % f"{{名称: 线, 值: {value}, 组织: 二支部}}"
    if not refused:
        settled(text, tmp_path)
        return
    with pytest.raises(BandsCross) as caught:
        settled(text, tmp_path)
    (found,) = caught.value.findings
    assert found.code == "bands-cross"
    assert found.what.zh == "评分标准「积分」(R1)第 2 档在 二支部 没有数能落入:「线」与其他档交叉"


def test_a_quota_is_one_number_inside_its_scope(tmp_path: Path) -> None:
    with pytest.raises(QuotasDiffer, match="1 与 2"):
        settled(CASE % "{名称: 名额, 值: 2, 组织: 二支部}", tmp_path)


ROW = ParameterRow("天数", "7", start=10)
OTHER = ParameterRow("天数", "5", "一支部", start=20)


@pytest.mark.parametrize(
    ("declared", "rows", "day", "number"),
    [
        (5, [], 9, 5),
        (None, [], 9, None),
        (5, [ROW], 9, 5),
        (5, [ROW], 10, 7),
        (5, [ROW, OTHER], 19, 7),
        (5, [ROW, OTHER], 20, None),
        (5, [OTHER], 20, 5),
    ],
)
def test_a_number_is_that_of_every_organisation_or_none(
    declared: int | None, rows: list[ParameterRow], day: int, number: int | None
) -> None:
    parameter = Parameter.model_validate({} if declared is None else {"value": Decimal(declared)})
    found = number_for_all({"天数": parameter}, rows, day, AmountBy(parameter="天数"))
    assert found == number
