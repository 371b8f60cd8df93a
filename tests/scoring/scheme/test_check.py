"""Every check is seen to fire on a small scheme, and to be silent on the same scheme put right."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.scheme.shown import failures

from biaochi.scoring.cases.run import load_cases
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks import CHECKS, check_scheme
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.load import load_scheme_mapping

ROOT = Path(__file__).parents[3]

HEAD = """\
办法: 示例
代码: S
版本: "1"
取整: {位数: 2}
周期: {学年: {起: 09-01, 月数: 12}}
参数: {人数: {值: 3}}
类别: {基础分: {}, 加分: {}}
维度: [思想]
事项:
  出席: {级别: [高, 低], 角色: [主, 次]}
  植树: {单位: 棵, 小数位: 2}
  测评: {形态: 评定}
  评定: {形态: 评定, 录入: [支委会]}
  帮扶: {形态: 状态}
  检查: {对象: 党组织}
计分表:
- 名称: 月度
  代码: M
  周期: 月
  主表: false
  起评分: 10
  指标: [{名称: 月项, 代码: MN, 评分标准: [{代码: MR, 事项: 出席, 每次: 1}]}]
  状态: [{名称: 病休, 状态: 免评, 当: {标记: [病休]}}]
- 名称: 支部
  代码: Z
  对象: 党组织
  周期: 季
  适用: {类型: [党支部]}
  指标: [{名称: 支部项, 代码: ZN, 评分标准: [{代码: ZR, 事项: 检查, 每次: 1}]}]
- 名称: 季度
  代码: Q
  周期: 季
"""
ORDERLY = (
    HEAD
    + """\
  指标:
  - {名称: 出勤, 代码: N, 类别: 基础分, 维度: 思想, 评分标准: [{代码: R, 事项: 出席, 每次: {参数: 人数}}]}
  - 名称: 其余
    代码: O
    类别: 加分
    评分标准: [{代码: R2, 折算: 1, 取数: {取自: {表: M, 期: 各期, 汇总: 合计, 缺: 略去}}}]
"""
)


@cache
def findings(text: str) -> list[Finding]:
    loaded = load_scheme_mapping(text, "scheme.yaml")
    assert loaded.scheme is not None, [line for f in loaded.findings for line in f.lines()]
    return check_scheme(loaded)


def codes(text: str) -> list[str]:
    """Codes found, but for declarations that these small schemes do not use."""
    return [f.code for f in findings(text) if not f.code.startswith("unused-")]


def rule(text: str) -> str:
    return HEAD + f"  指标: [{{名称: 出勤, 代码: N, 评分标准: [{{代码: R, {text}}}]}}]\n"


def node(text: str) -> str:
    return HEAD + f"  指标: [{{名称: 出勤, 代码: N, {text}}}]\n"


def table(text: str) -> str:
    return HEAD + "  指标: [{名称: 出勤, 代码: N, 评分标准: [{代码: R, 事项: 出席, 每次: 1}]}]\n" + text


def top(text: str) -> str:
    return ORDERLY + text


def veto(text: str) -> str:
    return table(f"  一票否决: [{{名称: 否决, 代码: V, {text}}}]\n")


TAKE = "折算: 1, 取数: {取自: {%s}}"
BANDS = "事项: 植树, 计: 次, 分档: {%s档: [%s]}"
GRADES = "  等次: [{名称: 等次, 代码: G, 档: [%s]}]\n"
STEPS = "流程: [{步骤: 申报, 由: 本人}, %s]\n"
BOARD = "  排名: [{名称: 榜, 代码: B, 同分: 并列跳号}]\n"

PRICED = ORDERLY.replace("%", "%%").replace("每次: {参数: 人数}", "%s").replace("参数: {人数: {值: 3}}\n", "")
CAPPED = "  共同封顶: [{代码: J, 项目: [N], 封顶: %d, 类别: 基础分}]\n"
TWICE = "评分标准: [{代码: R, 事项: 出席, 按级别: {高: 3, 低: 1}}, {代码: R9, 事项: 出席, 按级别: {高: %d, 低: 1}}]"
WEIGHTED = (
    "合计: 加权, 评分标准: [{代码: R, 事项: 出席, 每次: 1, 封顶: 10, 权重: 0.4}, {代码: R9, 事项: 出席, 每次: 1, 封顶: %d, 权重: 0.6}]"
)
UPLOADS = ORDERLY.replace("出席: {级别: [高, 低], 角色: [主, 次]}", "出席: {佐证: %s}\n  心得: {佐证: %s}").replace(
    "[{代码: R, 事项: 出席, 每次: {参数: 人数}}]", "[{代码: R, 事项: 出席, 每次: 1, 封顶: 6}, {代码: R9, 事项: 心得, 每次: 1, 封顶: 4}]"
).replace("折算: 1, 取数: {取自: {表: M, 期: 各期, 汇总: 合计, 缺: 略去}}", "事项: 帮扶, 时间: 本期, 每次: 1, 封顶: 8").replace(
    "参数: {人数: {值: 3}}\n", "")

QUANTITIES = rule("事项: 植树, 每单位: 1")

RANKED = rule(TAKE % "表: Z, 经由: 所在组织, 值: 名次").replace(
    "ZR, 事项: 检查, 每次: 1}]}]", "ZR, 事项: 检查, 每次: 1}]}]\n  排名: [{名称: 榜, 代码: B}]"
)

# code, a scheme in which it is found, the same put right
CASES: list[tuple[str, str, str]] = [
    ("unknown-fact", rule("事项: 出度, 每次: 1"), rule("事项: 出席, 每次: 1")),
    ("unknown-fact", rule("事项: 出席, 每次: 1, 其中: {事项: [出度]}"),
     rule("事项: 出席, 每次: 1, 其中: {事项: [出席]}")),
    ("unknown-parameter", rule("事项: 出席, 每次: {参数: 人头}"), rule("事项: 出席, 每次: {参数: 人数}")),
    ("unknown-category", node("类别: 附加"), node("类别: 加分")),
    ("unknown-dimension", node("维度: 体能"), node("维度: 思想")),
    ("unknown-period", ORDERLY.replace("代码: Q\n  周期: 季", "代码: Q\n  周期: 学期"), ORDERLY),
    ("unknown-value", table("  构成: [{名称: 甲, 代码: P, 指标: N9, 权重: 1}]\n"),
     table("  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 1}]\n")),
    ("unknown-value", table("  排名: [{名称: 榜, 代码: B, 再比: [N9]}]\n"),
     table("  排名: [{名称: 榜, 代码: B, 再比: [N]}]\n")),
    ("unknown-value", rule(TAKE % "表: M, 期: 各期, 汇总: 合计, 缺: 略去, 值: N"),
     rule(TAKE % "表: M, 期: 各期, 汇总: 合计, 缺: 略去, 值: MN")),
    ("unknown-table", rule(TAKE % "表: X, 缺: 计零"), rule(TAKE % "表: Z, 经由: 所在组织, 缺: 计零")),
    ("unknown-board", rule(TAKE % "表: Z, 经由: 所在组织, 值: 名次, 缺: 计零"),
     rule(TAKE % "表: Z, 经由: 所在组织, 缺: 计零")),
    ("unknown-board", table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {榜: B9, "
    "前: 1, 同分: 均不列入}}}]\n"),
     table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {榜: B, 前: 1}}}]\n")),
    ("unknown-system", veto("情形: {事项: 出席}, 后果: [{定等: {G9: 差}}]"),
     veto("情形: {事项: 出席}, 后果: [{清零: 总分}]")),
    ("unknown-grade", table(GRADES % "{名: 优, 达到: 90}" + "  一票否决: [{名称: 甲, 代码: V, 情形: "
    "{事项: 出席}, 后果: [{定等: {G: 劣}}]}]\n"),
     table(GRADES % "{名: 优, 达到: 90}" + "  一票否决: [{名称: 甲, 代码: V, 情形: {事项: 出席}, 后果: "
     "[{定等: {G: 优}}]}]\n")),
    ("unknown-outcome", veto("情形: {事项: 出席}, 后果: [{失格: [X9]}]"),
     veto("情形: {事项: 出席}, 后果: [{失格: 全部}]")),
    ("unknown-level", rule("事项: 出席, 每次: 1, 其中: {级别: [中]}"), rule("事项: 出席, 每次: 1, 其中: {级别: [低]}")),
    ("unknown-level", rule("事项: 出席, 按级别: {高: 3, 中: 2, 低: 1}"), rule("事项: 出席, 按级别: {高: 3, 低: 1}")),
    ("unknown-role", rule("事项: 出席, 按角色: {主: 3, 副: 2, 其他: 1}"), rule("事项: 出席, 按角色: {主: 3, 其他: 1}")),
    ("unknown-role", rule("事项: 出席, 每次: 1, 角色系数: {副: 0.5}"),
     rule("事项: 出席, 每次: 1, 角色系数: {次: 0.5}")),
    ("kind-not-matched", rule("事项: 出席, 每次: 1, 其中: {事项: [植树]}"),
     rule("事项: [出席, 植树], 每次: 1, 其中: {事项: [植树]}")),
    ("duplicate-code", rule("事项: 出席, 每次: 1").replace("代码: N", "代码: MN"), rule("事项: 出席, 每次: 1")),
    ("duplicate-code", ORDERLY.replace("植树: {", "植树: {代码: 出席, "),
     ORDERLY.replace("植树: {", "植树: {代码: F1, ")),
    ("reserved-code", rule("事项: 出席, 每次: 1").replace("代码: N", "代码: 总分"), rule("事项: 出席, 每次: 1")),
    ("table-circle", rule(TAKE % "表: Z, 经由: 所在组织, 缺: 计零").replace("事项: 检查, 每次: "
    "1", TAKE % "表: Q, 经由: 成员, 汇总: 平均"),
     rule(TAKE % "表: Z, 经由: 所在组织, 缺: 计零, 期: 上期").replace("事项: 检查, 每次: 1", TAKE % "表: "
     "Q, 经由: 成员, 汇总: 平均")),
    ("too-many-decimals", rule("事项: 出席, 每次: 0.00001"), rule("事项: 出席, 每次: 0.0001")),
    ("too-many-decimals", rule("事项: 植树, 每单位: 0.0000001"), rule("事项: 植树, 每单位: 0.000001")),
    ("range-reversed", rule("事项: 出席, 每次: 1, 保底: 5, 封顶: 3"), rule("事项: 出席, 每次: 1, 保底: 3, 封顶: 5")),
    ("range-reversed", rule("事项: 评定, 酌情: {自: -1, 至: -5}"), rule("事项: 评定, 酌情: {自: -5, 至: -1}")),
    ("range-reversed", ORDERLY.replace("{值: 3}", "{值: 3, 最小: 4}"), ORDERLY.replace("{值: 3}", "{值: 3, 最小: 3}")),
    ("range-ends", ORDERLY.replace("{形态: 评定}", "{评分范围: [1]}"),
     ORDERLY.replace("{形态: 评定}", "{评分范围: [1, 2]}")),
    ("limits-contradict", rule("事项: 出席, 每次: 1, 不封顶: 是, 封顶: 3"),
     rule("事项: 出席, 每次: 1, 不封顶: 否, 封顶: 3")),
    ("limit-negative", rule("事项: 出席, 每次: -1, 扣分封顶: -3"), rule("事项: 出席, 每次: -1, 扣分封顶: 3")),
    ("weight-missing", node("合计: 加权, 评分标准: [{代码: R, 事项: 出席, 每次: 1}]"),
     node("合计: 加权, 评分标准: [{代码: R, 事项: 出席, 每次: 1, 权重: 100%}]")),
    ("weights-sum", node("合计: 加权, 评分标准: [{代码: R, 事项: 出席, 每次: 1, 权重: 90%}]"),
     node("合计: 加权, 评分标准: [{代码: R, 事项: 出席, 每次: 1, 权重: 1}]")),
    ("weights-sum", table("  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 90%}]\n"),
     table("  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 1}]\n")),
    ("weight-unused", rule("事项: 出席, 每次: 1, 权重: 1"), rule("事项: 出席, 每次: 1")),
    ("shares-sum", rule("事项: 出席, 每次: 1, 分享: {份额: [{归: 本人, 比例: 30%}, {归: {任职: 书记}, 比例: 60%}]}"),
     rule("事项: 出席, 每次: 1, 分享: {份额: [{归: 本人, 比例: 30%}, {归: {任职: 书记}, 比例: 70%}]}")),
    ("share-range", rule("事项: 出席, 每次: 1, 名额: {比例: 30, 取整: 去尾, 超额: 阻断}"),
     rule("事项: 出席, 每次: 1, 名额: {比例: 30%, 取整: 去尾, 超额: 阻断}")),
    ("rounding-places", ORDERLY.replace("位数: 2", "位数: 5"), ORDERLY.replace("位数: 2", "位数: 4")),
    ("count-out-of-range", ORDERLY.replace("小数位: 2", "小数位: 7"), ORDERLY.replace("小数位: 2", "小数位: 6")),
    ("count-out-of-range", rule("事项: 出席, 每次: 1, 时间: {滚动: {月: 0}}"), rule("事项: 出席, 每次: 1, 时间: {滚动: {月: 1}}")),
    ("count-out-of-range", rule("事项: 出席, 每次: 1, 取舍: [{留: 最高, 个数: 0}]"),
     rule("事项: 出席, 每次: 1, 取舍: [{留: 最高, 个数: 1}]")),
    ("step-not-positive", rule("事项: 植树, 每单位: {每: 0, 得: 1, 计法: 整份}"),
     rule("事项: 植树, 每单位: {每: 0.01, 得: 1, 计法: 整份}")),
    ("step-not-positive", rule("事项: 植树, 基准: {基准: 5, 每: -1, 高出: 1, 计法: 按比例}"),
     rule("事项: 植树, 基准: {基准: 5, 每: 1, 高出: 1, 计法: 按比例}")),
    ("dates-reversed", top("施行: 2026-01-01\n失效: 2026-01-01\n"), top("施行: 2026-01-01\n失效: 2026-01-02\n")),
    ("period-start", ORDERLY.replace("09-01", "9月"), ORDERLY),
    ("period-months", ORDERLY.replace("月数: 12", "月数: 5"), ORDERLY.replace("月数: 12", "月数: 6")),
    ("level-without-points", rule("事项: 出席, 按级别: {高: 3}"), rule("事项: 出席, 按级别: {高: 3, 其他: 0}")),
    ("level-without-points", rule("事项: 出席, 按级别: {高: 3}, 除外: {标记: [流动]}"),
     rule("事项: 出席, 按级别: {高: 3}, 其中: {级别: [高]}")),
    ("role-without-points", rule("事项: 出席, 按角色: {主: 3}"), rule("事项: 出席, 按角色: {主: 3, 次: 1}")),
    ("level-without-validity", rule("事项: 出席, 每次: 1, 时间: {有效期: {按级别: {高: {年: 2}}}}"),
     rule("事项: 出席, 每次: 1, 时间: {有效期: {按级别: {高: {年: 2}, 低: {年: 1}}}}")),
    ("measure-missing", rule("折算: 2"), rule("折算: 2, 取数: 5")),
    ("measure-missing", rule("事项: 出席, 按词: {高: 1}"), rule("事项: 出席, 取数: 级别, 按词: {高: 1}")),
    ("fact-word-misplaced", rule("折算: 1, 取数: {相加: [数量, 1]}"),
     rule("事项: 植树, 折算: 1, 取数: {相加: [数量, 1]}")),
    ("wrong-subject", rule("事项: 检查, 每次: 1"), rule("事项: 检查, 归于: 所在组织, 每次: 1")),
    ("wrong-subject", ORDERLY.replace("事项: 检查, 每次: 1", "事项: 出席, 每次: 1"),
     ORDERLY.replace("事项: 检查, 每次: 1", "事项: 出席, 归于: 成员, 每次: 1")),
    ("state-expected", rule("事项: 出席, 时间: 存续, 每次: 1"), rule("事项: 帮扶, 时间: 存续, 每次: 1")),
    ("state-expected", rule("事项: 出席, 计: 期, 取数: {统计: 存续月数}, 每单位: 1"),
     rule("事项: 帮扶, 时间: 存续, 计: 期, 取数: {统计: 存续月数}, 每单位: 1")),
    ("period-too-long", rule("事项: 出席, 计: 年, 取数: {统计: 次数}, 每单位: 1"),
     rule("事项: 出席, 计: 季, 取数: {统计: 次数}, 每单位: 1")),
    ("period-too-long", rule("事项: 出席, 每次: 1, 分期限额: [{每: 年, 封顶: 3}]"),
     rule("事项: 出席, 每次: 1, 分期限额: [{每: 月, 封顶: 3}]")),
    ("window-months", rule("事项: 出席, 每次: 1, 时间: {自: {事项: 植树}}"),
     rule("事项: 出席, 每次: 1, 时间: {自: {事项: 植树}, 月数: 6}")),
    ("lifting-misplaced", veto("当: {状态: [计分]}, 解除: {事项: 出席}, 后果: [{不排名: 是}]"),
     veto("情形: {事项: 出席}, 解除: {事项: 植树}, 后果: [{不排名: 是}]")),
    ("band-unreachable", rule(BANDS % ("", "{达到: 1, 得: 2}, {达到: 3, 得: 5}")),
     rule(BANDS % ("", "{达到: 3, 得: 5}, {达到: 1, 得: 2}"))),
    ("band-unreachable", table(GRADES % "{名: 良, 达到: 80}, {名: 优, 达到: 90}"),
     table(GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80}")),
    ("band-unreachable", rule(BANDS % ("", "{达到: 5, 不超过: 3, 得: 1}")),
     rule(BANDS % ("", "{达到: 3, 不超过: 5, 得: 1}"))),
    ("band-hole", rule(BANDS % ("", "{达到: 90, 得: 2}, {达到: 80, 不超过: 89, 得: 1}")),
     rule(BANDS % ("", "{达到: 90, 得: 2}, {达到: 80, 不足: 90, 得: 1}"))),
    ("band-hole", table(GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80, 不超过: 89}"),
     table("  取整: {位数: 0}\n" + GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80, 不超过: 89}")),
    ("band-overlap", rule(BANDS % ("", "{达到: 80, 不超过: 90, 得: 1}, {达到: 90, 不超过: 100, 得: 2}")),
     rule(BANDS % ("", "{达到: 80, 不足: 90, 得: 1}, {达到: 90, 不超过: 100, 得: 2}"))),
    ("brackets-reversed", rule("事项: 植树, 计: 次, 累进: {段: [{至: 9, 每单位: 1}, {至: 9, 每单位: 2}], 计法: 分段}"),
     rule("事项: 植树, 计: 次, 累进: {段: [{至: 8, 每单位: 1}, {至: 9, 每单位: 2}], 计法: 分段}")),
    ("grade-surplus", table(BOARD + GRADES % "{名: 优, 达到: 90, 名额: {人数: 2}}, {名: 良, 达到: 80, 不足: 90}"),
     table(BOARD + GRADES % "{名: 优, 达到: 90, 名额: {人数: 2}}, {名: 良, 达到: 80}")),
    ("test-misplaced", rule("事项: 出席, 每次: 1, 其中: {状态: [计分]}"),
     rule("事项: 出席, 每次: 1, 其中: {任职: [书记]}")),
    ("test-misplaced", table("  适用: {级别: [高]}\n"), table("  适用: {身份: [正式党员]}\n")),
    ("test-misplaced", veto("当: {数量: {达到: 1}}, 后果: [{不排名: 是}]"),
     veto("当: {比较: [{数: {得分: 总分}, 不足: 60}]}, 后果: [{不排名: 是}]")),
    ("condition-empty", rule("事项: 出席, 每次: 1, 其中: {}"), rule("事项: 出席, 每次: 1, 其中: {月份: [1]}")),
    ("points-misplaced", rule("折算: 1, 取数: {得分: 总分}"), rule("折算: 1, 取数: {属性: 年龄}")),
    ("choice-branches", rule("折算: 1, 取数: {择: [{当: {标记: [流动]}, 取: 1}]}"),
     rule("折算: 1, 取数: {择: [{当: {标记: [流动]}, 取: 1}, {否则: 2}]}")),
    ("operand-count", rule("折算: 1, 取数: {相除: [{属性: 甲}]}"), rule("折算: 1, 取数: {相除: [{属性: 甲}, 5]}")),
    ("operand-count", rule("折算: 1, 取数: {相减: [{属性: 甲}, 1, 2]}"), rule("折算: 1, 取数: {相减: [{属性: 甲}, 1]}")),
    ("operand-count", rule("折算: 1, 取数: {较大: []}"), rule("折算: 1, 取数: {较大: [{属性: 甲}]}")),
    ("take-itself", rule(TAKE % "表: Q, 缺: 计零"), rule(TAKE % "表: Q, 期: 上期, 缺: 计零")),
    ("take-period", rule(TAKE % "表: M, 缺: 计零"), rule(TAKE % "表: M, 期: 各期, 汇总: 合计, 缺: 计零")),
    ("take-period", rule(TAKE % "表: Z, 经由: 所在组织, 期: 各期, 汇总: 合计"), rule(TAKE % "表: Z, 经由: 所在组织")),
    ("take-aggregate", rule(TAKE % "表: M, 期: 各期, 缺: 计零"), rule(TAKE % "表: M, 期: 各期, 汇总: 平均, 缺: 计零")),
    ("take-subject", rule(TAKE % "表: Z"), rule(TAKE % "表: Z, 经由: 所在组织")),
    ("take-missing", rule(TAKE % "表: Q, 期: 上期"), rule(TAKE % "表: Q, 期: 上期, 缺: 计零")),
    ("take-missing", rule(TAKE % "表: M, 期: 各期, 汇总: 平均"), rule(TAKE % "表: M, 期: 各期, 汇总: 平均, 缺: 略去")),
    ("category-straddled",
     node("封顶: 2, 指标: [{名称: 甲, 代码: A, 类别: 基础分, 起评分: 1}, {名称: 乙, 代码: B, 类别: 加分, 起评分: 1}]"),
     node("指标: [{名称: 甲, 代码: A, 类别: 基础分, 起评分: 1}, {名称: 乙, 代码: B, 类别: 加分, 起评分: 1}]")),
    ("category-inside-category", node("类别: 基础分, 指标: [{名称: 甲, 代码: A, 类别: 加分, 起评分: 1}]"),
     node("类别: 基础分, 指标: [{名称: 甲, 代码: A, 起评分: 1}]")),
    ("joint-cap-category", table("  共同封顶: [{代码: J, 项目: [N], 封顶: 1, 类别: 加分}]\n"),
     table("  共同封顶: [{代码: J, 项目: [N], 封顶: 1}]\n")),
    ("effect-too-late", veto("当: {状态: [计分]}, 后果: [{清零: 总分}]"),
     veto("当: {状态: [计分]}, 后果: [{失格: 全部}]")),
    ("reduce-without-base", veto("情形: {事项: 出席}, 后果: [{扣减: {比例: 10%, 于: 起评分, 每件: 否}}]"),
     veto("情形: {事项: 出席}, 后果: [{扣减: {比例: 10%, 于: 总分, 每件: 否}}]")),
    ("prorated-without-base", table("  按在册折算: 是\n"), table("  按在册折算: 是\n  起评分: 10\n")),
    ("carry-without-amount", table("  结果运用: [{名称: 甲, 代码: X, 种类: 计入}]\n"),
     table("  结果运用: [{名称: 甲, 代码: X, 种类: 计入, 金额: 1}]\n")),
    ("grade-twice", table(GRADES % "{名: 优, 达到: 90}, {名: 优, 达到: 80}"),
     table(GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80}")),
    ("rank-not-whole", table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前: 0.3}}}]\n"),
     table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前: 3}}}]\n")),
    ("unknown-step", top(STEPS % "{步骤: 审定, 由: 支委会, 法定: 是, 接: 申请}"),
     top(STEPS % "{步骤: 审定, 由: 支委会, 法定: 是, 接: 申报}")),
    ("duplicate-step", top(STEPS % "{步骤: 申报, 由: 支委会, 法定: 是}"),
     top(STEPS % "{步骤: 审定, 由: 支委会, 法定: 是}")),
    ("step-unreachable", top(STEPS % "{步骤: 复核, 由: 党委, 接: 审定}, {步骤: 审定, 由: 支委会, 法定: 是, 接: 复核}"),
     top(STEPS % "{步骤: 复核, 由: 党委, 接: 申报}, {步骤: 审定, 由: 支委会, 法定: 是, 接: 复核}")),
    ("no-deciding-step", top(STEPS % "{步骤: 审定, 由: 支委会}"), top(STEPS % "{步骤: 审定, 由: 支委会, 法定: 是}")),
    ("parameter-without-value", ORDERLY.replace("{值: 3}", "{最大: 3}"), ORDERLY),
    ("rounding-open", ORDERLY.replace("取整: {位数: 2}\n", "") + "  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 1}]\n",
     ORDERLY + "  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 1}]\n"),
    ("quota-rounding-open", rule("事项: 出席, 每次: 1, 名额: {比例: 30%, 超额: 阻断}"),
     rule("事项: 出席, 每次: 1, 名额: {比例: 30%, 取整: 进一, 超额: 阻断}")),
    ("quota-ties-open", table("  排名: [{名称: 榜, 代码: B}]\n" + GRADES % "{名: 优, 名额: {人数: 2}}"),
     table("  排名: [{名称: 榜, 代码: B, 同分: 并列跳号}]\n" + GRADES % "{名: 优, 名额: {人数: 2}}")),
    ("empty-open", rule("事项: 测评, 折算: 1, 合计: 平均"), rule("事项: 测评, 折算: 1, 合计: 平均, 无事项: 略去")),
    ("state-window-open", rule("事项: 帮扶, 每次: 1"), rule("事项: 帮扶, 每次: 1, 时间: 本期")),
    ("item-open", rule("事项: 植树, 分档: {档: [{达到: 100, 得: 1}]}"),
     rule("事项: 植树, 计: 次, 分档: {档: [{达到: 100, 得: 1}]}")),
    ("zero-denominator-open", rule("折算: 1, 取数: {相除: [{统计: 次数, 事项: 出席}, {统计: 次数, 事项: 植树}]}"),
     rule("折算: 1, 取数: {相除: [{统计: 次数, 事项: 出席}, {统计: 次数, 事项: 植树}], 零分母: 1}")),
    ("ties-open", RANKED, RANKED.replace("代码: B}", "代码: B, 再比: [ZN]}")),
    ("ties-open", table(BOARD.replace(", 同分: 并列跳号", "") + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前: 3, "
     "同分: 一并列入}}}]\n"),
     table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前: 3, 同分: 一并列入}}}]\n")),
    ("percent-open", rule("取数: {相除: [{属性: 甲}, {属性: 乙}]}, 基准: {基准: 90%, 每: 1, 低于: -0.1, 计法: 整份}"),
     rule("取数: {相除: [{属性: 甲}, {属性: 乙}]}, 基准: {基准: 90%, 每: 1%, 低于: -0.1, 计法: 整份}")),
    ("reduction-open", veto("情形: {事项: 植树}, 后果: [{扣减: {比例: 10%, 于: 起评分}}]") + "  起评分: 100\n",
     veto("情形: {事项: 植树}, 后果: [{扣减: {比例: 10%, 于: 起评分, 每件: 是}}]") + "  起评分: 100\n"),
    ("quota-unfillable", table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 名额: {人数: 0}}]\n"),
     table(BOARD + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 名额: {人数: 1}}]\n")),
    ("percent-open", rule("事项: 出席, 计: 期, 取数: {相除: [{统计: 次数}, {统计: 次数}], 零分母: 0}, 分档: {档: [{达到: 95, 得: 1}]}"),
     rule("事项: 出席, 计: 期, 取数: {相除: [{统计: 次数}, {统计: 次数}], 零分母: 0}, 分档: {档: [{达到: 95%, 得: 1}]}")),
    ("band-hole", QUANTITIES + GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80, 不超过: 89}",
     QUANTITIES + GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80, 不足: 90}"),
    ("band-overlap", QUANTITIES + GRADES % "{名: 优, 达到: 90, 不超过: 100}, {名: 良, 达到: 80, 不超过: 90}",
     QUANTITIES + GRADES % "{名: 优, 达到: 90, 不超过: 100}, {名: 良, 达到: 80, 不足: 90}"),
    ("band-unreachable", QUANTITIES + GRADES % "{名: 良, 达到: 80}, {名: 优, 达到: 90}",
     QUANTITIES + GRADES % "{名: 优, 达到: 90}, {名: 良, 达到: 80}"),
    ("placing-open", table("  排名: [{名称: 榜, 代码: B, 范围: 组织}]\n"),
     table("  归属: 期末\n  排名: [{名称: 榜, 代码: B, 范围: 组织}]\n")),
    ("veto-rank-open", veto("情形: {事项: 出席}, 后果: [{清零: 总分}]") + BOARD,
     veto("情形: {事项: 出席}, 后果: [{清零: 总分}, {不排名: 否}]") + BOARD),
    ("reduction-open", veto("情形: {事项: 出席}, 后果: [{扣减: {比例: 10%, 于: 总分}}]"),
     veto("情形: {事项: 出席}, 后果: [{扣减: {比例: 10%, 于: 总分, 每件: 是}}]")),
    ("scale-open", table("  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 40%}, {名称: 乙, 代码: P2, 指标: "
    "R, 权重: 60%, 归一: 原值}]\n"),
     table("  构成: [{名称: 甲, 代码: P, 指标: N, 权重: 40%, 归一: 原值}, {名称: 乙, 代码: P2, 指标: R, "
     "权重: 60%, 归一: 原值}]\n")),
    ("cap-never-binds", node("封顶: 10, 评分标准: [{代码: R, 事项: 出席, 每次: 2, 取舍: [{按: 月, 留: 最先}]}]"),
     node("封顶: 6, 评分标准: [{代码: R, 事项: 出席, 每次: 2, 取舍: [{按: 月, 留: 最先}]}]")),
    ("cap-never-binds", rule("事项: 出席, 每次: 1, 加分封顶: 5, 取舍: [{留: 最先, 个数: 3}]"),
     rule("事项: 出席, 每次: 1, 加分封顶: 3, 取舍: [{留: 最先, 个数: 3}]")),
    ("cap-never-binds", rule("事项: 出席, 每次: 1, 取舍: [{按: 月, 留: 最先}], 分期限额: [{每: 月, 封顶: 2}]"),
     rule("事项: 出席, 每次: 1, 取舍: [{按: 月, 留: 最先}], 分期限额: [{每: 月, 封顶: 1}]")),
    ("cap-never-binds", PRICED % "每次: 1, 封顶: 40" + CAPPED % 60, PRICED % "每次: 1, 封顶: 40" + CAPPED % 40),
    ("cap-never-binds", (PRICED % "每次: 9, 封顶: 40").replace("基础分: {}", "基础分: {封顶: 60}"),
     (PRICED % "每次: 9, 封顶: 40").replace("基础分: {}", "基础分: {封顶: 40}")),
    ("value-fixed", node("扣完为止: 是, 评分标准: [{代码: R, 事项: 出席, 每次: -2}]"),
     node("起评分: 5, 扣完为止: 是, 评分标准: [{代码: R, 事项: 出席, 每次: -2}]")),
    ("value-fixed", node("起评分: 5, 封顶: 5, 评分标准: [{代码: R, 事项: 出席, 每次: 2}]"),
     node("起评分: 5, 封顶: 7, 评分标准: [{代码: R, 事项: 出席, 每次: 2}]")),
    ("deduction-exceeds", node("起评分: 5, 扣完为止: 是, 评分标准: [{代码: R, 事项: 出席, 按级别: {高: -10, 低: -5}}]"),
     node("起评分: 5, 扣完为止: 是, 评分标准: [{代码: R, 事项: 出席, 按级别: {高: -5, 低: -5}}]")),
    ("deduction-exceeds", rule("事项: 出席, 每次: -3, 起评分: 2, 保底: 0"), rule("事项: 出席, 每次: -3, 起评分: 3, 保底: 0")),
    ("condition-never-holds", rule("事项: 出席, 每次: 1, 其中: {月份: [13]}"), rule("事项: 出席, 每次: 1, 其中: {月份: [12]}")),
    ("condition-never-holds", rule("事项: 植树, 每次: 1, 其中: {数量: {达到: 9, 不足: 3}}"),
     rule("事项: 植树, 每次: 1, 其中: {数量: {达到: 3, 不足: 9}}")),
    ("condition-never-holds", table("  状态: [{名称: 短, 状态: 时间不足, 当: {在册天数: {超过: 100}}}]\n"),
     table("  状态: [{名称: 短, 状态: 时间不足, 当: {在册天数: {不足: 30}}}]\n")),
    ("condition-never-holds", table("  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {比较: [{数: {得分: 总分}, 不足: 0}]}}]\n"),
     table("  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {比较: [{数: {得分: 总分}, 不超过: 0}]}}]\n")),
    ("condition-never-holds", table("  状态: [{名称: 无, 状态: 免评, 当: {有事项: {事项: 出席, 次数: {不足: 0}}}}]\n"),
     table("  状态: [{名称: 无, 状态: 免评, 当: {有事项: {事项: 出席, 次数: {不足: 1}}}}]\n")),
    ("rule-never-counts", rule("事项: 出席, 每次: 1, 其中: {级别: [高]}, 除外: {级别: [高, 低]}"),
     rule("事项: 出席, 每次: 1, 其中: {级别: [高]}, 除外: {级别: [低]}")),
    ("rule-never-counts", table("  适用: {身份: [正式党员]}\n").replace("代码: R, 事项", "代码: R, 适用: {身份: [积极分子]}, 事项"),
     table("  适用: {身份: [正式党员]}\n").replace("代码: R, 事项", "代码: R, 适用: {身份: [正式党员]}, 事项")),
    ("band-out-of-reach", ORDERLY.replace("小数位: 2", "小数位: 2, 数量范围: [1, 80]").replace("事项: 出席, 每次: {参数: 人数}",
     BANDS % ("", "{达到: 90, 得: 5}, {达到: 50, 得: 2}")).replace("参数: {人数: {值: 3}}\n", ""),
     ORDERLY.replace("小数位: 2", "小数位: 2, 数量范围: [1, 90]").replace("事项: 出席, 每次: {参数: 人数}",
     BANDS % ("", "{达到: 90, 得: 5}, {达到: 50, 得: 2}")).replace("参数: {人数: {值: 3}}\n", "")),
    ("grade-out-of-reach", table("  封顶: 100\n" + GRADES % "{名: 优, 达到: 110}, {名: 良, 达到: 80}"),
     table("  封顶: 110\n" + GRADES % "{名: 优, 达到: 110}, {名: 良, 达到: 80}")),
    ("quota-unfillable", table(BOARD + GRADES % "{名: 优, 名额: {人数: 0}}"), table(BOARD + GRADES % "{名: 优, 名额: {人数: 1}}")),
    ("quota-unfillable", table(BOARD + GRADES % "{名: 优, 名额: {人数: 2, 至少: 3}}"),
     table(BOARD + GRADES % "{名: 优, 名额: {人数: 3, 至少: 3}}")),
    ("quota-small-groups", table("  归属: 期末\n" + BOARD.replace("代码: B", "代码: B, 范围: 组织")
     + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前比: 10%, 取整: 去尾}}}]\n"),
     table("  归属: 期末\n" + BOARD.replace("代码: B", "代码: B, 范围: 组织")
     + "  结果运用: [{名称: 甲, 代码: X, 种类: 表彰, 当: {名次: {前比: 10%, 取整: 去尾, 至少: 1}}}]\n")),
    ("clauses-contradict", node("评分标准: [{代码: R, 事项: 出席, 每次: 1}, {代码: R9, 事项: [检查, 出席], 归于: 本人, 每次: -2}]").replace(
     "[检查, 出席]", "[出席]"),
     node("评分标准: [{代码: R, 事项: 出席, 每次: 1}, {代码: R9, 事项: 出席, 其中: {级别: [低]}, 每次: -2}]")),
    ("clauses-contradict", node(TWICE % 2), node(TWICE % 3)),
    ("stages-open", (PRICED % "按级别: {采纳: 20, 提出: 10}").replace("[高, 低]", "[采纳, 提出]"),
     (PRICED % "按级别: {采纳: 20, 提出: 10}, 取舍: []").replace("[高, 低]", "[采纳, 提出]")),
    ("discretion-open", rule("事项: 测评, 酌情: {自: 1, 至: 5}"), rule("事项: 评定, 酌情: {自: 1, 至: 5}")),
    ("scales-differ", node(WEIGHTED % 100), node(WEIGHTED % 10)),
    ("window-never-opens", rule("事项: 出席, 每次: 1, 时间: {自: {事项: 检查}, 月数: 6}"),
     rule("事项: 出席, 每次: 1, 时间: {自: {事项: 植树}, 月数: 6}")),
    ("window-never-opens", top("异议: {期限: {天数: 0}}\n"), top("异议: {期限: {天数: 5}}\n")),
    ("window-never-opens", top("公示: [{名称: 榜, 天数: 0}]\n"), top("公示: [{名称: 榜, 天数: 5}]\n")),
    ("organisation-types-open", ORDERLY.replace("  适用: {类型: [党支部]}\n", ""), ORDERLY),
    ("word-unlike", table("  适用: {任一: [{分类: [管理型]}, {分类: [管理型, 生产型]}, {分类: [管里型]}]}\n"),
     table("  适用: {任一: [{分类: [管理型]}, {分类: [管理型, 生产型]}, {分类: [服务型]}]}\n")),
    ("amount-without-word", table("  适用: {身份: [正式党员, 预备党员]}\n  起评分: {按: 身份, 各值: {正式党员: 100}}\n"),
     table("  适用: {身份: [正式党员, 预备党员]}\n  起评分: {按: 身份, 各值: {正式党员: 100}, 其他: 50}\n")),
    ("barred-points", ORDERLY.replace("出席", "每日登录"), ORDERLY.replace("出席", "出席会议")),
    ("barred-points", rule("取数: {属性: 在线时长}, 折算: 1"), rule("取数: {属性: 年龄}, 折算: 1")),
    ("barred-points", ORDERLY.replace("植树", "网络学习").replace("单位: 棵", "单位: 分钟").replace("事项: 出席, 每次: {参数: 人数}",
     "事项: 网络学习, 每单位: {参数: 人数}"),
     ORDERLY.replace("植树", "志愿服务").replace("单位: 棵", "单位: 分钟").replace("事项: 出席, 每次: {参数: 人数}",
     "事项: 志愿服务, 每单位: {参数: 人数}")),
    ("points-for-money", (PRICED % "每单位: 1").replace("植树", "爱心捐款").replace("事项: 出席, 每", "事项: 爱心捐款, 每"),
     (PRICED % "每单位: 1").replace("植树", "节约资金").replace("事项: 出席, 每", "事项: 节约资金, 每")),
    ("traces-over-results", UPLOADS % ("必需", "必需"), UPLOADS % ("可选", "必需")),
    ("admonition-by-score", table("  结果运用: [{名称: 甲, 代码: X, 种类: 诫勉谈话, 当: {比较: [{数: {得分: 总分}, 不足: 60}]}}]\n"),
     table("  结果运用: [{名称: 甲, 代码: X, 种类: 谈话提醒, 当: {比较: [{数: {得分: 总分}, 不足: 60}]}}]\n")),
    ("admonition-by-score", table(BOARD + GRADES % "{名: 良, 达到: 60}, {名: 差, 不足: 60}"
     + "  结果运用: [{名称: 甲, 代码: X, 种类: 诫勉谈话, 当: {等次: {G: [差]}, 名次: {后: 3, 同分: 一并列入}}}]\n"),
     table(BOARD + GRADES % "{名: 良, 达到: 60}, {名: 差, 不足: 60}"
     + "  结果运用: [{名称: 甲, 代码: X, 种类: 诫勉谈话, 当: {等次: {G: [差]}, 有事项: {事项: 出席}}}]\n")),
    ("percent-open", rule("取数: {相除: [{属性: 甲}, {属性: 乙}]}, 分档: {档: [{达到: 95, 得: 1}]}"),
     rule("取数: {相除: [{属性: 甲}, {属性: 乙}]}, 分档: {档: [{达到: 95%, 得: 1}]}")),
]  # fmt: skip


def test_an_orderly_scheme_has_no_findings() -> None:
    assert [line for found in findings(ORDERLY) for line in found.lines()] == []


@pytest.mark.parametrize(("code", "wrong", "right"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_check_fires_on_the_fault_and_not_beside_it(code: str, wrong: str, right: str) -> None:
    assert set(codes(wrong)) == {code}
    assert code not in codes(right)


@pytest.mark.parametrize(("code", "text"), [("unused-parameter", "参数"), ("unused-category", "类别")])
def test_what_is_declared_and_not_used_is_mentioned(code: str, text: str) -> None:
    assert code in [f.code for f in findings(rule("事项: 出席, 每次: 1"))]
    assert code not in [f.code for f in findings(ORDERLY)]


SHOWN = {
    *("kind-not-matched", "level-without-points", "role-without-points", "band-unreachable", "band-hole", "band-overlap"),
    *("take-missing", "quota-ties-open", "state-window-open", "item-open", "zero-denominator-open", "ties-open", "placing-open"),
    *("veto-rank-open", "reduction-open", "percent-open", "cap-never-binds", "value-fixed", "deduction-exceeds"),
    *("condition-never-holds", "rule-never-counts", "band-out-of-reach", "grade-out-of-reach", "quota-unfillable"),
    *("quota-small-groups", "clauses-contradict", "stages-open", "discretion-open", "window-never-opens"),
    *("organisation-types-open", "amount-without-word", "barred-points", "points-for-money", "traces-over-results"),
    "admonition-by-score",
}
"""Findings that bring an example; the others are about the form of a file, about what waits for another table, or have no numbers."""


def test_every_finding_about_what_comes_out_brings_an_example() -> None:
    assert {code for code, wrong, _ in CASES for found in findings(wrong) if found.code == code and found.example} == SHOWN


@pytest.mark.parametrize(("code", "wrong"), [(code, wrong) for code, wrong, _ in CASES if code in SHOWN])
def test_the_example_of_a_finding_settles_and_shows_the_fault(code: str, wrong: str) -> None:
    loaded = load_scheme_mapping(wrong, "scheme.yaml")
    for found in findings(wrong):
        if found.example is not None:
            assert failures(loaded, found.example) == [], found.example.lines()


def is_fit_to_settle(text: str) -> bool:
    return all(found.severity is Severity.WARNING for found in findings(text))


@pytest.mark.parametrize(("code", "wrong"), [(code, wrong) for code, wrong, _ in CASES if code in SHOWN and is_fit_to_settle(wrong)])
def test_an_example_is_printed_as_a_clerk_writes_a_case(code: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text(wrong, encoding="utf-8")
    for found in findings(wrong):
        printed = found.example.lines() if found.example else []
        case = "\n".join(f"  {line}" for line in printed if not line.startswith("结算得"))
        (tmp_path / "cases.yaml").write_text(f"案例:\n- 名称: 示例\n{case or '  周期: 2025'}\n", encoding="utf-8")
        (read,) = load_cases(tmp_path / "cases.yaml").content.cases
        assert found.example is None or len(read.facts) == len(found.example.facts)


def test_an_example_says_in_both_languages_what_comes_out() -> None:
    (found,) = [f for f in findings(node("扣完为止: 是, 评分标准: [{代码: R, 事项: 出席, 每次: -2}]")) if f.code == "value-fixed"]
    assert found.lines()[-5:] == [
        "    示例:周期: 2025-Q3",
        "      组织: [{编号: 一支部, 类型: 党支部}]",
        "      名册: [{编号: 甲, 身份: 正式党员, 组织: 一支部}, {编号: 乙, 身份: 正式党员, 组织: 一支部}]",
        "      事项: [{主体: 甲, 事项: 出席, 日期: 2025-07-10, 级别: 高, 角色: 主}]",
        "      结算得: [{主体: 甲, 表: Q, 值: N, 得分: 0}, {主体: 乙, 表: Q, 值: N, 得分: 0}]",
    ]
    assert found.lines("en")[-1] == (
        "      comes out: [{subject: 甲, table: Q, value: N, points: 0}, {subject: 乙, table: Q, value: N, points: 0}]"
    )


def test_every_check_is_seen_to_fire() -> None:
    texts = [wrong for _, wrong, _ in CASES] + [rule("事项: 出席, 每次: 1")]
    surveys = [Survey(load_scheme_mapping(text, "")) for text in texts]
    assert [check.__name__ for check in CHECKS if not any(list(check(survey)) for survey in surveys)] == []


def test_findings_stand_at_the_place_and_speak_both_languages() -> None:
    for _, wrong, _ in CASES:
        for found in findings(wrong):
            assert found.place.file == "scheme.yaml" and found.place.line > 0
            assert found.what.zh and found.what.en and found.remedy
            assert "「" not in found.what.en


WORD = re.compile(r"[\w一-鿿]+|[\[\]{}:,%-]")
WORDS = sorted({word for _, wrong, _ in CASES for word in WORD.findall(wrong)})
PIECES = [*WORDS, "{}", "[]", "''", "", "-1", "{按: 分类, 各值: {甲: 1}}", "{相加: [1]}", "{参数: 人数}"]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.data())
def test_a_damaged_scheme_is_a_finding_and_never_a_fall(case: tuple[str, str, str], data: st.DataObject) -> None:
    text = case[2]
    for _ in range(data.draw(st.integers(1, 3))):
        spot = data.draw(st.sampled_from(list(WORD.finditer(text))))
        text = text[: spot.start()] + data.draw(st.sampled_from(PIECES)) + text[spot.end() :]
    loaded = load_scheme_mapping(text, "scheme.yaml")
    check_scheme(loaded)
    assert loaded.scheme is not None or loaded.errors


def test_what_is_open_is_asked_with_its_readings() -> None:
    asked = [found for _, wrong, _ in CASES for found in findings(wrong) if found.code.endswith("-open")]
    assert asked and all(len(found.readings) >= 2 for found in asked)


def test_what_has_no_default_is_an_error_and_what_has_one_a_warning() -> None:
    for found in (found for _, wrong, _ in CASES for found in findings(wrong) if found.code.endswith("-open")):
        expected = Severity.ERROR if found.code in ("quota-rounding-open", "empty-open") else Severity.WARNING
        assert found.severity is expected, found.code


@pytest.mark.parametrize(
    "text",
    [
        rule("事项: 植树, 每单位: {每: 100, 得: 1}"),
        rule("事项: 植树, 累进: {段: [{每单位: 1}]}"),
        rule("事项: 出席, 每次: 1, 名额: {人数: 1}"),
        veto("情形: {事项: 出席}, 后果: [{扣减: {比例: 10%}}]"),
    ],
)
def test_a_key_documents_often_leave_open_is_asked_for_with_its_readings(text: str) -> None:
    (found,) = load_scheme_mapping(text, "").findings
    assert found.code == "missing-key"
    assert len(found.readings) >= 2


def source_codes() -> set[str]:
    """Every finding code the reader and the checks can give, read off their sources."""
    found: set[str] = set()
    for path in (ROOT / "src/biaochi/scoring/scheme").rglob("*.py"):
        for item in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(item, ast.Call) and item.args:
                name = getattr(item.func, "attr", getattr(item.func, "id", ""))
                texts = [a.value for a in item.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if name in (
                    "error",
                    "find",
                    "warning",
                    "question",
                    "refuse",
                    "refusal",
                    "extends_finding",
                    "unused",
                    "unknown",
                ):
                    found.update(text for text in texts if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", text))
    return found | {"unknown-level", "unknown-role", "unknown-board", "unknown-system", "weights-sum"}


def test_every_code_is_explained_on_the_page_of_findings() -> None:
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert source_codes() - set(listed) == set()
    assert {code for code, _, _ in CASES} - set(listed) == set()
