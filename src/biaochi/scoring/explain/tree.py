"""The tree: rules out of their lines, indicators out of their children, categories out of indicators (stage cap).

Worked example: 组织生活 with 三会一课 18 and 主题党日 5 and 封顶 20 is sum(18, 5) = 23, clamp(20).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from biaochi.scoring.conditions import holds, of_subjects
from biaochi.scoring.explain.leaves import amount_leaf, same
from biaochi.scoring.explain.lines import SubjectLines
from biaochi.scoring.explain.node import ABSENT, Node, Step, joined, leaf, rounding
from biaochi.scoring.explain.pieces import adjustments, apart, base_node, checked, closing_steps, limit_step, reference, title
from biaochi.scoring.findings import Text
from biaochi.scoring.plan import NodePlan, RulePlan
from biaochi.scoring.scheme.model import JointCap, Rule
from biaochi.scoring.scheme.model import Node as Indicator
from biaochi.scoring.scheme.wording import Wording
from biaochi.scoring.state import State

NONE_OF = {"zero": "0", "unknown": "unknown", "left_out": "absent"}
WEIGHT = Text("权重", "weight")


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
            return self._joint(self.joints[code])
        return self._category(code)

    def _left_away(self, piece: Rule | Indicator, kind: str) -> Node | None:
        """The node of a piece that does not exist for this subject; None where it does."""
        if piece.applies is None or bool(holds(piece.applies, of_subjects(self.state))[0]):
            return None
        said = Text(
            f"只适用于{self.wording.condition(piece.applies)}的,不适用于本对象",
            f"applies only where {self.wording.condition(piece.applies)}",
        )
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
        addends = [base] if base is not None else []
        if rule.aggregate == "sum":
            changed = adjustments(self.state, rule, [(self.state.lines[plan.index], nodes)])
            operation, children = "sum", [*addends, *apart(self.state, rule, nodes), *changed]
        else:
            operation, children = {"latest": "last"}.get(rule.aggregate, rule.aggregate), nodes
        steps = [self.rounds] if operation == "mean" else []
        inputs = {} if operation == "sum" and none == "0" else {"none": none}
        if operation != "sum" and base is not None:
            inner = joined("lines", operation, children, steps=steps, inputs=inputs, name=Text("各条", "lines"))
            operation, children, steps, inputs = "sum", [base, inner], [], {}
        node = joined("rule", operation, children, name=title(rule), steps=steps, inputs=inputs, code=rule.code, clause=rule.clause or "")
        return closing_steps(self.state, rule, node, self.zeroed.get(rule.code, ()))

    # indicators

    def _indicator(self, plan: NodePlan) -> Node:
        piece = plan.node
        away = self._left_away(piece, "indicator")
        if away is not None:
            return away
        children = [self.value(child.code) for child in plan.children]
        extra = [node for node in [base_node(self.state, piece)] if node is not None]
        changed = self._adjusted(plan)
        named = {"name": title(piece), "code": piece.code, "clause": piece.clause or ""}
        if piece.combine in ("sum", "weighted"):
            addends = self._weighted(plan, children) if piece.combine == "weighted" else children
            node = joined("indicator", "sum", [*extra, *apart(self.state, piece, addends), *changed], **named)  # type: ignore[arg-type]
        else:
            steps = [self.rounds] if piece.combine == "mean" else []
            if extra or changed:
                inner = joined("lines", piece.combine, children, steps=steps, name=Text("各项", "children"))
                node = joined("indicator", "sum", [*extra, inner, *changed], **named)  # type: ignore[arg-type]
            else:
                node = joined("indicator", piece.combine, children, steps=steps, **named)  # type: ignore[arg-type]
        return closing_steps(self.state, piece, node, self.zeroed.get(piece.code, ()))

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
        everything = sum((w.value for w in weights if w.value is not None), Fraction(0))
        there = sum((w.value for w, c in zip(weights, children, strict=True) if c.state != ABSENT and w.value is not None), Fraction(0))
        found = []
        for child, weight in zip(children, weights, strict=True):
            factors = [child, weight]
            if there != everything:
                spread = [
                    leaf("amount", everything, name=Text("全部权重", "all weights")),
                    leaf("amount", there, name=Text("在列权重", "weights present")),
                ]
                factors.append(joined("measure", "quotient", spread, inputs={"over_zero": "0"}))
            found.append(
                joined("weighted", "product", factors, name=Text(f"{child.name.zh}加权", f"{child.name.en} weighted"), steps=[self.rounds])
            )
        return found

    def _weight(self, child: NodePlan | RulePlan) -> Node:
        piece = child.node if isinstance(child, NodePlan) else child.rule
        return leaf("amount", 1, name=WEIGHT) if piece.weight is None else amount_leaf(self.state, piece.weight, WEIGHT)

    # above the indicators

    def _joint(self, joint: JointCap) -> Node:
        """What clamping the sum of several nodes changes."""
        step = limit_step(self.state, joint)
        members = [reference(self.value(code)) for code in joint.of]
        name = same(joint.name or "共同封顶")
        return joined(
            "joint",
            "adjustment",
            members,
            name=name,
            inputs={} if step is None else step.inputs,
            code=joint.code,
            clause=joint.clause or "",
        )

    def _category(self, name: str) -> Node:
        categories = self.state.setting.plan.scheme.categories
        addends = [self.value(node.code) for node in self.plan.entries().get(name, [])]
        addends += [self.value(code) for code, joint in self.joints.items() if joint.category == name]
        limits = categories.get(name)
        if limits is None:
            return joined("category", "sum", addends, name=same(name), code=name)
        node = joined("category", "sum", apart(self.state, limits, addends), name=same(name), code=name)
        step = limit_step(self.state, limits)
        return node if step is None else node.then(step)
