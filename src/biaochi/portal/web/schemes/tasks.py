"""What the first page says of schemes."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.organisation.access import may, within
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.schemes import queries
from biaochi.portal.web.tasks.items import TaskItem


def schemes_to_publish(viewer: Viewer) -> Sequence[TaskItem]:
    if not may(viewer, "publish_scheme"):
        return []
    count = queries.awaiting_publication(within(viewer, "publish_scheme", "scheme__owner__path"), but_by=viewer.user_id)
    return [TaskItem(_("有办法等待审定发布"), f"{reverse('schemes')}?state=submitted", count)] if count else []


def drafts_to_mend(viewer: Viewer) -> Sequence[TaskItem]:
    if not may(viewer, "draft_scheme"):
        return []
    count = queries.drafts_with_errors(within(viewer, "draft_scheme", "scheme__owner__path"))
    return [TaskItem(_("有办法草稿还有错误"), f"{reverse('schemes')}?state=draft", count)] if count else []
