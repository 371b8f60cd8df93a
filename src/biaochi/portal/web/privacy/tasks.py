"""What the first page says of requests about personal data."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.organisation.access import may
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.privacy import queries
from biaochi.portal.privacy.access import PERMISSION, kept_by
from biaochi.portal.web.tasks.items import TaskItem


def data_requests(viewer: Viewer) -> Sequence[TaskItem]:
    if not may(viewer, PERMISSION):
        return []
    count = queries.open_requests(kept_by(viewer))
    if not count:
        return []
    return [TaskItem(_("有个人信息请求等待办理"), f"{reverse('privacy_requests')}?state=open", count, queries.next_due(kept_by(viewer)))]
