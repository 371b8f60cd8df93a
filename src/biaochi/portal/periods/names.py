"""The periods that a scheme's tables settle, by name: 2025, 2025-H1, 2025-Q3, 2025-07, or a kind the scheme declares.

Opening, closing and sealing periods come with the ledger; until then a period is its name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from biaochi.scoring.periods import Calendar, OwnKind, Period, day_number, day_of

EARLIER = 14
"""How many ended periods of each kind are offered."""


@dataclass(frozen=True)
class PeriodChoice:
    name: str
    kind: str
    first_on: date
    last_on: date
    is_over: bool

    @property
    def label(self) -> str:
        return label_of(self.name, self.kind)


def choices(kinds: Iterable[str], own: Mapping[str, OwnKind], today: date) -> list[PeriodChoice]:
    """For each kind, the period that holds ``today`` and those before it, the latest first."""
    calendar, found = Calendar(own), []
    for kind in dict.fromkeys(kinds):
        period = calendar.containing(kind, day_number(today))
        for _step in range(EARLIER + 1):
            found.append(choice_of(period, today))
            period = calendar.previous(period)
    return found


def choice_of(period: Period, today: date) -> PeriodChoice:
    return PeriodChoice(period.name, period.kind, day_of(period.start), day_of(period.end - 1), day_of(period.end) <= today)


def label_of(name: str, kind: str) -> str:
    """A period's name as it is spoken."""
    year, _dash, part = name.partition("-")
    if kind == "year":
        return _("%(year)s 年") % {"year": year}
    if kind == "half":
        return (_("%(year)s 年上半年") if part == "H1" else _("%(year)s 年下半年")) % {"year": year}
    if kind == "quarter":
        return _("%(year)s 年第 %(number)s 季度") % {"year": year, "number": part[1:]}
    if kind == "month":
        return _("%(year)s 年 %(number)s 月") % {"year": year, "number": int(part)}
    return name
