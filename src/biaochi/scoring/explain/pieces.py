"""Pieces: what rules, indicators, categories and totals have in common: limits, base, unknown values, vetoes that zero.

Worked example: children 3, 4 and −2 with 加分封顶 5 and 起评分 10: sum(加分 clamp(5) ← sum(3, 4), 扣分 ← sum(−2), 10) = 13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from biaochi.scoring.amounts import limit_units, limits_known
from biaochi.scoring.explain.leaves import same
from biaochi.scoring.explain.node import ABSENT, KNOWN, NOTHING, Node, Step, clamping, exact_text, joined, leaf, stepped
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
    """A limit or base of the slice's subject, None where there is none or where it is unknown."""
    if value is None:
        return None
    known = limits_known(state, [value])
    if known is not None and not bool(known[0]):
        return None
    return Fraction(int(np.asarray(limit_units(state, value)).reshape(-1)[0]), UNITS)


def limit_step(state: State, piece: Any) -> Step | None:
    """Floor and cap; ``扣完为止`` is a floor of 0."""
    low = limit(state, piece.min)
    if getattr(piece, "floored", False):
        low = Fraction(0) if low is None else max(low, Fraction(0))
    return clamping(low, limit(state, piece.max))


def limited(state: State, piece: Any, node: Node) -> Node:
    """The node after floor and cap; unknown where one of its limits is not given for this subject."""
    step = limit_step(state, piece)
    node = node if step is None else node.then(step)
    amounts = [getattr(piece, name, None) for name in ("bonus_max", "deduction_max", "min", "max")]
    amounts += [end for part in getattr(piece, "per_period", []) for end in (part.min, part.max)]
    known = limits_known(state, amounts)
    if known is None or bool(known[0]):
        return node
    return node.then(Step("block", {}, Text("办法没有为其规定限额,未知", "the scheme gives no limit for this subject: unknown")))


def apart(state: State, piece: Any, addends: Sequence[Node], changes: Sequence[Node] = ()) -> list[Node]:
    """The addends, positive and negative ones limited apart where the piece says so.

    What sub-periods take off (``changes`` below zero) lowers the positive side, what they add raises the negative one.
    """
    ends = [getattr(piece, name, None) for name in ("bonus_max", "deduction_max")]
    if ends == [None, None]:
        return [*addends, *changes]
    bonus, deduction = (limit(state, end) for end in ends)
    plus = [n for n in addends if n.value is not None and n.value > 0] + [n for n in changes if n.value is not None and n.value < 0]
    less = [n for n in addends if n.value is not None and n.value < 0] + [n for n in changes if n.value is not None and n.value > 0]
    rest = [n for n in (*addends, *changes) if n.value is None or n.value == 0]
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
    """起评分 of a rule or indicator; unknown where the scheme gives none for this subject."""
    return None if piece.base is None else leaf("base", limit(state, piece.base), name=BASE_NAME)


def closing_steps(state: State, piece: Any, node: Node, zeroed_by: Sequence[str]) -> Node:
    """Limits, then what an unknown value becomes, then a veto that zeroes."""
    node = limited(state, piece, node)
    if node.state == "unknown":
        node = node.then(*unknown_step(state, piece))
    return zeroed(node, zeroed_by)


def zeroed(node: Node, by: Sequence[str]) -> Node:
    """The node made zero by the vetoes of these names, if there are any."""
    names = "、".join(by)
    return node.then(Step("zero", {}, Text(f"因“{names}”清零", f"zeroed by {names}"))) if by else node


def unknown_step(state: State, piece: Any) -> list[Step]:
    """What the scheme makes of an unknown value: nothing (it blocks), zero, left out, or a substitute."""
    if piece.unknown == "zero":
        return [Step("substitute", {"by": "0"}, Text("按办法计", "by the scheme taken as"))]
    if piece.unknown == "left_out":
        return [Step("leave_out", {}, Text("按办法略去", "by the scheme left out"))]
    by = limit(state, piece.unknown.substitute) if isinstance(piece.unknown, Substitute) else None
    return [] if by is None else [Step("substitute", {"by": exact_text(by)}, Text("按办法代以", "by the scheme taken as"))]


def reference(node: Node, code: str = "") -> Node:
    """The value of a node that stands elsewhere in the tree."""
    again = leaf("reference", node.value, name=node.name, code=code or node.code)
    return again.then(Step("drop", {}, NOTHING)) if node.state == ABSENT else again


def adjustments(state: State, piece: Any, lines: Sequence[tuple[Lines, Sequence[Node]]]) -> list[Node]:
    """What the sub-period limits of a rule or indicator change; each limit sees what the ones before it have left."""
    if not piece.per_period:
        return []
    members = [
        (int(rows.day[at]), nodes[at]) for rows, nodes in lines for at in np.flatnonzero(rows.counts & rows.known).tolist()
    ]  # fmt: skip
    found: list[Node] = []
    for part in piece.per_period:
        step = clamping(limit(state, part.min), limit(state, part.max))
        if step is None:
            continue
        changed = [node for node in _by_sub_period(state, part.per, step, members) if node[1].value != 0]
        members = [*members, *changed]
        found.extend(node for _, node in changed)
    return found


def _by_sub_period(state: State, per: str, step: Step, members: Sequence[tuple[int, Node]]) -> Iterator[tuple[int, Node]]:
    """(last day, change) of every sub-period that has lines, or that the limit changes though it has none."""
    calendar = state.setting.plan.calendar
    groups: dict[int, list[Node]] = {}
    if stepped(step, KNOWN, Fraction(0))[1] != 0:
        subs = calendar.sub_periods(per, state.job.period)
        groups.update({_start(state, per, sub.start): [] for sub in subs if sub.start <= state.job.axes.as_of})
    for day, node in members:
        groups.setdefault(_start(state, per, day), []).append(reference(node))
    for start, nodes in sorted(groups.items()):
        sub = _period_name(state, per, start)
        name = Text(f"{sub} 分期限额", f"limit per {per}, {sub}")
        about = {"per": period_word(per)}
        yield calendar.containing(per, start).end - 1, joined(
            "adjustment", "adjustment", nodes, name=name, inputs=step.inputs, about=about
        )  # fmt: skip


def _start(state: State, per: str, day: int) -> int:
    return int(bucket(np.array([day]), per, state.setting.plan.calendar)[0])


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
