"""Nodes: one value each, with the operation that makes it out of its children and the steps that follow.

Worked example: ``joined("rule", "product", [number(3), number(4)], steps=[rounding(2, "half_up")])`` has the value 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from biaochi.scoring.findings import Text

KNOWN, UNKNOWN, ABSENT = "known", "unknown", "absent"

OPERATIONS = (
    "constant", "sum", "difference", "product", "quotient", "mean", "highest", "lowest", "last", "count", "adjustment", "band",
)  # fmt: skip
"""What makes a node's value out of its children:

``constant`` is given (a leaf). ``sum``, ``mean``, ``highest``, ``lowest``, ``last`` and ``count`` look at the children that are present;
one unknown child makes the value unknown. Without any child present the value is what ``none`` says: a number,
``unknown`` or ``absent``. ``difference`` is the first child less the others, ``quotient`` the first by the second (by zero: ``over_zero``,
else unknown). ``adjustment`` is what clamping the children's sum to ``low`` and ``high`` changes. ``band`` is the second child, which holds
because the first meets the comparisons (``ge``, ``gt``, ``lt``, ``le``, ``eq``) given.
"""
STEPS = ("round", "clamp", "times", "plus", "substitute", "leave_out", "zero", "drop", "block")
"""What then happens to a value:

``round`` to ``places`` by ``mode``; ``clamp`` to ``low`` and ``high``; ``times`` and ``plus`` a number ``by``; ``substitute`` a number
``by`` for an unknown; ``leave_out`` an unknown; ``drop`` anything; ``block`` what is present (unknown); ``zero`` anything, what was absent
or unknown as well.
"""

Value = Fraction | None
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Step:
    """One step after the operation, with its numbers as text and why it is taken."""

    name: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    because: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Node:
    """One value of an explanation. ``facts`` are the facts a line rests on; ``about`` says day, table, period or subject."""

    kind: str
    name: Text
    operation: str
    state: str
    value: Value
    code: str = ""
    clause: str = ""
    children: tuple[Node, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    facts: tuple[Mapping[str, str], ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    note: Text = NOTHING
    """A sentence on where the value comes from, or why there is none."""

    @property
    def is_leaf(self) -> bool:
        return self.operation == "constant"

    def before_steps(self) -> tuple[str, Value]:
        """State and value that the operation gives."""
        return operated(self.operation, self.inputs, self.children)

    def then(self, *steps: Step) -> Node:
        """The same node with further steps."""
        state, value = self.state, self.value
        for step in steps:
            state, value = stepped(step, state, value)
        return replace(self, steps=(*self.steps, *steps), state=state, value=value)

    def walk(self) -> Iterable[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def joined(
    kind: str, operation: str, children: Sequence[Node], *, name: Text = NOTHING, steps: Sequence[Step] = (),
    inputs: Mapping[str, str] | None = None, **rest: Any,
) -> Node:  # fmt: skip
    """A node over its children, its value folded."""
    state, value = operated(operation, inputs or {}, children)
    node = Node(kind, name, operation, state, value, children=tuple(children), inputs=inputs or {}, **rest)
    return node.then(*steps) if steps else node


def leaf(kind: str, value: Value | int, *, name: Text = NOTHING, note: Text = NOTHING, **rest: Any) -> Node:
    """A given value; None is unknown."""
    if value is None:
        return Node(kind, name, "constant", UNKNOWN, None, note=note, **rest)
    return Node(kind, name, "constant", KNOWN, Fraction(value), note=note, inputs={"value": exact_text(Fraction(value))}, **rest)


def exact_text(value: Fraction) -> str:
    """The number without loss: ``7.5``, or ``22/7`` where no decimal is exact."""
    bottom = value.denominator
    twos = fives = 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    if bottom != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = abs(value.numerator) * 10**places // value.denominator
    sign = "-" if value < 0 else ""
    if places == 0:
        return f"{sign}{digits}"
    text = f"{digits:0{places + 1}d}"
    return f"{sign}{text[:-places]}.{text[-places:]}"


def rounded(value: Fraction, places: int, mode: str) -> Fraction:
    """The value rounded to these places; half_up and up work on the absolute value."""
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if (mode == "half_up" and rest * 2 >= 1) or (mode == "up" and rest > 0):
        whole += 1
    return Fraction(whole if value >= 0 else -whole, 10**places)


def operated(operation: str, inputs: Mapping[str, str], children: Sequence[Node]) -> tuple[str, Value]:
    """State and value of an operation over its children."""
    if operation == "constant":
        return (KNOWN, Fraction(inputs["value"])) if "value" in inputs else (UNKNOWN, None)
    present = [child for child in children if child.state != ABSENT]
    if operation in ("difference", "product", "quotient", "band") and len(present) < len(children):
        return ABSENT, None
    values = [child.value for child in present if child.value is not None]
    if len(values) < len(present):
        return UNKNOWN, None
    if not values:
        none = inputs.get("none", "0" if operation in ("sum", "adjustment") else UNKNOWN)
        return (none, None) if none in (UNKNOWN, ABSENT) else (KNOWN, Fraction(none))
    if operation == "quotient" and values[1] == 0:
        return (KNOWN, Fraction(inputs["over_zero"])) if "over_zero" in inputs else (UNKNOWN, None)
    return KNOWN, _combined(operation, inputs, values)


def _combined(operation: str, inputs: Mapping[str, str], values: list[Fraction]) -> Fraction:
    if operation == "sum":
        return sum(values, Fraction(0))
    if operation == "difference":
        return values[0] - sum(values[1:], Fraction(0))
    if operation == "product":
        result = values[0]
        for value in values[1:]:
            result *= value
        return result
    if operation == "quotient":
        return values[0] / values[1]
    if operation == "mean":
        return sum(values, Fraction(0)) / len(values)
    if operation == "adjustment":
        total = sum(values, Fraction(0))
        return _clamped(inputs, total) - total
    if operation == "count":
        return Fraction(len(values))
    return {"highest": max(values), "lowest": min(values), "last": values[-1], "band": values[-1]}[operation]


def _clamped(inputs: Mapping[str, str], value: Fraction) -> Fraction:
    if "low" in inputs:
        value = max(value, Fraction(inputs["low"]))
    return min(value, Fraction(inputs["high"])) if "high" in inputs else value


def stepped(step: Step, state: str, value: Value) -> tuple[str, Value]:
    """State and value after the step."""
    if step.name == "zero":
        return KNOWN, Fraction(0)
    if state == ABSENT or step.name == "drop":
        return ABSENT, None
    if step.name == "block":
        return UNKNOWN, None
    if value is None:
        if step.name == "substitute":
            return KNOWN, Fraction(step.inputs["by"])
        return (ABSENT, None) if step.name == "leave_out" else (UNKNOWN, None)
    if step.name == "round":
        return KNOWN, rounded(value, int(step.inputs["places"]), step.inputs["mode"])
    if step.name == "clamp":
        return KNOWN, _clamped(step.inputs, value)
    if step.name == "times":
        return KNOWN, value * Fraction(step.inputs["by"])
    return KNOWN, value + Fraction(step.inputs["by"]) if step.name == "plus" else value


def rounding(places: int, mode: str) -> Step:
    return Step("round", {"places": str(places), "mode": mode})


def clamping(low: Fraction | None, high: Fraction | None) -> Step | None:
    """Floor and cap, or None where there is neither."""
    ends = {name: exact_text(end) for name, end in (("low", low), ("high", high)) if end is not None}
    return Step("clamp", ends) if ends else None
