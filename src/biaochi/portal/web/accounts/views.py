"""The three duties of running an installation (三员), given by the system administrator. Nothing of the roster is seen here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from biaochi.portal.audit.refusals import NotThere, Refused
from biaochi.portal.documents.account_slips import slips_pdf
from biaochi.portal.organisation.access import require
from biaochi.portal.users import operations, queries
from biaochi.portal.users.operations import Slip
from biaochi.portal.web.accounts.forms import ActiveForm, DutyForm
from biaochi.portal.web.kit.lists import Action, Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once, only_answer

PERMISSION = "manage_duties"


def get_account(request: HttpRequest, pk: int) -> object:
    require(request.viewer, PERMISSION)
    found = queries.get_with_duty(pk)
    if found is None:
        raise NotThere(f"account {pk}")
    return found


def slip_answer(request: HttpRequest, slip: Slip) -> HttpResponse:
    content = slips_pdf([slip], where=_("管理账号"), address=request.build_absolute_uri("/"))
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = disposition(_("账号条 %(name)s") % {"name": slip.username} + ".pdf")
    return only_answer(response)


@login_required
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    require(request.viewer, PERMISSION)
    columns = [
        Column(_("登录名"), lambda row: row.username, link=lambda row: reverse("duty_account", args=[row.pk])),
        Column(_("显示名称"), lambda row: row.shown_as),
        Column(_("管理职责"), lambda row: row.get_duty_display()),
        Column(_("状态"), lambda row: _("启用") if row.is_active else _("已停用")),
        Column(_("最近登录"), lambda row: timezone.localtime(row.last_login).strftime("%Y-%m-%d %H:%M") if row.last_login else _("从未")),
    ]
    listing = Listing(
        _("管理账号"),
        columns,
        queries.with_duty(),
        actions=[Action(_("新开管理账号"), reverse("duty_new"))],
        note=_("系统管理、安全管理、安全审计由不同的人承担，一个账号只有一种职责，都看不到党员的积分和考核。"),
    )
    return show_list(request, listing)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def new(request: HttpRequest) -> HttpResponse:
    """The answer to a right form is the slip with the first password."""
    require(request.viewer, PERMISSION)
    form = DutyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return slip_answer(request, operations.make_account(acting_user=request.user, at=request.at, **form.cleaned_data))
        except Refused as refusal:
            form.add_error("username", str(refusal))
    return render(request, "accounts/new.html", {"form": form}, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_account(request, pk)
    return render(request, "accounts/account.html", {"found": found, "is_own": pk == request.user.pk})


@login_required
@require_POST
@answered_once
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    return slip_answer(request, operations.reset_to_slip(acting_user=request.user, at=request.at, user=get_account(request, pk)))


@login_required
@require_POST
@answered_once
def active(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_account(request, pk), ActiveForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("is_active")
    is_active = form.cleaned_data["is_active"]
    operations.set_active(acting_user=request.user, at=request.at, user=found, is_active=is_active)
    messages.success(request, _("账号已启用。") if is_active else _("账号已停用，正在使用的登录已失效。"))
    return redirect("duty_account", pk)
