"""The tree: rules out of their lines, indicators out of their children, categories out of indicators (stage cap).

Worked example: 组织生活 with 三会一课 18 and 主题党日 5 and 封顶 20 is sum(18, 5) = 23, clamp(20).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from biaochi.scoring.amounts import limits_known
from biaochi.scoring.conditions import holds, of_subjects
from biaochi.scoring.explain.leaves import amount_leaf, same
from biaochi.scoring.explain.lines import SubjectLines
from biaochi.scoring.explain.node import ABSENT, UNKNOWN, Node, Step, joined, leaf, rounding
from biaochi.scoring.explain.pieces import (
    adjustments,
    apart,
    base_node,
    checked,
    closing_steps,
    limit_step,
    limited,
    reference,
    title,
    zeroed,
)
from biaochi.scoring.findings import Text
from biaochi.scoring.plan import NodePlan, RulePlan
from biaochi.scoring.scheme.model import JointCap, Rule
from biaochi.scoring.scheme.model import Node as Indicator
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.state import State

NONE_OF = {"zero": "0", "unknown": "unknown", "left_out": "absent"}
WEIGHT = Text("权重", "weight")
IN_LIST = Text("在列权重", "weights present")


class Tree:
    """Nodes of rules, indicators, joint caps and categories of one subject, each built once."""

    def __init__(self, one: State, lines: SubjectLines, wording: Wording) -> None:
        self.state, self.lines, self.wording = one, lines, wording
        self.plan = one.job.plan
        self.rounds = rounding(self.plan.rounding.places, self.plan.rounding.mode)
        self.zeroed = self._zeroed()
        self.rule_lines: dict[int, list[Node]] = {}
        self.found: dict[str, Node] = {}
        self.plans: dict[str, NodePlan | RulePlan] = {rule.code: rule for rule in self.plan.rules}
        self.plans.update({node.code: node for node in self.plan.nodes()})
        self._entering: list[tuple[str | None, Node]] | None = None
        self.joints = {joint.code: joint for joint in self.plan.table.joint_caps}

    def _zeroed(self) -> Mapping[str, list[str]]:
        """By code: names of the vetoes in force that zero it."""
        found: dict[str, list[str]] = {}
        for veto in self.plan.table.vetoes:
            mask = self.state.in_force.get(veto.code)
            for effect in veto.effects:
                if effect.zero is not None and veto.facts is not None and mask is not None and bool(mask[0]):
                    found.setdefault(effect.zero, []).append(veto.name)
        return found

    def zeroed_by(self, code: str) -> list[str]:
        """Names of the vetoes that make this value zero."""
        return self.zeroed.get(code, [])

    def value(self, code: str) -> Node:
        """The node of a rule, indicator, joint cap or category, built when first asked for."""
        if code not in self.found:
            self.found[code] = checked(self.state, code, self._built(code))
        return self.found[code]

    def _built(self, code: str) -> Node:
        plan = self.plans.get(code)
        if isinstance(plan, RulePlan):
            return self._rule(plan)
        if isinstance(plan, NodePlan):
            return self._indicator(plan)
        if code in self.joints:
            return zeroed(self._joint(self.joints[code]), self.zeroed_by(code))
        return self._category(code)

    def _left_away(self, piece: Rule | Indicator, kind: str) -> Node | None:
        """The node of a piece that does not exist for this subject; None where it does."""
        exists = self.state.exists.get(piece.code)
        if exists is None or bool(exists[0]):
            return None
        said = Text("上级指标不适用于本对象", "the indicator above does not apply")
        if piece.applies is not None and not bool(holds(piece.applies, of_subjects(self.state))[0]):
            condition = self.wording.condition(piece.applies)
            said = Text(f"只适用于{condition}的,不适用于本对象", f"applies only where {condition}")
        return joined(kind, "sum", [], name=title(piece), steps=[Step("drop", {}, said)], code=piece.code, clause=piece.clause or "")

    # rules

    def of_rule(self, plan: RulePlan) -> list[Node]:
        """The rule's lines as nodes."""
        if plan.index not in self.rule_lines:
            self.rule_lines[plan.index] = self.lines.of_rule(plan)
        return self.rule_lines[plan.index]

    def _rule(self, plan: RulePlan) -> Node:
        rule = plan.rule
        away = self._left_away(rule, "rule")
        if away is not None:
            return away
        nodes = self.of_rule(plan)
        none = NONE_OF[rule.empty or ("zero" if rule.aggregate == "sum" else "unknown")]
        counted = any(node.state != ABSENT for node in nodes)
        base = base_node(self.state, rule) if counted or none == "0" else None
        changed = adjustments(self.state, rule, [(self.state.lines[plan.index], nodes)]) if counted or none == "0" else []
        named = {"name": title(rule), "code": rule.code, "clause": rule.clause or ""}
        if rule.aggregate == "sum":
            inputs = {} if none == "0" else {"none": none}
            children = [*([] if base is None else [base]), *apart(self.state, rule, nodes, changed)]
            node = joined("rule", "sum", children, inputs=inputs, **named)  # type: ignore[arg-type]
        else:
            node = self._one_of(rule, nodes, base, changed, {"none": none}, named)
        return closing_steps(self.state, rule, node, self.zeroed_by(rule.code))

    def _one_of(
        self, piece: Rule | Indicator, nodes: list[Node], base: Node | None, changed: list[Node], inputs: dict[str, str], named: Any
    ) -> Node:
        """mean, highest, lowest or latest of the nodes, with base, sub-period limits and caps apart around it where there are any."""
        kind, word = ("rule", piece.aggregate) if isinstance(piece, Rule) else ("indicator", piece.combine)
        how = {"latest": "last"}.get(word, word)
        steps = [self.rounds] if how == "mean" else []
        is_nothing = "none" in inputs and inputs["none"] != "0" and all(node.state == ABSENT for node in nodes)
        if is_nothing or (base is None and not changed and piece.bonus_max is None and piece.deduction_max is None):
            return joined(kind, how, nodes, steps=steps, inputs=inputs, **named)
        inner = joined("lines", how, nodes, steps=steps, inputs=inputs, name=Text("各项", "together"))
        return joined(kind, "sum", [*([] if base is None else [base]), *apart(self.state, piece, [inner], changed)], **named)

    # indicators

    def _indicator(self, plan: NodePlan) -> Node:
        piece = plan.node
        away = self._left_away(piece, "indicator")
        if away is not None:
            return away
        children = [self.value(child.code) for child in plan.children]
        base, changed = base_node(self.state, piece), self._adjusted(plan)
        named = {"name": title(piece), "code": piece.code, "clause": piece.clause or ""}
        if piece.combine in ("sum", "weighted"):
            addends = self._weighted(plan, children) if piece.combine == "weighted" else children
            parts = [*([] if base is None else [base]), *apart(self.state, piece, addends, changed)]
            node = joined("indicator", "sum", parts, **named)  # type: ignore[arg-type]
            if piece.combine == "weighted" and not self._has_weight(plan, children):
                node = node.then(Step("block", {}, Text("没有一项在列,未知", "nothing to weigh: unknown")))
        else:
            node = self._one_of(piece, children, base, changed, {}, named)
        return closing_steps(self.state, piece, node, self.zeroed_by(piece.code))

    def _adjusted(self, plan: NodePlan) -> list[Node]:
        if not plan.node.per_period:
            return []
        rules = [self.plan.rules[index] for index in plan.rules]
        return adjustments(
            self.state, plan.node, [(self.state.lines[r.index], self.of_rule(r)) for r in rules if r.index in self.state.lines]
        )

    def _weighted(self, plan: NodePlan, children: list[Node]) -> list[Node]:
        """Each child times its weight, rounded; what is left out shares its weight among the others."""
        weights = [self._weight(child) for child in plan.children]
        everything = _total([w for w, child in zip(weights, plan.children, strict=True) if self._exists(child.code)])
        there = _total([w for w, child in zip(weights, children, strict=True) if child.state != ABSENT])
        found = []
        for child, weight in zip(children, weights, strict=True):
            factors = [child, weight]
            if there != everything:
                spread = [leaf("amount", everything, name=Text("全部权重", "all weights")), leaf("amount", there, name=IN_LIST)]
                factors.append(joined("measure", "quotient", spread, inputs={"over_zero": "0"}))
            name = Text(f"{child.name.zh}加权", f"{child.name.en} weighted")
            found.append(joined("weighted", "product", factors, name=name, steps=[self.rounds]))
        return found

    def _has_weight(self, plan: NodePlan, children: list[Node]) -> bool:
        """Whether anything that has a weight is there."""
        there = [self._weight(c) for c, child in zip(plan.children, children, strict=True) if child.state != ABSENT]
        total = _total(there)
        return total is None or total != 0

    def _exists(self, code: str) -> bool:
        exists = self.state.exists.get(code)
        return exists is None or bool(exists[0])

    def _weight(self, child: NodePlan | RulePlan) -> Node:
        piece = child.node if isinstance(child, NodePlan) else child.rule
        return leaf("amount", 1, name=WEIGHT) if piece.weight is None else amount_leaf(self.state, piece.weight, WEIGHT)

    # above the indicators

    def _joint(self, joint: JointCap) -> Node:
        """What clamping the sum of several nodes changes."""
        step = limit_step(self.state, joint)
        members = [reference(self.value(code)) for code in joint.of]
        inputs = {} if step is None else step.inputs
        node = joined(
            "joint", "adjustment", members, name=same(joint.name or "共同封顶"), inputs=inputs, code=joint.code, clause=joint.clause or ""
        )
        known = limits_known(self.state, [joint.min, joint.max])
        if known is not None and not bool(known[0]):
            node = node.then(Step("block", {}, Text("办法没有为其规定限额,未知", "no limit is given: unknown")))
        return node

    def _category(self, name: str) -> Node:
        limits = self.state.setting.plan.scheme.categories.get(name)
        addends = [node for category, node in self.entering() if category == name]
        addends += [self.value(joint.code) for joint in self.joints.values() if joint.category == name]
        children = addends if limits is None else apart(self.state, limits, addends)
        node = joined("category", "sum", children, name=same(name), code=name)
        return zeroed(node if limits is None else limited(self.state, limits, node), self.zeroed_by(name))

    def entering(self) -> list[tuple[str | None, Node]]:
        """What enters the total, with the category in which it does."""
        if self._entering is None:
            self._entering = [piece for root in self.plan.roots for piece in self._pieces(root)]
        return self._entering

    def _pieces(self, plan: NodePlan) -> list[tuple[str | None, Node]]:
        """A node's value; of one that stands above several categories its base and each child apart.

        Such a node enters whole where it is cleared, unknown or stands on a substitute for an unknown child.
        """
        node = self.value(plan.code)
        children = [self.value(child.code) for child in plan.children]
        is_whole = node.value is None or bool(self.zeroed_by(plan.code)) or any(child.state == UNKNOWN for child in children)
        if is_whole or {inner.category for inner in plan.walk()} == {plan.category}:
            return [(plan.category, node)]
        base = base_node(self.state, plan.node)
        found: list[tuple[str | None, Node]] = [] if base is None else [(plan.category, base)]
        for below in plan.children:
            found += self._pieces(below) if isinstance(below, NodePlan) else [(plan.category, self.value(below.code))]
        return found


def _total(weights: list[Node]) -> Fraction | None:
    """The sum of weights, None where one is unknown."""
    values = [weight.value for weight in weights]
    return None if any(value is None for value in values) else sum((v for v in values if v is not None), Fraction(0))
