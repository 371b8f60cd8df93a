"""Personal data: corrected, or shown in full to somebody who then stands in the trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Exemption, Member, Person
from biaochi.portal.organisation.names import sort_key
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.organisation.people import write_keys
from biaochi.portal.organisation.refusals import NothingChanges
from biaochi.portal.outbox.models import NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.users.models import User


@dataclass(frozen=True)
class Unmasked:
    """Personal data in clear: for the answer that shows it, never to be kept."""

    telephone: str
    outside_id: str
    reasons: tuple[tuple[int, str], ...] = ()
    """(id of the exemption, its reason), where they were asked for."""


@transaction.atomic
def correct_person(
    *,
    acting_user: User | None,
    at: datetime,
    member: Member,
    name: str | None = None,
    telephone: str | None = None,
    outside_id: str | None = None,
) -> None:
    """Correct what is given, leave what is None. The trail names the fields and not their contents."""
    found = lock_member(member)
    person = Person.objects.filter(member=found).first()
    if person is None:
        raise NotThere(f"person {found.code}")
    given = {"name": name and name.strip(), "telephone": telephone, "outside_id": outside_id}
    wanted = {field: value for field, value in given.items() if value is not None and value != getattr(person, field)}
    if not wanted:
        raise NothingChanges(_("与现在登记的相同，没有改动。"))
    fields = dict(wanted)
    if "name" in wanted:
        fields["pinyin"] = sort_key(wanted["name"])
        write_keys({found.pk: wanted["name"]})
        if found.user_id:
            User.objects.filter(pk=found.user_id).update(shown_as=wanted["name"][:60])
    changes.change(person, fields, Author(acting_user and acting_user.pk, at))
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=Action.PERSON_CORRECTED,
        of=("member", found.code),
        subject_id=found.pk,
        details={"fields": sorted(wanted)},
    )


@transaction.atomic
def unmask_person(*, acting_user: User, at: datetime, member: Member, link: str, with_reasons: bool = False) -> Unmasked:
    """Telephone and outside id in clear; the subject gets a notice that leads to ``link``, unless they look at their own."""
    person = Person.objects.filter(member=member).first()
    if person is None:
        raise NotThere(f"person {member.code}")
    audit.record(
        at=at,
        actor_id=acting_user.pk,
        action=Action.PERSON_UNMASKED,
        of=("member", member.code),
        subject_id=member.pk,
        details={"reasons": with_reasons},
    )
    if member.user_id and member.user_id != acting_user.pk:
        notify(users=[member.user_id], kind=NoticeKind.RECORD_VIEWED, link=link, at=at)
    reasons = Exemption.objects.filter(member=member).values_list("pk", "reason") if with_reasons else ()
    return Unmasked(person.telephone, person.outside_id, tuple(reasons))
