"""Files into the roster: upload, columns, preview, commit, the list of differences, undo."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_q.tasks import async_task

from biaochi.portal.audit.refusals import NotThere, Refused
from biaochi.portal.documents import contract_files, roster_files
from biaochi.portal.documents.uploads import Sheet, UploadRefused
from biaochi.portal.organisation.access import may, require, within
from biaochi.portal.organisation.importing.columns import COLUMNS, KEEPS_ATTRIBUTES, missing
from biaochi.portal.organisation.operations import imports
from biaochi.portal.organisation.queries import imports as queries
from biaochi.portal.organisation.queries import structure
from biaochi.portal.web.kit.lists import Action, Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.roster.forms import Upload
from biaochi.portal.web.roster.organisations import XLSX
from biaochi.portal.web.roster.shared import carried_out, day_text, member_address

KINDS = {"roster": gettext_lazy("名册"), "organisations": gettext_lazy("组织"), "relations": gettext_lazy("任职与关系")}
FIELDS = {
    "organisation_id": gettext_lazy("组织"),
    "status": gettext_lazy("身份"),
    "flags": gettext_lazy("标记"),
    "name": gettext_lazy("名称"),
    "telephone": gettext_lazy("电话"),
    "outside_id": gettext_lazy("主系统编号"),
    "type": gettext_lazy("类型"),
    "parent": gettext_lazy("上级"),
    "class_name": gettext_lazy("分类"),
    "relation": gettext_lazy("任职或关系"),
    "from": gettext_lazy("自"),
    "to": gettext_lazy("至"),
}
BUSY = ("comparing", "committing")


def scope_of(request: HttpRequest) -> Q:
    return within(request.viewer, "change_roster", "organisation__path")


def get_batch(request: HttpRequest, pk: int) -> Any:
    """A batch over an organisation in which the viewer changes the roster."""
    batch = queries.batch(pk)
    if batch is None or batch.organisation is None or not may(request.viewer, "change_roster", batch.organisation):
        raise NotThere(f"import {pk}")
    return batch


def address(pk: int) -> str:
    return reverse("roster_import", args=[pk])


@login_required
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "change_roster")
    columns = [
        Column(_("上传时间"), lambda row: f"{timezone.localtime(row.made_at):%Y-%m-%d %H:%M}", link=lambda row: address(row.pk)),
        Column(_("内容"), lambda row: KINDS[row.source.kind]),
        Column(_("来源"), lambda row: row.source.name),
        Column(_("文件"), lambda row: row.file_name, is_wide=True),
        Column(_("生效"), lambda row: day_text(row.holds_from)),
        Column(_("状态"), lambda row: row.get_state_display()),
        Column(_("改动"), lambda row: changed(row.counts), is_number=True),
    ]
    listing = Listing(
        _("从文件导入"),
        columns,
        queries.batches(scope_of(request)),
        actions=[Action(label, reverse("roster_import_new", args=[kind])) for kind, label in starts()],
        empty=_("还没有导入过文件。先导入组织，再导入名册，最后导入任职。"),
        note=_("先看差异再导入；导入后可以撤销。"),
    )
    return show_list(request, listing)


def starts() -> list[tuple[str, Any]]:
    return [("roster", _("导入名册")), ("organisations", _("导入组织")), ("relations", _("导入任职与关系"))]


def changed(counts: dict[str, Any]) -> int:
    return sum(counts.get(kind, 0) for kind in ("new", "changed", "moved", "left", "conflict"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Upload: the file is opened at once, so that what is no table is told before anything else."""
    require(request.viewer, "change_roster")
    if kind not in KINDS:
        raise Http404
    own = structure.tops(request.viewer, within(request.viewer, "change_roster"), request.today).nodes
    begins = {"on": request.today, "organisation": own[0].name if len(own) == 1 else ""}
    form = Upload(request.viewer, request.POST or None, request.FILES or None, initial=begins)
    if kind == "organisations":
        del form.fields["ends_absent"]
    form.lists["sources"] = queries.source_names(kind)
    made: list[Any] = []

    def act() -> None:
        data, file = form.cleaned_data, form.cleaned_data["file"]
        content = file.read()
        roster_files.sheet_of(kind, file.name, content)
        made.append(
            imports.receive_file(
                acting_user=request.user,
                at=request.at,
                kind=kind,
                source_name=data["source"],
                organisation=data["organisation"],
                file_name=file.name,
                content=content,
                holds_from=data["on"],
                ends_absent=data.get("ends_absent", False),
            )
        )

    if request.method == "POST" and form.is_valid() and carried_out(act, form):
        return redirect("roster_import_columns", made[0].pk)
    context = {"form": form, "kind": kind, "label": KINDS[kind]}
    return render(request, "roster/upload.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    require(request.viewer, "change_roster")
    if kind not in KINDS:
        raise Http404
    response = HttpResponse(contract_files.template(kind, str(KINDS[kind])), content_type=XLSX)
    response.headers["Content-Disposition"] = disposition(_("%(kind)s模板.xlsx") % {"kind": KINDS[kind]})
    return response


class ColumnsForm(forms.Form):
    """For each of our columns the header that holds it; then which of the others are kept as attributes."""

    def __init__(self, kind: str, sheet: Sheet, chosen: dict[str, int], attributes: list[int], *args: Any) -> None:
        super().__init__(*args)
        self.kind = kind
        options = [("", _("（文件里没有）")), *((str(place), header) for place, header in enumerate(sheet.headers) if header)]
        for column in COLUMNS[kind]:
            place = chosen.get(column.name)
            samples = "、".join(sheet.sample(place)) if place is not None else ""
            hidden = column.name in ("telephone", "outside_id")
            self.fields[f"column-{column.name}"] = forms.ChoiceField(
                label=column.label,
                choices=options,
                required=False,
                initial="" if place is None else str(place),
                help_text=_("例：%(samples)s") % {"samples": samples} if samples and not hidden else "",
            )
        others = [(str(place), header) for place, header in enumerate(sheet.headers) if header and place not in chosen.values()]
        if kind in KEEPS_ATTRIBUTES and others:
            self.fields["attributes"] = forms.MultipleChoiceField(
                label=_("其余各列：勾选要作为属性保留的（办法里用到的才需要）"),
                choices=others,
                required=False,
                initial=[str(place) for place in attributes],
                widget=forms.CheckboxSelectMultiple,
            )

    def places(self) -> dict[str, int | None]:
        found = {}
        for column in COLUMNS[self.kind]:
            text = self.cleaned_data.get(f"column-{column.name}", "")
            found[column.name] = int(text) if text else None
        return found

    def clean(self) -> None:
        found = [place for place in self.places().values() if place is not None]
        if len(found) != len(set(found)):
            self.add_error(None, _("同一列被用了两次。请让每列只对应一项。"))
        lacking = missing(self.kind, {name: place for name, place in self.places().items() if place is not None})
        if lacking:
            self.add_error(None, _("还缺：%(what)s。请指定文件里的哪一列。") % {"what": "；".join(lacking)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm which header is which column; what was confirmed last time is filled in."""
    batch = get_batch(request, pk)
    if batch.state not in ("received", "previewed"):
        return redirect(address(pk))
    content = queries.file_of(batch)
    if content is None:
        raise NotThere(f"import {pk}")
    try:
        sheet = roster_files.sheet_of(batch.source.kind, batch.file_name, content)
    except UploadRefused as refusal:
        raise Refused(str(refusal)) from refusal
    found = roster_files.mapped(batch, sheet)
    form = ColumnsForm(batch.source.kind, sheet, dict(found.columns), list(found.attributes.values()), request.POST or None)

    def act() -> None:
        chosen = form.places()
        kept = [int(place) for place in form.cleaned_data.get("attributes", []) if int(place) not in chosen.values()]
        mapping = roster_files.mapping_of(sheet, chosen, kept)
        imports.confirm_columns(acting_user=request.user, at=request.at, batch=batch, mapping=mapping)

    if request.method == "POST" and form.is_valid() and carried_out(act, form):
        work("compare", len(content), batch.pk, request.today)
        return redirect(address(pk))
    context = {"form": form, "batch": batch, "rows": len(sheet.rows), "label": KINDS[batch.source.kind]}
    return render(request, "roster/columns.html", context, status=422 if request.method == "POST" else 200)


def work(step: str, size: int, *given: Any) -> None:
    """Small files at once; large ones by the worker, after this request's transaction is there for it to see."""
    if size <= roster_files.AT_ONCE_MAX:
        getattr(roster_files, step)(*given)
    else:
        transaction.on_commit(lambda: async_task(f"biaochi.portal.documents.roster_files.{step}", *given))


@login_required
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the batch stands: work going on, the preview, or what it did."""
    one = get_batch(request, pk)
    if one.state == "received" and not one.faults:
        return redirect("roster_import_columns", pk)
    kind = request.GET.get("kind", "")
    rows = queries.differences(one, kind)
    listing = Listing(
        _("%(kind)s：%(file)s") % {"kind": KINDS[one.source.kind], "file": one.file_name},
        difference_columns(one),
        rows,
        empty=empty_text(one, kind),
        empty_action=Action(_("看全部"), address(pk)) if kind else None,
        extra=situation(one, kind) | {"may_undo": one.state == "committed"},
    )
    return show_list(request, listing, "roster/batch.html")


def empty_text(one: Any, kind: str) -> str:
    if one.state in BUSY:
        return _("比对完成后，差异列在这里。")
    if one.counts.get("faults"):
        return _("没有错误的各行与名册一致。改正上面的错误后重新上传，再看差异。")
    return _("没有这一类差异。") if kind else _("文件与名册一致，没有需要导入的改动。可以放弃这份文件。")


def situation(one: Any, kind: str) -> dict[str, Any]:
    counts = one.counts
    kinds = [("new", _("新增")), ("changed", _("变更")), ("moved", _("转移")), ("left", _("离开")), ("conflict", _("待选择"))]
    return {
        "batch": one,
        "is_busy": one.state in BUSY,
        "kinds": [(name, label, counts.get(name, 0), name == kind) for name, label in kinds],
        "total": changed(counts),
        "kind": kind,
        "can_commit": one.state == "previewed" and not counts.get("faults") and changed(counts) > 0,
        "same_file": queries.earlier_of_same_file(one) if one.state == "previewed" else None,
        "label": KINDS[one.source.kind],
    }


def difference_columns(one: Any) -> list[Column]:
    """Columns of the list of differences; names after the commit come from the roster itself."""
    is_people = one.source.kind != "organisations"
    link = (lambda row: member_address(row.code)) if is_people and one.state == "committed" else None
    return [
        Column(_("类别"), lambda row: row.get_kind_display()),
        Column(_("姓名") if is_people else _("名称"), lambda row: row.shown_as, link=link),
        Column(_("编号"), lambda row: row.code),
        Column(_("改动"), told, is_wide=True),
        Column(_("文件行"), lambda row: row.line or "", is_number=True),
    ]


def told(row: Any) -> str:
    """组织：一支部 → 二支部；of personal data the field alone."""
    parts = []
    for name, before, after in row.changes:
        label = FIELDS.get(name, name)
        if row.kind == "new" and not before:
            if not after:
                continue
            parts.append(f"{label}：{after}")
        elif before or after:
            parts.append(f"{label}：{before or '—'} → {after or '—'}")
        else:
            parts.append(_("%(field)s有更正") % {"field": _("姓名") if name == "name" else label})
    return " ".join(filter(None, (row.question, "；".join(parts))))


@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked every second while the worker is busy; when it is done the page is loaded anew."""
    one = get_batch(request, pk)
    response = render(request, "roster/progress.html", {"batch": one})
    if one.state not in BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


@login_required
@require_safe
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_batch(request, pk)
    columns = [Column(_("单元格"), lambda fault: fault["cell"]), Column(_("错误与改法"), lambda fault: fault["text"], is_wide=True)]
    listing = Listing(
        _("%(file)s：错误") % {"file": one.file_name},
        columns,
        one.faults,
        empty=_("没有错误。"),
        extra={"back": address(pk)},
    )
    return show_list(request, listing, "roster/listed.html")


@login_required
@require_POST
@answered_once
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the conflicts of one page of the preview."""
    one = get_batch(request, pk)
    chosen = {int(name[7:]): value for name, value in request.POST.items() if name.startswith("choice-") and name[7:].isdecimal()}
    imports.choose(acting_user=request.user, at=request.at, batch=one, choices=chosen)
    messages.success(request, _("选择已记下。"))
    return redirect(f"{address(pk)}?kind=conflict")


@login_required
@require_POST
@answered_once
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_batch(request, pk)
    imports.begin_commit(acting_user=request.user, at=request.at, batch=one, plan_digest=request.POST.get("plan_digest", ""))
    size = len(queries.file_of(one) or b"")
    work("commit", size, one.pk, request.user.pk, request.at, request.today)
    return redirect(address(pk))


@login_required
@require_POST
@answered_once
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    imports.discard_batch(acting_user=request.user, at=request.at, batch=get_batch(request, pk))
    messages.success(request, _("已放弃这份文件，名册没有改动。"))
    return redirect("roster_imports")


@login_required
@require_POST
@answered_once
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back, or show what rests on it."""
    one = get_batch(request, pk)
    try:
        with transaction.atomic():
            imports.undo_batch(acting_user=request.user, at=request.at, today=request.today, batch=one)
    except imports.OthersRestOnIt as refusal:
        told = [(RESTING.get(one.what, one.what), one.code) for one in refusal.resting]
        return render(
            request, "roster/resting.html", {"batch": one, "text": str(refusal), "resting": told, "back": address(pk)}, status=422
        )
    messages.success(request, _("已撤销，名册恢复到导入之前。"))
    return redirect(address(pk))


RESTING = {
    "rosterspell": gettext_lazy("后来又有变更"),
    "organisationspell": gettext_lazy("组织后来又有变更"),
    "appointment": gettext_lazy("后来登记了任职"),
    "relation": gettext_lazy("后来登记了关系"),
    "exemption": gettext_lazy("后来登记了免评"),
    "account": gettext_lazy("已开设账号"),
    "person": gettext_lazy("后来更正了个人信息"),
    "member": gettext_lazy("后来有变更"),
    "organisation": gettext_lazy("后来有变更"),
}
