"""Batches on their way, what they would do, and what they did."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from biaochi.portal.organisation.models import (
    BatchState,
    DifferenceKind,
    ImportBatch,
    ImportDifference,
    ImportFile,
    ImportSource,
    Member,
    Person,
)


@dataclass(frozen=True)
class Shown:
    """One difference as a page shows it: a name that was erased is a code."""

    row: ImportDifference
    name: str
    link_code: str


def batch(pk: int) -> ImportBatch | None:
    return ImportBatch.objects.select_related("source", "organisation", "made_by").filter(pk=pk).first()


def batches(scope: Q) -> QuerySet[ImportBatch]:
    """Batches over organisations that satisfy ``scope``, the latest first."""
    found = ImportBatch.objects.filter(scope).select_related("source", "organisation", "made_by")
    return found.order_by("-made_at", "-pk")


def file_of(batch: ImportBatch) -> bytes | None:
    content = ImportFile.objects.filter(batch=batch).values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def source_names(kind: str) -> list[str]:
    return list(ImportSource.objects.filter(kind=kind).order_by("name").values_list("name", flat=True))


def earlier_of_same_file(batch: ImportBatch) -> ImportBatch | None:
    """A committed batch with the very same file."""
    same = ImportBatch.objects.filter(file_digest=batch.file_digest, state=BatchState.COMMITTED, source__kind=batch.source.kind)
    return same.exclude(pk=batch.pk).order_by("-committed_at").first()


def differences(batch: ImportBatch, kind: str = "") -> QuerySet[ImportDifference]:
    found = batch.differences.filter(kind=kind) if kind else batch.differences.all()
    return found.order_by("id")


def names_of(rows: list[ImportDifference]) -> dict[str, str]:
    """Names by code of people who are on the roster now."""
    codes = {row.code.split(" ")[0] for row in rows if not row.name}
    return dict(Person.objects.filter(member__code__in=codes).values_list("member__code", "name"))


def open_previews(user_id: int) -> int:
    """Files of this user that wait for a decision."""
    return ImportBatch.objects.filter(made_by=user_id, state__in=(BatchState.RECEIVED, BatchState.PREVIEWED)).count()


def conflicts_left(batch: ImportBatch) -> int:
    return batch.differences.filter(kind=DifferenceKind.CONFLICT).count()


def kinds_of(batch: ImportBatch) -> dict[str, int]:
    return dict(batch.differences.values_list("kind").annotate(Count("id")).order_by())


def member_codes(codes: list[str]) -> set[str]:
    return set(Member.objects.filter(code__in=codes).values_list("code", flat=True))
