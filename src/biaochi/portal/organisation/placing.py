"""Today's tree: ``Organisation`` rows moved, renamed, opened and closed as the dated rows of a day say.

The caller holds the lock on the structure.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Organisation, OrganisationSpell
from biaochi.portal.organisation.names import initials, syllables
from biaochi.portal.organisation.viewers import holding_on


def create(code: str, name: str, type: str, parent_id: int | None, fields: Mapping[str, Any], author: Author) -> Organisation:
    """A new row in today's tree under ``parent_id``, not open yet: ``place`` opens it when its day has come."""
    values = {"code": code, "type": type, "is_open": False, **named(name), **fields}
    tree = Organisation.objects
    found = tree.add_root(values) if parent_id is None else tree.add_child(Organisation.objects.get(pk=parent_id), values)
    changes.remember([(found, None, changes.remembered(found))], author)
    return found


def place(organisation: Organisation, today: date) -> Organisation:
    """Bring one row of today's tree in line with its spells; the row as it stands then."""
    spell = OrganisationSpell.objects.filter(holding_on(today), organisation=organisation).first()
    found = Organisation.objects.get(pk=organisation.pk)
    if spell is None:
        Organisation.objects.filter(pk=found.pk).update(is_open=False)
    else:
        if parent_of(found) != spell.parent_id:
            move(found, spell.parent_id)
        Organisation.objects.filter(pk=found.pk).update(is_open=True, type=spell.type, **named(spell.name))
    return Organisation.objects.get(pk=found.pk)


def place_due(today: date) -> int:
    """Bring all of today's tree in line, uppermost first; how many rows did not say what their spells say."""
    spells = {spell.organisation_id: spell for spell in OrganisationSpell.objects.filter(holding_on(today))}
    rows = list(Organisation.objects.order_by("depth", "path"))
    ids = {row.path: row.pk for row in rows}
    placed = 0
    for row in rows:
        spell = spells.get(row.pk)
        above = ids.get(row.path[: -Organisation.steplen]) if row.depth > 1 else None
        if spell is None:
            differs = row.is_open
        else:
            differs = (row.is_open, row.name, row.type, above) != (True, spell.name, spell.type, spell.parent_id)
        if differs:
            placed += 1
            place(row, today)
    return placed


def parent_of(organisation: Organisation) -> int | None:
    if organisation.depth == 1:
        return None
    above = organisation.path[: -Organisation.steplen]
    return Organisation.objects.values_list("pk", flat=True).get(path=above)


def move(organisation: Organisation, parent_id: int | None) -> None:
    if parent_id is None:
        last = Organisation.get_last_root_node()
        Organisation.objects.move(organisation, last, "last-sibling")
    else:
        Organisation.objects.move(organisation, Organisation.objects.get(pk=parent_id), "last-child")


def named(name: str) -> dict[str, str]:
    """The name as it is shown, sorted and searched."""
    text = name.strip()
    return {"name": text, "pinyin": "".join(syllables(text))[:400], "initials": initials(text)[:120]}
