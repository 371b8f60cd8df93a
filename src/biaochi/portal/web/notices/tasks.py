"""What the first page says of notices."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.outbox import queries
from biaochi.portal.web.tasks.items import TaskItem


def unread_notices(viewer: Viewer) -> Sequence[TaskItem]:
    count = queries.unread_count(viewer.user_id)
    return [TaskItem(_("有未读通知"), reverse("notices"), count)] if count else []
