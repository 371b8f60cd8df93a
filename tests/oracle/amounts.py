"""Amounts (section 2), and the numbers and days that are read off a fact or an attribute."""

from datetime import date
from fractions import Fraction

from .language import LanguageError, read_day
from .ledger import Fact
from .scope import Scope


class ParameterNotFilled(ValueError):
    """The scheme leaves a parameter open and no row fills it."""


def amount(scope: Scope, written) -> Fraction | None:
    """A number, a parameter, or a number by kind of subject; the subject's values are those at as-of."""
    if not isinstance(written, dict):
        return None if written is None else Fraction(written)
    return read_parameter(scope, written) if "parameter" in written else choose_by_subject(scope, written)


def read_parameter(scope: Scope, written: dict) -> Fraction:
    name = written["parameter"]
    declared = scope.run.scheme.get("parameters", {}).get(name)
    if declared is None:
        raise LanguageError(f"参数 {name} is not declared")
    scope = scope.at_as_of()
    chain = scope.world.chain_above(scope.organisation, scope.day)
    value = scope.world.parameter(name, chain, scope.settlement.as_of)
    value = declared.get("value") if value is None else value
    if value is None:
        raise ParameterNotFilled(f"参数 {name} must be filled by the parameters file")
    return value


def refuse_values_out_of_bounds(declared: dict, rows: list[dict]) -> None:
    """Every value given, whoever it is for and whenever it begins, lies within the bounds of its parameter."""
    for name, one in declared.items():
        given = [row["value"] for row in rows if row["name"] == name] + [one["value"]] * ("value" in one)
        if any(not one.get("minimum", value) <= value <= one.get("maximum", value) for value in given):
            raise ParameterNotFilled(f"参数 {name}: a value is outside its bounds")


def choose_by_subject(scope: Scope, written: dict) -> Fraction | None:
    """For posts the first listed one that is held; no match and no `otherwise`: unknown."""
    bearer = (scope.target or scope).at_as_of()
    if bearer.subject is None:
        return None
    values = written["values"]
    if written["by"] == "post":
        held = bearer.posts()
        word = next((post for post in values if post in held), None)
    else:
        word = bearer.word_of(written["by"])
    return amount(scope, values.get(word, values.get("otherwise", written.get("otherwise"))))


def as_day(value) -> date | None:
    try:
        return None if value is None else read_day(value, "attribute")
    except LanguageError:
        return None


def duration_of(scope: Scope, fact: Fact) -> Fraction:
    """Days from date to until, both counted; open: to as-of."""
    return Fraction(((fact.until or scope.settlement.as_of) - fact.date).days + 1)


def lateness_of(scope: Scope, fact: Fact) -> Fraction:
    return Fraction((fact.recorded - fact.date).days)


def delay_of(scope: Scope, fact: Fact) -> Fraction | None:
    return None if fact.until is None else Fraction((fact.until - fact.date).days)
