"""The time axes, named once: happened, recorded, valid, in force.

- *happened* — the day of a fact (``date``), to its last (``until``) for a state;
- *recorded* — the day on which it was entered; ``known_at`` is the last such day that a settlement admits;
- *valid* — the day on which states, windows and roster are valued: ``as_of``; nothing dated later counts;
- *in force* — the days in which a roster row, a relation or a scheme version holds, half-open.

Every reader takes them as arguments; nothing here, or anywhere in the engine, knows today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.periods import Period


@dataclass(frozen=True, slots=True)
class Axes:
    """The two days a settlement is asked for, as day numbers."""

    as_of: int
    known_at: int

    def within(self, period: Period) -> Axes:
        """The axes of a child or earlier period settled on the way: valued at its own last day at most."""
        return Axes(min(self.as_of, period.end - 1), self.known_at)


def happened_in(days: NDArray[Any], start: int, end: int, axes: Axes) -> NDArray[np.bool_]:
    """Which facts happened in [start, end), and not after as-of."""
    mask: NDArray[np.bool_] = (days >= start) & (days < min(end, axes.as_of + 1))
    return mask


def admitted(recorded: NDArray[Any], axes: Axes) -> NDArray[np.bool_]:
    """Which facts were recorded by known-at."""
    mask: NDArray[np.bool_] = recorded <= axes.known_at
    return mask


def in_force(start: NDArray[Any], end: NDArray[Any], day: int | NDArray[Any]) -> NDArray[np.bool_]:
    """Which dated rows hold on the day."""
    mask: NDArray[np.bool_] = (start <= day) & (day < end)
    return mask
