"""Reading the spells of one identity as a line of pieces, and writing a line back with the fewest changes.

The caller holds the lock on the identity's row: that is what keeps two lines from being written over each other.
"""

from collections.abc import Sequence
from typing import Any

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Dated, Member, Organisation, OrganisationSpell, RosterSpell
from biaochi.portal.organisation.timeline import Piece, overlapping

FIELDS: dict[type[Dated], tuple[str, ...]] = {
    RosterSpell: ("organisation_id", "status", "flags", "attributes"),
    OrganisationSpell: ("name", "type", "parent_id", "class_name", "attributes"),
}


class SpellsOverlap(Exception):
    """A line that says two things of one day was about to be written: a fault of ours, stopped before the database."""


def roster_line(member: Member) -> list[Piece]:
    return pieces(RosterSpell.objects.filter(member=member))


def organisation_line(organisation: Organisation) -> list[Piece]:
    return pieces(OrganisationSpell.objects.filter(organisation=organisation))


def pieces(rows: Any) -> list[Piece]:
    found = [piece_of(row) for row in rows]
    return sorted(found, key=lambda piece: (piece.from_on is not None, piece.from_on))


def piece_of(row: Dated) -> Piece:
    return Piece(row.from_on, row.until_on, {name: getattr(row, name) for name in FIELDS[type(row)]})


def write_roster(member: Member, line: Sequence[Piece], author: Author) -> None:
    write(list(RosterSpell.objects.filter(member=member)), line, author, RosterSpell, {"member": member})


def write_organisation(organisation: Organisation, line: Sequence[Piece], author: Author) -> None:
    rows = list(OrganisationSpell.objects.filter(organisation=organisation))
    write(rows, line, author, OrganisationSpell, {"organisation": organisation})


def write(rows: Sequence[Dated], line: Sequence[Piece], author: Author, model: type[Dated], owner: dict[str, Any]) -> None:
    """Make ``rows``, all there are of the owner, say what ``line`` says: removed first, then changed, then added."""
    if overlapping(line):
        raise SpellsOverlap(owner)
    wanted = {piece.from_on: piece for piece in line}
    for row in rows:
        if row.from_on not in wanted:
            changes.remove(row, author)
    for row in rows:
        if row.from_on in wanted:
            piece = wanted.pop(row.from_on)
            changes.change(row, {"until_on": piece.until_on, **piece.content}, author)
    changes.add_all([model(from_on=one.from_on, until_on=one.until_on, **owner, **one.content) for one in wanted.values()], author)
