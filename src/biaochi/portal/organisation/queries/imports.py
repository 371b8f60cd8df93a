"""Batches on their way, what they would do, and what they did."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from biaochi.portal.organisation.models import (
    BatchState,
    ImportBatch,
    ImportDifference,
    ImportFile,
    ImportSource,
    Organisation,
    Person,
)


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
    """With ``shown_as``: the name of the preview, later that of the roster, at last the code."""
    found = batch.differences.filter(kind=kind) if kind else batch.differences.all()
    person = Person.objects.filter(member__code=OuterRef("code")).values("name")[:1]
    place = Organisation.objects.filter(code=OuterRef("code")).values("name")[:1]
    stored = NullIf("name", Value(""))
    return found.annotate(shown_as=Coalesce(stored, Subquery(person), Subquery(place), "code")).order_by("id")


def open_previews(user_id: int) -> int:
    """Files of this user that wait for a decision."""
    return ImportBatch.objects.filter(made_by=user_id, state__in=(BatchState.RECEIVED, BatchState.PREVIEWED)).count()
