"""What each rule does: rules nobody earns, rules everybody maxes, rules that decide nothing, and what each contributes to the differences.

A *cell* is a scored subject of a table in one settled period for whom the rule's value is known and present; a table settled for twelve
months has twelve cells a member. *Holders* have lines that count.

- nobody earns: no cell differs from zero;
- everybody maxes: there are holders, and every one of them stands at the rule's cap (or a cap has cut what they had);
- decides nothing: all cells have the same value, not zero;
- discriminating power: cov(rule, total) ÷ var(total) over all cells. Where the total is the plain sum of its rules the powers add up to 1;
  caps and parts above a rule take their share away. Below zero a rule works against the order of the totals.

Worked example: totals 10 and 20, of which rule A gave 8 and 8, rule B 2 and 12: A decides nothing (power 0), B everything (power 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.amounts import amount_of
from biaochi.scoring.conditions import amounts_exact
from biaochi.scoring.limits import resolve
from biaochi.scoring.plan import TOTAL, RulePlan
from biaochi.scoring.rehearse.runs import Settled, holders
from biaochi.scoring.rehearse.sheets import Bools, Ints
from biaochi.scoring.rehearse.spread import deviation, rounded, share_of_variance, total
from biaochi.scoring.state import SCORED, State


@dataclass(frozen=True)
class Seen:
    """Of one job, by code of rule: who holds lines, who stands at the cap (None where the rule has no cap), and how many facts had a
    mark outside the rule's range."""

    holders: Mapping[str, Bools]
    at_cap: Mapping[str, Bools | None]
    outside: Mapping[str, int]


@dataclass(frozen=True)
class RuleReading:
    """What a rule did under one scheme. ``power`` None: all totals are alike."""

    cells: int
    holders: int
    earned: int
    at_cap: int | None
    distinct: int
    mean: int
    sd: int
    power: Fraction | None

    @property
    def verdict(self) -> str:
        """``nobody_earns``, ``everybody_maxes``, ``decides_nothing``, or ''."""
        if self.cells and not self.earned:
            return "nobody_earns"
        if self.holders and self.at_cap == self.holders:
            return "everybody_maxes"
        return "decides_nothing" if self.cells > 1 and self.distinct == 1 else ""


def look(state: State) -> Seen:
    """What the reading of rules needs of a job beside its scorecards."""
    held = holders(state)
    at_cap: dict[str, Bools | None] = {}
    for rule in state.job.plan.rules:
        column = state.values.get(rule.code)
        if column is None:
            continue
        bound: Any = state.bound.get(rule.code)
        cut = np.zeros(state.size, bool) if bound is None else np.asarray(bound != 0) & (np.asarray(bound) != 2)
        highest = resolve(state, rule.rule).max
        has_cap = highest is not None or rule.rule.per_period or rule.rule.bonus_max is not None or rule.rule.deduction_max is not None
        at_cap[rule.code] = cut | (column.points >= highest if highest is not None else False) if has_cap else None
    return Seen(held, at_cap, {rule.code: _outside(state, rule) for rule in state.job.plan.rules if rule.rule.range is not None})


def _outside(state: State, rule: RulePlan) -> int:
    """How many lines have a mark outside the range of their rule."""
    line, span = state.lines[rule.index], rule.rule.range
    assert span is not None
    rows = np.flatnonzero(line.fact >= 0)
    entities, days = state.entities[line.subject[rows]], line.day[rows]
    mark = amounts_exact(state.ledger.facts.mark, line.fact[rows])
    low, high = (amount_of(state, end, entities, days).broadcast(len(rows)) for end in (span.low, span.high))
    outside = (np.asarray(mark.compared(low)) < 0) | (np.asarray(mark.compared(high)) > 0)
    return int((outside if mark.known is None else outside & mark.known).sum())


def readings(settled: Settled) -> dict[tuple[str, str], RuleReading]:
    """By (table, rule): what every rule of every settled table did. Rules of tables too large to keep every value are left out."""
    found: dict[tuple[str, str], RuleReading] = {}
    jobs: dict[str, list[tuple[str, str]]] = {}
    for key in settled.settled:
        jobs.setdefault(key[0], []).append(key)
    for table, keys in jobs.items():
        for rule in settled.plan.tables[table].rules:
            if all(rule.code in settled.results[key].values for key in keys):
                found[table, rule.code] = _reading(settled, keys, rule.code)
    return found


def _reading(settled: Settled, keys: list[tuple[str, str]], code: str) -> RuleReading:
    points: list[Ints] = []
    totals: list[Ints] = []
    held: list[Bools] = []
    capped: list[Bools] = []
    has_cap = False
    for key in keys:
        cards, seen = settled.results[key], settled.seen[key]
        column, score = cards.values[code], cards.values[TOTAL]
        cells = column.usable() & (cards.states == SCORED)
        points.append(column.points[cells])
        totals.append(score.points[cells])
        held.append(seen.holders[code][cells])
        at_cap = seen.at_cap[code]
        has_cap |= at_cap is not None
        capped.append(np.zeros(int(cells.sum()), bool) if at_cap is None else at_cap[cells])
    value, whole = np.concatenate(points), np.concatenate(totals)
    holding, full = np.concatenate(held), np.concatenate(capped)
    n = len(value)
    if n == 0:
        return RuleReading(0, 0, 0, 0 if has_cap else None, 0, 0, 0, None)
    return RuleReading(
        n, int(holding.sum()), int((value != 0).sum()), int((full & holding).sum()) if has_cap else None, len(np.unique(value)),
        rounded(Fraction(total(value), n)), deviation(value), share_of_variance(value, whole),
    )  # fmt: skip
