"""Requests about personal data, answered by the clerk who keeps the roster."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.calendar.queries import due_on
from biaochi.portal.organisation.access import require
from biaochi.portal.organisation.queries.people import name_of
from biaochi.portal.privacy import operations, queries
from biaochi.portal.privacy.access import PERMISSION, get_request, kept_by
from biaochi.portal.web.kit.lists import Action, Column, Listing, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.privacy.forms import AnswerForm, Filter


def requests_columns() -> list[Column]:
    return [
        Column(_("提出时间"), lambda row: timezone.localtime(row.asked_at).strftime("%Y-%m-%d %H:%M"), link=address),
        Column(_("姓名"), lambda row: name_of(row.member)),
        Column(_("组织"), lambda row: row.organisation.name),
        Column(_("要求"), lambda row: row.get_kind_display()),
        Column(_("状态"), lambda row: row.get_state_display()),
    ]


def address(row: object) -> str:
    return reverse("privacy_request", args=[row.pk])  # type: ignore[attr-defined]


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    require(request.viewer, PERMISSION)
    form = Filter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    listing = Listing(
        _("个人信息请求"),
        requests_columns(),
        queries.requests(kept_by(request.viewer), state),
        filter_form=form,
        actions=[Action(_("保存期满的人员"), reverse("privacy_erasures"))],
        empty=_("没有请求。有人要求更正、删除或说明时，会出现在这里和待办里。"),
    )
    return show_list(request, listing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_request(request.viewer, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.answer(acting_user=request.user, at=request.at, request=found, **form.cleaned_data)
        messages.success(request, _("已答复，本人会收到通知。"))
        return redirect("privacy_requests")
    context = {
        "found": found,
        "name": name_of(found.member),
        "form": form if queries.is_open(found) else None,
        "due_on": due_on("data_request", found.pk),
    }
    return render(request, "privacy/request.html", context, status=422 if request.method == "POST" else 200)
