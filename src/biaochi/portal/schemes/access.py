"""Who may see which scheme: the owner's people see drafts, everybody below the owner what is published."""

from django.db.models import Q

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation.access import may, within
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.schemes.models import Assignment, ParameterValue, Profile, Rehearsal, Scheme, Version, VersionState
from biaochi.portal.schemes.paths import prefixes


def seen_by(viewer: Viewer, path: str = "owner__") -> Q:
    """Schemes that exist for the viewer, as a condition on schemes (or on what leads to them)."""
    scope = relabelled(within(viewer, "view_scheme", f"{path}path"), path)
    above = [p for held in places_of(viewer) for p in prefixes(held)]
    if above:
        prefix = path.removesuffix("owner__")
        scope |= Q(**{f"{path}path__in": above, f"{prefix}versions__state": VersionState.PUBLISHED})
    return scope


def relabelled(condition: Q, path: str) -> Q:
    """``within`` narrows organisations; the same about the owner of a scheme."""
    return Q(
        *[(f"{path}pk__in", value) if key == "pk__in" else (key, value) for key, value in condition.children],
        _connector=condition.connector,
    )


def places_of(viewer: Viewer) -> list[str]:
    """Paths of the organisations the viewer belongs to or holds a post in."""
    return [path for path in (viewer.organisation_path, *(held.path for held in viewer.holdings)) if path]


def schemes_seen(viewer: Viewer) -> Q:
    return Q(pk__in=Scheme.objects.filter(seen_by(viewer)).values("pk"))


def get_scheme(viewer: Viewer, pk: int) -> Scheme:
    found = Scheme.objects.filter(schemes_seen(viewer), pk=pk).select_related("owner").first()
    if found is None:
        raise NotThere(f"scheme {pk}")
    return found


def get_version(viewer: Viewer, pk: int, number: int) -> Version:
    """A version of a scheme; a draft only for those who hold ``view_scheme`` over its owner."""
    scheme = get_scheme(viewer, pk)
    found = Version.objects.filter(scheme=scheme, number=number).select_related("scheme__owner", "drafted_by", "published_by").first()
    if found is None or (found.state != VersionState.PUBLISHED and not may(viewer, "view_scheme", scheme.owner)):
        raise NotThere(f"version {pk} {number}")
    return found


def get_draft(viewer: Viewer, pk: int, number: int) -> Version:
    """A version that the viewer may draft at, whatever its state."""
    found = get_version(viewer, pk, number)
    if not may(viewer, "draft_scheme", found.scheme.owner):
        raise NotThere(f"draft {pk} {number}")
    return found


def get_rehearsal(viewer: Viewer, ident: object) -> Rehearsal:
    found = Rehearsal.objects.filter(pk=ident).select_related("version__scheme__owner", "against", "made_by").first()
    if found is None or not may(viewer, "view_scheme", found.version.scheme.owner):
        raise NotThere(f"rehearsal {ident}")
    return found


def get_assignment(viewer: Viewer, scheme: Scheme, pk: int) -> Assignment:
    """An assignment of the scheme to an organisation over which the viewer may assign."""
    found = Assignment.objects.filter(version__scheme=scheme, pk=pk).select_related("organisation").first()
    if found is None or not may(viewer, "assign_scheme", found.organisation):
        raise NotThere(f"assignment {pk}")
    return found


def get_parameter_value(viewer: Viewer, scheme: Scheme, pk: int) -> ParameterValue:
    found = ParameterValue.objects.filter(scheme=scheme, pk=pk).select_related("organisation").first()
    if found is None or not may(viewer, "assign_scheme", found.organisation):
        raise NotThere(f"parameter {pk}")
    return found


def get_profile(viewer: Viewer, organisation: Organisation, pk: int) -> Profile:
    found = Profile.objects.filter(organisation=organisation, pk=pk).first()
    if found is None or not may(viewer, "publish_scheme", organisation):
        raise NotThere(f"profile {pk}")
    return found
