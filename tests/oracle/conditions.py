"""Conditions (section 9c): a mapping whose keys hold together. An unknown value compares false."""

from fractions import Fraction

from . import expressions, matching
from .amounts import amount, as_day, delay_of, duration_of, lateness_of
from .calendar import whole_months
from .card import Card, Place
from .language import LanguageError
from .ledger import Fact
from .numbers import decimal_text, number_or_none, round_to_whole
from .scope import Scope

OPERATORS = {
    "ge": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
    "eq": lambda left, right: left == right,
}


def holds(scope: Scope, condition: dict) -> bool:
    return all(TESTS[key](scope, wanted) for key, wanted in condition.items())


def compares(scope: Scope, value, comparison: dict) -> bool:
    """Whether a value meets every comparison; extra keys of the mapping (a band's name, its points) are not ours."""
    wanted = {operator: comparison[operator] for operator in OPERATORS if operator in comparison}
    return all(compares_one(scope, value, operator, bound) for operator, bound in wanted.items())


def compares_one(scope: Scope, value, operator: str, bound) -> bool:
    """Numbers with numbers, days with days, other texts only for being equal."""
    if isinstance(bound, (dict, Fraction)):
        left, right = number_or_none(value), amount(scope, bound)
    elif as_day(bound) and not isinstance(value, Fraction):
        left, right = as_day(value), as_day(bound)
    else:
        left, right = (value if operator == "eq" else None), bound
    return left is not None and right is not None and OPERATORS[operator](left, right)


# --- of the fact ------------------------------------------------------------------------------------------------------


def fact_at_hand(scope: Scope) -> Fact:
    fact = scope.fact or (scope.item.fact if scope.item else None)
    if fact is None and scope.item is None:
        raise LanguageError("a condition on a fact stands where there is no fact")
    return fact


def of_fact(read):
    """One of the words of the fact at hand; an item without facts has none."""

    def test(scope: Scope, wanted: list) -> bool:
        fact = fact_at_hand(scope)
        return fact is not None and read(fact) in wanted

    return test


def is_of_kind(scope: Scope, wanted: list[str]) -> bool:
    fact = fact_at_hand(scope)
    return fact is not None and fact.kind in {scope.run.ledger.kind_named(name) for name in wanted}


def of_fact_compared(read):
    def test(scope: Scope, wanted: dict) -> bool:
        fact = fact_at_hand(scope)
        return fact is not None and compares(scope, read(scope, fact), wanted)

    return test


# --- of the subject ---------------------------------------------------------------------------------------------------


def of_subject(by: str):
    return lambda scope, wanted: scope.word_of(by) in wanted


def has_flag(scope: Scope, wanted: list[str]) -> bool:
    return any(flag in wanted for flag in scope.content.get("flags", []))


def has_attributes(scope: Scope, wanted: dict) -> bool:
    return all(attribute_fits(scope, scope.attribute(name), one) for name, one in wanted.items())


def attribute_fits(scope: Scope, value, wanted) -> bool:
    if isinstance(wanted, dict):
        return compares(scope, value, wanted)
    return value is not None and (decimal_text(value) if isinstance(value, Fraction) else value) in wanted


def has_tenure(scope: Scope, wanted: dict) -> bool:
    """Whole months since a dated attribute or the subject's first fact of a kind."""
    name = wanted["since"]
    is_of_facts = name in scope.run.ledger.names
    start = matching.earliest_day(scope, name) if is_of_facts else as_day(scope.attribute(name))
    months = None if start is None else Fraction(whole_months(start, scope.day))
    return compares(scope, months, wanted["months"])


def is_enrolled(scope: Scope, wanted: dict) -> bool:
    period = scope.settlement.period
    last = min(period.last, scope.latest)
    days = scope.world.days_enrolled(scope.subject, scope.is_person, period.first, last)
    return compares(scope, Fraction(days), wanted)


def has_facts(scope: Scope, wanted: dict) -> bool:
    facts = matching.match_facts(scope.on(fact=None, item=None), wanted)
    return compares(scope, Fraction(len(facts)), wanted.get("count", {"ge": Fraction(1)}))


# --- of results -------------------------------------------------------------------------------------------------------


ABSENT = Card("", "absent")
"""The scorecard of somebody who is not in the table."""


def card_at_hand(scope: Scope):
    return scope.card or ABSENT


def compares_expressions(scope: Scope, wanted: list[dict]) -> bool:
    return all(compares(scope, expressions.number(scope, one["of"]), one) for one in wanted)


def has_grade(scope: Scope, wanted: dict) -> bool:
    card = card_at_hand(scope)
    return all(card.grade(system) in words for system, words in wanted.items())


def has_rank(scope: Scope, wanted: dict) -> bool:
    place = card_at_hand(scope).place(wanted.get("board"))
    if place is None:
        return False
    ends = (("top", place.rank), ("top_share", place.rank), ("bottom", place.rank_from_below))
    ends += (("bottom_share", place.rank_from_below),)
    return all(is_within(scope, place, rank, key, wanted) for key, rank in ends if key in wanted)


def is_within(scope: Scope, place: Place, rank: int, key: str, wanted: dict) -> bool:
    """A rank inside the first n; ties across the edge go in or stay out together."""
    size = places_wanted(scope, place, key, wanted)
    last = rank + place.tied - 1 if wanted.get("ties") == "exclude" else rank
    return last <= size


def places_wanted(scope: Scope, place: Place, key: str, wanted: dict) -> int:
    size = amount(scope, wanted[key])
    if size is None:
        return -1
    if key.endswith("_share"):
        size = whole_share(size * place.of, wanted.get("rounding"))
    return max(size, amount(scope, wanted.get("at_least", -1)))


def whole_share(size: Fraction, mode: str | None) -> int:
    """A share of a group as a head count; a broken number needs its rounding to be stated."""
    if size.denominator != 1 and mode is None:
        raise LanguageError(f"a share gives {size} heads and the scheme states no 取整 rounding")
    return round_to_whole(size, mode or "half_up")


def has_state(scope: Scope, wanted: list[str]) -> bool:
    return card_at_hand(scope).state in wanted


def has_streak(scope: Scope, wanted: dict) -> bool:
    """The condition held in each of the n latest periods of the table, the last being the current one."""
    settlement = scope.settlement
    table = scope.run.tables[wanted.get("table", settlement.table["code"])]
    period = latest_period(scope, table["period"])
    for _ in range(int(amount(scope, wanted["periods"]))):
        there = None if period is None else scope_of_period(scope, table["code"], period)
        if there is None or not holds(there, wanted["when"]):
            return False
        period = scope.run.calendar.before(period)
    return True


def latest_period(scope: Scope, kind: str):
    """The current period, or for a table of a shorter kind its last child begun by as-of."""
    settlement = scope.settlement
    if kind == settlement.period.kind:
        return settlement.period
    return next(reversed(scope.run.calendar.inside(settlement.period, kind, settlement.as_of)), None)


def scope_of_period(scope: Scope, table: str, period) -> Scope | None:
    """The subject in another period, with the scorecard history or this run has for it."""
    settlement = scope.settlement
    if table == settlement.table["code"] and period == settlement.period:
        return scope
    card = scope.run.reading(table, period, settlement).get(scope.subject)
    if card is None:
        return None
    there = scope.run.outline(table, period)
    return scope.on(settlement=there, card=card, target=scope.target and scope.target.on(settlement=there)).at_as_of()


TESTS = {
    "all": lambda scope, wanted: all(holds(scope, one) for one in wanted),
    "any": lambda scope, wanted: any(holds(scope, one) for one in wanted),
    "not": lambda scope, wanted: not holds(scope, wanted),
    "kind": is_of_kind,
    "level": of_fact(lambda fact: fact.level),
    "role": of_fact(lambda fact: fact.role),
    "matter": of_fact(lambda fact: fact.matter),
    "by": of_fact(lambda fact: fact.by),
    "months": of_fact(lambda fact: fact.date.month),
    "quantity": of_fact_compared(lambda scope, fact: fact.quantity),
    "mark": of_fact_compared(lambda scope, fact: fact.mark),
    "duration": of_fact_compared(duration_of),
    "lateness": of_fact_compared(lateness_of),
    "delay": of_fact_compared(delay_of),
    "status": of_subject("status"),
    "flag": has_flag,
    "class": of_subject("class"),
    "type": of_subject("type"),
    "organisation": lambda scope, wanted: scope.organisation in wanted,
    "post": lambda scope, wanted: any(post in wanted for post in scope.posts()),
    "attribute": has_attributes,
    "tenure": has_tenure,
    "days_enrolled": is_enrolled,
    "has": has_facts,
    "compare": compares_expressions,
    "grade": has_grade,
    "rank": has_rank,
    "state": has_state,
    "streak": has_streak,
}


def mentions(written, keys: tuple[str, ...]) -> bool:
    """Whether one of the keys stands anywhere inside a condition or an expression."""
    if isinstance(written, dict):
        return any(key in keys or mentions(inner, keys) for key, inner in written.items())
    return isinstance(written, list) and any(mentions(inner, keys) for inner in written)
