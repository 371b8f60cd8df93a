"""Whose trials one may see, and with which schemes one may make one: ``run_trial`` over the organisation, or the trial is one's own.

A trial of one's own stays in sight only while one may still make trials somewhere: a member who left the post sees nothing of it.
"""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation.access import get_organisation, may, within
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.organisation.viewers import Viewer, holding_on
from biaochi.portal.schemes.models import Assignment, Version, VersionState
from biaochi.portal.schemes.paths import paths_above
from biaochi.portal.scores.models import Trial

PERMISSION = "run_trial"


def trials_seen(viewer: Viewer) -> Q:
    if not may(viewer, PERMISSION):
        return Q(pk__in=[])
    return Q(owner_id=viewer.user_id) | Q(organisation__in=Organisation.objects.filter(within(viewer, PERMISSION)))


def get_trial(viewer: Viewer, ident: object) -> Trial:
    try:
        found = Trial.objects.filter(trials_seen(viewer), pk=ident).select_related("organisation", "version__scheme", "owner").first()
    except ValidationError:
        found = None
    if found is None:
        raise NotThere(f"trial {ident}")
    return found


def versions_for(viewer: Viewer, organisation: Organisation) -> QuerySet[Version]:
    """Versions to try on the organisation: those assigned to it on the viewer's day, and drafts that the viewer sees."""
    assigned = Assignment.objects.filter(holding_on(viewer.day), organisation__path__in=paths_above(organisation))
    published = Q(pk__in=assigned.values("version"), state=VersionState.PUBLISHED)
    drafts = ~Q(state=VersionState.PUBLISHED) & Q(scheme__owner__in=Organisation.objects.filter(within(viewer, "view_scheme")))
    lineage = Q(scheme__owner__path__in=paths_above(organisation)) | Q(scheme__owner__path__startswith=organisation.path)
    rows = Version.objects.filter(published | (drafts & lineage))
    return rows.defer("text").select_related("scheme__owner").order_by("scheme__title", "state", "-number")


def get_choice(viewer: Viewer, organisation_pk: int, version_pk: int) -> tuple[Organisation, Version]:
    """An organisation and a version that one may try on it. Raises ``NotThere``."""
    organisation = get_organisation(viewer, organisation_pk, PERMISSION)
    version = versions_for(viewer, organisation).defer(None).filter(pk=version_pk).first()
    if version is None:
        raise NotThere(f"version {version_pk} for {organisation_pk}")
    return organisation, version
