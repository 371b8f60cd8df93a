"""Readers: one function a kind of file, each giving the engine's own columns or every finding at once.

Worked example: ``read_roster(Path("名册.xlsx"))`` reads the sheet 名册 (or the only sheet) and gives
``RosterRows``; two rows of one person that overlap are a finding that names both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np

from biaochi.files.cells import Cell, half_width, read_text, read_word, shown
from biaochi.files.fact_columns import empty_as_text
from biaochi.files.faults import BadCell, Faults
from biaochi.files.headers import CALENDAR, FACTS, HISTORY, ORGANISATIONS, PARAMETERS, RELATIONS, ROSTER
from biaochi.files.memory_facts import facts_of_table
from biaochi.files.row_checks import refuse_backwards, refuse_overlaps, refuse_repeated, warn_of_look_alikes
from biaochi.files.tables import PARQUET, Table, check_exists, open_table, without_rows
from biaochi.scoring.columns import Ids, Int32s, Words
from biaochi.scoring.facts import FactSource
from biaochi.scoring.findings import Finding
from biaochi.scoring.roster import (
    EVER,
    NEVER,
    HistoryRows,
    OrganisationRows,
    ParameterRow,
    RelationRows,
    RosterRows,
)

_FLAG_SEPARATOR = re.compile("[;；、,，]")
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def read_facts(
    path: Path, *, warnings: list[Finding] | None = None, ahead: frozenset[str] = frozenset()
) -> FactSource:
    """The facts (台账) of one file. Parquet is opened and read part by part later, other formats are read at once.

    ``ahead``: the columns that every part will be asked for; the first parts are decoded meanwhile.
    Raises ``BadRows``. Repeated ids are refused here for CSV and Excel; in Parquet finding them is the engine's.
    """
    check_exists(path)
    if path.suffix.lower() in PARQUET:
        from biaochi.files.parquet import open_parquet_facts

        source, found = open_parquet_facts(path)
        if warnings is not None:
            warnings.extend(found)
            if not source.rows:
                warnings.append(without_rows(str(path), FACTS))
        if ahead:
            source.read_ahead(ahead)
        return source
    return facts_of_table(open_table(path, FACTS, warnings))


def read_roster(path: Path, names: bool = False, *, warnings: list[Finding] | None = None) -> RosterRows:
    """The roster (名册). ``names``: read the column of names too. Raises ``BadRows``, also for overlapping rows."""
    table = open_table(path, ROSTER, warnings)
    faults = Faults(table.file)
    ids = table.ids("id", faults)
    start, end = _from_to(table, faults)
    roster = RosterRows(
        id=ids,
        status=table.words("status", faults),
        organisation=table.ids("organisation", faults),
        start=start,
        end=end,
        flags=table.words("flags", faults, read=_read_flags) if table.find("flags") else None,
        attributes=table.attributes(faults),
        name=table.texts("name", faults) if names and table.find("name") else None,
    )
    _check_dated(table, faults, warnings, ids, start, end)
    return roster


def read_organisations(path: Path, *, warnings: list[Finding] | None = None) -> OrganisationRows:
    """The organisations (组织); ``parent`` has the type of ``id``. Raises ``BadRows``, also for overlapping rows."""
    table = open_table(path, ORGANISATIONS, warnings)
    faults = Faults(table.file)
    ids, parent = table.ids("id", faults), table.ids("parent", faults)
    if ids.dtype != parent.dtype:
        ids, parent = empty_as_text(ids), empty_as_text(parent)
    start, end = _from_to(table, faults)
    organisations = OrganisationRows(
        id=ids,
        type=table.words("type", faults),
        parent=parent,
        klass=table.words("class", faults),
        start=start,
        end=end,
        attributes=table.attributes(faults),
        name=table.texts("name", faults) if table.find("name") else None,
    )
    _check_dated(table, faults, warnings, ids, start, end)
    return organisations


def read_relations(path: Path, *, warnings: list[Finding] | None = None) -> RelationRows:
    """The relations (关系). Raises ``BadRows``, also for overlapping rows of the same subject, relation and target."""
    table = open_table(path, RELATIONS, warnings)
    faults = Faults(table.file)
    start, end = _from_to(table, faults)
    relations = RelationRows(
        subject=table.ids("subject", faults),
        relation=table.words("relation", faults),
        target=table.ids("target", faults),
        start=start,
        end=end,
    )
    refuse_backwards(table, start, end, faults)
    faults.raise_if_any()
    refuse_overlaps(table, [relations.subject, relations.relation, relations.target], start, end, faults)
    faults.raise_if_any()
    return relations


def read_history(path: Path, *, warnings: list[Finding] | None = None) -> HistoryRows:
    """Earlier scorecards (历史). Without ``version`` rows are version 1. Raises ``BadRows``, also for repeated rows."""
    table = open_table(path, HISTORY, warnings)
    faults = Faults(table.file)
    history = HistoryRows(
        subject=table.ids("subject", faults),
        period=table.words("period", faults),
        version=table.wholes("version", faults, empty=1),
        table=table.words("table", faults),
        value=table.words("value", faults),
        points=table.points("points", faults),
        state=table.words("state", faults),
        grade=table.words("grade", faults),
        rank=table.wholes("rank", faults, empty=0),
        of=table.wholes("of", faults, empty=0),
    )
    faults.raise_if_any()
    version = history.version.astype(np.int64)
    key: list[Ids | Words] = [history.subject, history.period, version, history.table, history.value]
    refuse_repeated(table, key, "subject", faults)
    faults.raise_if_any()
    return history


def read_parameters(path: Path, *, warnings: list[Finding] | None = None) -> tuple[ParameterRow, ...]:
    """The parameters (参数), in the order of the file; 30% is 0.3. Raises ``BadRows``, also for repeated rows."""
    table = open_table(path, PARAMETERS, warnings)
    faults = Faults(table.file)
    name, value = table.words("name", faults), table.words("value", faults, read=_read_parameter)
    organisation, start = table.ids("organisation", faults), table.days("from", faults, empty=int(EVER))
    faults.raise_if_any()
    refuse_repeated(table, [name, organisation, start.astype(np.int64)], "name", faults)
    faults.raise_if_any()
    texts = empty_as_text(organisation)
    rows = zip(name.texts(), value.texts(), texts, start, strict=True)
    return tuple(ParameterRow(str(n), str(v), str(o), int(s)) for n, v, o, s in rows)


def read_calendar(path: Path, *, warnings: list[Finding] | None = None) -> Mapping[int, str]:
    """The calendar (日历): days since 1970-01-01 → kind. Raises ``BadRows``, also for repeated days."""
    table = open_table(path, CALENDAR, warnings)
    faults = Faults(table.file)
    day, kind = table.days("day", faults), table.words("kind", faults)
    faults.raise_if_any()
    refuse_repeated(table, [day.astype(np.int64)], "day", faults)
    faults.raise_if_any()
    return {int(d): str(k) for d, k in zip(day, kind.texts(), strict=True)}


def _from_to(table: Table, faults: Faults) -> tuple[Int32s, Int32s]:
    return table.days("from", faults, empty=int(EVER)), table.days("to", faults, empty=int(NEVER))


def _check_dated(
    table: Table, faults: Faults, warnings: list[Finding] | None, ids: Ids, start: Int32s, end: Int32s
) -> None:
    """Raise what the cells, then what the rows among themselves have wrong."""
    refuse_backwards(table, start, end, faults)
    faults.raise_if_any()
    refuse_overlaps(table, [ids], start, end, faults)
    faults.raise_if_any()
    if warnings is not None:
        warn_of_look_alikes(table, "id", ids, warnings)


def _read_flags(cell: Cell) -> str:
    """A cell of flags, the words separated by ``;``."""
    words = (read_word(word) for word in _FLAG_SEPARATOR.split(read_text(cell)))
    return ";".join(word for word in words if word)


def _read_parameter(cell: Cell) -> str:
    """A decimal number as plain text."""
    text = half_width(read_text(cell))
    is_share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if _DECIMAL.fullmatch(text) is None or len(text) > 40:
        raise BadCell(
            "cell-not-a-number",
            f"参数值「{shown(cell)}」不是数",
            f'the value "{shown(cell)}" is not a number',
            do_zh="写成 3、0.5 或 30%",
            do_en="write it like 3, 0.5 or 30%",
        )
    return format(Decimal(text).scaleb(-2), "f") if is_share else text
