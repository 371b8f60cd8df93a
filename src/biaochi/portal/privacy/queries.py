"""Reading what is kept of one person, what they asked, and whose time has come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from biaochi.portal.audit.queries import name_of as name_of_action
from biaochi.portal.calendar.models import Deadline
from biaochi.portal.organisation.models import Appointment, Member, Organisation, Person, RosterSpell
from biaochi.portal.organisation.posts import Post
from biaochi.portal.organisation.queries.people import gone
from biaochi.portal.organisation.viewers import Viewer, holding_on
from biaochi.portal.outbox.models import Notice
from biaochi.portal.outbox.queries import text_of
from biaochi.portal.privacy.models import Erasure, Request, RequestKind, RequestState
from biaochi.portal.privacy.registry import KEPT, Grade, Kept
from biaochi.portal.users.models import User


@dataclass(frozen=True)
class Section:
    """One table of what is kept: ``rows`` hold a text for each of ``labels``."""

    key: str
    title: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def kept_of(member: Member) -> list[Section]:
    """Everything about one person, table by table, as the registry lists it; secrets left out. One query a table and one for names."""
    return [section_of(kept, member) for kept in KEPT]


def section_of(kept: Kept, member: Member) -> Section:
    shown = {name: column for name, column in kept.columns.items() if column.grade is not Grade.SECRET}
    model = apps.get_model(kept.model)
    related = [name for name in shown if isinstance(model._meta.get_field(name), models.ForeignKey)]
    found = list(model._default_manager.filter(**{kept.lookup: member.pk}).select_related(*related).order_by("pk"))
    actors = names_of_actors(found) if "actor_id" in shown else {}
    rows = tuple(tuple(plain(row, name, actors) for name in shown) for row in found)
    return Section(kept.model, str(kept.title), tuple(shown), tuple(str(column.label) for column in shown.values()), rows)


def names_of_actors(rows: list[Any]) -> Mapping[int, str]:
    return dict(User.objects.filter(pk__in={row.actor_id for row in rows}).values_list("pk", "shown_as"))


def plain(row: Any, name: str, actors: Mapping[int, str]) -> Any:
    """A value as JSON and paper can hold it: other members by their code, organisations and accounts by their name."""
    value = getattr(row, name)
    if name == "actor_id":
        return actors.get(value, "")
    if name == "action":
        return name_of_action(value)
    if isinstance(row, Notice) and name == "kind":
        return text_of(value)
    if row._meta.get_field(name).choices:
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Member):
        return value.code
    if isinstance(value, models.Model):
        return str(value)
    return value


def last_home(member: Member, day: date) -> Organisation | None:
    """Where somebody stands, or stood last."""
    spells = RosterSpell.objects.filter(member=member).exclude(organisation=None).select_related("organisation")
    found = spells.filter(holding_on(day)).first() or spells.order_by("-from_on").first()
    return found.organisation if found else None


def own_member(viewer: Viewer) -> Member | None:
    return Member.objects.filter(pk=viewer.member_id).first()


def requests_of(member: Member) -> QuerySet[Request]:
    return Request.objects.filter(member=member).order_by("-pk")


def requests(scope: Q, state: str = "") -> QuerySet[Request]:
    """Requests from organisations of ``scope``, the open ones first."""
    found = Request.objects.filter(scope).select_related("member__person", "organisation")
    if state:
        found = found.filter(state=state)
    return found.order_by(models.Case(models.When(state=RequestState.OPEN, then=0), default=1), "-pk")


def open_requests(scope: Q) -> int:
    return Request.objects.filter(scope, state=RequestState.OPEN).count()


def get_request(scope: Q, pk: int) -> Request | None:
    return Request.objects.filter(scope, pk=pk).select_related("member__person", "organisation", "answered_by").first()


def is_open(request: Request) -> bool:
    return request.state == RequestState.OPEN


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in RequestKind]


def states() -> list[tuple[str, str]]:
    return [(state.value, str(state.label)) for state in RequestState]


def answers() -> list[tuple[str, str]]:
    return [(state, str(state.label)) for state in (RequestState.DONE, RequestState.DECLINED)]


def clerks_over(organisation: Organisation, day: date) -> list[int]:
    """Accounts of the clerks of an organisation and of what stands above it."""
    step = Organisation.steplen
    paths = [organisation.path[:end] for end in range(step, len(organisation.path) + 1, step)]
    rows = Appointment.objects.filter(holding_on(day), post=Post.CLERK, organisation__path__in=paths, member__user__is_active=True)
    return sorted(set(rows.values_list("member__user", flat=True)))


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def left_on(member: Member, day: date) -> date | None:
    """The first day without an organisation, where there is no other spell today or to come; None while there is."""
    spells = RosterSpell.objects.filter(member=member)
    if spells.filter(Q(until_on=None) | Q(until_on__gt=day)).exists():
        return None
    return spells.aggregate(last=models.Max("until_on"))["last"]


def is_due(member: Member, day: date) -> bool:
    """Whether the retention has passed since the person left."""
    left = left_on(member, day)
    return left is not None and left <= years_before(day, settings.RETENTION_YEARS)


def due(scope: Q, day: date) -> QuerySet[RosterSpell]:
    """Last spells of those whose retention has passed and whose data is still there, the longest gone first."""
    last_day = years_before(day, settings.RETENTION_YEARS)
    return gone(scope, day).filter(until_on__lte=last_day, member__person__isnull=False).order_by("until_on", "member_id")


def is_erased(member: Member) -> bool:
    return not Person.objects.filter(member=member).exists()


def erased_codes() -> Iterator[str]:
    """Codes with a tombstone, the earliest first."""
    return Erasure.objects.order_by("pk").values_list("code", flat=True).iterator()


def next_due(scope: Q) -> date | None:
    """The nearest last day among open requests."""
    pks = Request.objects.filter(scope, state=RequestState.OPEN).values_list("pk", flat=True)
    found = Deadline.objects.filter(kind="data_request", object_id__in=[str(pk) for pk in pks])
    return found.aggregate(first=models.Min("due_on"))["first"]
