"""Settling several schemes on one world and one reading of the ledger.

Words: a *run* is one scheme with the tables it has to settle itself; of all other tables it takes the scorecards of the run it is based on.
Facts are read and checked once, by the catalogue that both schemes share; additive rules that several runs have alike are summed once.

Worked example: a draft changes one rule of table M, from which table Y takes. The run with only this change settles M and Y; table B, which
takes from neither, keeps the scorecards of the old scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from biaochi.scoring.additive import AdditiveSums
from biaochi.scoring.directory import Directory
from biaochi.scoring.facts import FactSource
from biaochi.scoring.findings import Refused
from biaochi.scoring.history import fed_scorecards, scorecards_of
from biaochi.scoring.ledger import Ledger, Onlooker, read_ledger
from biaochi.scoring.periods import Period
from biaochi.scoring.plan import Plan, RulePlan
from biaochi.scoring.roster import HistoryRows, World
from biaochi.scoring.settle import jobs_for, period_asked_for, positions_of, roster_of, run_job
from biaochi.scoring.state import Job, Scorecards, Setting, State
from biaochi.scoring.time_axes import Axes

JobKey = tuple[str, str]
FALLS = (Refused, LookupError, ValueError, AssertionError)
"""How a scheme put together from pieces of two fails that no checker has seen."""


@dataclass(frozen=True, eq=False)
class Run:
    """A scheme to settle; ``affected`` are the tables that differ from the base's (None: there is no base)."""

    plan: Plan
    affected: frozenset[str] | None = None


@dataclass(frozen=True)
class Settled:
    """What one run found: scorecards of everything it settled or took over, and what was looked up in the states on the way."""

    plan: Plan
    period: Period
    axes: Axes
    results: Mapping[JobKey, Scorecards]
    settled: tuple[JobKey, ...]
    seen: Mapping[JobKey, Any] = field(default_factory=dict)

    def main_tables(self) -> list[str]:
        """Codes of the main tables of the period asked for."""
        return [code for code, period in self.settled if period == self.period.name and self.plan.tables[code].table.main]


class Ground:
    """One world, one reading of the ledger, and any number of runs over them."""

    def __init__(self, world: World, period: str, as_of: int | None, known_at: int | None, feeds: Mapping[str, HistoryRows] | None) -> None:
        self.world, self.asked, self.as_of, self.known_at = world, period, as_of, known_at
        self.feeds = feeds or {}
        self.directory = Directory(world)
        self.ledger: Ledger | None = None
        self.views: dict[int, dict[JobKey, AdditiveSums]] = {}
        self._past: dict[str, dict[JobKey, Scorecards]] = {}

    def days(self, plan: Plan) -> tuple[Period, Axes]:
        """The period asked for, as this scheme has it, and the days on which it is valued. Raises Refused."""
        wanted = period_asked_for(plan, self.asked)
        as_of = wanted.end - 1 if self.as_of is None else self.as_of
        return wanted, Axes(as_of, as_of if self.known_at is None else self.known_at)

    def jobs(self, run: Run, base: Sequence[JobKey] = ()) -> list[Job]:
        """What the run settles itself."""
        wanted, axes = self.days(run.plan)
        jobs = jobs_for(run.plan, wanted, axes)
        if run.affected is None:
            return jobs
        return [job for job in jobs if job.plan.code in run.affected or (job.plan.code, job.period.name) not in base]

    def read(self, facts: FactSource, plan: Plan, runs: Sequence[Run], base: Run, onlookers: Sequence[Onlooker]) -> None:
        """Read the ledger once for all these runs; ``plan`` is that of the joint catalogue. Raises Refused with every finding."""
        shared = SharedSums(self.directory)
        settled = [(job.plan.code, job.period.name) for job in self.jobs(base)]
        for run in runs:
            for job in self.jobs(run, settled):
                shared.want(run.plan, job)
        kept = frozenset(kind for run in runs for kind in run.plan.kept_kinds)
        axes = [self.days(run.plan)[1] for run in runs]
        widest = Axes(max(a.as_of for a in axes), max(a.known_at for a in axes))
        sums = shared.sums()
        self.ledger = read_ledger(
            facts, replace(plan, kept_kinds=kept), self.directory, widest, {}, keeps_all=False, onlookers=(*sums, *onlookers)
        )
        self.views = {id(run): shared.views(run.plan, self.jobs(run, settled)) for run in runs}

    def settle(self, run: Run, base: Settled | None = None, look: Callable[[State], Any] | None = None) -> Settled:
        """Settle one run; ``look`` picks from the final state of each job what is wanted beside the scorecards."""
        assert self.ledger is not None
        wanted, axes = self.days(run.plan)
        ledger = replace(self.ledger, sums=self.views[id(run)])
        fed: dict[tuple[str, str, str], Scorecards] = {}
        for scheme, rows in self.feeds.items():
            fed.update(fed_scorecards(scheme, rows, run.plan, self.directory))
        past = self.past(run.plan)
        setting = Setting(
            run.plan, self.directory, ledger, self.world.parameters, self.world.history, False, self.world.calendar, fed, past
        )
        before = () if base is None else base.settled
        jobs = self.jobs(run, before)
        own = {(job.plan.code, job.period.name) for job in jobs}
        results: dict[JobKey, Scorecards] = dict(past)
        if base is not None:
            results.update({key: base.results[key] for key in before if key not in own})
        seen: dict[JobKey, Any] = {}
        settled: list[JobKey] = []
        for job in jobs_for(run.plan, wanted, axes):
            key = (job.plan.code, job.period.name)
            settled.append(key)
            if key in own:
                state = run_job(setting, job, results)
                results[key] = state.cards()
                if look is not None:
                    seen[key] = look(state)
        return Settled(run.plan, wanted, axes, results, tuple(settled), seen)

    def settle_alone(self, runs: Sequence[Run | None], base: Settled, progress: Callable[[str], None]) -> list[Settled | None]:
        """Every run on its own over the base; None for one that cannot be put together or settled."""

        def one(run: Run | None) -> Settled | None:
            if run is None:
                return None
            try:
                return self.settle(run, base)
            except FALLS:
                return None

        with ThreadPoolExecutor(2) as pool:
            found = []
            for settled in pool.map(one, runs):
                found.append(settled)
                progress(f"试算 {len(found)}/{len(runs)}")
        return found

    def past(self, plan: Plan) -> dict[JobKey, Scorecards]:
        """The history as this scheme reads it; schemes that read it alike share it."""
        if self.world.history is None or not len(self.world.history):
            return {}
        read = [(t.code, t.table.subject, t.table.ranks[:1], t.table.grades[:1]) for t in plan.tables.values()]
        key = repr((plan.calendar.own, read))
        if key not in self._past:
            self._past[key] = scorecards_of(self.world.history, plan, self.directory)
        return self._past[key]


class SharedSums:
    """Sums of additive rules for several plans: one column a distinct rule, one array a roster and span of days."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.groups: dict[Any, dict[Any, RulePlan]] = {}
        self.examples: dict[Any, tuple[Plan, Job]] = {}
        self.found: dict[Any, AdditiveSums] = {}

    def want(self, plan: Plan, job: Job) -> None:
        """Note the job's additive rules."""
        group = self._group(plan, job)
        columns = self.groups.setdefault(group, {})
        self.examples.setdefault(group, (plan, job))
        for rule in job.plan.rules:
            if rule.is_additive:
                columns.setdefault(_priced(rule), RulePlan(len(columns), rule.rule, rule.kinds, True))

    def _group(self, plan: Plan, job: Job) -> Any:
        """What must be equal for two jobs to share an array: the same subjects, the same days, the same units."""
        units = tuple(kind.unit is None for kind in plan.kinds)
        return job.plan.table.subject, job.plan.table.roster, job.period.start, job.end, job.axes, units

    def sums(self) -> list[AdditiveSums]:
        """The arrays, empty, to be filled by one reading."""
        for group, columns in self.groups.items():
            plan, job = self.examples[group]
            entities = roster_of(self.directory, job)
            position = positions_of(self.directory, entities)
            self.found[group] = AdditiveSums(plan, list(columns.values()), position, len(entities), job.period.start, job.end)
        return list(self.found.values())

    def views(self, plan: Plan, jobs: Sequence[Job]) -> dict[JobKey, AdditiveSums]:
        """The arrays as a plan's own jobs read them."""
        views: dict[JobKey, AdditiveSums] = {}
        for job in jobs:
            columns, group = self.groups[self._group(plan, job)], self._group(plan, job)
            of = {rule.index: columns[_priced(rule)].index for rule in job.plan.rules if rule.is_additive}
            views[job.plan.code, job.period.name] = self.found[group].under(of)
        return views


def _priced(rule: RulePlan) -> tuple[Any, ...]:
    """What decides the sum of an additive rule's lines."""
    return rule.kinds, rule.rule.price, rule.rule.each if rule.rule.price == "each" else rule.rule.per_unit


def holders(state: State) -> dict[str, Any]:
    """By code of rule: (n,) who holds lines that count; of a rule summed on the way, whose sum is not zero."""
    found: dict[str, Any] = {}
    sums = state.ledger.sums.get((state.job.plan.code, state.job.period.name))
    for rule in state.job.plan.rules:
        if rule.index in state.lines:
            line = state.lines[rule.index]
            mask = np.zeros(state.size, bool)
            mask[line.subject[line.counts & line.known]] = True
        else:
            assert sums is not None
            mask = sums.totals[:, sums.column_of[rule.index]] != 0
        found[rule.code] = mask
    return found
