"""The entry: one period of a scheme settled, table by table, each through the stages of `STAGES`.

`settle(scheme, world, period)` takes plain mappings in the form of docs/cases.md, in either language, and gives every
scorecard that was settled on the way.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from . import conditions, judgement, outcomes, sharing
from .amounts import amount
from .calendar import Calendar, Period, days_between
from .card import Card, HistoryCard
from .language import LanguageError, read_day, translate
from .ledger import Fact, Ledger
from .numbers import round_points
from .rules import Line, price_rule
from .scope import Scope
from .selection import apply_quota, escalate_lines, select_lines
from .tree import Tree
from .world import World

EXACT = {"places": 4, "mode": "half_up"}


@dataclass(frozen=True)
class Result:
    """All scorecards of a settlement, by (table code, period name, subject)."""

    cards: dict[tuple[str, str, str], Card]
    period: Period
    tables: list[dict]


def settle(scheme: dict, world: dict, period: str, as_of=None, known_at=None) -> Result:
    """Settle every table of the scheme whose kind of period is the named one's."""
    run = Run(scheme, world, period, as_of, known_at)
    wanted = [table for table in run.tables.values() if table["period"] == run.outer.kind]
    if not wanted:
        raise LanguageError(f"no table of the scheme has periods like {period}")
    for table in wanted:
        run.settled(table["code"], run.outer)
    cards = {
        (code, name, subject): card for (code, name), settlement in run.settlements.items() for subject, card in settlement.cards.items()
    }
    return Result(cards, run.outer, wanted)


class Run:
    """One call of `settle`: the scheme, the rows, the days, and the tables settled so far."""

    def __init__(self, scheme: dict, world: dict, period: str, as_of, known_at):
        self.scheme = translate(scheme, "scheme")
        self.calendar = Calendar(self.scheme.get("periods", {}))
        self.outer = self.calendar.named(str(period))
        self.as_of = self.outer.last if as_of is None else read_day(as_of, "as_of")
        self.known_at = self.as_of if known_at is None else read_day(known_at, "known_at")
        facts = {key: rows for key, rows in world.items() if key in ("facts", "事项")}
        self.world = World({key: rows for key, rows in world.items() if key not in facts})
        rows = [row for group in facts.values() for row in group or []]
        self.ledger = Ledger(rows, self.scheme.get("facts", {}), self.known_at, self.world)
        self.tables = {table["code"]: table for table in map(name_entries, self.scheme.get("tables", []))}
        self.settlements: dict[tuple[str, str], Settlement] = {}
        self.in_progress: list[tuple[str, str]] = []

    def settled(self, code: str, period: Period, asker: "Settlement | None" = None) -> "Settlement":
        """The table settled in this period, at min(its last day, as-of); now, if it was not yet."""
        key = (code, period.name)
        if key not in self.settlements:
            if key in self.in_progress:
                raise LanguageError(f"表 {code} of {period.name} takes from itself: {self.in_progress}")
            self.in_progress.append(key)
            as_of = self.as_of if period == self.outer else min(period.last, self.as_of)
            settlement = Settlement(self, self.tables[code], period, as_of)
            settlement.run_stages()
            self.settlements[key] = settlement
            self.in_progress.remove(key)
        return self.settlements[key]

    def reading(self, table: str, period: Period, subject: str, asker: "Settlement"):
        """(scorecard, its settlement or None) of any period; history first, unless the period lies in the asker's."""
        if not asker.period.holds(period):
            rows = self.history_rows(table, period)
            mine = [row for row in rows if row["subject"] == subject]
            if mine:
                return HistoryCard(mine), None
        if not self.outer.holds(period):
            return None
        settlement = self.settled(table, period)
        card = settlement.cards.get(subject)
        return None if card is None else (card, settlement)

    def history_rows(self, table: str, period: Period) -> list[dict]:
        rows = (row for row in self.world.history if row["period"] == period.name)
        return [row for row in rows if row.get("table", table) == table]

    def subjects_of(self, table: dict, period: Period, asker: "Settlement", is_earlier: bool) -> list[str]:
        rows = self.history_rows(table["code"], period) if is_earlier else []
        if rows or not self.outer.holds(period):
            return [row["subject"] for row in rows]
        return list(self.settled(table["code"], period).cards)

    def fed_card(self, scheme: str, table: str, period: Period, subject: str) -> HistoryCard | None:
        """A scorecard of another scheme, from the rows fed in."""
        wanted = {"scheme": scheme, "subject": subject, "period": period.name}
        rows = [row for row in self.world.feed if all(row.get(key) == value for key, value in wanted.items())]
        rows = [row for row in rows if row.get("table", table) == table]
        return HistoryCard(rows) if rows else None

    def is_person_in(self, table: dict | None, subject: str) -> bool:
        return is_of_people(table) if table else subject in self.world.people


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

    def __init__(self, run: Run, table: dict, period: Period, as_of: date):
        self.run, self.table, self.period, self.as_of = run, table, period, as_of
        self.rounding = EXACT | run.scheme.get("rounding", {}) | table.get("rounding", {})
        self.is_of_people = is_of_people(table)
        self.cards: dict[str, Card] = {}
        self.trees: dict[str, Tree] = {}
        self.lines: dict[tuple[str, str], list[Line]] = {}
        self.blocked: set[tuple[str, str]] = set()
        self.ways = dict(ways_to_rules(table.get("indicators", [])))
        self._credited: dict[tuple, dict[str, list[Fact]]] = {}
        self._existing: dict[tuple[str, str], bool] = {}

    def run_stages(self) -> None:
        for stage in STAGES:
            stage(self)

    def scope(self, subject: str) -> Scope:
        return Scope(self, subject, self.is_of_people, self.as_of)

    def result_scope(self, subject: str) -> Scope:
        return self.scope(subject).on(card=self.cards[subject])

    # --- facts ---

    def facts_credited(self, kinds: list[str], whose) -> dict[str, list[Fact]]:
        """Subject → the facts of these kinds credited to it, in fact order, up to the run's as-of."""
        key = (tuple(kinds), str(whose))
        if key not in self._credited:
            credited = self._credited[key] = {}
            for fact in self.run.ledger.of_kinds(kinds, self.as_of):
                for subject in self.run.ledger.credited_to(fact, whose, self.is_of_people):
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
        self.blocked.update((subject, rule["key"]) for subject in subjects)

    def is_blocked(self, subject: str, rule: dict) -> bool:
        return (subject, rule["key"]) in self.blocked

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
        if within == "all":
            return ""
        place = self.placed_in(subject) if self.is_of_people else subject
        if within == "organisation":
            return place
        if within == "parent":
            return self.run.world.parent_of(place, self.as_of)
        row = self.run.world.last_row_by(place, False, self.as_of) if place else None
        return row.content.get(within) if row else None

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
        rows = self.run.world.rows_of(person, True)
        last = min(self.period.last, self.as_of)
        stays = [(day, row) for row in rows for day in (max(row.first or self.period.first, self.period.first),)]
        stays = [(day, row) for day, row in stays if day <= last and (row.end is None or row.end > self.period.first)]
        if not stays:
            return self.scope(person).organisation
        stays.sort(key=lambda stay: stay[0])
        how = self.table.get("placed", "last_day")
        if how != "longest":
            return stays[0 if how == "first_day" else -1][1].content.get("organisation")
        days: dict[str | None, int] = {}
        for day, row in reversed(stays):
            place = row.content.get("organisation")
            stay_last = last if row.end is None else min(last, row.end - (date(1, 1, 2) - date(1, 1, 1)))
            days[place] = days.get(place, 0) + days_between(day, stay_last)
        return max(days, key=lambda place: days[place])

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
        card = self.cards[subject]
        return {code for effect in judgement.effects(card) for code in effect.get("zero", [])}


def ways_to_rules(nodes: list[dict], above: tuple[dict, ...] = ()):
    """(rule key, (rule, the nodes above it)) of every rule, in the order of the tree: indicators before rules."""
    for node in nodes:
        way = (*above, node)
        yield from ways_to_rules(node.get("indicators", []), way)
        for rule in node.get("rules", []):
            yield rule["key"], (rule, list(way))


# --- the stages -------------------------------------------------------------------------------------------------------


def enrol(settlement: Settlement) -> None:
    """Who is in the table, and in what state before any points."""
    world, table = settlement.run.world, settlement.table
    first, last = settlement.period.first, min(settlement.period.last, settlement.as_of)
    for subject in world.people if settlement.is_of_people else world.organisations:
        if table.get("roster", "period_end") == "any_day":
            is_in = world.last_day_enrolled(subject, settlement.is_of_people, first, last) is not None
        else:
            is_in = world.row_on(subject, settlement.is_of_people, settlement.as_of) is not None
        scope = settlement.scope(subject)
        if is_in and ("applies" not in table or conditions.holds(scope, table["applies"])):
            settlement.cards[subject] = Card(subject, state_before_points(scope, table))
    for card in settlement.cards.values():
        card.first_board = next((board["code"] for board in table.get("ranks", [])), None)
        card.first_system = next((system["code"] for system in table.get("grades", [])), None)


def state_before_points(scope: Scope, table: dict) -> str:
    entries = table.get("states", [])
    return next((entry["state"] for entry in entries if conditions.holds(scope, entry["when"])), "scored")


def price_lines(settlement: Settlement) -> None:
    for subject in settlement.cards:
        for rule in settlement.rules:
            if settlement.has_rule(subject, rule):
                lines = price_rule(settlement.scope(subject), rule, settlement.rounding)
                settlement.put_lines(subject, rule, lines)


def drop_frozen_lines(settlement: Settlement) -> None:
    for subject, card in settlement.cards.items():
        for rule in settlement.rules:
            codes = {"all", rule["key"], *(node["key"] for node in settlement.way_to(rule))}
            lines = settlement.lines_of(subject, rule)
            free = [line for line in lines if not judgement.is_frozen(card, codes, line.day, settlement.period)]
            settlement.put_lines(subject, rule, free)


def select_counted_lines(settlement: Settlement) -> None:
    """The rule's own steps, then those of its node, its node's node, …, each over all lines of all rules below."""
    for subject in settlement.cards:
        scope = settlement.scope(subject)
        for rule in settlement.rules:
            lines = settlement.lines_of(subject, rule)
            settlement.put_lines(subject, rule, select_lines(scope, lines, rule.get("selection", [])))
        for node in nodes_from_the_leaves(settlement.table.get("indicators", [])):
            if "selection" in node:
                select_in_node(settlement, scope, node)


def nodes_from_the_leaves(nodes: list[dict]):
    for node in nodes:
        yield from nodes_from_the_leaves(node.get("indicators", []))
        yield node


def select_in_node(settlement: Settlement, scope: Scope, node: dict) -> None:
    below = [rule for rule, way in settlement.ways.values() if node in way]
    lines = [line for rule in below for line in settlement.lines_of(scope.subject, rule)]
    left = {id(line) for line in select_lines(scope, lines, node["selection"])}
    for rule in below:
        mine = settlement.lines_of(scope.subject, rule)
        settlement.put_lines(scope.subject, rule, [line for line in mine if id(line) in left])


def escalate(settlement: Settlement) -> None:
    for subject in settlement.cards:
        for rule in settlement.rules:
            lines = settlement.lines_of(subject, rule)
            escalate_lines(settlement.scope(subject), lines, rule, settlement.rounding)


def apply_quotas(settlement: Settlement) -> None:
    members = [subject for subject, card in settlement.cards.items() if card.takes_part]
    for rule in settlement.rules:
        if "quota" in rule:
            for group in settlement.groups(rule["quota"].get("within", "all"), members):
                apply_quota(settlement, rule, group)


def share(settlement: Settlement) -> None:
    for rule in settlement.rules:
        if "share" in rule:
            sharing.share_lines(settlement, rule)


def add_up(settlement: Settlement) -> None:
    """The tree of every subject that takes part, from the leaves up."""
    for subject, card in settlement.cards.items():
        if card.takes_part:
            tree = settlement.trees[subject] = Tree(settlement, subject)
            tree.evaluate()
            card.values = {key: cell.value for key, cell in tree.cells.items()}
            card.values |= tree.categories | tree.joint_caps | {"score": tree.sum}


STAGES = (
    enrol,
    judgement.find_fact_vetoes,
    price_lines,
    drop_frozen_lines,
    select_counted_lines,
    escalate,
    apply_quotas,
    share,
    add_up,
    judgement.conclude_totals,
    judgement.rank,
    judgement.find_result_vetoes,
    judgement.grade,
    outcomes.propose,
)
