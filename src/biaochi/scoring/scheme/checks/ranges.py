"""Ranges of numbers: the least and the most that something can be, either end perhaps without bound.

Ends are never narrower than the truth: what is not known is without bound, so that «never» below means never.

Worked example: a price of 2 for each of no to five facts lies in ``times(Range(2, 2), Range(0, 5))``, from 0 to 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

INFINITE = Decimal("Infinity")
NOTHING = Decimal(0)
ONE = Decimal(1)


class Range(NamedTuple):
    """From ``low`` to ``high``, both included."""

    low: Decimal
    high: Decimal

    @property
    def is_finite(self) -> bool:
        return self.low > -INFINITE and self.high < INFINITE

    @property
    def is_one(self) -> bool:
        return self.low == self.high


ANY = Range(-INFINITE, INFINITE)
ZERO = Range(NOTHING, NOTHING)
COUNT = Range(NOTHING, INFINITE)


def one(number: Decimal) -> Range:
    return Range(number, number)


def hull(ranges: Iterable[Range]) -> Range:
    """The least range that holds all of them; ZERO where there are none."""
    listed = list(ranges)
    if not listed:
        return ZERO
    return Range(min(r.low for r in listed), max(r.high for r in listed))


def plus(*ranges: Range) -> Range:
    return Range(sum((r.low for r in ranges), NOTHING), sum((r.high for r in ranges), NOTHING))


def minus(left: Range, right: Range) -> Range:
    return Range(left.low - right.high, left.high - right.low)


def product(left: Decimal, right: Decimal) -> Decimal:
    """Nothing of anything, however much, is nothing."""
    return NOTHING if not left or not right else left * right


def times(left: Range, right: Range) -> Range:
    ends = [product(a, b) for a in left for b in right]
    return Range(min(ends), max(ends))


def quotient(left: Range, right: Range) -> Range:
    """Bounded only where the divisor stays away from zero; what is not below zero stays so."""
    if right.low > 0:
        ends = [NOTHING if abs(b) == INFINITE else a / b for a in left for b in right]
        return Range(min(ends), max(ends))
    if left.low >= 0 and right.low >= 0:
        return COUNT
    return ANY


def at_least(value: Range, floor: Range) -> Range:
    """After a minimum that is itself known only within a range."""
    return Range(max(value.low, floor.low), max(value.high, floor.high))


def at_most(value: Range, cap: Range) -> Range:
    return Range(min(value.low, cap.low), min(value.high, cap.high))


def widened(value: Range, places: int) -> Range:
    """The range with ends moved outwards to so many places, as rounding might."""
    step = ONE.scaleb(-places)
    low = value.low if value.low == -INFINITE else (value.low / step).to_integral_value(ROUND_FLOOR) * step
    high = value.high if value.high == INFINITE else (value.high / step).to_integral_value(ROUND_CEILING) * step
    return Range(low, high)


def truncated(value: Range) -> Range:
    """Whole steps towards zero."""
    return Range(*(end if abs(end) == INFINITE else Decimal(int(end)) for end in value))


def meet(left: Range, right: Range) -> bool:
    """Whether they share a number."""
    return left.low <= right.high and right.low <= left.high
