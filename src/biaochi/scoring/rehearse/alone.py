"""Each change of a draft settled alone, and changes that only settle together taken as one.

Worked example: a draft moves a share from 30 and 70 % to 40 and 60 %, held in two parameters. Neither settles alone, because the shares
would not add up to the whole; together they do, so the two are one change.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from biaochi.scoring.plan import Plan, make_plan
from biaochi.scoring.rehearse.bridging import Catalogue, with_open_ranges
from biaochi.scoring.rehearse.changes import Change, hybrid, strings_of
from biaochi.scoring.rehearse.runs import FALLS, Ground, Run, Settled
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.pieces import DEFINITIONS, Key, Pieces

TRIALS = 60
"""Combinations tried, at most, for changes that do not settle alone."""


@dataclass(frozen=True)
class Versions:
    """Both schemes as pieces, and the catalogue they share."""

    before: Pieces
    after: Pieces
    catalogue: Catalogue

    def run(self, ground: Ground, change: Change) -> Run | None:
        """The run of the old scheme with one change; None where they do not go together."""
        drafted = frozenset(key for key, _ in change.aspects if key.kind == "fact")
        try:
            plan = plan_of(hybrid(self.before, self.after, change.aspects, self.catalogue.of(drafted)))
            run = Run(plan, affected_tables(change, self.before, self.after, plan))
            ground.jobs(run)
        except FALLS:
            return None
        return run


def plan_of(scheme: Scheme) -> Plan:
    """The plan of a scheme for a rehearsal. Raises TablesFormACycle."""
    return make_plan(with_open_ranges(scheme))


def regrouped(
    ground: Ground,
    versions: Versions,
    changes: Sequence[Change],
    found: Sequence[Settled | None],
    read: Callable[[Sequence[Run]], None],
    base: Settled,
) -> tuple[list[Change], list[Settled | None]]:
    """The changes and their settlements, those that do not settle alone joined with others where that helps.

    Tried are pairs of them, then all of them, then each with any other change; ``read`` reads the ledger for further runs.
    """
    settled = dict(zip(changes, found, strict=True))
    stuck = [change for change, one in settled.items() if one is None]
    well = [change for change in changes if change not in stuck]
    groups = [*itertools.combinations(stuck, 2), *([tuple(stuck)] if len(stuck) > 2 else []), *itertools.product(stuck, well)]
    trials = [(group, joined(group)) for group in groups[:TRIALS]]
    runs = {change: run for _, change in trials if (run := versions.run(ground, change)) is not None}
    if not runs:
        return list(changes), list(found)
    read(list(runs.values()))
    for group, change in trials:
        if change not in runs or not all(one in settled for one in group) or not any(settled[one] is None for one in group):
            continue
        (together,) = ground.settle_alone([runs[change]], base, lambda text: None)
        if together is not None:
            for one in group:
                del settled[one]
            settled[change] = together
    order = {key: at for at, key in enumerate([*versions.after, *(key for key in versions.before if key not in versions.after)])}
    ordered = sorted(settled, key=lambda change: min(order[key] for key in change.keys))
    numbered = [Change(number, change.aspects, change.keys) for number, change in enumerate(ordered, 1)]
    return numbered, [settled[change] for change in ordered]


def joined(group: Sequence[Change]) -> Change:
    """Several changes as one."""
    keys = dict.fromkeys(key for change in sorted(group, key=lambda change: change.number) for key in change.keys)
    return Change(0, frozenset().union(*(change.aspects for change in group)), tuple(keys))


def affected_tables(change: Change, before: Pieces, after: Pieces, plan: Plan) -> frozenset[str]:
    """The tables a change can alter: those its pieces stand in or are named in, and all that take from these."""
    keys = {key for key, _ in change.aspects}
    if any(key.kind in ("scheme", "period") for key in keys):
        return frozenset(plan.tables)
    tables = {entry.table for key in keys for entry in (before.get(key), after.get(key)) if entry is not None and entry.table}
    names = {key.code for key in keys if key.kind in DEFINITIONS}
    names |= _names_of_kinds(keys, plan.scheme)
    names |= {name for name, category in plan.scheme.categories.items() if strings_of(category) & names}
    tables |= {code for code, table in plan.tables.items() if names and strings_of(table.table) & names}
    size = -1
    while size != len(tables):
        size = len(tables)
        for code, table in plan.tables.items():
            taken = {take.table for take in table.takes if take.scheme is None} | {other for other, _ in table.streaks}
            if taken & tables:
                tables.add(code)
    return frozenset(tables)


def _names_of_kinds(keys: set[Key], scheme: Scheme) -> set[str]:
    """The names under which the scheme knows the fact kinds among these keys."""
    codes = {key.code for key in keys if key.kind == "fact"}
    return {name for name, kind in scheme.facts.items() if name in codes or kind.code in codes}
