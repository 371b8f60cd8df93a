"""The first organisation of an installation and the person who fills it: afterwards a clerk's posts give every right."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.organisation.operations.accounts import give_account
from biaochi.portal.organisation.operations.members import add_member
from biaochi.portal.organisation.operations.organisations import open_organisation
from biaochi.portal.organisation.operations.postings import appoint
from biaochi.portal.organisation.posts import Post
from biaochi.portal.users.models import User
from biaochi.portal.users.operations import Slip


class FoundedAlready(Refused):
    """There is an organisation; everything further is its clerk's."""


@dataclass(frozen=True)
class Founded:
    organisation: Organisation
    slip: Slip


@transaction.atomic
def found_installation(
    *, acting_user: User | None, at: datetime, today: date, name: str, type: str, body_kind: str, clerk_name: str, clerk_status: str
) -> Founded:
    """The uppermost organisation and its clerk with an account. Recorded as what it consists of. Raises ``FoundedAlready``."""
    if Organisation.objects.exists():
        raise FoundedAlready(_("首个组织已经建立。其余组织和人员由党务干事在名册里登记。"))
    organisation = open_organisation(
        acting_user=acting_user, at=at, today=today, name=name, type=type, parent=None, from_on=None, body_kind=body_kind
    )
    member = add_member(acting_user=acting_user, at=at, name=clerk_name, organisation=organisation, status=clerk_status, from_on=today)
    appoint(acting_user=acting_user, at=at, member=member, organisation=organisation, post=Post.CLERK, from_on=today)
    slip = give_account(acting_user=acting_user, at=at, member=member)
    return Founded(organisation, slip)
