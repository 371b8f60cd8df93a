"""What is made of the values of a table: parts, states, vetoes, ranks, grades, outcomes (sections 4, 8 to 11).

Worked example: ``{名称: 总排名, 代码: B, 范围: 组织}`` is ``Board(name="总排名", code="B", within="organisation")``,
by the total and with places 1-1-3.
"""

from collections.abc import Mapping
from typing import Annotated

from biaochi.scoring.scheme.expression_model import (
    Amount,
    Comparison,
    Condition,
    Expression,
    FactMatch,
    Names,
    Quota,
    RoundingMode,
    ScoreOrCode,
    Within,
)
from biaochi.scoring.scheme.rule_model import Holder, Named, Substitute, Unknown
from biaochi.scoring.scheme.vocabulary import Number, OneOrMore, Part, key, open_words, words


class Rounding(Part):
    """取整 (section 1)."""

    places: int = key("位数", 4)
    mode: RoundingMode = key("方式", "half_up")


class JointCap(Part):
    name: str | None = key("名称", None)
    code: str = key("代码")
    clause: str | None = key("条款", None)
    of: list[str] = key("项目")
    max: Amount | None = key("封顶", None)
    min: Amount | None = key("保底", None)
    category: str | None = key("类别", None)
    note: str | None = key("说明", None)


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
    note: str | None = key("说明", None)


class StateRule(Part):
    name: str = key("名称")
    code: str | None = key("代码", None)
    clause: str | None = key("条款", None)
    state: Annotated[str, words(exempt="免评", suspended="中止", too_short="时间不足", archived="存档")] = key("状态")
    when: Condition = key("当")
    reason: str | None = key("理由", None)
    note: str | None = key("说明", None)


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
    ineligible: Annotated[list[AllOrCode], OneOrMore()] | None = key("失格", None)
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


class Word(Part):
    name: str = key("名")


class GradeBand(Comparison, Word):
    """One band of 等次: its word, then what its points are compared with."""

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
