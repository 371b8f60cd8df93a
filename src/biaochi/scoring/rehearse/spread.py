"""How far totals lie apart: smallest, quartiles, largest, mean and standard deviation, how many different totals, how many ties.

Quartiles are totals that somebody has: of n totals in order, the one at place ⌈n/4⌉, ⌈n/2⌉ and ⌈3n/4⌉. The standard deviation is that of
all scored subjects (divided by n). All figures are exact until they are rounded once to 1/10,000 point.

Worked example: 80, 90, 90, 100 have quartiles 80, 90, 90, three different totals, and one tie of two subjects.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

import numpy as np

from biaochi.scoring.rehearse.sheets import Ints, Sheet
from biaochi.scoring.state import ABSENT, STATES


@dataclass(frozen=True)
class Spread:
    """Of one table: who is in which state, and the figures of the scored ones (None without any). Units of 1/10,000 point."""

    states: dict[str, int]
    scored: int
    figures: dict[str, int] | None
    distinct: int
    tied: int
    """Subjects who share their total with somebody."""
    largest_tie: int


FIGURES = ("min", "q1", "median", "q3", "max", "mean", "sd")


def spread_of(sheet: Sheet) -> Spread:
    """The spread of a table's totals."""
    listed = sheet.state[sheet.listed]
    states = {word: int((listed == number).sum()) for number, word in enumerate(STATES) if number != ABSENT}
    totals = np.sort(sheet.score[sheet.scored])
    n = len(totals)
    if n == 0:
        return Spread({word: count for word, count in states.items() if count}, 0, None, 0, 0, 0)
    _, counts = np.unique(totals, return_counts=True)
    quartile = [int(totals[(n * part + 3) // 4 - 1]) for part in (1, 2, 3)]
    figures = dict(zip(
        FIGURES, (int(totals[0]), *quartile, int(totals[-1]), rounded(Fraction(total(totals), n)), deviation(totals)), strict=True
    ))  # fmt: skip
    present = {word: count for word, count in states.items() if count}
    return Spread(present, n, figures, len(counts), int(counts[counts > 1].sum()), int(counts.max()))


def total(values: Ints) -> int:
    """The exact sum."""
    return int(values.astype(object).sum()) if _is_wide(values, values[:0] + 1) else int(values.sum())


def dot(one: Ints, two: Ints) -> int:
    """The exact sum of products."""
    if _is_wide(one, two):
        return int((one.astype(object) * two.astype(object)).sum())
    return int((one * two).sum())


def _is_wide(one: Ints, two: Ints) -> bool:
    """Whether a sum of products might leave int64."""

    def largest(values: Ints) -> int:
        return max(abs(int(values.max())), abs(int(values.min()))) if len(values) else 1

    return largest(one) * largest(two) * max(len(one), 1) >= 2**62


def rounded(value: Fraction) -> int:
    """To a whole number, half up on the absolute value."""
    size = abs(value)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return whole if value >= 0 else -whole


def deviation(values: Ints) -> int:
    """The standard deviation √(n Σx² − (Σx)²) ÷ n, rounded half up."""
    n = len(values)
    under = n * dot(values, values) - total(values) ** 2
    return (isqrt(4 * under) + n) // (2 * n)


def share_of_variance(part: Ints, whole: Ints) -> Fraction | None:
    """cov(part, whole) ÷ var(whole): which share of the differences between the totals comes from the part. None: all totals are alike."""
    n = len(whole)
    if n == 0:
        return None
    variance = n * dot(whole, whole) - total(whole) ** 2
    return None if variance == 0 else Fraction(n * dot(part, whole) - total(part) * total(whole), variance)
