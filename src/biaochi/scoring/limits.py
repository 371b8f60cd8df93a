"""Limits: caps and floors, and which of them bound (section 8).

Order: per sub-period → bonus and deduction caps apart → base → floor → cap. All work on whole columns; a limit is one number of units or
one a subject. What the sub-periods take off lowers the positive side, what they add raises the negative one.

Worked example: addends +3, +4, −2 with 加分封顶 5, 起评分 10, 封顶 12: positives 7 → 5, negatives −2, base 10: 13 → 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import limit_units, limits_known
from biaochi.scoring.state import Bools, State

Units = Any
"""int, (n,) int64, or None."""

BOUND = ("", "max", "min", "bonus_max", "deduction_max", "per_period")
"""Words for which limit bound, by code; the last that changed the value stands."""


@dataclass(frozen=True)
class ResolvedLimits:
    """A piece's limits as units, resolved once for all subjects."""

    bonus_max: Units
    deduction_max: Units
    base: Units
    min: Units
    max: Units
    known: Bools | None = None
    """For whom every amount in the limits is known; None: for everybody."""

    @property
    def splits(self) -> bool:
        """Whether positive and negative addends are limited apart."""
        return self.bonus_max is not None or self.deduction_max is not None

    def of(self, rows: slice) -> ResolvedLimits:
        """The limits of these subjects."""

        def cut(value: Units) -> Units:
            return value[rows] if isinstance(value, np.ndarray) else value

        return ResolvedLimits(
            cut(self.bonus_max), cut(self.deduction_max), cut(self.base), cut(self.min), cut(self.max), cut(self.known)
        )

    def apart(self, positive: NDArray[np.int64], negative: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """Positive and negative sums limited apart and added."""
        bound = np.zeros(len(positive), np.int8)
        if self.bonus_max is not None:
            limited = np.minimum(positive, self.bonus_max)
            bound[limited != positive] = BOUND.index("bonus_max")
            positive = limited
        if self.deduction_max is not None:
            limited = np.maximum(negative, -np.asarray(self.deduction_max))
            bound[limited != negative] = BOUND.index("deduction_max")
            negative = limited
        return positive + negative, bound

    def clamp(self, points: NDArray[np.int64], bound: NDArray[np.int8] | None) -> NDArray[np.int64]:
        """Base added, then floor, then cap; ``bound`` (if given) notes what bound."""
        if self.base is not None:
            points = points + self.base
        if self.min is not None:
            limited = np.maximum(points, self.min)
            if bound is not None:
                bound[limited != points] = BOUND.index("min")
            points = limited
        if self.max is not None:
            limited = np.minimum(points, self.max)
            if bound is not None:
                bound[limited != points] = BOUND.index("max")
            points = limited
        return points


def resolve(state: State, piece: Any, base: Any = None) -> ResolvedLimits:
    """The limits of a rule, node, category or table; ``扣完为止`` is a floor of 0."""
    floor = limit_units(state, piece.min)
    if getattr(piece, "floored", False):
        floor = 0 if floor is None else np.maximum(floor, 0)
    bonus, deduction = getattr(piece, "bonus_max", None), getattr(piece, "deduction_max", None)
    by_period = [value for limit in getattr(piece, "per_period", []) for value in (limit.min, limit.max)]
    return ResolvedLimits(
        limit_units(state, bonus), limit_units(state, deduction), limit_units(state, base), floor, limit_units(state, piece.max),
        limits_known(state, [bonus, deduction, base, piece.min, piece.max, *by_period]),
    )  # fmt: skip


NO_LIMITS = ResolvedLimits(None, None, None, None, None)
