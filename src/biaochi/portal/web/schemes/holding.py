"""Whom a scheme holds for, and the parameters that organisations fill in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.access import may, organisations, require
from biaochi.portal.schemes import access, operations, queries
from biaochi.portal.web.kit.lists import Column, Listing, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes.forms import AssignForm, EndForm, ParameterForm
from biaochi.portal.web.schemes.frame import rights


def day(value: Any, otherwise: str) -> str:
    return value.isoformat() if value else otherwise


@login_required
@require_safe
def assignments(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    return assignments_page(request, scheme, assign_form(request, scheme))


def assign_form(request: HttpRequest, scheme: Any, data: Any = None) -> AssignForm:
    own = organisations(request.viewer, "assign_scheme").filter(path__startswith=scheme.owner.path)
    published = queries.published(scheme)
    versions = [(one.number, _("第 %(n)s 版") % {"n": one.number}) for one in published]
    initial = {"from_on": queries.effective_on(published[0]) if published else None, "organisation": scheme.owner.name}
    return AssignForm(data, organisations=own, versions=versions, initial=initial)


def assignments_page(request: HttpRequest, scheme: Any, form: AssignForm, status: int = 200, refusal: str = "") -> HttpResponse:
    may_assign = may(request.viewer, "assign_scheme")
    columns = [
        Column(_("适用于"), lambda row: row.organisation.name, is_wide=True),
        Column(_("版次"), lambda row: _("第 %(n)s 版") % {"n": row.version.number}),
        Column(_("分类"), lambda row: "、".join(row.classes) or _("全部")),
        Column(_("身份"), lambda row: "、".join(row.statuses) or _("全部")),
        Column(_("起"), lambda row: day(row.from_on, _("起初"))),
        Column(_("止"), lambda row: day(row.until_on, _("不定"))),
    ]
    rows = queries.assignments(scheme)
    extra = {
        "scheme": scheme,
        "form": form if may_assign and form.fields["version"].choices else None,
        "end_form": EndForm(initial={"on": request.today}, auto_id=False),
        "open_rows": [row for row in rows if (row.until_on is None or row.until_on > request.today)] if may_assign else [],
        "rights": rights(request, scheme.owner),
        "refusal": refusal,
        "today": request.today,
    }
    empty = _("还没有确定适用范围。发布之后，在下面写明从哪一天起对哪个组织适用。")
    listing = Listing(_("适用范围：%(title)s") % {"title": scheme.title}, columns, rows, empty=empty, extra=extra)
    response = show_list(request, listing, "schemes/assignments.html")
    response.status_code = status
    return response


@login_required
@require_POST
@answered_once
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    require(request.viewer, "assign_scheme")
    form = assign_form(request, scheme, request.POST)
    if not form.is_valid():
        return assignments_page(request, scheme, form, 422)
    said = dict(form.cleaned_data)
    version = access.get_version(request.viewer, pk, said.pop("version"))
    try:
        operations.assign(acting_user=request.user, at=request.at, version=version, **said)
    except Refused as refused:
        return assignments_page(request, scheme, form, refused.status, str(refused))
    messages.success(request, _("已确定适用范围。"))
    return redirect("scheme_assignments", pk)


@login_required
@require_POST
@answered_once
def end(request: HttpRequest, pk: int, assignment: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    found = access.get_assignment(request.viewer, scheme, assignment)
    form = EndForm(request.POST)
    if not form.is_valid():
        return assignments_page(request, scheme, assign_form(request, scheme), 422, _("请写明从哪一天起不再适用。"))
    operations.end_assignment(acting_user=request.user, at=request.at, assignment=found, on=form.cleaned_data["on"])
    messages.success(request, _("已结束适用。"))
    return redirect("scheme_assignments", pk)


@login_required
@require_safe
def parameters(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    return parameters_page(request, scheme, parameter_form(request, scheme))


def parameter_form(request: HttpRequest, scheme: Any, data: Any = None) -> ParameterForm:
    own = organisations(request.viewer, "assign_scheme").filter(path__startswith=scheme.owner.path)
    names = [(one.name, f"{one.name}（{one.bounds}）" if one.bounds else one.name) for one in queries.declared_parameters(scheme)]
    return ParameterForm(data, organisations=own, names=names, initial={"organisation": scheme.owner.name})


def parameters_page(request: HttpRequest, scheme: Any, form: ParameterForm, status: int = 200, refusal: str = "") -> HttpResponse:
    columns = [
        Column(_("参数"), lambda row: row.name),
        Column(_("组织"), lambda row: row.organisation.name, is_wide=True),
        Column(_("值"), lambda row: row.value, is_number=True),
        Column(_("起"), lambda row: day(row.from_on, _("一直如此"))),
    ]
    may_fill = may(request.viewer, "assign_scheme")
    rows = queries.parameter_values(scheme)
    extra = {
        "scheme": scheme,
        "declared": queries.declared_parameters(scheme),
        "form": form if may_fill and form.fields["name"].choices else None,
        "values": rows if may_fill else [],
        "refusal": refusal,
    }
    empty = _("各组织还没有填过参数，一律用办法里写的值。")
    listing = Listing(_("参数：%(title)s") % {"title": scheme.title}, columns, rows, empty=empty, extra=extra)
    response = show_list(request, listing, "schemes/parameters.html")
    response.status_code = status
    return response


@login_required
@require_POST
@answered_once
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    require(request.viewer, "assign_scheme")
    form = parameter_form(request, scheme, request.POST)
    if not form.is_valid():
        return parameters_page(request, scheme, form, 422)
    try:
        operations.fill_parameter(acting_user=request.user, at=request.at, version=queries.last_published(scheme), **form.cleaned_data)
    except Refused as refused:
        return parameters_page(request, scheme, form, refused.status, str(refused))
    messages.success(request, _("已填写参数。"))
    return redirect("scheme_parameters", pk)


@login_required
@require_POST
@answered_once
def clear(request: HttpRequest, pk: int, value: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    found = access.get_parameter_value(request.viewer, scheme, value)
    operations.clear_parameter(acting_user=request.user, at=request.at, value=found)
    messages.success(request, _("已撤销这个值。"))
    return redirect("scheme_parameters", pk)
