"""Reading schemes: lists, one version with what the engine says of it, and which version holds for whom on a day."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from biaochi.portal.organisation.models import Organisation
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.schemes.models import Assignment, ParameterValue, Rehearsal, Revision, Scheme, Version, VersionState
from biaochi.portal.schemes.reading import Read, code_and_number, extended_name, read
from biaochi.scoring.scheme.load import Loaded, load_scheme

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


def last_published(scheme: Scheme, before: int | None = None) -> Version | None:
    rows = scheme.versions.filter(state=VersionState.PUBLISHED)
    return (rows.filter(number__lt=before) if before else rows).order_by("-number").first()


def revisions(version: Version) -> QuerySet[Revision]:
    return version.revisions.defer("packed").select_related("saved_by").order_by("-number")


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


def paths_above(organisation: Organisation) -> list[str]:
    """The paths of an organisation and of everything above it."""
    step = Organisation.steplen
    return [organisation.path[:length] for length in range(step, len(organisation.path) + 1, step)]


def parameter_values(scheme: Scheme) -> QuerySet[ParameterValue]:
    return ParameterValue.objects.filter(scheme=scheme).select_related("organisation").order_by("name", "organisation__path", "from_on")


def rehearsals(version: Version) -> QuerySet[Rehearsal]:
    return version.rehearsals.defer("content").select_related("against", "made_by").order_by("-made_at")


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
    return path.read_text(encoding="utf-8") if (name, name) and name in dict(presets()) else None


def preset_loaded(name: str) -> Loaded:
    return load_scheme(PRESETS / name / "scheme.yaml")
