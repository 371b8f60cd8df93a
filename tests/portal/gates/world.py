"""The objects that addresses are about: one of each kind in 第一党支部 (ours), one in 外单位党支部 (theirs)."""

import uuid
from dataclasses import dataclass

from tests.portal.cast import Cast
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.organisation.models import ImportBatch, Member, Organisation
from biaochi.portal.organisation.operations import imports
from biaochi.portal.schemes import operations as schemes
from biaochi.portal.schemes.models import Assignment, ParameterValue, Rehearsal, Version

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


@dataclass
class World:
    cast: Cast
    ours: Side
    theirs: Side


def make_world(cast: Cast) -> World:
    return World(cast, make_side(cast, cast.first, "M1", "M5"), make_side(cast, cast.elsewhere, "N0", "X1"))


def make_side(cast: Cast, organisation: Organisation, member: str, officer: str) -> Side:
    published = schemes.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=organisation)
    schemes.submit(acting_user=cast.clerk, at=NOW, version=published)
    published = schemes.publish(acting_user=cast.superior, at=NOW, version=published)
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
    )  # fmt: skip
