"""The trail, read only: all of it for the auditor, one's subtree for a discipline officer, one's own record for everybody."""

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biaochi.portal.audit import operations, queries
from biaochi.portal.audit.queries import Wanted
from biaochi.portal.organisation.access import require, scope_of_records
from biaochi.portal.users.queries import ids_shown_as, with_actor_name
from biaochi.portal.web.audit.forms import Search
from biaochi.portal.web.kit.lists import Column, Listing, show_list


def columns() -> list[Column]:
    return [
        Column(_("时间"), lambda row: timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S")),
        Column(_("操作人"), lambda row: row.actor_name or (_("系统") if row.actor_id is None else f"#{row.actor_id}")),
        Column(_("操作"), lambda row: queries.name_of(row.action)),
        Column(_("对象"), lambda row: f"{row.object_kind} {row.object_id}"),
        Column(
            _("说明"),
            lambda row: "；".join(f"{key}={value}" for key, value in row.details.items() if value not in (None, "", [], {})),
            is_wide=True,
        ),
    ]


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "view_audit")
    form = Search(request.GET)
    wanted = wanted_of(form.cleaned_data if form.is_valid() else {}, request)
    told = {key: str(value) for key, value in form.cleaned_data.items() if value and key != "who"}
    operations.record_reading(acting_user_id=request.user.pk, at=request.at, is_export=request.GET.get("as") == "xlsx", details=told)
    listing = Listing(
        _("操作记录"),
        columns(),
        with_actor_name(queries.records(wanted)),
        filter_form=form,
        note=_("只可查阅，不可更改；查阅本身也留记录。"),
        empty=_("没有符合条件的记录。放宽时间或条件再查。"),
    )
    return show_list(request, listing)


def wanted_of(asked: dict, request: HttpRequest) -> Wanted:
    zone = timezone.get_current_timezone()
    begin, end, who = asked.get("begin"), asked.get("end"), asked.get("who")
    return Wanted(
        begin=datetime.combine(begin, time.min, zone) if begin else None,
        end=datetime.combine(end + timedelta(days=1), time.min, zone) if end else None,
        actor_ids=ids_shown_as(who) if who else None,
        action=asked.get("action", ""),
        object_kind=asked.get("object_kind", ""),
        object_id=asked.get("object_id", ""),
        scope=scope_of_records(request.viewer),
    )


@login_required
@require_safe
def own_record(request: HttpRequest) -> HttpResponse:
    """谁看过我的记录: every act about the member who asks."""
    found: QuerySet = queries.about_member(request.viewer.member_id or 0)
    listing = Listing(
        _("谁看过我的记录"),
        columns()[:3],
        with_actor_name(found),
        note=_("查看您未遮盖的个人信息、修改您的名册信息，都会列在这里。"),
        empty=_("还没有人查看或修改过您的记录。"),
    )
    return show_list(request, listing)
