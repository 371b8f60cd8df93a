"""The indicator tree, evaluated for blocks of subjects that fit the cache (sections 5 and 8).

A *walk* resolves everything that does not depend on a block once (limits, weights, who an indicator applies to, the values of rules from
lines), then evaluates the tree column by column: a node's value is its children combined, limited, and made certain or left out
as its ``unknown`` says. Values that nobody asks for are dropped with their block.

Worked example: a node with children 5 (known) and unknown, combine sum, is unknown; with the second child ``未知: 略去`` it is 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.amounts import amount, limit_units, limits_known
from biaochi.scoring.conditions import holds, of_subjects
from biaochi.scoring.limits import ResolvedLimits, resolve
from biaochi.scoring.plan import NodePlan, RulePlan
from biaochi.scoring.points import Exact, both, round_points
from biaochi.scoring.rule_values import node_changes, rule_column
from biaochi.scoring.scheme.model import Substitute
from biaochi.scoring.state import ABSENT, Bools, Column, State

Ints = NDArray[Any]
BLOCK = 1 << 14
"""Subjects evaluated at once: a hundred columns of them stay in the cache."""
LOOSE = "\0"
"""Begins the passing names of what enters the total without a category where nodes stand above several."""
Bounds = dict[str, NDArray[np.int8]]
Changes = tuple[Ints, Ints]
"""What sub-periods take off, and add."""


def existence(state: State) -> dict[str, Bools]:
    """By code of rule or node: for whom it exists, where 适用 of its own, of a node above it or of the table leaves somebody out."""
    found: dict[str, Bools] = {}

    def visit(plan: NodePlan | RulePlan, above: Bools | None) -> None:
        piece = plan.node if isinstance(plan, NodePlan) else plan.rule
        mask = above if piece.applies is None else both(above, holds(piece.applies, of_subjects(state)))
        if mask is not None:
            found[plan.code] = mask
        for child in plan.children if isinstance(plan, NodePlan) else ():
            visit(child, mask)

    there = state.states != ABSENT
    for root in state.job.plan.roots:
        visit(root, None if there.all() else there)
    return found


class TreeWalk:
    """All nodes and rules of one job, ready to be evaluated for any block of subjects."""

    def __init__(self, state: State, zeroed: Mapping[str, Bools]) -> None:
        self.state, self.plan, self.zeroed = state, state.job.plan, zeroed
        rounding = self.plan.rounding
        self.places, self.mode = rounding.places, rounding.mode
        self.limits: dict[str, ResolvedLimits] = {}
        self.substitutes: dict[str, tuple[Any, Bools | None]] = {}
        self.weights: dict[str, Exact] = {}
        self.changed: dict[str, Changes] = {}
        self.bound: Bounds = {}
        self.columns: dict[int, Column] = {}
        for rule in self.plan.rules:
            self._prepare(rule.rule, rule.code)
            if rule.index in state.lines:
                column, bound = rule_column(state, rule.rule, state.lines[rule.index], self.limits[rule.code])
                self.columns[rule.index] = column
                self.bound[rule.code] = bound
        for node in self.plan.nodes():
            self._prepare(node.node, node.code)
            if node.node.per_period:
                cuts, lifts, self.bound[node.code] = node_changes(state, node.node, node.rules)
                self.changed[node.code] = cuts, lifts

    def _prepare(self, piece: Any, code: str) -> None:
        self.limits[code] = resolve(self.state, piece, piece.base)
        if isinstance(piece.unknown, Substitute):
            value = piece.unknown.substitute
            self.substitutes[code] = limit_units(self.state, value), limits_known(self.state, [value])
        if piece.weight is not None:
            self.weights[code] = amount(self.state, piece.weight)

    def run(self, wanted: set[str] | None, entries: Callable[[dict[str, Column], slice], dict[str, Column]]) -> dict[str, Column]:
        """Evaluate everybody in blocks; ``entries`` adds what stands above the tree. ``wanted`` None keeps every value."""
        n = self.state.size
        blocks = [slice(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK)] or [slice(0, 0)]
        kept: dict[str, list[Any]] = {}

        def one(rows: slice) -> dict[str, Column]:
            values = self.values(rows)
            values.update(entries(values, rows))
            return {c: v for c, v in values.items() if wanted is None or c in wanted or c.startswith(LOOSE)}

        if len(blocks) > 4:
            with ThreadPoolExecutor(2) as pool:
                found = list(pool.map(one, blocks))
        else:
            found = [one(rows) for rows in blocks]
        for values in found:
            for code, column in values.items():
                kept.setdefault(code, []).append(column)
        return {code: joined(columns) for code, columns in kept.items()}

    def values(self, rows: slice) -> dict[str, Column]:
        """Values of all rules and nodes of the block, by code."""
        values: dict[str, Column] = {}
        sums = self.state.setting.ledger.sums.get((self.plan.code, self.state.job.period.name))
        block = None if sums is None or not sums.rules else sums.points(rows)
        for rule in self.plan.rules:
            if rule.index in self.columns:
                column = self.columns[rule.index].take(rows)
            else:
                assert sums is not None and block is not None
                column = self._summed(rule, sums, block[sums.column_of[rule.index]], rows)
            values[rule.code] = self._settled(rule.rule, rule.code, column, rows)
        for node in self.plan.nodes():
            values[node.code] = self._node(node, values, rows)
        return values

    def _summed(self, rule: RulePlan, sums: Any, points: Ints, rows: slice) -> Column:
        limits = self.limits[rule.code].of(rows)
        bound = self.bound_of(rule.code, rows)
        known = None
        if sums.unknown:
            lost = [s - rows.start for s, c in sums.unknown if c == sums.column_of[rule.index] and rows.start <= s < rows.stop]
            if lost:
                known = np.ones(len(points), bool)
                known[lost] = False
                points = np.where(known, points, 0)
        points, known = limits.clamp(points, bound), both(known, limits.known)
        return Column(points if known is None else np.where(known, points, 0), known)

    def bound_of(self, code: str, rows: slice) -> NDArray[np.int8] | None:
        if self.state.size > 50_000:
            return None
        if code not in self.bound:
            self.bound[code] = np.zeros(self.state.size, np.int8)
        return self.bound[code][rows]

    def _settled(self, piece: Any, code: str, column: Column, rows: slice) -> Column:
        """The value after ``unknown`` and a veto that zeroes it, of those for whom the piece exists."""
        points, known, present = column.points, column.known, column.present
        if known is not None and not known.all() and piece.unknown != "block":
            if piece.unknown == "zero":
                known = None
            elif piece.unknown == "left_out":
                present, known = both(present, known), None
            else:
                value, is_known = self.substitutes[code]
                points = np.where(known, points, value[rows] if isinstance(value, np.ndarray) else value)
                known = None if is_known is None else known | is_known[rows]
        if code in self.zeroed:
            gone = self.zeroed[code][rows]
            points = np.where(gone, 0, points)
            known = None if known is None else known | gone
            present = None if present is None else present | gone
        if code in self.state.exists:
            present = both(present, self.state.exists[code][rows])
        if known is not None:
            points = np.where(known, points, 0)
        if present is not None:
            points = np.where(present, points, 0)
        return Column(points, known, present)

    def _node(self, plan: NodePlan, values: dict[str, Column], rows: slice) -> Column:
        children = [(child.code, values[child.code]) for child in plan.children]
        combine = plan.node.combine
        limits = self.limits[plan.code].of(rows)
        bound = self.bound_of(plan.code, rows)
        n = rows.stop - rows.start
        if combine == "sum":
            addends, known = [c for _, c in children], None
        elif combine == "weighted":
            addends, known = self._weighted(children, n, rows)
        else:
            addends, known = [combined(combine, [c for _, c in children], n, self.places, self.mode)], None
        changes = self.changed.get(plan.code)
        column = summed_columns(addends, n, limits, bound, None if changes is None else (changes[0][rows], changes[1][rows]))
        points, known = limits.clamp(column.points, bound), both(both(column.known, known), limits.known)
        if known is not None:
            points = np.where(known, points, 0)
        return self._settled(plan.node, plan.code, Column(points, known), rows)

    def _weighted(self, children: list[tuple[str, Column]], n: int, rows: slice) -> tuple[list[Column], Bools | None]:
        """round(child × weight) of every child, and for whom there are weights; those left out share theirs among the others."""
        weights = [self._weight(code, n, rows) for code, _ in children]
        nothing = Exact(np.zeros(n, np.int64))
        everything, there = nothing, nothing
        whole = True
        for (code, child), weight in zip(children, weights, strict=True):
            exists = self.state.exists.get(code)
            everything = everything + (weight if exists is None else weight.where(exists[rows], nothing))
            there = there + (weight if child.present is None else weight.where(child.present, nothing))
            left_out = np.zeros(n, bool) if child.present is None else ~child.present
            whole = whole and not bool((left_out if exists is None else left_out & exists[rows]).any())
        addends = []
        for (_, child), weight in zip(children, weights, strict=True):
            value = Exact(child.points, 10_000) * weight
            if not whole:
                value = (value * everything).over(there, nothing)
            units, _ = round_points(value.broadcast(n), self.places, self.mode)
            if child.present is not None:
                units = np.where(child.present, units, 0)
            addends.append(Column(units, child.known, child.present))
        return addends, both(both(everything.known, there.known), np.asarray(there.num != 0, dtype=bool))

    def _weight(self, code: str, n: int, rows: slice) -> Exact:
        weight = self.weights.get(code, Exact.of(1))
        return (weight if isinstance(weight.num, int) else weight.take(rows)).broadcast(n)

    def pieces(self, plan: NodePlan, values: dict[str, Column], rows: slice) -> list[tuple[str | None, Column]]:
        """What a node brings into which category: its value, or its base and each child apart where categories are named below it.

        It enters whole too where it is cleared, unknown or stands on a substitute for an unknown child.
        """
        column = values[plan.code]
        if {node.category for node in plan.walk()} == {plan.category}:
            return [(plan.category, column)]
        whole = ~column.usable()
        if plan.code in self.zeroed:
            whole |= self.zeroed[plan.code][rows]
        for child in (values[child.code] for child in plan.children):
            if child.known is not None:
                whole |= ~child.known if child.present is None else child.present & ~child.known
        base = self.limits[plan.code].base
        own = [(plan.category, only(column, whole))]
        if base is not None:
            units = base[rows] if isinstance(base, np.ndarray) else np.full(len(column), base, np.int64)
            own.append((plan.category, only(Column(units), ~whole)))
        for below in plan.children:
            inner = self.pieces(below, values, rows) if isinstance(below, NodePlan) else [(plan.category, values[below.code])]
            own += [(category, only(piece, ~whole)) for category, piece in inner]
        return own


def only(column: Column, mask: Bools) -> Column:
    """The column present for some subjects only."""
    present = both(column.present, mask)
    return Column(np.where(mask, column.points, 0), column.known, present)


def summed_columns(
    columns: list[Column], n: int, limits: ResolvedLimits, bound: NDArray[np.int8] | None, changes: Changes | None = None
) -> Column:
    """The sum of the columns present; unknown where one that is present is unknown. Bonus and deduction caps apart."""
    known: Bools | None = None
    if limits.splits:
        positive, negative = (np.zeros(n, np.int64), np.zeros(n, np.int64)) if changes is None else changes
        for column in columns:
            positive = positive + np.maximum(column.points, 0)
            negative = negative + np.minimum(column.points, 0)
        points, noted = limits.apart(positive, negative)
        if bound is not None:
            bound[noted > 0] = noted[noted > 0]
    elif columns:
        points = columns[0].points.copy()
        for column in columns[1:]:
            points += column.points
        points = points if changes is None else points + changes[0] + changes[1]
    else:
        points = np.zeros(n, np.int64) if changes is None else changes[0] + changes[1]
    for column in columns:
        if column.known is not None:
            mask = column.known if column.present is None else column.known | ~column.present
            known = mask if known is None else known & mask
    return Column(points, known)


def combined(how: str, columns: list[Column], n: int, places: int, mode: str) -> Column:
    """mean, highest or lowest over the columns present; none present: unknown; one unknown: unknown."""
    count, total = np.zeros(n, np.int64), np.zeros(n, np.int64)
    best = np.zeros(n, np.int64)
    known = np.ones(n, bool)
    for column in columns:
        present = np.ones(n, bool) if column.present is None else column.present
        first = present & (count == 0)
        better = column.points > best if how == "highest" else column.points < best
        best = np.where(first | (present & better), column.points, best)
        total += np.where(present, column.points, 0)
        count += present
        if column.known is not None:
            known &= column.known | ~present
    known &= count > 0
    if how == "mean":
        points, _ = round_points(Exact(total, np.maximum(count, 1) * 10_000), places, mode)
    else:
        points = best
    return Column(np.where(known, points, 0), None if known.all() else known)


def joined(columns: list[Column]) -> Column:
    """Blocks one after another."""
    if len(columns) == 1:
        return columns[0]
    points = np.concatenate([c.points for c in columns])

    def mask(name: str) -> Bools | None:
        parts = [getattr(c, name) for c in columns]
        if all(p is None for p in parts):
            return None
        return np.concatenate([np.ones(len(c), bool) if p is None else p for c, p in zip(columns, parts, strict=True)])

    return Column(points, mask("known"), mask("present"))
