"""The scheme's typed model: what a scheme file says, after reading and before planning.

One class a mapping of docs/scheme-language.md. Here stand the catalogue, the tables and the scheme itself
(sections 2 to 4); `rule_model` and `result_model` hold what tables are made of; all names are reached from here.
Numbers are Decimals from their text; words are the English ones.
"""

from datetime import date
from typing import Annotated

from biaochi.scoring.scheme.expression_model import Amount, Condition, Names, PeriodKind
from biaochi.scoring.scheme.result_model import (
    OUTCOME_KINDS,
    AllOrCode,
    Board,
    Effect,
    GradeBand,
    GradeSystem,
    JointCap,
    Normalise,
    Outcome,
    Reduce,
    Rounding,
    StateRule,
    TablePart,
    Veto,
)
from biaochi.scoring.scheme.rule_model import (
    PRICES,
    Band,
    Benchmark,
    Bracket,
    Brackets,
    Escalation,
    Holder,
    Limits,
    MarkRange,
    Named,
    Node,
    OrOtherwise,
    PeriodLimit,
    PerUnit,
    Piece,
    Portion,
    Rule,
    RuleQuota,
    SelectionStep,
    Share,
    Slots,
    Steps,
    Substitute,
    Tiers,
    Unknown,
)
from biaochi.scoring.scheme.vocabulary import Number, Part, key, words
from biaochi.scoring.scheme.workflow_model import Notice, Objections, Step

__all__ = [
    "OUTCOME_KINDS",
    "PRICES",
    "AllOrCode",
    "Band",
    "Benchmark",
    "Board",
    "Bracket",
    "Brackets",
    "Category",
    "Effect",
    "Escalation",
    "FactKind",
    "GradeBand",
    "GradeSystem",
    "Holder",
    "JointCap",
    "Limits",
    "MarkRange",
    "Named",
    "Node",
    "Normalise",
    "OrOtherwise",
    "Outcome",
    "OwnPeriod",
    "Parameter",
    "PerUnit",
    "PeriodLimit",
    "Piece",
    "Portion",
    "Reduce",
    "Rounding",
    "Rule",
    "RuleQuota",
    "Scheme",
    "SelectionStep",
    "Share",
    "Slots",
    "StateRule",
    "Steps",
    "SubjectKind",
    "Substitute",
    "Table",
    "TablePart",
    "Tiers",
    "Unknown",
    "Veto",
]

SubjectKind = Annotated[str, words(person="党员", organisation="党组织")]


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


class Category(Limits):
    note: str | None = key("说明", None)


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


Scheme.model_rebuild()  # once, with everything it is made of
