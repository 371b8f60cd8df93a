"""Bands and brackets with numbers that are filled in: none may be left without a number (section 2)."""

from fractions import Fraction
from itertools import pairwise

from .amounts import amount
from .conditions import OPERATORS
from .scope import Scope


class BandsCross(ValueError):
    """What is filled in for a subject leaves a band without any number."""


def refuse_in_rule(scope: Scope, rule: dict) -> None:
    if "tiers" in rule:
        refuse_bands(scope, rule["tiers"]["bands"], hides=rule["tiers"].get("count", "first") == "first", name=rule["key"])
    ends = [part["up_to"] for part in rule.get("brackets", {}).get("parts", []) if "up_to" in part]
    if any(isinstance(end, dict) for end in ends):
        for low, high in pairwise([amount(scope, end) for end in ends]):
            if None not in (low, high) and high <= low:
                raise BandsCross(f"累进 of {rule['key']}: 交叉, a part ends at {high}, the one before it at {low}")


def refuse_in_system(scope: Scope, system: dict) -> None:
    refuse_bands(scope, system["bands"], hides=True, name=system["code"])


def refuse_bands(scope: Scope, bands: list[dict], hides: bool, name: str) -> None:
    """Tries every number at which something can change, and one between any two of them."""
    written = [bound for band in bands for bound in bounds_of(band).values()]
    if not any(isinstance(bound, dict) for bound in written):
        return
    numbers = [{operator: amount(scope, bound) for operator, bound in bounds_of(band).items()} for band in bands]
    taken: set[Fraction] = set()
    everything = samples({bound for band in numbers for bound in band.values() if bound is not None})
    for place, (band, bounds) in enumerate(zip(bands, numbers, strict=True), start=1):
        if None in bounds.values():
            continue
        mine = {one for one in everything if all(OPERATORS[operator](one, bound) for operator, bound in bounds.items())}
        if not mine - taken:
            raise BandsCross(f"{name}: 交叉, no number can fall into band {place} at {scope.organisation}")
        if hides and "when" not in band and "quota" not in band:
            taken |= mine


def bounds_of(band: dict) -> dict:
    return {operator: band[operator] for operator in OPERATORS if operator in band}


def samples(edges: set[Fraction]) -> set[Fraction]:
    """Each edge, a number between any two neighbours, and one beyond either end."""
    ordered = sorted(edges) or [Fraction(0)]
    return {*ordered, *((low + high) / 2 for low, high in pairwise(ordered)), ordered[0] - 1, ordered[-1] + 1}
