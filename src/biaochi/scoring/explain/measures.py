"""Measures: the expression of a rule, written out for one item with the facts and values it looks at (section 9b).

Every number comes from the engine's own `evaluate`, over the items of one subject; here it is only taken apart.

Worked example: ``{相除: [次数 出席, 次数 [出席, 缺席]]}`` for a member with 3 and 1 is quotient(count(3 facts), count(4 facts)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import NO_DAY
from biaochi.scoring.conditions import amounts_exact, fact_quantity, holds
from biaochi.scoring.directory import NONE
from biaochi.scoring.explain.leaves import amount_in_scene, fact_leaf, fact_seen, same
from biaochi.scoring.explain.node import ABSENT, NOTHING, Node, Step, exact_text, joined, leaf
from biaochi.scoring.explain.taken import taken_node
from biaochi.scoring.expressions import evaluate
from biaochi.scoring.findings import Text
from biaochi.scoring.items import Items, items_of_scene, joined_facts
from biaochi.scoring.matching import scene_of
from biaochi.scoring.periods import day_of
from biaochi.scoring.plan import parts_of
from biaochi.scoring.points import Exact
from biaochi.scoring.scheme.expression_model import Expression
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.tallies import trimmed

Ints = NDArray[Any]
FACTS_LISTED = 60
"""Facts that a tally lists one by one; more are listed by kind and month."""
WORDS = {
    "quantity": Text("数量", "quantity"), "mark": Text("评分", "mark"), "duration": Text("历时天数", "days it lasted"),
    "lateness": Text("逾期天数", "days late"), "delay": Text("延迟天数", "days of delay"), "ordinal": Text("序次", "ordinal"),
    "level": Text("级别", "level"),
}  # fmt: skip
NO_FACT = Text("没有事项", "no fact")
NO_NUMBER = Text("事项没有填这个数", "the fact does not say it")


class Measures:
    """The measures of one subject's items of one rule. ``whole`` gives the items of all subjects, for what looks at everybody."""

    def __init__(self, items: Items, wording: Wording, whole: Callable[[], Items]) -> None:
        self.items, self.wording, self.whole = items, wording, whole
        self.state = items.state
        self._values: dict[int, Exact] = {}
        self._of_all: dict[int, Exact] = {}
        self._pairs: dict[int, tuple[Ints, Ints]] = {}

    def value(self, expression: Any, at: int) -> Fraction | None:
        """The engine's number of the expression for the item, None where unknown."""
        known = self._values.get(id(expression))
        if known is None:
            known = self._values[id(expression)] = evaluate(expression, self.items).broadcast(len(self.items))
        return known.fraction(at)

    def of_everybody(self, expression: Any, at: int) -> Fraction | None:
        """The same of what needs everybody's items: a group's statistic, the place of a fact among all that matched."""
        found = self._of_all.get(id(expression))
        if found is None:
            found = self._of_all[id(expression)] = evaluate(expression, self.whole()).broadcast(len(self.whole()))
        row = self.row(at)
        return None if row is None else found.fraction(row)

    def row(self, at: int) -> int | None:
        """Where the item stands among everybody's."""
        mine = np.flatnonzero(self.whole().scene.entity == int(self.items.scene.entity[at]))
        return int(mine[at if len(mine) > at else 0]) if len(mine) else None

    def node(self, expression: Any, at: int) -> Node:
        """The expression as a node for the item at this place."""
        if isinstance(expression, str):
            return self.word(expression, at)
        if not isinstance(expression, Expression):
            return leaf("amount", Fraction(expression))
        return HEADS[expression.head](self, expression, at)

    # the item's own facts

    def word(self, name: str, at: int) -> Node:
        """A word that names something of the item's facts: quantity, mark, duration …"""
        items = self.items
        if name == "ordinal":
            found = self.of_everybody(name, at) if self.whole().ordinal is not None else self.value(name, at)
            return leaf("measure", found, name=WORDS[name])
        if items.per == "fact" or name not in ("quantity", "mark"):
            fact = int(items.last_fact[at])
            if fact == NONE:
                return leaf("measure", None, name=WORDS[name], note=NO_FACT)
            found = self.value(name, at)
            return leaf(
                "measure", found, name=WORDS[name], note=NOTHING if found is not None else NO_NUMBER, about=fact_seen(self.state, fact)
            )
        facts = items.pair_fact[items.pair_item == at]
        how = "sum" if name == "quantity" else "mean"
        return joined("measure", how, self.numbered(facts, name), name=WORDS[name])

    def numbered(self, facts: Ints, of: str) -> list[Node]:
        """The facts with their quantities or marks; many of them as sums by kind and month."""
        state = self.state
        exact = amounts_exact(state.ledger.facts.mark, facts) if of == "mark" else fact_quantity(state, facts)
        exact = exact.broadcast(len(facts))
        return [fact_leaf(state, int(fact), exact.fraction(i)) for i, fact in enumerate(facts)]

    # tallies

    def tallied(self, e: Expression, at: int) -> Node:
        item, fact = self.pairs(e)
        facts = fact[item == at]
        name = same(self.wording.tally(e))
        if e.tally == "count":
            how = "count" if len(facts) <= FACTS_LISTED else "sum"
            node = joined("measure", how, self._counted(facts), name=name, inputs={"none": "0"})
        elif e.tally == "distinct":
            node = joined("measure", "count", self._distinct(facts, e.of or "matter"), name=name, inputs={"none": "0"})
        elif e.tally in ("months", "days"):
            node = joined("measure", "sum", self._lasting(e.tally, facts, at), name=name)
        else:
            node = self._reduced(e, facts, name)
        if e.empty is None or any(child.state != ABSENT for child in node.children):
            return node
        return joined("measure", "sum", node.children, name=name, inputs={"none": self._of_nothing(e, at)})

    def _of_nothing(self, e: Expression, at: int) -> str:
        """What the scheme makes of a tally over no fact at all."""
        if e.empty in ("unknown", "zero"):
            return "unknown" if e.empty == "unknown" else "0"
        found = amount_in_scene(self.items.scene, e.empty, at, NOTHING).value
        return "unknown" if found is None else exact_text(found)

    def pairs(self, e: Expression) -> tuple[Ints, Ints]:
        """(item, fact) a tally looks at: facts of its own kinds, else the item's."""
        if id(e) not in self._pairs:
            self._pairs[id(e)] = self._matched(e)
        return self._pairs[id(e)]

    def _matched(self, e: Expression) -> tuple[Ints, Ints]:
        items = self.items
        if e.facts is not None:
            return joined_facts(items, e.facts, e.where, e.whose, e.window)
        item, fact = items.pair_item, items.pair_fact
        if e.where is not None and len(fact):
            keep = holds(e.where, scene_of(self.state, fact, items.subject[item]))
            item, fact = item[keep], fact[keep]
        return item, fact

    def _counted(self, facts: Ints) -> list[Node]:
        if len(facts) <= FACTS_LISTED:
            return [fact_leaf(self.state, int(fact), 1) for fact in facts]
        return [self._several(kind, month, Fraction(len(some))) for (kind, month), some in self._by_month(facts).items()]

    def _by_month(self, facts: Ints) -> dict[tuple[int, str], list[int]]:
        found: dict[tuple[int, str], list[int]] = {}
        days = self.state.ledger.facts.date[facts]
        months = {int(day): day_of(int(day)).isoformat()[:7] for day in np.unique(days)}
        for fact, day in zip(facts.tolist(), days.tolist(), strict=True):
            found.setdefault((int(self.state.ledger.kind[fact]), months[day]), []).append(fact)
        return found

    def _several(self, kind: int, month: str, value: Fraction | None) -> Node:
        return leaf("facts", value, name=same(f"{month} {self.state.setting.plan.kind_names[kind]}"), about={"month": month})

    def _distinct(self, facts: Ints, of: str) -> list[Node]:
        """The facts, of which those are dropped that repeat an earlier matter, day, subject, rater or number, or have none."""
        found: list[Node] = []
        met: set[str] = set()
        for fact in facts.tolist():
            seen = fact_seen(self.state, fact)
            key = seen.get({"day": "date"}.get(of, of), f"#{fact}" if of == "matter" else "")
            node = fact_leaf(self.state, fact, 1)
            if key == "" or key in met:
                node = node.then(Step("drop", {}, Text("重复,不另计", "a repetition") if key else Text("没有填写,不计", "not stated")))
            met.add(key)
            found.append(node)
        return found

    def _lasting(self, what: str, facts: Ints, at: int) -> list[Node]:
        """Each state with the months or days that no earlier one covers."""
        items, state = self.items, self.state
        as_of, ledger = state.job.axes.as_of, state.ledger.facts
        met: set[int] = set()
        found = []
        for fact in facts.tolist():
            until = as_of if ledger.until is None or ledger.until[fact] == NO_DAY else int(ledger.until[fact])
            first = max(int(ledger.date[fact]), int(items.start[at]))
            last = min(until, int(items.end[at]) - 1, as_of)
            covers: set[int] = set()
            if last >= first:
                one, two = day_of(first), day_of(last)
                months = range(one.year * 12 + one.month, two.year * 12 + two.month + 1)
                covers = set(range(first, last + 1) if what == "days" else months)
            found.append(fact_leaf(state, fact, len(covers - met)))
            met |= covers
        return found

    def _reduced(self, e: Expression, facts: Ints, name: Text) -> Node:
        """sum, mean, highest, lowest or latest of the facts' numbers, extremes trimmed."""
        how = {"latest": "last"}.get(str(e.tally), str(e.tally))
        of = e.of or "quantity"
        inputs = {"none": "0"} if how == "sum" else {}
        if len(facts) > FACTS_LISTED and not e.trim and how in ("sum", "mean"):
            return self._sums(facts, of, how, name)
        children = self.numbered(facts, of)
        if how == "last" and len(facts) > FACTS_LISTED:
            children = [child for child in children[:-1] if child.value is None] + children[-1:]
        if e.trim and len(facts) and all(child.value is not None for child in children):
            exact = amounts_exact(self.state.ledger.facts.mark, facts) if of == "mark" else fact_quantity(self.state, facts)
            keep = trimmed(np.zeros(len(facts), np.int64), exact.broadcast(len(facts)), e.trim, 1)
            said = Text("去极,不计", "trimmed")
            children = [c if k else c.then(Step("drop", {}, said)) for c, k in zip(children, keep.tolist(), strict=True)]
        return joined("measure", how, children, name=name, inputs=inputs)

    def _sums(self, facts: Ints, of: str, how: str, name: Text) -> Node:
        groups = []
        for (kind, month), some in self._by_month(facts).items():
            nodes = self.numbered(np.array(some), of)
            known = [n.value for n in nodes if n.value is not None]
            groups.append(self._several(kind, month, sum(known, Fraction(0)) if len(known) == len(nodes) else None))
        if how == "sum":
            return joined("measure", "sum", groups, name=name)
        total = joined("measure", "sum", groups, name=Text("合计", "sum"))
        return joined("measure", "quotient", [total, leaf("amount", len(facts), name=Text("事项数", "facts"))], name=name)

    # the roster, other tables, groups, the scorecard

    def attribute(self, e: Expression, at: int) -> Node:
        found = self.value(e, at)
        note = Text("名册没有填", "the roster does not say") if found is None else NOTHING
        return leaf("attribute", found, name=same(f"「{e.attribute}」"), note=note)

    def roster(self, e: Expression, at: int) -> Node:
        return leaf("attribute", self.value(e, at), name=same(self.wording.rostered(e)), note=Text("截至日的名册", "roster at as-of"))

    def take(self, e: Expression, at: int) -> Node:
        assert e.take is not None
        return taken_node(e.take, self.items, at, self.wording)

    def group(self, e: Expression, at: int) -> Node:
        """A group's mean as sum ÷ count; other statistics as the run found them."""
        assert e.group is not None
        name = same(self.wording.grouped(e))
        if e.group.stat != "mean":
            return leaf("group", self.of_everybody(e, at), name=name, note=Text("核算时全组的值", "of the whole group in this run"))
        parts = [(stat, e.model_copy(update={"group": e.group.model_copy(update={"stat": stat})})) for stat in ("sum", "count")]
        label = {"sum": Text("全组合计", "sum of the group"), "count": Text("人数", "members")}
        return joined("group", "quotient", [leaf("group", self.of_everybody(p, at), name=label[stat]) for stat, p in parts], name=name)

    def points(self, e: Expression, at: int) -> Node:
        return leaf("reference", self.value(e, at), name=same(self.wording.expression(e)), code=str(e.points))

    def parameter(self, e: Expression, at: int) -> Node:
        return amount_in_scene(self.items.scene, e, at, same(e.parameter or ""))

    def by_kind(self, e: Expression, at: int) -> Node:
        if int(self.items.scene.bearer[0][at]) == NONE:
            return leaf("amount", None, name=Text("按对象", "by kind"), note=Text("没有对象", "nobody"))
        return amount_in_scene(self.items.scene, e, at, NOTHING)

    # arithmetic

    def several(self, operation: str, parts: list[Any], at: int, **inputs: str) -> Node:
        return joined("measure", operation, [self.node(part, at) for part in parts], inputs=inputs)

    def ratio(self, e: Expression, at: int) -> Node:
        assert e.ratio is not None
        top, bottom = e.ratio
        node = joined("measure", "quotient", [self.node(top, at), self.node(bottom, at)], inputs=self._over_zero(e, at))
        if node.value is None and node.children[1].value == 0:
            return replace(node, note=Text("除数为 0,不能计算", "division by 0"))
        return node

    def _over_zero(self, e: Expression, at: int) -> dict[str, str]:
        if e.over_zero is None:
            return {}
        found = amount_in_scene(self.items.scene, e.over_zero, at, NOTHING).value
        return {} if found is None else {"over_zero": exact_text(found)}

    def chosen(self, e: Expression, at: int) -> Node:
        """The first branch whose condition holds."""
        for choice in e.choose or []:
            if self._holds(choice.when, at):
                value = choice.value if choice.otherwise is None else choice.otherwise
                name = Text("否则", "otherwise") if choice.when is None else same(self.wording.condition(choice.when))
                if value is None:
                    break
                return joined("choice", "sum", [self.node(value, at)], name=name)
        return leaf("choice", None, name=Text("没有一种情形成立", "no case holds"))

    def _holds(self, condition: Any, at: int) -> bool:
        if condition is None:
            return True
        needs_all = any(isinstance(part, Expression) and part.group is not None for part in parts_of(condition))
        row = self.row(at) if needs_all else at
        items = self.whole() if needs_all else self.items
        return row is not None and bool(holds(condition, replace(items.scene, fact=items.last_fact))[row])


def _difference(m: Measures, first: Any, second: Any, at: int) -> Node:
    said = Text("不足 0 的按 0 计", "not below 0")
    return m.several("difference", [first, second], at).then(Step("clamp", {"low": "0"}, said))


HEADS: dict[str, Callable[[Measures, Any, int], Node]] = {
    "parameter": Measures.parameter, "by": Measures.by_kind, "tally": Measures.tallied, "attribute": Measures.attribute,
    "roster": Measures.roster, "take": Measures.take, "group": Measures.group, "points": Measures.points,
    "plus": lambda m, e, at: m.several("sum", e.plus, at), "minus": lambda m, e, at: m.several("difference", e.minus, at),
    "times": lambda m, e, at: m.several("product", e.times, at), "ratio": Measures.ratio,
    "larger": lambda m, e, at: m.several("highest", e.larger, at), "smaller": lambda m, e, at: m.several("lowest", e.smaller, at),
    "shortfall": lambda m, e, at: _difference(m, e.shortfall.target, e.shortfall.actual, at),
    "excess": lambda m, e, at: _difference(m, e.excess.actual, e.excess.limit, at),
    "choose": Measures.chosen,
}  # fmt: skip
"""Every head of section 9b as a node."""


def measures_of_scene(scene: Any, wording: Wording, whole: Callable[[], Items]) -> Measures:
    """Measures where there is no rule: amounts of outcomes, tie-breakers, what grades compare."""
    return Measures(items_of_scene(scene), wording, whole)
