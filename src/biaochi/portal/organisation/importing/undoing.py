"""Taking a batch back: every row as it was, or nothing and the list of what rests on it.

What rests on a batch: a later change of a row it wrote, and anything that refers to a row it added (an account, a post given since,
facts in the ledger). Batches that touch different rows may be undone in any order. Names and telephone numbers that a batch corrected
stay as they are: their former texts are kept nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

from biaochi.portal.organisation import changes
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.importing.writing import chunks
from biaochi.portal.organisation.models import BatchState, ImportBatch, Member, Organisation, Person, RowChange
from biaochi.portal.organisation.placing import place

ORDER = ("appointment", "relation", "rosterspell", "organisationspell", "person", "member", "organisation")
"""Children before what they hang on: rows are removed in this order, and put back in the opposite one."""
SHOWN = 50


@dataclass(frozen=True)
class Resting:
    """One thing that stands in the way: what it is, and of whom."""

    what: str
    code: str


def model_of(table: str) -> type[models.Model]:
    return apps.get_model("organisation", table)


def resting_on(batch: ImportBatch) -> list[Resting]:
    """The first things that rest on the batch, none if it can be undone."""
    found = later_changes(batch)
    return (found or references(batch))[:SHOWN]


def later_changes(batch: ImportBatch) -> list[Resting]:
    own = RowChange.objects.filter(batch=batch)
    later = (
        RowChange.objects.filter(id__gt=models.OuterRef("id"), table=models.OuterRef("table"), row_id=models.OuterRef("row_id"))
        .exclude(batch=batch)
        .exclude(batch__state=BatchState.UNDONE)
    )
    rows = own.filter(models.Exists(later)).order_by("id")[:SHOWN]
    return [Resting(row.table, code_of(row)) for row in rows]


def code_of(row: RowChange) -> str:
    """The code of the member or organisation a remembered row is about."""
    told = row.after or row.before or {}
    if "code" in told:
        return str(told["code"])
    if "member_id" in told:
        return Member.objects.filter(pk=told["member_id"]).values_list("code", flat=True).first() or ""
    if "organisation_id" in told:
        return Organisation.objects.filter(pk=told["organisation_id"]).values_list("code", flat=True).first() or ""
    return Member.objects.filter(pk=row.row_id).values_list("code", flat=True).first() or ""


def references(batch: ImportBatch) -> list[Resting]:
    """Rows of any table that refer to a member or organisation the batch added, other than rows the batch wrote itself."""
    found: list[Resting] = []
    for model in (Member, Organisation):
        added = rows_added(batch, model)
        if not added:
            continue
        if model is Member:
            found += accounts(added)
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete and relation.related_model not in (Person, ImportBatch):
                found += referring(batch, relation, added)
            if len(found) >= SHOWN:
                return found
    return found


def rows_added(batch: ImportBatch, model: type[models.Model]) -> list[int]:
    return list(RowChange.objects.filter(batch=batch, table=model._meta.model_name, before__isnull=True).values_list("row_id", flat=True))


def accounts(added: Iterable[int]) -> list[Resting]:
    found: list[Resting] = []
    for part in chunks(added):
        codes = Member.objects.filter(pk__in=part, user__isnull=False).values_list("code", flat=True)[:SHOWN]
        found += [Resting("account", code) for code in codes]
    return found


def referring(batch: ImportBatch, relation: Any, added: Iterable[int]) -> list[Resting]:
    other, name = relation.related_model, relation.field.name
    own = RowChange.objects.filter(batch=batch, table=other._meta.model_name).values("row_id")
    found: list[Resting] = []
    for part in chunks(added):
        rows = other._default_manager.filter(**{f"{name}__in": part})
        if other._meta.app_label == "organisation":
            rows = rows.exclude(pk__in=own)
        found += [Resting(other._meta.model_name or "", code) for code in rows.values_list(f"{name}__code", flat=True)[:SHOWN]]
    return found


def undo(batch: ImportBatch, today: date, author: Author) -> int:
    """Put every row back; the caller holds the locks and has seen that nothing rests on the batch. How many rows changed."""
    rows = list(RowChange.objects.filter(batch=batch).order_by("-id"))
    first: dict[tuple[str, int], RowChange] = {}
    last: dict[tuple[str, int], RowChange] = {}
    for row in rows:
        first[row.table, row.row_id] = row
        last.setdefault((row.table, row.row_id), row)
    ends = {key: (first[key].before, last[key].after) for key in first}
    removed = {key: before for key, (before, after) in ends.items() if after is None and before is not None}
    added = [key for key, (before, after) in ends.items() if before is None and after is not None]
    changed = {key: before for key, (before, after) in ends.items() if before is not None and after is not None and before != after}
    memory: list[tuple[models.Model, dict[str, Any] | None, dict[str, Any] | None]] = []
    for table in ORDER:
        keys = [key for name, key in added if name == table and name != "organisation"]
        memory += remove(model_of(table), keys)
    for table in reversed(ORDER):
        put_back = {key: told for (name, key), told in removed.items() if name == table}
        memory += restore(model_of(table), put_back)
        former = {key: told for (name, key), told in changed.items() if name == table and table != "person"}
        memory += set_back(model_of(table), former)
    # what was moved under a new organisation goes home before that organisation goes
    new = [key for name, key in added if name == "organisation"]
    touched = {told["organisation_id"] for row, *states in memory if table_of(row) == "organisationspell" for told in states if told}
    for organisation in Organisation.objects.filter(pk__in=touched - set(new)).order_by("depth", "path"):
        place(organisation, today)
    memory += remove_organisations(new)
    changes.remember(memory, author)
    return len(memory)


def table_of(row: models.Model) -> str:
    return row._meta.model_name or ""


def remove_organisations(keys: list[int]) -> list[Any]:
    memory = []
    for row in Organisation.objects.filter(pk__in=keys).order_by("-depth"):
        memory.append((row, changes.remembered(row), None))
        Organisation.objects.get(pk=row.pk).delete()
    return memory


def remove(model: type[models.Model], keys: list[int]) -> list[Any]:
    memory = []
    for part in chunks(keys):
        rows = list(model._default_manager.filter(pk__in=part))
        memory += [(row, changes.remembered(row), None) for row in rows]
        if model is Member:
            # personal data goes with the person, and the keys that find the name with it
            Person.objects.filter(pk__in=part).delete()
        model._default_manager.filter(pk__in=part).delete()
    return memory


def restore(model: type[models.Model], told: dict[int, dict[str, Any]]) -> list[Any]:
    rows = [model(pk=key, **typed(model, fields)) for key, fields in told.items()]
    model._default_manager.bulk_create(rows, batch_size=2_000)
    return [(row, None, changes.remembered(row)) for row in rows]


def set_back(model: type[models.Model], told: dict[int, dict[str, Any]]) -> list[Any]:
    memory = []
    alike: dict[str, tuple[dict[str, Any], list[int]]] = {}
    for part in chunks(told):
        for row in model._default_manager.filter(pk__in=part):
            before = changes.remembered(row)
            fields = typed(model, told[row.pk])
            differing = {name: value for name, value in fields.items() if getattr(row, name) != value}
            for name, value in differing.items():
                setattr(row, name, value)
            memory.append((row, before, changes.remembered(row)))
            alike.setdefault(repr(sorted(differing.items(), key=lambda item: item[0])), (differing, []))[1].append(row.pk)
    for differing, keys in alike.values():
        for part in chunks(keys):
            if differing:
                model._default_manager.filter(pk__in=part).update(**differing)
    return memory


def typed(model: type[models.Model], told: dict[str, Any]) -> dict[str, Any]:
    """Remembered texts as the values of the model's fields."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) if not fields[name].is_relation else value for name, value in told.items()}
