"""Days, months added to days, and periods: their names, bounds and neighbours (section 1)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
STANDARD_NAME = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")
OWN_NAME = re.compile(r"(\d{4})(\D.*?)(\d*)")


class NoSuchPeriod(ValueError):
    """The name is of no period the scheme knows."""


@dataclass(frozen=True, order=True)
class Period:
    """A named stretch of days, both ends included."""

    first: date
    last: date
    kind: str
    name: str

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def holds(self, other: "Period") -> bool:
        return self.first <= other.first and other.last <= self.last


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """The largest n with start + n months ≤ end (negative if end lies before start)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def days_between(first: date, last: date) -> int:
    """Days from first to last, both counted; 0 if last lies before first."""
    return max(0, (last - first).days + 1)


class Calendar:
    """The period kinds of one scheme: month, quarter, half, year and its own."""

    def __init__(self, own_kinds: dict):
        self.own_kinds = own_kinds

    def named(self, name: str) -> Period:
        standard = STANDARD_NAME.fullmatch(name)
        if standard:
            year, half, quarter, month = (int(part) if part else None for part in standard.groups())
            if half:
                return self._standard("half", year, half * 6 - 5)
            if quarter:
                return self._standard("quarter", year, quarter * 3 - 2)
            return self._standard("month", year, month) if month else self._standard("year", year, 1)
        own = OWN_NAME.fullmatch(name)
        if own and own[2] in self.own_kinds:
            period = self._own(own[2], int(own[1]), int(own[3] or 1))
            if period.name == name:
                return period
        raise NoSuchPeriod(f"{name!r} is not the name of a period")

    def containing(self, kind: str, day: date) -> Period:
        """The period of this kind in which the day lies."""
        if kind == "day":
            return Period(day, day, "day", day.isoformat())
        if kind in MONTHS:
            return self._standard(kind, day.year, (day.month - 1) // MONTHS[kind] * MONTHS[kind] + 1)
        years = (day.year - 1, day.year, day.year + 1)
        candidates = [self._own(kind, year, number) for year in years for number in self._numbers(kind)]
        return next(period for period in candidates if period.contains(day))

    def before(self, period: Period) -> Period:
        return self.containing(period.kind, period.first - ONE_DAY)

    def year_before(self, kind: str, period: Period) -> Period:
        return self.containing(kind, add_months(period.first, -12))

    def inside(self, period: Period, kind: str, until: date) -> list[Period]:
        """All periods of this kind that lie in `period` and began by `until`."""
        found, current = [], self.containing(kind, period.first)
        while current.first <= min(period.last, until):
            if period.holds(current):
                found.append(current)
            current = self.containing(kind, current.last + ONE_DAY)
        return found

    def _standard(self, kind: str, year: int, month: int) -> Period:
        first = date(year, month, 1)
        last = add_months(first, MONTHS[kind]) - ONE_DAY
        names = {
            "month": f"{year}-{month:02}",
            "quarter": f"{year}-Q{(month + 2) // 3}",
            "half": f"{year}-H{(month + 5) // 6}",
            "year": f"{year}",
        }
        return Period(first, last, kind, names[kind])

    def _numbers(self, kind: str) -> range:
        return range(1, 12 // self._months(kind) + 1)

    def _months(self, kind: str) -> int:
        return self.own_kinds[kind].get("months", 12)

    def _own(self, kind: str, year: int, number: int) -> Period:
        """Number 1 begins on the declared day; the others follow it, each named by the year its own first day lies in."""
        if number not in self._numbers(kind):
            raise NoSuchPeriod(f"{year}{kind}{number}: there are {len(self._numbers(kind))} {kind} a year")
        month, day = map(int, self.own_kinds[kind]["start"].split("-"))
        months = self._months(kind)
        years = (year - 1, year)
        starts = [(date(cycle, month, day), (number - 1) * months) for cycle in years]
        start, offset = next(pair for pair in starts if add_months(*pair).year == year)
        first, end = add_months(start, offset), add_months(start, offset + months)
        running = str(number) if months < 12 else ""
        return Period(first, end - ONE_DAY, kind, f"{year}{kind}{running}")
