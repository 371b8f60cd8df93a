"""The editor's sections: what a clerk opens at a time, and the way between them.

Worked example: a scheme with one table of six small indicators has the sections 基本、参数、事项、the table, six indicators, 结果, 程序.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from biaochi.portal.schemes.fields import Item
from biaochi.portal.schemes.notes import Note, Placed

ITEMS_MAX = 30
"""Pieces of a section; an indicator with more is divided by the indicators below it."""
LISTED_MAX = 40
"""Fact kinds or parameters of a section."""
IN_RESULTS = ("veto", "board", "gradesystem", "outcome")
IN_PROCEDURE = ("step", "notice", "objections")


@dataclass(frozen=True)
class Entry:
    """One piece as a section shows it: with its notes, and where its part of the form ends."""

    item: Item
    depth: int
    is_whole: bool
    """Whether what stands below it is in this section too; if not, only its own settings are."""


@dataclass
class Section:
    key: str
    title: str
    depth: int
    entries: list[Entry] = field(default_factory=list)
    errors: int = 0
    others: int = 0


def sections_of(root: Item) -> list[Section]:
    """Every section, in the order of the text."""
    by_kind: dict[str, list[Item]] = {}
    for child in root.children:
        by_kind.setdefault(child.kind, []).append(child)
    head = Section("head", _("基本情况"), 0, [Entry(root, 0, False)])
    head.entries += [Entry(item, 0, True) for kind in ("category", "ownperiod") for item in by_kind.get(kind, ())]
    found = [head, *listed("parameters", _("参数"), by_kind.get("parameter", ())), *listed("facts", _("事项"), by_kind.get("factkind", ()))]
    for table in by_kind.get("table", ()):
        found += sections_of_table(table)
    steps = [Entry(item, 0, True) for kind in IN_PROCEDURE for item in by_kind.get(kind, ())]
    return [*found, *([Section("procedure", _("程序"), 0, steps)] if steps else [])]


def listed(key: str, title: str, items: Sequence[Item]) -> Iterator[Section]:
    """So many of a list at a time; the first has no number in its key."""
    if not items:
        yield Section(key, title, 0)
    for first in range(0, len(items), LISTED_MAX):
        part = items[first : first + LISTED_MAX]
        name = title if len(items) <= LISTED_MAX else f"{title} {first + 1}–{first + len(part)}"
        yield Section(key if first == 0 else f"{key}-{first + 1}", name, 0, [Entry(item, 0, True) for item in part])


def sections_of_table(table: Item) -> Iterator[Section]:
    others = [item for item in table.children if item.kind not in (*IN_RESULTS, "node")]
    yield Section(table.code or table.address, table.title, 0, [Entry(table, 0, False), *(Entry(item, 0, True) for item in others)])
    for node in table.children:
        if node.kind == "node":
            yield from sections_of_node(node, 1)
    results = [Entry(item, 0, True) for item in table.children if item.kind in IN_RESULTS]
    if results:
        yield Section(f"{table.code or table.address}~results", _("排名、等次与结果"), 1, results)


def sections_of_node(node: Item, depth: int) -> Iterator[Section]:
    pieces = list(node.walk())
    inner = [child for child in node.children if child.kind == "node"]
    section = Section(node.code or node.address, node.title, depth)
    if len(pieces) <= ITEMS_MAX or not inner:
        section.entries = [Entry(item, item.depth - node.depth, True) for item in pieces]
        yield section
        return
    own = [child for child in node.children if child.kind != "node"]
    section.entries = [Entry(node, 0, False), *(Entry(item, 1, True) for item in own)]
    yield section
    for child in inner:
        yield from sections_of_node(child, depth + 1)


def counted(sections: Sequence[Section], placed: Placed) -> None:
    """How many notes each section holds."""
    for section in sections:
        notes = [note for entry in section.entries for note in notes_at(entry.item, placed)]
        section.errors = sum(note.kind == "error" for note in notes)
        section.others = len(notes) - section.errors


def notes_at(item: Item, placed: Placed) -> list[Note]:
    own = [note for one in item.fields for note in placed.by_field.get(one.name, ())]
    return own + placed.by_item.get(item.address, [])


def section_with(sections: Sequence[Section], line: int) -> str:
    """The key of the section that shows what stands in a line of the text."""
    found, best = sections[0].key, 0
    for section in sections:
        for entry in section.entries:
            if best <= entry.item.line <= line:
                found, best = section.key, entry.item.line
    return found
