"""Who stands where on which day: organisations, roster, relations, parameters."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .calendar import Period
from .language import translate
from .numbers import has_decimals_at_most, number_or_none

UNDECLARED_TYPE = "党支部"


class RowError(ValueError):
    """A row of the world breaks its declaration: the settlement refuses."""


@dataclass(frozen=True)
class Row:
    """A dated row; `first` and `end` (the day after the last) may be open."""

    content: dict
    first: date | None
    end: date | None

    def holds_on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.end is None or day < self.end)


def dated(content: dict) -> Row:
    return Row(content, content.get("from"), content.get("to"))


class World:
    """The rows of one settlement that are not facts."""

    def __init__(self, rows: dict):
        rows = translate({key: parameter_rows(key, value) for key, value in rows.items()}, "world")
        self.people = group_rows(rows.get("roster", []), "id")
        self.organisations = group_rows(rows.get("organisations", []), "id")
        self.relations = [dated(row) for row in rows.get("relations", [])]
        self.parameters = rows.get("parameters", [])
        self.history = rows.get("history", [])
        self.feed = rows.get("feed", [])
        self._add_undeclared_organisations()
        check_attributes([*self.people.values(), *self.organisations.values()])

    def _add_undeclared_organisations(self) -> None:
        named = {row.content.get("organisation") for rows in self.people.values() for row in rows}
        for organisation in sorted(named - {None} - set(self.organisations)):
            self.organisations[organisation] = [dated({"id": organisation, "type": UNDECLARED_TYPE})]

    def knows(self, subject: str, is_person: bool) -> bool:
        """Whether the subject stands in the roster (the organisations) at any time, or only in relations."""
        named = {row.content[key] for row in self.relations for key in ("subject", "target")}
        known = self.people if is_person else self.organisations
        return subject in known or (subject in named and subject not in self.people and subject not in self.organisations)

    # --- rows on a day ---

    def rows_of(self, subject: str, is_person: bool) -> list[Row]:
        return (self.people if is_person else self.organisations).get(subject, [])

    def row_on(self, subject: str, is_person: bool, day: date) -> Row | None:
        return next((row for row in self.rows_of(subject, is_person) if row.holds_on(day)), None)

    def valued_day(self, subject: str | None, is_person: bool, day: date) -> date:
        """The day itself, or for someone who has left before it the last day in the roster."""
        if subject is None or self.row_on(subject, is_person, day):
            return day
        ends = [row.end for row in self.rows_of(subject, is_person) if row.end and row.end <= day]
        return max(ends) - timedelta(days=1) if ends else day

    def organisation_of(self, person: str, day: date) -> str | None:
        row = self.row_on(person, True, day)
        return row.content.get("organisation") if row else None

    def members_on(self, organisation: str, day: date) -> list[str]:
        return [person for person in self.people if self.organisation_of(person, day) == organisation]

    # --- days in the roster ---

    def days_enrolled(self, subject: str, is_person: bool, first: date, last: date) -> int:
        return sum(1 for day in each_day(first, last) if self.row_on(subject, is_person, day))

    def last_day_enrolled(self, subject: str, is_person: bool, first: date, last: date) -> date | None:
        days = (day for day in reversed(each_day(first, last)) if self.row_on(subject, is_person, day))
        return next(days, None)

    # --- the tree of organisations ---

    def parent_of(self, organisation: str | None, day: date) -> str | None:
        row = self.row_on(organisation, False, day) if organisation else None
        parent = row.content.get("parent") if row else None
        return parent if parent in self.organisations else None

    def chain_above(self, organisation: str | None, day: date) -> list[str]:
        """The organisation itself, its parent, and so on up."""
        chain = []
        while organisation and organisation not in chain:
            chain.append(organisation)
            organisation = self.parent_of(organisation, day)
        return chain

    def group_word(self, place: str | None, within: str, day: date) -> str | None:
        """What subjects that stand in (or are) an organisation share with their group."""
        if within in ("all", "organisation"):
            return "" if within == "all" else place
        if within == "parent":
            return self.parent_of(place, day)
        row = self.row_on(place, False, day) if place else None
        return row.content.get(within) if row else None

    # --- relations ---

    def relations_on(self, relation: str, day: date) -> list[tuple[str, str]]:
        """(subject, target) of every row of this relation on the day."""
        rows = (row.content for row in self.relations if row.holds_on(day))
        return [(row["subject"], row["target"]) for row in rows if row["relation"] == relation]

    def targets(self, subject: str, relation: str, day: date) -> list[str]:
        return unique(target for holder, target in self.relations_on(relation, day) if holder == subject)

    def holders(self, target: str | None, relation: str, day: date) -> list[str]:
        return unique(holder for holder, place in self.relations_on(relation, day) if place == target)

    # --- parameters ---

    def parameter(self, name: str, chain: list[str], day: date) -> Fraction | None:
        """The row of the nearest organisation of the chain, of those the latest begun by the day (then the last written)."""
        rows = [row for row in self.parameters if row["name"] == name and row.get("from", day) <= day]
        for place in [*chain, None]:
            here = [row for row in rows if row.get("organisation") == place]
            if here:
                return max(reversed(here), key=lambda row: row.get("from", date.min))["value"]
        return None


def parameter_rows(key: str, written):
    """Parameters may be written as name: value; everything else stays as it is."""
    if key in ("parameters", "参数") and isinstance(written, dict):
        return [{"name": name, "value": value} for name, value in written.items()]
    return written


def group_rows(rows: list[dict], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(dated(row))
    return groups


def each_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def unique(items) -> list:
    return list(dict.fromkeys(items))


def check_attributes(groups: list[list[Row]]) -> None:
    for row in (row for group in groups for row in group):
        for name, value in row.content.get("attributes", {}).items():
            number = number_or_none(value)
            if number is not None and not has_decimals_at_most(number, 6):
                raise RowError(f"属性 {name} of {row.content['id']}: more than six decimals: {value}")


def clip(period: Period, last: date) -> tuple[date, date]:
    """The days of the period up to `last`."""
    return period.first, min(period.last, last)
