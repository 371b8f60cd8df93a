"""The typed model of a cases file (docs/cases.md): invented facts and what must come out of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from typing import Annotated

from biaochi.scoring.scheme.expression_model import Names
from biaochi.scoring.scheme.vocabulary import Number, Part, key, open_words, words

STATE_WORDS = words(
    scored="计分", exempt="免评", suspended="中止", too_short="时间不足", archived="存档", unknown="未知", excluded="移出", absent="不在表"
)
StateWord = Annotated[str, STATE_WORDS]
ValueName = Annotated[str, open_words(score="总分")]


class OrganisationEntry(Part):
    id: str = key("编号")
    name: str | None = key("名称", None)
    type: str = key("类型", "党支部")
    parent: str = key("上级", "")
    class_: str = key("分类", "", english="class")
    start: Day | None = key("自", None, english="from")
    end: Day | None = key("至", None, english="to")
    attributes: Mapping[str, str] = key("属性", {})
    note: str | None = key("说明", None)


class MemberEntry(Part):
    id: str = key("编号")
    name: str | None = key("姓名", None)
    status: str = key("身份", "")
    organisation: str = key("组织", "")
    start: Day | None = key("自", None, english="from")
    end: Day | None = key("至", None, english="to")
    flags: Names = key("标记", [])
    attributes: Mapping[str, str] = key("属性", {})
    note: str | None = key("说明", None)


class RelationEntry(Part):
    subject: str = key("主体")
    relation: str = key("关系")
    target: str = key("对象")
    start: Day | None = key("自", None, english="from")
    end: Day | None = key("至", None, english="to")


class ParameterEntry(Part):
    name: str = key("名称")
    value: str = key("值")
    organisation: str = key("组织", "")
    start: Day | None = key("自", None, english="from")


class HistoryEntry(Part):
    subject: str = key("主体")
    period: str = key("周期")
    version: int = key("版本", 1)
    table: str = key("表")
    value: ValueName = key("值", "score")
    points: Number | None = key("得分", None)
    state: StateWord = key("状态", "scored")
    grade: str = key("等次", "")
    rank: int = key("名次", 0)
    of: int = key("总数", 0)


class FactEntry(Part):
    id: str | None = key("编号", None)
    subject: str = key("主体")
    kind: str = key("事项")
    date: Day = key("日期")
    until: Day | None = key("止", None)
    recorded: Day | None = key("记录", None)
    quantity: Number | None = key("数量", None)
    mark: Number | None = key("评分", None)
    level: str = key("级别", "")
    matter: str = key("事由", "")
    role: str = key("角色", "")
    rater: str = key("评分人", "")
    by: str = key("登记人", "")
    note: str = key("备注", "")
    reverses: str = key("更正", "")


class Expectation(Part):
    """One line of what must come out; the checks are those whose keys are given."""

    subject: str = key("主体")
    points: Number | StateWord | None = key("得分", None)
    value: ValueName | None = key("值", None)
    table: str | None = key("表", None)
    state: StateWord | None = key("状态", None)
    rank: int | Annotated[str, words(none="无")] | None = key("名次", None)
    of: int | None = key("总数", None)
    board: str | None = key("榜", None)
    grade: Annotated[str, open_words(none="无")] | None = key("等次", None)
    system: str | None = key("体系", None)
    outcome: str | None = key("结果", None)
    target: str | None = key("对象", None)
    amount: Number | None = key("金额", None)
    no_outcome: str | None = key("无结果", None)
    note: str | None = key("说明", None)


class WorldEntries(Part):
    """The people, bodies and facts of a case, or those common to all cases."""

    organisations: list[OrganisationEntry] = key("组织", [])
    roster: list[MemberEntry] = key("名册", [])
    relations: list[RelationEntry] = key("关系", [])
    parameters: Mapping[str, str] | list[ParameterEntry] = key("参数", {})
    history: list[HistoryEntry] = key("历史", [])
    facts: list[FactEntry] = key("事项", [])


class Case(WorldEntries):
    name: str = key("名称")
    note: str | None = key("说明", None)
    period: str = key("周期")
    as_of: Day | None = key("截至", None)
    known_at: Day | None = key("知悉", None)
    exercises: Names = key("考点", [])
    expect: list[Expectation] = key("期望", [])
    expect_error: str | None = key("期望错误", None)


class CasesPart(Part):
    """A whole cases file, without the scheme that may stand inside."""

    note: str | None = key("说明", None)
    exercises: Names = key("考点", [])
    common: WorldEntries | None = key("共用", None)
    cases: list[Case] = key("案例", [])


for _model in (Case, CasesPart):
    _model.model_rebuild()
