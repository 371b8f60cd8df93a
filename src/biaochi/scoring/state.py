"""What the stages pass on: jobs, columns of points with their masks, scorecards, and the state of one table in one period.

Words: a *column* holds one named value of every subject: points in units of 1/10,000, where it is known, and where it is present at all
(an indicator that does not apply is absent, which is neither zero nor unknown). *Scorecards* are the finished table of one job.

Worked example: the column of rule 出席 for three subjects, 7.5 points, unknown, not applicable, is
Column(points=[75000, 0, 0], known=[True, False, True], present=[True, True, False]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import Int64s, Words
from biaochi.scoring.directory import Directory
from biaochi.scoring.periods import Period
from biaochi.scoring.plan import Plan, TablePlan
from biaochi.scoring.points import Exact
from biaochi.scoring.roster import HistoryRows, ParameterRow
from biaochi.scoring.time_axes import Axes

if TYPE_CHECKING:
    from biaochi.scoring.ledger import Ledger

Bools = NDArray[np.bool_]
Ints = NDArray[Any]

STATES = ("scored", "exempt", "suspended", "too_short", "archived", "unknown", "excluded", "absent")
SCORED, UNKNOWN, EXCLUDED, ABSENT = 0, 5, 6, 7


@dataclass(frozen=True, slots=True)
class Column:
    """Points of n subjects; ``known``/``present`` None means everywhere. Entries not known or not present hold 0."""

    points: Int64s
    known: Bools | None = None
    present: Bools | None = None

    def __len__(self) -> int:
        return len(self.points)

    def take(self, rows: Any) -> Column:
        return Column(
            self.points[rows],
            None if self.known is None else self.known[rows],
            None if self.present is None else self.present[rows],
        )

    def usable(self) -> Bools:
        """Where there is a number."""
        mask = np.ones(len(self.points), bool)
        for part in (self.known, self.present):
            if part is not None:
                mask &= part
        return mask

    def exact(self) -> Exact:
        """The points as an exact number of points, unknown where not usable."""
        if self.known is None and self.present is None:
            return Exact(self.points, 10_000)
        mask = self.usable()
        return Exact(np.where(mask, self.points, 0), 10_000, mask)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks on one board: 0 where not ranked; ``from_bottom`` counts from the last (ties share the smaller number)."""

    rank: Int64s
    of: Int64s
    from_bottom: Int64s
    group: Int64s


@dataclass(frozen=True)
class OutcomeRows:
    """Outcomes proposed: subject index, target entity (−1: nobody holds the post), amount."""

    code: str
    subject: Int64s
    target: Int64s
    amount: Column | None = None


@dataclass(frozen=True)
class Scorecards:
    """The results of one table in one period, one entry a subject."""

    table: str
    period: Period
    entities: Int64s
    position: Int64s
    """By entity: index of the subject, −1 where it is not in the table."""
    states: NDArray[np.int8]
    reasons: Mapping[int, str]
    organisation: Int64s
    values: Mapping[str, Column] = field(default_factory=dict)
    ranks: Mapping[str, Ranking] = field(default_factory=dict)
    grades: Mapping[str, Words] = field(default_factory=dict)
    outcomes: tuple[OutcomeRows, ...] = ()
    bound: Mapping[str, Words] = field(default_factory=dict)
    """By code: which limit bound, as a word (``max``, ``min``, ``bonus_max``, ``deduction_max``, ``per_period``)."""
    blocked: tuple[str, ...] = ()
    """Sentences on what blocks a score."""

    def ranking(self, board: str | None) -> Ranking | None:
        """The board with this code, or the first; of another scheme's results the one board they may have without a code."""
        if board is None:
            return next(iter(self.ranks.values()), None)
        return self.ranks.get(board, self.ranks.get(""))

    def grading(self, system: str | None) -> Words | None:
        """The grades of this system, or of the first; likewise."""
        if system is None:
            return next(iter(self.grades.values()), None)
        return self.grades.get(system, self.grades.get(""))

    def takes_part(self, index: Ints) -> Bools:
        """(n,) whether the subjects with these indices (−1: none) are there and not set aside by a state."""
        if len(self.states) == 0:
            return np.zeros(len(index), bool)
        states = self.states[np.maximum(index, 0)]
        found: Bools = (index != -1) & ((states == SCORED) | (states == UNKNOWN))
        return found


@dataclass(frozen=True, eq=False)
class Job:
    """One table for one period on the days it is valued."""

    plan: TablePlan
    period: Period
    axes: Axes

    @property
    def end(self) -> int:
        """One past the last day that counts."""
        return min(self.period.end, self.axes.as_of + 1)


@dataclass(frozen=True)
class Lines:
    """Priced items of one rule, in line order within each subject.

    ``fact`` is the item's last fact (−1: an item without facts), ``points`` what it brings, ``quota`` the reason for which it does not
    count ('' counts). ``day`` is the item's day; ``step`` what selection did.
    """

    rule: int
    subject: Int64s
    fact: Int64s
    day: Int64s
    points: Int64s
    known: Bools
    counts: Bools
    pair_item: Int64s
    pair_fact: Int64s
    priced: Int64s | None = None
    """Points before escalation and share."""
    fate: NDArray[Any] | None = None
    """(n,) object array: '' where the line counts, else the code of what dropped it."""
    giver: Int64s | None = None
    """(n,) subject index a shared-in line came from, −1 for own lines."""
    exact: Exact | None = None
    """The price before it is rounded, where it is still to be escalated."""

    def __len__(self) -> int:
        return len(self.subject)


@dataclass(frozen=True)
class Setting:
    """What does not change during a run."""

    plan: Plan
    directory: Directory
    ledger: Ledger
    parameters: tuple[ParameterRow, ...]
    history: HistoryRows | None
    keeps_lines: bool
    calendar_days: Mapping[int, str] = field(default_factory=dict)
    feeds: Mapping[tuple[str, str, str], Any] = field(default_factory=dict)
    past: Mapping[tuple[str, str], Scorecards] = field(default_factory=dict)
    """The history, by (table, period name)."""


@dataclass(frozen=True)
class State:
    """One job on its way through the stages."""

    setting: Setting
    job: Job
    entities: Int64s
    position: Int64s
    valued_on: Int64s
    organisation: Int64s
    states: NDArray[np.int8]
    reasons: Mapping[int, str]
    results: Mapping[tuple[str, str], Scorecards]
    evaluate: Callable[..., Any]
    match: Callable[..., Any]
    lines: Mapping[int, Lines] = field(default_factory=dict)
    values: Mapping[str, Column] = field(default_factory=dict)
    bound: Mapping[str, Words] = field(default_factory=dict)
    ranks: Mapping[str, Ranking] = field(default_factory=dict)
    grades: Mapping[str, Words] = field(default_factory=dict)
    outcomes: tuple[OutcomeRows, ...] = ()
    blocked: tuple[str, ...] = ()
    groups: Mapping[str, Any] = field(default_factory=dict)
    spans: Mapping[str, tuple[Ints, Ints, Ints]] = field(default_factory=dict)
    """By veto code: (subject, first day, day after the last) of every span in which a vetoing fact holds."""
    in_force: Mapping[str, Bools] = field(default_factory=dict)
    """By veto code: on which subjects it holds at as-of."""
    exists: Mapping[str, Bools] = field(default_factory=dict)
    """By code of rule or node: for whom it exists, where that is not everybody."""
    loose: tuple[Column, ...] = ()
    """What enters the total apart from a node that stands above several categories: its base and its own rules."""

    @property
    def size(self) -> int:
        return len(self.entities)

    @property
    def directory(self) -> Directory:
        return self.setting.directory

    @property
    def ledger(self) -> Ledger:
        return self.setting.ledger

    @property
    def everyone(self) -> Int64s:
        return np.arange(self.size)

    def cards(self) -> Scorecards:
        """The scorecards as far as the stages have come."""
        return Scorecards(
            self.job.plan.code, self.job.period, self.entities, self.position, self.states, self.reasons, self.organisation,
            self.values, self.ranks, self.grades, self.outcomes, self.bound, self.blocked,
        )  # fmt: skip

    def earlier(self, table: str, period: Period) -> Scorecards | None:
        """The scorecards of an earlier period: the history's, or else what this run settled. A period inside the own one is the run's."""
        key = (table, period.name)
        inside = self.job.period.start <= period.start and period.end <= self.job.period.end
        return self.results.get(key) if inside or key not in self.setting.past else self.setting.past[key]

    def during(self, table: str, period: Period) -> State:
        """The same state looking at another table's period: what conditions ask about facts and days is asked there."""
        return replace(self, job=Job(self.setting.plan.tables[table], period, self.job.axes.within(period)))

    def group_of(self, within: str) -> Int64s:
        """(n,) number (from 0) of the group each subject is compared in; those without an organisation, class, … are one group, 0."""
        if within == "all":
            return np.zeros(self.size, np.int64)
        if within == "organisation":
            return self.organisation + 1
        if within == "parent":
            return self.directory.parent_on(self.organisation, self.valued_on) + 1
        codes, _ = self.directory.words_on(self.organisation, self.valued_on, within)
        return np.asarray(codes, np.int64) + 1
