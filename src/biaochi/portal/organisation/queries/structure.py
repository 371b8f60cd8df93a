"""The tree of organisations, a level at a time, and one organisation with its history."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from biaochi.portal.organisation.models import Appointment, Organisation, OrganisationSpell, Relation, RosterSpell
from biaochi.portal.organisation.names import plain
from biaochi.portal.organisation.viewers import Viewer, holding_on

LEVEL_MAX = 300
FOUND_MAX = 30


@dataclass(frozen=True)
class Node:
    """One organisation of the tree: its own members, and whether it unfolds."""

    pk: int
    name: str
    type: str
    code: str
    class_name: str
    members: int
    has_below: bool
    is_open: bool


@dataclass(frozen=True)
class Level:
    nodes: list[Node]
    is_cut: bool


def tops(viewer: Viewer, scope: Q, day: date) -> Level:
    """The uppermost organisations the viewer may see."""
    rows = Organisation.objects.filter(scope)
    paths = sorted(set(rows.filter(path__in=[held.path for held in viewer.holdings]).values_list("path", flat=True)))
    own = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return level(rows.filter(path__in=own), day)


def below(parent: Organisation, day: date) -> Level:
    return level(Organisation.objects.filter(path__startswith=parent.path, depth=parent.depth + 1), day)


def level(rows: QuerySet[Organisation], day: date) -> Level:
    """Two queries a level, however many stand below."""
    open_below = Organisation.objects.filter(path__startswith=OuterRef("path"), depth__gt=OuterRef("depth"), is_open=True)
    spells = OrganisationSpell.objects.filter(holding_on(day), organisation=OuterRef("pk"))
    found = rows.filter(is_open=True).annotate(has_below=Exists(open_below), class_name=spells.values("class_name")[:1])
    kept = list(found.order_by("code")[: LEVEL_MAX + 1])
    counted = RosterSpell.objects.filter(holding_on(day), organisation__in=[row.pk for row in kept])
    members = dict(counted.values_list("organisation").annotate(Count("id")).order_by())
    nodes = [
        Node(row.pk, row.name, row.type, row.code, row.class_name or "", members.get(row.pk, 0), row.has_below, row.is_open) for row in kept
    ]
    return Level(nodes[:LEVEL_MAX], len(nodes) > LEVEL_MAX)


def above(organisation: Organisation, scope: Q) -> list[Organisation]:
    """The way down to it, as far up as the viewer may see."""
    step = Organisation.steplen
    paths = [organisation.path[:end] for end in range(step, len(organisation.path), step)]
    return list(Organisation.objects.filter(scope, path__in=paths).order_by("path"))


def search(text: str, scope: Q) -> list[Organisation]:
    """Open organisations whose name, pinyin, initials or code hold ``text``."""
    wanted = plain(text)
    if not wanted:
        return []
    spelt = Q(name__contains=text.strip()) | Q(code=text.strip())
    if wanted.isascii():
        spelt |= Q(initials__contains=wanted) | Q(pinyin__contains=wanted)
    return list(Organisation.objects.filter(scope, spelt, is_open=True).order_by("path")[:FOUND_MAX])


def find(text: str, scope: Q) -> list[Organisation]:
    """What is meant by a code or a whole name: none, one, or those of the same name."""
    wanted = text.strip()
    rows = Organisation.objects.filter(scope, is_open=True)
    return list(rows.filter(code=wanted)) or list(rows.filter(name=wanted).order_by("path")[:20])


def spell_on(organisation: Organisation, day: date) -> OrganisationSpell | None:
    return OrganisationSpell.objects.filter(holding_on(day), organisation=organisation).select_related("parent").first()


def history(organisation: Organisation) -> QuerySet[OrganisationSpell]:
    return OrganisationSpell.objects.filter(organisation=organisation).select_related("parent").order_by("from_on", "pk")


def type_words(scope: Q) -> list[str]:
    return list(Organisation.objects.filter(scope).values_list("type", flat=True).distinct().order_by("type"))


def class_words(scope: Q) -> list[str]:
    found = OrganisationSpell.objects.filter(organisation__in=Organisation.objects.filter(scope)).exclude(class_name="")
    return list(found.values_list("class_name", flat=True).distinct().order_by("class_name"))


def count_open(scope: Q) -> int:
    return Organisation.objects.filter(scope, is_open=True).count()


def is_empty() -> bool:
    return not Organisation.objects.exists()


def contract_rows(scope: Q) -> QuerySet[OrganisationSpell]:
    """All spells of ``scope``, parents first, for the file of the contract."""
    rows = OrganisationSpell.objects.filter(scope).select_related("organisation", "parent")
    return rows.order_by("organisation__path", "from_on")


def contract_relations(scope: Q) -> tuple[QuerySet[Appointment], QuerySet[Relation]]:
    posts = Appointment.objects.filter(scope).select_related("member", "organisation").order_by("organisation__path", "member__code")
    others = Relation.objects.filter(scope).select_related("member", "organisation", "other").order_by("member__code", "kind")
    return posts, others
