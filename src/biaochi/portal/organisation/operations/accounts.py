"""Accounts of members. Who never signs in loses nothing: the roster, the facts and the points do not ask for an account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Member, Person
from biaochi.portal.organisation.names import login_name
from biaochi.portal.organisation.operations.locks import lock_member
from biaochi.portal.users import operations as users
from biaochi.portal.users.models import User
from biaochi.portal.users.operations import Slip, UsernameTaken


class AccountThere(Refused):
    """The person has an account already."""


class NoAccount(Refused):
    """The person has no account."""


@transaction.atomic
def give_account(*, acting_user: User | None, at: datetime, member: Member) -> Slip:
    """An account named after the person, with a number where the name is taken. Raises ``AccountThere``."""
    found = lock_member(member)
    if found.user_id:
        raise AccountThere(_("该同志已有账号。要重新打印账号条，请用“重置并打印”。"))
    name = Person.objects.values_list("name", flat=True).get(member=found)
    slip = first_free(acting_user, at, name)
    found.user_id = slip.user_id
    found.save(update_fields=["user"])
    return slip


def first_free(acting_user: User | None, at: datetime, name: str) -> Slip:
    """Another request may take a free name first: UNIQUE says so, and the next number is tried."""
    base = login_name(name)
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    number = 1
    while True:
        username = base if number == 1 else f"{base}{number}"
        number += 1
        if username in taken:
            continue
        try:
            return users.make_account(acting_user=acting_user, at=at, username=username, shown_as=name)
        except UsernameTaken:
            taken.add(username)


def reset_account(*, acting_user: User, at: datetime, member: Member) -> Slip:
    """A new first password for a lost one; every session of the account ends."""
    return users.reset_to_slip(acting_user=acting_user, at=at, user=account_of(member))


def set_account_active(*, acting_user: User, at: datetime, member: Member, is_active: bool) -> None:
    users.set_active(acting_user=acting_user, at=at, user=account_of(member), is_active=is_active)


def account_of(member: Member) -> User:
    found = User.objects.filter(member=member).first()
    if found is None:
        raise NoAccount(_("该同志还没有账号。请先开设账号。"))
    return found
