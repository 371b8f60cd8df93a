"""What several pages of the roster share: answering a form with an operation, links, cells."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.queries.people import name_of
from biaochi.portal.web.roster.changes import Change


def answer(request: HttpRequest, change: Change, subject: Any, form: forms.Form, title: str, back: str) -> HttpResponse:
    """Show the form, or carry the change out and go ``back``; a refusal stands above the form with everything that was written."""
    if request.method == "POST" and form.is_valid():
        told = carried_out(lambda: change.act(request, subject, form.cleaned_data), form)
        if told:
            messages.success(request, _("已登记：%(what)s。") % {"what": change.label})
            return redirect(back)
    context = {"form": form, "change": change, "title": title, "back": back}
    return render(request, "roster/change.html", context, status=422 if request.method == "POST" else 200)


def carried_out(act: Callable[[], Any], form: forms.Form) -> bool:
    """Whether ``act`` took effect; a refusal is put on the form."""
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def organisation_address(pk: int) -> str:
    return reverse("roster_organisation", args=[pk])


def member_address(code: str) -> str:
    return reverse("roster_member", args=[code])


def person_cells() -> Mapping[str, Callable[[Any], Any]]:
    """Cells of a list of spells."""
    return {
        "name": lambda row: name_of(row.member),
        "link": lambda row: member_address(row.member.code),
        "organisation": lambda row: row.organisation.name if row.organisation else "",
        "flags": lambda row: row.flags.replace(";", "、"),
    }


def day_text(value: Any) -> str:
    return value.isoformat() if value else ""
