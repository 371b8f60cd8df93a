"""The total: base, categories, what vetoes take off, parts, the last clamp (stages total, combine and veto).

Worked example: 起评分 60, 基础积分 20, 扣分 −3 and 封顶 100 is sum(60, 20, −3) = 77.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from biaochi.scoring.explain.leaves import amount_leaf, same
from biaochi.scoring.explain.node import ABSENT, Node, joined, leaf, rounding
from biaochi.scoring.explain.pieces import BASE_NAME, apart, checked, limited, reference, unknown_step, zeroed
from biaochi.scoring.explain.tree import Tree
from biaochi.scoring.expressions import group_statistic
from biaochi.scoring.findings import Text
from biaochi.scoring.plan import TOTAL, NodePlan
from biaochi.scoring.points import Exact
from biaochi.scoring.scheme.model import Normalise, TablePart
from biaochi.scoring.scheme.wording import word
from biaochi.scoring.stages.total import BASE, TREE
from biaochi.scoring.state import SCORED, State

TOTAL_NAME = Text("总分", "total")
SUBTOTAL_NAME = Text("小计", "subtotal")


class Total:
    """The total of one subject: ``whole`` is the settled state, ``one`` its slice, ``index`` the subject in the whole."""

    def __init__(self, whole: State, one: State, index: int, tree: Tree) -> None:
        self.whole, self.one, self.index, self.tree = whole, one, index, tree
        self.plan, self.table = one.job.plan, one.job.plan.table
        self.rounds = rounding(self.plan.rounding.places, self.plan.rounding.mode)

    def node(self) -> Node:
        """The settled total with everything below it."""
        node = self._concluded(self._of_parts() if self.table.parts else self._of_tree("total", TOTAL_NAME))
        return checked(self.one, TOTAL, zeroed(node, self.tree.zeroed_by(TOTAL)))

    def _concluded(self, node: Node) -> Node:
        """The total after what vetoes take off it, clamped."""
        reductions = self._reductions(node)
        if reductions:
            whole = replace(node, kind="subtotal", name=SUBTOTAL_NAME, code="")
            node = joined("total", "difference", [whole, *reductions], name=TOTAL_NAME, code=TOTAL)
        return limited(self.one, self.table, node)

    def beside(self, total: Node) -> list[Node]:
        """Indicators the total does not rest on, which boards, grades or other tables may read."""
        met = {node.code for node in total.walk() if node.kind in ("indicator", "rule")}
        found: list[Node] = []

        def look(plan: NodePlan) -> None:
            if plan.code in met:
                return
            inner = {n.code for n in plan.walk()} | {self.plan.rules[i].code for i in plan.rules}
            if inner & met:
                for child in plan.children:
                    if isinstance(child, NodePlan):
                        look(child)
                return
            found.append(self.tree.value(plan.code))

        for root in self.plan.roots:
            look(root)
        return found

    def _of_tree(self, kind: str, name: Text) -> Node:
        """Base, categories, what stands outside them, and joint caps."""
        addends = [self.tree.value(category) for category in self.plan.entries() if category is not None]
        addends += [node for category, node in self.tree.entering() if category is None]
        addends += [self.tree.value(joint.code) for joint in self.table.joint_caps if joint.category is None]
        base = self.base()
        parts = addends if self.table.parts else apart(self.one, self.table, addends)
        return joined(kind, "sum", [*([] if base is None else [base]), *parts], name=name, code=TOTAL if kind == "total" else TREE)

    def base(self) -> Node | None:
        """起评分, pro rata of the days in the roster where the table says so."""
        if self.table.base is None:
            return None
        if not self.table.prorated:
            node = amount_leaf(self.one, self.table.base, BASE_NAME)
            return checked(self.one, BASE, _as_base(node))
        job = self.one.job
        days = int(self.one.directory.days_enrolled(self.one.entities, job.period.start, job.end)[0])
        enrolled = leaf("attribute", days, name=Text("在册天数", "days in the roster"))
        share = joined(
            "measure", "quotient", [enrolled, leaf("amount", job.end - job.period.start, name=Text("本期天数", "days of the period"))]
        )
        amount = amount_leaf(self.one, self.table.base, BASE_NAME)
        return checked(self.one, BASE, joined("base", "product", [amount, share], name=BASE_NAME, steps=[self.rounds], code=BASE))

    def _reductions(self, subtotal: Node) -> list[Node]:
        """What vetoes in force take off: a share of the base or of the total, once or for each vetoing fact."""
        found, as_of = [], self.one.job.axes.as_of
        base = self.base() or leaf("base", 0, name=BASE_NAME)
        for veto in self.table.vetoes:
            if veto.code not in self.one.spans:
                continue
            _, start, end = self.one.spans[veto.code]
            times = int(((start <= as_of) & (end > as_of)).sum())
            for effect in veto.effects:
                if effect.reduce is None or times == 0:
                    continue
                of = reference(base if effect.reduce.of == "base" else replace(subtotal, name=SUBTOTAL_NAME))
                rate = amount_leaf(self.one, effect.reduce.rate, Text("比例", "rate"))
                factors = [of, rate, leaf("amount", times if effect.reduce.each else 1, name=Text("件数", "facts"))]
                name = Text(f"{veto.name}扣减", f"reduced by {veto.name}")
                clause = veto.clause or ""
                found.append(joined("reduction", "product", factors, name=name, steps=[self.rounds], code=veto.code, clause=clause))
        return found

    # parts

    def _of_parts(self) -> Node:
        met: set[str] = set()
        parts = []
        for part in self.table.parts:
            source = self._source(part.of)
            if source.state == ABSENT:
                source = leaf("reference", None, name=source.name, code=source.code, note=Text("没有这个值", "there is no such value"))
            elif part.of in met:
                source = reference(source, part.of)
            met.add(part.of)
            parts.append(checked(self.one, part.code, zeroed(self._part(part, source), self.tree.zeroed_by(part.code))))
        return joined("total", "sum", apart(self.one, self.table, parts), name=TOTAL_NAME, code=TOTAL)

    def _source(self, code: str) -> Node:
        if code == TOTAL:
            return checked(self.one, TREE, self._of_tree("subtotal", Text("各指标合计", "all indicators")))
        base = self.base() if code == BASE else None
        return base if base is not None else self.tree.value(code)

    def _part(self, part: TablePart, source: Node) -> Node:
        """value × to ÷ (full mark, the group's best or mean) × weight, rounded once."""
        how, factors = part.normalise, [source]
        if isinstance(how, Normalise):
            factors.append(amount_leaf(self.one, how.to, Text("折成", "to a scale of")))
        weight = amount_leaf(self.one, part.weight, Text("权重", "weight"))
        named: dict[str, Any] = {"name": same(part.name), "code": part.code, "clause": part.clause or ""}
        if isinstance(how, Normalise):
            scaled = joined("measure", "quotient", [joined("measure", "product", factors), self._divisor(how, part.of)])
            node = joined("part", "product", [scaled, weight], steps=[self.rounds], **named)
        else:
            node = joined("part", "product", [*factors, weight], steps=[self.rounds], **named)
        return node.then(*unknown_step(self.one, part)) if node.state == "unknown" else node

    def _divisor(self, how: Normalise, code: str) -> Node:
        """What the value is measured against: the full mark, or the group's best or mean."""
        if how.full is not None:
            return amount_leaf(self.one, how.full, Text("满分", "full mark"))
        within = how.best if how.best is not None else how.mean
        source = self.whole.values[TREE if code == TOTAL else code]
        groups = self.whole.group_of(within or "all")
        known = source.usable() & (self.whole.states == SCORED)
        points = Exact(source.points, 10_000)
        scope = word(Normalise, "best", within or "all")
        if how.best is not None:
            found = group_statistic("highest", points, groups, known).fraction(self.index)
            return leaf("group", found, name=Text(f"{scope}最高", f"best of {within}"))
        total, count = (
            group_statistic(stat, points, groups, known).broadcast(len(groups)).fraction(self.index) for stat in ("sum", "count")
        )
        parts = [leaf("group", total, name=Text(f"{scope}合计", f"sum of {within}")), leaf("group", count, name=Text("人数", "members"))]
        return joined("group", "quotient", parts, name=Text(f"{scope}均值", f"mean of {within}"))


def _as_base(node: Node) -> Node:
    return replace(node, kind="base", code=BASE)
