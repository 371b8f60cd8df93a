"""Lines: what each item of a rule brought, and why it counts, counts more, or does not count (stages price, select, share).

Worked example: the second absence of the year at −2 with ``加重 [1, 2]``: 「2025-05-09 三会一课(角色 缺席):每次 -2,第 2 次 × 2 = -4」.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from biaochi.scoring.conditions import of_subjects
from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.fates import Fates
from biaochi.scoring.explain.leaves import day_text, fact_seen, fact_words, same
from biaochi.scoring.explain.measures import FACTS_LISTED, Measures
from biaochi.scoring.explain.node import Node, Step, exact_text, joined
from biaochi.scoring.explain.portions import portion_node, shared_out
from biaochi.scoring.explain.prices import line_steps, priced
from biaochi.scoring.explain.slicing import items_of, own_rows
from biaochi.scoring.findings import Text
from biaochi.scoring.items import PERIODICAL, Items, items_of_rule, items_of_scene
from biaochi.scoring.periods import bucket
from biaochi.scoring.plan import RulePlan
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.state import Lines, State


class SubjectLines:
    """The lines of one subject: ``whole`` is the settled state, ``one`` its slice, ``index`` the subject in the whole."""

    def __init__(self, whole: State, one: State, index: int, wording: Wording) -> None:
        self.whole, self.one, self.index, self.wording = whole, one, index, wording
        self.fates = Fates(one)
        self._items: dict[int, Items] = {}

    def of_rule(self, plan: RulePlan) -> list[Node]:
        """The rule's lines in line order, those that do not count among them."""
        lines = self.one.lines[plan.index]
        if len(lines) == 0:
            return []
        own = own_rows(lines)
        found: dict[int, Node] = {}
        if len(own):
            measures = Measures(items_of(self.one, plan.rule, lines), self.wording, lambda: self._of_everybody(plan))
            for at, row in enumerate(own.tolist()):
                found[row] = self._priced(plan, lines, measures, at)
            found = self._escalated(plan, lines, found)
            found = {row: self._ended(plan, lines, row, node) for row, node in found.items()}
        for row in range(len(lines)):
            if row not in found:
                found[row] = portion_node(self.whole, self.one, plan, lines, row)
        return [found[row] for row in range(len(lines))]

    def _of_everybody(self, plan: RulePlan) -> Items:
        """Items of all subjects, where a group's statistic reads them."""
        if plan.index not in self._items:
            periodical = plan.rule.per in PERIODICAL or not plan.rule.facts
            items = items_of_rule(self.whole, plan.rule) if periodical else None
            if items is None or len(items) != self.whole.size:
                items = items_of_scene(of_subjects(self.whole))
            self._items[plan.index] = items
        return self._items[plan.index]

    def _priced(self, plan: RulePlan, lines: Lines, measures: Measures, at: int) -> Node:
        operation, children, inputs = priced(measures, plan.rule, at)
        items = measures.items
        facts = items.pair_fact[items.pair_item == at]
        name, about = self._name(items, at, facts)
        shown = {node.code for child in children for node in child.walk() if node.kind == "fact"}
        evidence = [seen for fact in facts[:FACTS_LISTED].tolist() if (seen := fact_seen(self.one, int(fact)))["id"] not in shown]
        is_period = items.per in PERIODICAL or items.last_fact[at] == NONE
        code = "" if is_period else str(self.one.ledger.facts.id[int(items.last_fact[at])])
        return joined(
            "line", operation, children, name=name, steps=line_steps(measures), inputs=inputs, code=code, facts=tuple(evidence), about=about
        )

    def _name(self, items: Items, at: int, facts: Any) -> tuple[Text, dict[str, str]]:
        """What the line is called, and its day."""
        about = {"day": day_text(int(items.day[at]))}
        if items.per in PERIODICAL:
            state = self.one
            kind = state.job.period.kind if items.per == "period" else items.per
            sub = state.job.period if items.per == "period" else state.setting.plan.calendar.containing(kind, int(items.start[at]))
            return same(sub.name), {**about, "period": sub.name}
        words = fact_words(fact_seen(self.one, int(items.last_fact[at])))
        if items.per == "fact" or len(facts) == 1:
            return words, about
        return Text(f"{words.zh} 等 {len(facts)} 条", f"{words.en} and others, {len(facts)} in all"), about

    def _escalated(self, plan: RulePlan, lines: Lines, found: dict[int, Node]) -> dict[int, Node]:
        """The factor of each line that survived selection, by its place among them."""
        escalation = plan.rule.escalate
        if escalation is None or lines.fate is None:
            return found
        places: dict[int, int] = {}
        rounds = line_steps_of(self.one)
        for row, node in found.items():
            if node.value is None or lines.fate[row] not in ("", f"{plan.code}#quota"):
                continue
            key = 0
            if escalation.per is not None and escalation.per != self.one.job.period.kind:
                key = int(bucket(lines.day[row : row + 1], escalation.per, self.one.setting.plan.calendar)[0])
            place = places[key] = places.get(key, 0) + 1
            factor = Fraction(escalation.factors[min(place, len(escalation.factors)) - 1])
            if factor != 1:
                text = exact_text(factor)
                step = Step("times", {"by": text}, Text(f"第 {place} 次 × {text}", f"no. {place} × {text}"))
                found[row] = node.then(step, *rounds)
        return found

    def _ended(self, plan: RulePlan, lines: Lines, row: int, node: Node) -> Node:
        """Dropped, blocked, or shared out."""
        fate = "" if lines.fate is None else str(lines.fate[row])
        if fate:
            return node.then(Step("drop", {"by": fate}, self.fates.why(plan, lines, row, fate)))
        if not lines.counts[row]:
            return node.then(Step("drop", {}, Text("不计", "does not count")))
        if not lines.known[row] and node.value is not None:
            return node.then(Step("block", {"by": f"{plan.code}#quota"}, self.fates.stuck(plan)))
        if plan.rule.share is not None and node.value is not None:
            return node.then(*shared_out(self.whole, self.index, plan, lines, row, node.value))
        return node


def line_steps_of(state: State) -> list[Step]:
    rounding = state.job.plan.rounding
    return [Step("round", {"places": str(rounding.places), "mode": rounding.mode})]
