"""Setting days and deadlines. A stored deadline is only ever lengthened: who was told a day may rely on it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.calendar import queries
from biaochi.portal.calendar.models import DayCorrection, Deadline


class DayIsSo(Refused):
    pass


@transaction.atomic
def correct_day(*, acting_user_id: int, at: datetime, day: date, is_working: bool, note: str) -> int:
    """Set one day; returns how many open deadlines became later. Raises ``DayIsSo`` where nothing would change."""
    before = queries.corrections().on(day)
    if before.is_corrected and (before.is_working, before.name) == (is_working, note):
        raise DayIsSo(_("%(day)s 已经是这样，没有改动。") % {"day": day})
    DayCorrection.objects.update_or_create(day=day, defaults={"is_working": is_working, "note": note})
    later = lengthen_deadlines(since=day)
    details = {"day": day.isoformat(), "is_working": is_working, "deadlines_lengthened": later}
    audit.record(at=at, actor_id=acting_user_id, action=Action.CALENDAR_CORRECTED, of=("day", day.isoformat()), details=details)
    return later


@transaction.atomic
def take_correction_back(*, acting_user_id: int, at: datetime, day: date) -> int:
    """The day is again as published; deadlines that became later stay later."""
    gone, _rows = DayCorrection.objects.filter(day=day).delete()
    if not gone:
        raise DayIsSo(_("%(day)s 没有更正过，没有改动。") % {"day": day})
    later = lengthen_deadlines(since=day)
    details = {"day": day.isoformat(), "deadlines_lengthened": later}
    audit.record(at=at, actor_id=acting_user_id, action=Action.CALENDAR_CORRECTED, of=("day", day.isoformat()), details=details)
    return later


def set_deadline(*, kind: str, object_id: object, starts_on: date, days: int, is_working: bool) -> Deadline:
    """Count a deadline and store it; part of the operation that starts the clock, which writes the record."""
    counted = queries.count(starts_on, days, is_working)
    return Deadline.objects.create(
        kind=kind, object_id=str(object_id), starts_on=starts_on, days=days, is_working=is_working, due_on=counted.day
    )


def lengthen_deadlines(*, since: date) -> int:
    """Count every deadline that ends on ``since`` or later anew, and keep the later of the two days."""
    known, later = queries.corrections(), []
    for deadline in Deadline.objects.select_for_update().filter(due_on__gte=since).order_by("pk"):
        day = queries.count(deadline.starts_on, deadline.days, deadline.is_working, known).day
        if day > deadline.due_on:
            deadline.due_on = day
            later.append(deadline)
    Deadline.objects.bulk_update(later, ["due_on"], batch_size=500)
    return len(later)
