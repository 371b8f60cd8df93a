"""What an amount, an expression or a condition is read against: one subject of one settled table, on one day."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from .calendar import Period
from .ledger import Fact
from .world import Row

if TYPE_CHECKING:
    from .card import Card
    from .settlement import Settlement


@dataclass(frozen=True)
class Item:
    """The facts of one subject that are measured together (section 6, measure).

    `key` tells the group: ("fact", Fact), ("matter", text), ("day", date) or (a period kind, Period). `span` is the item's
    period: the sub-period it stands for, else the table's period. `ordinals` are the places of the facts among all the
    facts the rule matched for the subject: 1, 2, …
    """

    key: tuple
    facts: tuple[Fact, ...]
    ordinals: tuple[int, ...]
    span: Period
    date: date

    @property
    def fact(self) -> Fact | None:
        """The fact that dates the item and gives its level, role and matter."""
        return self.facts[-1] if self.facts else None


@dataclass(frozen=True)
class Scope:
    """One subject on one day. `item`, `fact` and `rule` only inside a rule; `card` once there are results to read.

    `on_facts_day`: looked at on the day of a fact (`where`, `except`), not as valued at as-of.
    """

    settlement: "Settlement"
    subject: str | None
    is_person: bool
    day: date
    on_facts_day: bool = False
    item: Item | None = None
    fact: Fact | None = None
    rule: dict | None = None
    card: "Card | None" = None
    target: "Scope | None" = None  # an outcome's amount reads attributes and posts there

    def on(self, **changes) -> "Scope":
        return replace(self, **changes)

    def at_as_of(self) -> "Scope":
        """As-of, or for someone who has left before it the last day in the roster."""
        return self.on(day=self.world.valued_day(self.subject, self.is_person, self.settlement.as_of), on_facts_day=False)

    @property
    def latest(self) -> date:
        """The last day whose facts count."""
        return self.day if self.on_facts_day else self.settlement.as_of

    @property
    def run(self):
        return self.settlement.run

    @property
    def world(self):
        return self.settlement.run.world

    @property
    def row(self) -> Row | None:
        """The subject's row in force on the day."""
        return self.world.row_on(self.subject, self.is_person, self.day)

    @property
    def content(self) -> dict:
        return self.row.content if self.row else {}

    @property
    def organisation(self) -> str | None:
        """Where a person stands; an organisation stands for itself."""
        return self.content.get("organisation") if self.is_person else self.subject

    @property
    def organisation_content(self) -> dict:
        row = self.world.row_on(self.organisation, False, self.day) if self.organisation else None
        return row.content if row else {}

    def posts(self) -> list[str]:
        rows = (row for row in self.world.relations if row.holds_on(self.day))
        return [row.content["relation"] for row in rows if row.content["subject"] == self.subject]

    def word_of(self, by: str) -> str | None:
        """The subject's status, class or type (for a person, class and type are the organisation's)."""
        return self.content.get("status") if by == "status" else self.organisation_content.get(by)

    def attribute(self, name: str):
        return self.content.get("attributes", {}).get(name)
