"""免评: left out of appraisal for a time, decided by a body, with a reason that no list shows."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Exemption, Member
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.organisation.operations.postings import in_time
from biaochi.portal.organisation.refusals import EndsBeforeItBegins
from biaochi.portal.users.models import User


class ExemptAlready(Refused):
    """An exemption holds in part of that time."""


@transaction.atomic
def exempt(
    *,
    acting_user: User | None,
    at: datetime,
    member: Member,
    reason: str,
    decided_by: str,
    from_on: date,
    until_on: date | None = None,
) -> Exemption:
    """Raises ``ExemptAlready`` where the time touches another exemption, ``EndsBeforeItBegins``."""
    if until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("结束日期应晚于开始日期。"))
    found = lock_member(member)
    if Exemption.objects.filter(in_time(from_on, until_on), member=found).exists():
        raise ExemptAlready(_("这段时间已有一项免评。请先结束原来的，或改日期。"))
    row = Exemption(member=found, reason=reason, decided_by=decided_by, from_on=from_on, until_on=until_on)
    changes.add(row, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.EXEMPTED, row)
    return row


@transaction.atomic
def end_exemption(*, acting_user: User | None, at: datetime, exemption: Exemption, on: date) -> None:
    """``on`` is the first day of taking part again."""
    lock_member(exemption.member)
    row = Exemption.objects.get(pk=exemption.pk)
    if row.from_on and on <= row.from_on:
        raise EndsBeforeItBegins(_("结束日期应晚于开始日期 %(day)s。") % {"day": row.from_on.isoformat()})
    changes.change(row, {"until_on": on}, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.EXEMPTION_ENDED, row)


def record(acting_user: User | None, at: datetime, action: Action, row: Exemption) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("exemption", row.pk),
        subject_id=row.member_id,
        details={"from": row.from_on.isoformat() if row.from_on else "", "until": row.until_on.isoformat() if row.until_on else ""},
    )
