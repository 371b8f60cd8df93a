"""History: earlier scorecards from a file, in the form in which settled ones stand (section 9b, previous periods; 9c, streaks).

Worked example: rows (甲, 2025-06, M, score, 88, 计分, 合格, 3, 5) and four more of 2025-06 become the scorecards of table M in June, with
places from the bottom counted among them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from biaochi.scoring.columns import NO_AMOUNT, Words
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.periods import Period, PeriodNotUnderstood
from biaochi.scoring.plan import TOTAL, Plan, TablePlan
from biaochi.scoring.roster import HistoryRows
from biaochi.scoring.state import SCORED, STATES, UNKNOWN, Column, Ranking, Scorecards

STATE_WORDS = {
    "计分": "scored", "免评": "exempt", "中止": "suspended", "时间不足": "too_short", "存档": "archived", "未知": "unknown",
    "移出": "excluded", "不在表": "absent",
}  # fmt: skip


def scorecards_of(history: HistoryRows, plan: Plan, directory: Directory) -> dict[tuple[str, str], Scorecards]:
    """Scorecards by (table, period name); rows of tables or periods the scheme does not know are passed over."""
    found: dict[tuple[str, str], Scorecards] = {}
    key = history.period.codes.astype(np.int64) * (len(history.table.vocabulary) + 1) + history.table.codes
    for code in np.unique(key[(history.period.codes >= 0) & (history.table.codes >= 0)]):
        period_code, table_code = divmod(int(code), len(history.table.vocabulary) + 1)
        table = plan.tables.get(history.table.vocabulary[table_code])
        if table is None:
            continue
        try:
            period = plan.calendar.parse(history.period.vocabulary[period_code])
        except PeriodNotUnderstood:
            continue
        rows = np.flatnonzero(key == code)
        found[table.code, period.name] = _scorecards(history, rows, table, period, directory)
    return found


def _scorecards(history: HistoryRows, rows: Any, table: TablePlan, period: Period, directory: Directory) -> Scorecards:
    entity = directory.entities(history.subject[rows], table.table.subject == "organisation")
    rows, entity = rows[entity != NONE], entity[entity != NONE]
    order = np.argsort(history.version[rows], kind="stable")
    rows, entity = rows[order], entity[order]
    entities, index = np.unique(entity, return_inverse=True)
    size = directory.n_people + directory.n_bodies + len(directory.others)
    position = np.full(size, NONE, np.int64)
    position[entities] = np.arange(len(entities))
    values: dict[str, Column] = {}
    names = np.array([*history.value.vocabulary, ""], dtype=object)[history.value.codes[rows]]
    names = np.where(names == "", TOTAL, names)
    for name in dict.fromkeys(names):
        points, known = np.zeros(len(entities), np.int64), np.zeros(len(entities), bool)
        mine = names == name
        points[index[mine]] = history.points[rows][mine]
        known[index[mine]] = history.points[rows][mine] != NO_AMOUNT
        values[str(name)] = Column(np.where(known, points, 0), None if known.all() else known)
    total = names == TOTAL
    states = np.full(len(entities), UNKNOWN, np.int8)
    states[index[total]] = [_state(t) for t in history.state.take(rows[total]).texts()]
    organisation = directory.organisation_on(entities, period.end - 1)
    ranks, grades = {}, {}
    if table.table.ranks:
        board = table.table.ranks[0]
        ranks[board.code] = _ranking(history, rows[total], index[total], entities, organisation, board, period, directory)
    if table.table.grades:
        codes = np.full(len(entities), -1, np.int32)
        codes[index[total]] = history.grade.codes[rows[total]]
        grades[table.table.grades[0].code] = Words(codes, history.grade.vocabulary)
    return Scorecards(table.code, period, entities, position, states, {}, organisation, values, ranks, grades)


def _state(text: str) -> int:
    word = STATE_WORDS.get(text, text)
    return STATES.index(word) if word in STATES else SCORED


def _ranking(
    history: HistoryRows, rows: Any, index: Any, entities: Any, organisation: Any, board: Any, period: Period, directory: Directory
) -> Ranking:
    n = len(entities)
    rank, of = np.zeros(n, np.int64), np.zeros(n, np.int64)
    rank[index], of[index] = history.rank[rows], history.of[rows]
    day = period.end - 1
    if board.within == "all":
        group = np.zeros(n, np.int64)
    elif board.within == "organisation":
        group = organisation
    elif board.within == "parent":
        group = directory.parent_on(organisation, day)
    else:
        group = np.asarray(directory.words_on(entities, np.full(n, day), board.within)[0], np.int64)
    bottom = np.zeros(n, np.int64)
    for i in np.flatnonzero(rank > 0):
        worse = (group == group[i]) & (rank > rank[i])
        listed = int(((group == group[i]) & (rank > 0)).sum())
        bottom[i] = int(worse.sum()) + 1 if listed >= of[i] else int(of[i] - rank[i] + 1)
    return Ranking(rank, of, bottom, group)
