"""Expressions, conditions and what they are made of (sections 2, 9b, 9c of docs/scheme-language.md).

A mapping with one *head* key is an expression; a mapping of tests is a condition. There are no formula strings:
every part is typed, so that it can be checked, translated, printed and explained.

Worked example: ``{相除: [{统计: 次数, 事项: 出席}, {统计: 次数, 事项: [出席, 缺席]}]}`` is
``Expression(ratio=[Expression(tally="count", facts=["出席"]), Expression(tally="count", facts=["出席", "缺席"])])``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from biaochi.scoring.scheme.vocabulary import Number, OneOrMore, Part, given, key, open_words, vocabulary_of, words

Names = Annotated[list[str], OneOrMore()]

PERIODS = {"day": "日", "month": "月", "quarter": "季", "half": "半年", "year": "年"}
PeriodKind = Annotated[str, vocabulary_of(PERIODS, is_open=True)]
RoundingMode = Annotated[str, words(half_up="四舍五入", down="去尾", up="进一")]
Within = Annotated[str, words(all="全体", organisation="组织", type="类型", parent="上级", **{"class": "分类"})]
ScoreOrCode = Annotated[str, open_words(score="总分")]
"""The code of a value of the scorecard; the total's own is ``score``."""
Stat = Annotated[str, words(count="次数", sum="合计", mean="平均", highest="最高", lowest="最低")]


class AmountBy(Part):
    """An amount that is a parameter's, or depends on the subject's class, status, type or post."""

    parameter: str | None = key("参数", None)
    by: Annotated[str, words(status="身份", type="类型", post="任职", **{"class": "分类"})] | None = key("按", None)
    values: Mapping[str, Number | AmountBy] = key("各值", {})
    otherwise: Number | AmountBy | None = key("其他", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("parameter", "by")


Amount = Number | AmountBy
Count = int | AmountBy
"""A whole number of days, places or entries."""


class Whose1(Part):
    """The forms of 归于 that name a relation."""

    related: str | None = key("关系", None)
    related_by: str | None = key("反向关系", None)
    led: str | None = key("所辖成员", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("related", "related_by", "led")


Whose = Whose1 | Annotated[str, words(self="本人", members="成员", all_members="全体成员", organisation="所在组织")]


class Length(Part):
    years: int | None = key("年", None)
    months: int | None = key("月", None)
    days: int | None = key("日", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("years", "months", "days")


class Validity(Part):
    """有效期: one length, or one for each level."""

    years: int | None = key("年", None)
    months: int | None = key("月", None)
    days: int | None = key("日", None)
    by_level: Mapping[str, Length] | None = key("按级别", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("years", "months", "days", "by_level")


class Since(Part):
    facts: Names | None = key("事项", None)
    attribute: str | None = key("属性", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("facts", "attribute")


class WindowOf(Part):
    """The forms of 时间 with a length."""

    rolling: Length | None = key("滚动", None)
    valid: Validity | None = key("有效期", None)
    since: Since | None = key("自", None)
    months: int | None = key("月数", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("rolling", "valid", "since")


Window = WindowOf | Annotated[str, words(in_period="本期", year_to_date="本年累计", persisting="存续")]


class Comparison(Part):
    """CMP: all the comparisons given hold; 以上/以下 in the sense of Chinese law are ge and le."""

    ge: Amount | None = key("达到", None)
    gt: Amount | None = key("超过", None)
    lt: Amount | None = key("不足", None)
    le: Amount | None = key("不超过", None)
    eq: Amount | None = key("等于", None)


class Compare(Comparison):
    of: Expression | Number | FactWord = key("数")


class Tenure(Part):
    since: str = key("自")
    months: Comparison = key("月数")


class FactMatch(Part):
    """Which facts: kinds, condition, whose, window."""

    facts: Names = key("事项")
    where: Condition | None = key("其中", None)
    whose: Whose | None = key("归于", None)
    window: Window | None = key("时间", None)


class Has(FactMatch):
    count: Comparison | None = key("次数", None)


class RankTest(Part):
    board: str | None = key("榜", None)
    top: Amount | None = key("前", None)
    top_share: Amount | None = key("前比", None)
    bottom: Amount | None = key("后", None)
    bottom_share: Amount | None = key("后比", None)
    rounding: RoundingMode | None = key("取整", None)
    at_least: Count = key("至少", 0)
    ties: Annotated[str, words(include="一并列入", exclude="均不列入")] = key("同分", "include")

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("top", "top_share", "bottom", "bottom_share")


class Streak(Part):
    periods: int = key("期数")
    table: str | None = key("表", None)
    when: Condition = key("当")


States = Annotated[
    list[
        Annotated[
            str,
            words(
                scored="计分",
                exempt="免评",
                suspended="中止",
                too_short="时间不足",
                archived="存档",
                unknown="未知",
                excluded="移出",
                absent="不在表",
            ),
        ]
    ],
    OneOrMore(),
]


class Condition(Part):
    """All tests given hold (section 9c). Which tests may stand where is checked, not typed."""

    all: list[Condition] | None = key("全部", None)
    any: list[Condition] | None = key("任一", None)
    not_: Condition | None = key("非", None, english="not")
    # of the fact
    kind: Names | None = key("事项", None)
    level: Names | None = key("级别", None)
    role: Names | None = key("角色", None)
    matter: Names | None = key("事由", None)
    by: Names | None = key("登记人", None)
    quantity: Comparison | None = key("数量", None)
    mark: Comparison | None = key("评分", None)
    duration: Comparison | None = key("历时", None)
    lateness: Comparison | None = key("逾期", None)
    delay: Comparison | None = key("延迟", None)
    months: list[int] | None = key("月份", None)
    # of the subject
    status: Names | None = key("身份", None)
    flag: Names | None = key("标记", None)
    class_: Names | None = key("分类", None, english="class")
    type: Names | None = key("类型", None)
    organisation: Names | None = key("组织", None)
    post: Names | None = key("任职", None)
    attribute: Mapping[str, Comparison | list[str]] | None = key("属性", None)
    tenure: Tenure | None = key("任期", None)
    days_enrolled: Comparison | None = key("在册天数", None)
    has: Has | None = key("有事项", None)
    # of results
    compare: Annotated[list[Compare], OneOrMore()] | None = key("比较", None)
    grade: Mapping[str, Names] | None = key("等次", None)
    rank: RankTest | None = key("名次", None)
    state: States | None = key("状态", None)
    streak: Streak | None = key("连续", None)

    @property
    def tests(self) -> list[str]:
        """Names of the tests the file sets."""
        return sorted(self.model_fields_set)


class Quota(Part):
    """名额: how many of a scope."""

    count: Amount | None = key("人数", None)
    share: Amount | None = key("比例", None)
    within: Within = key("范围", "all")
    rounding: RoundingMode | None = key("取整", None)
    ties: Annotated[str, words(include="一并列入", exclude="均不列入")] = key("同分", "include")
    at_least: Count = key("至少", 0)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("count", "share")


class RosterTally(Part):
    """成员: over the persons in the organisation at as-of."""

    tally: Stat = key("统计")
    attribute: str | None = key("属性", None)
    where: Condition | None = key("其中", None)


class Via(Part):
    holder: str | None = key("任职", None)
    related: str | None = key("关系", None)
    related_by: str | None = key("反向关系", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("holder", "related", "related_by")


Missing = Annotated[str, words(block="阻断", left_out="略去", zero="计零")] | Amount


class Take(Part):
    """取自: a named value of another table, or of this one in an earlier period."""

    table: str = key("表")
    value: Annotated[str, open_words(score="总分", grade="等次", rank="名次", of="人数")] = key("值", "score")
    period: Annotated[str, words(same="同期", children="各期", previous="上期", last_year="去年同期")] = key(
        "期", "same"
    )
    via: (
        Via
        | Annotated[
            str, words(self="本人", organisation="所在组织", members="成员", parent="上级", children="下级", all="全体")
        ]
    ) = key("经由", "self")
    aggregate: Annotated[str, words(mean="平均", sum="合计", highest="最高", lowest="最低", count="个数")] | None = key(
        "汇总", None
    )
    where: Condition | None = key("其中", None)
    missing: Missing = key("缺", "block")
    board: str | None = key("榜", None)
    system: str | None = key("体系", None)
    scheme: str | None = key("办法", None)


class Group(Part):
    stat: Annotated[str, words(mean="平均", highest="最高", lowest="最低", count="人数", sum="合计", rank="名次")] = (
        key("统计")
    )
    of: Operand = key("取")
    within: Within = key("范围")


class Shortfall(Part):
    target: Operand = key("应")
    actual: Operand = key("实")


class Excess(Part):
    limit: Operand = key("限")
    actual: Operand = key("实")


class Choice(Part):
    """One branch of 择: ``when`` and ``value``, or ``otherwise``."""

    when: Condition | None = key("当", None)
    value: Expression | FactWord | Number | None = key("取", None)
    otherwise: Expression | FactWord | Number | None = key("否则", None)


HEADS = (
    "parameter",
    "by",
    "tally",
    "attribute",
    "roster",
    "take",
    "group",
    "plus",
    "minus",
    "times",
    "ratio",
    "larger",
    "smaller",
    "shortfall",
    "excess",
    "choose",
    "points",
)

FactWord = Annotated[
    str,
    words(quantity="数量", mark="评分", level="级别", duration="历时", lateness="逾期", delay="延迟", ordinal="序次"),
]


class Expression(Part):
    """An expression with one head key (section 9b); the other fields belong to their head."""

    parameter: str | None = key("参数", None)
    by: Annotated[str, words(status="身份", type="类型", post="任职", **{"class": "分类"})] | None = key("按", None)
    values: Mapping[str, Amount] = key("各值", {})
    otherwise: Amount | None = key("其他", None)
    tally: (
        Annotated[
            str,
            words(
                count="次数",
                sum="合计",
                mean="平均",
                highest="最高",
                lowest="最低",
                latest="最近",
                distinct="种数",
                months="存续月数",
                days="存续天数",
            ),
        ]
        | None
    ) = key("统计", None)
    of: (
        Annotated[str, words(quantity="数量", mark="评分", matter="事由", day="日", subject="主体", rater="评分人")]
        | None
    ) = key("取", None)
    facts: Names | None = key("事项", None)
    where: Condition | None = key("其中", None)
    whose: Whose | None = key("归于", None)
    window: Window | None = key("时间", None)
    trim: int = key("去极", 0)
    empty: Annotated[str, words(zero="计零", unknown="未知")] | Amount | None = key("无事项", None)
    attribute: str | None = key("属性", None)
    missing: Annotated[str, words(unknown="未知", zero="计零")] | Amount = key("缺", "unknown")
    roster: RosterTally | None = key("成员", None)
    take: Take | None = key("取自", None)
    group: Group | None = key("组内", None)
    plus: list[Operand] | None = key("相加", None)
    minus: list[Operand] | None = key("相减", None)
    times: list[Operand] | None = key("相乘", None)
    ratio: list[Operand] | None = key("相除", None)
    over_zero: Amount | None = key("零分母", None)
    larger: list[Operand] | None = key("较大", None)
    smaller: list[Operand] | None = key("较小", None)
    shortfall: Shortfall | None = key("欠缺", None)
    excess: Excess | None = key("超出", None)
    choose: list[Choice] | None = key("择", None)
    points: ScoreOrCode | None = key("得分", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return HEADS

    @property
    def head(self) -> str:
        """The one head key that is set."""
        return given(self, HEADS)[0]


Operand = Expression | FactWord | Number
