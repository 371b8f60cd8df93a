"""The results of a settled trial for its pages, read from Parquet: boards, one scorecard, proposals.

Points leave here as texts, to the last digit as settled; a number that is not known is "" and never 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from biaochi.portal.scores import folders, shown
from biaochi.portal.scores.models import Trial
from biaochi.portal.scores.queries import names_of

STATES: Mapping[str, str | Promise] = {
    "scored": _("计分"), "exempt": _("免评"), "suspended": _("中止"), "too_short": _("时间不足"), "archived": _("存档"),
    "unknown": _("待核"), "excluded": _("移出"),
}  # fmt: skip
BOUND: Mapping[str, str | Promise] = {
    "max": _("已封顶"), "min": _("已保底"), "bonus_max": _("加分封顶"), "deduction_max": _("扣分封顶"), "per_period": _("每期限额"),
}  # fmt: skip
AT_ONCE = 2_000


@dataclass(frozen=True)
class Table:
    """A table of the settlement as ``shown.json`` has it."""

    code: str
    name: str
    of_people: bool
    states: Mapping[str, int]
    blocked: Sequence[str]
    boards: Sequence[Mapping[str, str]]
    grades: Sequence[Mapping[str, str]]
    outcomes: Sequence[Mapping[str, str]]
    values: Sequence[Mapping[str, Any]]
    portrait: Sequence[str]
    has_notice: bool

    def board(self, code: str) -> Mapping[str, str] | None:
        return next((board for board in self.boards if board["code"] == code), self.boards[0] if self.boards else None)


@dataclass(frozen=True)
class BoardRow:
    subject: str
    name: str
    organisation: str
    organisation_code: str
    group: str
    rank: int | None
    of: int | None
    score: str
    by: str
    state: str
    reason: str
    grade: str


@dataclass(frozen=True)
class Value:
    """One line of a scorecard. ``state`` is known, unknown or absent; ``bound`` says which limit held, '' for none."""

    code: str
    name: str
    depth: int
    kind: str
    clause: str
    points: str
    state: str
    bound: str | Promise

    @property
    def is_quiet(self) -> bool:
        """A rule that brought nothing and was held by nothing."""
        return self.kind == "rule" and self.state != "unknown" and self.points in ("", "0") and not self.bound


@dataclass(frozen=True)
class Proposal:
    subject: str
    name: str
    target: str
    outcome: str
    amount: str
    evidence: str
    decides: str
    table: str
    table_name: str


def tables(trial: Trial) -> list[Table]:
    folder = folders.shown_of(trial.pk)
    return [
        Table(
            one["code"], one["name"], one["of_people"], one["states"], one["blocked"], one["boards"], one["grades"], one["outcomes"],
            one["values"], one["portrait"], (folder / f"notice-{one['code']}.json").exists(),
        )
        for one in shown.read(folder)["tables"]
    ]  # fmt: skip


def states_of(table: Table) -> list[tuple[str | Promise, int]]:
    return [(STATES.get(state, state), count) for state, count in table.states.items()]


class BoardRows(Sequence[BoardRow]):
    """The rows of one board as a sequence that turns into rows only what is looked at; two queries for the names of a slice."""

    def __init__(self, found: pa.Table, of_people: bool, groups: Mapping[str, str]) -> None:
        self.found, self.of_people, self.groups = found, of_people, groups

    def __len__(self) -> int:
        return int(self.found.num_rows)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            begin, end, _step = at.indices(len(self))
            return self.rows(self.found.slice(begin, max(0, end - begin)))
        return self.rows(self.found.slice(at, 1))[0]

    def __iter__(self) -> Iterator[BoardRow]:
        for begin in range(0, len(self), AT_ONCE):
            yield from self.rows(self.found.slice(begin, AT_ONCE))

    def rows(self, part: pa.Table) -> list[BoardRow]:
        rows = part.to_pylist()
        names = names_of((row["subject"] for row in rows), self.of_people)
        bodies = names_of((row["organisation"] for row in rows if row["organisation"]), False)
        return [
            BoardRow(
                row["subject"], names.get(row["subject"], row["subject"]), bodies.get(row["organisation"] or "", row["organisation"] or ""),
                row["organisation"] or "", self.groups.get(row["group"] or "", row["group"] or ""), row["rank"], row["of"],
                points_text(row["score"]), points_text(row["by"]), row["state"], row["reason"] or "", row["grade"] or "",
            )
            for row in rows
        ]  # fmt: skip


def board(
    trial: Trial,
    table: Table,
    code: str,
    *,
    is_ranked: bool = True,
    group: str = "",
    grade: str = "",
    state: str = "",
    subjects: set[str] | None = None,
) -> BoardRows:
    """The rows of one board ('' for a table without boards), narrowed; ranks are those of the whole board, whatever is left to see.

    Not ``is_ranked``: by organisation and identifier, so that the order tells no rank.
    """
    wanted = (pc.field("table") == table.code) & (pc.field("board") == code if code else pc.field("board").isin(["", None]))
    for name, value in (("group", group), ("grade", grade), ("state", state)):
        if value:
            wanted &= pc.field(name) == value
    found = read(folders.shown_of(trial.pk) / f"{shown.BOARDS}.parquet", wanted)
    if subjects is not None:
        found = found.filter(pc.is_in(found["subject"], pa.array(sorted(subjects), pa.string())))
    if not is_ranked:
        found = found.sort_by([("organisation", "ascending"), ("subject", "ascending")])
    return BoardRows(found, table.of_people, group_names(table.board(code), found))


def groups(trial: Trial, table: Table, code: str) -> list[tuple[str, str]]:
    """(key, name) of every group of a board, in its order."""
    found = board(trial, table, code)
    keys = [key for key in pc.unique(found.found["group"]).to_pylist() if key and key != "-"]
    return [(key, found.groups.get(key, key)) for key in keys]


def words(trial: Trial, table: Table, code: str, column: str) -> list[str]:
    """The different words of a column of one board."""
    return sorted(word for word in pc.unique(board(trial, table, code).found[column]).to_pylist() if word)


def group_names(board: Mapping[str, str] | None, found: pa.Table) -> dict[str, str]:
    keys = [key for key in pc.unique(found["group"]).to_pylist() if key]
    names = names_of(keys, False) if board is None or board["within"] in ("organisation", "parent") else {}
    return {"-": "", **names}


def read(path: Path, wanted: pc.Expression) -> pa.Table:
    """The rows of a Parquet file that are wanted, words as plain texts."""
    found = pq.read_table(path, filters=wanted)
    for place, field in enumerate(found.schema):
        if pa.types.is_dictionary(field.type):
            found = found.set_column(place, field.name, found[field.name].cast(pa.string()))
    return found


def card(trial: Trial, table: Table, subject: str) -> BoardRow | None:
    """The subject's row on the table's first board."""
    rows = board(trial, table, table.boards[0]["code"] if table.boards else "", subjects={subject})
    return rows[0] if len(rows) else None


def standings(trial: Trial, table: Table, subject: str) -> list[tuple[str, BoardRow]]:
    """Each board's name with the subject's row on it, where it is ranked."""
    found = []
    for one in table.boards:
        rows = board(trial, table, one["code"], subjects={subject})
        if len(rows) and rows[0].rank:
            found.append((one["name"], rows[0]))
    return found


def values(trial: Trial, table: Table, subject: str) -> list[Value]:
    """The scorecard's lines in the order of the document; none where the settlement was too large to list them."""
    path = folders.out_of(trial.pk) / "values.parquet"
    if not path.exists():
        return []
    found = {row["value"]: row for row in of_subject(path, table.code, subject)}
    lines = []
    for named in table.values:
        row = found.get(named["code"])
        if row is not None:
            points = points_text(row["points"])
            bound = BOUND.get(row["bound"] or "", "")
            lines.append(Value(named["code"], named["name"], named["depth"], named["kind"], named["clause"], points, row["state"], bound))
    return lines


def of_subject(path: Path, table: str, subject: str) -> list[dict[str, Any]]:
    kind = pq.read_schema(path).field("subject").type
    key: Any = int(subject) if pa.types.is_integer(kind) and subject.lstrip("-").isdecimal() else subject
    if pa.types.is_integer(kind) and not isinstance(key, int):
        return []
    return read(path, (pc.field("subject") == key) & (pc.field("table") == table)).to_pylist()


def portrait(trial: Trial, table: Table, subject: str, organisation: str) -> list[tuple[str, str, str]]:
    """(name, own points, mean of the organisation) for the values that stand side by side; '' where there is no number."""
    path = folders.shown_of(trial.pk) / f"{shown.MEANS}.parquet"
    if not path.exists() or not table.portrait:
        return []
    own = {value.code: value for value in values(trial, table, subject)}
    rows = read(path, (pc.field("table") == table.code) & (pc.field("organisation") == organisation)).to_pylist()
    means = {row["value"]: points_text(row["mean"]) for row in rows}
    return [(own[code].name, own[code].points, means.get(code, "")) for code in table.portrait if code in own]


def proposals(trial: Trial, shows_ranks: bool) -> list[Proposal]:
    """What the scheme proposes; who decides is a person or a meeting."""
    path = folders.out_of(trial.pk) / "outcomes.parquet"
    if not path.exists():
        return []
    known = {table.code: table for table in tables(trial)}
    rows = [row for row in read(path, pc.scalar(True)).to_pylist() if row["table"] in known]
    people = names_of((str(row[key]) for row in rows for key in ("subject", "target")), True)
    bodies = names_of((str(row[key]) for row in rows for key in ("subject", "target")), False)
    units = {(table.code, one["code"]): one["unit"] for table in known.values() for one in table.outcomes}

    def named(key: Any, of_people: bool) -> str:
        text = "" if key in (None, -1, "") else str(key)
        return ((people if of_people else bodies).get(text) or people.get(text) or bodies.get(text) or text) if text else ""

    return [
        Proposal(
            str(row["subject"]), named(row["subject"], known[row["table"]].of_people), named(row["target"], True), row["name"],
            amount_text(row["amount"], units.get((row["table"], row["outcome"]), "")), evidence(row["evidence"] or "", shows_ranks),
            "" if row["decides"] == "-" else row["decides"], row["table"], known[row["table"]].name,
        )
        for row in rows
    ]  # fmt: skip


def evidence(text: str, shows_ranks: bool) -> str:
    return "；".join(part for part in text.split(";") if shows_ranks or not part.startswith("名次"))


def amount_text(amount: Decimal | None, unit: str) -> str:
    return f"{points_text(amount)} {unit}".strip() if amount is not None else ""


def points_text(points: Decimal | None) -> str:
    """The points with the decimals they have and no more; '' for none."""
    if points is None:
        return ""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
