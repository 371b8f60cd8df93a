"""The objects that addresses are about: one of each kind in 第一党支部 (ours), one in 外单位党支部 (theirs)."""

import uuid
from dataclasses import dataclass

from tests.portal.cast import Cast
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.organisation.models import ImportBatch, Member, Organisation
from biaochi.portal.organisation.operations import imports
from biaochi.portal.privacy.models import Request
from biaochi.portal.schemes import operations as schemes
from biaochi.portal.schemes.models import Assignment, ParameterValue, Rehearsal, Version
from biaochi.portal.scores import operations as trials
from biaochi.portal.scores import settling
from biaochi.portal.scores.models import Trial, TrialState
from biaochi.portal.users.models import User

SCHEME = """
办法: 试用办法
代码: TRY
版本: "1"
事项:
  义务劳动: {对象: 党员, 单位: 次}
  通报批评: {对象: 党员}
计分表:
  - 名称: 季度积分
    代码: Q
    对象: 党员
    周期: 季
    指标:
      - {名称: 奉献, 代码: A, 条款: 第三条, 封顶: 6, 评分标准: [{名称: 义务劳动, 代码: A1, 事项: 义务劳动, 每次: 2}]}
      - {名称: 纪律, 代码: B, 评分标准: [{名称: 通报批评, 代码: B1, 事项: 通报批评, 每次: -5}]}
    排名:
    - {名称: 支部名次, 代码: R, 范围: 组织, 依: 总分, 次序: 高到低, 同分: 并列跳号}
    等次:
    - {名称: 季度等次, 代码: G, 依: 总分, 档: [{名: 优秀, 达到: 4}, {名: 合格, 达到: 0}, {名: 不合格, 不足: 0}]}
    结果运用:
    - {名称: 季度表扬, 代码: P, 种类: 表彰, 当: {等次: {G: [优秀]}}, 决定: [支委会]}
"""
FACTS = "编号,主体,事项,日期\n1,{code},义务劳动,2025-07-02\n2,{code},义务劳动,2025-08-30\n"
ROSTER_FILE = "人员编号,姓名,组织编号,身份\nN900,新来的,{code},正式党员\n"


@dataclass
class Side:
    """One branch with a member, a scheme (first version published and assigned, second a draft) and a file on its way in."""

    organisation: Organisation
    member: Member
    officer: Member
    draft: Version
    assignment: Assignment
    value: ParameterValue
    rehearsal: Rehearsal
    batch: ImportBatch
    request: Request
    trial: Trial
    """Settled, of our own clerk or of their secretary."""


@dataclass
class World:
    cast: Cast
    ours: Side
    theirs: Side


def make_world(cast: Cast, preset: str = "") -> World:
    """With ``preset`` the schemes are that one's, as long as a real document; without, a short one."""
    return World(
        cast,
        make_side(cast, cast.first, "M1", "M5", cast.clerk, preset),
        make_side(cast, cast.elsewhere, "N0", "X1", cast.stranger, preset),
    )


def make_side(cast: Cast, organisation: Organisation, member: str, officer: str, owner: User, preset: str) -> Side:
    published = publish(cast, organisation, preset)
    draft = schemes.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme)
    rehearsal = Rehearsal.objects.create(
        pk=uuid.uuid4(), version=draft, revision=draft.revision, against=published, period="2025-Q3", facts_from="一份", made_by=cast.clerk,
        made_at=NOW,
    )  # fmt: skip
    return Side(
        organisation=organisation,
        member=Member.objects.get(code=member),
        officer=Member.objects.get(code=officer),
        draft=draft,
        assignment=schemes.assign(acting_user=cast.clerk, at=NOW, version=published, organisation=organisation, from_on=TODAY),
        value=ParameterValue.objects.create(scheme=published.scheme, organisation=organisation, name="一项", value="1"),
        rehearsal=rehearsal,
        batch=imports.receive_file(
            acting_user=cast.clerk, at=NOW, kind="roster", source_name="主系统", organisation=organisation, file_name="名册.csv",
            content=ROSTER_FILE.format(code=organisation.code).encode(), holds_from=TODAY,
        ),
        request=Request.objects.create(
            member=Member.objects.get(code=member), organisation=organisation, kind="correct", text="电话错了", asked_at=NOW
        ),
        trial=settled_trial(cast, organisation, owner, member, published if not preset else publish(cast, organisation, "")),
    )  # fmt: skip


def publish(cast: Cast, organisation: Organisation, preset: str) -> Version:
    given = {"acting_user": cast.clerk, "at": NOW, "owner": organisation}
    code = f"T{organisation.code}"
    found = schemes.create_from_preset(preset=preset, **given) if preset else schemes.create_from_text(text=SCHEME, code=code, **given)
    schemes.submit(acting_user=cast.clerk, at=NOW, version=found)
    return schemes.publish(acting_user=cast.superior, at=NOW, version=found)


def settled_trial(cast: Cast, organisation: Organisation, owner: User, member: str, version: Version) -> Trial:
    made = trials.make_trial(
        acting_user=owner, at=NOW, version=version, organisation=organisation, period="2025-Q3", file_name="台账.csv",
        chunks=[FACTS.format(code=member).encode()],
    )  # fmt: skip
    settling.settle_trial(str(made.pk), tells=False)
    made.refresh_from_db()
    assert made.state == TrialState.SETTLED, made.counts
    return made
