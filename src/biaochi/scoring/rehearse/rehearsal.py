"""A rehearsal (试算): a draft scheme on the facts of a period that the old scheme has already settled.

Both schemes are settled on one world and one reading of the ledger, and between them the old scheme with each change of the draft alone.

Worked example: 2025 was settled under the old scheme; `rehearse(old, draft, world, facts, "2025")` says who would have stood where,
which change moves whom, and which rules of the draft nobody would have earned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from biaochi.scoring.facts import FactSource
from biaochi.scoring.ledger import Ledger
from biaochi.scoring.periods import Period
from biaochi.scoring.rehearse.alone import Versions, plan_of, regrouped
from biaochi.scoring.rehearse.bridging import Catalogue
from biaochi.scoring.rehearse.burden import Burden, KindCounts, Refusals, burden_of
from biaochi.scoring.rehearse.causes import Cause, causes_of
from biaochi.scoring.rehearse.changes import Change, changes_between
from biaochi.scoring.rehearse.quality import RuleReading, look, readings
from biaochi.scoring.rehearse.runs import Ground, Run, Settled
from biaochi.scoring.rehearse.sheets import Difference, Ints, Sheet, difference, sheet_of, subjects_of
from biaochi.scoring.rehearse.spread import Spread, spread_of
from biaochi.scoring.roster import HistoryRows, World
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.pieces import pieces_of, with_kind_names
from biaochi.scoring.time_axes import Axes


@dataclass(frozen=True)
class TableReport:
    """One main table before and after, for all who are in it under either scheme."""

    code: str
    name: str
    subject: str
    entities: Ints
    old: Sheet
    new: Sheet
    difference: Difference
    causes: tuple[Cause, ...]
    """One a change, in the order of the changes; the rest is the last."""
    before: Spread
    after: Spread


@dataclass(frozen=True)
class RuleReport:
    """One rule before and after; None where the scheme does not have it."""

    table: str
    code: str
    name: str
    before: RuleReading | None
    after: RuleReading | None


@dataclass(frozen=True)
class Rehearsal:
    """Everything a rehearsal found."""

    old: Scheme
    new: Scheme
    world: World
    ground: Ground
    period: Period
    axes: Axes
    changes: tuple[Change, ...]
    tables: tuple[TableReport, ...]
    rules: tuple[RuleReport, ...]
    burden: tuple[Burden, Burden]
    refused: Mapping[tuple[str, str], int]
    """Facts that the draft's catalogue would not admit, by (what is the matter, kind)."""
    outside: Mapping[str, int]
    """Facts whose mark lies outside the range of a rule of the draft, by code of rule."""
    left_out: tuple[str, ...]
    """Tables too large to keep the value of every rule."""

    @property
    def ledger(self) -> Ledger:
        assert self.ground.ledger is not None
        return self.ground.ledger

    @property
    def changes_nothing(self) -> bool:
        """Whether no piece differs and nobody's results do."""
        return not self.changes and not any(bool(table.difference.any.any()) for table in self.tables)


def rehearse(
    old: Scheme,
    new: Scheme,
    world: World,
    facts: FactSource,
    period: str,
    *,
    as_of: int | None = None,
    known_at: int | None = None,
    feeds: Mapping[str, HistoryRows] | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Rehearsal:
    """Settle the period under both schemes and under each change alone. Raises Refused where either cannot be settled."""
    catalogue = Catalogue(old, new)
    renamed: Scheme = with_kind_names(new, catalogue.renames)
    versions = Versions(pieces_of(old), pieces_of(renamed), catalogue)
    changes = changes_between(versions.before, versions.after)
    ground = Ground(world, period, as_of, known_at, feeds)
    first = Run(plan_of(old.model_copy(update={"facts": catalogue.of(frozenset())})))
    second = Run(plan_of(renamed.model_copy(update={"facts": catalogue.of()})))
    alone = [versions.run(ground, change) for change in changes]
    reading = plan_of(old.model_copy(update={"facts": catalogue.lenient()}))
    reading = replace(reading, kind_numbers={**{n: reading.kind_numbers[o] for n, o in catalogue.renames.items()}, **reading.kind_numbers})
    wanted, axes = ground.days(first.plan)
    counts = KindCounts(len(reading.kinds), wanted.start, min(wanted.end, axes.as_of + 1))
    refusals = Refusals(second.plan, ground.directory)
    progress("读取事项")
    ground.read(facts, reading, [first, second, *(run for run in alone if run is not None)], first, [counts, refusals])
    progress("按原办法核算")
    old_settled = ground.settle(first, None, look)
    progress("按新办法核算")
    new_settled = ground.settle(second, None, look)
    found = ground.settle_alone(alone, old_settled, progress)
    if None in found:
        changes, found = regrouped(
            ground, versions, changes, found, lambda runs: ground.read(facts, reading, runs, first, []), old_settled
        )
    tables = tuple(_table(code, changes, old_settled, new_settled, found) for code in _main_tables(old_settled, new_settled))
    by_name = dict(zip(reading.kind_names, counts.counts.tolist(), strict=True))
    end = min(wanted.end, axes.as_of + 1)
    burden = tuple(
        burden_of(scheme, names, by_name, ground.directory, wanted, end) for scheme, names in ((old, {}), (new, catalogue.renames))
    )
    rules, left_out = _rules(old_settled, new_settled)
    outside: dict[str, int] = {}
    for seen in new_settled.seen.values():
        for code, number in seen.outside.items():
            outside[code] = outside.get(code, 0) + number
    return Rehearsal(
        old, new, world, ground, wanted, axes, tuple(changes), tables, rules, (burden[0], burden[1]), refusals.counts(),
        {code: number for code, number in outside.items() if number}, left_out,
    )  # fmt: skip


def _main_tables(old: Settled, new: Settled) -> list[str]:
    return list(dict.fromkeys([*old.main_tables(), *new.main_tables()]))


def _table(code: str, changes: list[Change], old: Settled, new: Settled, found: list[Settled | None]) -> TableReport:
    entities = subjects_of([old, new], code)
    before, after = sheet_of(old, code, entities), sheet_of(new, code, entities)
    whole = difference(before, after)
    sheets = [None if settled is None else sheet_of(settled, code, entities) for settled in found]
    causes = causes_of(whole, before, list(zip(changes, sheets, strict=True)))
    table = (new if code in new.plan.tables else old).plan.tables[code].table
    return TableReport(
        code, table.name, table.subject, entities, before, after, whole, tuple(causes), spread_of(before), spread_of(after)
    )


def _rules(old: Settled, new: Settled) -> tuple[tuple[RuleReport, ...], tuple[str, ...]]:
    """Every rule of both schemes in the draft's order, and the tables of which no rule can be read."""
    one, two = readings(old), readings(new)
    names = {
        (table, rule.code): rule.rule.name or "、".join(rule.rule.facts)
        for settled in (old, new) for table, plan in settled.plan.tables.items() for rule in plan.rules
    }  # fmt: skip
    reports = tuple(RuleReport(*key, names[key], one.get(key), two.get(key)) for key in {**two, **one})
    tables = {key[0] for key in (*old.settled, *new.settled)}
    read = {report.table for report in reports}
    with_rules = {table for settled in (old, new) for table, plan in settled.plan.tables.items() if plan.rules}
    return reports, tuple(sorted((tables & with_rules) - read))
