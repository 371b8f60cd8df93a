"""People: found by name, pinyin or initials; listed by organisation; one of them with everything dated about them.

Lists show a name, a code, a status and a branch; telephone numbers and ids come masked, and a telephone number finds nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from biaochi.portal.organisation.models import (
    Appointment,
    Exemption,
    Member,
    Organisation,
    Person,
    Relation,
    RosterSpell,
    SearchKey,
)
from biaochi.portal.organisation.names import plain
from biaochi.portal.organisation.people import masked_id, masked_telephone
from biaochi.portal.organisation.viewers import holding_on

FOUND_MAX = 50
CANDIDATES_MAX = 300
LAST = "\U0010ffff"


@dataclass(frozen=True)
class Hit:
    """One person found, with where they stand on the day."""

    code: str
    name: str
    status: str
    organisation_pk: int
    organisation: str


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    is_cut: bool


def search(text: str, scope: Q, day: date) -> Found:
    """At most fifty people on the roster of ``day`` whose name, pinyin or initials hold ``text`` from some character on, by name.

    Of a text that fits thousands some fifty are shown, not the first fifty: sorting all to show these would cost more than it tells.
    """
    wanted = plain(text)
    if not wanted:
        return Found([], False)
    some = list(matching(wanted).values_list("person_id", flat=True)[:CANDIDATES_MAX])
    hits = hits_among(scope & Q(member__in=some), day)
    if len(some) == CANDIDATES_MAX and len(hits) <= FOUND_MAX:
        # many fit, few of them in this scope: look from the scope's side
        hits = hits_among(scope & Q(member__in=matching(wanted).values("person_id")), day)
    return Found(hits[:FOUND_MAX], len(hits) > FOUND_MAX)


def hits_among(condition: Q, day: date) -> list[Hit]:
    spells = RosterSpell.objects.filter(condition, holding_on(day)).order_by("member__person__pinyin", "member_id")
    rows = spells.values_list("member__code", "member__person__name", "status", "organisation_id", "organisation__name")
    return [Hit(code, name or code, status, pk, place) for code, name, status, pk, place in rows[: FOUND_MAX + 1]]


def matching(wanted: str) -> QuerySet[SearchKey]:
    """Keys that begin with ``wanted``, by index on both databases."""
    keys = SearchKey.objects.filter(text__startswith=wanted)
    if connection.vendor == "sqlite":
        # SQLite's LIKE uses no index of a case-sensitive column; a range does
        keys = SearchKey.objects.filter(text__gte=wanted, text__lt=wanted + LAST)
    return keys


def on_roster(scope: Q, day: date, text: str = "", status: str = "", flag: str = "") -> QuerySet[RosterSpell]:
    """Everybody of ``scope`` on ``day``, by name, narrowed where something is given."""
    spells = RosterSpell.objects.filter(scope, holding_on(day))
    if plain(text):
        spells = spells.filter(member__in=matching(plain(text)).values("person_id"))
    if status:
        spells = spells.filter(status=status)
    if flag:
        spells = spells.filter(flags__contains=flag)
    return spells.select_related("member__person", "organisation").order_by("member__person__pinyin", "member_id")


def gone(scope: Q, day: date) -> QuerySet[RosterSpell]:
    """The last spells of those who left from ``scope`` and stand nowhere today, the latest first."""
    later = RosterSpell.objects.filter(Q(until_on=None) | Q(until_on__gt=day), member=OuterRef("member"))
    last = RosterSpell.objects.filter(member=OuterRef("member"), until_on__gt=OuterRef("until_on"))
    spells = RosterSpell.objects.filter(scope, until_on__lte=day).filter(~Exists(later), ~Exists(last))
    return spells.select_related("member__person", "organisation").order_by("-until_on", "member_id")


def name_of(member: Member) -> str:
    person = getattr(member, "person", None)
    return person.name if person else member.code


def statuses(scope: Q, day: date) -> list[str]:
    return list(RosterSpell.objects.filter(scope, holding_on(day)).values_list("status", flat=True).distinct().order_by("status"))


def flags(scope: Q, day: date) -> list[str]:
    """Every flag in use, word by word."""
    found = RosterSpell.objects.filter(scope, holding_on(day)).exclude(flags="").values_list("flags", flat=True).distinct()
    return sorted({word for text in found for word in text.split(";") if word})


@dataclass(frozen=True)
class Sight:
    """One person as the member's page shows them."""

    member: Member
    name: str
    telephone: str
    outside_id: str
    is_erased: bool
    spells: list[RosterSpell]
    spell: RosterSpell | None
    later: RosterSpell | None
    appointments: list[Appointment]
    relations: list[Relation]
    exemptions: list[Exemption]
    username: str
    is_active: bool
    has_signed_in: bool

    @property
    def flags(self) -> list[str]:
        return [word for word in (self.spell.flags if self.spell else "").split(";") if word]


def sight(member: Member, day: date) -> Sight:
    """Eight queries, whatever the length of a life."""
    person = Person.objects.filter(member=member).first()
    spells = list(RosterSpell.objects.filter(member=member).select_related("organisation"))
    spells.sort(key=lambda row: row.from_on or date.min, reverse=True)
    user = member.user
    return Sight(
        member=member,
        name=person.name if person else member.code,
        telephone=masked_telephone(person.telephone) if person else "",
        outside_id=masked_id(person.outside_id) if person else "",
        is_erased=person is None,
        spells=spells,
        spell=next((row for row in spells if holds(row, day)), None),
        later=next((row for row in reversed(spells) if row.from_on and row.from_on > day), None),
        appointments=dated(Appointment.objects.filter(member=member).select_related("organisation")),
        relations=dated(
            Relation.objects.filter(Q(member=member) | Q(other=member)).select_related("organisation", "member__person", "other__person")
        ),
        exemptions=dated(Exemption.objects.filter(member=member)),
        username=user.username if user else "",
        is_active=bool(user and user.is_active),
        has_signed_in=bool(user and user.last_login),
    )


def holds(row: Any, day: date) -> bool:
    return (row.from_on is None or row.from_on <= day) and (row.until_on is None or day < row.until_on)


def dated(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row.until_on or date.max, row.from_on or date.min), reverse=True)


def find(text: str, scope: Q, day: date) -> list[Member]:
    """Who is meant by a code or a whole name among those on the roster: none, one, or the namesakes."""
    wanted = text.strip()
    spells = RosterSpell.objects.filter(scope, holding_on(day)).filter(Q(member__code=wanted) | Q(member__person__name=wanted))
    return [row.member for row in spells.select_related("member__person").order_by("member_id")[:20]]


def appointment(pk: int) -> Appointment | None:
    return Appointment.objects.select_related("member", "organisation").filter(pk=pk).first()


def relation(pk: int) -> Relation | None:
    return Relation.objects.select_related("member").filter(pk=pk).first()


def exemption(pk: int) -> Exemption | None:
    return Exemption.objects.select_related("member").filter(pk=pk).first()


def posts(organisation: Organisation) -> QuerySet[Appointment]:
    """Posts in one organisation, held and former, the present ones first."""
    rows = Appointment.objects.filter(organisation=organisation).select_related("member__person")
    return rows.order_by("-until_on", "post", "from_on", "pk")


def posts_today(organisation: Organisation, day: date) -> list[Appointment]:
    rows = Appointment.objects.filter(holding_on(day), organisation=organisation).select_related("member__person")
    return list(rows.order_by("post", "pk"))


def exemptions(scope: Q, day: date) -> QuerySet[Exemption]:
    """Exemptions of people who stand today under ``scope``; the reason is left in the database."""
    homes = RosterSpell.objects.filter(scope, holding_on(day)).values("member_id")
    rows = Exemption.objects.filter(member__in=homes).select_related("member__person").defer("reason")
    return rows.order_by("-from_on", "pk")


def with_accounts(scope: Q, day: date) -> QuerySet[RosterSpell]:
    return on_roster(scope, day).select_related("member__user", "member__person", "organisation")


def members_without_account(organisation: Organisation, day: date, most: int) -> list[Member]:
    rows = RosterSpell.objects.filter(holding_on(day), organisation=organisation, member__user=None, member__person__isnull=False)
    return [row.member for row in rows.select_related("member").order_by("member__person__pinyin", "member_id")[:most]]


def contract_rows(scope: Q) -> QuerySet[RosterSpell]:
    """All spells of ``scope``, for the file of the contract."""
    return RosterSpell.objects.filter(scope).select_related("member__person", "organisation").order_by("member__code", "from_on")


def home(member: Member, day: date) -> str:
    """The name of the organisation somebody stands in."""
    row = RosterSpell.objects.filter(holding_on(day), member=member).select_related("organisation").first()
    return row.organisation.name if row and row.organisation else ""
