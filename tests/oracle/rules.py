"""Lines: every item of a rule measured and priced (section 6, measure and price)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from . import conditions
from .amounts import amount
from .expressions import evaluate, number
from .language import LanguageError
from .ledger import id_order
from .matching import group_items
from .numbers import decimal_text, round_points
from .scope import Item, Scope


class OutOfRange(ValueError):
    """A reviewer's mark lies outside the range its rule allows."""


@dataclass
class Line:
    """One priced item in a subject's scorecard. `exact` is unrounded and unescalated; None is unknown."""

    rule: dict
    subject: str
    item: Item
    exact: Fraction | None
    points: Fraction | None

    @property
    def is_known(self) -> bool:
        return self.points is not None

    @property
    def day(self) -> date:
        return self.item.date

    @property
    def order(self) -> tuple:
        """Line order: date of the item, then recorded and id of its last fact."""
        fact = self.item.fact
        return (self.day, fact.recorded if fact else date.min, id_order(fact.id) if fact else ())


def price_rule(scope: Scope, rule: dict, rounding: dict) -> list[Line]:
    """The lines of one rule for one subject, in line order, before any selection."""
    lines = []
    for item in group_items(scope, rule):
        exact = price_item(scope.on(item=item, fact=item.fact, rule=rule), rule)
        points = None if exact is None else round_points(exact, rounding)
        lines.append(Line(rule, scope.subject, item, exact, points))
    return sorted(lines, key=lambda line: line.order)


def price_item(scope: Scope, rule: dict) -> Fraction | None:
    head = next((head for head in PRICES if head in rule), None)
    if head is None:
        raise LanguageError(f"rule {rule['key']} states no price")
    price = PRICES[head](scope, rule)
    return multiply(price, role_factor(scope, rule))


def multiply(*factors: Fraction | None) -> Fraction | None:
    result = Fraction(1)
    for factor in factors:
        if factor is None:
            return None
        result *= factor
    return result


def role_factor(scope: Scope, rule: dict) -> Fraction | None:
    role = scope.fact.role if scope.fact else None
    return amount(scope, rule.get("role_factor", {}).get(role, Fraction(1)))


# --- measure ----------------------------------------------------------------------------------------------------------


def measure(scope: Scope, rule: dict, default: str) -> Fraction | None:
    """The number measured: the rule's own expression, else the item's quantity or mark."""
    return number(scope, rule.get("measure", default))


def word_measured(scope: Scope, rule: dict, default: str | None) -> str | None:
    value = evaluate(scope, rule["measure"]) if "measure" in rule else default
    return decimal_text(value) if isinstance(value, Fraction) else value


def in_steps(value: Fraction, size: Fraction | None, steps: str | None, rule: dict) -> Fraction | None:
    """How many steps of a size a value makes: whole ones towards zero, or pro rata."""
    if steps is None:
        raise LanguageError(f"rule {rule['key']}: 计法 steps must say whole or prorated")
    if size is None or size == 0:
        return None
    exact = value / size
    if steps == "prorated":
        return exact
    return Fraction(floor(exact) if exact >= 0 else -floor(-exact))


# --- prices -----------------------------------------------------------------------------------------------------------


def each(scope: Scope, rule: dict) -> Fraction | None:
    return amount(scope, rule["each"])


def per_unit(scope: Scope, rule: dict) -> Fraction | None:
    value, unit = measure(scope, rule, "quantity"), rule["per_unit"]
    if value is None:
        return None
    if isinstance(unit, dict) and "points" in unit:
        steps = in_steps(value, amount(scope, unit["of"]), unit.get("steps"), rule)
        return multiply(steps, amount(scope, unit["points"]))
    return multiply(value, amount(scope, unit))


def by_level(scope: Scope, rule: dict) -> Fraction | None:
    """No level, or a level that is not listed: `otherwise`, else unknown. A level may hold a map of roles."""
    level = word_measured(scope, rule, scope.fact.level if scope.fact else None)
    entry = rule["by_level"].get(level, rule["by_level"].get("otherwise"))
    if isinstance(entry, dict) and not {"parameter", "by"} & set(entry):
        role = scope.fact.role if scope.fact else None
        entry = entry.get(role, entry.get("otherwise"))
    return amount(scope, entry)


def by_role(scope: Scope, rule: dict) -> Fraction | None:
    word = word_measured(scope, rule, scope.fact.role if scope.fact else None)
    return amount(scope, rule["by_role"].get(word, rule["by_role"].get("otherwise")))


def by_word(scope: Scope, rule: dict) -> Fraction | None:
    word = word_measured(scope, rule, None)
    return amount(scope, rule["by_word"].get(word, rule["by_word"].get("otherwise")))


def tiers(scope: Scope, rule: dict) -> Fraction | None:
    value, ladder = measure(scope, rule, "quantity"), rule["tiers"]
    if value is None:
        return None
    held = [band for band in ladder["bands"] if conditions.compares(scope, value, band)]
    if not held:
        return amount(scope, ladder.get("otherwise", Fraction(0)))
    counted = held if ladder.get("count") == "added" else held[:1]
    points = [amount(scope, band["points"]) for band in counted]
    return None if None in points else sum(points, Fraction(0))


def brackets(scope: Scope, rule: dict) -> Fraction | None:
    value, ladder = measure(scope, rule, "quantity"), rule["brackets"]
    if value is None:
        return None
    parts = [(amount(scope, part.get("up_to")), amount(scope, part["rate"])) for part in ladder["parts"]]
    if any(up_to is None and "up_to" in part for part, (up_to, _) in zip(ladder["parts"], parts, strict=True)):
        return None
    return whole_bracket(value, parts) if ladder.get("count", "marginal") == "whole" else marginal(value, parts)


def whole_bracket(value: Fraction, parts: list[tuple]) -> Fraction | None:
    """All of the measure at the rate of the part it falls in; beyond the last part there is no rate."""
    rate = next((rate for up_to, rate in parts if up_to is None or value <= up_to), Fraction(0))
    return multiply(value, rate)


def marginal(value: Fraction, parts: list[tuple]) -> Fraction | None:
    """Each part of the measure at its own rate; a measure below zero lies in the first part."""
    total, lower = Fraction(0), None
    for up_to, rate in parts:
        if lower is not None and value <= lower:
            break
        upper = value if up_to is None else min(value, up_to)
        if rate is None:
            return None
        total += (upper - (lower or 0)) * rate
        lower = up_to
        if up_to is None:
            break
    return total


def marked_range(scope: Scope, rule: dict) -> Fraction | None:
    """The mark taken as points; outside the range the settlement refuses and names the row."""
    mark = measure(scope, rule, "mark")
    bounds = [amount(scope, rule["range"][end]) for end in ("from", "to")]
    if mark is None or None in bounds:
        return None
    if not min(bounds) <= mark <= max(bounds):
        rows = ", ".join(fact.id for fact in scope.item.facts) or scope.subject
        low, high = (decimal_text(bound) for bound in sorted(bounds))
        raise OutOfRange(f"酌情 range of {rule['key']}: row {rows} has {decimal_text(mark)}, not within {low} … {high}")
    return mark


def factor(scope: Scope, rule: dict) -> Fraction | None:
    return multiply(measure(scope, rule, "mark"), amount(scope, rule["factor"]))


def benchmark(scope: Scope, rule: dict) -> Fraction | None:
    value, stated = measure(scope, rule, "quantity"), rule["benchmark"]
    mark = number(scope, stated["at"])
    start = amount(scope, stated.get("points_at", Fraction(0)))
    if None in (value, mark, start):
        return None
    distance = value - mark
    if distance == 0:
        return start
    rate = amount(scope, stated.get("above" if distance > 0 else "below", Fraction(0)))
    steps = in_steps(abs(distance), amount(scope, stated["step"]), stated.get("steps"), rule)
    points = multiply(steps, rate)
    return None if points is None else start + points


PRICES = {
    "each": each,
    "per_unit": per_unit,
    "by_level": by_level,
    "by_role": by_role,
    "by_word": by_word,
    "tiers": tiers,
    "brackets": brackets,
    "range": marked_range,
    "factor": factor,
    "benchmark": benchmark,
}
