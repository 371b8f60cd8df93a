"""Schemes: the list, a new one, one with its versions, and a version as a document."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.audit.refusals import NotThere, Refused
from biaochi.portal.organisation.access import may, organisations, require
from biaochi.portal.schemes import access, operations, printing, queries, red_lines
from biaochi.portal.schemes.operations.creating import TableUnreadable
from biaochi.portal.schemes.reading import decoded
from biaochi.portal.web.kit.lists import Action, Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes.forms import ExtensionForm, FileForm, FilterForm, PresetForm, TableForm
from biaochi.portal.web.schemes.frame import context_of, language, rights


@login_required
@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    scope = access.schemes_seen(request.viewer)
    if form.is_bound and form.is_valid():
        if text := form.cleaned_data["q"].strip():
            scope &= Q(title__icontains=text) | Q(code__icontains=text)
        if state := form.cleaned_data["state"]:
            scope &= Q(versions__state=state)
    sees_drafts = may(request.viewer, "view_scheme")
    columns = [
        Column(_("办法"), lambda row: row.title, link=lambda row: reverse("scheme", args=[row.pk]), is_wide=True),
        Column(_("代码"), lambda row: row.code),
        Column(_("所属组织"), lambda row: row.owner.name),
        Column(_("现行"), lambda row: _("第 %(n)s 版") % {"n": row.latest} if row.latest else _("未发布")),
        *([Column(_("草稿"), draft_said)] if sees_drafts else []),
    ]
    first = Action(_("新建办法"), reverse("scheme_new")) if may(request.viewer, "draft_scheme") else None
    listing = Listing(
        _("办法"), columns, queries.schemes(scope).distinct(), form, [first] if first else [],
        _("还没有办法。从预置办法或评分表新建一份，检查、试算之后由第二人发布。") if first else _("还没有发布给您所在组织的办法。"),
        first,
    )  # fmt: skip
    return show_list(request, listing)


def draft_said(row: object) -> str:
    draft = next((version for version in row.versions_shown if version.state != "published"), None)  # type: ignore[attr-defined]
    if draft is None:
        return ""
    said = _("第 %(n)s 版 %(state)s") % {"n": draft.number, "state": draft.get_state_display()}
    return said + (_("，%(count)s 处错误") % {"count": draft.errors} if draft.errors else "")


@login_required
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    return new_page(request)


def new_page(request: HttpRequest, *, status: int = 200, opened: str = "", **bound: object) -> HttpResponse:
    """The three ways in; ``bound`` are forms that came back, ``findings`` of a table that could not be read."""
    require(request.viewer, "draft_scheme")
    own = organisations(request.viewer, "draft_scheme")
    context = {
        "preset": PresetForm(organisations=own, presets=queries.presets(), auto_id="preset_%s"),
        "table": TableForm(organisations=own, auto_id="table_%s"),
        "file": FileForm(organisations=own, auto_id="file_%s"),
        "extension": ExtensionForm(organisations=own, parents=parents_for(own), auto_id="extension_%s"),
        "opened": opened or request.GET.get("by", "preset"),
    } | bound
    return render(request, "schemes/new.html", context, status=status)


@login_required
@require_POST
@answered_once
def new_from_preset(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "draft_scheme")
    own = organisations(request.viewer, "draft_scheme")
    form = PresetForm(request.POST, organisations=own, presets=queries.presets(), auto_id="preset_%s")
    if not form.is_valid():
        return new_page(request, status=422, opened="preset", preset=form)
    said = form.cleaned_data
    version = operations.create_from_preset(
        acting_user=request.user, at=request.at, preset=said["preset"], owner=said["owner"], title=said["title"]
    )
    return begun(request, version)


@login_required
@require_POST
@answered_once
def new_from_table(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "draft_scheme")
    own = organisations(request.viewer, "draft_scheme")
    form = TableForm(request.POST, request.FILES, organisations=own, auto_id="table_%s")
    if not form.is_valid():
        return new_page(request, status=422, opened="table", table=form)
    said = form.cleaned_data
    with tempfile.TemporaryDirectory(prefix="biaochi-table-") as folder:
        path = Path(folder) / file_name(said["table"].name)
        with path.open("wb") as stream:
            for chunk in said["table"].chunks():
                stream.write(chunk)
        try:
            version, findings = operations.create_from_table(
                acting_user=request.user, at=request.at, table=path, owner=said["owner"], code=said["code"],
                title=said["title"],
            )  # fmt: skip
        except TableUnreadable as unreadable:
            told = [(one.place.cell or str(one.place.line or ""), one.what.in_language(language())) for one in unreadable.findings]
            form.add_error("table", str(unreadable))
            return new_page(request, status=422, opened="table", table=form, findings=told)
        except Refused as refused:
            form.add_error("code", str(refused))
            return new_page(request, status=422, opened="table", table=form)
    messages.info(request, _("评分表已读成草稿，有 %(count)s 处没有写明：逐条定下来即可。") % {"count": len(findings)})
    return begun(request, version)


def parents_for(own: Any) -> list[tuple[int, str]]:
    return [(one.pk, f"{one.scheme.title}（{one.scheme.owner.name}）") for one in queries.extendable(own)]


@login_required
@require_POST
@answered_once
def new_extension(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "draft_scheme")
    own = organisations(request.viewer, "draft_scheme")
    form = ExtensionForm(request.POST, organisations=own, parents=parents_for(own), auto_id="extension_%s")
    if not form.is_valid():
        return new_page(request, status=422, opened="extension", extension=form)
    said = form.cleaned_data
    parent = next(one for one in queries.extendable(own) if one.pk == said["parent"])
    try:
        version = operations.create_extension(
            acting_user=request.user, at=request.at, parent=parent, owner=said["owner"], code=said["code"], title=said["title"]
        )
    except Refused as refused:
        form.add_error("code", str(refused))
        return new_page(request, status=422, opened="extension", extension=form)
    return begun(request, version)


def file_name(name: str) -> str:
    """The upload's own name, which the draft quotes, as far as a file may have it."""
    stem = "".join(letter for letter in Path(name).stem if letter.isalnum() or letter in "（）()《》 ._-")
    return f"{stem.strip(' .')[:60] or 'table'}.xlsx"


@login_required
@require_POST
@answered_once
def new_from_file(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "draft_scheme")
    own = organisations(request.viewer, "draft_scheme")
    form = FileForm(request.POST, request.FILES, organisations=own, auto_id="file_%s")
    if not form.is_valid():
        return new_page(request, status=422, opened="file", file=form)
    said = form.cleaned_data
    try:
        version = operations.create_from_text(
            acting_user=request.user, at=request.at, text=decoded(said["file"].read()), owner=said["owner"], title=said["title"]
        )
    except Refused as refused:
        form.add_error("file", str(refused))
        return new_page(request, status=422, opened="file", file=form)
    return begun(request, version)


def begun(request: HttpRequest, version: object) -> HttpResponse:
    messages.success(request, _("已新建草稿。改好后提交，由第二人发布。"))
    return redirect("scheme_edit", version.scheme_id, version.number)  # type: ignore[attr-defined]


@login_required
@require_safe
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    found = access.get_scheme(request.viewer, pk)
    allowed = rights(request, found.owner)
    versions = [version for version in queries.versions(found) if allowed["view"] or version.state == "published"]
    context = {
        "scheme": found,
        "rights": allowed,
        "versions": versions,
        "draft": next((version for version in versions if version.state != "published"), None),
        "current": next((version for version in versions if version.state == "published"), None),
        "assignments": queries.assignments(found),
        "standing": red_lines.standing(found.owner, request.today),
        "today": request.today,
    }
    return render(request, "schemes/scheme.html", context)


@login_required
@require_safe
def document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    read = queries.read_version(version)
    context = context_of(request, version) | {
        "document": printing.document_of(read),
        "errors": len(read.errors),
        "standing": red_lines.standing(version.scheme.owner, request.today),
    }
    return render(request, "schemes/document.html", context)


FILES = {"yaml": "application/yaml", "en": "application/yaml", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@login_required
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The version as a file: as it is, with English keys, or its tables as a workbook."""
    version = access.get_version(request.viewer, pk, number)
    form = request.GET.get("as", "yaml")
    if form not in FILES:
        raise NotThere(form)
    read = queries.read_version(version)
    content = {"yaml": lambda: version.text, "en": lambda: printing.in_language(read, "en"), "xlsx": lambda: printing.workbook_of(read)}[
        form
    ]()
    if content is None:
        raise Refused(_("这份草稿还有读不出来的地方，暂时不能这样导出。请先按提示改正，或导出 YAML 原文。"))
    response = HttpResponse(content, content_type=FILES[form])
    name = f"{version.scheme.title} {version.number}.{'xlsx' if form == 'xlsx' else 'yaml'}"
    response.headers["Content-Disposition"] = disposition(name)
    return response
