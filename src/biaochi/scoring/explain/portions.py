"""Portions: what a shared line gives away, and what arrives from others (stage share).

A portion is the whole line times its rate, cut down to the table's places; what the cut leaves over goes, one smallest unit each, to the
largest remainders; several holders divide a portion the same way.

Worked example: of 10.01 points at 30/70 the secretary gets 3.00 and the doer keeps 7.01: 「10.01,书记 赵某 分得 -3 = 7.01」.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from biaochi.scoring.amounts import amount_of
from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.leaves import fact_seen, fact_words, person, units_leaf
from biaochi.scoring.explain.node import NOTHING, Node, Step, exact_text, joined, leaf
from biaochi.scoring.findings import Text
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.points import largest_remainder
from biaochi.scoring.scheme.model import Holder
from biaochi.scoring.scheme.rule_wording import receiver
from biaochi.scoring.state import Lines, State

UNITS = 10_000


def arrivals(whole: State, plan: RulePlan, giver: int, fact: int, day: int) -> np.ndarray:
    """Positions, in the whole rule's lines, of what this line of the giver handed over."""
    lines = whole.lines[plan.index]
    assert lines.giver is not None
    return np.flatnonzero((lines.giver == giver) & (lines.fact == fact) & (lines.day == day))


def shared_out(whole: State, index: int, plan: RulePlan, lines: Lines, row: int, value: Fraction) -> list[Step]:
    """A step for every portion that went to somebody, and one for what nobody was there to receive."""
    steps, left = [], value
    everything = whole.lines[plan.index]
    for at in arrivals(whole, plan, index, int(lines.fact[row]), int(lines.day[row])).tolist():
        part = Fraction(int(everything.points[at]), UNITS)
        who = person(whole, int(whole.entities[everything.subject[at]]))
        sign = "−" if part >= 0 else "+"
        text = exact_text(abs(part))
        steps.append(Step("plus", {"by": exact_text(-part)}, Text(f"分给 {who} {sign} {text}", f"shared with {who} {sign} {text}")))
        left -= part
    lost = left - Fraction(int(lines.points[row]), UNITS)
    if lost:
        said = Text(f"无人受领的 {exact_text(lost)} 不计", f"{exact_text(lost)} dropped, nobody is there to receive it")
        steps.append(Step("plus", {"by": exact_text(-lost)}, said))
    return steps


def portion_node(whole: State, one: State, plan: RulePlan, lines: Lines, row: int) -> Node:
    """A line that somebody else handed over: the whole line times the rate, cut to the table's places."""
    assert lines.giver is not None
    giver, fact, day = int(lines.giver[row]), int(lines.fact[row]), int(lines.day[row])
    who = person(whole, int(whole.entities[giver]))
    words = fact_words(fact_seen(whole, fact)) if fact != NONE else NOTHING
    name = Text(f"{who} 的 {words.zh}".strip(), f"{words.en} of {who}".strip())
    about = {"giver": whole.directory.id_of(int(whole.entities[giver]))}
    code = "" if fact == NONE else str(whole.ledger.facts.id[fact])
    facts = () if fact == NONE else (fact_seen(whole, fact),)
    if not lines.known[row]:
        note = Text("整条的分值未知", "the whole line is unknown")
        return leaf("received", None, name=name, note=note, code=code, about=about, facts=facts)
    found = _derived(whole, plan, giver, fact, day, int(lines.points[row]))
    if found is None:
        note = Text("分享所得", "a portion received")
        return units_leaf("received", int(lines.points[row]), name, note, code=code, about=about, facts=facts)
    children, steps, operation = found
    return joined("received", operation, children, name=name, steps=steps, code=code, about=about, facts=facts)


def _derived(whole: State, plan: RulePlan, giver: int, fact: int, day: int, points: int) -> tuple[list[Node], list[Step], str] | None:
    """The arithmetic of the portion, None where it cannot be told which portion this is."""
    share, everything = plan.rule.share, whole.lines[plan.index]
    assert share is not None and everything.giver is not None
    rows = arrivals(whole, plan, giver, fact, day)
    own = np.flatnonzero((everything.subject == giver) & (everything.fact == fact) & (everything.day == day) & (everything.giver == NONE))
    total = int(everything.points[rows].sum()) + int(everything.points[own].sum())
    if share.absent == "drop" and everything.priced is not None and plan.rule.escalate is None:
        total = int(everything.priced[own].sum())
    places = whole.job.plan.rounding.places
    step = 10 ** (4 - places)
    rates = [_rate(whole, portion.rate) for portion in share.portions]
    cuts = largest_remainder(np.array([total]), rates, step)
    for portion, rate, cut in zip(share.portions, rates, cuts, strict=True):
        if isinstance(portion.to, Holder):
            for among in range(1, len(rows) + 1):
                found = _cut(total, rate, int(cut[0]), among, points, places, receiver(portion.to))
                if found is not None:
                    return found
    return None


def _rate(state: State, rate: object) -> Fraction:
    found = amount_of(state, rate, state.entities[:1], state.valued_on[:1]).broadcast(1).fraction(0)
    return found if found is not None else Fraction(0)


def _cut(total: int, rate: Fraction, cut: int, among: int, points: int, places: int, to: str) -> tuple[list[Node], list[Step], str] | None:
    whole = units_leaf("amount", total, Text("整条", "the line"))
    share = leaf("amount", rate, name=Text(f"归{to}的比例", f"rate of {to}"))
    down = Step("round", {"places": str(places), "mode": "down"})
    node = joined("portion", "product", [whole, share], steps=[down])
    fill = _fill(Fraction(cut, UNITS), node, Text("最大余数补", "largest remainder, plus"))
    if fill is None:
        return None
    node = node.then(*fill)
    if among == 1:
        return ([whole, share], [down, *fill], "product") if cut == points else None
    part = joined("portion", "quotient", [node, leaf("amount", among, name=Text("人数", "persons"))], steps=[down])
    rest = _fill(Fraction(points, UNITS), part, Text("除不尽的补给前几位", "what is left over goes to the first, plus"))
    return None if rest is None else ([node, part.children[1]], [down, *rest], "quotient")


def _fill(wanted: Fraction, node: Node, because: Text) -> list[Step] | None:
    """The smallest unit that the cut left over, [] where nothing was, None where the numbers do not fit."""
    if node.value is None:
        return None
    gap = wanted - node.value
    places = int(node.steps[-1].inputs["places"])
    if gap == 0:
        return []
    if abs(gap) != Fraction(1, 10**places):
        return None
    text = exact_text(gap)
    return [Step("plus", {"by": text}, Text(f"{because.zh} {text}", f"{because.en} {text}"))]
