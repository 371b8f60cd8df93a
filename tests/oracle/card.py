"""A scorecard: what a table says about one subject in one period, computed here or read from history."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True)
class Place:
    """A subject's place on a board: its rank, how many are ranked, how many share the rank, its rank from below."""

    rank: int
    of: int
    tied: int
    rank_from_below: int


@dataclass(frozen=True)
class Outcome:
    """A proposal; `target` is None where nobody holds the post."""

    code: str
    target: str | None
    amount: Fraction | None


@dataclass(frozen=True)
class Holding:
    """One fact of a veto and the days on which it holds: from its day until the day before `end`."""

    veto: dict
    first: date
    end: date | None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)


@dataclass
class Card:
    """A scorecard of this run. `values` holds the score under "score" and every coded value; None is unknown."""

    subject: str
    state: str = "scored"
    values: dict[str, Fraction | None] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    vetoes: list[dict] = field(default_factory=list)  # those that hold at as-of
    first_board: str | None = None
    first_system: str | None = None

    @property
    def is_scored(self) -> bool:
        return self.state == "scored"

    @property
    def takes_part(self) -> bool:
        """Scored or unknown: not set aside by a state or a veto."""
        return self.state in ("scored", "unknown")

    def effects(self) -> Iterator[dict]:
        """What the vetoes that hold do."""
        for veto in self.vetoes:
            yield from veto.get("effects", [])

    def value(self, code: str) -> Fraction | None:
        return self.values.get(code)

    def place(self, board: str | None) -> Place | None:
        return self.places.get(board or self.first_board)

    def grade(self, system: str | None) -> str | None:
        return self.grades.get(system or self.first_system)
