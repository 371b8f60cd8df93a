"""What an explanation says: the arithmetic, why a line does not count, why a value is unknown, who is asked for."""

import json
import time
from pathlib import Path

import pytest
from tests.scoring.explain.settled import settled

from biaochi.scoring.explain import as_json, as_text, explain
from biaochi.scoring.explain.as_text import folded, places_of
from biaochi.scoring.explain.explanation import LinesNotKept, SubjectNotFound
from biaochi.scoring.explain.node import Node
from biaochi.scoring.explain.sentences import said

SCHEME = """
方案:
  办法: 支部积分
  代码: T
  版本: "1"
  取整: {位数: 2}
  事项:
    出席: {}
    会议: {}
    荣誉: {级别: [省级, 市级]}
    缺席: {}
    评分: {形态: 评定, 评分范围: [0, 10]}
    课题: {单位: 分}
    处分: {}
  类别: {基础: {封顶: 20}, 加分: {不封顶: true}}
  计分表:
  - 名称: 季度积分
    代码: Q
    周期: 季
    起评分: 60
    封顶: 100
    状态: [{名称: 免评, 状态: 免评, 当: {身份: [离退休]}, 理由: 年老体弱}]
    指标:
    - 名称: 组织生活
      代码: N1
      条款: 第五条
      类别: 基础
      评分标准:
      - {名称: 到会率, 代码: R1, 条款: 第五条（一）, 计: 期, 事项: 会议, 折算: 10, 合计: 相加,
         取数: {相除: [{统计: 次数, 事项: 出席}, {统计: 次数, 事项: 会议}]}, 封顶: 7, 未知: 计零}
      - {名称: 缺席, 代码: R2, 事项: 缺席, 每次: -2, 加重: {倍数: [1, 2]}}
    - 名称: 荣誉
      代码: N2
      类别: 加分
      评分标准:
      - {代码: R3, 事项: 荣誉, 按级别: {省级: 9, 市级: 6}, 取舍: [{按: 事由, 留: 最高}]}
      - {名称: 评议, 代码: R4, 事项: 评分, 折算: 1, 合计: 平均, 无事项: 略去}
      - {名称: 课题, 代码: R5, 事项: 课题, 每单位: 1, 分享: {份额: [{归: {任职: 书记}, 比例: 30%}, {归: 本人, 比例: 70%}]}}
    一票否决:
    - {名称: 受处分, 代码: V1, 条款: 第九条, 情形: {事项: 处分}, 后果: [{冻结: R3, 自: 全期}]}
    排名: [{名称: 支部排名, 代码: B, 范围: 组织}]
    等次:
    - {名称: 等次, 代码: G, 档: [{名: 优秀, 达到: 75, 名额: {人数: 1, 范围: 组织}}, {名: 合格, 达到: 60}], 无: 不合格}
    结果运用:
    - {名称: 奖励, 代码: O, 种类: 表彰, 当: {等次: {G: [优秀]}}, 金额: {相乘: [{得分: 总分}, 2]}, 单位: 元, 决定: 支委会}
案例:
- 名称: 甲
  周期: 2025-Q1
  名册:
  - {编号: 甲, 姓名: 张三, 组织: 一支部, 身份: 正式党员}
  - {编号: 乙, 组织: 一支部, 身份: 正式党员}
  - {编号: 丙, 组织: 一支部, 身份: 离退休}
  关系: [{主体: 乙, 关系: 书记, 对象: 一支部}]
  事项:
"""
FACTS = """
  - {编号: F1, 主体: 甲, 事项: 会议, 日期: 2025-01-10}
  - {编号: F2, 主体: 甲, 事项: 会议, 日期: 2025-02-10}
  - {编号: F3, 主体: 甲, 事项: 会议, 日期: 2025-03-10}
  - {编号: F4, 主体: 甲, 事项: 会议, 日期: 2025-03-20}
  - {编号: F5, 主体: 甲, 事项: 出席, 日期: 2025-01-10}
  - {编号: F6, 主体: 甲, 事项: 出席, 日期: 2025-02-10}
  - {编号: F7, 主体: 甲, 事项: 出席, 日期: 2025-03-10}
  - {编号: F8, 主体: 甲, 事项: 缺席, 日期: 2025-03-20}
  - {编号: F9, 主体: 甲, 事项: 缺席, 日期: 2025-03-21}
  - {编号: H1, 主体: 甲, 事项: 荣誉, 日期: 2025-02-01, 级别: 市级, 事由: 抗洪}
  - {编号: H2, 主体: 甲, 事项: 荣誉, 日期: 2025-03-01, 级别: 省级, 事由: 抗洪}
  - {编号: M1, 主体: 甲, 事项: 评分, 日期: 2025-03-01, 评分: 8}
  - {编号: M2, 主体: 甲, 事项: 评分, 日期: 2025-03-02, 评分: 9}
  - {编号: M3, 主体: 甲, 事项: 评分, 日期: 2025-03-03, 评分: 9}
  - {编号: K1, 主体: 甲, 事项: 课题, 日期: 2025-03-03, 数量: 10}
"""
EXPECT = """
  期望: [{主体: 甲, 状态: 计分}]
"""


@pytest.fixture
def member(tmp_path: Path):
    """Explain somebody of the settled case, with further facts if given."""

    def one(subject: str = "甲", more: str = ""):
        return explain(settled(SCHEME + FACTS + more + EXPECT, tmp_path), subject)

    return one


def node_of(explanation, code: str) -> Node:
    return next(node for node in explanation.nodes() if node.code == code)


def test_a_rate_is_written_out_with_its_cap(member) -> None:
    assert said(node_of(member(), "R1")).zh == "到会率:7.5,封顶 7"
    line = node_of(member(), "R1").children[0]
    assert said(line).zh == "2025-Q1:「出席」的次数 3 ÷ 「会议」的次数 4 × 系数 10 = 7.5"
    assert [fact.code for fact in line.walk() if fact.kind == "fact"] == ["F5", "F6", "F7", "F1", "F2", "F3", "F4"]


def test_every_node_has_its_clause(member) -> None:
    assert node_of(member(), "N1").clause == "第五条"
    assert node_of(member(), "R1").clause == "第五条（一）"


def test_the_second_absence_counts_double(member) -> None:
    assert said(node_of(member(), "F9")).zh == "2025-03-21 缺席:每次 -2,第 2 次 × 2 = -4"
    assert said(node_of(member(), "R2")).zh == "缺席:-2 − 4 = -6"


def test_a_line_that_gives_way_names_the_one_that_counts(member) -> None:
    dropped = node_of(member(), "H1")
    assert dropped.state == "absent"
    assert said(dropped).zh.endswith("按取舍 R3 第 1 步,同一事由只计最高的一项,已计 #H2(9),本条不计")
    assert said(dropped).en.endswith("only the highest of the same matter counts; kept #H2(9); this one does not count")


def test_a_mean_is_rounded_once(member) -> None:
    assert said(node_of(member(), "R4")).zh == "评议:8、9、9 的平均 ≈ 8.666667,四舍五入到 2 位 8.67"


def test_a_shared_line_says_what_went_to_whom(member) -> None:
    assert said(node_of(member(), "K1")).zh.endswith("数量 10 × 每单位 1 = 10,分给 乙 − 3 = 7")
    received = node_of(member("乙"), "K1")
    assert received.kind == "received"
    assert said(received).zh == "张三(甲) 的 2025-03-03 课题(数量 10):整条 10 × 所得份额 0.3 = 3"


def test_a_frozen_line_names_the_veto(member) -> None:
    frozen = member(more="  - {编号: P1, 主体: 甲, 事项: 处分, 日期: 2025-03-30}\n")
    assert said(node_of(frozen, "H2")).zh.endswith("因“受处分”(V1)冻结,不计")
    assert frozen.vetoes[0].sentence.zh.startswith("受处分:2025-03-30 处分")
    assert frozen.vetoes[0].clause == "第九条"


def test_a_division_by_zero_is_unknown_and_said_so(member) -> None:
    node = node_of(member("乙"), "R1")
    assert said(node).zh == "到会率:未知,按办法计 0"
    assert any("除数为 0" in said(inner).zh for inner in node.walk())


def test_rank_grade_and_outcome_say_what_they_rest_on(member) -> None:
    explanation = member()
    assert explanation.ranks[0].sentence.zh == "支部排名:组织内按「总分」 85.67 高到低,第 1 名,共 2 名"
    assert explanation.grades[0].sentence.zh == "等次(参考)“优秀”:「总分」 85.67;符合“优秀”(达到 75),名额 1"
    assert explanation.outcomes[0].sentence.zh == "建议“奖励”:「等次」为优秀,金额 171.34 元,由支委会决定"
    assert explanation.outcomes[0].about["amount"] == "171.34"


def test_a_band_whose_seats_are_taken_says_so(member) -> None:
    more = "".join(f"  - {{编号: X{i}, 主体: 乙, 事项: 荣誉, 日期: 2025-03-0{i}, 级别: 省级}}\n" for i in (1, 2))
    explanation = member("乙", more)
    assert explanation.grades[0].sentence.zh == "等次(参考)“合格”:「总分」 81;“优秀”名额已满,名额 1;符合“合格”(达到 60)"


def test_who_is_exempt_has_no_total_and_the_reason(member) -> None:
    explanation = member("丙")
    assert (explanation.state, explanation.reason, explanation.total) == ("exempt", "年老体弱", None)
    assert "状态 免评:年老体弱" in as_text(explanation)


def test_an_unknown_subject_is_refused_with_the_nearest_ids(tmp_path: Path) -> None:
    text = (SCHEME + FACTS + EXPECT).replace("编号: 乙", "编号: 甲一")
    with pytest.raises(SubjectNotFound, match="没有编号为“甲二”的对象") as refused:
        explain(settled(text.replace("主体: 乙,", "主体: 甲一,"), tmp_path), "甲二")
    assert "甲一" in refused.value.findings[0].remedy.zh


def test_a_table_that_was_not_settled_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SubjectNotFound, match="没有计分表“Y 2025-Q1”"):
        explain(settled(SCHEME + FACTS + EXPECT, tmp_path), "甲", "Y")


def test_without_lines_there_is_nothing_to_explain(tmp_path: Path) -> None:
    with pytest.raises(LinesNotKept):
        explain(settled(SCHEME + FACTS + EXPECT, tmp_path, keeps_lines=False), "甲")


def test_json_holds_texts_only_and_the_name(member) -> None:
    found = json.loads(json.dumps(as_json(member())), parse_float=pytest.fail, parse_int=pytest.fail)
    assert found["total"]["value"] == "85.67"
    assert found["subject"] == {"id": "甲", "name": "张三"}


def test_the_text_is_a_tree_no_wider_than_asked(member) -> None:
    text = as_text(member(), width=72)
    assert text.startswith("张三(甲)  一支部\n季度积分 2025-Q1(截至 2025-03-31)  状态 计分\n")
    assert "├─ 基础:组织生活 1\n" in text
    assert max(places_of(line) for line in text.splitlines()) <= 72 + 2
    assert as_text(member(), "en").count("└─") == as_text(member()).count("└─")


def test_a_chinese_character_takes_two_places() -> None:
    assert places_of("得 7.5 分") == 9
    assert folded("组织生活十八分,主题党日五分。", 20) == ["组织生活十八分,主题", "党日五分。"]
    assert folded("组织生活十八分主题党。", 20) == ["组织生活十八分主题", "党。"]


def test_one_explanation_takes_less_than_fifty_milliseconds(tmp_path: Path) -> None:
    settlement = settled(SCHEME + FACTS + EXPECT, tmp_path)

    def seconds() -> float:
        start = time.perf_counter()
        as_json(explain(settlement, "甲"))
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.05
