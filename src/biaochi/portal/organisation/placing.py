"""Today's tree: ``Organisation`` rows moved, renamed, opened and closed as the dated rows of a day say.

The caller holds the lock on the structure.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

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


@dataclass(frozen=True)
class NewNode:
    """A row of today's tree to be: ``parent`` is a code, "" for a root; ``is_open`` whether it exists today."""

    code: str
    name: str
    type: str
    parent: str
    is_open: bool


def create_all(nodes: Sequence[NewNode], author: Author) -> dict[str, int]:
    """Many new rows at once, parents among them in any order: code → key. Two statements, where one by one takes six each."""
    rows = Organisation.objects.values_list("code", "path", "depth")
    paths = {code: (path, depth) for code, path, depth in rows}
    last: dict[str, int] = defaultdict(int)
    step = Organisation.steplen
    for path, _depth in paths.values():
        last[path[:-step]] = max(last[path[:-step]], Organisation._str2int(path[-step:]))
    by_code = {node.code: node for node in nodes}
    made: dict[str, Organisation] = {}

    def make(node: NewNode) -> None:
        if node.code in made:
            return
        if node.parent and node.parent not in paths:
            make(by_code[node.parent])
        above, depth = paths[node.parent] if node.parent else ("", 0)
        last[above] += 1
        path = Organisation._get_path(above, depth + 1, last[above])
        paths[node.code] = (path, depth + 1)
        made[node.code] = Organisation(
            code=node.code, type=node.type, is_open=node.is_open, path=path, depth=depth + 1, numchild=0, **named(node.name)
        )

    for node in nodes:
        make(node)
    children = Counter(made[node.code].path[:-step] for node in nodes)
    for row in made.values():
        row.numchild = children.pop(row.path, 0)
    changes.add_all(list(made.values()), author)
    for path, more in children.items():
        if path:
            Organisation.objects.filter(path=path).update(numchild=F("numchild") + more)
    return {code: row.pk for code, row in made.items()}


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
