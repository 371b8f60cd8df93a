"""Who is asking, and where they stand today: a user, their member, and the posts they hold on that day.

Loaded once per request. Everything about *may they* is answered from here by ``access``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from biaochi.portal.organisation.models import Appointment, Member, RosterSpell
from biaochi.portal.users.models import User


def holding_on(day: date) -> Q:
    """Dated rows that hold on ``day``."""
    return (Q(from_on=None) | Q(from_on__lte=day)) & (Q(until_on=None) | Q(until_on__gt=day))


@dataclass(frozen=True)
class Holding:
    """One post on one day; ``path`` is the organisation's place in today's tree."""

    post: str
    organisation_id: int
    path: str
    name: str


@dataclass(frozen=True)
class Viewer:
    user_id: int
    duty: str
    member_id: int | None
    member_code: str
    organisation_id: int | None
    organisation_path: str
    holdings: tuple[Holding, ...]
    day: date

    def holds(self, posts: Iterable[str]) -> tuple[Holding, ...]:
        wanted = frozenset(posts)
        return tuple(held for held in self.holdings if held.post in wanted)


def viewer_of(user: User, day: date) -> Viewer:
    member = Member.objects.filter(user_id=user.pk).first()
    if member is None:
        return Viewer(user.pk, user.duty, None, "", None, "", (), day)
    spell = RosterSpell.objects.filter(holding_on(day), member=member).select_related("organisation").first()
    organisation = spell.organisation if spell else None
    rows = Appointment.objects.filter(holding_on(day), member=member).select_related("organisation")
    held = tuple(
        Holding(row.post, row.organisation_id, row.organisation.path, row.organisation.name)
        for row in rows.order_by("organisation__path", "post")
    )
    return Viewer(
        user.pk,
        user.duty,
        member.pk,
        member.code,
        organisation.pk if organisation else None,
        organisation.path if organisation else "",
        held,
        day,
    )
