"""Accounts of an organisation's people, and the slips on which first passwords are printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.documents.account_slips import slips_pdf
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.access import get_member, get_organisation, within
from biaochi.portal.organisation.queries import people
from biaochi.portal.web.kit.lists import Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once, only_answer
from biaochi.portal.web.roster.shared import day_text, member_address, person_cells

SLIPS_MAX = 40
"""At once: hashing forty passwords takes some seconds."""


class NobodyWithout(Refused):
    """Everybody has an account."""


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = disposition(f"{name}.pdf")
    return response


@login_required
@require_safe
def accounts(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_organisation(request.viewer, pk, "give_accounts")
    scope = within(request.viewer, "give_accounts", "organisation__path")
    rows = people.with_accounts(scope, request.viewer.day).filter(organisation=organisation)
    cells = person_cells()
    columns = [
        Column(_("姓名"), cells["name"], link=cells["link"]),
        Column(_("登录名"), lambda row: row.member.user.username if row.member.user else ""),
        Column(_("账号"), account_state),
        Column(
            _("最近登录"),
            lambda row: day_text(timezone.localdate(row.member.user.last_login)) if row.member.user and row.member.user.last_login else "",
        ),
    ]
    listing = Listing(
        title=_("%(name)s：账号") % {"name": organisation.name},
        columns=columns,
        rows=rows,
        empty=_("这个组织今天没有人员，因此没有账号可开。先从名册文件导入，或在组织页新增人员。"),
        note=_("没有账号、从不登录的同志，积分照常登记和核算。首次密码只印在账号条上，系统不保存。"),
        extra={
            "organisation": organisation,
            "without": len(people.members_without_account(organisation, request.viewer.day, SLIPS_MAX)),
            "most": SLIPS_MAX,
        },
    )
    return show_list(request, listing, "roster/accounts.html")


def account_state(row: object) -> str:
    user = row.member.user  # type: ignore[attr-defined]
    if user is None:
        return _("未开设")
    if not user.is_active:
        return _("已停用")
    return _("已登录过") if user.last_login else _("从未登录")


@login_required
@require_POST
@answered_once
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Accounts for those of one organisation who have none, the first forty, with their slips as the answer."""
    organisation = get_organisation(request.viewer, pk, "give_accounts")
    members = people.members_without_account(organisation, request.viewer.day, SLIPS_MAX)
    if not members:
        raise NobodyWithout(_("这个组织的人员都已有账号。要重新打印某人的账号条，请到他的页面。"))
    made = [operations.give_account(acting_user=request.user, at=request.at, member=member) for member in members]
    content = slips_pdf(made, where=organisation.name, address=request.build_absolute_uri("/"))
    return only_answer(pdf(content, _("账号条 %(name)s") % {"name": organisation.name}))


@login_required
@require_POST
@answered_once
def account(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One person's account: given, its slip printed anew, disabled or enabled."""
    member = get_member(request.viewer, code, "give_accounts")
    who = {"acting_user": request.user, "at": request.at, "member": member}
    if what in ("give", "reset"):
        slip = (operations.give_account if what == "give" else operations.reset_account)(**who)
        where = people.home(member, request.viewer.day)
        content = slips_pdf([slip], where=where, address=request.build_absolute_uri("/"))
        return only_answer(pdf(content, _("账号条 %(name)s") % {"name": slip.username}))
    if what not in ("disable", "enable"):
        raise Http404
    operations.set_account_active(**who, is_active=what == "enable")
    messages.success(request, _("账号已启用。") if what == "enable" else _("账号已停用，正在使用的登录已失效。"))
    return redirect(member_address(code))


def accounts_address(pk: int) -> str:
    return reverse("roster_accounts", args=[pk])
