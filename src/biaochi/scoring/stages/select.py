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

from biaochi.scoring.columns import id_ranks
from biaochi.scoring.conditions import of_subjects, seats
from biaochi.scoring.directory import NONE
from biaochi.scoring.periods import bucket
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import Exact, round_points
from biaochi.scoring.quotas import check_one_number
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
            if effect.freeze_from == "whole_period":
                start = np.full(len(start), state.job.period.start, np.int64)
            for index in _rules_under(state, effect.freeze):
                if index in lines:
                    lines[index] = _frozen(lines[index], veto.code, subject, start, end)


def _rules_under(state: State, code: str) -> tuple[int, ...]:
    plan = state.job.plan
    if code == "all":
        return tuple(range(len(plan.rules)))
    for rule in plan.rules:
        if rule.code == code:
            return (rule.index,)
    for node in plan.nodes():
        if node.code == code:
            return node.rules
    lying_in_it = (node for node in plan.nodes() if node.category == code)
    return tuple(child.index for node in lying_in_it for child in node.children if isinstance(child, RulePlan))


def _frozen(line: Lines, code: str, subject: Ints, start: Ints, end: Ints) -> Lines:
    """The lines without those dated while the veto holds."""
    assert line.fate is not None
    counts, fate = line.counts.copy(), line.fate.copy()
    for who, first, last in zip(subject, start, end, strict=True):
        hit = (line.subject == who) & (line.day >= first) & (line.day < last)
        fate[hit & counts] = code
        counts &= ~hit
    return replace(line, counts=counts, fate=fate)


def line_order(state: State, fact: Ints, day: Ints) -> Ints:
    """(n,) numbers in line order: the item's day, then when its last fact was recorded, then that fact's id."""
    ledger = state.ledger
    has_fact = fact != NONE
    own = np.where(has_fact, ledger.facts.date[np.maximum(fact, 0)], day) if len(ledger.entity) else day
    keys = [fact, day]
    if bool((own != day).any()):  # a sub-period is dated by its end, so the place of its last fact says nothing about its recording
        safe = np.maximum(fact, 0)
        keys = [np.where(has_fact, id_ranks(ledger.facts.id)[safe], NONE), np.where(has_fact, ledger.recorded[safe], -(2**40)), day]
    order = np.lexsort(tuple(keys))
    number = np.empty(len(order), np.int64)
    changes = np.zeros(len(order), bool)
    for key in keys:
        changes[1:] |= key[order][1:] != key[order][:-1]
    number[order] = np.cumsum(changes)
    return number


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
    """(n,) which lines the step leaves; among equal points the line order decides, then the order of the rules."""
    group, number = _groups(state, step.by, rule, subject, fact, day), line_order(state, fact, day)
    if step.keep in ("highest", "lowest"):
        order = np.lexsort((rule, number, -points if step.keep == "highest" else points, group))
    elif step.keep == "last":
        order = np.lexsort((-rule, -number, group))
    else:
        order = np.lexsort((rule, number, group))
    keep = np.zeros(len(order), bool)
    place = _place_in_group([group], order)
    keep[order] = place >= step.skip if step.skip is not None else place < step.count
    return keep


def _place_in_group(keys: list[Ints], order: Ints) -> Ints:
    """(n,) in this order: the place of each within its run of equal keys, from 0."""
    begins = np.ones(len(order), bool)
    begins[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    at = np.arange(len(order))
    return at - np.maximum.accumulate(np.where(begins, at, 0))


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
            codes = np.full(len(fact), NONE, np.int64)
            if words is not None and len(words):
                codes = np.where(fact == NONE, NONE, words.codes[safe].astype(np.int64))
            keys.append(np.where(codes < 0, -2 - np.arange(len(fact)), codes) if name == "matter" else codes)
        elif name == "kind":
            keys.append(np.where(fact == NONE, NONE, state.ledger.kind[safe]) if len(state.ledger.kind) else fact)
        elif name == "day":
            keys.append(day)
        else:
            keys.append(bucket(day, name, state.setting.plan.calendar))
    _, group = np.unique(np.stack(keys), axis=1, return_inverse=True)
    return np.asarray(group).reshape(-1)


def _escalate(state: State, plan: RulePlan, line: Lines) -> Lines:
    """Multiply the counting lines by their factor, in line order, counted anew each period. Rounded once, from the exact price."""
    escalation = plan.rule.escalate
    assert escalation is not None and line.exact is not None
    at = np.flatnonzero(line.counts)
    per = escalation.per if escalation.per is not None else state.job.period.kind
    keys = [line.subject[at], bucket(line.day[at], per, state.setting.plan.calendar)]
    order = np.lexsort((line_order(state, line.fact[at], line.day[at]), *reversed(keys)))
    place = _place_in_group(keys, order)
    points = line.points.copy()
    rounding = state.job.plan.rounding
    for number, factor in enumerate(escalation.factors):
        mask = place >= number if number == len(escalation.factors) - 1 else place == number
        rows = at[order[mask]]
        rows = rows[line.known[rows]]
        points[rows] = round_points(line.exact.take(rows).broadcast(len(rows)) * Exact.of(factor), rounding.places, rounding.mode)[0]
    return replace(line, points=points)


def _within_quota(state: State, plan: RulePlan, line: Lines, quota: RuleQuota) -> tuple[Lines, list[str]]:
    """Only so many subjects of a scope keep their lines; over the quota it blocks, or the order the text gives chooses."""
    assert line.fate is not None
    taking_part = state.states == SCORED
    live = np.flatnonzero(line.counts & taking_part[line.subject])
    holders = np.unique(line.subject[live])
    if len(holders) == 0:
        return line, []
    scope = state.group_of(quota.within)
    members = np.bincount(scope[taking_part], minlength=int(scope.max(initial=0)) + 1)
    total, unclear = np.zeros(state.size, np.int64), np.zeros(state.size, bool)
    np.add.at(total, line.subject[live], line.points[live])
    unclear[line.subject[live[~line.known[live]]]] = True
    earliest = np.full(state.size, np.iinfo(np.int64).max)
    np.minimum.at(earliest, line.subject[live], line_order(state, line.fact[live], line.day[live]))
    places = seats(_AsQuota(quota), members[scope[holders]], of_subjects(state, holders))
    check_one_number(scope[holders], places)
    claim = -total[holders] if quota.over == "largest" else earliest[holders]
    keep, stuck = _chosen(quota, scope[holders], places, claim, unclear[holders])
    lost, unknown = np.zeros(state.size, bool), np.zeros(state.size, bool)
    lost[holders[~keep & ~stuck]], unknown[holders[stuck]] = True, True
    said = [_blocked_text(state, plan, holders[stuck], scope[holders][stuck], places[stuck])] if stuck.any() else []
    fate = line.fate.copy()
    fate[lost[line.subject] & line.counts] = f"{plan.code}#quota"
    return replace(line, counts=line.counts & ~lost[line.subject], known=line.known & ~unknown[line.subject], fate=fate), said


class _AsQuota:
    """A rule's quota in the words of `seats`."""

    def __init__(self, quota: RuleQuota) -> None:
        self.count, self.share, self.rounding, self.at_least = quota.count, quota.share, quota.rounding, quota.at_least


def _chosen(
    quota: RuleQuota, scope: Ints, places: Ints, claim: Ints, unclear: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(who keeps, who is stuck because a body must choose) of the holders; smallest claims first, equals at the edge are stuck."""
    keep, stuck = np.ones(len(scope), bool), np.zeros(len(scope), bool)
    for group in np.unique(scope):
        rows = np.flatnonzero(scope == group)
        room = int(places[rows[0]])
        if len(rows) <= room:
            continue
        if quota.over == "block" or (quota.over == "largest" and unclear[rows].any()):
            stuck[rows] = True
            continue
        ordered = np.sort(claim[rows])
        keep[rows] = claim[rows] < ordered[max(room, 0)]
        if room > 0 and ordered[room - 1] == ordered[room]:
            stuck[rows] = claim[rows] == ordered[room]
    return keep, stuck


def _blocked_text(state: State, plan: RulePlan, subjects: Ints, scope: Ints, places: Ints) -> str:
    names = "、".join(state.directory.id_of(int(state.entities[s])) for s in subjects[:20])
    return f"{plan.code}:名额 {int(places[0])},超出名额,须由有权组织从 {names} 中确定"

