"""A scheme is shown in either language; as a printed 办法 it says everything that decides points."""

import re
from pathlib import Path

import pytest

from biaochi.files.scheme_page import scheme_page
from biaochi.scoring.scheme.articles import deductions, numeral
from biaochi.scoring.scheme.load import load_scheme, load_scheme_mapping
from biaochi.scoring.scheme.show import show

ROOT = Path(__file__).parents[3]
SCHEME = """\
办法: 党员积分办法 <试行>
代码: S
版本: "1"
施行: 2026-01-01
参数: {次数: {值: 3}}
事项:
  学习: {级别: [高, 低], 佐证: 必需}
  捐款: {单位: 元}
计分表:
- 名称: 季度积分
  代码: Q
  周期: 季
  起评分: 60
  封顶: 100
  适用: {身份: [正式党员], 非: {标记: [流动]}}
  指标:
  - 名称: 学习
    代码: N
    条款: 第五条
    扣完为止: 是
    评分标准:
    - {名称: 集中学习, 代码: R1, 事项: 学习, 按级别: {高: 2, 其他: 1}, 取舍: [{按: 事由, 留: 最高}], 封顶: 10}
    - {名称: 缺学, 代码: R2, 事项: 学习, 计: 期, 取数: {欠缺: {应: {参数: 次数}, 实: {统计: 次数}}}, 每单位: -2}
    - 名称: 捐款
      代码: R3
      事项: 捐款
      计: 期
      取数: {统计: 合计}
      分档: {档: [{达到: 100, 得: 2}, {达到: 50, 不足: 100, 得: 1}]}
  一票否决: [{名称: 弄虚作假, 代码: V, 情形: {事项: 捐款}, 后果: [{清零: 总分}, {不排名: 是}]}]
  排名: [{名称: 支部排名, 代码: B, 范围: 组织}]
  等次: [{名称: 等次, 代码: G, 档: [{名: 优秀, 达到: 90}], 无: 合格}]
  结果运用: [{名称: 提醒, 代码: O, 种类: 谈话提醒, 当: {比较: [{数: {得分: 总分}, 不足: 60}]}, 决定: 支委会}]
流程: [{步骤: 申报, 由: 本人}, {步骤: 审定, 由: 支委会, 法定: 是}]
公示: [{名称: 季度公示, 天数: 5, 内容: [名次]}]
异议: {期限: {天数: 5, 工作日: 是}, 受理: 支委会}
"""


def printed(text: str) -> list[str]:
    """The lines a reader sees."""
    page = scheme_page(load_scheme_mapping(text, "scheme.yaml"))
    body = page[page.index("<body>") :]
    return [
        line
        for piece in re.split(r"</?(?:p|td|th|h1|h2|footer)[^>]*>", body)
        if (line := re.sub(r"<[^>]+>", "", piece).strip())
    ]


@pytest.mark.parametrize(
    "line",
    [
        "第二章 季度积分",
        "第三条 评分标准",
        "（一）对象：党员；周期：季；代码：Q。",
        "（二）适用于不符合（有「流动」标记），且身份为正式党员的。",
        "（三）起评 60 分。",
        "（四）总分封顶 100 分。",
        "扣完为止",
        "第五条",
        "1. 集中学习（学习）：高 2 分；其他 1 分。同一事由只计最高的一项。封顶 10 分。 R1",
        "2. 缺学（学习）〔按一期合计〕：次数应有 〔次数：3〕，每少 1 扣 2 分。 R2",
        "3. 捐款〔按一期合计〕：合计达到 100 的 2 分；达到 50 且不足 100 的 1 分。 R3",
        "弄虚作假：有「捐款」的，「总分」清零、不排名。 V",
        "（一）支部排名：组织内按「总分」高到低排名，并列跳号。 B",
        "（二）等次：「总分」达到 90 的为「优秀」；其余「合格」。 G",
        "得分「总分」不足 60 的",
        "2. 审定",
        "（一）提出异议的期限：5 个工作日。",
    ],
)
def test_the_printed_scheme_says(line: str) -> None:
    assert line in printed(SCHEME)


def test_names_cannot_carry_markup_into_the_page() -> None:
    page = scheme_page(load_scheme_mapping(SCHEME, "scheme.yaml"))
    assert "<试行>" not in page
    assert "&lt;试行&gt;" in page


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = scheme_page(load_scheme_mapping(SCHEME, "scheme.yaml"))
    assert not re.search(r"https?:|src=|@import|url\(", page)


def test_an_article_without_content_is_left_out() -> None:
    assert "异议" not in "".join(printed(SCHEME[: SCHEME.index("异议:")]))


def test_source_text_comes_back_in_either_language() -> None:
    loaded = load_scheme_mapping(SCHEME, "scheme.yaml")
    assert show(loaded, "zh") == SCHEME
    assert show(loaded, "en").startswith("scheme: 党员积分办法")


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("每次 -1 分", "每次扣 1 分"),
        ("每少 1 计 -2 分", "每少 1 扣 2 分"),
        ("超过 30 且不超过 90 的 -2 分;其他 1 分", "超过 30 且不超过 90 的扣 2 分;其他 1 分"),
        ("严重 -10 分", "严重扣 10 分"),
        ("酌情 -10 至 -1 分", "酌情 −10 至 −1 分"),
        ("每月封顶 4 分、保底 -3 分", "每月封顶 4 分、保底 −3 分"),
        ("〔单项扣分上限:-10〕 分", "〔单项扣分上限:−10〕 分"),
        ("PM-B1", "PM-B1"),
    ],
)
def test_a_deduction_is_said_as_one_and_a_bound_keeps_its_sign(said: str, printed: str) -> None:
    assert deductions(said) == printed


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_articles_are_numbered_as_documents_do(number: int, text: str) -> None:
    assert numeral(number) == text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src/biaochi/presets").glob("*/scheme.yaml")), ids=lambda p: p.parent.name
)
def test_every_preset_can_be_printed_with_every_rule_in_it(path: Path) -> None:
    loaded = load_scheme(path)
    page = scheme_page(loaded)
    assert all(node.code in page for table in loaded.require().tables for node in table.indicators)
    assert "None" not in page
    assert not re.search(r"[A-Za-z]+\(", re.sub(r"<style>.*</style>", "", page, flags=re.S)), (
        "a piece of the program shows"
    )
