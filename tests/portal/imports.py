"""Files for imports, and an import from beginning to end."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.documents import roster_files
from biaochi.portal.organisation.models import BatchState, ImportBatch
from biaochi.portal.organisation.operations import imports


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(line, place, cell)
        for top, left, bottom, right, text in merged:
            sheet.merge_range(top, left, bottom, right, text)
    return stream.getvalue()


def received(cast, content: bytes, *, kind: str = "roster", name: str = "名册.csv", holds_from: date = TODAY, **given: Any) -> ImportBatch:
    whole = {"source_name": "主系统", "organisation": cast.committee if cast else None} | given
    acting_user = cast.clerk if cast else None
    return imports.receive_file(acting_user=acting_user, at=NOW, kind=kind, file_name=name, content=content, holds_from=holds_from, **whole)


def previewed(cast, content: bytes, *, mapping: dict[str, Any] | None = None, **given: Any) -> ImportBatch:
    """Received, its columns as guessed (or as told), and compared."""
    batch = received(cast, content, **given)
    told = mapping if mapping is not None else guessed(batch, content)
    imports.confirm_columns(acting_user=batch.made_by, at=NOW, batch=batch, mapping=told)
    roster_files.compare(batch.pk, TODAY)
    batch.refresh_from_db()
    return batch


def guessed(batch: ImportBatch, content: bytes) -> dict[str, Any]:
    sheet = roster_files.sheet_of(batch.source.kind, batch.file_name, content)
    found = roster_files.mapped(batch, sheet)
    attributes = [place for place, header in enumerate(sheet.headers) if header.startswith("属性") and place not in found.columns.values()]
    return roster_files.mapping_of(sheet, dict(found.columns), attributes)


def committed(cast, content: bytes, **given: Any) -> ImportBatch:
    batch = previewed(cast, content, **given)
    assert batch.state == BatchState.PREVIEWED, batch.faults
    return commit(batch)


def commit(batch: ImportBatch) -> ImportBatch:
    imports.begin_commit(acting_user=batch.made_by, at=NOW, batch=batch, plan_digest=batch.plan_digest)
    roster_files.commit(batch.pk, batch.made_by_id, NOW, TODAY)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED, batch.faults
    return batch
