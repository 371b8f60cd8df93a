"""Reading the trail."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from biaochi.portal.audit.models import Action, Record


@dataclass(frozen=True)
class Wanted:
    """What to look for; empty means any. ``scope`` narrows to what the reader may see at all."""

    begin: datetime | None = None
    end: datetime | None = None
    actor_ids: tuple[int, ...] | None = None
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    scope: Q = field(default_factory=Q)


def records(wanted: Wanted) -> QuerySet[Record]:
    """The latest first; by key, which is the order of writing."""
    found = Record.objects.filter(wanted.scope)
    if wanted.begin:
        found = found.filter(at__gte=wanted.begin)
    if wanted.end:
        found = found.filter(at__lt=wanted.end)
    if wanted.actor_ids is not None:
        found = found.filter(actor_id__in=wanted.actor_ids)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.object_kind:
        found = found.filter(object_kind=wanted.object_kind)
    if wanted.object_id:
        found = found.filter(object_id=wanted.object_id)
    return found.order_by("-pk")


def about_member(member_id: int) -> QuerySet[Record]:
    """What was done to, and who looked at, one member's record."""
    return Record.objects.filter(subject_id=member_id).order_by("-pk")


def name_of(action: str) -> str:
    return str(Action(action).label) if action in Action.values else action


def actions() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Action.choices]
