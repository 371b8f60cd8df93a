"""Settlement (积分核算): scheme, roster, facts, history and days in; scorecards out. The same inputs give the same bytes.

The stages stand in one tuple; each is a function from state to state. A run settles every table whose kind of period is the one asked for,
and before it what these take from: child periods, other tables.

Worked example: settling 2025 with a yearly table over a monthly one runs table M for 2025-01 … 2025-12, then table Y for 2025.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import numpy as np

from biaochi.scoring.additive import AdditiveSums
from biaochi.scoring.amounts import check_parameters, number_for_all
from biaochi.scoring.conditions import Scene, holds
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.facts import FactSource
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.history import fed_scorecards, scorecards_of
from biaochi.scoring.ledger import Ledger, points_refused, read_ledger
from biaochi.scoring.matching import match
from biaochi.scoring.periods import Period, PeriodNotUnderstood, day_of
from biaochi.scoring.plan import Plan, TablePlan
from biaochi.scoring.points import PointsTooLarge
from biaochi.scoring.roster import HistoryRows, ParameterRow, World
from biaochi.scoring.scheme.expression_model import PERIODS
from biaochi.scoring.stages.cap import cap
from biaochi.scoring.stages.combine import combine
from biaochi.scoring.stages.detect import detect
from biaochi.scoring.stages.grade import grade
from biaochi.scoring.stages.outcome import outcome
from biaochi.scoring.stages.price import price
from biaochi.scoring.stages.rank import rank
from biaochi.scoring.stages.select import select
from biaochi.scoring.stages.share import share
from biaochi.scoring.stages.total import total
from biaochi.scoring.stages.veto import veto
from biaochi.scoring.state import ABSENT, STATES, Job, Scorecards, Setting, State
from biaochi.scoring.time_axes import Axes

STAGES: tuple[Callable[[State], State], ...] = (
    detect, price, select, share, cap, total, combine, veto, rank, grade, outcome,
)  # fmt: skip
"""All that happens to a job, in order. Detection of fact vetoes comes first, because it decides which lines are frozen."""

Key = tuple[str, str]


@dataclass(frozen=True)
class Settlement:
    """What a run found: scorecards by (table, period name), in the order settled, and the states where lines are kept."""

    plan: Plan
    period: Period
    axes: Axes
    directory: Directory
    ledger: Ledger
    results: Mapping[Key, Scorecards]
    settled: tuple[Key, ...]
    states: Mapping[Key, State] = field(default_factory=dict)
    parameters: tuple[ParameterRow, ...] = ()

    def stated_number(self, value: Any) -> Decimal | None:
        """An amount that is the same for every organisation; None where it is not, or is not given."""
        return number_for_all(self.plan.scheme.parameters, self.parameters, self.axes.as_of, value)

    def asked_for(self) -> list[Scorecards]:
        """Scorecards of the main tables of the period asked for."""
        return [
            self.results[key] for key in self.settled if key[1] == self.period.name and self.plan.tables[key[0]].table.main
        ]


def settle(
    plan: Plan,
    world: World,
    facts: FactSource,
    period: str,
    *,
    as_of: int | None = None,
    known_at: int | None = None,
    keeps_lines: bool = False,
    feeds: Mapping[str, HistoryRows] | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Settlement:
    """Settle every table of the scheme with this kind of period. Days are numbers since 1970-01-01.

    ``feeds`` are the results of other schemes, by their codes. Raises Refused with every finding where the input cannot be settled.
    """
    wanted = period_asked_for(plan, period)
    last = wanted.end - 1
    if as_of is not None and as_of < wanted.start:
        first, day = day_of(wanted.start), day_of(as_of)
        what = Text(f"截至日 {day} 早于周期的第一天 {first}", f"as-of {day} lies before the first day of the period, {first}")
        remedy = Text("截至日写在周期之内,或改写周期", "give a day inside the period, or another period")
        raise Refused([Finding("as-of-before-period", Severity.ERROR, Place("--as-of"), what, None, remedy)])
    check_parameters(plan.scheme.parameters, world.parameters)
    axes = Axes(last if as_of is None else as_of, (last if as_of is None else as_of) if known_at is None else known_at)
    directory = Directory(world)
    jobs = jobs_for(plan, wanted, axes)
    sums = {} if keeps_lines else {_key(job): _sums(plan, directory, job) for job in jobs}
    progress("读取事项")
    ledger = read_ledger(facts, plan, directory, axes, sums, keeps_all=keeps_lines)
    fed: dict[tuple[str, str, str], Scorecards] = {}
    for scheme, rows in (feeds or {}).items():
        fed.update(fed_scorecards(scheme, rows, plan, directory))
    setting = Setting(plan, directory, ledger, world.parameters, world.history, keeps_lines, world.calendar, fed)
    past = {} if world.history is None or not len(world.history) else scorecards_of(world.history, plan, directory)
    results: dict[Key, Scorecards] = dict(past)
    setting = replace(setting, past=past)
    states: dict[Key, State] = {}
    settled: list[Key] = []
    for job in jobs:
        progress(f"核算 {job.plan.table.name} {job.period.name}")
        state = run_job(setting, job, results)
        results[_key(job)] = state.cards()
        settled.append(_key(job))
        if keeps_lines:
            states[_key(job)] = state
    return Settlement(plan, wanted, axes, directory, ledger, results, tuple(settled), states, world.parameters)


def run_job(setting: Setting, job: Job, results: Mapping[Key, Scorecards]) -> State:
    """One table in one period, through all stages. Raises Refused."""
    try:
        state = first_state(setting, job, results)
        for stage in STAGES:
            state = stage(state)
    except PointsTooLarge as beyond:
        name = f"{job.plan.table.name or job.plan.code} {job.period.name}"
        raise points_refused(name, name) from beyond
    return state


def _key(job: Job) -> Key:
    return job.plan.code, job.period.name


def period_asked_for(plan: Plan, text: str) -> Period:
    """The period with this name, of a kind that the scheme settles. Raises Refused."""
    kinds = sorted({t.table.period for t in plan.tables.values()})
    try:
        period = plan.calendar.parse(text)
    except PeriodNotUnderstood as refused:
        what = Text(f"看不懂周期“{text}”", f"{text} is no period")
        remedy = Text("写作 2025、2025-H1、2025-Q3、2025-07,或办法自定周期的名称", "write 2025, 2025-H1, 2025-Q3, 2025-07 or an own kind")
        raise Refused([Finding("period-not-understood", Severity.ERROR, Place("--period"), what, None, remedy)]) from refused
    if period.kind not in kinds:
        what = Text(f"办法没有以“{text}”这种周期核算的计分表", f"no table of the scheme is settled for a {period.kind}")
        words = "、".join(PERIODS.get(kind, kind) for kind in kinds)
        remedy = Text(f"本办法按这些周期核算:{words}", f"kinds of period of this scheme: {', '.join(kinds)}")
        raise Refused([Finding("period-not-settled", Severity.ERROR, Place("--period"), what, None, remedy)])
    return period


def jobs_for(plan: Plan, wanted: Period, axes: Axes) -> list[Job]:
    """Every (table, period) that must be settled, each after what it takes from."""
    needed: dict[str, set[Period]] = {code: set() for code in plan.order}
    for code in plan.order:
        if plan.tables[code].table.period == wanted.kind:
            needed[code].add(wanted)
    for code in reversed(plan.order):
        table = plan.tables[code]
        for period in list(needed[code]):
            for take in table.takes:
                if take.scheme is not None or take.table not in plan.tables or take.period not in ("same", "children"):
                    continue
                needed[take.table].update(_periods_needed(plan, take.table, period, take.period, axes))
            for other, _ in table.streaks:
                if other != code and other in plan.tables:
                    needed[other].update(_periods_needed(plan, other, period, "children", axes))
    return [
        Job(plan.tables[code], period, axes if period == wanted else axes.within(period))
        for code in plan.order
        for period in sorted(needed[code])
    ]


def _periods_needed(plan: Plan, table: str, period: Period, how: str, axes: Axes) -> list[Period]:
    kind = plan.tables[table].table.period
    if kind == period.kind:
        return [period]
    children = [p for p in plan.calendar.children(kind, period) if p.start <= axes.as_of]
    if how == "children":
        return children
    return [plan.calendar.containing(kind, min(period.end - 1, axes.as_of))]


def roster_of(directory: Directory, job: Job) -> Any:
    """(n,) entities that may be subjects of the job: in the roster on the day the table names."""
    table: TablePlan = job.plan
    low, high = (0, directory.n_people) if table.table.subject == "person" else (
        directory.n_people, directory.n_people + directory.n_bodies
    )  # fmt: skip
    entities = np.arange(low, high)
    if table.table.roster == "any_day":
        return entities[directory.days_enrolled(entities, job.period.start, job.end) > 0]
    on = directory.row_on if table.table.subject == "person" else directory.body_row_on
    return entities[on(entities, job.axes.as_of) != NONE]


def positions_of(directory: Directory, entities: Any) -> Any:
    """By entity: its index among these, −1 where it is not among them."""
    size = directory.n_people + directory.n_bodies + len(directory.others)
    position = np.full(size + 1, NONE, np.int64)
    position[entities] = np.arange(len(entities))
    return position


def _sums(plan: Plan, directory: Directory, job: Job) -> AdditiveSums:
    entities = roster_of(directory, job)
    rules = [rule for rule in job.plan.rules if rule.is_additive]
    return AdditiveSums(plan, rules, positions_of(directory, entities), len(entities), job.period.start, job.end)


def first_state(setting: Setting, job: Job, results: Mapping[Key, Scorecards]) -> State:
    """Subjects, their organisations and the states known before any point is computed."""
    directory, table = setting.directory, job.plan.table
    entities = roster_of(directory, job)
    valued_on = directory.valued_on(entities, job.axes.as_of)
    organisation = _organisations(directory, entities, valued_on, job)
    states = np.zeros(len(entities), np.int8)
    state = State(
        setting, job, entities, positions_of(directory, entities), valued_on, organisation, states, {}, results, evaluate, match
    )
    scene = Scene(state, entities, valued_on, None, state.cards(), state.everyone, state.everyone)
    if table.applies is not None:
        states[~holds(table.applies, scene)] = ABSENT
        position = state.position.copy()
        position[entities[states == ABSENT]] = NONE
        state = replace(state, position=position)
        scene = replace(scene, state=state)
    reasons: dict[int, str] = {}
    for rule in table.states:
        mask = (states == 0) & holds(rule.when, scene)
        states[mask] = STATES.index(rule.state)
        reasons.update({int(i): rule.reason or rule.name for i in np.flatnonzero(mask)})
    return replace(state, states=states, reasons=reasons)


def _stays(rows: Any, owner: Any) -> tuple[Any, Any, Any]:
    """(first days, days after the last, numbers of the rows) of one owner, in the order of time."""
    low, high = rows.span(owner)
    span = slice(int(low[0]), int(high[0]))
    return rows.start[span], rows.end[span], rows.order[span]


def _organisations(directory: Directory, entities: Any, valued_on: Any, job: Job) -> Any:
    """(n,) the organisation in which each subject is ranked: where it stood in the period, else where it stands when it is valued."""
    table = job.plan.table
    if table.subject == "organisation":
        return entities
    if table.placed == "longest":
        is_there = directory.days_enrolled(entities, job.period.start, job.end) > 0
        longest = directory.longest_organisation(entities, job.period.start, job.end)
        return np.where(is_there, longest, directory.organisation_on(entities, valued_on))
    found = directory.organisation_on(entities, job.period.start if table.placed == "first_day" else job.end - 1)
    day = job.period.start if table.placed == "first_day" else job.end - 1
    for i in np.flatnonzero(directory.row_on(entities, day) == NONE):
        starts, ends, numbers = _stays(directory.roster_rows, entities[i : i + 1])
        inside = np.flatnonzero((ends > job.period.start) & (starts < job.end) & (starts < ends))
        if len(inside):
            found[i] = directory.row_body[numbers[inside[0 if table.placed == "first_day" else -1]]]
        else:
            found[i] = directory.organisation_on(entities[i : i + 1], valued_on[i : i + 1])[0]
    return found


__all__ = ["STAGES", "Settlement", "jobs_for", "period_asked_for", "positions_of", "roster_of", "run_job", "settle"]
