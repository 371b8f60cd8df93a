"""What the portal keeps of the person who asks: shown, given out as a file, questioned."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.documents.own_data import nothing_in, own_data_pdf, paper_sections
from biaochi.portal.privacy import operations, queries
from biaochi.portal.privacy.access import own
from biaochi.portal.privacy.registry import entries
from biaochi.portal.web.kit.lists import Column, Listing, disposition, show_list, stamp
from biaochi.portal.web.kit.once import answered_once, only_answer
from biaochi.portal.web.privacy.forms import AskForm


@login_required
@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    return page(request, AskForm())


def page(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    member = own(request.viewer)
    kept = queries.kept_of(member)
    context = {"form": form, "sections": paper_sections(kept), "nothing": nothing_in(kept), "requests": queries.requests_of(member)}
    return render(request, "privacy/own.html", context, status=status)


@login_required
@require_POST
@answered_once
def ask(request: HttpRequest) -> HttpResponse:
    member = own(request.viewer)
    form = AskForm(request.POST)
    if not form.is_valid():
        return page(request, form, status=422)
    operations.ask(acting_user=request.user, at=request.at, on=request.today, member=member, **form.cleaned_data)
    messages.success(request, _("已送党务干事办理，答复会出现在本页和通知里。"))
    return redirect("privacy")


@login_required
@require_POST
@answered_once
def export(request: HttpRequest, form: str) -> HttpResponse:
    """A file with everything, as JSON for machines or as a PDF for reading."""
    if form not in ("json", "pdf"):
        raise Http404
    found = operations.export_own(acting_user=request.user, at=request.at, member=own(request.viewer), form=form)
    if form == "json":
        content = json.dumps(
            {
                "code": found.code,
                "at": request.at.isoformat(),
                "kept": {one.key: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in found.sections},
            },
            ensure_ascii=False,
            indent=1,
        ).encode()
        response = HttpResponse(content, content_type="application/json")
    else:
        response = HttpResponse(own_data_pdf(found, who=str(request.user), at=stamp(request)), content_type="application/pdf")
    response.headers["Content-Disposition"] = disposition(_("我的个人信息") + f".{form}")
    return only_answer(response)


@login_required
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """The registry, for everybody to read."""
    columns = [
        Column(_("信息"), lambda row: str(row.table)),
        Column(_("项目"), lambda row: str(row.label)),
        Column(_("级别"), lambda row: str(row.grade)),
        Column(_("用途"), lambda row: str(row.purpose), is_wide=True),
        Column(_("保存多久"), lambda row: str(row.retention), is_wide=True),
        Column(_("谁能看"), lambda row: str(row.seen_by), is_wide=True),
    ]
    note = _("系统登记的每一项个人信息：做什么用、保存多久、谁能看到。没有列出的，系统不收集。")
    return show_list(request, Listing(_("个人信息目录"), columns, list(entries()), note=note))
