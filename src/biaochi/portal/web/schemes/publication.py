"""What a version changes, and its way to being published by a second person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.organisation.access import require
from biaochi.portal.schemes import access, operations, printing, queries, red_lines
from biaochi.portal.schemes.notes import notes_of
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes.forms import ReturnForm, RevisionForm
from biaochi.portal.web.schemes.frame import context_of, language


def published_before(version: Any, number: str = "") -> Any:
    """The published version to compare with: the one asked for, else the last before this one."""
    found = queries.published(version.scheme)
    if number.isdecimal() and (asked := next((one for one in found if one.number == int(number)), None)):
        return asked
    return next((one for one in found if one.number < version.number), None)


@login_required
@require_safe
def differences(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    old = published_before(version, request.GET.get("from", ""))
    found = printing.comparison(queries.read_version(old), queries.read_version(version), language()) if old else None
    others = [one for one in queries.published(version.scheme) if one.number != version.number]
    context = context_of(request, version) | {"old": old, "found": found, "others": others}
    return render(request, "schemes/differences.html", context)


@login_required
@require_safe
def publication(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    require(request.viewer, "view_scheme", version.scheme.owner)
    return publication_page(request, version, ReturnForm())


def publication_page(request: HttpRequest, version: Any, form: ReturnForm, status: int = 200) -> HttpResponse:
    read = queries.read_version(version)
    notes = notes_of(version.text, read, language(), red_lines.crossed(read.loaded, version.scheme.owner, request.today))
    old = published_before(version)
    context = context_of(request, version) | {
        "notes": notes,
        "errors": [note for note in notes if note.kind == "error"],
        "others": [note for note in notes if note.kind != "error"],
        "old": old,
        "found": printing.comparison(queries.read_version(old), read, language()) if old else None,
        "rehearsals": queries.rehearsals(version)[:5],
        "is_own": version.drafted_by_id == request.user.pk,
        "form": form,
        "hash": read.digest[:16],
        "standing": red_lines.standing(version.scheme.owner, request.today),
    }
    return render(request, "schemes/publication.html", context, status=status)


def revision_of(request: HttpRequest) -> int | None:
    form = RevisionForm(request.POST)
    return form.cleaned_data["revision"] if form.is_valid() else None


@login_required
@require_POST
@answered_once
def submit(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    operations.submit(acting_user=request.user, at=request.at, version=version, revision=revision_of(request))
    messages.success(request, _("已提交审定，已通知有权发布的同志。要再改，先撤回提交。"))
    return redirect("scheme_publication", pk, number)


@login_required
@require_POST
@answered_once
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_draft(request.viewer, pk, number)
    operations.withdraw_submission(acting_user=request.user, at=request.at, version=version)
    messages.success(request, _("已撤回，可以继续修改。"))
    return redirect("scheme_edit", pk, number)


@login_required
@require_POST
@answered_once
def give_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    require(request.viewer, "publish_scheme", version.scheme.owner)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return publication_page(request, version, form, 422)
    operations.return_submission(acting_user=request.user, at=request.at, version=version, because=form.cleaned_data["because"])
    messages.success(request, _("已退回起草人。"))
    return redirect("scheme", pk)


@login_required
@require_POST
@answered_once
def publish(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    require(request.viewer, "publish_scheme", version.scheme.owner)
    operations.publish(acting_user=request.user, at=request.at, version=version, revision=revision_of(request))
    messages.success(request, _("已发布第 %(number)s 版，从此不再改动。接下来确定它适用于哪些组织、从哪一天起。") % {"number": number})
    return redirect("scheme_assignments", pk)
