"""One person: where they stood and as what, posts, relations, exemptions, account, and what can be changed about them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.access import get_member, may
from biaochi.portal.organisation.queries import people
from biaochi.portal.web.kit.once import answered_once, only_answer
from biaochi.portal.web.roster.changes import MEMBER, Change
from biaochi.portal.web.roster.forms import Ending, initial_day
from biaochi.portal.web.roster.shared import answer, member_address

ON_ROSTER = ("transfer", "status", "flags", "attribute", "post", "relation", "exempt", "person", "leave")
ELSEWHERE = ("return", "person")


def context_of(request: HttpRequest, member: Any) -> dict[str, Any]:
    viewer = request.viewer
    sight = people.sight(member, viewer.day)
    home = sight.spell.organisation if sight.spell else sight.spells[0].organisation if sight.spells else None
    may_change = home is not None and may(viewer, "change_roster", home)
    names = (ON_ROSTER if sight.spell else ELSEWHERE) if may_change else ()
    return {
        "sight": sight,
        "member": member,
        "home": home,
        "may_see_home": home is not None and may(viewer, "view_roster", home),
        "is_self": member.pk == viewer.member_id,
        "may_change": may_change,
        "may_unmask": member.pk == viewer.member_id or (home is not None and may(viewer, "unmask_person", home)),
        "may_give_accounts": home is not None and may(viewer, "give_accounts", home),
        "changes": [(name, MEMBER[name]) for name in names],
        "today": viewer.day,
    }


@login_required
@require_safe
def member(request: HttpRequest, code: str) -> HttpResponse:
    one = get_member(request.viewer, code, "view_roster")
    return render(request, "roster/member.html", context_of(request, one))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    one = get_member(request.viewer, code, "change_roster")
    if what not in MEMBER:
        raise Http404
    wanted = MEMBER[what]
    sight = people.sight(one, request.viewer.day)
    form = wanted.form(request.viewer, request.POST or None, initial={**initial_day(wanted.form, request.today), **wanted.begins(sight)})
    return answer(request, wanted, one, form, sight.name, member_address(code))


ENDINGS = {
    "post": (
        gettext_lazy("免职"),
        people.appointment,
        lambda request, row, data: operations.end_appointment(acting_user=request.user, at=request.at, appointment=row, on=data["on"]),
    ),
    "relation": (
        gettext_lazy("结束关系"),
        people.relation,
        lambda request, row, data: operations.end_relation(acting_user=request.user, at=request.at, relation=row, on=data["on"]),
    ),
    "exemption": (
        gettext_lazy("结束免评"),
        people.exemption,
        lambda request, row, data: operations.end_exemption(acting_user=request.user, at=request.at, exemption=row, on=data["on"]),
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answered_once
def end(request: HttpRequest, code: str, what: str, pk: int) -> HttpResponse:
    """The last day but one of a post, a relation or an exemption of this person."""
    one = get_member(request.viewer, code, "change_roster")
    if what not in ENDINGS:
        raise Http404
    label, find, act = ENDINGS[what]
    row = find(pk)
    if row is None or row.member_id != one.pk:
        raise NotThere(f"{what} {pk}")
    form = Ending(request.viewer, request.POST or None, initial={"on": request.today})
    return answer(request, Change(label, Ending, act, is_grave=True), row, form, people.name_of(one), member_address(code))


@login_required
@require_POST
@answered_once
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back the next change that has not come yet."""
    one = get_member(request.viewer, code, "change_roster")
    operations.withdraw_later_change(acting_user=request.user, at=request.at, member=one, after=request.today)
    messages.success(request, _("未到期的变更已撤回。"))
    return redirect(member_address(code))


@login_required
@require_POST
@answered_once
def unmask(request: HttpRequest, code: str) -> HttpResponse:
    """Telephone, outside id and reasons in clear, once; the person is told."""
    one = get_member(request.viewer, code, "view_roster")
    context = context_of(request, one)
    if not context["may_unmask"]:
        raise NotThere(f"member {code}")
    with_reasons = context["is_self"] or (context["home"] is not None and may(request.viewer, "view_exemption_reason", context["home"]))
    clear = operations.unmask_person(
        acting_user=request.user, at=request.at, member=one, link=member_address(code), with_reasons=with_reasons
    )
    reasons = dict(clear.reasons)
    told = [(row, reasons.get(row.pk, "")) for row in context["sight"].exemptions]
    return only_answer(render(request, "roster/member.html", {**context, "clear": clear, "told_exemptions": told}))
