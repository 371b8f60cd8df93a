"""Stage 3, share: counted lines that are divided among persons (docs/algorithms/share.md).

A barrier: every line that counts is cut among all its receivers by largest remainder, so that the pieces add up to the line, and what goes
to others is handed over once, grouped by receiver. A portion for which nobody is there returns to the doer, or is dropped, as
the scheme says. Whatever a receiver gets of one line is one line of his; of an unknown line it is unknown.

Worked example: 10.01 points at 30/70 are 3.00 for the secretary and 7.01 for the doer; where the doer is the secretary both are his.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount
from biaochi.scoring.directory import NONE
from biaochi.scoring.findings import Finding, Place, Refused, Severity, Text
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import Exact, multiply
from biaochi.scoring.scheme.model import Holder, Share
from biaochi.scoring.state import Lines, State

Ints = NDArray[Any]


def share(state: State) -> State:
    """Lines after sharing: own pieces stay, those of others arrive as lines of their own in the same rule."""
    lines = dict(state.lines)
    for rule in state.job.plan.rules:
        if rule.rule.share is not None and rule.index in lines:
            lines[rule.index] = share_lines(state, rule, rule.rule.share, lines[rule.index])
    return replace(state, lines=lines)


@dataclass(frozen=True)
class Slots:
    """Who may receive of which line: (m,) number of the line, receiving subject (−1: dropped), part of the line as a fraction."""

    line: Ints
    receiver: Ints
    part: Exact


def share_lines(state: State, plan: RulePlan, how: Share, line: Lines) -> Lines:
    """Divide the counting lines of one rule."""
    live = np.flatnonzero(line.counts)
    slots = slots_of(state, plan, how, line.subject[live], line.day[live])
    pieces = cut(line.points[live], slots, 10 ** (4 - state.job.plan.rounding.places))
    there = slots.receiver != NONE
    key = slots.line[there] * (state.size + 1) + slots.receiver[there]
    unique, at = np.unique(key, return_inverse=True)
    points = np.zeros(len(unique), np.int64)
    np.add.at(points, at, pieces[there])
    return _handed_over(plan, line, live[unique // (state.size + 1)], unique % (state.size + 1), points)


def slots_of(state: State, plan: RulePlan, how: Share, subject: Ints, day: Ints) -> Slots:
    """Every line's slots: portion by portion, in a portion by the ids of those who are there; else the doer's, or nobody's."""
    n = len(subject)
    rates = [amount(state, portion.rate).broadcast(state.size).take(subject) for portion in how.portions]
    whole = Exact(np.zeros(n, np.int64))
    for rate in rates:
        whole = whole + rate
    if bool((whole.compared(Exact.of(1)) != 0).any()) or (whole.known is not None and not whole.known.all()):
        raise Refused([_not_whole(plan)])
    number, receiver, order, part = [], [], [], Exact(np.zeros(0, np.int64))
    for place, (portion, rate) in enumerate(zip(how.portions, rates, strict=True)):
        which, who = (np.arange(n), subject) if not isinstance(portion.to, Holder) else _receivers(state, plan, portion.to, subject, day)
        alone = np.setdiff1d(np.arange(n), which)
        which, who = np.append(which, alone), np.append(who, subject[alone] if how.absent == "return" else np.full(len(alone), NONE))
        share_of_each = rate.take(which) * Exact(np.ones(len(which), np.int64), np.bincount(which, minlength=n)[which])
        number.append(which)
        receiver.append(who)
        order.append(np.full(len(which), place))
        part = joined(part, share_of_each)
    line, who, portion_of = np.concatenate(number), np.concatenate(receiver), np.concatenate(order)
    by_line = np.lexsort((who, portion_of, line))
    return Slots(line[by_line], who[by_line], part.take(by_line))


def joined(one: Exact, two: Exact) -> Exact:
    """The entries of one after those of the other, on one denominator."""
    one, two = one + Exact(np.zeros(len(one.num), np.int64), 1), two.on_common_denominator()
    den = int(np.lcm(int(one.den), int(two.den)))
    return Exact(np.concatenate([multiply(one.num, den // one.den), multiply(two.num, den // two.den)]), den)


def _receivers(state: State, plan: RulePlan, to: Holder, subject: Ints, day: Ints) -> tuple[Ints, Ints]:
    """(which line, receiving subject) on the line's day; who is not in the table, or for whom the rule does not exist, is absent."""
    directory, entity = state.directory, state.entities[subject]
    if to.holder is not None:
        which, who = directory.related(directory.organisation_on(entity, day), day, to.holder, backwards=True)
    else:
        assert to.related is not None
        which, who = directory.related(entity, day, to.related)
    inside = (who >= 0) & (who < len(state.position))
    receiver = np.where(inside, state.position[np.where(inside, who, 0)], NONE)
    exists = state.exists.get(plan.code)
    keep = (receiver != NONE) if exists is None else (receiver != NONE) & exists[np.maximum(receiver, 0)]
    pairs = np.unique(np.stack([which[keep], receiver[keep]]), axis=1)
    return pairs[0], pairs[1]


def cut(points: Ints, slots: Slots, step: int) -> NDArray[np.int64]:
    """(m,) the pieces of every line, multiples of ``step`` units that add up to it: largest remainders first, then the earlier slot."""
    steps = (abs(points) // step)[slots.line]
    product = multiply(steps, slots.part.num)
    whole = product // slots.part.den
    rest = product - whole * slots.part.den
    left = abs(points) // step
    np.subtract.at(left, slots.line, np.asarray(whole, np.int64))
    if rest.dtype == object:
        order = np.array(sorted(range(len(rest)), key=lambda i: (slots.line[i], -rest[i], i)), np.int64)
    else:
        order = np.lexsort((np.arange(len(rest)), -rest, slots.line))
    begins = np.searchsorted(slots.line[order], slots.line[order], "left")
    more = np.zeros(len(rest), np.int64)
    more[order] = np.arange(len(rest)) - begins < left[slots.line[order]]
    pieces: NDArray[np.int64] = np.where(points[slots.line] < 0, -1, 1) * (np.asarray(whole, np.int64) + more) * step
    return pieces


def _not_whole(plan: RulePlan) -> Finding:
    what = Text(f"规则 {plan.code} 的份额合计不是 100%", f"the portions of rule {plan.code} do not add up to 100 %")
    return Finding("shares-sum", Severity.ERROR, Place(plan.code), what)


def _handed_over(plan: RulePlan, line: Lines, source: Ints, receiver: Ints, points: Ints) -> Lines:
    """The lines with what their doers keep of them, and one more for every piece that arrives at somebody else."""
    assert line.fate is not None and line.giver is not None and line.priced is not None
    own = line.subject[source] == receiver
    counts, fate, kept = np.zeros(len(line), bool), line.fate.copy(), line.points.copy()
    fate[line.counts] = f"{plan.code}#share"
    counts[source[own]], fate[source[own]], kept[source[own]] = True, "", points[own]
    priced = line.priced
    line = replace(line, counts=counts, fate=fate, points=kept, exact=None)
    source, receiver, points = source[~own], receiver[~own], points[~own]
    n, more = len(line), len(source)
    giver = np.concatenate([np.full(n, NONE), line.subject[source]])
    subject, fact, day = (np.concatenate([mine, arrived]) for mine, arrived in (
        (line.subject, receiver), (line.fact, line.fact[source]), (line.day, line.day[source]),
    ))  # fmt: skip
    order = np.lexsort((np.where(giver == NONE, subject, giver), fact, day, subject))

    def merged(mine: Ints, arrived: Ints) -> Ints:
        return np.concatenate([mine, arrived])[order]

    place = np.empty(n + more, np.int64)
    place[order] = np.arange(n + more)
    return replace(
        line,
        subject=subject[order], fact=fact[order], day=day[order],
        points=merged(line.points, points), known=merged(line.known, line.known[source]),
        counts=merged(line.counts, np.ones(more, bool)), priced=merged(priced, priced[source]),
        fate=merged(fate, np.full(more, "", dtype=object)), giver=giver[order],
        pair_item=place[line.pair_item], pair_fact=line.pair_fact,
    )  # fmt: skip
