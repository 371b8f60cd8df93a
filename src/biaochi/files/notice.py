"""The public notice (公示): the table of one settled period as it hangs on the wall, to be printed from a browser.

On it stand rank, name, organisation, the score by category, the total and the grade (a reference). Members ranked in their branch get a
sheet a branch; classes stand below one another. Who is exempt or has no score for another reason is counted, not named. The window
and the body that takes objections come from the scheme's 公示 and 异议; days are filled in by hand, because a settlement knows no
day of publication.

Worked example: a yearly table ranked inside branches over 22 branches is one page of 22 sheets, each with its own head and seal area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from biaochi.files.page import render
from biaochi.scoring.columns import distinct
from biaochi.scoring.plan import TOTAL, TablePlan
from biaochi.scoring.points import decimal_text
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Board
from biaochi.scoring.scheme.procedure import actors
from biaochi.scoring.scheme.workflow_model import Notice, Term
from biaochi.scoring.settle import Settlement
from biaochi.scoring.stages.total import BASE
from biaochi.scoring.state import ABSENT, SCORED, UNKNOWN, Column, Scorecards

ROWS_MAX = 5_000
"""Rows up to which a notice is written: more than hang on any wall."""
DETAILS_MAX = 14
"""Columns of categories or indicators up to which the score is shown by them."""
LANDSCAPE_FROM = 6
"""Columns of details from which the sheet lies on its side."""
SHOWN = ("rank", "score", "details", "grade")
SHOWN_STATES = (SCORED, UNKNOWN)
FORMS = {"public_notice": "公示", "circular": "通报", "open_to_branch": "公开"}


@dataclass(frozen=True)
class Detail:
    """One column of the score: a category, an indicator, a part or the base."""

    name: str
    column: Column


def notice_page(settlement: Settlement, cards: Scorecards, names: Mapping[int, str] | None = None, title: str = "") -> str:
    """The notice of one table and period as HTML text. ``names`` by entity; without them the names that were read, else the ids."""
    return render("notice.html", **content_of(settlement, cards, names, title))


def content_of(settlement: Settlement, cards: Scorecards, names: Mapping[int, str] | None = None, title: str = "") -> dict[str, Any]:
    """What stands on the notice: texts, lists and yes or no, for whoever prints it."""
    plan = settlement.plan.tables[cards.table]
    notice = declared_notice(settlement, plan)
    shows = set(notice.shows) if notice is not None and notice.shows else set(SHOWN)
    details = details_of(plan, cards) if "details" in shows else []
    board = next(iter(plan.table.ranks), None)
    sheets = _Sheets(settlement, cards, board, names, details, notice)
    form = FORMS[notice.kind] if notice is not None else "公示"
    of_people = plan.table.subject == "person"
    return {
        "title": title or settlement.plan.scheme.name, "heading": form, "period": heading_words(cards, plan.table.name),
        "is_landscape": len(details) >= LANDSCAPE_FROM, "details": [d.name for d in details], "has_score": "score" in shows,
        "has_rank": "rank" in shows and board is not None, "has_grade": "grade" in shows and bool(cards.grades), "of_people": of_people,
        "has_organisation": of_people and (board is None or board.within != "organisation"), "sheets": sheets.all(),
        "grade_name": plan.table.grades[0].name if plan.table.grades else "", "window": window_words(settlement, notice, form),
        "objections": objection_words(settlement, form), "scheme": settlement.plan.scheme.name,
        "version": settlement.plan.scheme.version,
    }  # fmt: skip


def rows_of(cards: Scorecards) -> int:
    """How many rows the notice would have."""
    return int(np.isin(cards.states, SHOWN_STATES).sum())


def declared_notice(settlement: Settlement, plan: TablePlan) -> Notice | None:
    """The scheme's declaration for this kind of period: a 公示 before a 通报 before what is open to the branch."""
    order = list(FORMS)
    fitting = [n for n in settlement.plan.scheme.notices if n.each in (None, plan.table.period)]
    return min(fitting, key=lambda n: (order.index(n.kind), n.each is None), default=None)


def heading_words(cards: Scorecards, table: str) -> str:
    """Period and table as people say it: 2025 年第一季度积分; an own kind of period keeps its name."""
    name, kind = cards.period.name, cards.period.kind
    year, _, rest = name.partition("-")
    if kind == "year":
        return f"{year} 年度{table.removeprefix('年度')}"
    if kind == "half":
        return f"{year} 年{'上' if rest == 'H1' else '下'}半年{table.removeprefix('半年')}"
    if kind == "quarter":
        return f"{year} 年第{'一二三四'[int(rest[1]) - 1]}季度{table.removeprefix('季度')}"
    return f"{year} 年 {int(rest)} 月{table.removeprefix('月度')}" if kind == "month" else f"{name} {table}"


def details_of(plan: TablePlan, cards: Scorecards) -> list[Detail]:
    """The columns between name and total: parts, else categories with what stands beside them, else the top indicators."""
    if plan.table.parts:
        wanted = [(part.name, part.code) for part in plan.table.parts]
    else:
        wanted = [("起评分", BASE)] if plan.table.base is not None else []
        for category, nodes in plan.entries().items():
            wanted.extend([(category, category)] if category is not None else [(node.node.name, node.code) for node in nodes])
        wanted.extend((joint.name or "共同封顶调整", joint.code) for joint in plan.table.joint_caps if joint.category is None)
    found = [Detail(name, cards.values[code]) for name, code in wanted if code in cards.values]
    return found if 1 < len(found) <= DETAILS_MAX else []


def days_words(settlement: Settlement, days: Any, is_working: bool) -> str:
    """How many days; a line to fill in where organisations differ."""
    number = settlement.stated_number(days)
    said = "____" if number is None else number_text(number)
    return f"{said} 个工作日" if is_working else f"{said} 天"


def window_words(settlement: Settlement, notice: Notice | None, form: str) -> str:
    """公示期 with the days the scheme gives, if it gives any."""
    return f"{form}期" if notice is None or notice.days is None else f"{form}期:{days_words(settlement, notice.days, notice.working)}"


def term_words(settlement: Settlement, part: Term) -> str:
    """A body and its days: 由支委会,5 个工作日."""
    said = [f"由{actors(part.actor)}"] if part.actor else []
    return ",".join([*said, days_words(settlement, part.days, part.working)] if part.days is not None else said)


def objection_words(settlement: Settlement, form: str) -> list[str]:
    """Who takes objections, until when, and who checks them again."""
    part = settlement.plan.scheme.objections
    if part is None:
        return []
    window = f"({term_words(settlement, part.window)})" if part.window is not None else ""
    receiver = actors(part.received_by) if part.received_by else "____________"
    said = [f"对以上内容有异议的,请在{form}期内{window}向{receiver}提出。"]
    if part.re_check is not None:
        said.append(f"复核:{term_words(settlement, part.re_check)}。")
    if part.appeal is not None:
        said.append(f"对复核结果仍有异议的,可以申诉:{term_words(settlement, part.appeal)}。")
    return said


class _Sheets:
    """The sheets of one notice. Each branch's members hang in their branch; other groups stand below one another on one sheet."""

    def __init__(
        self, settlement: Settlement, cards: Scorecards, board: Board | None, names: Mapping[int, str] | None, details: list[Detail],
        notice: Notice | None,
    ) -> None:  # fmt: skip
        self.settlement, self.cards, self.board, self.names = settlement, cards, board, names
        self.details, self.notice = details, notice
        self.ranking = cards.ranks[board.code] if board is not None and board.code in cards.ranks else None
        self.grades = next(iter(cards.grades.values()), None)
        self.group = np.zeros(len(cards.states), np.int64) if self.ranking is None else self.ranking.group

    def all(self) -> list[dict[str, Any]]:
        """One mapping a sheet: its name, its tables (best first), how many are not rated."""
        states = self.cards.states
        listed, left = np.flatnonzero(np.isin(states, SHOWN_STATES)), np.flatnonzero(~np.isin(states, (*SHOWN_STATES, ABSENT)))
        tables = [(int(number), listed[self.group[listed] == number]) for number in distinct(self.group[listed])]
        if self.board is not None and self.board.within == "organisation":
            return [self._sheet([table], int((self.group[left] == table[0]).sum()), self._group_name(table[1])) for table in tables]
        return [self._sheet(tables, len(left), "")]

    def _sheet(self, tables: list[tuple[int, NDArray[Any]]], left_out: int, name: str) -> dict[str, Any]:
        return {
            "name": name, "left_out": left_out, "is_uneven": any(self._is_uneven(mine) for _, mine in tables),
            "tables": [{"caption": "" if name else self._group_name(mine), "rows": self._rows(mine)} for _, mine in tables],
        }  # fmt: skip

    def _group_name(self, mine: NDArray[Any]) -> str:
        """The organisation or class that is ranked together, '' for everybody."""
        if self.board is None or self.board.within == "all":
            return ""
        directory, body, day = self.settlement.directory, self.cards.organisation[mine[:1]], np.full(1, self.cards.period.end - 1)
        if self.board.within == "organisation":
            return self._name(int(body[0]))
        if self.board.within == "parent":
            return self._name(int(directory.parent_on(body, day)[0]))
        codes, vocabulary = directory.words_on(body, day, self.board.within)
        return vocabulary[int(codes[0])] if codes[0] >= 0 else ""

    def _rows(self, mine: NDArray[Any]) -> list[dict[str, Any]]:
        order = self._ordered(mine)
        columns = [self.cards.values[TOTAL], *(detail.column for detail in self.details)]
        places = max((_places(column, order) for column in columns), default=0)
        total, *details = (_texts(column, order, places) for column in columns)
        return [
            {**self._who(index), "total": total[at] or "待核", "details": [texts[at] or "—" for texts in details]}
            for at, index in enumerate(order.tolist())
        ]

    def _ordered(self, mine: NDArray[Any]) -> NDArray[Any]:
        """Ranked ones by their place, then the others; equals by id. Only so many as the scheme publishes."""
        rank = np.zeros(len(mine), np.int64) if self.ranking is None else self.ranking.rank[mine]
        score = self.cards.values[TOTAL].points[mine]
        order = np.lexsort((self.cards.entities[mine], -score, np.where(rank == 0, np.iinfo(np.int64).max, rank)))
        top = None if self.notice is None else self.settlement.stated_number(self.notice.top)
        if top is not None:
            order = order[(rank[order] > 0) & (rank[order] <= int(top))]
        elif self.board is not None and isinstance(self.board.publish, int):
            order = order[(rank[order] > 0) & (rank[order] <= self.board.publish)]
        return mine[order]

    def _who(self, index: int) -> dict[str, str]:
        """Rank, name, organisation and grade of one row."""
        cards = self.cards
        grade = "" if self.grades is None or self.grades.codes[index] < 0 else self.grades.vocabulary[int(self.grades.codes[index])]
        rank = 0 if self.ranking is None else int(self.ranking.rank[index])
        return {
            "rank": str(rank) if rank else "—", "name": self._name(int(cards.entities[index])),
            "organisation": self._name(int(cards.organisation[index])), "grade": grade,
        }  # fmt: skip

    def _name(self, entity: int) -> str:
        if entity < 0:
            return ""
        if self.names is not None and entity in self.names:
            return self.names[entity]
        return self.settlement.directory.name_of(entity) or self.settlement.directory.id_of(entity)

    def _is_uneven(self, mine: NDArray[Any]) -> bool:
        """Whether somebody's total is not the plain sum of the columns: capped, reduced, or made zero."""
        if not self.details:
            return False
        total = sum((d.column.points[mine] for d in self.details), np.zeros(len(mine), np.int64))
        usable = self.cards.values[TOTAL].usable()[mine]
        return bool((usable & (total != self.cards.values[TOTAL].points[mine])).any())


def _places(column: Column, rows: NDArray[Any]) -> int:
    """The most decimals that any of these points has."""
    points = column.points[rows][column.usable()[rows]]
    return next((places for places in range(4) if not (points % 10 ** (4 - places)).any()), 4)


def _texts(column: Column, rows: NDArray[Any], places: int) -> list[str]:
    """The points with so many decimals, '' where there are none."""
    points, usable = column.points[rows].tolist(), column.usable()[rows].tolist()
    return [_text(value, places) if is_usable else "" for value, is_usable in zip(points, usable, strict=True)]


def _text(points: int, places: int) -> str:
    whole, _, decimals = decimal_text(points).partition(".")
    return f"{whole}.{decimals:0<{places}}" if places else whole
