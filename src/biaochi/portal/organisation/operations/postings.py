"""Posts: given and ended. The end of a post ends the sessions of who held it, so nothing is done with a right that is gone."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Appointment, Member, Organisation
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.organisation.posts import WORDS, Post
from biaochi.portal.organisation.refusals import EndsBeforeItBegins
from biaochi.portal.users.models import User
from biaochi.portal.users.operations import end_sessions


class PostHeldAlready(Refused):
    """The person holds this post in that time already."""


class SecretaryThere(Refused):
    """Another person is the organisation's secretary in that time."""


@transaction.atomic
def appoint(
    *,
    acting_user: User | None,
    at: datetime,
    member: Member,
    organisation: Organisation,
    post: str,
    from_on: date | None,
    until_on: date | None = None,
    title: str = "",
    is_full_time: bool = False,
) -> Appointment:
    """A post from ``from_on`` on. Raises ``PostHeldAlready``, ``SecretaryThere``, ``EndsBeforeItBegins``."""
    if from_on and until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("结束日期应晚于任职日期。"))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    found = lock_member(member)
    there = Appointment.objects.filter(in_time(from_on, until_on), organisation=organisation, post=post)
    if there.filter(member=found).exists():
        raise PostHeldAlready(_("该同志在这段时间已任此职。要改日期，请先结束原来的任职。"))
    if post == Post.SECRETARY and there.exclude(member=found).exists():
        raise SecretaryThere(_("这段时间本组织已有书记。请先登记前任的免职日期。"))
    row = Appointment(
        member=found,
        organisation=organisation,
        post=post,
        title="" if title == post else title,
        is_full_time=is_full_time,
        from_on=from_on,
        until_on=until_on,
    )
    changes.add(row, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.POST_GIVEN, row)
    return row


@transaction.atomic
def end_appointment(*, acting_user: User | None, at: datetime, appointment: Appointment, on: date) -> None:
    """``on`` is the first day without the post; where that day has come, every session of the holder ends now."""
    member = lock_member(appointment.member)
    row = Appointment.objects.select_related("member").get(pk=appointment.pk)
    if row.from_on and on <= row.from_on:
        raise EndsBeforeItBegins(_("免职日期应晚于任职日期 %(day)s。") % {"day": row.from_on.isoformat()})
    changes.change(row, {"until_on": on}, Author(acting_user and acting_user.pk, at))
    if member.user_id:
        end_sessions(users=[member.user_id])
    record(acting_user, at, Action.POST_ENDED, row)


def end_posts_of(member: Member, organisations: Iterable[int | None] | None, on: date, author: Author) -> None:
    """Part of an operation that holds the member's lock: posts in ``organisations`` (None: all) end on ``on``."""
    rows = Appointment.objects.filter(Q(until_on=None) | Q(until_on__gt=on), member=member)
    if organisations is not None:
        rows = rows.filter(organisation__in=[one for one in organisations if one])
    ended = False
    for row in rows:
        ended = True
        if row.from_on and row.from_on >= on:
            changes.remove(row, author)
        else:
            changes.change(row, {"until_on": on}, author)
    if ended and member.user_id:
        end_sessions(users=[member.user_id])


def in_time(from_on: date | None, until_on: date | None) -> Q:
    """Dated rows that hold on some day of the half-open time."""
    found = Q(until_on=None) | Q(until_on__gt=from_on or date.min)
    return found & (Q(from_on=None) | Q(from_on__lt=until_on)) if until_on else found


def post_of(word: str) -> str:
    """The post that a word of a roster means; "" where it is none."""
    return WORDS[word].post if word in WORDS else ""


def record(acting_user: User | None, at: datetime, action: Action, row: Appointment) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("appointment", row.pk),
        organisation_id=row.organisation_id,
        subject_id=row.member_id,
        details={"post": row.post},
    )
