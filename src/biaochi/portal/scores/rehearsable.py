"""Trials whose facts may be used once more, to rehearse a draft on them."""

from django.db.models import Q, QuerySet

from biaochi.portal.organisation.access import within
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.scores.models import Trial, TrialState


def settled_trials(viewer: Viewer, scheme_id: int) -> QuerySet[Trial]:
    """Settled trials of any version of a scheme: the viewer's own, and those of organisations over which they may run trials."""
    seen = Q(owner_id=viewer.user_id) | Q(organisation__in=within_organisations(viewer))
    rows = Trial.objects.filter(seen, version__scheme_id=scheme_id, state=TrialState.SETTLED)
    return rows.select_related("organisation").order_by("-made_at")


def within_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    return Organisation.objects.filter(within(viewer, "run_trial")).values("pk")
