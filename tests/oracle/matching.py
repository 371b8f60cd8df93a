"""Which facts a rule matches for a subject, and how they are grouped into items (section 6, match and measure)."""

from datetime import date, timedelta

from . import conditions
from .amounts import amount, as_day
from .calendar import Period, add_months
from .ledger import Fact
from .scope import Item, Scope

OCCURRING = ("fact", "matter", "day")


def match_facts(scope: Scope, spec: dict) -> list[Fact]:
    """The facts of `spec` (facts, where, except, whose, window) credited to the scope's subject, in fact order."""
    credited = scope.settlement.facts_credited(spec["facts"], spec.get("whose", "self"), scope.is_person).get(scope.subject, [])
    window = spec.get("window", "in_period")
    return [fact for fact in credited if is_in_window(scope, fact, window) and is_meant(scope, fact, spec)]


def is_meant(scope: Scope, fact: Fact, spec: dict) -> bool:
    """`where` and `except`: conditions of the fact, and of the table's subject on the fact's day."""
    there = scope.on(fact=fact, day=fact.date, item=None, on_facts_day=True, target=None)
    excepted = "except" in spec and conditions.holds(there, spec["except"])
    return not excepted and ("where" not in spec or conditions.holds(there, spec["where"]))


# --- windows ----------------------------------------------------------------------------------------------------------


def is_in_window(scope: Scope, fact: Fact, window) -> bool:
    """Valued at as-of, or on a fact's day as of that day: no fact dated after it counts."""
    period, as_of = scope.settlement.period, scope.latest
    if fact.date > as_of:
        return False
    if window == "any_time":
        return True
    if window == "in_period":
        return period.contains(fact.date)
    if window == "year_to_date":
        return date(period.first.year, 1, 1) <= fact.date <= period.last
    if window == "persisting":
        return fact.date <= period.last and fact.last_day(as_of) >= period.first
    if "rolling" in window:
        return add_span(scope, period.last, window["rolling"], sign=-1) < fact.date <= period.last
    if "valid" in window:
        return is_valid_still(scope, fact, window["valid"])
    return is_since(scope, fact, window)


def is_valid_still(scope: Scope, fact: Fact, span: dict) -> bool:
    if "by_level" in span:
        by_level = span["by_level"]
        span = by_level.get(fact.level, by_level.get("otherwise"))
    return span is not None and scope.latest < add_span(scope, fact.date, span)


def is_since(scope: Scope, fact: Fact, window: dict) -> bool:
    """Inside [d, d + months) of the subject's own day d; without such a day no fact counts."""
    start = starting_day(scope, window["since"])
    return start is not None and start <= fact.date < add_span(scope, start, {"months": window["months"]})


def starting_day(scope: Scope, since: dict) -> date | None:
    if "attribute" in since:
        return as_day(scope.at_as_of().attribute(since["attribute"]))
    return earliest_day(scope, since["facts"])


def earliest_day(scope: Scope, kind: str) -> date | None:
    """The day of the subject's first fact of a kind, any time up to as-of, or up to the fact's day where one is looked at."""
    facts = scope.settlement.facts_credited([kind], "self", scope.is_person).get(scope.subject, [])
    return next((fact.date for fact in facts if fact.date <= scope.latest), None)


def add_span(scope: Scope, day: date, span: dict, sign: int = 1) -> date:
    """`day` plus (sign −1: minus) the years, months and days of a span."""
    years, months, days = (int(amount(scope, span.get(unit, 0))) for unit in ("years", "months", "days"))
    return add_months(day, sign * (12 * years + months)) + timedelta(days=sign * days)


# --- items ------------------------------------------------------------------------------------------------------------


def group_items(scope: Scope, rule: dict) -> list[Item]:
    """The rule's items for the scope's subject: those that occur, or one for every sub-period begun by as-of."""
    facts = match_facts(scope, rule) if "facts" in rule else []
    per = rule.get("per", "fact" if "facts" in rule else "period")
    if per in OCCURRING:
        return occurring_items(scope, per, facts)
    return [period_item(scope, rule, per, span, facts) for span in spans_of(scope, per)]


def occurring_items(scope: Scope, per: str, facts: list[Fact]) -> list[Item]:
    groups: dict[tuple, list[tuple[int, Fact]]] = {}
    for ordinal, fact in enumerate(facts, start=1):
        groups.setdefault(occurrence_key(per, fact), []).append((ordinal, fact))
    return [make_item(key, numbered, scope.settlement.period) for key, numbered in groups.items()]


def occurrence_key(per: str, fact: Fact) -> tuple:
    """A fact without a matter is its own matter."""
    if per == "day":
        return ("day", fact.date)
    return ("matter", matter_of(fact)) if per == "matter" else ("fact", fact)


def matter_of(fact: Fact):
    return fact if fact.matter is None else fact.matter


def spans_of(scope: Scope, per: str) -> list[Period]:
    period, as_of = scope.settlement.period, scope.settlement.as_of
    return [period] if per == "period" else scope.run.calendar.inside(period, per, as_of)


def period_item(scope: Scope, rule: dict, per: str, span: Period, facts: list[Fact]) -> Item:
    numbered = enumerate(facts, start=1)
    mine = [(n, fact) for n, fact in numbered if per == "period" or lies_in(scope, fact, span, rule.get("window"))]
    return make_item((per, span), mine, span, min(span.last, scope.settlement.as_of))


def make_item(key: tuple, numbered: list[tuple[int, Fact]], span: Period, day: date | None = None) -> Item:
    facts = tuple(fact for _, fact in numbered)
    return Item(key, facts, tuple(ordinal for ordinal, _ in numbered), span, day or facts[-1].date)


def lies_in(scope: Scope, fact: Fact, span: Period, window) -> bool:
    """In a sub-period by its date; under `persisting` in every sub-period the state meets up to as-of."""
    if window != "persisting":
        return span.contains(fact.date)
    as_of = scope.settlement.as_of
    return fact.date <= min(span.last, as_of) and fact.last_day(as_of) >= span.first


def in_item_group(scope: Scope, fact: Fact, window) -> bool:
    """Whether a fact of another kind belongs to the item: same matter, same day or same sub-period."""
    per, value = scope.item.key if scope.item else ("period", None)
    if per == "matter":
        return matter_of(fact) == value
    if per == "day":
        return fact.date == value
    if per in ("fact", "period"):
        return True
    return lies_in(scope, fact, value, window)


def item_like(scope: Scope, other: Scope) -> Item | None:
    """The item of another subject that stands for the same matter, day or sub-period as the scope's own."""
    if scope.item is None:
        return None
    found = next((item for item in group_items(other, scope.rule) if item.key == scope.item.key), None)
    return found or Item(scope.item.key, (), (), scope.item.span, scope.item.date)
