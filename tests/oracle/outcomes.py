"""Outcomes: what the results propose, for whom and how much (section 11)."""

from fractions import Fraction

from . import conditions, judgement
from .card import Card, Outcome
from .expressions import number
from .numbers import round_points
from .scope import Scope

COMMENDATION_LIKE = ("commendation", "development")
SCORE_WORDS = ("points", "grade", "rank", "streak")


def propose(settlement) -> None:
    for outcome in settlement.table.get("outcomes", []):
        proposed = [one for one in settlement.cards if is_proposed(settlement, outcome, one)]
        for subject in within_quota(settlement, outcome, proposed):
            card = settlement.cards[subject]
            card.outcomes += rows_of(settlement.result_scope(subject), outcome, settlement.rounding)


def is_proposed(settlement, outcome: dict, subject: str) -> bool:
    card, scope = settlement.cards[subject], settlement.result_scope(subject)
    if reads_score(outcome) and not card.is_scored:
        return False
    if is_ineligible(card, outcome) or ("except" in outcome and conditions.holds(scope, outcome["except"])):
        return False
    return conditions.holds(scope, outcome.get("when", {}))


def reads_score(outcome: dict) -> bool:
    """Whether its conditions or its amount read a result. One without a condition of its own is for the scored."""
    read = [outcome[key] for key in ("when", "except", "amount") if key in outcome]
    return "when" not in outcome or any(conditions.mentions(written, SCORE_WORDS) for written in read)


def is_ineligible(card: Card, outcome: dict) -> bool:
    for effect in card.effects():
        codes = effect.get("ineligible", [])
        if outcome["code"] in codes or ("all" in codes and outcome.get("kind") in COMMENDATION_LIKE):
            return True
    return False


def within_quota(settlement, outcome: dict, proposed: list[str]) -> list[str]:
    if "quota" not in outcome:
        return proposed
    scores = {one: settlement.cards[one].value("score") for one in proposed}
    return judgement.with_room(settlement, outcome["quota"], {one: v for one, v in scores.items() if v is not None})


def rows_of(scope: Scope, outcome: dict, rounding: dict) -> list[Outcome]:
    """One row for each target; none: one row with an empty target."""
    found = targets(scope, outcome.get("target", "self")) or [None]
    return [Outcome(outcome["code"], target, amount_for(scope, outcome, target, rounding)) for target in found]


def targets(scope: Scope, to) -> list[str]:
    world, day = scope.world, scope.day
    if to == "self":
        return [scope.subject]
    if to == "organisation":
        return [scope.organisation] if scope.organisation else []
    if "holder" in to:
        return world.holders(scope.organisation, to["holder"], day)
    if "related" in to:
        return world.targets(scope.subject, to["related"], day)
    return world.holders(scope.subject, to["related_by"], day)


def amount_for(scope: Scope, outcome: dict, target: str | None, rounding: dict) -> Fraction | None:
    """The amount: attributes and posts of the target, points of the subject."""
    if "amount" not in outcome:
        return None
    is_person = target in scope.world.people
    there = scope.on(subject=target, is_person=is_person)
    exact = number(scope.on(target=there), outcome["amount"])
    return None if exact is None else round_points(exact, rounding | outcome.get("rounding", {}))
