"""The screen's first page: a search, and the tree unfolded a level at a time."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.documents.account_slips import slips_pdf
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.access import get_organisation, may, require, within
from biaochi.portal.organisation.queries import people, structure
from biaochi.portal.users.models import Duty
from biaochi.portal.web.kit.once import answered_once, only_answer
from biaochi.portal.web.roster.accounts import pdf
from biaochi.portal.web.roster.forms import Founding
from biaochi.portal.web.roster.shared import carried_out


@login_required
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    if viewer.duty == Duty.SYSTEM and structure.is_empty():
        return redirect("roster_found")
    require(viewer, "view_roster")
    scope = within(viewer, "view_roster")
    text = request.GET.get("q", "").strip()[:40]
    context = {"text": text, "may_change": may(viewer, "change_roster")}
    if text:
        context |= {
            "found": people.search(text, within(viewer, "view_roster", "organisation__path"), viewer.day),
            "organisations": structure.search(text, scope),
        }
    else:
        context |= {"level": structure.tops(viewer, scope, viewer.day)}
    if request.htmx and request.htmx.target == "roster-body":
        return render(request, "roster/roster.html#body", context)
    return render(request, "roster/roster.html", context)


@login_required
@require_safe
def below(request: HttpRequest, pk: int) -> HttpResponse:
    """The next level under one organisation, as a fragment of the tree."""
    organisation = get_organisation(request.viewer, pk, "view_roster")
    return render(request, "roster/level.html", {"level": structure.below(organisation, request.viewer.day), "parent": organisation})


@login_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for a field that names an organisation; the field's own name is the only parameter."""
    require(request.viewer, "change_roster")
    text = next(iter(request.GET.values()), "").strip()[:40]
    return render(request, "roster/suggest.html", {"found": structure.search(text, within(request.viewer, "change_roster"))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def found(request: HttpRequest) -> HttpResponse:
    """The first organisation and its clerk, by the system administrator, once."""
    if request.viewer.duty != Duty.SYSTEM or not structure.is_empty():
        raise NotThere("founding")
    form = Founding(request.POST or None)
    made = []

    def act() -> None:
        given = dict(form.cleaned_data)
        made.append(
            operations.found_installation(acting_user=request.user, at=request.at, today=request.today, clerk_status="正式党员", **given)
        )

    if request.method == "POST" and form.is_valid() and carried_out(act, form):
        address = request.build_absolute_uri("/")
        content = slips_pdf([made[0].slip], where=form.cleaned_data["name"], address=address)
        return only_answer(pdf(content, _("账号条")))
    return render(request, "roster/found.html", {"form": form}, status=422 if request.method == "POST" else 200)
