"""Periods (周期): named, half-open runs of days, and how they nest and follow each other.

Words: a *kind* is day, month, quarter, half, year or one the scheme declares; days are numbers since 1970-01-01.

Worked example: ``parse("2025-Q3")`` runs from 2025-07-01 up to, not including, 2025-10-01; its children of kind month are
2025-07, 2025-08, 2025-09; the one before it is 2025-Q2.
"""

from __future__ import annotations

import calendar as months_of_year
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPOCH = date(1970, 1, 1).toordinal()
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class PeriodNotUnderstood(ValueError):
    """The text names no period."""


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH


def day_of(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


def add_months(number: int, months: int) -> int:
    """The same day of the month so many months later, or that month's last day."""
    day = day_of(number)
    month = day.year * 12 + day.month - 1 + months
    year, month = divmod(month, 12)
    if not 1 <= year <= 9998:
        return 2**30 if months > 0 else -(2**30)
    last = months_of_year.monthrange(year, month + 1)[1]
    return day_number(date(year, month + 1, min(day.day, last)))


def months_between(start: int, end: int) -> int:
    """The most months that can be added to one day without passing the other (negative if that lies before)."""
    one, two = day_of(start), day_of(end)
    months = (two.year - one.year) * 12 + two.month - one.month
    return months if add_months(start, months) <= end else months - 1


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """``start`` inclusive, ``end`` exclusive, as day numbers."""

    start: int
    end: int
    kind: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A kind the scheme declares: the first one of a year starts on this month and day."""

    month: int
    day: int
    months: int


class Calendar:
    """The period kinds of one scheme: the five of the calendar year and its own."""

    def __init__(self, own: Mapping[str, OwnKind] | None = None) -> None:
        self.own = dict(own or {})

    def parse(self, text: str) -> Period:
        """The period with this name. Raises PeriodNotUnderstood."""
        text = text.strip()
        if match := re.fullmatch(r"(\d{4})", text):
            return self._at(int(match[1]), "year", 0)
        if match := re.fullmatch(r"(\d{4})-H([12])", text):
            return self._at(int(match[1]), "half", int(match[2]) - 1)
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return self._at(int(match[1]), "quarter", int(match[2]) - 1)
        if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text):
            return self._at(int(match[1]), "month", int(match[2]) - 1)
        for kind, own in self.own.items():
            match = re.fullmatch(r"(\d{4})" + re.escape(kind) + r"(\d{1,2})?", text)
            if match and (own.months == 12) == (match[2] is None):
                number = int(match[2] or 1) - 1
                if 0 <= number < 12 // own.months:
                    return self._at(int(match[1]), kind, number)
        raise PeriodNotUnderstood(text)

    def _at(self, year: int, kind: str, number: int) -> Period:
        """The period of that kind that starts in the year, with its running number (from 0, an own kind's from its declared day)."""
        if kind == "day":
            day = day_number(date(year, 1, 1)) + number
            return Period(day, day + 1, "day", day_of(day).isoformat())
        if kind in self.own:
            own = self.own[kind]
            first = self._first_of(own, year)
            if day_of(add_months(first, number * own.months)).year > year:
                first = self._first_of(own, year - 1)
            start, end = add_months(first, number * own.months), add_months(first, (number + 1) * own.months)
            return Period(start, end, kind, f"{year}{kind}" + (str(number + 1) if own.months < 12 else ""))
        months = MONTHS[kind]
        start = day_number(date(year, 1 + number * months, 1))
        end = add_months(start, months)
        name = {
            "year": f"{year}",
            "half": f"{year}-H{number + 1}",
            "quarter": f"{year}-Q{number + 1}",
            "month": f"{year}-{number + 1:02d}",
        }[kind]
        return Period(start, end, kind, name)

    @staticmethod
    def _first_of(own: OwnKind, year: int) -> int:
        return day_number(date(year, own.month, min(own.day, months_of_year.monthrange(year, own.month)[1])))

    def containing(self, kind: str, day: int) -> Period:
        """The period of that kind in which the day lies."""
        when = day_of(day)
        if kind == "day":
            return Period(day, day + 1, "day", when.isoformat())
        if kind in self.own:
            for year in (when.year, when.year - 1, when.year + 1):
                for number in range(12 // self.own[kind].months):
                    period = self._at(year, kind, number)
                    if period.start <= day < period.end:
                        return period
            raise PeriodNotUnderstood(f"{kind} {when}")
        return self._at(when.year, kind, (when.month - 1) // MONTHS[kind])

    def previous(self, period: Period) -> Period:
        return self.containing(period.kind, period.start - 1)

    def last_year(self, period: Period) -> Period:
        """The period of the same kind twelve months before."""
        return self.containing(period.kind, add_months(period.start, -12))

    def children(self, kind: str, period: Period) -> list[Period]:
        """All periods of that kind that lie inside this one, in order."""
        found = []
        child = self.containing(kind, period.start)
        if child.start < period.start:
            child = self.containing(kind, child.end)
        while child.end <= period.end:
            found.append(child)
            child = self.containing(kind, child.end)
        return found

    def sub_periods(self, kind: str, period: Period) -> list[Period]:
        """The period itself for its own kind, else its children."""
        return [period] if kind in ("period", period.kind) else self.children(kind, period)


def bucket(days: NDArray[Any], kind: str, calendar: Calendar) -> NDArray[np.int64]:
    """(n,) for each day the first day of the period of that kind in which it lies (the day itself for ``day``)."""
    if kind == "day":
        return days.astype(np.int64)
    unique, inverse = np.unique(days, return_inverse=True)
    starts = np.fromiter((calendar.containing(kind, int(d)).start for d in unique), np.int64, len(unique))
    return starts[inverse]
