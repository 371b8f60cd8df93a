"""Editing a draft: in fields, or as YAML; its saves; and two people saving at once."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.access import require
from biaochi.portal.schemes import access, operations, queries, red_lines
from biaochi.portal.schemes.fields import Field, Item, names_of, whole
from biaochi.portal.schemes.local import slots
from biaochi.portal.schemes.merging import compared, merged
from biaochi.portal.schemes.notes import Placed, notes_of, placed
from biaochi.portal.schemes.operations.drafting import SavedMeanwhile
from biaochi.portal.schemes.sections import Section, counted, section_with, sections_of
from biaochi.portal.schemes.source import CannotWrite
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes.forms import BackForm, RevisionForm, TextForm
from biaochi.portal.web.schemes.frame import context_of, language


@dataclass(frozen=True)
class Shown:
    """A field with what is the matter with it."""

    field: Any
    notes: list[Any]


@dataclass(frozen=True)
class Piece:
    """One piece of a section, ready to be shown."""

    item: Item
    depth: int
    notes: list[Any]
    fields: list[Shown]
    is_whole: bool


def notes_for(request: HttpRequest, version: Any) -> list[Any]:
    read = queries.read_version(version)
    extra = red_lines.crossed(read.loaded, version.scheme.owner, request.today)
    return notes_of(version.text, read, language(), extra)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def edit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    if request.method == "POST":
        return save_form(request, version)
    root = whole(version.text)
    if root is None:
        messages.warning(request, _("YAML 写法有误，表单暂时打不开。请先在这里按提示改正。"))
        return redirect("scheme_yaml", pk, number)
    return form_page(request, version, root)


def form_page(
    request: HttpRequest, version: Any, root: Item, *, posted: dict[str, str] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    """A section of the form; with ``posted`` what was written stands in it again, beside why it was not saved."""
    notes = notes_for(request, version)
    where = placed(root, notes)
    sections = sections_of(root)
    counted(sections, where)
    wanted = request.POST.get("at", "") or request.GET.get("at", "")
    if request.GET.get("line", "").isdecimal():
        wanted = section_with(sections, int(request.GET["line"]))
    here = next((section for section in sections if section.key == wanted), sections[0])
    at = sections.index(here)
    context = context_of(request, version) | {
        "sections": sections,
        "section": here,
        "previous": sections[at - 1] if at else None,
        "following": sections[at + 1] if at + 1 < len(sections) else None,
        "pieces": pieces_of(here, where, posted or {}),
        "refusal": refusal,
        "names": names_of(root),
        "language": root.language,
        "errors": sum(note.kind == "error" for note in notes),
        "others": sum(note.kind != "error" for note in notes),
        "next_note": next_note(sections, here),
        "is_open": version.state == "draft",
        "slots": slots(queries.read_version(version)) if here.key == "head" else [],
    }
    return render(request, "schemes/edit.html", context, status=status)


def pieces_of(section: Section, where: Placed, posted: dict[str, str]) -> list[Piece]:
    """The section's pieces, with what was posted in place of what the text says."""

    def shown(one: Field) -> Shown:
        return Shown(replace(one, value=posted.get(one.name, one.value)), where.by_field.get(one.name, []))

    return [
        Piece(
            entry.item,
            min(entry.depth, 3),
            where.by_item.get(entry.item.address, []),
            [shown(one) for one in entry.item.fields],
            entry.is_whole,
        )
        for entry in section.entries
    ]


def next_note(sections: list[Section], here: Section) -> Section | None:
    """The next section with something to look at, errors before the rest, going round."""
    at = sections.index(here)
    others = [*sections[at + 1 :], *sections[:at]]
    return next((one for one in others if one.errors), None) or next((one for one in others if one.others), None)


def save_form(request: HttpRequest, version: Any) -> HttpResponse:
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return redirect("scheme_edit", version.scheme_id, version.number)
    posted = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "form_id", "revision", "at")}
    try:
        saved = operations.save_form(
            acting_user=request.user, at=request.at, version=version, revision=form.cleaned_data["revision"], posted=posted
        )
    except SavedMeanwhile as meanwhile:
        return conflict(request, version, form.cleaned_data["revision"], meanwhile)
    except CannotWrite as refused:
        root = whole(version.text)
        if root is None or version.revision != form.cleaned_data["revision"]:
            raise
        return form_page(request, version, root, posted=posted, refusal=str(refused), status=422)
    tell(request, version, saved)
    wanted = request.POST.get("to") or request.POST.get("at", "")
    return redirect(f"{reverse('scheme_edit', args=[version.scheme_id, version.number])}?at={wanted}")


def tell(request: HttpRequest, before: Any, saved: Any) -> None:
    if saved.revision == before.revision:
        messages.info(request, _("没有改动，无需保存。"))
        return
    said = _("已保存（第 %(number)s 次）。") % {"number": saved.revision}
    messages.success(request, said + (_("有 %(count)s 处错误要改。") % {"count": saved.errors} if saved.errors else ""))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def yaml(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    if request.method != "POST":
        return text_page(request, version, version.text)
    form = TextForm(request.POST)
    if not form.is_valid():
        return text_page(request, version, request.POST.get("text", ""), _("没有保存：文本是空的，或超过 2 MB。"), 422)
    try:
        saved = operations.save_draft(
            acting_user=request.user, at=request.at, version=version, revision=form.cleaned_data["revision"], text=form.cleaned_data["text"]
        )
    except SavedMeanwhile as meanwhile:
        return conflict(request, version, form.cleaned_data["revision"], meanwhile)
    except Refused as refused:
        return text_page(request, version, form.cleaned_data["text"], str(refused), refused.status)
    tell(request, version, saved)
    return redirect("scheme_yaml", pk, number)


def text_page(request: HttpRequest, version: Any, text: str, refusal: str = "", status: int = 200) -> HttpResponse:
    notes = notes_for(request, version)
    context = context_of(request, version) | {
        "text": text,
        "lines": numbered(text, notes),
        "notes": notes,
        "refusal": refusal,
        "is_open": version.state == "draft",
        "errors": sum(note.kind == "error" for note in notes),
    }
    return render(request, "schemes/yaml.html", context, status=status)


def numbered(text: str, notes: list[Any]) -> list[tuple[int, str]]:
    """The numbers of the lines, each with the kind of the first note there."""
    kinds = {note.line: note.kind for note in reversed(notes)}
    return [(number, kinds.get(number, "")) for number in range(1, text.count("\n") + 2)]


def conflict(request: HttpRequest, version: Any, revision: int, meanwhile: SavedMeanwhile) -> HttpResponse:
    """Both states side by side; the one that comes later is saved knowingly, or both together where they do not touch."""
    newest = meanwhile.version
    base = queries.text_at(version, revision)
    context = context_of(request, newest) | {
        "refusal": str(meanwhile),
        "mine": meanwhile.mine,
        "newest": newest,
        "lines": list(compared(newest.text, meanwhile.mine)),
        "merged": merged(base, meanwhile.mine, newest.text),
    }
    return render(request, "schemes/conflict.html", context, status=409)


@login_required
@require_safe
def saves(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    context = context_of(request, version) | {"saves": queries.revisions(version), "is_open": version.state == "draft"}
    return render(request, "schemes/saves.html", context)


@login_required
@require_POST
@answered_once
def go_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    form = BackForm(request.POST)
    if not form.is_valid():
        return redirect("scheme_saves", pk, number)
    said = form.cleaned_data
    try:
        saved = operations.go_back_to(
            acting_user=request.user, at=request.at, version=version, revision=said["revision"], number=said["number"]
        )
    except SavedMeanwhile as meanwhile:
        return conflict(request, version, said["revision"], meanwhile)
    messages.success(
        request, _("已恢复到第 %(number)s 次保存的内容，存为第 %(now)s 次。") % {"number": said["number"], "now": saved.revision}
    )
    return redirect("scheme_edit", pk, number)


@login_required
@require_POST
@answered_once
def discard(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    is_gone = operations.discard_draft(acting_user=request.user, at=request.at, version=version)
    messages.success(request, _("草稿已删除。"))
    return redirect("schemes") if is_gone else redirect("scheme", pk)


@login_required
@require_POST
@answered_once
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = access.get_scheme(request.viewer, pk)
    require(request.viewer, "draft_scheme", scheme.owner)
    version = operations.copy_last_version(acting_user=request.user, at=request.at, scheme=scheme)
    messages.success(request, _("已起草第 %(number)s 版，内容与上一版相同。") % {"number": version.number})
    return redirect("scheme_edit", pk, version.number)
