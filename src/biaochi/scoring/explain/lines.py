"""Lines: what each item of a rule brought, and why it counts, counts more, or does not count (stages price, select, share).

Worked example: the second absence of the year at −2 with ``加重 [1, 2]``: 「2025-05-09 三会一课(角色 缺席):每次 -2,第 2 次 × 2 = -4」.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.fates import Fates
from biaochi.scoring.explain.leaves import day_text, fact_seen, fact_words, same
from biaochi.scoring.explain.measures import FACTS_LISTED, Measures
from biaochi.scoring.explain.node import Node, Step, exact_text, joined, rounding
from biaochi.scoring.explain.portions import received, shared_out
from biaochi.scoring.explain.prices import priced
from biaochi.scoring.explain.slicing import items_of, own_rows, slice_of
from biaochi.scoring.findings import Text
from biaochi.scoring.items import PERIODICAL, Items, items_of_rule
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
        self._givers: dict[int, SubjectLines] = {}

    def of_rule(self, plan: RulePlan) -> list[Node]:
        """The rule's lines in line order, those that do not count among them."""
        lines = self.one.lines[plan.index]
        own = self.before_sharing(plan)
        found = []
        for row in range(len(lines)):
            if row in own:
                found.append(self._ended(plan, lines, row, own[row]))
            else:
                found.append(received(self.whole, self.index, plan, lines, row, self._given(plan, lines, row)))
        return found

    def before_sharing(self, plan: RulePlan) -> dict[int, Node]:
        """The subject's own lines by their rows: priced and escalated."""
        lines = self.one.lines[plan.index]
        own = own_rows(lines)
        if len(own) == 0:
            return {}
        measures = Measures(items_of(self.one, plan.rule, lines), self.wording, lambda: self._of_everybody(plan))
        exact = {row: self._priced(plan, measures, at) for at, row in enumerate(own.tolist())}
        return self._escalated(plan, lines, exact)

    def _given(self, plan: RulePlan, lines: Lines, row: int) -> Node | None:
        """The line of the giver that this one is a piece of, before it was shared."""
        assert lines.giver is not None
        giver = int(lines.giver[row])
        if giver not in self._givers:
            self._givers[giver] = SubjectLines(self.whole, slice_of(self.whole, giver), giver, self.wording)
        theirs = self._givers[giver]
        rows = theirs.one.lines[plan.index]
        same_line = (rows.fact == lines.fact[row]) & (rows.day == lines.day[row])
        return next((node for at, node in theirs.before_sharing(plan).items() if same_line[at]), None)

    def _of_everybody(self, plan: RulePlan) -> Items:
        """Items of all subjects, where a group's statistic reads them."""
        if plan.index not in self._items:
            self._items[plan.index] = items_of_rule(self.whole, plan.rule)
        return self._items[plan.index]

    def _priced(self, plan: RulePlan, measures: Measures, at: int) -> Node:
        """The exact price of an item, not yet rounded."""
        operation, children, inputs = priced(measures, plan.rule, at)
        items = measures.items
        facts = items.pair_fact[items.pair_item == at]
        name, about = self._name(items, at, facts)
        shown = {node.code for child in children for node in child.walk() if node.kind == "fact"}
        evidence = [seen for fact in facts[:FACTS_LISTED].tolist() if (seen := fact_seen(self.one, int(fact)))["id"] not in shown]
        is_period = items.per in PERIODICAL or items.last_fact[at] == NONE
        code = "" if is_period else str(self.one.ledger.facts.id[int(items.last_fact[at])])
        return joined("line", operation, children, name=name, inputs=inputs, code=code, facts=tuple(evidence), about=about)

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

    def _escalated(self, plan: RulePlan, lines: Lines, exact: dict[int, Node]) -> dict[int, Node]:
        """Rounded once, after the factor of those that survived selection, by their place among them."""
        escalation, found = plan.rule.escalate, {}
        places: dict[int, int] = {}
        rounds = rounding(self.one.job.plan.rounding.places, self.one.job.plan.rounding.mode)
        for row, node in exact.items():
            steps = [rounds]
            if escalation is not None and lines.fate is not None and lines.fate[row] in ("", f"{plan.code}#quota", f"{plan.code}#share"):
                per = escalation.per if escalation.per is not None else self.one.job.period.kind
                key = int(bucket(lines.day[row : row + 1], per, self.one.setting.plan.calendar)[0])
                place = places[key] = places.get(key, 0) + 1
                text = exact_text(Fraction(escalation.factors[min(place, len(escalation.factors)) - 1]))
                if text != "1":
                    steps.insert(0, Step("times", {"by": text}, Text(f"第 {place} 次 × {text}", f"no. {place} × {text}")))
            found[row] = node.then(*steps)
        return found

    def _ended(self, plan: RulePlan, lines: Lines, row: int, node: Node) -> Node:
        """Dropped, blocked, or shared out."""
        fate = "" if lines.fate is None else str(lines.fate[row])
        if plan.rule.share is not None and fate in ("", f"{plan.code}#share") and node.value is not None and lines.known[row]:
            node = node.then(*shared_out(self.whole, self.index, plan, lines, row, node.value))
        if fate:
            return node.then(Step("drop", {"by": fate}, self.fates.why(plan, lines, row, fate)))
        if not lines.counts[row]:
            return node.then(Step("drop", {}, Text("不计", "does not count")))
        if not lines.known[row] and node.value is not None:
            return node.then(Step("block", {"by": f"{plan.code}#quota"}, self.fates.stuck(plan)))
        return node
