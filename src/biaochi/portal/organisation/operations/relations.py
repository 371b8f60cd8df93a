"""Relations other than posts: 分管, 部门, 临时党支部, 双重组织生活, 任务团队, 同户, and any other word a scheme uses."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Member, Organisation, Relation
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.organisation.operations.postings import in_time
from biaochi.portal.organisation.posts import WORDS
from biaochi.portal.organisation.refusals import EndsBeforeItBegins
from biaochi.portal.users.models import User


class OneTarget(Refused):
    """A relation leads to an organisation or to a person, to one of them."""


class RelatedAlready(Refused):
    """The relation holds in that time already."""


class IsAPost(Refused):
    """The word is a post: posts are given, since rights hang on them."""


@transaction.atomic
def relate(
    *,
    acting_user: User | None,
    at: datetime,
    member: Member,
    kind: str,
    organisation: Organisation | None = None,
    other: Member | None = None,
    from_on: date | None,
    until_on: date | None = None,
) -> Relation:
    if (organisation is None) == (other is None) or (other is not None and other.pk == member.pk):
        raise OneTarget(_("关系的另一方应是一个组织，或另一位同志。请选其中一个。"))
    if from_on and until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("结束日期应晚于开始日期。"))
    if kind in WORDS:
        raise IsAPost(_("“%(word)s”是任职，请在“任职”里登记。") % {"word": kind})
    found = lock_member(member)
    there = Relation.objects.filter(in_time(from_on, until_on), member=found, kind=kind, organisation=organisation, other=other)
    if there.exists():
        raise RelatedAlready(_("这段时间已有同样的关系，没有重复登记。"))
    row = Relation(member=found, kind=kind, organisation=organisation, other=other, from_on=from_on, until_on=until_on)
    changes.add(row, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.RELATION_MADE, row)
    return row


@transaction.atomic
def end_relation(*, acting_user: User | None, at: datetime, relation: Relation, on: date) -> None:
    """``on`` is the first day without it."""
    lock_member(relation.member)
    row = Relation.objects.get(pk=relation.pk)
    if row.from_on and on <= row.from_on:
        raise EndsBeforeItBegins(_("结束日期应晚于开始日期 %(day)s。") % {"day": row.from_on.isoformat()})
    changes.change(row, {"until_on": on}, Author(acting_user and acting_user.pk, at))
    record(acting_user, at, Action.RELATION_ENDED, row)


def record(acting_user: User | None, at: datetime, action: Action, row: Relation) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("relation", row.pk),
        organisation_id=row.organisation_id,
        subject_id=row.member_id,
        details={"kind": row.kind},
    )
