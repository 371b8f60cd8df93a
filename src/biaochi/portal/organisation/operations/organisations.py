"""Organisations: opened, renamed, reclassified, moved, closed, each from a day on; and the tree of today kept from that."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.identities import new_organisation_codes
from biaochi.portal.organisation.models import Appointment, Organisation, OrganisationSpell, RosterSpell
from biaochi.portal.organisation.operations.locks import lock_structure
from biaochi.portal.organisation.operations.postings import in_time
from biaochi.portal.organisation.placing import create, place, place_due
from biaochi.portal.organisation.refusals import NothingChanges
from biaochi.portal.organisation.spells import organisation_line, write_organisation
from biaochi.portal.organisation.timeline import Piece, cut, on, put, refuse_later
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.users.models import User
from biaochi.portal.users.operations import end_sessions


class OrganisationCodeTaken(Refused):
    """Another organisation has this code."""


class NotOpen(Refused):
    """The organisation does not exist on the day asked for."""


class UnderItself(Refused):
    """An organisation cannot stand under itself or under what stands under it."""


class StillInUse(Refused):
    """Members or organisations still belong to what should be closed."""


@transaction.atomic
def open_organisation(
    *,
    acting_user: User | None,
    at: datetime,
    today: date,
    name: str,
    type: str,
    parent: Organisation | None,
    from_on: date | None,
    code: str = "",
    class_name: str = "",
    attributes: Mapping[str, Any] | None = None,
    body_kind: str = "",
    has_committee: bool = True,
) -> Organisation:
    """A new organisation under ``parent`` from ``from_on`` on; ``code`` is made where none is given."""
    lock_structure()
    code = code or new_organisation_codes(1)[0]
    if Organisation.objects.filter(code=code).exists():
        raise OrganisationCodeTaken(_("编号 %(code)s 已属于另一个组织。请换一个；留空则自动编排。") % {"code": code})
    if parent is not None:
        require_open(parent, from_on or date.min)
    author = Author(acting_user and acting_user.pk, at)
    parent_id = parent.pk if parent else None
    found = create(code, name, type, parent_id, {"body_kind": body_kind, "has_committee": has_committee}, author)
    piece = Piece(from_on, None, content(name, type, parent_id, class_name, attributes or {}))
    write_organisation(found, [piece], author)
    found = place(found, today)
    record(acting_user, at, Action.ORGANISATION_OPENED, found)
    return found


@transaction.atomic
def rename_organisation(*, acting_user: User | None, at: datetime, today: date, organisation: Organisation, name: str, on: date) -> None:
    change(acting_user, at, today, organisation, on, lambda old: {**old, "name": name.strip()})
    record(acting_user, at, Action.ORGANISATION_CHANGED, organisation, {"field": "name", "on": on.isoformat()})


@transaction.atomic
def reclassify_organisation(
    *,
    acting_user: User | None,
    at: datetime,
    today: date,
    organisation: Organisation,
    on: date,
    class_name: str | None = None,
    type: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> None:
    """Another class (分类), type or attributes from ``on``; what is None stays, an attribute with an empty text goes."""
    given = {"class_name": class_name, "type": type}

    def changed(old: Mapping[str, Any]) -> dict[str, Any]:
        merged = {**old["attributes"], **(attributes or {})}
        told = {field: value for field, value in given.items() if value is not None}
        return {**old, **told, "attributes": {field: value for field, value in merged.items() if value != ""}}

    change(acting_user, at, today, organisation, on, changed)
    record(acting_user, at, Action.ORGANISATION_CHANGED, organisation, {"field": "class", "on": on.isoformat()})


@transaction.atomic
def move_organisation(
    *, acting_user: User | None, at: datetime, today: date, organisation: Organisation, parent: Organisation | None, on: date
) -> None:
    """Under another parent from ``on`` on; raises ``UnderItself`` where that would close a circle on that day."""
    if parent is not None:
        refuse_circle(organisation, parent, on)
        require_open(parent, on)
    change(acting_user, at, today, organisation, on, lambda old: {**old, "parent_id": parent.pk if parent else None})
    record(acting_user, at, Action.ORGANISATION_MOVED, organisation, {"to": parent.pk if parent else 0, "on": on.isoformat()})


@transaction.atomic
def close_organisation(*, acting_user: User | None, at: datetime, today: date, organisation: Organisation, on: date) -> None:
    """``on`` is the first day without it. Posts in it end that day. Raises ``StillInUse`` with who and what is left."""
    lock_structure()
    author = Author(acting_user and acting_user.pk, at)
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    members = RosterSpell.objects.filter(holding_on(on), organisation=found).count()
    below = OrganisationSpell.objects.filter(holding_on(on), parent=found).count()
    if members or below:
        raise StillInUse(
            _("%(day)s 当天还有 %(members)d 名人员、%(below)d 个下级组织属于这里。请先把他们转出或调整隶属，再撤销。")
            % {"day": on.isoformat(), "members": members, "below": below}
        )
    line = organisation_line(found)
    refuse_later(line, on)
    held(line, on)
    write_organisation(found, cut(line, on), author)
    end_posts_in(found, on, author)
    place(found, today)
    record(acting_user, at, Action.ORGANISATION_CLOSED, found, {"on": on.isoformat()})


@transaction.atomic
def change_standing(*, acting_user: User | None, at: datetime, organisation: Organisation, has_committee: bool, body_kind: str) -> None:
    """Whether there is a committee (a small branch has none), and the kind of body; both hold from now on and carry no date."""
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if (found.has_committee, found.body_kind) == (has_committee, body_kind):
        raise NothingChanges(_("与现在登记的相同，没有改动。"))
    changes.change(found, {"has_committee": has_committee, "body_kind": body_kind}, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.ORGANISATION_CHANGED, found, {"field": "standing"})


@transaction.atomic
def keep_today(*, today: date) -> int:
    """What the calendar does: changes whose day has come are put into today's tree, and sessions of posts that ended are ended.

    Run every night; running it again places nothing anew. How many organisations were.
    """
    lock_structure()
    placed = place_due(today)
    ended = Appointment.objects.filter(until_on=today, member__user__isnull=False).values_list("member__user_id", flat=True)
    end_sessions(users=list(ended))
    return placed


def change(
    acting_user: User | None,
    at: datetime,
    today: date,
    organisation: Organisation,
    day: date,
    changed: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> None:
    lock_structure()
    found = Organisation.objects.select_for_update().get(pk=organisation.pk)
    line = organisation_line(found)
    refuse_later(line, day)
    before = held(line, day)
    after = changed(before)
    if after == before:
        raise NothingChanges(_("与现在登记的相同，没有改动。"))
    piece = on(line, day)
    line = put(line, Piece(day, piece.until_on if piece else None, after))
    write_organisation(found, line, Author(acting_user and acting_user.pk, at))
    place(found, today)


def held(line: list[Piece], day: date) -> Mapping[str, Any]:
    piece = on(line, day)
    if piece is None:
        raise NotOpen(_("这个组织 %(day)s 尚未设立或已经撤销。请核对生效日期。") % {"day": day.isoformat()})
    return piece.content


def require_open(organisation: Organisation, day: date) -> None:
    line = organisation_line(organisation)
    if day == date.min:
        if not any(piece.from_on is None for piece in line):
            raise NotOpen(_("上级组织不是一直就有的。请填写设立日期，不早于上级组织的设立日期。"))
        return
    held(line, day)


def refuse_circle(organisation: Organisation, parent: Organisation, day: date) -> None:
    """Walk up from the new parent as the tree stands on ``day``."""
    parents = dict(OrganisationSpell.objects.filter(holding_on(day)).values_list("organisation_id", "parent_id"))
    seen, above = set(), parent.pk
    while above is not None and above not in seen:
        if above == organisation.pk:
            raise UnderItself(_("新的上级正是它自己，或在它的下级之中。请另选上级组织。"))
        seen.add(above)
        above = parents.get(above)


def end_posts_in(organisation: Organisation, day: date, author: Author) -> None:
    rows = list(Appointment.objects.filter(in_time(day, None), organisation=organisation).select_related("member"))
    for row in rows:
        if row.from_on and row.from_on >= day:
            changes.remove(row, author)
        else:
            changes.change(row, {"until_on": day}, author)
    end_sessions(users=[row.member.user_id for row in rows if row.member.user_id])


def content(name: str, type: str, parent_id: int | None, class_name: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name.strip(), "type": type, "parent_id": parent_id, "class_name": class_name, "attributes": dict(attributes)}


def record(
    acting_user: User | None, at: datetime, action: Action, organisation: Organisation, details: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("organisation", organisation.code),
        organisation_id=organisation.pk,
        details=details,
    )
