"""The fixed cast: one city committee with two branches, and one person of each kind, among unrelated noise.

市公司党委 ── 第一党支部 (书记 组织委员 纪检委员 积分记录员 党员)      另一单位党委 ── 外单位党支部 (陌生人)
          └─ 第二党支部
"""

from dataclasses import dataclass
from datetime import date, datetime

from biaochi.portal.organisation.models import Appointment, Member, Organisation, OrganisationSpell, Person, RosterSpell
from biaochi.portal.organisation.posts import Post
from biaochi.portal.users.models import Duty, User

LONG_AGO = date(2020, 1, 1)


@dataclass
class Cast:
    committee: Organisation
    first: Organisation
    second: Organisation
    elsewhere: Organisation
    member: User
    recorder: User
    organisation_officer: User
    discipline_officer: User
    secretary: User
    clerk: User
    superior: User
    stranger: User
    system: User
    auditor: User


def make_organisation(code: str, name: str, kind: str, parent: Organisation | None = None) -> Organisation:
    fields = {"code": code, "name": name, "type": kind}
    found = Organisation.objects.add_child(parent, fields) if parent else Organisation.objects.add_root(fields)
    OrganisationSpell.objects.create(organisation=found, name=name, type=kind, parent=parent)
    return found


def make_member(code: str, name: str, organisation: Organisation, user: User | None = None, status: str = "正式党员") -> Member:
    member = Member.objects.create(code=code, user=user)
    Person.objects.create(member=member, name=name)
    RosterSpell.objects.create(member=member, organisation=organisation, status=status, from_on=LONG_AGO)
    return member


def make_user(username: str, at: datetime, duty: str = "") -> User:
    user = User(username=username, shown_as=username, duty=duty, must_change_password=False, made_at=at)
    user.set_password("a long pass phrase")
    user.save()
    return user


def make_cast(at: datetime) -> Cast:
    committee = make_organisation("DW", "市公司党委", "党委")
    first = make_organisation("ZB1", "第一党支部", "党支部", committee)
    second = make_organisation("ZB2", "第二党支部", "党支部", committee)
    committee.refresh_from_db()
    other = make_organisation("DW9", "另一单位党委", "党委")
    elsewhere = make_organisation("ZB9", "外单位党支部", "党支部", other)

    def person(username: str, code: str, name: str, home: Organisation, post: str = "", over: Organisation | None = None) -> User:
        user = make_user(username, at)
        member = make_member(code, name, home, user)
        if post:
            Appointment.objects.create(member=member, organisation=over or home, post=post, from_on=LONG_AGO)
        return user

    for number in range(5):
        make_member(f"N{number}", f"旁人{number}", second if number % 2 else elsewhere)
    return Cast(
        committee=committee,
        first=first,
        second=second,
        elsewhere=elsewhere,
        member=person("member", "M1", "张小明", first),
        recorder=person("recorder", "M2", "李记录", first, Post.RECORDER),
        organisation_officer=person("organisation_officer", "M3", "王组织", first, Post.ORGANISATION_OFFICER),
        discipline_officer=person("discipline_officer", "M4", "赵纪检", first, Post.DISCIPLINE_OFFICER),
        secretary=person("secretary", "M5", "钱书记", first, Post.SECRETARY),
        clerk=person("clerk", "M6", "孙干事", first, Post.CLERK, committee),
        superior=person("superior", "M7", "周党委", second, Post.SECRETARY, committee),
        stranger=person("stranger", "X1", "陌生人", elsewhere, Post.SECRETARY),
        system=make_user("system", at, Duty.SYSTEM),
        auditor=make_user("auditor", at, Duty.AUDIT),
    )
