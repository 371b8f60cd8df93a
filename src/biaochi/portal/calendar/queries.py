"""Reading the calendar as this installation keeps it."""

from datetime import date

from biaochi.portal.calendar.days import Corrections, Counted, Day, add_days, add_working_days
from biaochi.portal.calendar.models import DayCorrection, Deadline


def corrections() -> Corrections:
    rows = DayCorrection.objects.values_list("day", "is_working", "note")
    return Corrections({day: (is_working, note) for day, is_working, note in rows})


def days_of_year(year: int) -> list[Day]:
    known = corrections()
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    return [known.on(date.fromordinal(number)) for number in range(first, after)]


def count(start: date, days: int, is_working: bool, known: Corrections | None = None) -> Counted:
    known = known or corrections()
    return add_working_days(start, days, known) if is_working else add_days(start, days, known)


def due_on(kind: str, object_id: object) -> date | None:
    return Deadline.objects.filter(kind=kind, object_id=str(object_id)).values_list("due_on", flat=True).first()
