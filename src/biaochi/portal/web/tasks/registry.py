"""What somebody has to do: each screen contributes a provider, asked when the first page is shown.

A provider answers with one cheap query; an item without anything to do is not an item.
"""

from collections.abc import Callable, Sequence
from datetime import date

from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.web.notices.tasks import unread_notices
from biaochi.portal.web.privacy.tasks import data_requests
from biaochi.portal.web.roster.tasks import accounts_never_used, files_to_decide
from biaochi.portal.web.schemes.tasks import drafts_to_mend, schemes_to_publish
from biaochi.portal.web.tasks.items import TaskItem
from biaochi.portal.web.trials.tasks import own_trials

Provider = Callable[[Viewer], Sequence[TaskItem]]

PROVIDERS: tuple[Provider, ...] = (
    data_requests,
    schemes_to_publish,
    drafts_to_mend,
    own_trials,
    files_to_decide,
    accounts_never_used,
    unread_notices,
)
"""In the order of the page. A screen's provider stands in its own ``tasks.py`` and is named here."""


def items_for(viewer: Viewer) -> list[TaskItem]:
    """Everything to do, the nearest last day first, then in the order of the providers."""
    found = [item for provider in PROVIDERS for item in provider(viewer)]
    return sorted(found, key=lambda item: (item.due_on is None, item.due_on or date.max))
