"""Facts: read and checked against their declaration, reversed pairs dropped, put in fact order, credited to subjects."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .language import translate
from .numbers import has_decimals_at_most
from .world import RowError, World


@dataclass(frozen=True)
class Fact:
    """One row of the ledger. `place` is its position in fact order; None stands for an empty cell."""

    id: str
    subject: str
    kind: str
    is_of_person: bool
    is_state: bool
    date: date
    until: date | None
    recorded: date
    quantity: Fraction | None
    mark: Fraction | None
    level: str | None
    matter: str | None
    role: str | None
    rater: str | None
    by: str | None
    place: int

    def last_day(self, as_of: date) -> date:
        """The last day of a state (up to as-of where it is open); an event ends on its day unless its row says otherwise."""
        if self.until is not None:
            return self.until
        return as_of if self.is_state else self.date


class Ledger:
    """The facts of one settlement that were known on the known-at day and not reversed."""

    def __init__(self, rows: list[dict], kinds: dict[str, dict], known_at: date, world: World):
        self.kinds = kinds
        self.names = {kind.get("code", name): name for name, kind in kinds.items()} | {name: name for name in kinds}
        self.world = world
        rows = number_rows(rows)
        self._check(rows)
        admitted = [row for row in rows if recorded_on(row) <= known_at]
        standing = [row for row in drop_reversed(admitted) if "reverses" not in row]
        self.facts = [self._read(row, place) for place, row in enumerate(sorted(standing, key=fact_order))]

    def kind_named(self, name: str) -> str:
        if name not in self.names:
            raise RowError(f"事项 {name!r} is not declared in the scheme")
        return self.names[name]

    def _check(self, rows: list[dict]) -> None:
        for row in rows:
            if "reverses" not in row:
                name = self.kind_named(row["kind"])
                check_row(row, name, self.kinds[name])

    def _read(self, row: dict, place: int) -> Fact:
        name = self.kind_named(row["kind"])
        kind = self.kinds[name]
        quantity = row.get("quantity", None if "unit" in kind else Fraction(1))
        return Fact(
            id=row["id"],
            subject=row["subject"],
            kind=name,
            is_of_person=kind.get("subject", "person") == "person",
            is_state=kind.get("form") == "state",
            date=row["date"],
            recorded=recorded_on(row),
            quantity=quantity,
            place=place,
            **{name: row.get(name) for name in ("until", "mark", "level", "matter", "role", "rater", "by")},
        )

    def of_kinds(self, names: list[str], as_of: date) -> list[Fact]:
        kinds = {self.kind_named(name) for name in names}
        return [fact for fact in self.facts if fact.kind in kinds and fact.date <= as_of]

    def credited_to(self, fact: Fact, whose, table_is_of_people: bool) -> list[str]:
        """The subjects to whom the fact is credited under `whose`, on the fact's day."""
        world, day = self.world, fact.date
        if isinstance(whose, dict):
            return self._credited_by_relation(fact, whose)
        if whose == "self":
            return [fact.subject] if fact.is_of_person == table_is_of_people else []
        if whose == "organisation":
            return [] if fact.is_of_person else world.members_on(fact.subject, day)
        place = world.organisation_of(fact.subject, day) if fact.is_of_person else None
        return world.chain_above(place, day) if whose == "all_members" else [place] if place else []

    def _credited_by_relation(self, fact: Fact, whose: dict) -> list[str]:
        world, day = self.world, fact.date
        if "related" in whose:
            return world.holders(fact.subject, whose["related"], day)
        if "related_by" in whose:
            return world.targets(fact.subject, whose["related_by"], day)
        place = world.organisation_of(fact.subject, day) if fact.is_of_person else None
        return world.holders(place, whose["led"], day) if place else []


# --- reading rows -----------------------------------------------------------------------------------------------------


def number_rows(rows: list[dict]) -> list[dict]:
    """An empty id is the running number of the row."""
    rows = translate(rows, "[fact]")
    return [{"id": str(number), **row} for number, row in enumerate(rows, start=1)]


def recorded_on(row: dict) -> date:
    return row.get("recorded", row["date"])


def drop_reversed(admitted: list[dict]) -> list[dict]:
    """Rows that no acting reversal names. A reversal acts unless it is itself reversed by one that acts."""
    reversals: dict[str, list[str]] = {}
    for row in admitted:
        if "reverses" in row:
            reversals.setdefault(row["reverses"], []).append(row["id"])

    def is_cancelled(identity: str, above: tuple[str, ...] = ()) -> bool:
        if identity in above:
            raise RowError(f"更正 {identity}: the reversals name each other in a circle")
        return any(not is_cancelled(reversal, (*above, identity)) for reversal in reversals.get(identity, []))

    return [row for row in admitted if not is_cancelled(row["id"])]


def fact_order(row: dict) -> tuple:
    return (row["date"], recorded_on(row), id_order(row["id"]))


def id_order(identity: str) -> tuple:
    """Whole numbers by size, then all other ids as text."""
    return (0, int(identity), identity) if identity.isascii() and identity.isdecimal() else (1, 0, identity)


def check_row(row: dict, name: str, kind: dict) -> None:
    """A row error for every cell outside its declaration."""
    wrong = []
    for cell, words in (("level", "levels"), ("role", "roles")):
        if cell in row and words in kind and row[cell] not in kind[words]:
            wrong.append(f"{cell} {row[cell]!r} is not in the list")
    for cell, bounds in (("quantity", "quantity_range"), ("mark", "mark_range")):
        if cell in row and bounds in kind and not kind[bounds][0] <= row[cell] <= kind[bounds][1]:
            wrong.append(f"{cell} {row[cell]} is outside its range")
    for cell, places in (("quantity", kind.get("decimals", 0)), ("mark", 6)):
        if cell in row and not has_decimals_at_most(row[cell], places):
            wrong.append(f"{cell} {row[cell]} has more than {places} decimals")
    if kind.get("matter") == "required" and "matter" not in row:
        wrong.append("the matter is required")
    if wrong:
        raise RowError(f"事项 {name}, row {row['id']}: {'; '.join(wrong)}")
