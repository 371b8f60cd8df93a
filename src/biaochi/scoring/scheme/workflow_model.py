"""Workflow, notice and objection as typed declarations (section 12 of docs/scheme-language.md).

Parsed, checked for unreachable steps and printed; carried out by the portal.
"""

from typing import Annotated

from biaochi.scoring.scheme.expression_model import Amount, Count, Names, PeriodKind
from biaochi.scoring.scheme.vocabulary import OneOrMore, Part, key, words

ACTORS = {
    "self": "本人",
    "any_member": "任一党员",
    "party_group": "党小组",
    "recorder": "积分记录员",
    "organisation_officer": "组织委员",
    "publicity_officer": "宣传委员",
    "discipline_officer": "纪检委员",
    "deputy_secretary": "副书记",
    "secretary": "支部书记",
    "branch_committee": "支委会",
    "member_meeting": "党员大会",
    "committee_or_meeting": "支委会或党员大会",
    "general_branch": "党总支",
    "party_committee": "党委",
    "organ_committee": "机关党委",
    "organ_discipline": "机关纪委",
    "organisation_department": "党委组织部",
    "committee_office": "党委办公室",
    "discipline_office": "纪委办公室",
    "panel": "考评组",
    "inspection_team": "检查组",
    "points_group": "积分领导小组",
    "office": "办公室",
    "department": "业务部门",
    "leader_in_charge": "分管领导",
    "main_leader": "主要领导",
    "office_meeting": "办务会",
    "source_department": "来源部门",
    "superior": "上级党组织",
}
Actor = Annotated[list[Annotated[str, words(**ACTORS)]], OneOrMore()]


class Deadline(Part):
    before: Count | None = key("前", None)
    after: Count | None = key("后", None)
    working: bool = key("工作日", False)
    postponed: bool = key("顺延", False)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        return ("before", "after")


class Draw(Part):
    of: str = key("对象")
    count: Amount = key("个数")
    by: Annotated[str, words(lot="随机", secondment="抽调")] = key("方式")


class Vote(Part):
    quorum: Amount | None = key("到会", None)
    passes: Amount | None = key("通过", None, english="pass")
    secret: bool = key("无记名", False)


class Step(Part):
    """One step of 流程. ``after`` names the step(s) before it; the first declared step starts the flow."""

    step: str = key("步骤")
    actor: Actor = key("由")
    each: PeriodKind | None = key("每", None)
    deadline: Deadline | None = key("期限", None)
    evidence: Annotated[str, words(required="必需", optional="可选")] | None = key("材料", None)
    may_change: Annotated[list[Annotated[str, words(quantity="数量", level="级别", mark="评分")]], OneOrMore()] = key(
        "可改", []
    )
    returns_to: str | None = key("退回", None)
    reason: Annotated[str, words(required="必需", optional="可选")] | None = key("理由", None)
    fallback: Actor | None = key("否则", None)
    draw: Draw | None = key("抽取", None)
    vote: Vote | None = key("表决", None)
    after: Names | None = key("接", None)
    limited_to: Names = key("限", [])
    compare: Names = key("核对", [])
    supervised_by: Actor | None = key("监督", None)
    decides: bool = key("法定", False)
    note: str | None = key("说明", None)
    clause: str | None = key("条款", None)


class Notice(Part):
    name: str = key("名称")
    each: PeriodKind | None = key("每", None)
    days: Count | None = key("天数", None)
    working: bool = key("工作日", False)
    scope: Annotated[str, words(branch="支部", unit="单位", public="社会", **{"class": "分类"})] = key("范围", "branch")
    shows: Annotated[
        list[Annotated[str, words(rank="名次", score="得分", details="分项", grade="等次")]], OneOrMore()
    ] = key("内容", [])
    kind: Annotated[str, words(public_notice="公示", circular="通报", open_to_branch="公开")] = key(
        "形式", "public_notice"
    )
    top: Amount | None = key("前列", None)
    bottom: Amount | None = key("后列", None)
    after: str | None = key("步骤", None)
    note: str | None = key("说明", None)
    clause: str | None = key("条款", None)


class Term(Part):
    """A body and its days."""

    actor: Actor | None = key("由", None)
    days: Count | None = key("天数", None)
    working: bool = key("工作日", False)


class Objections(Part):
    window: Term | None = key("期限", None)
    received_by: Actor | None = key("受理", None)
    re_check: Term | None = key("复核", None)
    appeal: Term | None = key("申诉", None)
    final: Actor | None = key("终定", None)
    second_notice: bool = key("再公示", False)
    mark_disputed: bool = key("争议标注", False)
    note: str | None = key("说明", None)
    clause: str | None = key("条款", None)
