"""The one way rows of the roster change: written, and remembered as a ``RowChange``, in one transaction of the caller.

Personal data and reasons stay out of what is remembered, so undoing a batch brings no erased name or telephone number back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models

from biaochi.portal.organisation.inserting import insert
from biaochi.portal.organisation.models import Exemption, ImportBatch, Organisation, Person, RowChange


@dataclass(frozen=True)
class Author:
    """Who changes rows, when, and as part of which batch."""

    user_id: int | None
    at: datetime
    batch: ImportBatch | None = None


def add(row: models.Model, author: Author) -> None:
    add_all([row], author)


def add_all(rows: Sequence[models.Model], author: Author) -> None:
    """Insert rows of one table, 2,000 at a time."""
    if not rows:
        return
    type(rows[0])._default_manager.bulk_create(rows, batch_size=2_000)
    remember([(row, None, remembered(row)) for row in rows], author)


def change(row: models.Model, fields: Mapping[str, Any], author: Author) -> None:
    """Set ``fields`` of a stored row; nothing is written where nothing differs."""
    differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not differing:
        return
    before = remembered(row)
    for name, value in differing.items():
        setattr(row, name, value)
    row.save(update_fields=list(differing))
    remember([(row, before, remembered(row))], author)


def remove(row: models.Model, author: Author) -> None:
    """Take a row out; what it was stays in the memory of changes."""
    before, key = remembered(row), row.pk
    row.delete()
    row.pk = key
    remember([(row, before, None)], author)


def remember(changes: Iterable[tuple[models.Model, dict[str, Any] | None, dict[str, Any] | None]], author: Author) -> None:
    batch = author.batch.pk if author.batch else None
    insert(
        RowChange,
        ("table", "row_id", "batch_id", "before", "after", "by_id", "at"),
        ((row._meta.model_name, row.pk, batch, before, after, author.user_id, author.at) for row, before, after in changes),
    )


FORGOTTEN: Mapping[type[models.Model], frozenset[str]] = {
    # personal, and what follows from dated rows by itself
    Person: frozenset({"name", "pinyin", "telephone", "outside_id"}),
    Exemption: frozenset({"reason"}),
    Organisation: frozenset({"path", "depth", "numchild", "name", "pinyin", "initials", "type", "is_open"}),
}


def remembered(row: models.Model) -> dict[str, Any]:
    """The row's fields as JSON, without what is forgotten on purpose."""
    return {name: plain(getattr(row, name)) for name in remembered_fields(type(row))}


@cache
def remembered_fields(model: type[models.Model]) -> tuple[str, ...]:
    forgotten = FORGOTTEN.get(model, frozenset())
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key and field.attname not in forgotten)


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
