"""A year's days as twelve months of weeks, Monday first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from biaochi.portal.calendar.days import Day


@dataclass(frozen=True)
class Month:
    number: int
    weeks: list[list[Day | None]]
    working: int


def months_of(days: Sequence[Day]) -> Iterator[Month]:
    for number in range(1, 13):
        own = [day for day in days if day.day.month == number]
        cells: list[Day | None] = [None] * own[0].day.weekday() + list(own)
        cells += [None] * (-len(cells) % 7)
        weeks = [cells[place : place + 7] for place in range(0, len(cells), 7)]
        yield Month(number, weeks, sum(day.is_working for day in own))
