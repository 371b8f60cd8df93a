"""What the first page says of trials to who made them."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.organisation.access import may
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.scores import queries
from biaochi.portal.web.tasks.items import TaskItem


def own_trials(viewer: Viewer) -> Sequence[TaskItem]:
    """Trials with rows to mend, and trials that are settled and neither kept nor discarded."""
    if not may(viewer, "run_trial"):
        return []
    rows = queries.trials(Q(owner_id=viewer.user_id, is_kept=False, state__in=("faulty", "settled")))
    counts = Counter(rows.values_list("state", flat=True))
    told = {"faulty": _("有试算表需要改正"), "settled": _("有试算已算好，请查看后保留或丢弃")}
    return [TaskItem(title, reverse("trials"), counts[state]) for state, title in told.items() if counts[state]]
