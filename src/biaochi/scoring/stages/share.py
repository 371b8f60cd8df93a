"""Stage 3, share: counted lines that are divided among persons (docs/algorithms/share.md).

A barrier: every line that counts is cut into portions by largest remainder, so that the portions add up to the line, and what goes to
others is handed over once, grouped by receiver. A portion for which nobody is there returns to the doer, or is dropped, as
the scheme says.

Worked example: 10.01 points at 30/70 are 3.00 for the secretary and 7.01 for the doer; where the doer is the secretary both are his.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount_of
from biaochi.scoring.directory import NONE
from biaochi.scoring.points import largest_remainder
from biaochi.scoring.scheme.model import Holder, Share
from biaochi.scoring.state import Lines, State

Ints = NDArray[Any]


def share(state: State) -> State:
    """Lines after sharing: own portions stay, portions of others arrive as lines of their own in the same rule."""
    lines = dict(state.lines)
    for rule in state.job.plan.rules:
        if rule.rule.share is not None and rule.index in lines:
            lines[rule.index] = share_lines(state, rule.rule.share, lines[rule.index])
    return replace(state, lines=lines)


def share_lines(state: State, how: Share, line: Lines) -> Lines:
    """Divide the counting lines of one rule."""
    live = np.flatnonzero(line.counts & line.known)
    step = 10 ** (4 - state.job.plan.rounding.places)
    rates = [_rate(state, portion.rate) for portion in how.portions]
    cuts = largest_remainder(line.points[live], rates, step)
    own = np.zeros(len(live), np.int64)
    given: list[tuple[Ints, Ints, Ints]] = []
    for portion, cut in zip(how.portions, cuts, strict=True):
        if not isinstance(portion.to, Holder):
            own += cut
            continue
        which, receiver = _receivers(state, portion.to, line.subject[live], line.day[live])
        there = np.bincount(which, minlength=len(live))
        if how.absent == "return":
            own += np.where(there == 0, cut, 0)
        given.append((which, receiver, _divided(cut, which, there, step)))
    points = line.points.copy()
    points[live] = own
    return _with_arrivals(replace(line, points=points), live, given)


def _rate(state: State, rate: Any) -> Fraction:
    value = amount_of(state, rate, state.entities[:1], state.valued_on[:1])
    fraction = value.fraction(0) if not isinstance(value.num, int) else Fraction(value.num, int(value.den))
    assert fraction is not None
    return fraction


def _receivers(state: State, to: Holder, subject: Ints, day: Ints) -> tuple[Ints, Ints]:
    """(which line, receiving subject), receivers of a line in the order of their ids; those not in the table are absent."""
    directory, entity = state.directory, state.entities[subject]
    if to.holder is not None:
        which, who = directory.related(directory.organisation_on(entity, day), day, to.holder, backwards=True)
    else:
        assert to.related is not None
        which, who = directory.related(entity, day, to.related)
    inside = (who >= 0) & (who < len(state.position))
    receiver = np.where(inside, state.position[np.where(inside, who, 0)], NONE)
    keep = receiver != NONE
    which, receiver = which[keep], receiver[keep]
    order = np.lexsort((state.entities[receiver], which))
    pairs = np.stack([which[order], receiver[order]])
    if pairs.shape[1] > 1:
        double = np.zeros(pairs.shape[1], bool)
        double[1:] = np.all(pairs[:, 1:] == pairs[:, :-1], axis=0)
        pairs = pairs[:, ~double]
    return pairs[0], pairs[1]


def _divided(cut: Ints, which: Ints, there: Ints, step: int) -> Ints:
    """Each receiver's part of a portion: equal, what is left over one step each to the first ones."""
    amount, count = cut[which], np.maximum(there[which], 1)
    start = np.cumsum(there) - there
    place = np.arange(len(which)) - start[which]
    steps = abs(amount) // step
    loose = abs(amount) - steps * step
    whole, left = steps // count, steps % count
    part = (whole + (place < left)) * step + np.where(place == 0, loose, 0)
    return np.where(amount < 0, -part, part)


def _with_arrivals(line: Lines, live: Ints, given: list[tuple[Ints, Ints, Ints]]) -> Lines:
    """The lines with one more for every portion that arrives at somebody."""
    if not given:
        return line
    assert line.fate is not None and line.giver is not None and line.priced is not None
    source = np.concatenate([live[which] for which, _, _ in given])
    receiver = np.concatenate([who for _, who, _ in given])
    points = np.concatenate([part for _, _, part in given])
    n, more = len(line), len(source)
    order = np.lexsort((np.arange(n + more), np.concatenate([line.fact, line.fact[source]]),
                        np.concatenate([line.day, line.day[source]]), np.concatenate([line.subject, receiver])))  # fmt: skip

    def merged(own: Ints, arrived: Ints) -> Ints:
        return np.concatenate([own, arrived])[order]

    place = np.empty(n + more, np.int64)
    place[order] = np.arange(n + more)
    return replace(
        line,
        subject=merged(line.subject, receiver), fact=merged(line.fact, line.fact[source]), day=merged(line.day, line.day[source]),
        points=merged(line.points, points), known=merged(line.known, np.ones(more, bool)),
        counts=merged(line.counts, np.ones(more, bool)), priced=merged(line.priced, line.priced[source]),
        fate=merged(line.fate, np.full(more, "", dtype=object)), giver=merged(line.giver, line.subject[source]),
        pair_item=place[line.pair_item], pair_fact=line.pair_fact,
    )  # fmt: skip
