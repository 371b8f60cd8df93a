"""One table in one period: who is in it, their lines, and what groups they stand in."""

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from . import conditions
from .amounts import amount
from .calendar import Period, days_between
from .card import Card
from .ledger import Fact
from .numbers import round_points
from .rules import Line
from .scope import Scope
from .world import each_day

if TYPE_CHECKING:
    from .settle import Run
    from .tree import Tree

EXACT = {"places": 4, "mode": "half_up"}


def is_of_people(table: dict) -> bool:
    return table.get("subject", "person") == "person"


def name_entries(table: dict) -> dict:
    """A key for every node and rule (its code, else its place) and a code for every entry that can be read by one."""
    table.setdefault("code", table.get("name"))
    for group in ("parts", "vetoes", "ranks", "grades", "outcomes", "joint_caps"):
        for number, entry in enumerate(table.get(group, []), start=1):
            entry.setdefault("code", entry.get("name", f"{group} {number}"))
            entry["key"] = entry["code"]
    name_nodes(table, table["code"])
    return table


def name_nodes(above: dict, place: str) -> None:
    for group in ("indicators", "rules"):
        for number, entry in enumerate(above.get(group, []), start=1):
            entry["key"] = entry.get("code", f"{place}/{group} {number}")
            name_nodes(entry, entry["key"])


class Settlement:
    """One table in one period: its subjects, their lines, their scorecards."""

    def __init__(self, run: "Run", table: dict, period: Period, as_of: date):
        self.run, self.table, self.period, self.as_of = run, table, period, as_of
        self.rounding = EXACT | run.scheme.get("rounding", {}) | table.get("rounding", {})
        self.is_of_people = is_of_people(table)
        self.cards: dict[str, Card] = {}
        self.trees: dict[str, Tree] = {}
        self.lines: dict[tuple[str, str], list[Line]] = {}
        self.ways = dict(ways_to_rules(table.get("indicators", [])))
        self._credited: dict[tuple, dict[str, list[Fact]]] = {}
        self._placed: dict[str, str | None] = {}
        self._existing: dict[tuple[str, str], bool] = {}

    def scope(self, subject: str) -> Scope:
        return Scope(self, subject, self.is_of_people, self.run.world.valued_day(subject, self.is_of_people, self.as_of))

    def result_scope(self, subject: str) -> Scope:
        return self.scope(subject).on(card=self.cards[subject])

    # --- facts ---

    def facts_credited(self, kinds: list[str], whose, to_people: bool) -> dict[str, list[Fact]]:
        """Subject → the facts of these kinds credited to it, in fact order, up to the run's as-of."""
        key = (tuple(kinds), str(whose), to_people)
        if key not in self._credited:
            credited = self._credited[key] = {}
            for fact in self.run.ledger.of_kinds(kinds, self.as_of):
                for subject in self.run.ledger.credited_to(fact, whose, to_people):
                    credited.setdefault(subject, []).append(fact)
        return self._credited[key]

    # --- lines ---

    def lines_of(self, subject: str, rule: dict) -> list[Line]:
        return self.lines.get((subject, rule["key"]), [])

    def put_lines(self, subject: str, rule: dict, lines: list[Line]) -> None:
        self.lines[subject, rule["key"]] = lines

    def drop_lines(self, subjects: list[str], rule: dict) -> None:
        for subject in subjects:
            self.put_lines(subject, rule, [])

    def block(self, subjects: list[str], rule: dict) -> None:
        """Their lines of the rule are unknown until a body chooses."""
        for subject in subjects:
            for line in self.lines_of(subject, rule):
                line.exact = line.points = None

    # --- nodes and rules that exist for a subject ---

    def exists_for(self, subject: str, entry: dict) -> bool:
        key = (subject, entry["key"])
        if key not in self._existing:
            scope = self.scope(subject)
            self._existing[key] = "applies" not in entry or conditions.holds(scope, entry["applies"])
        return self._existing[key]

    def has_rule(self, subject: str, rule: dict) -> bool:
        """Whether the subject is in the table and the rule, with every node above it, exists for it."""
        return subject in self.cards and all(self.exists_for(subject, entry) for entry in [*self.way_to(rule), rule])

    def way_to(self, rule: dict) -> list[dict]:
        """The nodes above a rule, the lowest last."""
        return self.ways[rule["key"]][1]

    @property
    def rules(self) -> list[dict]:
        return [rule for rule, _ in self.ways.values()]

    # --- groups ---

    def group_word(self, subject: str, within: str) -> str | None:
        """What a subject shares with its group; a person belongs where the table places it."""
        place = self.placed_in(subject) if self.is_of_people else subject
        return self.run.world.group_word(place, within, self.scope(subject).day)

    def group_around(self, subject: str, within: str) -> list[str]:
        """The scored-or-unknown subjects in the subject's group."""
        word = self.group_word(subject, within)
        return [one for one, card in self.cards.items() if card.takes_part and self.group_word(one, within) == word]

    def groups(self, within: str, members: list[str]) -> list[list[str]]:
        groups: dict[str | None, list[str]] = {}
        for subject in members:
            groups.setdefault(self.group_word(subject, within), []).append(subject)
        return list(groups.values())

    def placed_in(self, person: str) -> str | None:
        """The organisation that ranks a person: of the last day, of the first, or the one of most days (ties: the later)."""
        if person not in self._placed:
            self._placed[person] = self._find_place(person)
        return self._placed[person]

    def _find_place(self, person: str) -> str | None:
        days = each_day(self.period.first, min(self.period.last, self.as_of))
        rows = [row for day in days if (row := self.run.world.row_on(person, True, day))]
        stays = [row.content.get("organisation") for row in rows]
        if not stays:
            return self.scope(person).organisation
        how = self.table.get("placed", "last_day")
        if how == "longest":
            days_in = Counter(stays)
            return max(dict.fromkeys(reversed(stays)), key=lambda place: days_in[place])
        return stays[0 if how == "first_day" else -1]

    # --- bases and vetoes ---

    def table_base(self, subject: str) -> Fraction | None:
        """The table's base; prorated by the days in the roster, up to as-of, and then rounded."""
        base = amount(self.scope(subject), self.table.get("base", Fraction(0)))
        if base is None or not self.table.get("prorated"):
            return base
        first, last = self.period.first, min(self.period.last, self.as_of)
        enrolled, days = self.run.world.days_enrolled(subject, self.is_of_people, first, last), days_between(first, last)
        return round_points(base * enrolled / days, self.rounding) if days else None

    def zeroed_codes(self, subject: str) -> set[str]:
        return {code for effect in self.cards[subject].effects() for code in effect.get("zero", [])}


def ways_to_rules(nodes: list[dict], above: tuple[dict, ...] = ()):
    """(rule key, (rule, the nodes above it)) of every rule, in the order of the tree: indicators before rules."""
    for node in nodes:
        way = (*above, node)
        yield from ways_to_rules(node.get("indicators", []), way)
        for rule in node.get("rules", []):
            yield rule["key"], (rule, list(way))
