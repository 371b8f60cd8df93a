"""Reading accounts."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from biaochi.portal.users.models import Duty, User


def with_actor_name(records: QuerySet[Any]) -> QuerySet[Any]:
    """Audit records with ``actor_name``: as the account is shown today; NULL for the machine."""
    return records.annotate(actor_name=Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("shown_as")[:1]))


def ids_shown_as(text: str) -> tuple[int, ...]:
    """Accounts whose login or shown name contains ``text``; at most 500."""
    found = User.objects.filter(username__icontains=text) | User.objects.filter(shown_as__icontains=text)
    return tuple(found.values_list("pk", flat=True)[:500])


def accounts(text: str = "") -> QuerySet[User]:
    found = User.objects.order_by("username")
    return found.filter(pk__in=ids_shown_as(text)) if text else found


def get_account(pk: int) -> User | None:
    return User.objects.filter(pk=pk).first()


def with_duty() -> QuerySet[User]:
    """Accounts that run the installation; nobody of the roster is among them."""
    return User.objects.exclude(duty=Duty.NONE).order_by("duty", "username")


def get_with_duty(pk: int) -> User | None:
    return with_duty().filter(pk=pk).first()


def duties() -> list[tuple[str, str]]:
    return [(duty.value, str(duty.label)) for duty in Duty if duty]
