"""Stage 4, cap: lines become rule values, rule values the indicator tree, the tree its categories (docs/algorithms/cap.md).

Leaf to root: each rule and node combines, then is limited; a category adds up its highest nodes and is limited in turn. An indicator
that a veto zeroes is zero after its limits and before its parent.

Worked example: 组织生活 (封顶 20) with rules 18 and 5 is 20; category 基础积分 (封顶 60) with nodes 20, 30 and 15 is 60.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from biaochi.scoring.limits import NO_LIMITS, ResolvedLimits, resolve
from biaochi.scoring.plan import TOTAL, TablePlan, parts_of
from biaochi.scoring.points import both
from biaochi.scoring.scheme.expression_model import Expression
from biaochi.scoring.scheme.expression_model import Take as TakeModel
from biaochi.scoring.scheme.model import JointCap
from biaochi.scoring.state import Bools, Column, State
from biaochi.scoring.tree import LOOSE, TreeWalk, summed_columns

ALL_VALUES_UP_TO = 6_000_000
"""Values (subjects × codes) up to which every named value of a job is kept."""


def cap(state: State) -> State:
    """Values of rules, nodes and categories, by code (by name for categories)."""
    plan = state.job.plan
    cleared = zeroed(state)
    walk = TreeWalk(state, cleared)
    entries = plan.entries()
    categories = state.setting.plan.scheme.categories
    named = [name for name in entries if name is not None]
    limits = {name: resolve(state, categories[name]) if name in categories else NO_LIMITS for name in named}
    joints = {joint.code: (joint, resolve(state, joint)) for joint in plan.table.joint_caps}
    straddles = plan.straddling()

    def add_categories(values: dict[str, Column], rows: slice) -> dict[str, Column]:
        def left(code: str, column: Column) -> Column:
            return cleared_column(column, cleared[code][rows] if code in cleared else None)

        found = {code: left(code, joint_adjustment(joint, mine.of(rows), values, rows)) for code, (joint, mine) in joints.items()}
        pieces = [piece for root in plan.roots for piece in walk.pieces(root, values, rows)] if straddles else []
        for name in named:
            addends = [column for category, column in pieces if category == name] if straddles else [values[n.code] for n in entries[name]]
            addends += [found[code] for code, (joint, _) in joints.items() if joint.category == name]
            found[name] = left(name, category(addends, limits[name].of(rows), rows, walk.bound_of(name, rows)))
        found.update({f"{LOOSE}{i}": column for i, (category, column) in enumerate(pieces) if category is None})
        return found

    count = len(plan.rules) + sum(1 for _ in plan.nodes()) + len(entries)
    keep_all = state.size * count <= ALL_VALUES_UP_TO
    values = walk.run(None if keep_all else asked_for(state), add_categories)
    loose = tuple(values.pop(code) for code in [code for code in values if code.startswith(LOOSE)])
    bound = {code: noted for code, noted in walk.bound.items() if noted.any()}
    return replace(state, values=values, loose=loose, bound=bound)  # type: ignore[arg-type]


def cleared_column(column: Column, gone: Bools | None) -> Column:
    """The column with 0 for those for whom a veto clears it."""
    if gone is None:
        return column
    known, present = (None if mask is None else mask | gone for mask in (column.known, column.present))
    return Column(np.where(gone, 0, column.points), known, present)


def category(addends: list[Column], limits: ResolvedLimits, rows: slice, bound: NDArray[np.int8] | None) -> Column:
    """The sum of the category's highest nodes, limited."""
    column = summed_columns(addends, rows.stop - rows.start, limits, bound)
    points, known = limits.clamp(column.points, bound), both(column.known, limits.known)
    return Column(points if known is None else np.where(known, points, 0), known)


def joint_adjustment(joint: JointCap, limits: ResolvedLimits, values: dict[str, Column], rows: slice) -> Column:
    """What clamping the sum of several nodes changes: an addend of its own, in the category the joint cap names."""
    total = summed_columns([values[code] for code in joint.of], rows.stop - rows.start, NO_LIMITS, None)
    change, known = limits.clamp(total.points, None) - total.points, both(total.known, limits.known)
    return Column(change if known is None else np.where(known, change, 0), known)


def zeroed(state: State) -> dict[str, Bools]:
    """By code of rule or node: whom a veto in force zeroes there."""
    found: dict[str, Bools] = {}
    for veto in state.job.plan.table.vetoes:
        for effect in veto.effects:
            if effect.zero is not None and effect.zero != TOTAL and veto.code in state.in_force:
                mask = state.in_force[veto.code]
                found[effect.zero] = found[effect.zero] | mask if effect.zero in found else mask
    return found


def asked_for(state: State) -> set[str]:
    """Codes whose values a later stage, another table or the report needs."""
    plan = state.job.plan
    codes: set[str] = {TOTAL}
    codes.update(name for name in plan.entries() if name is not None)
    codes.update(n.code for n in plan.entries().get(None, ()))
    table = plan.table
    for cap_ in table.joint_caps:
        codes.update({cap_.code, *cap_.of})
    codes.update(part.of for part in table.parts)
    for board in table.ranks:
        codes.add(board.by)
        codes.update(t for t in board.tie_breakers if isinstance(t, str))
    codes.update(system.by for system in table.grades if isinstance(system.by, str))
    for other in state.setting.plan.tables.values():
        codes.update(_taken_from(other, plan.code))
        codes.update(str(part.points) for part in parts_of(other.table) if isinstance(part, Expression) and part.points)
    return codes


def _taken_from(other: TablePlan, code: str) -> set[str]:
    return {part.value for part in parts_of(other.table) if isinstance(part, TakeModel) and part.table == code}

