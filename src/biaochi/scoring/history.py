"""History: earlier scorecards from a file, in the form in which settled ones stand (section 9b, previous periods; 9c, streaks).

Worked example: rows (甲, 2025-06, M, score, 88, 计分, 合格, 3, 5) and four more of 2025-06 become the scorecards of table M in June, with
places from the bottom counted among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
            boards = {board.code: (board.within, board.ties == "dense") for board in table.ranks}
            systems = [system.code for system in table.grades]
            entity = directory.entities(history.subject[rows], table.subject == "organisation")
            found[name, period.name] = _scorecards(history, rows, entity, name, period, directory, boards, systems)
    return found


def fed_scorecards(scheme: str, history: HistoryRows, plan: Plan, directory: Directory) -> dict[tuple[str, str, str], Scorecards]:
    """Scorecards of another scheme, by (scheme, table, period name); every value may be asked for as a board or a grade system."""
    found: dict[tuple[str, str, str], Scorecards] = {}
    for name, period, rows in _groups(history, plan):
        person, body = (directory.entities(history.subject[rows], of_bodies) for of_bodies in (False, True))
        entity = np.where((person != NONE) & (person < directory.n_people), person, body)
        codes = ["", *(word for word in history.value.vocabulary if word != TOTAL)]
        boards = dict.fromkeys(codes, ("all", False))
        found[scheme, name, period.name] = _scorecards(history, rows, entity, name, period, directory, boards, codes)
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
    history: HistoryRows,
    rows: Any,
    entity: Any,
    table: str,
    period: Period,
    directory: Directory,
    boards: Mapping[str, tuple[str, bool]],
    systems: Sequence[str],
) -> Scorecards:
    """The scorecards of one table and period: of each subject the rows of its latest version.

    A board or a grade system that has no row of its own has the rank and the grade of the total's row.
    """
    rows, entity = rows[entity != NONE], entity[entity != NONE]
    entities, index = np.unique(entity, return_inverse=True)
    latest = np.full(len(entities), np.iinfo(np.int32).min, np.int64)
    np.maximum.at(latest, index, history.version[rows])
    is_latest = history.version[rows] == latest[index]
    rows, index = rows[is_latest], index[is_latest]
    size = directory.n_people + directory.n_bodies + len(directory.others)
    position = np.full(size, NONE, np.int64)
    position[entities] = np.arange(len(entities))
    names = np.array([*history.value.vocabulary, ""], dtype=object)[history.value.codes[rows]]
    names = np.where(names == "", TOTAL, names)
    values: dict[str, Column] = {}
    at: dict[str, Any] = {}
    for name in dict.fromkeys(names):
        mine = names == name
        at[str(name)] = np.full(len(entities), NONE, np.int64)
        at[str(name)][index[mine]] = rows[mine]
        values[str(name)] = _column(history, at[str(name)])
    nowhere = np.full(len(entities), NONE, np.int64)
    total = at.get(TOTAL, nowhere)
    words = history.state.take(np.maximum(total, 0)).texts()
    states = np.array([UNKNOWN if row == NONE else _state(word) for row, word in zip(total, words, strict=True)], np.int8)
    organisation = directory.organisation_on(entities, period.end - 1)
    ranks, grades = {}, {}
    for board, (within, is_dense) in boards.items():
        own = np.where(at.get(board, nowhere) == NONE, total, at.get(board, nowhere))
        group = _groups_of(directory, entities, organisation, within, period.end - 1)
        ranks[board] = _ranking(history, own, group, is_dense)
    for system in systems:
        own = np.where(at.get(system, nowhere) == NONE, total, at.get(system, nowhere))
        grades[system] = Words(np.where(own == NONE, -1, history.grade.codes[own]).astype(np.int32), history.grade.vocabulary)
    return Scorecards(table, period, entities, position, states, {}, organisation, values, ranks, grades)


def _column(history: HistoryRows, rows: Any) -> Column:
    """The points of these rows (−1: none)."""
    known = (rows != NONE) & (history.points[rows] != NO_AMOUNT)
    return Column(np.where(known, history.points[rows], 0), None if known.all() else known)


def _state(text: str) -> int:
    word = STATE_WORDS.get(text, text)
    return STATES.index(word) if word in STATES else SCORED


def _groups_of(directory: Directory, entities: Any, organisation: Any, within: str, day: int) -> Any:
    if within == "all":
        return np.zeros(len(entities), np.int64)
    if within == "organisation":
        return organisation + 1
    if within == "parent":
        return directory.parent_on(organisation, day) + 1
    return np.asarray(directory.words_on(organisation, day, within)[0], np.int64) + 1


def _ranking(history: HistoryRows, rows: Any, group: Any, is_dense: bool) -> Ranking:
    """Ranks as written; places from the bottom counted among the listed ones where all of a group are, else by the number ranked."""
    rank = np.where(rows == NONE, 0, history.rank[rows]).astype(np.int64)
    of = np.where(rank > 0, history.of[rows], 0).astype(np.int64)
    width = int(rank.max(initial=0)) + 2
    listed = np.sort((group * width + rank)[rank > 0])
    heads = np.searchsorted(listed, (group + 1) * width, "left") - np.searchsorted(listed, group * width, "left")
    counted = np.unique(listed) if is_dense else listed
    worse = np.searchsorted(counted, (group + 1) * width, "left") - np.searchsorted(counted, group * width + rank, "right")
    bottom = np.where(heads >= of, worse + 1, of - rank + 1)
    return Ranking(rank, of, np.where(rank > 0, bottom, 0), group)
