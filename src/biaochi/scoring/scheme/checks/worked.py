"""What a rule makes of one fact, worked out for an example: the line's points, and the value they give with the limits.

Only what is plain is worked out; None means that there is no example, never a wrong one.

Worked example: ``按级别: {高: 3}``, ``起评分: 5``, ``封顶: 6`` with one fact of the level 高 gives a line of 3 and a value of 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from biaochi.scoring.example import Fact
from biaochi.scoring.scheme.checks.measures import rounding_of
from biaochi.scoring.scheme.checks.scene import Scene, compares, number_of
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.expression_model import AmountBy
from biaochi.scoring.scheme.model import Rule


def amount_of(survey: Survey, scene: Scene, amount: Any) -> Decimal | None:
    """An amount as it is for the scene's subjects."""
    if isinstance(amount, AmountBy) and amount.by is not None:
        word = {"class": scene.profile.class_, "status": scene.profile.status, "type": scene.profile.type, "post": scene.profile.post}
        found = amount.values.get(word[amount.by], amount.otherwise)
        return None if found is None else amount_of(survey, scene, found)
    return number_of(survey, amount)


def line_of(survey: Survey, scene: Scene, rule: Rule, fact: Fact) -> Decimal | None:
    """The points of a rule's only line; None where they are not plain."""
    points = priced(survey, scene, rule, fact) if rule.per in ("fact", "matter", "day") else None
    if points is None or rule.share is not None or rule.quota is not None:
        return None
    if any(step.skip for step in rule.selection):
        return None
    if rule.role_factor is not None:
        factor = amount_of(survey, scene, rule.role_factor.get(fact.role, Decimal(1)))
        points = None if factor is None else points * factor
    if points is not None and rule.escalate is not None:
        first = number_of(survey, rule.escalate.factors[0]) if rule.escalate.factors else Decimal(1)
        points = None if first is None else points * first
    return None if points is None else rounded(survey, scene, points)


def rounded(survey: Survey, scene: Scene, points: Decimal) -> Decimal:
    """Points as the table rounds them."""
    places, mode = rounding_of(survey, scene.table)
    return points.quantize(Decimal(1).scaleb(-places), {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN, "up": ROUND_UP}[mode])


def priced(survey: Survey, scene: Scene, rule: Rule, fact: Fact) -> Decimal | None:
    if rule.each is not None:
        return amount_of(survey, scene, rule.each)
    if rule.by_level is not None:
        found: Any = rule.by_level.get(fact.level, rule.by_level.get("otherwise"))
        if isinstance(found, Mapping):
            found = found.get(fact.role, found.get("otherwise"))
        return amount_of(survey, scene, found)
    if rule.by_role is not None:
        return amount_of(survey, scene, rule.by_role.get(fact.role, rule.by_role.get("otherwise")))
    if rule.range is not None and rule.measure in (None, "mark"):
        return Decimal(fact.mark) if fact.mark else None
    text = fact.mark if rule.measure == "mark" or (rule.measure is None and rule.factor is not None) else fact.quantity or "1"
    if rule.measure not in (None, "quantity", "mark") or rule.per != "fact" or not text:
        return None
    if rule.factor is not None or isinstance(rule.per_unit, Decimal | AmountBy):
        rate = amount_of(survey, scene, rule.factor if rule.factor is not None else rule.per_unit)
        return None if rate is None else Decimal(text) * rate
    return tier_of(survey, scene, rule, Decimal(text)) if rule.tiers is not None else None


def tier_of(survey: Survey, scene: Scene, rule: Rule, value: Decimal) -> Decimal | None:
    """The points that the bands give a number."""
    assert rule.tiers is not None
    held = [(compares(survey, band, value), band.points) for band in rule.tiers.bands]
    if any(fits is None for fits, _ in held):
        return None
    taken = [amount_of(survey, scene, points) for fits, points in held if fits]
    if not taken:
        return Decimal(0) if rule.tiers.otherwise is None else amount_of(survey, scene, rule.tiers.otherwise)
    if rule.tiers.count == "first":
        return taken[0]
    return None if None in taken else sum((points for points in taken if points is not None), Decimal(0))


def limited(survey: Survey, scene: Scene, piece: Any, points: Decimal) -> Decimal | None:
    """The value of a rule or node whose only addend is this: section 8 of the language, for one subject."""
    edges: dict[str, Decimal | None] = {}
    for field in ("bonus_max", "deduction_max", "base", "min", "max"):
        amount = getattr(piece, field, None)
        edges[field] = None if amount is None else amount_of(survey, scene, amount)
        if amount is not None and edges[field] is None:
            return None
    for limit in piece.per_period:
        for field in ("max", "min"):
            amount = getattr(limit, field)
            edge = None if amount is None else amount_of(survey, scene, amount)
            if amount is not None and edge is None:
                return None
            if edge is not None:
                points = min(points, edge) if field == "max" else max(points, edge)
    most, least = edges["bonus_max"], edges["deduction_max"]
    points = points if most is None else min(points, max(most, Decimal(0)))
    points = points if least is None else max(points, -least)
    points += edges["base"] or Decimal(0)
    floor = Decimal(0) if piece.floored else edges["min"]
    points = points if floor is None else max(points, floor)
    return points if edges["max"] is None else min(points, edges["max"])
