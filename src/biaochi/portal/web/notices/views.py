"""One's own notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.outbox import operations, queries
from biaochi.portal.web.kit.lists import Column, Listing, show_list
from biaochi.portal.web.kit.once import answered_once


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    columns = [
        Column(_("时间"), lambda row: timezone.localtime(row.made_at).strftime("%Y-%m-%d %H:%M")),
        Column(_("通知"), lambda row: queries.text_of(row.kind), link=lambda row: row.link, is_wide=True),
        Column(_("状态"), lambda row: _("已读") if row.read_at else _("未读")),
    ]
    unread = queries.unread_count(request.user.pk)
    listing = Listing(_("通知"), columns, queries.notices_of(request.user.pk), empty=_("没有通知。"), extra={"unread": unread})
    return show_list(request, listing, "notices/notices.html")


@login_required
@require_POST
@answered_once
def read(request: HttpRequest) -> HttpResponse:
    operations.mark_read(acting_user_id=request.user.pk, at=request.at)
    return redirect("notices")
