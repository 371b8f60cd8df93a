"""History: earlier scorecards from a file, in the form in which settled ones stand (section 9b, previous periods; 9c, streaks).

Worked example: rows (甲, 2025-06, M, score, 88, 计分, 合格, 3, 5) and four more of 2025-06 become the scorecards of table M in June, with
places from the bottom counted among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from biaochi.scoring.columns import NO_AMOUNT, Words
from biaochi.scoring.directory import NONE, Directory
from biaochi.scoring.periods import Period, PeriodNotUnderstood
from biaochi.scoring.plan import TOTAL, Plan
from biaochi.scoring.roster import HistoryRows
from biaochi.scoring.state import SCORED, STATES, UNKNOWN, Column, Ranking, Scorecards

STATE_WORDS = {
    "计分": "scored", "免评": "exempt", "中止": "suspended", "时间不足": "too_short", "存档": "archived", "未知": "unknown",
    "移出": "excluded", "不在表": "absent",
}  # fmt: skip


def scorecards_of(history: HistoryRows, plan: Plan, directory: Directory) -> dict[tuple[str, str], Scorecards]:
    """Scorecards of this scheme by (table, period name); rows of tables or periods it does not know are passed over."""
    found: dict[tuple[str, str], Scorecards] = {}
    for name, period, rows in _groups(history, plan):
        if name in plan.tables:
            table = plan.tables[name].table
            board = (table.ranks[0].code, table.ranks[0].within) if table.ranks else ("", "all")
            system = table.grades[0].code if table.grades else ""
            entity = directory.entities(history.subject[rows], table.subject == "organisation")
            found[name, period.name] = _scorecards(history, rows, entity, name, period, directory, board, system)
    return found


def fed_scorecards(scheme: str, history: HistoryRows, plan: Plan, directory: Directory) -> dict[tuple[str, str, str], Scorecards]:
    """Scorecards of another scheme, by (scheme, table, period name); its boards and grade systems have no codes here."""
    found: dict[tuple[str, str, str], Scorecards] = {}
    for name, period, rows in _groups(history, plan):
        person, body = (directory.entities(history.subject[rows], of_bodies) for of_bodies in (False, True))
        entity = np.where((person != NONE) & (person < directory.n_people), person, body)
        found[scheme, name, period.name] = _scorecards(history, rows, entity, name, period, directory, ("", "all"), "")
    return found


def _groups(history: HistoryRows, plan: Plan) -> Iterator[tuple[str, Period, Any]]:
    """(table, period, rows) of the history, by table and period."""
    key = history.period.codes.astype(np.int64) * (len(history.table.vocabulary) + 1) + history.table.codes
    for code in np.unique(key[(history.period.codes >= 0) & (history.table.codes >= 0)]):
        period_code, table_code = divmod(int(code), len(history.table.vocabulary) + 1)
        try:
            period = plan.calendar.parse(history.period.vocabulary[period_code])
        except PeriodNotUnderstood:
            continue
        yield history.table.vocabulary[table_code], period, np.flatnonzero(key == code)


def _scorecards(
    history: HistoryRows, rows: Any, entity: Any, table: str, period: Period, directory: Directory, board: tuple[str, str], system: str
) -> Scorecards:
    """The scorecards of one table and period; the highest version of each value holds."""
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
    if bool((history.rank[rows[total]] > 0).any()):
        ranks[board[0]] = _ranking(history, rows[total], index[total], entities, organisation, board[1], period, directory)
    if bool((history.grade.codes[rows[total]] >= 0).any()):
        codes = np.full(len(entities), -1, np.int32)
        codes[index[total]] = history.grade.codes[rows[total]]
        grades[system] = Words(codes, history.grade.vocabulary)
    return Scorecards(table, period, entities, position, states, {}, organisation, values, ranks, grades)


def _state(text: str) -> int:
    word = STATE_WORDS.get(text, text)
    return STATES.index(word) if word in STATES else SCORED


def _ranking(
    history: HistoryRows, rows: Any, index: Any, entities: Any, organisation: Any, within: str, period: Period, directory: Directory
) -> Ranking:
    n = len(entities)
    rank, of = np.zeros(n, np.int64), np.zeros(n, np.int64)
    rank[index], of[index] = history.rank[rows], history.of[rows]
    day = period.end - 1
    if within == "all":
        group = np.zeros(n, np.int64)
    elif within == "organisation":
        group = organisation
    elif within == "parent":
        group = directory.parent_on(organisation, day)
    else:
        group = np.asarray(directory.words_on(entities, np.full(n, day), within)[0], np.int64)
    bottom = np.zeros(n, np.int64)
    for i in np.flatnonzero(rank > 0):
        worse = (group == group[i]) & (rank > rank[i])
        listed = int(((group == group[i]) & (rank > 0)).sum())
        bottom[i] = int(worse.sum()) + 1 if listed >= of[i] else int(of[i] - rank[i] + 1)
    return Ranking(rank, of, bottom, group)
