"""What the first page says of the roster to the clerk who keeps it."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.organisation.access import may, within
from biaochi.portal.organisation.queries import imports, people
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.web.tasks.items import TaskItem


def files_to_decide(viewer: Viewer) -> Sequence[TaskItem]:
    if not may(viewer, "change_roster"):
        return []
    count = imports.open_previews(viewer.user_id)
    return [TaskItem(_("有名册文件还没有导入或放弃"), reverse("roster_imports"), count)] if count else []


def accounts_never_used(viewer: Viewer) -> Sequence[TaskItem]:
    """Slips that lie about: printed, and nobody signed in with them."""
    if not may(viewer, "change_roster"):
        return []
    rows = people.with_accounts(within(viewer, "change_roster", "organisation__path"), viewer.day)
    count = rows.filter(member__user__is_active=True, member__user__last_login=None).count()
    return [TaskItem(_("有账号从未登录，请核对账号条是否送到"), reverse("roster"), count)] if count else []
