"""The entry: one period of a scheme settled, table by table, each through the stages of `STAGES`.

`settle(scheme, world, period)` takes plain mappings in the form of docs/cases.md, in either language, and gives every
scorecard that was settled on the way.
"""

from dataclasses import dataclass

from . import bands, conditions, judgement, outcomes, sharing
from .amounts import refuse_values_out_of_bounds
from .calendar import Calendar, Period
from .card import Card
from .language import LanguageError, read_day, translate
from .ledger import Ledger
from .past import PastCard, past_cards
from .rules import price_rule
from .scope import Scope
from .selection import apply_quota, escalate_lines, select_lines
from .settlement import Settlement, is_of_people, name_entries
from .tree import Tree
from .world import World


@dataclass(frozen=True)
class Result:
    """All scorecards of a settlement, by (table code, period name, subject)."""

    cards: dict[tuple[str, str, str], Card]
    period: Period
    tables: list[dict]


class ReadScheme(dict):
    """A scheme in its one English form, with a code or key for every entry: `settle` takes it as it is."""


def read_scheme(written: dict) -> ReadScheme:
    scheme = ReadScheme(translate(written, "scheme"))
    for table in scheme.get("tables", []):
        name_entries(table)
    return scheme


def settle(scheme: dict, world: dict, period: str, as_of=None, known_at=None) -> Result:
    """Settle every table of the scheme whose kind of period is the named one's."""
    run = Run(scheme, world, period, as_of, known_at)
    wanted = [table for table in run.tables.values() if table["period"] == run.outer.kind]
    if not wanted:
        raise LanguageError(f"no table of the scheme has periods like {period}")
    for table in wanted:
        run.settle_all(table["code"], run.outer)
    cards = {
        (code, name, subject): card for (code, name), settlement in run.settlements.items() for subject, card in settlement.cards.items()
    }
    return Result(cards, run.outer, wanted)


def found_below(key: str, value) -> list[dict]:
    """Every mapping that stands under the key, anywhere inside."""
    if isinstance(value, list):
        return [one for inner in value for one in found_below(key, inner)]
    if not isinstance(value, dict):
        return []
    own = [value[key]] if isinstance(value.get(key), dict) else []
    return own + [one for inner in value.values() for one in found_below(key, inner)]


class Run:
    """One call of `settle`: the scheme, the rows, the days, and the tables settled so far."""

    def __init__(self, scheme: dict, world: dict, period: str, as_of, known_at):
        self.scheme = scheme if isinstance(scheme, ReadScheme) else read_scheme(scheme)
        self.calendar = Calendar(self.scheme.get("periods", {}))
        self.outer = self.calendar.named(str(period))
        self.as_of = self.outer.last if as_of is None else read_day(as_of, "as_of")
        if self.as_of < self.outer.first:
            raise LanguageError(f"as-of {self.as_of} lies before {period}")
        self.known_at = self.as_of if known_at is None else read_day(known_at, "known_at")
        facts = {key: rows for key, rows in world.items() if key in ("facts", "事项")}
        self.world = World({key: rows for key, rows in world.items() if key not in facts})
        refuse_values_out_of_bounds(self.scheme.get("parameters", {}), self.world.parameters)
        rows = [row for group in facts.values() for row in group or []]
        self.ledger = Ledger(rows, self.scheme.get("facts", {}), self.known_at, self.world)
        self.tables = {table["code"]: table for table in self.scheme.get("tables", [])}
        self.settlements: dict[tuple[str, str], Settlement] = {}
        self.in_progress: list[tuple[str, str]] = []

    def settle_all(self, code: str, period: Period) -> None:
        """The table, and every period of the tables it takes from, whether or not anything reads them for somebody."""
        self.settled(code, period)
        for query in [*found_below("take", self.tables[code]), *found_below("streak", self.tables[code])]:
            taken, which = query.get("table", code), "children" if "when" in query else query.get("period", "same")
            if query.get("scheme") is not None or taken == code or which not in ("same", "children"):
                continue
            kind = self.tables[taken]["period"]
            for inner in [period] if kind == period.kind else self.calendar.inside(period, kind, self.as_of):
                self.settle_all(taken, inner)

    def settled(self, code: str, period: Period) -> Settlement:
        """The table settled in this period, at min(its last day, as-of); now, if it was not yet."""
        key = (code, period.name)
        if key not in self.settlements:
            if key in self.in_progress:
                raise LanguageError(f"表 {code} of {period.name} takes from itself: {self.in_progress}")
            self.in_progress.append(key)
            as_of = self.as_of if period == self.outer else min(period.last, self.as_of)
            settlement = Settlement(self, self.tables[code], period, as_of)
            for stage in STAGES:
                stage(settlement)
            self.settlements[key] = settlement
            self.in_progress.remove(key)
        return self.settlements[key]

    def reading(self, table: str, period: Period, asker: Settlement) -> dict[str, Card] | dict[str, PastCard]:
        """The scorecards of an earlier period: the history's where it has that period, unless it lies in the asker's."""
        past = {} if asker.period.holds(period) else self.past(table, period)
        if past or not self.outer.holds(period):
            return past
        return self.settled(table, period).cards

    def outline(self, table: str, period: Period) -> Settlement:
        """The table in a period, without going through the stages: what conditions on facts and days are asked of."""
        return Settlement(self, self.tables[table], period, self.as_of if period == self.outer else min(period.last, self.as_of))

    def past(self, table: str, period: Period) -> dict[str, PastCard]:
        """The history of a table in a period; its boards ranked within groups of the period's last day."""
        rows = [row for row in self.world.history if row["period"] == period.name and row.get("table", table) == table]
        rows = [row for row in rows if self.world.knows(row["subject"], is_of_people(self.tables[table]))]
        boards = self.tables[table].get("ranks", [])
        first = boards[0]["code"] if boards else None
        within = {board["code"]: board.get("within", "all") for board in boards}
        dense = {board["code"] for board in boards if board.get("ties") == "dense"}
        of_people = is_of_people(self.tables[table])

        def group(subject: str, board: str | None) -> str | None:
            place = self.world.organisation_of(subject, period.last) if of_people else subject
            return self.world.group_word(place, within.get(board or first, "all"), period.last)

        return past_cards(rows, group, lambda board: (board or first) in dense)

    def kind_fed(self, scheme: str, table: str, own: str) -> str:
        """The kind of period of another scheme's results; the own one where they have several, or none."""
        rows = [row for row in self.world.feed if row["scheme"] == scheme and row.get("table", table) == table]
        kinds = sorted({self.calendar.named(row["period"]).kind for row in rows})
        return own if own in kinds or not kinds else kinds[0]

    def fed(self, scheme: str, table: str, period: Period) -> dict[str, PastCard]:
        """Scorecards of another scheme, from the rows fed in."""
        rows = [row for row in self.world.feed if row["scheme"] == scheme and row["period"] == period.name]
        rows = [row for row in rows if row.get("table", table) == table]
        return past_cards(rows, lambda subject, board: "", lambda board: False)

    def is_person_in(self, table: dict | None, subject: str) -> bool:
        return is_of_people(table) if table else subject in self.world.people


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
                bands.refuse_in_rule(settlement.scope(subject), rule)
                lines = price_rule(settlement.scope(subject), rule, settlement.rounding)
                settlement.put_lines(subject, rule, lines)


def drop_frozen_lines(settlement: Settlement) -> None:
    for subject, card in settlement.cards.items():
        for rule in settlement.rules:
            way = settlement.way_to(rule)
            category = next((node["category"] for node in reversed(way) if "category" in node), None)
            codes = {"all", rule["key"], category, *(node["key"] for node in way)}
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
