"""Everything that is wrong with an upload at once, each at its cell: what cannot be read, and what the scheme does not know.

The engine reads all rows before it compares them with the scheme's catalogue and the roster, and names rows by their identifiers. Here the
rows that can be read are compared even where others cannot, and every row that a finding speaks of gets its own line.

Worked example: rows 3 and 9 of kind 没有的事项 and a date 昨天 in row 5 are three findings, at C3, C9 and D5.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from biaochi.files.faults import Faults
from biaochi.files.headers import FACTS
from biaochi.files.tables import Table, open_table
from biaochi.portal.scores import engine
from biaochi.portal.scores.rows import cells_of
from biaochi.scoring.columns import ids_as_text
from biaochi.scoring.findings import Finding, Refused, Text

COLUMNS = {
    "unknown-kind": "kind", "unknown-subject": "subject", "level-not-listed": "level", "role-not-listed": "role",
    "mark-out-of-range": "mark", "quantity-out-of-range": "quantity", "too-many-decimals": "quantity", "matter-missing": "matter",
}  # fmt: skip
BY_NAME = ("unknown-kind", "unknown-subject")
"""Findings whose rows are all those with the word; of the others the rows that the finding names."""
NAMED = re.compile(r"“(.*?)”")
TOLD = re.compile(r"\(事项 (.*?),共 \d+ 条\)$")
TOLD_EN = re.compile(r" \(facts .*?, \d+ in all\)$")
LISTED_MAX = 1_000
REST_MAX = 100_000
"""Rows up to which the readable rest is compared where others cannot be read."""


def all_findings(inputs: Path, facts: Path, period: str, refused: Sequence[Finding]) -> list[Finding]:
    """``refused`` at their cells, with what the scheme says of the rows that could be read."""
    broken = {finding.place.line for finding in refused if finding.place.file == str(facts)}
    if not broken:
        return placed(refused, facts)
    if 0 in broken or any(finding.place.file != str(facts) for finding in refused):
        return list(refused)
    rest = facts.with_name("rest.csv")
    try:
        if not write_rest(facts, rest, broken, refused):
            return list(refused)
        engine.run(engine.read(inputs, rest), period, keeps_lines=False)
    except Refused as further:
        more = [finding for finding in placed(further.findings, rest) if finding.place.line]
        own = [replace(finding, place=replace(finding.place, file=str(facts))) for finding in more]
        return sorted([*refused, *own], key=lambda finding: finding.place.line)[: LISTED_MAX + 1]
    finally:
        rest.unlink(missing_ok=True)
    return list(refused)


def write_rest(facts: Path, rest: Path, broken: set[int], refused: Sequence[Finding]) -> bool:
    """The rows that can be read, each on its own line number, as text; False where the upload is too long for that."""
    sheet = next((finding.place.cell.partition("!")[0] for finding in refused if "!" in finding.place.cell), "")
    rows = cells_of(facts, sheet)
    if len(rows) > REST_MAX:
        return False
    with rest.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for number, cells in enumerate(rows, 1):
            writer.writerow([""] * max(len(cells), 1) if number in broken else [text_of(cell) for cell in cells])
    return True


def text_of(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def placed(findings: Sequence[Finding], facts: Path) -> list[Finding]:
    """Findings that name facts by their identifiers, a line each at the cell; the others as they are."""
    if not any(finding.place.file == "facts" for finding in findings):
        return list(findings)
    try:
        table = open_table(facts, FACTS, [])
        found = [one for finding in findings for one in at_rows(finding, table, facts)]
    except Refused:
        return list(findings)
    return sorted(found, key=lambda finding: finding.place.line)[:LISTED_MAX]


def at_rows(finding: Finding, table: Table, facts: Path) -> Iterator[Finding]:
    column, told = COLUMNS.get(finding.code), TOLD.search(finding.what.zh)
    if finding.place.file != "facts" or column is None or told is None:
        yield finding
        return
    ignored = Faults(str(facts))
    if finding.code in BY_NAME:
        name = NAMED.search(finding.what.zh)
        words = ids_as_text(table.ids(column, ignored)) if column == "subject" else table.words(column, ignored).texts()
        rows = [row for row, word in enumerate(words) if name is not None and word == name[1]]
    else:
        wanted = set(told[1].rstrip("…").split("、"))
        rows = [row for row, ident in enumerate(ids_as_text(table.ids("id", ignored))) if ident in wanted]
    what = Text(TOLD.sub("", finding.what.zh), TOLD_EN.sub("", finding.what.en))
    for row in rows[:LISTED_MAX]:
        yield replace(finding, place=table.place(column, row), what=what)
    if not rows:
        yield finding
