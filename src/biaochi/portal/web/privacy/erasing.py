"""People whose retention has passed: looked at one by one, erased by a person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.organisation.access import require
from biaochi.portal.organisation.queries.people import name_of
from biaochi.portal.privacy import operations, queries
from biaochi.portal.privacy.access import PERMISSION, get_leaver, kept_by
from biaochi.portal.web.kit.lists import Column, Listing, show_list
from biaochi.portal.web.kit.once import answered_once


@login_required
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    require(request.viewer, PERMISSION)
    columns = [
        Column(_("姓名"), lambda row: name_of(row.member), link=lambda row: reverse("privacy_erase", args=[row.member.code])),
        Column(_("编号"), lambda row: row.member.code),
        Column(_("原在组织"), lambda row: row.organisation.name),
        Column(_("离开日期"), lambda row: row.until_on.isoformat()),
    ]
    listing = Listing(
        _("保存期满的人员"),
        columns,
        queries.due(kept_by(request.viewer), request.today),
        note=_("离开组织满保存期限的人员。点姓名查看会删除什么，逐人确认。"),
        empty=_("没有保存期满的人员。"),
    )
    return show_list(request, listing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def erase(request: HttpRequest, code: str) -> HttpResponse:
    member = get_leaver(request.viewer, code)
    if request.method == "POST":
        operations.erase_person(acting_user=request.user, at=request.at, on=request.today, member=member)
        messages.success(request, _("已删除。台账里只剩编号 %(code)s。") % {"code": member.code})
        return redirect("privacy_erasures")
    context = {
        "member": member,
        "name": name_of(member),
        "left_on": queries.left_on(member, request.today),
        "is_due": queries.is_due(member, request.today),
        "is_erased": queries.is_erased(member),
    }
    return render(request, "privacy/erase.html", context)
