"""Writing many spells, people and keys at once, each remembered as a change: thousands of rows in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.models import Dated
from biaochi.portal.organisation.spells import SpellsOverlap
from biaochi.portal.organisation.timeline import Piece, overlapping

AT_ONCE = 500
"""Keys in one condition: SQLite takes some thousands, and a plan of PostgreSQL stays an index scan."""


def chunks(values: Iterable[Any], size: int = AT_ONCE) -> Iterable[list[Any]]:
    found = list(values)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def write_lines(
    model: type[Dated], owner: str, lines: Mapping[int, Sequence[Piece]], author: Author, new: frozenset[int] = frozenset()
) -> None:
    """Make the spells of each owner (id → line) say what its line says; owners in ``new`` have none yet."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for part in chunks(key for key in lines if key not in new):
        for row in model._default_manager.filter(**{f"{owner}__in": part}):
            rows[getattr(row, f"{owner}_id")].append(row)
    removed, changed, added = [], [], []
    for key, line in lines.items():
        if overlapping(line):
            raise SpellsOverlap(key)
        wanted = {piece.from_on: piece for piece in line}
        for row in rows.get(key, ()):
            piece = wanted.pop(row.from_on, None)
            if piece is None:
                removed.append(row)
            else:
                changed.append((row, {"until_on": piece.until_on, **piece.content}))
        added += [model(from_on=one.from_on, until_on=one.until_on, **{f"{owner}_id": key}, **one.content) for one in wanted.values()]
    remove_all(removed, author)
    change_all(changed, author)
    changes.add_all(added, author)


def remove_all(rows: Sequence[models.Model], author: Author) -> None:
    if not rows:
        return
    memory = [(row, changes.remembered(row), None) for row in rows]
    for part in chunks(row.pk for row in rows):
        type(rows[0])._default_manager.filter(pk__in=part).delete()
    changes.remember(memory, author)


def change_all(pairs: Iterable[tuple[models.Model, Mapping[str, Any]]], author: Author) -> None:
    """Set fields of many rows of one table; rows that get the same values share a statement."""
    memory = []
    alike: dict[str, tuple[dict[str, Any], list[Any]]] = {}
    model: type[models.Model] | None = None
    for row, fields in pairs:
        differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
        if not differing:
            continue
        model, before = type(row), changes.remembered(row)
        for name, value in differing.items():
            setattr(row, name, value)
        memory.append((row, before, changes.remembered(row)))
        alike.setdefault(repr(sorted(differing.items(), key=lambda item: item[0])), (differing, []))[1].append(row.pk)
    if model is None:
        return
    for differing, keys in alike.values():
        for part in chunks(keys):
            model._default_manager.filter(pk__in=part).update(**differing)
    changes.remember(memory, author)
