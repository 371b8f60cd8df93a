"""The working calendar: a year at a glance, corrected a day at a time."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.calendar import operations, queries
from biaochi.portal.calendar.days import is_covered
from biaochi.portal.organisation.access import may, require
from biaochi.portal.web.calendar.forms import DayForm, DayOnly
from biaochi.portal.web.calendar.months import months_of
from biaochi.portal.web.kit.lists import Column, Listing, workbook
from biaochi.portal.web.kit.once import answered_once


@login_required
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else request.today.year
    days = queries.days_of_year(number)
    if request.GET.get("as") == "xlsx":
        columns = [
            Column(_("日期"), lambda day: day.day.isoformat()),
            Column(_("上班"), lambda day: _("上班") if day.is_working else _("休")),
            Column(_("说明"), lambda day: day.name, is_wide=True),
        ]
        return workbook(request, Listing(_("%(year)s 年工作日历") % {"year": number}, columns, days))
    return page(request, number, days, DayForm(initial={"day": request.today}))


def page(request: HttpRequest, number: int, days: list, form: DayForm, status: int = 200) -> HttpResponse:
    context = {
        "year": number,
        "months": list(months_of(days)),
        "is_covered": is_covered(number),
        "working": sum(day.is_working for day in days),
        "corrected": [day for day in days if day.is_corrected],
        "form": form if may(request.viewer, "change_calendar") else None,
    }
    return render(request, "calendar/year.html", context, status=status)


def year_address(number: int) -> str:
    return f"{reverse('calendar')}?year={number}"


@login_required
@require_POST
@answered_once
def correct(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "change_calendar")
    form = DayForm(request.POST)
    if not form.is_valid():
        return page(request, request.today.year, queries.days_of_year(request.today.year), form, status=422)
    day = form.cleaned_data["day"]
    later = operations.correct_day(acting_user_id=request.user.pk, at=request.at, **form.cleaned_data)
    messages.success(request, _("已更正 %(day)s。%(count)s 个期限因此顺延，没有期限提前。") % {"day": day, "count": later})
    return redirect(year_address(day.year))


@login_required
@require_POST
@answered_once
def take_back(request: HttpRequest) -> HttpResponse:
    require(request.viewer, "change_calendar")
    form = DayOnly(request.POST)
    if not form.is_valid():
        return redirect("calendar")
    day = form.cleaned_data["day"]
    operations.take_correction_back(acting_user_id=request.user.pk, at=request.at, day=day)
    messages.success(request, _("已撤销对 %(day)s 的更正；已经顺延的期限不再提前。") % {"day": day})
    return redirect(year_address(day.year))
