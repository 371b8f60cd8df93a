"""`取自 take`: a value of another table, or of this one in an earlier period (section 9b)."""

from fractions import Fraction

from . import conditions, expressions
from .calendar import Period
from .language import LanguageError
from .scope import Scope

ABSENT = object()


def take(scope: Scope, query: dict):
    """The value met, or the aggregate of those met. Each absent or unknown value is what `missing` says."""
    met = [reading for reading in readings(scope, query) if is_wanted(reading, query)]
    if not met:
        return take_of_nothing(scope, query)
    values = [value for value in (value_or_missing(scope, query, reading) for reading in met) if value is not ABSENT]
    if "aggregate" in query:
        return gather(query["aggregate"], values)
    return values[0] if len(values) == 1 else None


def take_of_nothing(scope: Scope, query: dict) -> Fraction | None:
    """Nobody is met: count and sum are 0, anything else is one absent value."""
    if query.get("aggregate") in ("count", "sum"):
        return Fraction(0)
    return expressions.substitute(scope, query.get("missing", "block"))


def gather(aggregate: str, values: list):
    """Of the values left; none left, or one of them unknown: unknown."""
    if not values or None in values:
        return None
    return Fraction(len(values)) if aggregate == "count" else expressions.combine(aggregate, values)


# --- who and when -----------------------------------------------------------------------------------------------------


def readings(scope: Scope, query: dict) -> list[Scope]:
    """Every subject met in every period met, each with its scorecard (None: absent)."""
    return [scope_there(scope, query, subject, period) for period in periods(scope, query) for subject in sources(scope, query, period)]


def table_taken(scope: Scope, query: dict) -> dict | None:
    """The table if it is of this very scheme."""
    own = query.get("scheme") in (None, scope.run.scheme.get("code"))
    if own and query["table"] not in scope.run.tables:
        raise LanguageError(f"取自: there is no table {query['table']}")
    return scope.run.tables[query["table"]] if own else None


def periods(scope: Scope, query: dict) -> list[Period]:
    settlement, calendar = scope.settlement, scope.run.calendar
    table = table_taken(scope, query)
    kind = table["period"] if table else scope.run.kind_fed(query["scheme"], query["table"], settlement.period.kind)
    which = query.get("period", "same")
    if which == "previous":
        return [calendar.before(calendar.containing(kind, settlement.period.first))]
    if which == "last_year":
        return [calendar.year_before(kind, settlement.period)]
    if which == "children":
        return calendar.inside(settlement.period, kind, settlement.as_of)
    if table is None:
        return [calendar.containing(kind, settlement.period.first)]
    if kind != settlement.period.kind:
        raise LanguageError(f"取自 {query['table']}: its period is {kind}; 同期 same needs {settlement.period.kind}")
    return [settlement.period]


def sources(scope: Scope, query: dict, period: Period) -> list[str]:
    """The subjects `via` leads to, as the subject is valued; `all`: those of the table in that period."""
    scope = scope.at_as_of()
    world, day, via = scope.world, scope.day, query.get("via", "self")
    if isinstance(via, dict):
        return related(scope, via, scope.run.is_person_in(table_taken(scope, query), ""))
    if via == "self":
        return [scope.subject]
    if via == "all":
        return list(cards_taken(scope, query, period))
    place = scope.organisation
    found = {
        "organisation": lambda: [place],
        "members": lambda: world.members_on(place, day) if place else [],
        "parent": lambda: [world.parent_of(place, day)],
        "children": lambda: [one for one in world.organisations if place and is_child(scope, one, place)],
    }[via]()
    return [one for one in found if one is not None]


def is_child(scope: Scope, organisation: str, parent: str) -> bool:
    row = scope.world.row_on(organisation, False, scope.day)
    return row is not None and scope.world.parent_of(organisation, scope.day) == parent


def related(scope: Scope, via: dict, to_people: bool) -> list[str]:
    """`holder` leads from a person to the organisations where they hold the post, and otherwise to who holds it."""
    world, day = scope.world, scope.day
    if "holder" in via and scope.is_person and not to_people:
        return world.targets(scope.subject, via["holder"], day)
    if "holder" in via:
        return world.holders(scope.organisation, via["holder"], day)
    if "related" in via:
        return world.targets(scope.subject, via["related"], day)
    return world.holders(scope.subject, via["related_by"], day)


def cards_taken(scope: Scope, query: dict, period: Period) -> dict:
    """The scorecards of the table in the period taken, by subject."""
    table = table_taken(scope, query)
    if table is None:
        return scope.run.fed(query["scheme"], query["table"], period)
    if query.get("period") in ("previous", "last_year"):
        return scope.run.reading(table["code"], period, scope.settlement)
    return scope.run.settled(table["code"], period).cards


def scope_there(scope: Scope, query: dict, subject: str, period: Period) -> Scope:
    """The subject taken from, looked at in the period taken from."""
    table = table_taken(scope, query)
    there = scope.on(subject=subject, item=None, fact=None, rule=None, target=None, card=cards_taken(scope, query, period).get(subject))
    there = there.on(is_person=scope.run.is_person_in(table, subject))
    return (there if table is None else there.on(settlement=scope.run.outline(table["code"], period))).at_as_of()


# --- what is read -----------------------------------------------------------------------------------------------------


def is_wanted(reading: Scope, query: dict) -> bool:
    """`where`; and who is set aside by a state takes no part in a mean."""
    if query.get("aggregate") == "mean" and reading.card and not reading.card.takes_part:
        return False
    return "where" not in query or conditions.holds(reading, query["where"])


def value_or_missing(scope: Scope, query: dict, reading: Scope):
    value = read_value(query, reading)
    if value is not None:
        return value
    missing = query.get("missing", "block")
    return ABSENT if missing == "left_out" else expressions.substitute(scope, missing)


def read_value(query: dict, reading: Scope):
    card, name = reading.card, query.get("value", "score")
    if card is None:
        return None
    if name == "grade":
        return card.grade(query.get("system"))
    if name in ("rank", "of"):
        place = card.place(query.get("board"))
        return None if place is None else Fraction(place.rank if name == "rank" else place.of)
    return card.value(name)
