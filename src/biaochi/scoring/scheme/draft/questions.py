"""What a table of criteria does not say, as questions: each with the cell it comes from and the key its answer goes to.

A question is a finding (a warning: the skeleton is written all the same) and a comment in the skeleton. Every one says what holds as
long as nobody answers.

Worked example: ``Question("floor", place)`` asks whether points may fall below zero, and proposes ``扣完为止: true``.
"""

from __future__ import annotations

from dataclasses import dataclass

from biaochi.scoring.findings import Finding, Place, Severity, Text


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and the keys that answer it as they would stand in the skeleton, a line each."""

    zh: str
    en: str
    answer: str = ""


ASKED: dict[str, Asked] = {
    "effective": Asked(
        "从哪一天起施行",
        "from which day does it hold",
        "施行: 2026-01-01",
    ),
    "rounding": Asked(
        "分值怎么取整;不写是四位小数、四舍五入",
        "how are points rounded; as it stands: 4 places, half up",
        "取整: {位数: 2, 方式: 四舍五入}",
    ),
    "enterers": Asked(
        "每种事项由谁录入、凭什么佐证,写「录入: [组织委员]」「佐证: 必需」;不写的人人可以录入",
        "who enters each kind, and on what evidence; as it stands anybody",
    ),
    "period": Asked(
        "多久考评一次:月、季、半年、年;写着「待定」不能核算",
        "how often: month, quarter, half or year; `待定` cannot be settled",
    ),
    "subject": Asked(
        "考评的是党员还是党组织;不写是党员",
        "persons or organisations; as it stands: persons",
        "对象: 党组织",
    ),
    "applies": Asked(
        "哪些人参加考评;不写是名册上的每一个人",
        "who takes part; as it stands everybody on the roster",
        "适用: {身份: [正式党员, 预备党员]}",
    ),
    "placed": Asked(
        "期中转入、转出的在哪里考评;不写归期末所在的组织",
        "where does somebody count who moved; as it stands: where they end",
        "归属: 期末",
    ),
    "states": Asked(
        "年老体弱、长期外出、新转入的怎么办;不写照常考评",
        "who is exempt; as it stands nobody",
        "状态: [{名称: 免评, 状态: 免评, 当: {标记: [免评]}}]",
    ),
    "total": Asked(
        "总分有没有起评分、封顶、保底;不写没有",
        "does the total have a base, a cap or a floor; as it stands none",
        "起评分: 60\n封顶: 100\n保底: 0",
    ),
    "unknown": Asked(
        "缺数量、级别、评分的怎么算;不写是未知,等补录。要计零,在那条评分标准写「未知: 计零」",
        "what of a missing quantity, level or mark; as it stands unknown; `未知: 计零` on a rule says zero",
    ),
    "category-cap": Asked(
        "这一类合计最高多少分,写「封顶: 60」;不写没有",
        "is the category capped; as it stands not",
    ),
    "sum": Asked(
        "表里写的合计与各项分值之和不同",
        "the sum stated is not that of the points",
    ),
    "points": Asked(
        "分值这一格没有认出",
        "the points were not understood",
        "封顶: 10",
    ),
    "base-or-cap": Asked(
        "有加分也有扣分,分值是起评分还是封顶;现按封顶",
        "points given and taken: base or cap; as it stands a cap",
        "起评分: 10",
    ),
    "base": Asked(
        "只有扣分,分值按起评分读;不对的话改",
        "only deductions: the points were read as the base",
        "起评分: 10",
    ),
    "floor": Asked(
        "没有写扣完为止;不写可以扣成负数",
        "not said whether points stop at zero; as it stands they go below",
        "扣完为止: true",
    ),
    "cap": Asked(
        "没有写最高多少分;不写不封顶",
        "no maximum is said; as it stands there is none",
        "封顶: 10",
    ),
    "standard": Asked(
        "没有认出怎么计分,原文留在说明里",
        "not understood as a rule; the text is kept as a note",
        "评分标准: [{名称: 名称, 代码: X1, 事项: 事项, 每次: 1}]",
    ),
    "more-standards": Asked(
        "没有认出怎么计分,原文留在说明里;要计分,在评分标准里另写一条",
        "not understood as a rule; the text is kept as a note",
    ),
    "which-bound": Asked(
        "管这一格还是管整个指标,没有写;现管整个指标",
        "about this cell or the whole indicator; as it stands the whole",
    ),
    "once-or-each": Asked(
        "没有写「每次」,现按每次计",
        "not said whether each time; as it stands each",
        "取舍: [{按: 年, 留: 最先}]",
    ),
    "same-kind": Asked(
        "什么算「同类」没有写;现在各次都计",
        "what is of one kind is not said; as it stands all count",
        "取舍: [{按: 事由, 留: 最高}]",
    ),
    "ladder": Asked(
        "同一件事几个级别都有的,取最高还是都计;现在都计",
        "several levels of one matter: the highest or all; as it stands all",
        "取舍: [{按: 事由, 留: 最高}]",
    ),
    "window": Asked(
        "只计当期还是几年内有效;现在只计当期",
        "this period only, or valid for years; as it stands this period",
        "时间: {有效期: {年: 3}}",
    ),
    "several-marks": Asked(
        "一期里评了几次、一次也没有的怎么算;现在几次相加,没有计零",
        "several marks or none in a period; as it stands added up, none is 0",
        "合计: 最近\n无事项: 未知",
    ),
    "mark-range": Asked(
        "评分从多少到多少;现按 0 至 100",
        "the range of marks; as it stands 0 to 100",
    ),
    "whole-or-part": Asked(
        "不足一份的怎么计;现在不计(整份),要按比例改「计法」",
        "what of a part; as it stands nothing",
    ),
    "rate": Asked(
        "比率的分子、分母怎么登记;现按每件登记「做到」或「未做到」",
        "what is counted above and below; as it stands facts in the roles 做到 and 未做到",
    ),
    "left": Asked(
        "这几个字没有读成规则",
        "these words were not made a rule",
    ),
    "uneven-ladder": Asked(
        "级别和分值的个数不一样,没有读",
        "not as many levels as points; not read",
    ),
    "open-words": Asked(
        "一票否决、不得分、加倍之类没有读成规则",
        "vetoes, zeroing and doubling were not made a rule",
    ),
    "note": Asked(
        "表上方、下方的话留在说明里,没有读成规则",
        "kept as a note, not made a rule",
    ),
    "vetoes": Asked(
        "有没有一票否决",
        "are there vetoes",
        "一票否决: [{名称: 受到党纪处分, 代码: V1, 情形: {事项: 党纪处分}, 后果: [{失格: 全部}, {不排名: true}]}]",
    ),
    "ranks": Asked(
        "排不排名、在什么范围排、同分怎么办",
        "is there a ranking, of whom, and what of ties",
        "排名: [{名称: 支部内排名, 代码: B1, 范围: 组织, 同分: 并列跳号}]",
    ),
    "grades": Asked(
        "分几个等次、各多少分、有没有名额",
        "are there grades, at how many points, with quotas",
        "等次: [{名称: 等次, 代码: G1, 档: [{名: 优秀, 达到: 90}, {名: 合格, 达到: 60}], 无: 不合格}]",
    ),
    "outcomes": Asked(
        "结果用在哪里、谁决定",
        "what are results used for, and who decides",
        "结果运用: [{名称: 谈话提醒, 代码: O1, 种类: 谈话提醒, 当: {比较: [{数: {得分: 总分}, 不足: 60}]}, 决定: 支部书记}]",
    ),
    "workflow": Asked(
        "谁申报、谁审核、公示几天、怎么提异议",
        "who claims, who reviews, how long is the notice, how are objections made",
        "流程: [{步骤: 申报, 由: 本人}, {步骤: 审定, 由: 支委会, 法定: true}]\n"
        "公示: [{名称: 公示, 天数: 5, 内容: [名次, 得分]}]\n异议: {期限: {天数: 5}, 受理: 纪检委员}",
    ),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One open point: where in the table, about what, and the text behind ``key`` that answers it."""

    key: str
    place: Place
    about: str = ""

    @property
    def answer(self) -> str:
        return ASKED[self.key].answer

    def comment(self, number: int) -> str:
        """What stands beside the key in the skeleton."""
        cell = self.place.cell.rpartition("!")[2]
        about = f"「{self.about}」" if self.about else ""
        return f"# 问{number}{f'({cell})' if cell else ''}:{about}{ASKED[self.key].zh}"

    def finding(self, number: int, line: int) -> Finding:
        """The finding that goes with the comment on this line of the skeleton."""
        asked = ASKED[self.key]
        about_zh, about_en = (f"「{self.about}」:", f"{self.about}: ") if self.about else ("", "")
        remedy_zh, remedy_en = f"在骨架第 {line} 行定下来", f"settle it in line {line} of the skeleton"
        if asked.answer:
            example = asked.answer.splitlines()[0]
            remedy_zh, remedy_en = f"{remedy_zh},例如「{example}」", f"{remedy_en}, for example `{example}`"
        return Finding(
            "table-question", Severity.WARNING, self.place,
            Text(f"问{number}:{about_zh}{asked.zh}", f"question {number}: {about_en}{asked.en}"), remedy=Text(remedy_zh, remedy_en),
        )  # fmt: skip
