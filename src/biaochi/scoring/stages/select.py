"""Stage 2, select: which lines count, and how often (docs/algorithms/select.md).

Frozen lines go first; then each rule's own selection, then those of its nodes from leaf to root over all lines below; then escalation
multiplies the survivors by their place in line order; then a head-count quota lets only so many subjects keep their lines. Line
order is (day, fact): facts stand in the order (date, recorded, id).

Worked example: three honours of one matter at 9, 6 and 6 points, highest only: the first 6 and the second 6 stop counting, each
marked with the step that dropped it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.conditions import of_subjects, seats
from biaochi.scoring.directory import NONE
from biaochi.scoring.periods import bucket
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import Exact, round_points
from biaochi.scoring.scheme.model import RuleQuota, SelectionStep
from biaochi.scoring.state import SCORED, Lines, State

Ints = NDArray[Any]


def select(state: State) -> State:
    """The same lines, with what counts of them."""
    lines = dict(state.lines)
    _freeze(state, lines)
    for rule in state.job.plan.rules:
        if rule.index in lines:
            _select_among(state, lines, (rule.index,), rule.rule.selection, rule.code)
    for node in state.job.plan.nodes():
        members = tuple(i for i in node.rules if i in lines)
        if node.node.selection and members:
            _select_among(state, lines, members, node.node.selection, node.code)
    blocked = list(state.blocked)
    for rule in state.job.plan.rules:
        if rule.index not in lines:
            continue
        if rule.rule.escalate is not None:
            lines[rule.index] = _escalate(state, rule, lines[rule.index])
        if rule.rule.quota is not None:
            lines[rule.index], said = _within_quota(state, rule, lines[rule.index], rule.rule.quota)
            blocked.extend(said)
    return replace(state, lines=lines, blocked=tuple(blocked))


def _freeze(state: State, lines: dict[int, Lines]) -> None:
    for veto in state.job.plan.table.vetoes:
        for effect in veto.effects:
            if effect.freeze is None or veto.facts is None:
                continue
            subject, start, end = state.spans[veto.code]
            for index in _rules_under(state, effect.freeze):
                if index in lines:
                    lines[index] = _frozen(lines[index], veto.code, subject, start, end, effect.freeze_from, state.job.axes.as_of)


def _rules_under(state: State, code: str) -> tuple[int, ...]:
    plan = state.job.plan
    if code == "all":
        return tuple(range(len(plan.rules)))
    for rule in plan.rules:
        if rule.code == code:
            return (rule.index,)
    return next((node.rules for node in plan.nodes() if node.code == code), ())


def _frozen(line: Lines, code: str, subject: Ints, start: Ints, end: Ints, since: str, as_of: int) -> Lines:
    assert line.fate is not None
    counts, fate = line.counts.copy(), line.fate.copy()
    for who, first, last in zip(subject, start, end, strict=True):
        hit = line.subject == who
        if since == "whole_period":
            hit &= last > as_of
        else:
            hit &= (line.day >= first) & (line.day < last)
        fate[hit & counts] = code
        counts &= ~hit
    return replace(line, counts=counts, fate=fate)


def _select_among(state: State, lines: dict[int, Lines], members: tuple[int, ...], steps: list[SelectionStep], code: str) -> None:
    """Apply the steps over the counting, known lines of these rules together."""
    if not steps:
        return
    rule = np.concatenate([np.full(len(lines[i]), i) for i in members])
    row = np.concatenate([np.arange(len(lines[i])) for i in members])
    subject, fact = (np.concatenate([getattr(lines[i], name) for i in members]) for name in ("subject", "fact"))
    day, points = (np.concatenate([getattr(lines[i], name) for i in members]) for name in ("day", "points"))
    counts = np.concatenate([lines[i].counts & lines[i].known for i in members])
    for number, step in enumerate(steps, 1):
        at = np.flatnonzero(counts)
        keep = _kept(state, step, rule[at], subject[at], fact[at], day[at], points[at])
        dropped = at[~keep]
        counts[dropped] = False
        for index in members:
            mine = dropped[rule[dropped] == index]
            line = lines[index]
            assert line.fate is not None
            now, fate = line.counts.copy(), line.fate.copy()
            now[row[mine]] = False
            fate[row[mine]] = f"{code}#{number}"
            lines[index] = replace(line, counts=now, fate=fate)


def _kept(state: State, step: SelectionStep, rule: Ints, subject: Ints, fact: Ints, day: Ints, points: Ints) -> NDArray[np.bool_]:
    """(n,) which lines the step leaves."""
    group = _groups(state, step.by, rule, subject, fact, day)
    if step.keep in ("highest", "lowest"):
        order = np.lexsort((fact, day, -points if step.keep == "highest" else points, group))
    elif step.keep == "last":
        order = np.lexsort((-fact, -day, group))
    else:
        order = np.lexsort((fact, day, group))
    sorted_group = group[order]
    first = np.ones(len(order), bool)
    first[1:] = sorted_group[1:] != sorted_group[:-1]
    at = np.arange(len(order))
    place = at - np.maximum.accumulate(np.where(first, at, 0))
    keep = np.zeros(len(order), bool)
    keep[order] = place >= step.skip if step.skip is not None else place < step.count
    return keep


def _groups(state: State, by: list[str], rule: Ints, subject: Ints, fact: Ints, day: Ints) -> Ints:
    """(n,) number of the group within which lines compete."""
    facts = state.ledger.facts
    keys: list[Ints] = [subject]
    safe = np.maximum(fact, 0)
    for name in by:
        if name == "rule":
            keys.append(rule)
        elif name in ("matter", "level", "role"):
            words = getattr(facts, name)
            codes = np.full(len(fact), NONE, np.int64) if words is None else words.codes[safe].astype(np.int64)
            codes = np.where(fact == NONE, NONE, codes)
            keys.append(np.where(codes < 0, -2 - fact, codes) if name == "matter" else codes)
        elif name == "kind":
            keys.append(np.where(fact == NONE, NONE, state.ledger.kind[safe].astype(np.int64)))
        elif name == "day":
            keys.append(day)
        else:
            keys.append(bucket(day, name, state.setting.plan.calendar))
    _, group = np.unique(np.stack(keys), axis=1, return_inverse=True)
    return np.asarray(group).reshape(-1)


def _escalate(state: State, plan: RulePlan, line: Lines) -> Lines:
    """Multiply the counting lines by their factor, in line order, counted anew each period."""
    escalation = plan.rule.escalate
    assert escalation is not None
    at = np.flatnonzero(line.counts & line.known)
    keys = [line.subject[at]]
    if escalation.per is not None and escalation.per != state.job.period.kind:
        keys.append(bucket(line.day[at], escalation.per, state.setting.plan.calendar))
    order = np.lexsort((line.fact[at], line.day[at], *reversed(keys)))
    changes = np.ones(len(at), bool)
    for key in keys:
        sorted_key = key[order]
        changes[1:] &= True
    if len(at):
        stacked = np.stack([key[order] for key in keys])
        changes[1:] = np.any(stacked[:, 1:] != stacked[:, :-1], axis=0)
    position = np.arange(len(at))
    place = position - np.maximum.accumulate(np.where(changes, position, 0))
    points = line.points.copy()
    rounding = state.job.plan.rounding
    factors = escalation.factors
    del sorted_key
    for number in range(len(factors)):
        mask = place == number if number < len(factors) - 1 else place >= number
        rows = at[order[mask]]
        scaled, _ = round_points(Exact(points[rows], 10_000) * Exact.of(factors[number]), rounding.places, rounding.mode)
        points[rows] = scaled
    return replace(line, points=points)


def _within_quota(state: State, plan: RulePlan, line: Lines, quota: RuleQuota) -> tuple[Lines, list[str]]:
    """Only so many subjects of a scope keep their lines; over the quota it blocks, or the order the text gives chooses."""
    assert line.fate is not None
    live = line.counts & line.known
    holders, first = np.unique(line.subject[live], return_index=True)
    if len(holders) == 0:
        return line, []
    scope = state.group_of(quota.within)
    members = np.bincount(scope[(state.states == SCORED) & (scope >= 0)], minlength=int(scope.max(initial=0)) + 1)
    total = np.zeros(state.size, np.int64)
    np.add.at(total, line.subject[live], line.points[live])
    earliest = np.full(state.size, np.iinfo(np.int64).max)
    order_key = np.where(line.fact == NONE, 2**62, line.fact)
    np.minimum.at(earliest, line.subject[live], order_key[live])
    of = members[np.maximum(scope[holders], 0)]
    places = seats(_AsQuota(quota), of, of_subjects(state, holders))
    keep, stuck, said = _chosen(quota, scope[holders], places, total[holders], earliest[holders])
    del first
    lost = np.zeros(state.size, bool)
    lost[holders[~keep & ~stuck]] = True
    unknown = np.zeros(state.size, bool)
    unknown[holders[stuck]] = True
    if stuck.any():
        said = [_blocked_text(state, plan, holders[stuck], scope[holders][stuck], places[stuck])]
    fate = line.fate.copy()
    fate[lost[line.subject] & line.counts] = f"{plan.code}#quota"
    return replace(line, counts=line.counts & ~lost[line.subject], known=line.known & ~unknown[line.subject], fate=fate), said


class _AsQuota:
    """A rule's quota in the words of `seats`."""

    def __init__(self, quota: RuleQuota) -> None:
        self.count, self.share, self.rounding, self.at_least = quota.count, quota.share, quota.rounding, quota.at_least


def _chosen(
    quota: RuleQuota, scope: Ints, places: Ints, total: Ints, earliest: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], list[str]]:
    """(who keeps, who is stuck because a body must choose, sentences) among the holders."""
    keep, stuck = np.ones(len(scope), bool), np.zeros(len(scope), bool)
    for group in np.unique(scope):
        rows = np.flatnonzero(scope == group)
        room = int(places[rows[0]])
        if len(rows) <= room:
            continue
        if quota.over == "block":
            stuck[rows] = True
            continue
        key = -total[rows] if quota.over == "largest" else earliest[rows]
        order = rows[np.argsort(key, kind="stable")]
        keep[order[room:]] = False
        if quota.over == "largest" and 0 < room < len(order) and total[order[room - 1]] == total[order[room]]:
            tied = rows[total[rows] == total[order[room]]]
            stuck[tied] = True
            keep[tied] = True
    return keep, stuck, []


def _blocked_text(state: State, plan: RulePlan, subjects: Ints, scope: Ints, places: Ints) -> str:
    names = "、".join(state.directory.id_of(int(state.entities[s])) for s in subjects[:20])
    return f"{plan.code}:名额 {int(places[0])},超出名额,须由有权组织从 {names} 中确定"

