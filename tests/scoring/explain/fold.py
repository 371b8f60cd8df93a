"""Fold an explanation's JSON: every node's operation over its children, then its steps. Nothing of the engine is used here."""

import operator
from fractions import Fraction
from functools import reduce
from math import ceil, floor, inf, prod
from typing import Any

UNKNOWN, ABSENT = "unknown", "absent"


def fold(node: dict[str, Any]) -> Any:
    """The node's value as a Fraction, ``unknown`` or ``absent``; what the node itself claims must be the same."""
    made = operated(node["do"], node.get("with", {}), [fold(child) for child in node.get("children", [])])
    value = reduce(lambda so_far, step: stepped(step["do"], step.get("with", {}), so_far), node.get("then", []), made)
    claimed = Fraction(node["value"]) if node["state"] == "known" else node["state"]
    assert value == claimed, f"{node['kind']} {node.get('code', '')} claims {claimed}, folds to {value}: {node.get('zh')}"
    return value


def operated(do: str, given: dict[str, str], values: list[Any]) -> Any:
    present = [value for value in values if value != ABSENT]
    lacks_one = ABSENT in values and do in ("difference", "product", "quotient", "band")
    if UNKNOWN in present or lacks_one:
        return ABSENT if lacks_one else UNKNOWN
    if not present or (do == "quotient" and present[1] == 0):
        none = next((given[x] for x in ("value", "none", "over_zero") if x in given), "0" if do in ("sum", "adjustment") else UNKNOWN)
        return none if none in (UNKNOWN, ABSENT) else Fraction(none)
    if do == "band":
        assert all(getattr(operator, name)(present[0], Fraction(limit)) for name, limit in given.items())
    total, last, rest = sum(present), present[-1], sum(present[1:])
    return {"sum": total, "difference": present[0] - rest, "product": prod(present), "mean": total / len(present),
            "highest": max(present), "lowest": min(present), "last": last, "band": last, "adjustment": clamped(given, total) - total,
            "quotient": present[0] / rest if rest else UNKNOWN, "count": Fraction(len(present))}[do]  # fmt: skip


def clamped(given: dict[str, str], value: Fraction) -> Any:
    return min(max(value, Fraction(given["low"]) if "low" in given else -inf), Fraction(given["high"]) if "high" in given else inf)


def stepped(do: str, given: dict[str, str], value: Any) -> Any:
    if value == ABSENT or do in ("drop", "zero", "block"):
        return 0 if do == "zero" else UNKNOWN if do == "block" and value != ABSENT else ABSENT
    if value == UNKNOWN or do in ("substitute", "leave_out"):
        return value if value != UNKNOWN else {"substitute": Fraction(given.get("by", 0)), "leave_out": ABSENT}.get(do, UNKNOWN)
    if do == "round":
        size = abs(value) * 10 ** int(given["places"])
        whole = {"half_up": floor(size + Fraction(1, 2)), "down": floor(size), "up": ceil(size)}[given["mode"]]
        return Fraction(whole if value >= 0 else -whole, 10 ** int(given["places"]))
    return clamped(given, value) if do == "clamp" else value * Fraction(given["by"]) if do == "times" else value + Fraction(given["by"])
