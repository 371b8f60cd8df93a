"""Choosing an organisation and a scheme, filling in the template, handing the table in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.access import get_organisation, require, within
from biaochi.portal.scores import access, operations, queries, settling, workbooks
from biaochi.portal.web.kit.lists import disposition
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.trials.forms import Choose, Upload

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    require(request.viewer, access.PERMISSION)
    organisations = list(queries.organisations(within(request.viewer, access.PERMISSION)))
    asked = request.GET.get("organisation", "")
    first = organisations[0] if organisations else None
    organisation = get_organisation(request.viewer, int(asked), access.PERMISSION) if asked.isdecimal() else first
    versions = list(access.versions_for(request.viewer, organisation)) if organisation else []
    if len(organisations) == 1 and len(versions) == 1:
        return redirect("trial_make", organisation.pk, versions[0].pk)
    form = (
        Choose({"organisation": organisation.pk if organisation else ""}, organisations=organisations) if len(organisations) > 1 else None
    )
    listed = [(version, queries.is_draft(version)) for version in versions]
    return render(request, "trials/choose.html", {"form": form, "organisation": organisation, "versions": listed})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def make(request: HttpRequest, organisation: int, version: int) -> HttpResponse:
    place, chosen = access.get_choice(request.viewer, organisation, version)
    needs = queries.needs_of(chosen, request.today)
    seen = access.trials_seen(request.viewer)
    kept = queries.kept_periods(chosen, place, seen)
    form = Upload(request.POST or None, request.FILES or None, periods=needs.periods, kept=kept)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        history = queries.earlier_kept(chosen, place, asked["period"], seen) if asked.get("with_history") else []
        try:
            made = operations.make_trial(
                acting_user=request.user,
                at=request.at,
                version=chosen,
                organisation=place,
                period=asked["period"],
                file_name=asked["file"].name,
                chunks=asked["file"].chunks(),
                history_from=history,
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            settling.settle_soon(made)
            return redirect("trial", made.pk)
    context = {"organisation": place, "version": chosen, "is_draft": queries.is_draft(chosen), "needs": needs, "kept": kept, "form": form}
    return render(request, "trials/make.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def template(request: HttpRequest, organisation: int, version: int) -> HttpResponse:
    """The workbook to fill in; with the names of the roster it is an export, and recorded."""
    place, chosen = access.get_choice(request.viewer, organisation, version)
    if queries.needs_of(chosen, request.today).errors:
        return redirect(reverse("trial_make", args=(organisation, version)))
    subjects = queries.subjects_of(place, request.today)
    operations.record_template(acting_user=request.user, at=request.at, version=chosen, organisation=place, rows=len(subjects))
    response = HttpResponse(workbooks.template(chosen, subjects), content_type=EXCEL)
    response.headers["Content-Disposition"] = disposition(_("台账模板 %(scheme)s.xlsx") % {"scheme": chosen.scheme.title})
    return response
