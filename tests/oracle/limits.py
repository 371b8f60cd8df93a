"""Limits of rules, nodes, categories and tables, in the order section 8 gives them."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .amounts import amount
from .calendar import Period
from .rules import Line
from .scope import Scope

NOUGHT = Fraction(0)


@dataclass(frozen=True)
class Addend:
    """Points of one day: a line, or what a sub-period's limit took off or added."""

    day: date
    points: Fraction


def limit(scope: Scope, spec: dict, addends: list[Fraction], base: Fraction | None, cuts=NOUGHT, lifts=NOUGHT):
    """Addends → bonus and deduction caps → base → min and max. `cuts` and `lifts` come from `per_period`."""
    if None in addends or None in (base, cuts, lifts):
        return None
    bonus = sum((points for points in addends if points > 0), NOUGHT) + cuts
    deduction = sum((points for points in addends if points < 0), NOUGHT) + lifts
    if "bonus_max" in spec:
        bonus = min_known(bonus, amount(scope, spec["bonus_max"]))
    if "deduction_max" in spec:
        most = amount(scope, spec["deduction_max"])
        deduction = max_known(deduction, None if most is None else -most)
    if bonus is None or deduction is None:
        return None
    return clamp(scope, spec, bonus + deduction + base)


def clamp(scope: Scope, spec: dict, value: Fraction | None) -> Fraction | None:
    if spec.get("floored"):
        value = max_known(value, NOUGHT)
    if "min" in spec:
        value = max_known(value, amount(scope, spec["min"]))
    if "max" in spec:
        value = min_known(value, amount(scope, spec["max"]))
    return value


def max_known(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else max(left, right)


def min_known(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    return None if left is None or right is None else min(left, right)


def per_period_changes(scope: Scope, spec: dict, lines: list[Line]) -> tuple[Fraction | None, Fraction | None]:
    """What the sub-period limits take off (≤ 0) and add (≥ 0); each entry sees what the ones before it left."""
    addends = [Addend(line.day, line.points) for line in lines if line.is_known]
    cuts = lifts = NOUGHT
    for entry in spec.get("per_period", []):
        for span in spans_limited(scope, entry["per"], addends):
            inside = sum((one.points for one in addends if span.contains(one.day)), NOUGHT)
            clamped = clamp(scope, entry, inside)
            if clamped is None:
                return None, None
            change = clamped - inside
            addends.append(Addend(span.last, change))
            cuts, lifts = cuts + min(change, NOUGHT), lifts + max(change, NOUGHT)
    return cuts, lifts


def spans_limited(scope: Scope, per: str, addends: list[Addend]) -> list[Period]:
    """Every sub-period begun by as-of, and any other in which a line lies."""
    calendar, settlement = scope.run.calendar, scope.settlement
    inside = calendar.inside(settlement.period, per, settlement.as_of)
    return sorted({*inside, *(calendar.containing(per, one.day) for one in addends)})
