"""Exact numbers: points as int64 of 1/10,000, and fractions over arrays until they become points.

Words: a *point* is 10,000 units. An `Exact` is a fraction num/den over n subjects or items with a mask of what is known; it holds
int64 arrays while the bound proves that nothing can leave int64, and arrays of Python integers beyond, so that no
intermediate result is ever wrong (NumPy alone wraps silently). Half up means half away from zero, as 四舍五入 does.

Worked example: 3 of 7 meetings at 10 points: Exact(30, 7) → round_points(places=2) → 42900 units = 4.29 points.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS = 10_000
"""Units of one point."""
SAFE = 2**62
"""Bound below which int64 sums and products are kept."""
LARGEST = 10**15
"""The most units a single value may have, a hundred thousand million points: thousands of values still add up below the bound."""

Bools = NDArray[np.bool_]
Array = Any
"""int64 array, object array of int, or a plain int."""


class PointsTooLarge(ArithmeticError):
    """A value left the range of points (±1e11): the scheme or a quantity is wrong by orders of magnitude."""


def in_range(units: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same units. Raises PointsTooLarge where one is beyond the largest value."""
    if largest(units) > LARGEST:
        raise PointsTooLarge("a value is larger than points can hold")
    return units


def largest(array: Array) -> int:
    """The greatest absolute value, 0 when empty."""
    if isinstance(array, int):
        return abs(array)
    if array.size == 0:
        return 0
    if array.dtype == object:
        return max(abs(int(x)) for x in array)
    return max(abs(int(array.max())), abs(int(array.min())))


def wide(array: Array) -> Array:
    """The same integers as Python integers."""
    return array if isinstance(array, int) or array.dtype == object else array.astype(object)


def narrow(array: Array) -> Array:
    """Back to int64 where the values fit."""
    if isinstance(array, int) or array.dtype != object:
        return array
    if largest(array) < SAFE:
        return array.astype(np.int64)
    return array


def multiply(left: Array, right: Array) -> Array:
    """left × right, exactly."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if largest(left) * largest(right) < SAFE:
        return left * right
    return wide(left) * wide(right)


def add(left: Array, right: Array) -> Array:
    """left + right, exactly."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if largest(left) + largest(right) < SAFE:
        return left + right
    return wide(left) + wide(right)


def both(left: Bools | None, right: Bools | None) -> Bools | None:
    """Where both are known; None means everywhere."""
    if left is None:
        return right
    return left if right is None else left & right


@dataclass(frozen=True, slots=True)
class Exact:
    """num/den with den > 0; ``known`` None means everywhere. Scalars broadcast. Unknown entries hold 0/1."""

    num: Array
    den: Array = 1
    known: Bools | None = None

    @staticmethod
    def of(number: int | Decimal | Fraction) -> Exact:
        fraction = Fraction(number)
        return Exact(fraction.numerator, fraction.denominator)

    def broadcast(self, n: int) -> Exact:
        """The same with arrays of length n."""
        num = np.full(n, self.num) if isinstance(self.num, int) else self.num
        if isinstance(self.num, int) and abs(self.num) >= SAFE:
            num = np.full(n, self.num, dtype=object)
        return Exact(num, self.den, self.known)

    def masked(self, known: Bools | None) -> Exact:
        """Unknown also where ``known`` is False."""
        if known is None:
            return self
        mask = known if self.known is None else self.known & known
        num = self.num if not isinstance(self.num, int) else np.full(len(known), self.num)
        den = self.den
        num = np.where(mask, num, 0)
        if not isinstance(den, int):
            den = np.where(mask, den, 1)
        return Exact(num, den, mask)

    def take(self, rows: Any) -> Exact:
        """The entries at these rows."""
        num = self.num if isinstance(self.num, int) else self.num[rows]
        den = self.den if isinstance(self.den, int) else self.den[rows]
        return Exact(num, den, None if self.known is None else self.known[rows])

    def __add__(self, other: Exact) -> Exact:
        known = both(self.known, other.known)
        if isinstance(self.den, int) and isinstance(other.den, int):
            den = math.lcm(self.den, other.den)
            return Exact(add(multiply(self.num, den // self.den), multiply(other.num, den // other.den)), den, known)
        num = add(multiply(self.num, other.den), multiply(other.num, self.den))
        return Exact(num, multiply(self.den, other.den), known)

    def __neg__(self) -> Exact:
        return Exact(multiply(self.num, -1), self.den, self.known)

    def __sub__(self, other: Exact) -> Exact:
        return self + (-other)

    def __mul__(self, other: Exact) -> Exact:
        num, den = multiply(self.num, other.num), multiply(self.den, other.den)
        if isinstance(den, int) and den > 1 and isinstance(num, int):
            shared = math.gcd(num, den)
            num, den = num // shared, den // shared
        return Exact(num, den, both(self.known, other.known))

    def over(self, other: Exact, over_zero: Exact | None = None) -> Exact:
        """self / other; where other is zero ``over_zero``, or unknown."""
        size = max(np.size(self.num), np.size(other.num), np.size(self.den), np.size(other.den))
        one = self if size == 1 else self.broadcast(size)
        two = other.broadcast(size)
        zero = np.asarray(two.num == 0, dtype=bool)
        sign = np.where(two.num < 0, -1, 1)
        bottom = np.where(zero, 1, two.num)
        num = multiply(multiply(one.num, two.den), sign)
        den = multiply(multiply(bottom, sign), one.den)
        known = both(one.known, two.known)
        if zero.any():
            if over_zero is None:
                known = both(known, ~zero)
                num, den = np.where(zero, 0, num), np.where(zero, 1, den)
            else:
                num = np.where(zero, over_zero.num, num)
                den = np.where(zero, over_zero.den, den)
                known = both(known, None if over_zero.known is None else over_zero.known | ~zero)
        if known is not None:
            num, den = np.where(known, num, 0), np.where(known, den, 1)
        return Exact(num, narrow(den), known)

    def compared(self, other: Exact) -> Array:
        """Sign-carrying difference num·den' − num'·den: positive where self is larger."""
        if isinstance(self.den, int) and isinstance(other.den, int) and self.den == other.den:
            return add(self.num, multiply(other.num, -1))
        return add(multiply(self.num, other.den), multiply(multiply(other.num, self.den), -1))

    def where(self, mask: Bools, other: Exact) -> Exact:
        """self where the mask holds, other elsewhere."""
        n = len(mask)
        mine, theirs = self.broadcast(n), other.broadcast(n)
        known = None
        if mine.known is not None or theirs.known is not None:
            yes = np.ones(n, bool)
            known = np.where(mask, yes if mine.known is None else mine.known, yes if theirs.known is None else theirs.known)
        same = isinstance(mine.den, int) and isinstance(theirs.den, int) and mine.den == theirs.den
        den = mine.den if same else np.where(mask, mine.den, theirs.den)
        return Exact(np.where(mask, mine.num, theirs.num), den, known)

    def on_common_denominator(self) -> Exact:
        """The same with one denominator for all entries."""
        if isinstance(self.den, int):
            return self
        den = math.lcm(*(int(x) for x in np.unique(self.den))) if self.den.size else 1
        if den < 2**31:
            return Exact(multiply(self.num, den // self.den), den, self.known)
        return Exact(wide(self.num) * (den // wide(self.den)), den, self.known)

    def fraction(self, row: int) -> Fraction | None:
        """One entry as a Fraction, None where unknown."""
        if self.known is not None and not bool(self.known[row]):
            return None
        num = self.num if isinstance(self.num, int) else self.num[row]
        den = self.den if isinstance(self.den, int) else self.den[row]
        return Fraction(int(num), int(den))


def divide_rounded(num: Array, den: Array, mode: str) -> Array:
    """num/den to whole numbers: ``half_up`` (half away from zero), ``down`` (towards zero) or ``up`` (away from zero)."""
    if isinstance(num, int):
        num = np.array([num], dtype=np.int64 if abs(num) < SAFE else object)
        return divide_rounded(num, den, mode)[0]
    size = abs(num)
    if mode == "down":
        whole = size // den
    elif mode == "up":
        whole = -((-size) // den)
    elif mode == "half_up":
        if largest(size) + largest(den) >= SAFE // 2:
            size, den = wide(size), wide(den)
        whole = (size * 2 + den) // (den * 2) if largest(size) < SAFE // 4 else (wide(size) * 2 + den) // (wide(den) * 2)
    else:
        raise ValueError(mode)
    return np.where(num < 0, -whole, whole)


def round_points(value: Exact, places: int, mode: str) -> tuple[NDArray[np.int64], Bools | None]:
    """The fraction as units of 1/10,000 point, rounded once to ``places`` decimals; the mask is passed on."""
    step = 10 ** (4 - places)
    if isinstance(value.den, int) and value.den == 1 and step == 1:
        units = multiply(value.num, UNITS)
    else:
        units = divide_rounded(multiply(value.num, 10**places), value.den, mode)
        units = multiply(units, step)
    units = np.asarray(narrow(np.atleast_1d(np.asarray(units))))
    return in_range(units).astype(np.int64, copy=False), value.known


def units_of(number: Decimal | Fraction | int) -> int:
    """A number of points as units; more than four decimals raise ValueError."""
    units = Fraction(number) * UNITS
    if units.denominator != 1:
        raise ValueError(f"{number} has more than four decimals")
    return int(units)


def decimal_text(units: int) -> str:
    """Units as the shortest decimal text: 125000 → ``12.5``."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(int(units)), UNITS)
    text = f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    return sign + text


def largest_remainder(units: NDArray[np.int64], rates: Iterable[Fraction], step: int) -> list[NDArray[np.int64]]:
    """Cut each amount into portions in multiples of ``step`` units, by largest remainder (ties: the earlier portion).

    The portions of every row add up to the row when the rates add up to 1 and the row is a multiple of ``step``; what is not a
    multiple goes to the first portion.
    """
    rates = list(rates)
    sign = np.where(units < 0, -1, 1).astype(np.int64)
    steps = abs(units) // step
    loose = abs(units) - steps * step
    wholes, remainders = [], []
    for rate in rates:
        product = multiply(steps, rate.numerator)
        whole = product // rate.denominator
        wholes.append(np.asarray(narrow(whole)).astype(np.int64))
        rest = np.asarray(product - whole * rate.denominator)
        remainders.append(rest.astype(object) * math.lcm(*(r.denominator for r in rates)) // rate.denominator)
    total_rate = sum(rates, Fraction(0))
    due = np.asarray(narrow(multiply(steps, total_rate.numerator) // total_rate.denominator)).astype(np.int64)
    left = due - sum(wholes)
    order = np.argsort(-np.stack(remainders).astype(np.float64), axis=0, kind="stable") if len(rates) > 1 else None
    for rank in range(len(rates)):
        for portion in range(len(rates)):
            gets = (left > rank) if order is None else (order[rank] == portion) & (left > rank)
            wholes[portion] = wholes[portion] + gets
    wholes = [w * step for w in wholes]
    wholes[0] = wholes[0] + loose
    return [w * sign for w in wholes]
