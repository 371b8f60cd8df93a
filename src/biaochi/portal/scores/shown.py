"""What pages show of a settlement, written beside its results while it is at hand: ``shown/`` in the trial's folder.

``shown.json`` says which tables, boards, grades and values there are and in which order they stand; ``boards.parquet`` has a row for every
subject of every board with its group, in the order of the page; ``means.parquet`` the mean of every value in every organisation, as the
engine rounds it; ``notice-CODE.json`` what stands on a notice. All of it follows from the results; nothing here is a result of its own.

Worked example: a board within branches over 3 branches of 10 is 30 rows, branch by branch, the first place first, the unranked last.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from biaochi import files
from biaochi.files.notice import ROWS_MAX, content_of, rows_of
from biaochi.files.output_columns import Points, Wholes
from biaochi.files.page import typeset
from biaochi.files.results import Identifiers, constant, group_names, means_of, stacked
from biaochi.scoring.columns import NO_AMOUNT, Words
from biaochi.scoring.plan import TOTAL, NodePlan, RulePlan, TablePlan
from biaochi.scoring.scheme.model import Table
from biaochi.scoring.settle import Settlement
from biaochi.scoring.stages.total import BASE
from biaochi.scoring.state import ABSENT, SCORED, STATES, UNKNOWN, Column, Scorecards

FILE, BOARDS, MEANS = "shown.json", "boards", "means"
PORTRAIT_MAX = 12


def write(folder: Path, settlement: Settlement) -> None:
    """Write everything into ``folder``, over what a run that was broken off left there."""
    folder.mkdir(parents=True, exist_ok=True)
    ids, asked = Identifiers(settlement), settlement.asked_for()
    boards = [part for cards in asked for part in board_parts(settlement, cards, ids)]
    means = [part for cards in asked for part in mean_parts(settlement, cards, ids)]
    files.write_table(folder, BOARDS, stacked(boards), "parquet")
    if means:
        files.write_table(folder, MEANS, stacked(means), "parquet")
    for cards in asked:
        if 0 < rows_of(cards) <= ROWS_MAX:
            content = json.dumps(printed(content_of(settlement, cards)), ensure_ascii=False)
            (folder / f"notice-{cards.table}.json").write_text(content, encoding="utf-8")
    scheme = settlement.plan.scheme
    found = {
        "scheme": {"name": scheme.name, "code": scheme.code, "version": scheme.version},
        "period": settlement.period.name,
        "tables": [table_of(settlement, cards) for cards in asked],
    }
    (folder / FILE).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    return json.loads((folder / FILE).read_text(encoding="utf-8"))


def notice(folder: Path, table: str) -> dict[str, Any] | None:
    """What stands on a table's notice; None where it is too long for any wall, or has no row."""
    path = folder / f"notice-{table}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def printed(content: Any) -> Any:
    """All texts with the marks of Chinese print."""
    if isinstance(content, str):
        return typeset(content)
    if isinstance(content, dict):
        return {key: printed(value) for key, value in content.items()}
    return [printed(value) for value in content] if isinstance(content, list) else content


def without_ranks(content: dict[str, Any]) -> dict[str, Any]:
    """The notice of an organisation that shows no ranks: neither the column nor an order that tells them."""
    sheets = [
        sheet
        | {
            "tables": [
                table | {"rows": sorted(table["rows"], key=lambda row: (row["organisation"], row["name"]))} for table in sheet["tables"]
            ]
        }
        for sheet in content["sheets"]
    ]
    return content | {"has_rank": False, "sheets": sheets}


def table_of(settlement: Settlement, cards: Scorecards) -> dict[str, Any]:
    plan = settlement.plan.tables[cards.table]
    table = plan.table
    counts = {STATES[state]: int((cards.states == state).sum()) for state in range(ABSENT) if (cards.states == state).any()}
    return {
        "code": cards.table,
        "name": table.name,
        "of_people": table.subject == "person",
        "period": cards.period.name,
        "states": counts,
        "blocked": list(cards.blocked),
        "boards": [{"code": board.code, "name": board.name, "within": board.within, "clause": board.clause or ""} for board in table.ranks],
        "grades": [{"code": system.code, "name": system.name} for system in table.grades],
        "outcomes": [{"code": one.code, "name": one.name, "clause": one.clause or "", "unit": one.unit or ""} for one in table.outcomes],
        "values": [value for value in values_of(plan) if value["code"] in cards.values],
        "portrait": [code for code in portrait_of(plan) if code in cards.values],
    }


def values_of(plan: TablePlan) -> Iterator[dict[str, Any]]:
    """The named values of a table in the order of the document, each with its depth below the total."""
    table = plan.table
    if table.parts:
        for part in table.parts:
            yield value_of(part.code, part.name, 0, "part", "")
    if table.base is not None:
        yield value_of(BASE, "起评分", 0, "base", "")
    for category, nodes in plan.entries().items():
        if category is not None:
            yield value_of(category, category, 0, "category", "")
        for node in nodes:
            yield from nodes_of(node, 0 if category is None else 1)
    for joint in table.joint_caps:
        yield value_of(joint.code, joint.name or "共同封顶调整", 0, "joint", "")


def nodes_of(planned: NodePlan, depth: int) -> Iterator[dict[str, Any]]:
    node = planned.node
    yield value_of(planned.code, node.name, depth, "indicator", node.clause or "")
    for child in planned.children:
        if isinstance(child, RulePlan):
            yield value_of(child.code, child.rule.name, depth + 1, "rule", child.rule.clause or "")
        else:
            yield from nodes_of(child, depth + 1)


def value_of(code: str, name: str, depth: int, kind: str, clause: str) -> dict[str, Any]:
    return {"code": code, "name": name or code, "depth": min(depth, 5), "kind": kind, "clause": clause}


def portrait_of(plan: TablePlan) -> list[str]:
    """The values that stand side by side in a portrait: parts, else categories, else the indicators at the top."""
    table: Table = plan.table
    if table.parts:
        return [part.code for part in table.parts][:PORTRAIT_MAX]
    categories = [name for name in plan.entries() if name is not None]
    return (categories if len(categories) > 1 else [root.code for root in plan.roots])[:PORTRAIT_MAX]


def board_parts(settlement: Settlement, cards: Scorecards, ids: Identifiers) -> Iterator[dict[str, Any]]:
    """A table for every board; of a table without boards one by organisation, with no ranks."""
    table = settlement.plan.tables[cards.table].table
    listed = np.flatnonzero(cards.states != ABSENT)
    for board in table.ranks:
        ranking = cards.ranks[board.code]
        names = group_names(settlement, cards, board.within, listed) if len(listed) else Words(np.zeros(0, np.int32), ())
        rank, of = ranking.rank[listed], ranking.of[listed]
        column = cards.values.get(board.by, cards.values[TOTAL])
        order = ordered(cards, listed, ranking.group[listed], rank)
        yield rows_of_board(settlement, cards, ids, listed, order, board.code, names, rank, of, column)
    if not table.ranks:
        none = np.zeros(len(listed), np.int64)
        order = ordered(cards, listed, cards.organisation[listed], none)
        names = group_names(settlement, cards, "organisation", listed) if len(listed) else Words(np.zeros(0, np.int32), ())
        yield rows_of_board(settlement, cards, ids, listed, order, "", names, none, none, cards.values[TOTAL])


def ordered(cards: Scorecards, listed: Any, group: Any, rank: Any) -> Any:
    """Group by group, the first place first, who has none after them, equals by their id."""
    last = np.where(rank == 0, np.iinfo(np.int64).max, rank)
    return np.lexsort((cards.entities[listed], last, group))


def rows_of_board(
    settlement: Settlement, cards: Scorecards, ids: Identifiers, listed: Any, order: Any, board: str, names: Words, rank: Any, of: Any,
    column: Column,
) -> dict[str, Any]:  # fmt: skip
    rows, n = listed[order], len(listed)
    states = cards.states[rows]
    has_points = (states == SCORED) | (states == UNKNOWN)
    grade = next(iter(cards.grades.values()), None)
    return {
        "table": constant(cards.table, n),
        "board": constant(board, n),
        "group": names.take(order),
        "subject": texts(ids.of(cards.entities[rows])),
        "organisation": texts(ids.of(cards.organisation[rows])),
        "rank": Wholes(rank[order], 0),
        "of": Wholes(of[order], 0),
        "by": points(column, rows, has_points),
        "score": points(cards.values[TOTAL], rows, has_points),
        "state": Words(states.astype(np.int32), STATES),
        "reason": Words.of([cards.reasons.get(int(row), "") for row in rows]),
        "grade": Words(np.full(n, -1, np.int32), ()) if grade is None else grade.take(rows),
    }


def mean_parts(settlement: Settlement, cards: Scorecards, ids: Identifiers) -> Iterator[dict[str, Any]]:
    """Of each value of the portrait, and of the total, the mean over those of an organisation who have it."""
    plan = settlement.plan.tables[cards.table]
    if plan.table.subject != "person":
        return
    scored = cards.states == SCORED
    for code in [TOTAL, *portrait_of(plan)]:
        if code not in cards.values:
            continue
        rows = np.flatnonzero(scored & cards.values[code].usable())
        if not len(rows):
            continue
        bodies, group = np.unique(cards.organisation[rows], return_inverse=True)
        count, mean = means_of(cards.values[code].points[rows], group, len(bodies))
        n = len(bodies)
        yield {
            "table": constant(cards.table, n),
            "value": constant(code, n),
            "organisation": texts(ids.of(bodies)),
            "count": Wholes(count),
            "mean": Points(mean),
        }


def points(column: Column, rows: Any, has_points: Any) -> Points:
    return Points(np.where(column.usable()[rows] & has_points, column.points[rows], NO_AMOUNT))


def texts(ids: Any) -> Any:
    """Identifiers as texts, whatever they are in the roster."""
    return np.array(["" if one == -1 else str(one) for one in ids.tolist()], dtype=object)
