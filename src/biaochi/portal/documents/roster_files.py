"""From an uploaded file to the roster: reading and mapping here, comparing and writing in ``organisation``.

Called by a page for small files and by a job for large ones. A job may run twice: both steps leave a batch alone that has gone on.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from biaochi.files.excel_reader import column_letters
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.documents.uploads import Read, Sheet, read_sheet, take
from biaochi.portal.organisation.importing.columns import COLUMNS, Mapped, count_known, likely
from biaochi.portal.organisation.models import BatchState, ImportBatch
from biaochi.portal.organisation.operations import imports
from biaochi.portal.organisation.queries import imports as queries
from biaochi.portal.users.models import User

AT_ONCE_MAX = 300_000
"""Bytes of a file that is compared while the page waits; larger ones go to a job."""


def sheet_of(kind: str, name: str, content: bytes) -> Sheet:
    """Raises ``UploadRefused``."""
    return read_sheet(name, content, lambda headers: count_known(kind, headers))


def mapped(batch: ImportBatch, sheet: Sheet) -> Mapped:
    return likely(batch.source.kind, sheet.headers, batch.source.mapping)


def read_batch(batch: ImportBatch) -> tuple[dict[str, str], Read]:
    """(our column → letters in the file, the rows); a column with ``@`` is an attribute. Raises ``UploadRefused``, ``NotInThatState``."""
    content = queries.file_of(batch)
    if content is None:
        raise imports.NotInThatState("")
    sheet = sheet_of(batch.source.kind, batch.file_name, content)
    found = mapped(batch, sheet)
    readers = {column.name: column.reader for column in COLUMNS[batch.source.kind]}
    letters = {name: column_letters(place) for name, place in found.columns.items()}
    letters |= {f"@{name}": column_letters(place) for name, place in found.attributes.items()}
    return letters, take(sheet, {name: (place, readers[name]) for name, place in found.columns.items()}, found.attributes)


def compare(batch_id: int, today: date) -> None:
    """Fill the preview of a batch that waits to be compared."""
    batch = queries.batch(batch_id)
    if batch is None or batch.state != BatchState.COMPARING:
        return
    try:
        letters, read = read_batch(batch)
        told = [(fault.cell, fault.text) for fault in read.faults]
        imports.keep_comparison(batch=batch, today=today, letters=letters, rows=read.rows, faults=told, fault_count=read.fault_count)
    except Refused as refusal:
        imports.take_back_to_columns(batch=batch, fault=str(refusal))


def commit(batch_id: int, user_id: int | None, at: datetime, today: date) -> None:
    """Write a batch that somebody decided to commit."""
    batch = queries.batch(batch_id)
    if batch is None or batch.state != BatchState.COMMITTING:
        return
    user = User.objects.get(pk=user_id) if user_id else None
    try:
        letters, read = read_batch(batch)
        imports.commit_batch(acting_user=user, at=at, today=today, batch=batch, letters=letters, rows=read.rows)
    except Refused as refusal:
        imports.take_back_to_columns(batch=batch, fault=str(refusal))


def mapping_of(sheet: Sheet, columns: Mapping[str, int | None], attributes: list[int]) -> dict[str, Any]:
    """What is remembered of a source: header texts, not places, since the next export may have its columns in another order."""
    told: dict[str, Any] = {name: sheet.headers[place] if place is not None else "" for name, place in columns.items()}
    told["attributes"] = [sheet.headers[place] for place in attributes]
    return told
