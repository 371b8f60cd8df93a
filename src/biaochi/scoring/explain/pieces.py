"""Pieces: what rules, indicators, categories and totals have in common: limits, base, unknown values, vetoes that zero.

Worked example: children 3, 4 and −2 with 加分封顶 5 and 起评分 10: sum(加分 clamp(5) ← sum(3, 4), 扣分 ← sum(−2), 10) = 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.amounts import limit_units
from biaochi.scoring.explain.leaves import same
from biaochi.scoring.explain.node import ABSENT, NOTHING, Node, Step, clamping, exact_text, joined, leaf
from biaochi.scoring.findings import Text
from biaochi.scoring.periods import bucket, day_of
from biaochi.scoring.points import UNITS
from biaochi.scoring.scheme.model import Substitute
from biaochi.scoring.scheme.wording import period_word
from biaochi.scoring.state import Lines, State

BASE_NAME = Text("起评分", "base")


class ExplanationDisagrees(AssertionError):
    """The arithmetic shown does not give the settled digits: a fault of the explanation, never to be shown to a reader."""


def limit(state: State, value: Any) -> Fraction | None:
    """A limit or base of the slice's subject."""
    if value is None:
        return None
    units = limit_units(state, value)
    return Fraction(int(np.asarray(units).reshape(-1)[0]), UNITS)


def limit_step(state: State, piece: Any) -> Step | None:
    """Floor and cap; ``扣完为止`` is a floor of 0."""
    low = limit(state, piece.min)
    if getattr(piece, "floored", False):
        low = Fraction(0) if low is None else max(low, Fraction(0))
    return clamping(low, limit(state, piece.max))


def apart(state: State, piece: Any, addends: Sequence[Node]) -> list[Node]:
    """The addends, positive and negative ones limited apart where the piece says so."""
    bonus, deduction = (limit(state, getattr(piece, name, None)) for name in ("bonus_max", "deduction_max"))
    if bonus is None and deduction is None:
        return list(addends)
    plus = [node for node in addends if node.value is not None and node.value > 0]
    less = [node for node in addends if node.value is not None and node.value < 0]
    rest = [node for node in addends if node.value is None or node.value == 0]
    found = []
    for kind, nodes, name, word, step in (
        ("bonus", plus, Text("加分合计", "bonuses"), Text("加分封顶", "bonuses capped at"), clamping(None, bonus)),
        ("deductions", less, Text("扣分合计", "deductions"), Text("扣分封顶", "deductions limited to"),
         clamping(None if deduction is None else -deduction, None)),
    ):  # fmt: skip
        if nodes:
            steps = [] if step is None else [Step(step.name, step.inputs, word)]
            found.append(joined(kind, "sum", nodes, name=name, steps=steps))
    return [*found, *rest]


def base_node(state: State, piece: Any) -> Node | None:
    """起评分 of a rule or indicator."""
    found = limit(state, piece.base)
    return None if found is None else leaf("base", found, name=BASE_NAME)


def closing_steps(state: State, piece: Any, node: Node, zeroed_by: Sequence[str]) -> Node:
    """Limits, then what an unknown value becomes, then a veto that zeroes."""
    step = limit_step(state, piece)
    if step is not None:
        node = node.then(step)
    if node.state == "unknown":
        node = node.then(*unknown_step(state, piece))
    if zeroed_by and node.state != ABSENT:
        names = "、".join(zeroed_by)
        node = node.then(Step("zero", {}, Text(f"因“{names}”清零", f"zeroed by {names}")))
    return node


def unknown_step(state: State, piece: Any) -> list[Step]:
    """What the scheme makes of an unknown value: nothing (it blocks), zero, left out, or a substitute."""
    if piece.unknown == "zero":
        return [Step("substitute", {"by": "0"}, Text("按办法计", "by the scheme taken as"))]
    if piece.unknown == "left_out":
        return [Step("leave_out", {}, Text("按办法略去", "by the scheme left out"))]
    if isinstance(piece.unknown, Substitute):
        by = limit(state, piece.unknown.substitute)
        return [Step("substitute", {"by": exact_text(by or Fraction(0))}, Text("按办法代以", "by the scheme taken as"))]
    return []


def reference(node: Node, code: str = "") -> Node:
    """The value of a node that stands elsewhere in the tree."""
    again = leaf("reference", node.value, name=node.name, code=code or node.code)
    return again.then(Step("drop", {}, NOTHING)) if node.state == ABSENT else again


def adjustments(state: State, piece: Any, lines: Sequence[tuple[Lines, Sequence[Node]]]) -> list[Node]:
    """What the sub-period limits of a rule or indicator change, for every sub-period in which they do."""
    found = []
    for part in piece.per_period:
        step = clamping(limit(state, part.min), limit(state, part.max))
        if step is None:
            continue
        groups: dict[int, list[Node]] = {}
        for rows, nodes in lines:
            starts = bucket(rows.day, part.per, state.setting.plan.calendar)
            for at in np.flatnonzero(rows.counts & rows.known).tolist():
                groups.setdefault(int(starts[at]), []).append(reference(nodes[at]))
        for start, members in sorted(groups.items()):
            sub = _period_name(state, part.per, start)
            name = Text(f"{sub} 分期限额", f"limit per {part.per}, {sub}")
            about = {"per": period_word(part.per)}
            node = joined("adjustment", "adjustment", members, name=name, inputs=step.inputs, about=about)
            if node.value != 0:
                found.append(node)
    return found


def _period_name(state: State, per: str, start: int) -> str:
    return day_of(start).isoformat() if per == "day" else state.setting.plan.calendar.containing(per, start).name


def checked(state: State, code: str, node: Node) -> Node:
    """The node, if it has the settled value. Raises ExplanationDisagrees."""
    column = state.values.get(code)
    if column is None:
        return node
    present = column.present is None or bool(column.present[0])
    known = column.known is None or bool(column.known[0])
    settled = None if not (present and known) else Fraction(int(column.points[0]), UNITS)
    is_same = node.value == settled and (node.state == ABSENT) == (not present)
    if not is_same:
        where = f"{state.job.plan.code} {state.job.period.name} {code}"
        raise ExplanationDisagrees(f"{where}: {node.state} {node.value} is shown, {settled} was settled")
    return node


def title(piece: Any) -> Text:
    """The name of a piece; of a rule without one, of its facts."""
    return same(piece.name or "、".join(getattr(piece, "facts", ())) or piece.code)
