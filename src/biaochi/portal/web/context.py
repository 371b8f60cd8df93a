"""What the frame around every page needs: the places this viewer may go."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.access import may
from biaochi.portal.outbox.queries import unread_count
from biaochi.portal.users.models import Duty


@dataclass(frozen=True)
class Place:
    """A place in the menu; shown to those who hold ``permission`` anywhere ("" = everybody who is signed in)."""

    url: str
    label: str | Promise
    permission: str = ""


PLACES = (
    Place("tasks", _("待办")),
    Place("roster", _("名册与组织"), "view_roster"),
    Place("schemes", _("办法")),
    Place("trials", _("核算一份表"), "run_trial"),
    Place("privacy_requests", _("个人信息"), "change_roster"),
    Place("duties", _("管理账号"), "manage_duties"),
    Place("audit", _("操作记录"), "view_audit"),
    Place("calendar", _("工作日历")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    if not viewer or request.user.must_change_password or getattr(request, "htmx", False):
        # a fragment has no frame
        return {"places": ()}
    here = request.resolver_match.url_name if request.resolver_match else ""
    shown = [place for place in PLACES if not place.permission or may(viewer, place.permission)]
    return {
        "places": [(place, here == place.url) for place in shown],
        "unread": unread_count(viewer.user_id),
        "duty": Duty(viewer.duty).label if viewer.duty else "",
    }
