"""Trying a draft on a past period before it is published."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.access import require
from biaochi.portal.schemes import access, operations, queries
from biaochi.portal.scores import folders
from biaochi.portal.scores.inputs import write_inputs
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.schemes import facts
from biaochi.portal.web.schemes.forms import RehearsalForm
from biaochi.portal.web.schemes.frame import context_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def rehearsals(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    version = access.get_version(request.viewer, pk, number)
    require(request.viewer, "view_scheme", version.scheme.owner)
    against = [one for one in queries.published(version.scheme) if one.number != version.number]
    trials = facts.trials(request.viewer, version.scheme)
    choices = {
        "against": [(one.number, _("第 %(n)s 版") % {"n": one.number}) for one in against],
        "trials": [(str(one.pk), facts.named(one)) for one in trials],
    }
    if request.method != "POST":
        return start_page(request, version, RehearsalForm(**choices))
    form = RehearsalForm(request.POST, request.FILES, **choices)
    if not form.is_valid():
        return start_page(request, version, form, 422)
    said = form.cleaned_data
    trial = next((one for one in trials if str(one.pk) == said["trial"]), None)
    try:
        row = operations.start_rehearsal(
            acting_user=request.user, at=request.at, version=version, against=next(one for one in against if one.number == said["against"]),
            period=trial.period if trial else said["period"], facts_from=facts.named(trial) if trial else said["facts"].name,
            fill=from_trial(trial) if trial else from_upload(version, said["facts"]),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return start_page(request, version, form, refused.status)
    return redirect("rehearsal", row.pk)


def from_trial(trial: Any) -> Callable[[Path], None]:
    """The roster, facts and the rest that a trial was settled with."""

    def fill(folder: Path) -> None:
        for path in folders.inputs_of(trial.pk).iterdir():
            shutil.copyfile(path, folder / path.name)
        found = folders.facts_of(trial.pk)
        if found is not None:
            shutil.copyfile(found, folder / found.name)

    return fill


def from_upload(version: Any, upload: Any) -> Callable[[Path], None]:
    """Today's roster of the owner's subtree, and the uploaded facts."""

    def fill(folder: Path) -> None:
        write_inputs(folder, version, version.scheme.owner)
        with (folder / f"facts{Path(upload.name).suffix.lower()}").open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)

    return fill


def start_page(request: HttpRequest, version: Any, form: RehearsalForm, status: int = 200) -> HttpResponse:
    context = context_of(request, version) | {
        "form": form if form.fields["against"].choices else None,
        "rehearsals": queries.rehearsals(version),
    }
    return render(request, "schemes/rehearsals.html", context, status=status)


@login_required
@require_safe
def rehearsal(request: HttpRequest, ident: Any) -> HttpResponse:
    row = access.get_rehearsal(request.viewer, ident)
    return render(
        request, "schemes/rehearsal.html", context_of(request, row.version) | {"rehearsal": row, "content": queries.content_with_names(row)}
    )


@login_required
@require_safe
def progress(request: HttpRequest, ident: Any) -> HttpResponse:
    """A fragment that asks again; when it is done the page is read anew."""
    row = access.get_rehearsal(request.viewer, ident)
    response = render(request, "schemes/progress.html", {"rehearsal": row})
    if row.state in ("done", "faulty"):
        response.headers["HX-Refresh"] = "true"
    return response
