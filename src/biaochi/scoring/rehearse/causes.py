"""Why scores move: what each change makes alone, and the rest that only the changes together explain.

For every subject who has a score under both schemes: total change = Σ over changes (score with only this change − old score) + rest, in
whole units of 1/10,000 point. Where a change alone leaves the subject without a score, or cannot be tried alone, it counts nothing and
the rest takes it up, so that the sum holds for everybody.

Worked example: a bonus of 4 becomes 6 and its cap of 5 becomes 8; two facts. Alone the price gives 5 − 5 = 0 and the
cap 8 − 5 = 3; together 8 − 5 = 3: rest 0. One fact was worth 4: alone the price gives 1 (the cap stops it), the cap 0, together 2: rest 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from biaochi.scoring.rehearse.changes import Change
from biaochi.scoring.rehearse.sheets import Difference, Ints, Sheet, difference


@dataclass(frozen=True)
class Cause:
    """What one change makes alone (``change`` None: the rest). ``points`` are (n,) units."""

    change: Change | None
    points: Ints
    moved: int
    up: int
    down: int
    ranks: int
    grades: int
    outcomes: int
    amounts: int
    joins: int
    leaves: int
    unscored: int
    """Subjects with a score under both schemes whom the change alone leaves without one."""
    stands_alone: bool = True

    @property
    def total(self) -> int:
        return self.up + self.down

    @property
    def does_something(self) -> bool:
        return bool(self.moved or self.ranks or self.grades or self.outcomes or self.amounts or self.joins or self.leaves or self.unscored)


def causes_of(whole: Difference, old: Sheet, alone: Sequence[tuple[Change, Sheet | None]]) -> list[Cause]:
    """One cause a change, and the rest at the end."""
    n = len(whole.points)
    causes = [_cause(change, old, sheet, whole, n) for change, sheet in alone]
    rest = whole.points - sum((cause.points for cause in causes), np.zeros(n, np.int64))
    return [*causes, _counted(None, rest, None, 0)]


def _cause(change: Change, old: Sheet, sheet: Sheet | None, whole: Difference, n: int) -> Cause:
    if sheet is None:
        return _counted(change, np.zeros(n, np.int64), None, 0, stands_alone=False)
    found = difference(old, sheet)
    return _counted(change, np.where(whole.both & found.both, found.points, 0), found, int((whole.both & ~found.both).sum()))


def _counted(change: Change | None, points: Ints, found: Difference | None, unscored: int, stands_alone: bool = True) -> Cause:
    def count(name: str) -> int:
        return 0 if found is None else int(getattr(found, name).sum())

    return Cause(
        change, points, int((points != 0).sum()), int(points[points > 0].sum()), int(points[points < 0].sum()),
        count("rank"), count("grade"), count("outcome"), count("amount"), count("joins"), count("leaves"), unscored, stands_alone,
    )  # fmt: skip
