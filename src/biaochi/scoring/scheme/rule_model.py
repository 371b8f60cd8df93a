"""Limits, nodes and rules: sections 5 to 8 of docs/scheme-language.md.

A rule is match · measure · price · select · share · limit; a node gathers rules and nodes.

Worked example: ``{代码: R1, 事项: 出席, 每次: 2, 封顶: 10}`` is ``Rule(code="R1", facts=["出席"], each=2, max=10)``.
"""

from collections.abc import Mapping
from typing import Annotated

from biaochi.scoring.scheme.expression_model import (
    Amount,
    Comparison,
    Condition,
    Count,
    Expression,
    Names,
    Operand,
    PeriodKind,
    Quota,
    Whose,
    Window,
)
from biaochi.scoring.scheme.vocabulary import Number, OneOrMore, Part, given, key, open_words, words


class PeriodLimit(Part):
    """分期限额 (section 8, step 1)."""

    per: PeriodKind = key("每")
    max: Amount | None = key("封顶", None)
    min: Amount | None = key("保底", None)


class Limits(Part):
    """The limits a rule, node, category or table may carry (section 8)."""

    per_period: list[PeriodLimit] = key("分期限额", [])
    bonus_max: Amount | None = key("加分封顶", None)
    deduction_max: Amount | None = key("扣分封顶", None)
    max: Amount | None = key("封顶", None)
    min: Amount | None = key("保底", None)
    uncapped: bool = key("不封顶", False)
    floored: bool = key("扣完为止", False)


class Substitute(Part):
    substitute: Amount = key("代以")


OrOtherwise = Annotated[str, open_words(otherwise="其他")]
"""A word of the scheme's own, or the entry for all others."""
Unknown = Annotated[str, words(block="阻断", zero="计零", left_out="略去")]
Steps = Annotated[str, words(whole="整份", prorated="按比例")]


class PerUnit(Part):
    of: Number = key("每")
    points: Amount = key("得")
    steps: Steps = key("计法")


class Band(Comparison):
    """One band of 分档: all comparisons hold → points."""

    points: Amount = key("得")


class Tiers(Part):
    bands: list[Band] = key("档")
    count: Annotated[str, words(first="取一档", added="逐档累加")] = key("计法", "first")
    otherwise: Amount | None = key("其他", None)


class Bracket(Part):
    up_to: Amount | None = key("至", None)
    per_unit: Amount = key("每单位", english="rate")


class Brackets(Part):
    parts: list[Bracket] = key("段")
    count: Annotated[str, words(marginal="分段", whole="全额")] = key("计法")


class MarkRange(Part):
    """酌情: ``from`` and ``to`` as points."""

    low: Amount = key("自", english="from")
    high: Amount = key("至", english="to")


class Benchmark(Part):
    at: Operand = key("基准")
    step: Number = key("每")
    above: Amount | None = key("高出", None)
    below: Amount | None = key("低于", None)
    points_at: Amount | None = key("基点", None)
    steps: Steps = key("计法")


class Escalation(Part):
    factors: list[Number] = key("倍数")
    per: PeriodKind | None = key("每", None)


class SelectionStep(Part):
    """One step of 取舍 (section 6, select)."""

    by: Annotated[
        list[
            Annotated[
                str,
                words(
                    matter="事由",
                    level="级别",
                    role="角色",
                    kind="事项",
                    day="日",
                    month="月",
                    quarter="季",
                    half="半年",
                    year="年",
                    rule="规则",
                ),
            ]
        ],
        OneOrMore(),
    ] = key("按", [])
    keep: Annotated[str, words(highest="最高", lowest="最低", first="最先", last="最后")] | None = key("留", None)
    count: int = key("个数", 1)
    skip: int | None = key("免", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("keep", "skip")


class Holder(Part):
    """The receiver of a portion, or the target of an outcome: by a post at the organisation, or by a relation."""

    holder: str | None = key("任职", None)
    related: str | None = key("关系", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("holder", "related")


class Portion(Part):
    to: Holder | Annotated[str, words(self="本人")] = key("归")
    rate: Amount = key("比例")


class Share(Part):
    portions: list[Portion] = key("份额")
    absent: Annotated[str, words(return_="归本人", drop="不计")] = key("无人", "return")


class RuleQuota(Quota):
    over: Annotated[str, words(block="阻断", largest="按数量", earliest="按先后")] = key("超额")
    of: Annotated[str, words(members="在册")] = key("分母", "members")


class Named(Part):
    """What every named piece may carry."""

    name: str | None = key("名称", None)
    code: str = key("代码")
    clause: str | None = key("条款", None)
    basis: str | None = key("依据", None)
    note: str | None = key("说明", None)


class Piece(Named, Limits):
    """What rules and nodes share (sections 5 and 6)."""

    applies: Condition | None = key("适用", None)
    weight: Amount | None = key("权重", None)
    unknown: Unknown | Substitute = key("未知", "block")
    base: Amount | None = key("起评分", None)
    selection: list[SelectionStep] = key("取舍", [])


PRICES = (
    "each",
    "per_unit",
    "by_level",
    "by_role",
    "by_word",
    "tiers",
    "brackets",
    "range",
    "factor",
    "benchmark",
)


class Rule(Piece):
    """评分标准: match · measure · price · select · share · limit (section 6)."""

    facts: Names = key("事项", [])
    where: Condition | None = key("其中", None)
    except_: Condition | None = key("除外", None, english="except")
    whose: Whose = key("归于", "self")
    window: Window = key("时间", "in_period")
    per: Annotated[
        str, words(fact="次", matter="事", day="日", month="月", quarter="季", half="半年", year="年", period="期")
    ] = key("计", "fact")
    measure: (
        Expression
        | Annotated[
            str,
            words(
                quantity="数量",
                mark="评分",
                level="级别",
                duration="历时",
                lateness="逾期",
                delay="延迟",
                ordinal="序次",
            ),
        ]
        | Number
        | None
    ) = key("取数", None)
    each: Amount | None = key("每次", None)
    per_unit: PerUnit | Amount | None = key("每单位", None)
    by_level: Mapping[OrOtherwise, Amount | dict[OrOtherwise, Amount]] | None = key("按级别", None)
    by_role: Mapping[OrOtherwise, Amount] | None = key("按角色", None)
    by_word: Mapping[OrOtherwise, Amount] | None = key("按词", None)
    tiers: Tiers | None = key("分档", None)
    brackets: Brackets | None = key("累进", None)
    range: MarkRange | None = key("酌情", None)
    factor: Amount | None = key("折算", None)
    benchmark: Benchmark | None = key("基准", None)
    role_factor: Mapping[str, Amount] | None = key("角色系数", None)
    escalate: Escalation | None = key("加重", None)
    quota: RuleQuota | None = key("名额", None)
    share: Share | None = key("分享", None)
    aggregate: Annotated[str, words(sum="相加", mean="平均", highest="最高", lowest="最低", latest="最近")] = key(
        "合计", "sum"
    )
    empty: Annotated[str, words(zero="计零", unknown="未知", left_out="略去")] | None = key("无事项", None)

    @property
    def price(self) -> str:
        """Name of the one price key the rule sets."""
        return given(self, PRICES)[0]

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return PRICES


class Slots(Part):
    count: Count = key("项数")
    max_each: Amount | None = key("每项封顶", None)


class Node(Piece):
    """指标 (section 5). Children are the indicators, then the rules."""

    name: str = key("名称")
    category: str | None = key("类别", None)
    dimension: str | None = key("维度", None)
    combine: Annotated[str, words(sum="相加", highest="取最高", lowest="取最低", mean="平均", weighted="加权")] = key(
        "合计", "sum"
    )
    slots: Slots | None = key("自选", None)
    indicators: list["Node"] = key("指标", [])
    rules: list[Rule] = key("评分标准", [])
