"""The roster in the columns of the file contract, as Excel or CSV: what is exported can be imported, and settled by the command.

Every cell is text: an id of eighteen digits keeps them, ``=1+1`` stays what it is. No telephone number and no outside id is written.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.db.models import Q

from biaochi.files.writers import guard_formula
from biaochi.portal.organisation.importing.columns import COLUMNS
from biaochi.portal.organisation.models import ImportKind, RosterSpell
from biaochi.portal.organisation.queries import people, structure

LEFT_OUT = frozenset(("outside_id", "telephone"))
Table = tuple[list[str], Iterable[Sequence[str]]]


def header(kind: str, name: str) -> str:
    return next(column.headers[0] for column in COLUMNS[kind] if column.name == name)


def headers(kind: str) -> list[str]:
    return [column.headers[0] for column in COLUMNS[kind] if column.name not in LEFT_OUT]


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def table_of(kind: str, scope_of_spells: Q, scope_of_relations: Q) -> Table:
    """Headers and rows of everything dated within the scope."""
    if kind == ImportKind.ROSTER:
        spells = list(people.contract_rows(scope_of_spells))
        names = attribute_names(spells)
        return [*headers(kind), *names], (roster_row(row, names) for row in spells)
    if kind == ImportKind.ORGANISATIONS:
        rows = list(structure.contract_rows(scope_of_spells))
        names = attribute_names(rows)
        return [*headers(kind), *names], (organisation_row(row, names) for row in rows)
    return headers(kind), relation_rows(scope_of_relations)


def attribute_names(rows: Iterable[Any]) -> list[str]:
    return sorted({name for row in rows for name in row.attributes})


def roster_row(row: RosterSpell, names: Sequence[str]) -> list[str]:
    organisation = row.organisation.code if row.organisation else ""
    told = [row.member.code, people.name_of(row.member), row.status, organisation, day(row.from_on), day(row.until_on), row.flags]
    return [*told, *(str(row.attributes.get(name, "")) for name in names)]


def organisation_row(row: Any, names: Sequence[str]) -> list[str]:
    parent = row.parent.code if row.parent else ""
    told = [row.organisation.code, row.name, row.type, parent, row.class_name, day(row.from_on), day(row.until_on)]
    return [*told, *(str(row.attributes.get(name, "")) for name in names)]


def relation_rows(scope: Q) -> Iterator[list[str]]:
    posts, others = structure.contract_relations(scope)
    for post in posts:
        yield [post.member.code, post.word, post.organisation.code, day(post.from_on), day(post.until_on)]
    for relation in others:
        target = relation.organisation.code if relation.organisation else relation.other.code if relation.other else ""
        yield [relation.member.code, relation.kind, target, day(relation.from_on), day(relation.until_on)]


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(table[0])
    writer.writerows([guard_formula(cell) for cell in row] for row in table[1])
    return stream.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, sheet_name: str) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(sheet_name[:31])
        bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        sheet.set_column(0, len(table[0]), 16, text)
        for place, name in enumerate(table[0]):
            sheet.write_string(0, place, name, bold)
        for line, row in enumerate(table[1], 1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, place, cell, text)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def template(kind: str, sheet_name: str) -> bytes:
    """An empty workbook with all headers, to be filled in."""
    return as_xlsx(([column.headers[0] for column in COLUMNS[kind]], []), sheet_name)
