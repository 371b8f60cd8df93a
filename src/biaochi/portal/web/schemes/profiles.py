"""The red lines by kind of body, and what an organisation decided about ranking and complaints."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.access import get_organisation, may, organisations, require
from biaochi.portal.schemes import operations, queries, red_lines
from biaochi.portal.web.kit.lists import Column, Listing, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes.forms import ProfileForm


@login_required
@require_safe
def profiles(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "view_scheme")
    columns = [
        Column(_("组织"), lambda row: row.name, link=lambda row: reverse("profile", args=[row.pk]), is_wide=True),
        Column(_("类型"), lambda row: row.type),
        Column(_("单位性质"), lambda row: row.get_body_kind_display() or _("随上级")),
    ]
    rows = organisations(request.viewer, "view_scheme").filter(is_open=True).order_by("path")
    note = _("国办函〔2026〕12号划的线，按单位性质逐条列明系统怎么守。")
    return show_list(request, Listing(_("红线与排名"), columns, rows, note=note, empty=_("没有可以查看的组织。")))


@login_required
@require_safe
def profile(request: HttpRequest, organisation: int) -> HttpResponse:
    found = get_organisation(request.viewer, organisation, "view_scheme")
    return profile_page(request, found, None)


def profile_page(request: HttpRequest, organisation: Any, form: ProfileForm | None, status: int = 200, refusal: str = "") -> HttpResponse:
    here = red_lines.standing(organisation, request.today)
    initial = {"ranking": here.ranking, "from_on": request.today, "until_on": request.today + timedelta(days=365)}
    initial |= {"basis": here.profile.basis, "complaints": here.profile.complaints} if here.profile else {}
    context = {
        "organisation": organisation,
        "standing": here,
        "kind": queries.body_kind_said(here.body_kind),
        "ranking": queries.ranking_said(here.ranking),
        "lines": red_lines.RED_LINES,
        "history": queries.profiles(organisation),
        "form": (form or ProfileForm(initial=initial)) if may(request.viewer, "publish_scheme", organisation) else None,
        "refusal": refusal,
    }
    return render(request, "schemes/profile.html", context, status=status)


@login_required
@require_POST
@answered_once
def set_profile(request: HttpRequest, organisation: int) -> HttpResponse:
    found = get_organisation(request.viewer, organisation, "publish_scheme")
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return profile_page(request, found, form, 422)
    try:
        operations.set_profile(acting_user=request.user, at=request.at, organisation=found, **form.cleaned_data)
    except Refused as refused:
        return profile_page(request, found, form, refused.status, str(refused))
    messages.success(request, _("已保存。"))
    return redirect("profile", organisation)
