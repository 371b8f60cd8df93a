"""Expressions (section 9b): exact fractions, words, or None for unknown."""

from fractions import Fraction

from . import conditions, matching, taking
from .amounts import amount, choose_by_subject, delay_of, duration_of, lateness_of, read_parameter
from .language import LanguageError
from .ledger import Fact
from .numbers import number_or_none
from .scope import Scope
from .world import each_day


def evaluate(scope: Scope, expression):
    """The value of an expression: a Fraction, a word, or None."""
    if isinstance(expression, Fraction):
        return expression
    if isinstance(expression, str):
        return WORDS_OF_THE_ITEM[expression](scope)
    head = next((head for head in HEADS if head in expression), None)
    if head is None:
        raise LanguageError(f"no head key in the expression {expression}")
    return HEADS[head](scope, expression)


def number(scope: Scope, expression) -> Fraction | None:
    """The value where a number is wanted: a text that reads as a number is one, any other word is as good as missing."""
    if isinstance(expression, dict) and "choose" in expression:
        chosen = branch_chosen(scope, expression)
        return None if chosen is None else number(scope, chosen)
    value = evaluate(scope, expression)
    if isinstance(value, str) and number_or_none(value) is None and "attribute" in expression:
        return substitute(scope, expression.get("missing", "unknown"))
    return number_or_none(value)


def numbers(scope: Scope, expressions: list) -> list[Fraction] | None:
    """The values of all, or None if one is unknown."""
    values = [number(scope, expression) for expression in expressions]
    return None if None in values else values


# --- the item's own words ---------------------------------------------------------------------------------------------


def quantity_of_item(scope: Scope) -> Fraction | None:
    return combine("sum", [fact.quantity for fact in scope.item.facts])


def mark_of_item(scope: Scope) -> Fraction | None:
    return combine("mean", [fact.mark for fact in scope.item.facts])


def of_last_fact(read):
    """The word of the fact that dates the item; unknown in an item without facts."""
    return lambda scope: read(scope, scope.item.fact) if scope.item.fact else None


WORDS_OF_THE_ITEM = {
    "quantity": quantity_of_item,
    "mark": mark_of_item,
    "level": of_last_fact(lambda scope, fact: fact.level),
    "duration": of_last_fact(duration_of),
    "lateness": of_last_fact(lateness_of),
    "delay": of_last_fact(delay_of),
    "ordinal": of_last_fact(lambda scope, fact: Fraction(scope.item.ordinals[-1])),
}


# --- statistics -------------------------------------------------------------------------------------------------------


def combine(statistic: str, values: list[Fraction | None]) -> Fraction | None:
    """count and sum of nothing are 0, the others unknown; one unknown value makes all but the count unknown."""
    if statistic == "count":
        return Fraction(len(values))
    if None in values:
        return None
    if statistic == "sum":
        return sum(values, Fraction(0))
    if not values:
        return None
    if statistic == "mean":
        return sum(values) / len(values)
    return {"highest": max, "lowest": min, "latest": lambda ordered: ordered[-1]}[statistic](values)


ZERO_OF_NOTHING = ("count", "sum", "distinct", "months", "days")


def tally(scope: Scope, written: dict) -> Fraction | None:
    facts = facts_tallied(scope, written)
    statistic = written["tally"]
    if not facts:
        return tally_of_nothing(scope, written)
    if statistic in ("months", "days"):
        return touched(scope, facts, statistic)
    if statistic == "count":
        return Fraction(len(facts))
    values = [cell_of(fact, written.get("of", "matter" if statistic == "distinct" else "quantity")) for fact in facts]
    if statistic == "distinct":
        return Fraction(len(set(values) - {None}))
    values = trimmed(values, int(amount(scope, written.get("trim", 0))))
    return combine(statistic, values) if values else tally_of_nothing(scope, written)


def tally_of_nothing(scope: Scope, written: dict) -> Fraction | None:
    """What counts or adds up is 0 over nothing, the others are unknown, unless `empty` says else."""
    empty = written.get("empty", "zero" if written["tally"] in ZERO_OF_NOTHING else "unknown")
    return substitute(scope, empty)


def substitute(scope: Scope, written) -> Fraction | None:
    """What a word for absence (zero, unknown, block, left_out) or an amount stands for."""
    if isinstance(written, str):
        return Fraction(0) if written == "zero" else None
    return amount(scope, written)


def facts_tallied(scope: Scope, written: dict) -> list[Fact]:
    """The item's own facts, or the facts of the kinds named, in the item's group, window and whose."""
    if "facts" not in written:
        if scope.item is None:
            raise LanguageError(f"事项 facts must be named where there is no item: {written}")
        return [fact for fact in scope.item.facts if matching.is_meant(scope, fact, written)]
    rule = scope.rule or {}
    defaults = {key: rule[key] for key in ("whose", "window") if key in rule}
    spec = defaults | {key: written[key] for key in ("facts", "where", "whose", "window") if key in written}
    found = matching.match_facts(scope, spec)
    return [fact for fact in found if matching.in_item_group(scope, fact, spec.get("window"))]


def cell_of(fact: Fact, of: str):
    """The cell tallied. A fact without a matter is its own matter."""
    if of == "matter":
        return fact.matter if fact.matter is not None else fact
    return {
        "quantity": fact.quantity,
        "mark": fact.mark,
        "day": fact.date,
        "subject": fact.subject,
        "rater": fact.rater,
    }[of]


def trimmed(values: list, each_side: int) -> list:
    """Without the n highest and the n lowest; unknown values cannot be ordered and stay."""
    if each_side == 0 or None in values:
        return values
    return sorted(values)[each_side : len(values) - each_side]


def touched(scope: Scope, facts: list[Fact], unit: str) -> Fraction:
    """Calendar months (or days) of the item's period, up to as-of, on which one of the states lasts."""
    as_of = scope.settlement.as_of
    span = scope.item.span if scope.item else scope.settlement.period
    days = set()
    for fact in facts:
        days.update(each_day(max(fact.date, span.first), min(fact.last_day(as_of), span.last, as_of)))
    return Fraction(len({(day.year, day.month) for day in days} if unit == "months" else days))


# --- subjects ---------------------------------------------------------------------------------------------------------


def attribute(scope: Scope, written: dict):
    bearer = (scope.target or scope).at_as_of()
    value = bearer.attribute(written["attribute"]) if bearer.subject else None
    if value is None:
        return substitute(scope, written.get("missing", "unknown"))
    return value if number_or_none(value) is None else number_or_none(value)


def roster(scope: Scope, written: dict) -> Fraction | None:
    """A statistic over the persons in the organisation at as-of."""
    query, scope = written["roster"], scope.at_as_of()
    people = scope.world.members_on(scope.organisation, scope.day) if scope.organisation else []
    scopes = [scope.on(subject=person, is_person=True, item=None, fact=None, card=None, target=None) for person in people]
    meant = [one for one in scopes if "where" not in query or conditions.holds(one, query["where"])]
    if query["tally"] == "count":
        return Fraction(len(meant))
    return combine(query["tally"], [number_or_none(one.attribute(query["attribute"])) for one in meant])


def group(scope: Scope, written: dict) -> Fraction | None:
    """A statistic over the scored-or-unknown subjects of the group whose value is known."""
    query = written["group"]
    values = {}
    for other in scope.settlement.group_around(scope.subject, query.get("within", "all")):
        there = scope.settlement.scope(other).on(rule=scope.rule)
        card = scope.settlement.cards[other] if scope.card else None
        value = number(there.on(item=matching.item_like(scope, there), card=card), query["of"])
        if value is not None:
            values[other] = value
    if query["stat"] != "rank":
        return combine(query["stat"], list(values.values()))
    if scope.subject not in values:
        return None
    return Fraction(1 + sum(1 for value in values.values() if value > values[scope.subject]))


def own_points(scope: Scope, written: dict) -> Fraction | None:
    """`points`: a value of this very scorecard."""
    return conditions.card_at_hand(scope).value(written["points"])


# --- arithmetic -------------------------------------------------------------------------------------------------------


def fold(head: str, operation):
    """An operation over the values of a list; unknown if one of them is."""

    def folded(scope: Scope, written: dict) -> Fraction | None:
        values = numbers(scope, written[head])
        return None if values is None else operation(values)

    return folded


def product(values: list[Fraction]) -> Fraction:
    result = Fraction(1)
    for value in values:
        result *= value
    return result


def ratio(scope: Scope, written: dict) -> Fraction | None:
    values = numbers(scope, written["ratio"])
    if values is None:
        return None
    if values[1] == 0:
        return amount(scope, written.get("over_zero"))
    return values[0] / values[1]


def shortfall(scope: Scope, written: dict) -> Fraction | None:
    values = numbers(scope, [written["shortfall"]["target"], written["shortfall"]["actual"]])
    return None if values is None else max(Fraction(0), values[0] - values[1])


def excess(scope: Scope, written: dict) -> Fraction | None:
    values = numbers(scope, [written["excess"]["limit"], written["excess"]["actual"]])
    return None if values is None else max(Fraction(0), values[1] - values[0])


def choose(scope: Scope, written: dict):
    chosen = branch_chosen(scope, written)
    return None if chosen is None else evaluate(scope, chosen)


def branch_chosen(scope: Scope, written: dict):
    for choice in written["choose"]:
        if "otherwise" in choice:
            return choice["otherwise"]
        if conditions.holds(scope, choice["when"]):
            return choice["value"]
    return None


HEADS = {
    "parameter": read_parameter,
    "by": choose_by_subject,
    "tally": tally,
    "attribute": attribute,
    "roster": roster,
    "take": lambda scope, written: taking.take(scope, written["take"]),
    "group": group,
    "plus": fold("plus", lambda values: sum(values, Fraction(0))),
    "minus": fold("minus", lambda values: values[0] - sum(values[1:], Fraction(0))),
    "times": fold("times", product),
    "ratio": ratio,
    "larger": fold("larger", max),
    "smaller": fold("smaller", min),
    "shortfall": shortfall,
    "excess": excess,
    "choose": choose,
    "points": own_points,
}
