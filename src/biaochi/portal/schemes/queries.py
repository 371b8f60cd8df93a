"""Reading schemes: lists, one version with what the engine says of it, and which version holds for whom on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from biaochi.portal.organisation.models import BodyKind, Organisation, Person
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.schemes.models import (
    Assignment,
    ParameterValue,
    Profile,
    Ranking,
    Rehearsal,
    Revision,
    Scheme,
    Version,
    VersionState,
)
from biaochi.portal.schemes.paths import paths_above
from biaochi.portal.schemes.reading import Read, code_and_number, extended_name, read
from biaochi.scoring.scheme.load import Loaded, load_scheme, number_text
from biaochi.scoring.scheme.model import Parameter

PRESETS = Path(__file__).resolve().parents[2] / "presets"
EXTENDED_MAX = 8


def read_version(version: Version) -> Read:
    """The version as the engine reads it, with what it extends."""
    return read_text(version.text)


def read_text(text: str) -> Read:
    return read(text, parent_texts(text))


def loaded(version: Version) -> Loaded:
    """The version for whoever settles it: the model with its extensions merged."""
    return read_version(version).loaded


def parent_texts(text: str) -> dict[str, str]:
    """By file name, the published texts that ``text`` extends, up to the eighth; a name that is none is left to the reader."""
    found: dict[str, str] = {}
    name = extended_name(text)
    while name and name not in found and len(found) < EXTENDED_MAX:
        named = code_and_number(name)
        row = named and Version.objects.filter(scheme__code=named[0], number=named[1], state=VersionState.PUBLISHED).first()
        if not row:
            break
        found[name] = row.text
        name = extended_name(row.text)
    return found


def write_files(version: Version, folder: Path, name: str = "scheme.yaml") -> Path:
    """The version as files in ``folder``, with those it extends beside it, as the command line reads them."""
    for file, text in parent_texts(version.text).items():
        (folder / file).write_text(text, encoding="utf-8")
    path = folder / name
    path.write_text(version.text, encoding="utf-8")
    return path


def schemes(scope: Q) -> QuerySet[Scheme]:
    """Schemes in ``scope`` with their latest published version and their draft at hand (``versions_shown``)."""
    shown = Version.objects.order_by("-number").defer("text").select_related("drafted_by")
    return (
        Scheme.objects.filter(scope)
        .select_related("owner")
        .prefetch_related(Prefetch("versions", shown, to_attr="versions_shown"))
        .annotate(latest=Max("versions__number", filter=Q(versions__state=VersionState.PUBLISHED)))
        .order_by("owner__path", "title", "pk")
    )


def versions(scheme: Scheme) -> QuerySet[Version]:
    rows = scheme.versions.defer("text").select_related("drafted_by", "published_by")
    return rows.annotate(assigned=Count("assignments")).order_by("-number")


def draft_of(scheme: Scheme) -> Version | None:
    return scheme.versions.exclude(state=VersionState.PUBLISHED).first()


def published(scheme: Scheme) -> list[Version]:
    """The published versions, the latest first."""
    return list(scheme.versions.filter(state=VersionState.PUBLISHED).order_by("-number"))


def extendable(organisations: QuerySet[Organisation]) -> list[Version]:
    """The latest published version of each scheme of a body above one of ``organisations``, or of these themselves."""
    paths = {path for one in organisations.only("path") for path in paths_above(one)}
    rows = Version.objects.filter(state=VersionState.PUBLISHED, scheme__owner__path__in=paths).select_related("scheme__owner")
    latest: dict[int, Version] = {}
    for row in rows.defer("text").order_by("scheme__title", "number"):
        latest[row.scheme_id] = row
    return list(latest.values())


def effective_on(version: Version) -> date | None:
    """From which day the text says it is in force."""
    scheme = read_version(version).loaded.scheme
    return scheme.effective if scheme else None


def last_published(scheme: Scheme, before: int | None = None) -> Version | None:
    rows = scheme.versions.filter(state=VersionState.PUBLISHED)
    return (rows.filter(number__lt=before) if before else rows).order_by("-number").first()


def revisions(version: Version) -> QuerySet[Revision]:
    return version.revisions.defer("packed").select_related("saved_by").order_by("-number")


def text_at(version: Version, revision: int) -> str:
    """The text of one save, from the version itself where it is the newest. Raises ``Revision.DoesNotExist``."""
    return version.text if version.revision == revision else Revision.objects.get(version=version, number=revision).text


def assignments(scheme: Scheme) -> QuerySet[Assignment]:
    return (
        Assignment.objects.filter(version__scheme=scheme)
        .select_related("version", "organisation", "assigned_by")
        .defer("version__text")
        .order_by("organisation__path", "from_on", "pk")
    )


def assignments_on(organisation: Organisation, day: date) -> QuerySet[Assignment]:
    """Assignments that hold on ``day`` for ``organisation``: its own and those of what it stands below, the nearest first."""
    return (
        Assignment.objects.filter(holding_on(day), organisation__path__in=paths_above(organisation))
        .select_related("version__scheme", "organisation")
        .order_by("-organisation__depth", "pk")
    )


def parameter_values(scheme: Scheme) -> QuerySet[ParameterValue]:
    return ParameterValue.objects.filter(scheme=scheme).select_related("organisation").order_by("name", "organisation__path", "from_on")


@dataclass(frozen=True)
class DeclaredParameter:
    """A parameter as the last published version declares it: texts to show."""

    name: str
    value: str
    bounds: str
    note: str


def declared_parameters(scheme: Scheme) -> list[DeclaredParameter]:
    version = last_published(scheme)
    read_as = read_version(version).loaded.scheme if version else None
    return [
        DeclaredParameter(name, "" if one.value is None else number_text(one.value), bounds_of(one), one.note or "")
        for name, one in (read_as.parameters if read_as else {}).items()
    ]


def bounds_of(declared: Parameter) -> str:
    """``1～9``, ``≥ 1`` or ``≤ 9``."""
    low, high = ("" if end is None else number_text(end) for end in (declared.minimum, declared.maximum))
    return f"{low}～{high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else ""


def profiles(organisation: Organisation) -> QuerySet[Profile]:
    return Profile.objects.filter(organisation=organisation).select_related("set_by").order_by("-from_on")


def body_kind_said(kind: str) -> str:
    return str(BodyKind(kind).label) if kind else ""


def ranking_said(ranking: str) -> str:
    return str(Ranking(ranking).label)


def rehearsals(version: Version) -> QuerySet[Rehearsal]:
    return version.rehearsals.defer("content").select_related("against", "made_by").order_by("-made_at")


def content_with_names(rehearsal: Rehearsal) -> dict[str, Any]:
    """What the page of a rehearsal shows, its codes of people and bodies as the names they have today."""
    content: dict[str, Any] = rehearsal.content
    rows = [row for table in content.get("tables", ()) for row in (*table["moves"], *table["others"])]
    codes = {row["name"] for row in rows}
    names = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    names |= dict(Person.objects.filter(member__code__in=codes).values_list("member__code", "name"))
    for row in rows:
        row["name"] = names.get(row["name"], row["name"])
    return content


def awaiting_publication(scope: Q, but_by: int) -> int:
    """How many submitted versions in ``scope`` of schemes somebody else than ``but_by`` has to look at."""
    rows = Version.objects.filter(scope, state=VersionState.SUBMITTED).exclude(drafted_by_id=but_by)
    return rows.count()


def drafts_with_errors(scope: Q) -> int:
    return Version.objects.filter(scope, state=VersionState.DRAFT, errors__gt=0).count()


@cache
def presets() -> tuple[tuple[str, str], ...]:
    """(name, title) of every scheme that comes along."""
    found = []
    for path in sorted(PRESETS.glob("*/scheme.yaml")):
        title = next((line.partition(":")[2].strip() for line in head(path) if line.startswith(("办法:", "scheme:"))), path.parent.name)
        found.append((path.parent.name, title))
    return tuple(found)


def head(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8") as stream:
        return [line for line, _ in zip(stream, range(40), strict=False)]


def preset_text(name: str) -> str | None:
    path = PRESETS / name / "scheme.yaml"
    return path.read_text(encoding="utf-8") if name in dict(presets()) else None


def preset_loaded(name: str) -> Loaded:
    return load_scheme(PRESETS / name / "scheme.yaml")
