"""Joining the roster, 转接组织关系, changes of status, flags and attributes, leaving and coming back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.identities import new_member_codes
from biaochi.portal.organisation.models import Member, Organisation, Person
from biaochi.portal.organisation.names import sort_key
from biaochi.portal.organisation.operations.locks import lock_member, lock_structure
from biaochi.portal.organisation.operations.postings import end_posts_of
from biaochi.portal.organisation.people import write_keys
from biaochi.portal.organisation.refusals import NothingChanges
from biaochi.portal.organisation.spells import roster_line, write_roster
from biaochi.portal.organisation.timeline import Piece, begins, cut, later_than, on, put, refuse_later
from biaochi.portal.users.models import User


class CodeTaken(Refused):
    """Another person has this code already."""


class NotOnRoster(Refused):
    """The person stands in no organisation on the day asked for."""


class StillOnRoster(Refused):
    """The person stands in an organisation on the day asked for."""


class NoLaterChange(Refused):
    """There is no change to come that could be withdrawn."""


@transaction.atomic
def add_member(
    *,
    acting_user: User | None,
    at: datetime,
    name: str,
    organisation: Organisation,
    status: str,
    from_on: date | None,
    telephone: str = "",
    outside_id: str = "",
    flags: Sequence[str] = (),
    attributes: Mapping[str, Any] | None = None,
    code: str = "",
) -> Member:
    """A new person on the roster; ``code`` is made where none is given. Raises ``CodeTaken``."""
    author = Author(acting_user and acting_user.pk, at)
    # two who add at once would find the same code free
    lock_structure()
    code = code or new_member_codes(1)[0]
    if Member.objects.filter(code=code).exists():
        raise CodeTaken(_("编号 %(code)s 已属于另一个人。请核对是否同一人；编号留空则自动编排。") % {"code": code})
    member = Member(code=code)
    changes.add(member, author)
    Person.objects.create(member=member, name=name.strip(), pinyin=sort_key(name), telephone=telephone, outside_id=outside_id)
    write_keys({member.pk: name})
    piece = Piece(from_on, None, content(organisation.pk, status, flags, attributes or {}))
    write_roster(member, [piece], author)
    record(acting_user, at, Action.MEMBER_ADDED, member, organisation.pk)
    return member


@transaction.atomic
def transfer_member(
    *, acting_user: User | None, at: datetime, member: Member, organisation: Organisation, on: date, ends_posts: bool = True
) -> None:
    """组织关系转接: from ``on`` the person belongs to ``organisation``; with ``ends_posts`` posts held where they leave end that day."""
    found = lock_member(member)
    before = change_from(found, on, Author(acting_user and acting_user.pk, at), lambda old: {**old, "organisation_id": organisation.pk})
    if ends_posts:
        end_posts_of(found, {before["organisation_id"]}, on, Author(acting_user and acting_user.pk, at))
    details = {"from": before["organisation_id"], "to": organisation.pk, "on": on.isoformat()}
    record(acting_user, at, Action.MEMBER_TRANSFERRED, found, organisation.pk, details)


@transaction.atomic
def change_status(*, acting_user: User | None, at: datetime, member: Member, status: str, on: date) -> None:
    """A new status, such as a probationary member who becomes a full one (转正)."""
    found = lock_member(member)
    before = change_from(found, on, Author(acting_user and acting_user.pk, at), lambda old: {**old, "status": status})
    record(acting_user, at, Action.MEMBER_CHANGED, found, before["organisation_id"], {"field": "status", "on": on.isoformat()})


@transaction.atomic
def change_flags(*, acting_user: User | None, at: datetime, member: Member, flags: Iterable[str], on: date) -> None:
    """The words that stand beside the status (流动, 退休), all of them."""
    found, text = lock_member(member), join_flags(flags)
    before = change_from(found, on, Author(acting_user and acting_user.pk, at), lambda old: {**old, "flags": text})
    record(acting_user, at, Action.MEMBER_CHANGED, found, before["organisation_id"], {"field": "flags", "on": on.isoformat()})


@transaction.atomic
def change_attributes(*, acting_user: User | None, at: datetime, member: Member, attributes: Mapping[str, Any], on: date) -> None:
    """Attributes that a scheme asks for; those not named stay, an empty text takes one away."""
    found = lock_member(member)

    def changed(old: Mapping[str, Any]) -> dict[str, Any]:
        merged = {**old["attributes"], **attributes}
        return {**old, "attributes": {name: value for name, value in merged.items() if value != ""}}

    before = change_from(found, on, Author(acting_user and acting_user.pk, at), changed)
    record(acting_user, at, Action.MEMBER_CHANGED, found, before["organisation_id"], {"field": "attributes", "on": on.isoformat()})


@transaction.atomic
def end_membership(*, acting_user: User | None, at: datetime, member: Member, on: date) -> None:
    """The person leaves the roster: ``on`` is the first day they are not there. Their posts end that day; their record stays."""
    author = Author(acting_user and acting_user.pk, at)
    found = lock_member(member)
    line = roster_line(found)
    refuse_later(line, on)
    before = held(line, on)
    write_roster(found, cut(line, on), author)
    end_posts_of(found, None, on, author)
    record(acting_user, at, Action.MEMBER_LEFT, found, before["organisation_id"], {"on": on.isoformat()})


@transaction.atomic
def readmit_member(
    *, acting_user: User | None, at: datetime, member: Member, organisation: Organisation, status: str, from_on: date
) -> None:
    """Somebody who had left comes back, perhaps elsewhere, with the same record."""
    found = lock_member(member)
    line = roster_line(found)
    refuse_later(line, from_on)
    if on(line, from_on):
        raise StillOnRoster(_("该同志 %(day)s 仍在册。要换支部，请用“组织关系转接”。") % {"day": from_on.isoformat()})
    latest = max(line, key=begins, default=None)
    kept = dict(latest.content) if latest else content(None, status, (), {})
    piece = Piece(from_on, None, {**kept, "organisation_id": organisation.pk, "status": status})
    write_roster(found, put(line, piece), Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.MEMBER_RETURNED, found, organisation.pk, {"on": from_on.isoformat()})


@transaction.atomic
def withdraw_later_change(*, acting_user: User | None, at: datetime, member: Member, after: date) -> None:
    """The first change that begins after ``after`` is taken back; what held before it goes on."""
    author = Author(acting_user and acting_user.pk, at)
    found = lock_member(member)
    line = roster_line(found)
    later = later_than(line, after)
    if later is None:
        raise NoLaterChange(_("没有尚未到期的变更。"))
    before = on(line, date.fromordinal(begins(later).toordinal() - 1))
    rest = [piece for piece in line if piece is not later]
    if before:
        rest = put(rest, Piece(later.from_on, later.until_on, before.content))
    write_roster(found, rest, author)
    record(acting_user, at, Action.LATER_CHANGE_WITHDRAWN, found, later.content["organisation_id"], {"on": begins(later).isoformat()})


def change_from(member: Member, day: date, author: Author, changed: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Mapping[str, Any]:
    """From ``day`` on the piece that holds then says what ``changed`` makes of it; what it said before."""
    line = roster_line(member)
    refuse_later(line, day)
    before = held(line, day)
    after = changed(before)
    if after == before:
        raise NothingChanges(_("与现在登记的相同，没有改动。"))
    piece = on(line, day)
    write_roster(member, put(line, Piece(day, piece.until_on if piece else None, after)), author)
    return before


def held(line: Sequence[Piece], day: date) -> Mapping[str, Any]:
    piece = on(line, day)
    if piece is None:
        raise NotOnRoster(_("该同志 %(day)s 不在册。请核对生效日期；已离开的，先恢复组织关系。") % {"day": day.isoformat()})
    return piece.content


def content(organisation_id: int | None, status: str, flags: Iterable[str], attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"organisation_id": organisation_id, "status": status, "flags": join_flags(flags), "attributes": dict(attributes)}


def join_flags(flags: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(word.strip() for word in flags if word.strip()))


def record(
    acting_user: User | None,
    at: datetime,
    action: Action,
    member: Member,
    organisation_id: int | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("member", member.code),
        organisation_id=organisation_id,
        subject_id=member.pk,
        details=details,
    )
