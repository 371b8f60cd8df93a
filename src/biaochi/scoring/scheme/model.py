"""The scheme's typed model: what a scheme file says, after reading and before planning.

One class a mapping of the language (docs/scheme-language.md, sections 2–11). Numbers are Decimals from their text;
words are the English ones. Section numbers in the docstrings are those of that document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

from biaochi.scoring.scheme.expression_model import (
    Amount,
    Condition,
    Expression,
    FactMatch,
    Names,
    PeriodKind,
    Quota,
    RoundingMode,
    ScoreOrCode,
    Whose,
    Window,
    Within,
    as_list,
)
from biaochi.scoring.scheme.vocabulary import Number, Part, given, key, open_words, words
from biaochi.scoring.scheme.workflow_model import Notice, Objections, Step

SubjectKind = Annotated[str, words(person="党员", organisation="党组织")]


class Rounding(Part):
    """取整 (section 1)."""

    places: int = key("位数", 4)
    mode: RoundingMode = key("方式", "half_up")


class OwnPeriod(Part):
    """A declared period kind (section 2): ``start`` is ``MM-DD`` of the first one in a year."""

    start: str = key("起")
    months: int = key("月数")


class Parameter(Part):
    value: Number | None = key("值", None)
    note: str | None = key("说明", None)
    minimum: Number | None = key("最小", None)
    maximum: Number | None = key("最大", None)


class FactKind(Part):
    """A fact kind of the catalogue (section 3)."""

    code: str | None = key("代码", None)
    subject: SubjectKind = key("对象", "person")
    form: Annotated[str, words(event="事件", state="状态", assessment="评定", ballot="投票")] = key("形态", "event")
    unit: str | None = key("单位", None)
    decimals: int = key("小数位", 0)
    quantity_range: list[Number] | None = key("数量范围", None)
    levels: list[str] = key("级别", [])
    mark_range: list[Number] | None = key("评分范围", None)
    roles: list[str] = key("角色", [])
    matter: Annotated[str, words(required="必填", optional="选填")] = key("事由", "optional")
    evidence: Annotated[str, words(required="必需", optional="可选")] = key("佐证", "optional")
    entered_by: Names = key("录入", [])
    document: Annotated[str, words(required="必需", optional="可选")] = key("文号", "optional")
    hearing: Annotated[str, words(before_counting="陈述申辩")] | None = key("先行", None)
    basis: str | None = key("依据", None)
    note: str | None = key("说明", None)


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


class Category(Limits):
    note: str | None = key("说明", None)


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


class Band(Part):
    """One band of 分档: all comparisons hold → points."""

    ge: Number | None = key("达到", None)
    gt: Number | None = key("超过", None)
    lt: Number | None = key("不足", None)
    le: Number | None = key("不超过", None)
    eq: Number | None = key("等于", None)
    points: Amount = key("得")


class Tiers(Part):
    bands: list[Band] = key("档")
    count: Annotated[str, words(first="取一档", added="逐档累加")] = key("计法", "first")
    otherwise: Amount | None = key("其他", None)


class Bracket(Part):
    up_to: Number | None = key("至", None)
    per_unit: Amount = key("每单位")


class Brackets(Part):
    parts: list[Bracket] = key("段")
    count: Annotated[str, words(marginal="分段", whole="全额")] = key("计法")


class MarkRange(Part):
    """酌情: ``from`` and ``to`` as points."""

    low: Amount = key("自", english="from")
    high: Amount = key("至", english="to")


class Benchmark(Part):
    at: Expression | Number = key("基准")
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
        BeforeValidator(as_list),
    ] = key("按", [])
    keep: Annotated[str, words(highest="最高", lowest="最低", first="最先", last="最后")] | None = key("留", None)
    count: int = key("个数", 1)
    skip: int | None = key("免", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("keep", "skip")


class Portion(Part):
    to: Holder | Annotated[str, words(self="本人")] = key("归")
    rate: Amount = key("比例")


class Holder(Part):
    """The receiver of a portion, or the target of an outcome: by a post at the organisation, or by a relation."""

    holder: str | None = key("任职", None)
    related: str | None = key("关系", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("holder", "related")


class Share(Part):
    portions: list[Portion] = key("份额")
    absent: Annotated[str, words(return_="归本人", drop="不计")] = key("无人", "return")


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


class RuleQuota(Quota):
    over: Annotated[str, words(block="阻断", largest="按数量", earliest="按先后")] = key("超额")
    of: Annotated[str, words(members="在册")] = key("分母", "members")


class Slots(Part):
    count: int = key("项数")
    max_each: Number | None = key("每项封顶", None)


class Node(Piece):
    """指标 (section 5). Children are the indicators, then the rules."""

    name: str = key("名称")
    category: str | None = key("类别", None)
    dimension: str | None = key("维度", None)
    combine: Annotated[str, words(sum="相加", highest="取最高", lowest="取最低", mean="平均", weighted="加权")] = key(
        "合计", "sum"
    )
    slots: Slots | None = key("自选", None)
    indicators: list[Node] = key("指标", [])
    rules: list[Rule] = key("评分标准", [])


class JointCap(Part):
    name: str | None = key("名称", None)
    code: str = key("代码")
    clause: str | None = key("条款", None)
    of: list[str] = key("项目")
    max: Amount | None = key("封顶", None)
    min: Amount | None = key("保底", None)
    category: str | None = key("类别", None)


class Normalise(Part):
    full: Amount | None = key("满分", None)
    best: Within | None = key("比最高", None)
    mean: Within | None = key("比均值", None)
    to: Amount = key("折成")

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("full", "best", "mean")


class TablePart(Part):
    """构成 (section 9)."""

    name: str = key("名称")
    code: str = key("代码")
    clause: str | None = key("条款", None)
    of: ScoreOrCode = key("指标")
    weight: Amount = key("权重")
    normalise: Normalise | Annotated[str, words(none="原值")] = key("归一", "none")
    unknown: Unknown | Substitute = key("未知", "block")


class StateRule(Part):
    name: str = key("名称")
    code: str | None = key("代码", None)
    clause: str | None = key("条款", None)
    state: Annotated[str, words(exempt="免评", suspended="中止", too_short="时间不足", archived="存档")] = key("状态")
    when: Condition = key("当")
    reason: str | None = key("理由", None)


class Reduce(Part):
    rate: Amount = key("比例")
    of: Annotated[str, words(base="起评分", score="总分")] = key("于")
    each: bool = key("每件", False)


AllOrCode = Annotated[str, open_words(all="全部")]


class Effect(Part):
    """One consequence of a veto (section 10)."""

    zero: ScoreOrCode | None = key("清零", None)
    freeze: AllOrCode | None = key("冻结", None)
    freeze_from: Annotated[str, words(its_day="当日", whole_period="全期")] = key("自", "its_day", english="from")
    reduce: Reduce | None = key("扣减", None)
    grade: Mapping[str, str] | None = key("定等", None)
    ceiling: Mapping[str, str] | None = key("等次上限", None)
    ineligible: Annotated[list[AllOrCode], BeforeValidator(as_list)] | None = key("失格", None)
    unranked: bool | None = key("不排名", None)
    exclude: bool | None = key("移出", None)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("zero", "freeze", "reduce", "grade", "ceiling", "ineligible", "unranked", "exclude")


class Veto(Named):
    name: str = key("名称")
    facts: FactMatch | None = key("情形", None)
    when: Condition | None = key("当", None)
    lifted_by: FactMatch | None = key("解除", None)
    effects: list[Effect] = key("后果")

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("facts", "when")


class Board(Named):
    """排名 (section 10)."""

    name: str = key("名称")
    within: Within = key("范围", "all")
    by: ScoreOrCode = key("依", "score")
    order: Annotated[str, words(descending="高到低", ascending="低到高")] = key("次序", "descending")
    ties: Annotated[str, words(competition="并列跳号", dense="并列不跳号")] = key("同分", "competition")
    tie_breakers: list[Expression | ScoreOrCode] = key("再比", [])
    applies: Condition | None = key("适用", None)
    publish: Annotated[str, words(all="全部")] | int = key("公布", "all")


class GradeBand(Part):
    name: str = key("名")
    ge: Number | None = key("达到", None)
    gt: Number | None = key("超过", None)
    lt: Number | None = key("不足", None)
    le: Number | None = key("不超过", None)
    eq: Number | None = key("等于", None)
    when: Condition | None = key("当", None)
    quota: Quota | None = key("名额", None)


class GradeSystem(Named):
    name: str = key("名称")
    by: Expression | ScoreOrCode = key("依", "score")
    bands: list[GradeBand] = key("档")
    otherwise: str | None = key("无", None)


OUTCOME_KINDS = Annotated[
    str,
    words(
        commendation="表彰",
        development="培养",
        reminder_talk="谈话提醒",
        summons_talk="约谈",
        helping_talk="帮扶谈话",
        criticism="批评教育",
        circular_criticism="通报批评",
        admonition="诫勉谈话",
        rectification="整改",
        pay="挂钩",
        post="岗位",
        disposition="组织处理",
        redemption="转出",
        carry="计入",
        other="其他",
    ),
]


class Outcome(Named):
    """结果运用 (section 11)."""

    name: str = key("名称")
    kind: OUTCOME_KINDS = key("种类")
    when: Condition | None = key("当", None)
    except_: Condition | None = key("除外", None, english="except")
    target: Holder | Annotated[str, words(self="本人", organisation="所在组织")] = key("对象", "self")
    amount: Expression | Number | None = key("金额", None)
    rounding: Rounding | None = key("取整", None)
    unit: str | None = key("单位", None)
    decided_by: Names = key("决定", [])
    quota: Quota | None = key("名额", None)
    as_a_rule: bool = key("一般", False)


class Table(Limits):
    """计分表 (section 4)."""

    name: str = key("名称")
    code: str = key("代码")
    clause: str | None = key("条款", None)
    note: str | None = key("说明", None)
    subject: SubjectKind = key("对象", "person")
    period: PeriodKind = key("周期")
    main: bool = key("主表", True)
    applies: Condition | None = key("适用", None)
    roster: Annotated[str, words(period_end="期末", any_day="期内")] = key("名单", "period_end")
    placed: Annotated[str, words(last_day="期末", first_day="期初", longest="最长")] = key("归属", "last_day")
    states: list[StateRule] = key("状态", [])
    rounding: Rounding | None = key("取整", None)
    base: Amount | None = key("起评分", None)
    prorated: bool = key("按在册折算", False)
    indicators: list[Node] = key("指标", [])
    joint_caps: list[JointCap] = key("共同封顶", [])
    parts: list[TablePart] = key("构成", [])
    vetoes: list[Veto] = key("一票否决", [])
    ranks: list[Board] = key("排名", [])
    grades: list[GradeSystem] = key("等次", [])
    outcomes: list[Outcome] = key("结果运用", [])


class Scheme(Part):
    """A whole scheme file, extensions merged (section 2)."""

    name: str = key("办法", english="scheme")
    code: str = key("代码")
    version: str = key("版本")
    effective: date | None = key("施行", None)
    expires: date | None = key("失效", None)
    basis: str | None = key("依据", None)
    note: str | None = key("说明", None)
    extends: str | None = key("继承", None)
    removes: list[str] = key("删除", [])
    locked: list[str] = key("锁定", [])
    rounding: Rounding | None = key("取整", None)
    periods: dict[str, OwnPeriod] = key("周期", {})
    parameters: dict[str, Parameter] = key("参数", {})
    facts: dict[str, FactKind] = key("事项", {})
    categories: dict[str, Category] = key("类别", {})
    dimensions: list[str] = key("维度", [])
    tables: list[Table] = key("计分表", [])
    workflow: list[Step] = key("流程", [])
    notices: list[Notice] = key("公示", [])
    objections: Objections | None = key("异议", None)


for _model in (Portion, Rule, Node, Table, Scheme):
    _model.model_rebuild()
