"""Sums of additive rules, taken while the facts stream by (subjects × rules and a spare column, one job).

An additive rule prices each fact by itself: a fixed amount, or so much per unit of a whole quantity. Its sum is the count or the total
quantity times the price, so a part of the ledger needs one weighted count over (subject, rule). Counts in float64 are exact below 2^53;
where a block might exceed that, its facts are added one by one in int64. The totals start as int16 multiples of the greatest common divisor
of the prices and widen before one might not fit; beyond int64 PointsTooLarge is raised.

Worked example: 出席 +1 and 缺席 −3 of one subject with 8 and 2 facts give the row [80000, −60000].
"""

from __future__ import annotations

import copy
import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, Amounts, Words, distinct
from biaochi.scoring.facts import FactRows
from biaochi.scoring.plan import Plan, RulePlan
from biaochi.scoring.points import LARGEST, SAFE, PointsTooLarge, largest, multiply, units_of

Ints = NDArray[Any]
EXACT_FLOAT = 2**53
BLOCK_FACTS = 1 << 15
"""Facts counted at once: their cells (subjects × rules) stay in the cache."""


@dataclass(frozen=True)
class Clusters:
    """Facts of a part in runs of one subject: run r holds the facts [starts[r], starts[r+1]) of entity heads[r].

    ``starts`` has one entry more than ``heads``. Entities may come in any order and more than once.
    """

    heads: Ints
    starts: Ints

    def entities(self, rows: Ints) -> Ints:
        """Entity of each of these facts."""
        return self.heads[np.searchsorted(self.starts, rows, side="right") - 1]

    def every_entity(self) -> Ints:
        """(n,) entity of each fact of the part."""
        return np.repeat(self.heads, np.diff(self.starts))

    @property
    def are_scattered(self) -> bool:
        """Whether most runs are single facts."""
        return len(self.heads) * 4 > int(self.starts[-1])

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of runs of about BLOCK_FACTS facts each."""
        total = int(self.starts[-1])
        marks = np.searchsorted(self.starts, np.arange(BLOCK_FACTS, total, BLOCK_FACTS), side="right") - 1
        edges = distinct(np.concatenate([[0], marks, [len(self.heads)]]))
        yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)


class _Layer:
    """Rules no two of which share a kind, all counted or all by quantity. Kinds of no rule fall into the spare column."""

    def __init__(self, kinds: int, by_quantity: bool, spare: int) -> None:
        self.column = np.full(kinds + 1, spare, np.int64)
        self.by_quantity, self.spare = by_quantity, spare

    def takes(self, rule: RulePlan) -> bool:
        return all(self.column[k] == self.spare for k in rule.kinds)


class AdditiveSums:
    """The growing sums of one job. ``add`` may be called from several threads."""

    def __init__(self, plan: Plan, rules: Sequence[RulePlan], position: Ints, subjects: int, start: int, end: int) -> None:
        """``position``: subject index by entity (−1: not in the table); facts dated in [start, end) count."""
        self.rules = tuple(rules)
        self.position, self.start, self.end = position, start, end
        self.column_of: Mapping[int, int] = {r.index: c for c, r in enumerate(self.rules)}
        prices = [_unit_price(r) for r in self.rules]
        self.unit = math.gcd(*prices) or 1
        """Units of 1/10,000 point in one unit of the totals: the largest that divides every price."""
        self.price = np.array([p // self.unit for p in prices] + [0], dtype=np.float64)
        self.layers: list[_Layer] = []
        for rule in self.rules:
            self._place(rule, len(plan.kinds))
        self.unit_less = np.array([k.unit is None for k in plan.kinds] + [False])
        self.totals: Ints = np.zeros((subjects, len(self.rules) + 1), np.int16)
        self.bounds = np.zeros(subjects, np.int64)
        """How far the sums of each subject may have grown by counted blocks; their greatest is ``reached``."""
        self.reached = 0
        self.scattered = 0
        """The absolute sum of everything that was added without a bound of its own."""
        self.unknown: set[tuple[int, int]] = set()
        self.lock = threading.Lock()

    def _place(self, rule: RulePlan, kinds: int) -> None:
        by_quantity = rule.rule.price == "per_unit"
        layer = next((x for x in self.layers if x.by_quantity == by_quantity and x.takes(rule)), None)
        if layer is None:
            layer = _Layer(kinds, by_quantity, len(self.rules))
            self.layers.append(layer)
        for kind in rule.kinds:
            layer.column[kind] = self.column_of[rule.index]

    def under(self, column_of: Mapping[int, int]) -> AdditiveSums:
        """The same totals, once all facts are in, for rules that stand under these indices in another plan."""
        same = copy.copy(self)
        same.column_of = dict(column_of)
        return same

    def points(self, rows: slice) -> NDArray[np.int64]:
        """(rules and the spare column, subjects) the sums of these subjects in units. Raises PointsTooLarge."""
        block = np.ascontiguousarray(self.totals[rows].T, dtype=np.int64)
        if (self.reached + self.scattered) * self.unit > LARGEST and largest(block) * self.unit > LARGEST:
            raise PointsTooLarge("the sum of a rule is larger than points can hold")
        found: NDArray[np.int64] = block * self.unit
        return found

    def add(self, facts: FactRows, kind_table: Ints, clusters: Clusters) -> None:
        """Add one part's facts. ``kind_table`` gives the kind of every code of ``facts.kind`` (last: of an empty cell)."""
        if not self.rules or len(facts) == 0:
            return
        low, high = int(facts.date.min()), int(facts.date.max())
        if high < self.start or low >= self.end:
            return
        is_whole = low >= self.start and high < self.end
        for layer in self.layers:
            columns = layer.column[kind_table]
            if (columns == layer.spare).all():
                continue
            quantity = _Quantities(facts.quantity, facts.kind, kind_table, self.unit_less) if layer.by_quantity else None
            if clusters.are_scattered:
                self._scatter(columns, quantity, facts, clusters, is_whole)
                continue
            for first, last in clusters.blocks():
                self._add_block(columns, quantity, facts, clusters, first, last, is_whole)

    def _add_block(
        self, columns: Ints, quantity: _Quantities | None, facts: FactRows, clusters: Clusters, first: int, last: int, is_whole: bool
    ) -> None:
        """Count the facts of the runs [first, last) into cells (run × rule) and add them to the totals."""
        width = len(self.price)
        rows = slice(int(clusters.starts[first]), int(clusters.starts[last]))
        lengths = np.diff(clusters.starts[first : last + 1])
        cell = columns[facts.kind.codes[rows]]
        if not is_whole:
            date = facts.date[rows]
            cell = np.where((date >= self.start) & (date < self.end), cell, width - 1)
        subject = self.position[clusters.heads[first:last]]
        weights, lost = (None, None) if quantity is None else quantity.of(rows)
        bound = (1 if weights is None else largest(weights)) * int(lengths.max()) * int(np.abs(self.price).max())
        if bound >= EXACT_FLOAT:
            self._add_each(np.repeat(subject, lengths), cell, weights, lost)
            return
        cell += np.repeat(np.arange(last - first) * width, lengths)
        if lost is not None:
            self._note_unknown(cell[lost], subject, width)
        counts: Ints = np.bincount(cell, weights=weights, minlength=(last - first) * width).astype(np.float64, copy=False)
        block = counts.reshape(last - first, width)
        block *= self.price
        self._deposit(subject, block, bound)

    def _note_unknown(self, cells: Ints, subject: Ints, width: int) -> None:
        found = {(int(subject[c // width]), int(c % width)) for c in np.unique(cells) if c % width != width - 1}
        with self.lock:
            self.unknown.update(found)

    def _deposit(self, subject: Ints, block: Ints, bound: int) -> None:
        """Add rows of exact float sums, none larger than the bound, to the totals of these subjects (−1: of nobody)."""
        inside = subject >= 0
        if not inside.all():
            subject, block = subject[inside], block[inside]
        if len(subject) == 0:
            return
        with self.lock:
            if bool(np.all(np.diff(subject) == 1)):
                self._widen(slice(int(subject[0]), int(subject[-1]) + 1), bound)
                rows = self.totals[int(subject[0]) : int(subject[-1]) + 1]
                np.add(rows, block, out=rows, casting="unsafe")
            else:
                self._become(np.dtype(np.int64))
                self._grow(scattered=int(np.abs(block).sum()))
                np.add.at(self.totals, subject, block.astype(np.int64))

    def _widen(self, rows: slice, bound: int) -> None:
        """Note how far the sums of these subjects may have grown, and widen the totals before one might not fit."""
        bounds = self.bounds[rows]
        bounds += bound
        reached = int(bounds.max())
        self._grow(reached=reached)
        for width in (np.int16, np.int32):
            if reached <= np.iinfo(width).max:
                self._become(np.dtype(width))
                return
        self._become(np.dtype(np.int64))

    def _grow(self, reached: int = 0, scattered: int = 0) -> None:
        """Note how far any sum may have grown. Raises PointsTooLarge before one can leave int64."""
        self.reached, self.scattered = max(self.reached, reached), self.scattered + scattered
        if self.reached + self.scattered >= SAFE:
            raise PointsTooLarge("the sums of a rule are larger than points can hold")

    def _become(self, width: np.dtype[Any]) -> None:
        """At least this wide from now on."""
        if self.totals.dtype.itemsize < width.itemsize:
            self.totals = self.totals.astype(width)

    def _scatter(self, columns: Ints, quantity: _Quantities | None, facts: FactRows, clusters: Clusters, is_whole: bool) -> None:
        """Add facts one by one: for parts in which the facts of a subject stand far apart."""
        column = columns[facts.kind.codes]
        if not is_whole:
            column = np.where((facts.date >= self.start) & (facts.date < self.end), column, len(self.rules))
        weights, lost = (None, None) if quantity is None else quantity.of(slice(0, len(facts)))
        self._add_each(self.position[clusters.every_entity()], column, weights, lost)

    def _add_each(self, subject: Ints, column: Ints, weights: Ints | None, lost: Ints | None) -> None:
        """Add the price × quantity of each fact to its subject's column. Raises PointsTooLarge."""
        picked = (subject >= 0) & (column < len(self.rules))
        if lost is not None:
            lost = lost & picked
            with self.lock:
                self.unknown.update(zip(subject[lost].tolist(), column[lost].tolist(), strict=True))
        subject, column = subject[picked], column[picked]
        if len(subject) == 0:
            return
        points = self.price.astype(np.int64)[column]
        if weights is not None:
            points = multiply(weights[picked].astype(np.int64), points)
        with self.lock:
            self._become(np.dtype(np.int64))
            self._grow(scattered=largest(points) if len(points) == 1 else int(np.abs(points.astype(np.float64)).sum()))
            np.add.at(self.totals.reshape(-1), subject * len(self.price) + column, points.astype(np.int64))


class _Quantities:
    """Whole quantities of a part; the reader has refused fractions of whole kinds."""

    def __init__(self, amounts: Amounts | None, kinds: Words, kind_table: Ints, unit_less: Ints) -> None:
        self.amounts, self.kinds = amounts, kinds
        self.is_unit_less = unit_less[kind_table]

    def of(self, rows: slice) -> tuple[Ints, Ints | None]:
        """(quantities, where they are missing and must not be)."""
        is_unit_less = self.is_unit_less[self.kinds.codes[rows]] if self.amounts is None or self.amounts.scale != 1 else None
        if self.amounts is None:
            assert is_unit_less is not None
            return is_unit_less.astype(np.int64), ~is_unit_less
        values = self.amounts.values[rows]
        if self.amounts.scale == 1:
            return values, None
        assert is_unit_less is not None
        empty = values == NO_AMOUNT
        if not empty.any():
            return values // MILLIONTHS, None
        lost = empty & ~is_unit_less
        filled = np.where(empty, np.where(is_unit_less, MILLIONTHS, 0), values) // MILLIONTHS
        return filled, lost if lost.any() else None


def _unit_price(rule: RulePlan) -> int:
    price = rule.rule.each if rule.rule.price == "each" else rule.rule.per_unit
    assert isinstance(price, Decimal)
    return units_of(price)
