"""One organisation: who is in it, who holds posts, what it was, and what can be changed about it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.documents import contract_files
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.access import get_organisation, may, within
from biaochi.portal.organisation.operations.exports import record_export
from biaochi.portal.organisation.queries import people, structure
from biaochi.portal.organisation.queries.people import name_of
from biaochi.portal.web.kit.lists import Action, Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.roster.changes import ORGANISATION, Change
from biaochi.portal.web.roster.forms import NewMember, PeopleFilter, initial_day
from biaochi.portal.web.roster.shared import answer, day_text, member_address, organisation_address, person_cells

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Its members today, narrowed by the filter; ``?all=1`` takes everybody below it as well, ``?gone=1`` those who left."""
    viewer = request.viewer
    one = get_organisation(viewer, pk, "view_roster")
    is_all, is_gone = request.GET.get("all") == "1", request.GET.get("gone") == "1"
    scope = Q(organisation__path__startswith=one.path) if is_all else Q(organisation=one)
    form = PeopleFilter(request.GET, statuses=people.statuses(scope, viewer.day), flags=people.flags(scope, viewer.day))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = (
        people.gone(scope, viewer.day)
        if is_gone
        else people.on_roster(scope, viewer.day, *(asked.get(name, "") for name in ("q", "status", "flag")))
    )
    cells = person_cells()
    columns = [
        Column(_("姓名"), cells["name"], link=cells["link"]),
        Column(_("编号"), lambda row: row.member.code),
        Column(_("身份"), lambda row: row.status),
    ]
    if is_all:
        columns.append(Column(_("组织"), cells["organisation"], link=lambda row: organisation_address(row.organisation_id), is_wide=True))
    columns.append(Column(_("标记"), cells["flags"]))
    columns.append(Column(_("离开"), lambda row: day_text(row.until_on)) if is_gone else Column(_("自"), lambda row: day_text(row.from_on)))
    may_change = may(viewer, "change_roster", one) and one.is_open
    listing = Listing(
        title=one.name,
        columns=columns,
        rows=rows,
        filter_form=None if is_gone else form,
        actions=[Action(_("新增人员"), reverse("roster_new_member", args=[pk]))] if may_change else [],
        empty=_("没有人离开过这里。") if is_gone else _("没有符合条件的人员。可以清空筛选；还没有人员的，从文件导入，或新增人员。"),
        empty_action=Action(_("从文件导入"), reverse("roster_import_new", args=["roster"])) if may_change and not is_gone else None,
        extra={
            "organisation": one,
            "spell": structure.spell_on(one, viewer.day),
            "above": structure.above(one, within(viewer, "view_roster")),
            "level": structure.below(one, viewer.day),
            "posts": people.posts_today(one, viewer.day),
            "changes": ORGANISATION.items() if may_change else (),
            "may_give_accounts": may(viewer, "give_accounts", one),
            "is_all": is_all,
            "is_gone": is_gone,
        },
    )
    return show_list(request, listing, "roster/organisation.html")


@login_required
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_organisation(request.viewer, pk, "view_roster")
    columns = [
        Column(_("自"), lambda row: day_text(row.from_on) or _("一直")),
        Column(_("至（次日）"), lambda row: day_text(row.until_on)),
        Column(_("名称"), lambda row: row.name, is_wide=True),
        Column(_("类型"), lambda row: row.type),
        Column(_("分类"), lambda row: row.class_name),
        Column(_("上级"), lambda row: row.parent.name if row.parent else "", is_wide=True),
        Column(_("属性"), lambda row: "；".join(f"{name}：{value}" for name, value in sorted(row.attributes.items())), is_wide=True),
    ]
    title = _("%(name)s：沿革") % {"name": one.name}
    return show_list(
        request, Listing(title, columns, structure.history(one), extra={"back": organisation_address(pk)}), "roster/listed.html"
    )


@login_required
@require_safe
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who holds or held a post here."""
    one = get_organisation(request.viewer, pk, "view_roster")
    columns = [
        Column(_("职务"), lambda row: row.word),
        Column(_("姓名"), lambda row: name_of(row.member), link=lambda row: member_address(row.member.code)),
        Column(_("专职"), lambda row: _("专职") if row.is_full_time else ""),
        Column(_("任职"), lambda row: day_text(row.from_on) or _("一直")),
        Column(_("免职"), lambda row: day_text(row.until_on)),
    ]
    listing = Listing(
        _("%(name)s：任职") % {"name": one.name},
        columns,
        people.posts(one),
        empty=_("还没有登记任职。请到人员页登记，或导入任职文件。"),
        extra={"back": organisation_address(pk)},
    )
    return show_list(request, listing, "roster/listed.html")


@login_required
@require_safe
def exemptions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is left out of appraisal, and since when; not why."""
    one = get_organisation(request.viewer, pk, "view_roster")
    scope = Q(organisation__path__startswith=one.path)
    columns = [
        Column(_("姓名"), lambda row: name_of(row.member), link=lambda row: member_address(row.member.code)),
        Column(_("免评自"), lambda row: day_text(row.from_on)),
        Column(_("恢复"), lambda row: day_text(row.until_on)),
        Column(_("决定"), lambda row: row.decided_by, is_wide=True),
    ]
    listing = Listing(
        _("%(name)s：免评人员") % {"name": one.name},
        columns,
        people.exemptions(scope, request.viewer.day),
        empty=_("没有免评人员。需要时到人员页登记，写明由谁决定。"),
        note=_("原因不在列表里显示。"),
        extra={"back": organisation_address(pk)},
    )
    return show_list(request, listing, "roster/listed.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    one = get_organisation(request.viewer, pk, "change_roster")
    if what not in ORGANISATION:
        raise Http404
    wanted = ORGANISATION[what]
    begins = {**initial_day(wanted.form, request.today), **wanted.begins(one)}
    if what == "reclassify" and (spell := structure.spell_on(one, request.today)):
        begins["class_name"] = spell.class_name
    form = wanted.form(request.viewer, request.POST or None, initial=begins)
    return answer(request, wanted, one, form, one.name, organisation_address(pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def new_member(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_organisation(request.viewer, pk, "change_roster")
    form = NewMember(request.viewer, request.POST or None, initial={"on": request.today})

    def act(request: HttpRequest, organisation: Any, data: Any) -> Any:
        given = {name: data[name] for name in ("name", "status", "telephone", "outside_id", "code")}
        return operations.add_member(acting_user=request.user, at=request.at, organisation=organisation, from_on=data["on"], **given)

    return answer(request, Change(_("新增人员"), NewMember, act), one, form, one.name, organisation_address(pk))


@login_required
@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Everything dated below one organisation in the columns that can be imported; the trail says that it was taken out."""
    one = get_organisation(request.viewer, pk, "view_roster")
    names: dict[str, Callable[[], str]] = {"roster": lambda: _("名册"), "organisations": lambda: _("组织"), "relations": lambda: _("关系")}
    if kind not in names:
        raise Http404
    record_export(acting_user=request.user, at=request.at, organisation=one, kind=kind)
    below = Q(organisation__path__startswith=one.path)
    table = contract_files.table_of(kind, below, below)
    is_csv = request.GET.get("as") == "csv"
    content = contract_files.as_csv(table) if is_csv else contract_files.as_xlsx(table, names[kind]())
    response = HttpResponse(content, content_type="text/csv; charset=utf-8" if is_csv else XLSX)
    name = f"{names[kind]()} {one.name} {request.today:%Y-%m-%d}.{'csv' if is_csv else 'xlsx'}"
    response.headers["Content-Disposition"] = disposition(name)
    return response
