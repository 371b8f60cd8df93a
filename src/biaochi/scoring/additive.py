"""Sums of additive rules, taken while the facts stream by (subjects × rules, one job).

An additive rule prices each fact by itself: a fixed amount, or so much per unit of a whole quantity. Its sum is the count or the total
quantity times the price, so a part of the ledger needs one weighted count over (subject, rule). Counts in float64 are exact below 2^53,
which is asserted; the sums are held as int32 units while they fit and as int64 from then on.

Worked example: 出席 +1 and 缺席 −3 of one subject with 8 and 2 facts give the row [80000, −60000].
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, Amounts
from biaochi.scoring.facts import FactRows
from biaochi.scoring.plan import Plan, RulePlan
from biaochi.scoring.points import units_of

Ints = NDArray[Any]
EXACT_FLOAT = 2**53


class _Layer:
    """Rules no two of which share a kind, all counted or all by quantity: one column of the sums a kind."""

    def __init__(self, kinds: int, by_quantity: bool) -> None:
        self.column = np.full(kinds + 1, -1, np.int32)
        self.by_quantity = by_quantity

    def takes(self, rule: RulePlan) -> bool:
        return all(self.column[k] < 0 for k in rule.kinds)


class AdditiveSums:
    """The growing sums of one job. ``add`` may be called from several threads."""

    def __init__(self, plan: Plan, rules: Sequence[RulePlan], position: Ints, subjects: int, start: int, end: int) -> None:
        """``position``: subject index by entity (−1: not in the table); facts dated in [start, end) count."""
        self.rules = tuple(rules)
        self.position, self.start, self.end = position, start, end
        self.column_of: Mapping[int, int] = {r.index: c for c, r in enumerate(self.rules)}
        self.price = np.array([_unit_price(r) for r in self.rules], dtype=np.int64)
        self.layers: list[_Layer] = []
        for rule in self.rules:
            self._place(rule, len(plan.kinds))
        self.unit_less = np.array([k.unit is None for k in plan.kinds] + [False])
        self.totals: Ints = np.zeros((subjects, len(self.rules)), np.int32)
        self.unknown: set[tuple[int, int]] = set()
        self.lock = threading.Lock()

    def _place(self, rule: RulePlan, kinds: int) -> None:
        by_quantity = rule.rule.price == "per_unit"
        layer = next((x for x in self.layers if x.by_quantity == by_quantity and x.takes(rule)), None)
        if layer is None:
            layer = _Layer(kinds, by_quantity)
            self.layers.append(layer)
        for kind in rule.kinds:
            layer.column[kind] = self.column_of[rule.index]

    def add(self, facts: FactRows, kind: Ints, entity: Ints, starts: Ints | None) -> None:
        """Add one part's facts; ``starts`` are the runs of one subject where the part is clustered in rising order."""
        if not self.rules or len(facts) == 0:
            return
        low, high = int(facts.date.min()), int(facts.date.max())
        inside = None if low >= self.start and high < self.end else (facts.date >= self.start) & (facts.date < self.end)
        for layer in self.layers:
            self._add_layer(layer, facts, kind, entity, starts, inside)

    def _add_layer(
        self, layer: _Layer, facts: FactRows, kind: Ints, entity: Ints, starts: Ints | None, inside: Ints | None
    ) -> None:
        column = layer.column[kind]
        rows = column >= 0
        if inside is not None:
            rows &= inside
        quantity = facts.quantity
        if starts is not None and rows.all():
            heads = self.position[entity[starts]]
            if (heads >= 0).all():
                local = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(kind))))
                self._deposit(layer, heads, local, column, quantity, kind, None)
                return
        subject = self.position[entity]
        picked = np.flatnonzero(rows & (subject >= 0))
        if len(picked) == 0:
            return
        heads, local = np.unique(subject[picked], return_inverse=True)
        some = None if quantity is None else quantity.take(picked)
        self._deposit(layer, heads, local, column[picked], some, kind[picked], picked)

    def _deposit(
        self, layer: _Layer, heads: Ints, local: Ints, column: Ints, quantity: Amounts | None, kind: Ints, picked: Ints | None
    ) -> None:
        """Add a block of facts of the subjects ``heads``; ``local`` numbers each fact's subject among them."""
        width = len(self.rules)
        cell = local * width + column
        if layer.by_quantity and quantity is not None:
            weights, missing = _whole_quantities(quantity, kind, self.unit_less)
            if missing is not None:
                lost = np.unique(cell[missing])
                with self.lock:
                    self.unknown.update((int(heads[c // width]), int(c % width)) for c in lost)
            bound = max(abs(int(weights.max())), abs(int(weights.min()))) * len(weights)
            assert bound < EXACT_FLOAT, "a part's quantities are too large to be counted exactly"
            counts = np.bincount(cell, weights=weights, minlength=len(heads) * width)
        else:
            if layer.by_quantity:
                needs = ~self.unit_less[kind]
                lost = np.unique(cell[needs])
                with self.lock:
                    self.unknown.update((int(heads[c // width]), int(c % width)) for c in lost)
            counts = np.bincount(cell, minlength=len(heads) * width)
        block = counts.reshape(len(heads), width).astype(np.int64) * self.price
        top = max(abs(int(block.max())), abs(int(block.min())))
        with self.lock:
            self._widen(top)
            first, last = int(heads[0]), int(heads[-1])
            if last - first + 1 == len(heads):
                self._add_rows(slice(first, last + 1), block)
            else:
                self._add_rows(heads, block)

    def _widen(self, top: int) -> None:
        if self.totals.dtype == np.int32 and top >= 2**30:
            self.totals = self.totals.astype(np.int64)

    def _add_rows(self, rows: Any, block: Ints) -> None:
        if self.totals.dtype == np.int32:
            grown = self.totals[rows] + block
            if max(abs(int(grown.max())), abs(int(grown.min()))) >= 2**31:
                self.totals = self.totals.astype(np.int64)
                self.totals[rows] += block
                return
            self.totals[rows] = grown
            return
        self.totals[rows] += block


def _unit_price(rule: RulePlan) -> int:
    price = rule.rule.each if rule.rule.price == "each" else rule.rule.per_unit
    assert isinstance(price, Decimal)
    return units_of(price)


def _whole_quantities(quantity: Amounts, kind: Ints, unit_less: Ints) -> tuple[Ints, Ints | None]:
    """(whole quantities, where they are missing and must not be). The reader has refused fractions of whole kinds."""
    if quantity.scale == 1:
        return quantity.values, None
    empty = quantity.values == NO_AMOUNT
    if not empty.any():
        return quantity.values // MILLIONTHS, None
    values = np.where(empty, np.where(unit_less[kind], MILLIONTHS, 0), quantity.values) // MILLIONTHS
    lost = empty & ~unit_less[kind]
    return values, lost if lost.any() else None
