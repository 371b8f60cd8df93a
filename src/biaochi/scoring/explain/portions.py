"""Portions: what a shared line gives away, and what arrives from others (stage share).

A piece is the whole line times its receiver's part, cut down to the table's places; what the cuts leave over goes, one smallest unit each,
to the largest remainders. Who receives in several portions gets several pieces as one line.

Worked example: of 10.01 points at 30/70 the secretary gets 3.00 and the doer keeps 7.01: 「10.01,分给 赵某 − 3 = 7.01」.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.leaves import fact_seen, fact_words, person
from biaochi.scoring.explain.node import NOTHING, Node, Step, exact_text, joined, leaf
from biaochi.scoring.findings import Text
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import UNITS
from biaochi.scoring.stages.share import cut, slots_of
from biaochi.scoring.state import Lines, State

WHOLE = Text("整条", "the line")


def arrivals(whole: State, plan: RulePlan, giver: int, fact: int, day: int) -> NDArray[Any]:
    """Positions, in the whole rule's lines, of what this line of the giver handed over."""
    lines = whole.lines[plan.index]
    assert lines.giver is not None
    return np.flatnonzero((lines.giver == giver) & (lines.fact == fact) & (lines.day == day))


def shared_out(whole: State, index: int, plan: RulePlan, lines: Lines, row: int, value: Fraction) -> list[Step]:
    """A step for every piece that went to somebody, and one for what nobody was there to receive."""
    steps, left = [], value
    everything = whole.lines[plan.index]
    for at in arrivals(whole, plan, index, int(lines.fact[row]), int(lines.day[row])).tolist():
        part = Fraction(int(everything.points[at]), UNITS)
        who = person(whole, int(whole.entities[everything.subject[at]]))
        sign, text = "−" if part >= 0 else "+", exact_text(abs(part))
        steps.append(Step("plus", {"by": exact_text(-part)}, Text(f"分给 {who} {sign} {text}", f"shared with {who} {sign} {text}")))
        left -= part
    kept = Fraction(int(lines.points[row]), UNITS) if lines.counts[row] else Fraction(0)
    if left != kept:
        lost = exact_text(left - kept)
        said = Text(f"无人受领的 {lost} 不计", f"{lost} dropped, nobody is there to receive it")
        steps.append(Step("plus", {"by": exact_text(kept - left)}, said))
    return steps


def received(whole: State, index: int, plan: RulePlan, lines: Lines, row: int, given: Node | None) -> Node:
    """A line that somebody else handed over to the subject; ``given`` is the giver's line before it was shared."""
    assert lines.giver is not None
    giver, fact = int(lines.giver[row]), int(lines.fact[row])
    who = person(whole, int(whole.entities[giver]))
    words = fact_words(fact_seen(whole, fact)) if fact != NONE else NOTHING
    named: dict[str, Any] = {
        "name": Text(f"{who} 的 {words.zh}".strip(), f"{words.en} of {who}".strip()),
        "code": "" if fact == NONE else str(whole.ledger.facts.id[fact]),
        "about": {"giver": whole.directory.id_of(int(whole.entities[giver]))},
        "facts": () if fact == NONE else (fact_seen(whole, fact),),
    }
    if given is None or given.value is None or not lines.known[row]:
        note = Text("整条的分值未知", "the whole line is unknown")
        return leaf("received", None if not lines.known[row] else Fraction(int(lines.points[row]), UNITS), note=note, **named)
    pieces = _pieces(whole, index, plan, lines, row, given.value)
    if len(pieces) == 1:
        piece = pieces[0]
        return joined("received", piece.operation, piece.children, steps=piece.steps, **named)
    return joined("received", "sum", pieces, **named)


def _pieces(whole: State, index: int, plan: RulePlan, lines: Lines, row: int, value: Fraction) -> list[Node]:
    """The receiver's pieces of the line: its parts times the line, each cut down, some with one smallest unit more."""
    assert plan.rule.share is not None and lines.giver is not None
    giver, day = np.array([int(lines.giver[row])]), lines.day[row : row + 1]
    slots = slots_of(whole, plan, plan.rule.share, giver, day)
    places = whole.job.plan.rounding.places
    cuts = cut(np.array([int(value * UNITS)]), slots, 10 ** (4 - places))
    found = []
    for at in np.flatnonzero(slots.receiver == index).tolist():
        part = slots.part.fraction(at) or Fraction(0)
        node = joined(
            "portion", "product", [leaf("amount", value, name=WHOLE), leaf("amount", part, name=Text("所得份额", "share"))],
            steps=[Step("round", {"places": str(places), "mode": "down"})],
        )  # fmt: skip
        found.append(_filled(node, Fraction(int(cuts[at]), UNITS)))
    return found


def _filled(node: Node, wanted: Fraction) -> Node:
    """The node with the smallest unit that the cuts left over, where it got one."""
    if node.value is None or node.value == wanted:
        return node
    text = exact_text(wanted - node.value)
    return node.then(Step("plus", {"by": text}, Text(f"最大余数补 {text}", f"largest remainder, plus {text}")))
