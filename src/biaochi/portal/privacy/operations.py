"""Personal data given out, asked about, answered for, erased."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.calendar.operations import set_deadline
from biaochi.portal.organisation.models import (
    BatchState,
    Exemption,
    ImportBatch,
    ImportDifference,
    ImportFile,
    Member,
    Organisation,
    Person,
    RosterSpell,
    RowChange,
)
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.outbox.models import Notice, NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.privacy import queries
from biaochi.portal.privacy.models import Erasure, Request, RequestState
from biaochi.portal.privacy.queries import Section
from biaochi.portal.users.models import User

ANSWER_WITHIN = 15
"""Working days (GB/T 35273—2020, 8.7: thirty days at most)."""


class NoOrganisation(Refused):
    """Nobody can be asked about somebody who never stood anywhere."""


class AnsweredAlready(Refused):
    """The request has its answer."""


class NotDue(Refused):
    """The retention has not passed, or the person is still on the roster."""


class ErasedAlready(Refused):
    """There is no personal data left."""


@dataclass(frozen=True)
class OwnData:
    code: str
    sections: list[Section]


@transaction.atomic
def export_own(*, acting_user: User, at: datetime, member: Member, form: str) -> OwnData:
    """Everything that is kept of a person, given to that person; ``form`` is the kind of file."""
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.OWN_DATA_EXPORTED, of=("member", member.code), subject_id=member.pk,
        details={"form": form},
    )  # fmt: skip
    return OwnData(member.code, queries.kept_of(member))


@transaction.atomic
def ask(*, acting_user: User, at: datetime, on: date, member: Member, kind: str, text: str) -> Request:
    """A request about one's own data; the clerks over one's organisation get a task with a last day. Raises ``NoOrganisation``."""
    organisation = queries.last_home(member, on)
    if organisation is None:
        raise NoOrganisation(_("名册里没有您的组织关系，没有人能办理。请直接联系党务干事。"))
    row = Request.objects.create(member=member, organisation=organisation, kind=kind, text=text, asked_at=at)
    set_deadline(kind="data_request", object_id=row.pk, starts_on=on, days=ANSWER_WITHIN, is_working=True)
    record(acting_user, at, Action.DATA_REQUESTED, row)
    notify(users=queries.clerks_over(organisation, on), kind=NoticeKind.DATA_REQUESTED, link=f"/privacy/requests/{row.pk}/", at=at)
    return row


@transaction.atomic
def answer(*, acting_user: User, at: datetime, request: Request, state: str, text: str) -> None:
    """Close a request with what was done or why not; the person is told that there is an answer. Raises ``AnsweredAlready``."""
    row = Request.objects.select_for_update().get(pk=request.pk)
    if row.state != RequestState.OPEN:
        raise AnsweredAlready(_("这项请求已经答复过，没有改动。"))
    row.state, row.answer, row.answered_by, row.answered_at = state, text, acting_user, at
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(acting_user, at, Action.DATA_REQUEST_ANSWERED, row)
    user_id = Member.objects.values_list("user", flat=True).get(pk=row.member_id)
    if user_id:
        notify(users=[user_id], kind=NoticeKind.DATA_REQUEST_ANSWERED, link="/privacy/", at=at)


def record(acting_user: User, at: datetime, action: Action, row: Request) -> None:
    audit.record(
        at=at,
        actor_id=acting_user.pk,
        action=action,
        of=("data_request", row.pk),
        organisation_id=row.organisation_id,
        subject_id=row.member_id,
        details={"kind": row.kind, "state": row.state},
    )


@transaction.atomic
def erase_person(*, acting_user: User | None, at: datetime, on: date, member: Member) -> None:
    """Erase the personal data of somebody who left longer ago than the retention; what stays knows the opaque code alone.

    Raises ``NotDue`` and ``ErasedAlready``. The code goes into ``erasures.txt`` of the installation's folder after the commit, which
    belongs to every backup: ``erase_again`` reads it after an older backup was restored.
    """
    found = lock_member(member)
    if not queries.is_due(found, on):
        raise NotDue(
            _("还不能删除：该同志仍在册，或离开未满 %(years)s 年。期满后才能删除，以便离开后仍可查询、申诉。")
            % {"years": settings.RETENTION_YEARS}
        )
    if queries.is_erased(found):
        raise ErasedAlready(_("该同志的个人信息已经删除，没有改动。"))
    home = queries.last_home(found, on)
    erase(found, home)
    Erasure.objects.get_or_create(code=found.code, defaults={"erased_at": at, "by_id": acting_user and acting_user.pk})
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=Action.PERSON_ERASED,
        of=("member", found.code),
        organisation_id=home and home.pk,
        subject_id=found.pk,
    )
    transaction.on_commit(partial(write_down, found.code))


@transaction.atomic
def erase_again(*, at: datetime, codes: Iterable[str]) -> int:
    """After a restored backup: erase whoever had been erased since; returns how many came back and were erased. One record for all."""
    again = 0
    for member in Member.objects.filter(code__in=set(codes), person__isnull=False).order_by("pk"):
        erase(lock_member(member), queries.last_home(member, at.date()))
        Erasure.objects.get_or_create(code=member.code, defaults={"erased_at": at})
        again += 1
    audit.record(at=at, actor_id=None, action=Action.PERSON_ERASED, of=("erasures", 0), details={"count": again, "is_replay": True})
    return again


def erase(member: Member, home: Organisation | None) -> None:
    """Part of an operation that holds the member's lock: every column that the registry calls personal and that may go."""
    Person.objects.filter(member=member).delete()
    spells, exemptions = RosterSpell.objects.filter(member=member), Exemption.objects.filter(member=member)
    forget("rosterspell", spells.values_list("pk", flat=True), "attributes")
    forget("exemption", exemptions.values_list("pk", flat=True), "decided_by")
    spells.update(attributes={})
    exemptions.update(reason="", decided_by="")
    Request.objects.filter(member=member).update(text="", answer="")
    erase_from_imports(member, home)
    if member.user_id:
        erase_account(member)


def forget(table: str, row_ids: Iterable[int], field: str) -> None:
    """Take one field out of what is remembered of changes to these rows."""
    for change in RowChange.objects.filter(table=table, row_id__in=list(row_ids)):
        for state in (change.before, change.after):
            if state:
                state.pop(field, None)
        change.save(update_fields=["before", "after"])


def erase_from_imports(member: Member, home: Organisation | None) -> None:
    """Lines about the person lose what they say; files not committed that could carry them are gone with their lists of faults."""
    ImportDifference.objects.filter(code=member.code).update(name="", changes=[], question="")
    still_open = ImportBatch.objects.filter(state__in=(BatchState.RECEIVED, BatchState.COMPARING, BatchState.PREVIEWED))
    naming = still_open.filter(differences__code=member.code)
    ImportFile.objects.filter(batch__in=naming).delete()
    ImportBatch.objects.filter(pk__in=naming.values("pk")).update(faults=[])


def erase_account(member: Member) -> None:
    user_id = member.user_id
    Notice.objects.filter(user=user_id).delete()
    Authenticator.objects.filter(user=user_id).delete()
    SocialAccount.objects.filter(user=user_id).delete()
    User.objects.filter(pk=user_id).update(
        username=f"erased-{user_id}",
        shown_as=member.code,
        password=make_password(None),
        is_active=False,
        language="",
        session_epoch=F("session_epoch") + 1,
    )


def write_down(code: str) -> None:
    """Append the code to the file that outlives a restored database."""
    descriptor = os.open(settings.FOLDER / "erasures.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(f"{code}\n")
