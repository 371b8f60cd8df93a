"""What is known of who has no facts, and how somebody comes to a given total: the grounds of examples about grades and ranks.

Only what is plain is worked out; None means that there is no example, never a wrong one.

Worked example: in a table with a base of 100 and rules that deduct for facts, everybody without facts has 100.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from biaochi.scoring.example import Fact
from biaochi.scoring.scheme.checks.scene import Scene, facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey
from biaochi.scoring.scheme.checks.worked import amount_of, limited
from biaochi.scoring.scheme.expression_model import Expression
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Node, Rule, Table

PLAIN_HEADS = frozenset(("tally", "plus", "minus", "times", "larger", "smaller", "shortfall", "excess", "parameter"))
FACTS_MAX = 10
LIMITS = ("bonus_max", "deduction_max", "max", "min", "base")


def is_known(survey: Survey, met: Met) -> bool:
    """Whether a rule has a value for who has no facts: not one that waits for a mark, a rate or another table."""
    rule: Rule = met.part
    if rule.empty in ("unknown", "left_out"):
        return False
    if rule.aggregate != "sum" and rule.empty != "zero" and rule.per in ("fact", "matter", "day"):
        return False
    if rule.facts and rule.per in ("fact", "matter", "day"):
        return True
    inside = survey.below(met, Expression)
    heads = all(inner.part.head in PLAIN_HEADS and is_counted(inner.part) for inner in inside)
    return heads and (rule.measure is not None or rule.price == "each")


def is_counted(expression: Expression) -> bool:
    """Of nothing a count is nothing; a mean of nothing is unknown unless the scheme says otherwise."""
    return expression.tally in (None, "count", "sum", "distinct", "months", "days") or expression.empty == "zero"


def has_plain_total(survey: Survey, table: Met) -> bool:
    """Whether everyone in a table has a known total without any fact."""
    content: Table = table.part
    return not content.parts and all(is_known(survey, met) for met in survey.below(table, Rule))


def nothing_done(survey: Survey, scene: Scene, met: Met) -> Decimal | None:
    """The value of a rule or node for who has no facts; None where that is not plain."""
    piece: Any = met.part
    if isinstance(piece, Rule):
        if not piece.facts or piece.per not in ("fact", "matter", "day") or not is_known(survey, met) or piece.applies is not None:
            return None
        return limited(survey, scene, piece, Decimal(0))
    if piece.combine != "sum" or piece.applies is not None:
        return None
    added = Decimal(0)
    for child in survey.of(Node, Rule):
        if child.parent is met:
            value = nothing_done(survey, scene, child)
            if value is None:
                return None
            added += value
    return limited(survey, scene, piece, added)


def total_without_facts(survey: Survey, scene: Scene, table: Met) -> Decimal | None:
    """The total of who has no facts; None where that is not plain."""
    content: Table = table.part
    if content.parts or content.joint_caps:
        return None
    added: dict[str | None, Decimal] = {}
    for met in survey.of(Node):
        if met.parent is not table:
            continue
        value = nothing_done(survey, scene, met)
        inside = {inner.part.category for inner in survey.below(met, Node)} - {None, met.part.category}
        if value is None or inside:
            return None
        added[met.part.category] = added.get(met.part.category, Decimal(0)) + value
    total = added.pop(None, Decimal(0))
    for name, points in added.items():
        category = survey.scheme.categories.get(str(name))
        clamped = None if category is None else limited(survey, scene, category, points)
        if clamped is None:
            return None
        total += clamped
    return limited(survey, scene, content, total)


def scene_with_total(survey: Survey, table: Met, total: Decimal) -> Scene | None:
    """Somebody with this very total, by facts of one rule that nothing limits; None where no rule is so plain."""
    if not has_plain_total(survey, table):
        return None
    for rule in survey.below(table, Rule):
        scene = scene_of(survey, table, rule) if is_unlimited(survey, table, rule) else None
        start = None if scene is None else total_without_facts(survey, scene, table)
        if scene is None or start is None:
            continue
        found = scene if total == start else with_points(survey, scene, rule.part, total - start)
        if found is not None:
            return found
    return None


def is_unlimited(survey: Survey, table: Met, rule: Met) -> bool:
    """Whether the points of a rule reach the total as they are."""
    names = {piece.part.category for piece in rule.up() if isinstance(piece.part, Node)} - {None}
    above = [piece.part for piece in rule.up() if isinstance(piece.part, Node | Table)]
    pieces: list[Any] = [rule.part, *above, *(survey.scheme.categories[name] for name in names if name in survey.scheme.categories)]
    for piece in pieces:
        fields = LIMITS if piece is rule.part else LIMITS[:-1]
        if any(getattr(piece, field, None) is not None for field in fields) or piece.per_period or piece.floored:
            return False
        if getattr(piece, "combine", "sum") != "sum" or getattr(piece, "selection", None):
            return False
    own: Rule = rule.part
    odd = (own.share, own.quota, own.escalate, own.role_factor)
    return own.per == "fact" and own.aggregate == "sum" and not any(part is not None for part in odd) and bool(own.facts)


def with_points(survey: Survey, scene: Scene, rule: Rule, points: Decimal) -> Scene | None:
    """The scene with facts of the rule worth so much: of one quantity or mark, or a number of them."""
    kind = survey.scheme.facts.get(rule.facts[0])
    if kind is None:
        return None
    if rule.per_unit is not None and rule.measure in (None, "quantity"):
        rate = amount_of(survey, scene, rule.per_unit)
        if rate is None or not rate or points / rate != round(points / rate, kind.decimals) or points / rate <= 0:
            return None
        ends, quantity = kind.quantity_range, points / rate
        told = Fact(quantity=number_text(quantity))
        grown = None if ends and not ends[0] <= quantity <= ends[1] else facts_for(survey, scene, rule, told)
        return None if grown is None else grown[0]
    each = None if rule.each is None else amount_of(survey, scene, rule.each)
    if not each or points / each != int(points / each) or not 0 < points / each <= FACTS_MAX:
        return None
    for number in range(int(points / each)):
        grown = facts_for(survey, scene, rule, number=number)
        if grown is None:
            return None
        scene = grown[0]
    return scene
