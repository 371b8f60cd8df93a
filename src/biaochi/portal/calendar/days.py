"""Working days in China: weekdays, less the State Council's holidays, plus its make-up days, corrected by this installation.

The published notices come with the package ``chinesecalendar`` and reach one year ahead at most. Beyond them only weekdays are known:
every answer says so (``is_estimated``), and nothing is guessed silently. Worked example: six working days from 2025-09-26 pass over
the make-up Sunday 28 September (worked) and the holidays from 1 to 8 October, and end on 11 October, a make-up Saturday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

FIRST_YEAR = min(holidays).year
LAST_YEAR = max(max(holidays), max(workdays)).year

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One day: whether it is worked, the holiday's name where it is one, and whether that is only a guess by weekday."""

    day: date
    is_working: bool
    name: str = ""
    is_estimated: bool = False
    is_corrected: bool = False


@dataclass(frozen=True)
class Corrections:
    """What this installation set, day by day: (is worked, note)."""

    days: Mapping[date, tuple[bool, str]]

    def on(self, day: date) -> Day:
        if day in self.days:
            is_working, note = self.days[day]
            return Day(day, is_working, note, is_corrected=True)
        return published(day)


def is_covered(year: int) -> bool:
    """Whether the State Council's notice for ``year`` is in the package."""
    return FIRST_YEAR <= year <= LAST_YEAR


def published(day: date) -> Day:
    if not is_covered(day.year):
        return Day(day, day.weekday() < 5, is_estimated=True)
    if day in holidays:
        return Day(day, False, chinese_calendar.Holiday(holidays[day]).chinese)
    if day in workdays:
        return Day(day, True, chinese_calendar.Holiday(workdays[day]).chinese)
    return Day(day, day.weekday() < 5)


@dataclass(frozen=True)
class Counted:
    """A day that was counted to; ``is_estimated`` where a day on the way stands in a year without a published notice."""

    day: date
    is_estimated: bool


def add_working_days(start: date, days: int, corrections: Corrections) -> Counted:
    """The ``days``-th working day after ``start`` (民事期间: the day itself is not counted)."""
    day, is_estimated = start, False
    while days > 0:
        day += ONE
        found = corrections.on(day)
        is_estimated |= found.is_estimated
        days -= found.is_working
    return Counted(day, is_estimated)


def add_days(start: date, days: int, corrections: Corrections) -> Counted:
    """``days`` calendar days after ``start``; a last day that is not worked passes to the next working day."""
    day = start + days * ONE
    found = corrections.on(day)
    while not found.is_working:
        day += ONE
        found = corrections.on(day)
    return Counted(day, found.is_estimated)
