"""Making, closing and reopening accounts; resetting a password to a printed slip."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.users.models import Duty, User
from biaochi.portal.users.passwords import first_password


class UsernameTaken(Refused):
    pass


class OwnAccount(Refused):
    """Who closes their own account may be the last who could open it again."""


@dataclass(frozen=True)
class Slip:
    """What is printed once and kept nowhere: the clear password lives in this object and in the answer that shows it."""

    user_id: int
    shown_as: str
    username: str
    password: str


def make_account(*, acting_user: User | None, at: datetime, username: str, shown_as: str, duty: str = Duty.NONE) -> Slip:
    """A new account with a first password that must be changed; raises ``UsernameTaken``."""
    password = first_password()
    hashed = make_password(password)
    try:
        with transaction.atomic():
            user = User.objects.create(username=username, shown_as=shown_as, duty=duty, password=hashed, made_at=at)
            audit.record(
                at=at, actor_id=acting_user and acting_user.pk, action=Action.ACCOUNT_MADE, of=("user", user.pk), details={"duty": duty}
            )
    except IntegrityError as fault:
        raise UsernameTaken(_("登录名 %(name)s 已有人使用。请换一个，例如在后面加数字。") % {"name": username}) from fault
    return Slip(user.pk, shown_as, username, password)


@transaction.atomic
def reset_to_slip(*, acting_user: User, at: datetime, user: User) -> Slip:
    """A new first password; every session of the account ends."""
    password = first_password()
    found = User.objects.select_for_update().get(pk=user.pk)
    found.password = make_password(password)
    found.must_change_password = True
    found.session_epoch += 1
    found.save(update_fields=["password", "must_change_password", "session_epoch"])
    audit.record(at=at, actor_id=acting_user.pk, action=Action.ACCOUNT_SLIP_MADE, of=("user", found.pk))
    return Slip(found.pk, found.shown_as, found.username, password)


@transaction.atomic
def change_own_password(*, acting_user: User, at: datetime, password: str) -> None:
    """The account's own new password; other sessions die because the signature of a session covers the password."""
    found = User.objects.select_for_update().get(pk=acting_user.pk)
    found.password = make_password(password)
    found.must_change_password = False
    found.save(update_fields=["password", "must_change_password"])
    audit.record(at=at, actor_id=found.pk, action=Action.PASSWORD_CHANGED, of=("user", found.pk))


@transaction.atomic
def set_active(*, acting_user: User, at: datetime, user: User, is_active: bool) -> None:
    """Disable or enable an account; disabling ends every session of it."""
    found = User.objects.select_for_update().get(pk=user.pk)
    if found.pk == acting_user.pk:
        raise OwnAccount(_("不能停用或启用自己的账号。请另一位管理员来做。"))
    if found.is_active == is_active:
        raise Refused(_("该账号已经是这个状态，没有改动。"))
    found.is_active = is_active
    found.session_epoch += 1
    found.save(update_fields=["is_active", "session_epoch"])
    action = Action.ACCOUNT_ENABLED if is_active else Action.ACCOUNT_DISABLED
    audit.record(at=at, actor_id=acting_user.pk, action=action, of=("user", found.pk))


@transaction.atomic
def end_own_sessions(*, acting_user: User, at: datetime) -> None:
    """Sign out everywhere; the caller keeps its own session by signing it anew."""
    end_sessions(users=[acting_user.pk])
    audit.record(at=at, actor_id=acting_user.pk, action=Action.SESSIONS_ENDED, of=("user", acting_user.pk))


def end_sessions(*, users: list[int]) -> None:
    """End every session of these accounts; part of another operation, which writes the record."""
    User.objects.filter(pk__in=users).update(session_epoch=F("session_epoch") + 1)
