"""An import from file to roster: received, its columns confirmed, compared, chosen, committed or given up, perhaps undone.

Reading files is not done here: whoever calls brings the rows. Comparing and committing take the same rows, and a commit whose comparison
gives another digest than was shown is refused, so nobody commits what they did not see.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.changes import Author
from biaochi.portal.organisation.importing import plan as plans
from biaochi.portal.organisation.importing import relations, roster, roster_writes, structure, undoing
from biaochi.portal.organisation.importing.plan import Batch, Plan
from biaochi.portal.organisation.inserting import insert
from biaochi.portal.organisation.models import (
    BatchState,
    Choice,
    DifferenceKind,
    ImportBatch,
    ImportDifference,
    ImportFile,
    ImportKind,
    ImportSource,
    Member,
    Organisation,
)
from biaochi.portal.organisation.operations.locks import lock_structure
from biaochi.portal.users.models import User

COMPARE: Mapping[str, plans.Compare] = {
    ImportKind.ROSTER: roster.compare,
    ImportKind.ORGANISATIONS: structure.compare,
    ImportKind.RELATIONS: relations.compare,
}
WRITE: Mapping[str, plans.Write] = {
    ImportKind.ROSTER: roster_writes.write,
    ImportKind.ORGANISATIONS: structure.write,
    ImportKind.RELATIONS: relations.write,
}

Rows = Sequence[Mapping[str, Any]]


class NotInThatState(Refused):
    """The batch is committed, undone or being worked on: this step is not its next one."""


class HasFaults(Refused):
    """Faults are to be mended in the file first."""


class RosterMoved(Refused):
    """The roster was changed since the preview, so the preview no longer says what would happen."""

    status = 409


class NothingToImport(Refused):
    """The file says what the roster says."""


class OthersRestOnIt(Refused):
    """Later changes rest on the batch; ``resting`` lists the first of them."""

    def __init__(self, text: str, resting: Sequence[undoing.Resting]) -> None:
        super().__init__(text)
        self.resting = resting


@transaction.atomic
def receive_file(
    *,
    acting_user: User | None,
    at: datetime,
    kind: str,
    source_name: str,
    organisation: Organisation | None,
    file_name: str,
    content: bytes,
    holds_from: date,
    ends_absent: bool = False,
) -> ImportBatch:
    """Keep a file until it is committed or given up."""
    source, _made = ImportSource.objects.get_or_create(name=source_name.strip(), kind=kind)
    batch = ImportBatch.objects.create(
        source=source,
        organisation=organisation,
        file_name=file_name[:255],
        file_digest=hashlib.sha256(content).hexdigest(),
        holds_from=holds_from,
        ends_absent=ends_absent,
        made_by=acting_user,
        made_at=at,
    )
    ImportFile.objects.create(batch=batch, content=content)
    record(acting_user, at, Action.IMPORT_RECEIVED, batch, {"kind": kind, "bytes": len(content)})
    return batch


@transaction.atomic
def confirm_columns(*, acting_user: User | None, at: datetime, batch: ImportBatch, mapping: Mapping[str, Any]) -> None:
    """Keep which header is which column, for this file and the next of its source; the batch waits to be compared."""
    found = locked(batch, BatchState.RECEIVED, BatchState.PREVIEWED)
    source = ImportSource.objects.select_for_update().get(pk=found.source_id)
    source.mapping = dict(mapping)
    source.save(update_fields=["mapping"])
    found.state = BatchState.COMPARING
    found.save(update_fields=["state"])
    record(acting_user, at, Action.IMPORT_COMPARED, found)


@transaction.atomic
def keep_comparison(
    *, batch: ImportBatch, today: date, letters: Mapping[str, str], rows: Rows, faults: Sequence[tuple[str, str]], fault_count: int
) -> Plan:
    """Compare and keep what was found for the preview; part of the work that ``confirm_columns`` recorded. Running it again is harmless."""
    found = locked(batch, BatchState.COMPARING, BatchState.PREVIEWED)
    plan = COMPARE[found.source.kind](asked(found, today, letters), rows)
    told = [{"cell": cell, "text": text} for cell, text in faults] + [asdict(fault) for fault in plan.faults]
    ImportDifference.objects.filter(batch=found).delete()
    insert(
        ImportDifference,
        ("batch_id", "kind", "line", "code", "name", "changes", "question", "choice"),
        (
            (found.pk, one.kind.value, one.line, one.code, one.name, one.changes, one.question, first_choice(one.kind))
            for one in plan.differences
        ),
    )
    found.faults = sorted(told, key=lambda one: by_place(one["cell"]))[: plans.FAULTS_MAX]
    found.counts = {**plan.counts(), "faults": plan.fault_count + fault_count}
    found.plan_digest = plan.digest()
    found.state = BatchState.PREVIEWED
    found.save(update_fields=["faults", "counts", "plan_digest", "state"])
    return plan


def first_choice(kind: DifferenceKind) -> str:
    return Choice.KEEP.value if kind == DifferenceKind.CONFLICT else ""


def by_place(cell: str) -> tuple[int, str]:
    digits = "".join(character for character in cell.split(":")[0] if character.isdigit())
    return int(digits or 0), cell


@transaction.atomic
def take_back_to_columns(*, batch: ImportBatch, fault: str) -> None:
    """The work could not be done (the file cannot be read with these columns): say why and let the columns be chosen again."""
    found = locked(batch, BatchState.COMPARING, BatchState.COMMITTING)
    found.state = BatchState.RECEIVED if found.state == BatchState.COMPARING else BatchState.PREVIEWED
    found.faults = [{"cell": "", "text": fault}]
    found.save(update_fields=["state", "faults"])


@transaction.atomic
def choose(*, acting_user: User, at: datetime, batch: ImportBatch, choices: Mapping[int, str]) -> None:
    """Decide conflicts: id of the difference → ``Choice``. Those not named stay as they were chosen before."""
    found = locked(batch, BatchState.PREVIEWED)
    for choice in Choice:
        wanted = [pk for pk, chosen in choices.items() if chosen == choice]
        ImportDifference.objects.filter(batch=found, kind=DifferenceKind.CONFLICT, pk__in=wanted).update(choice=choice)
    record(acting_user, at, Action.IMPORT_CHOSEN, found, {"choices": len(choices)})


@transaction.atomic
def begin_commit(*, acting_user: User, at: datetime, batch: ImportBatch, plan_digest: str) -> None:
    """A person decides: what this preview shows is to happen. The writing follows in ``commit_batch``."""
    found = locked(batch, BatchState.PREVIEWED)
    refuse_unready(found, plan_digest)
    found.state = BatchState.COMMITTING
    found.save(update_fields=["state"])
    record(acting_user, at, Action.IMPORT_COMMITTED, found, {"digest": plan_digest})


@transaction.atomic
def commit_batch(
    *, acting_user: User | None, at: datetime, today: date, batch: ImportBatch, letters: Mapping[str, str], rows: Rows
) -> None:
    """Write the whole batch or nothing: compare again under the locks, and go on only if that gives what the preview showed.

    Part of what ``begin_commit`` recorded. A batch that is committed already is left alone, so a job that runs twice writes once.
    """
    found = ImportBatch.objects.select_for_update().select_related("source").get(pk=batch.pk)
    if found.state == BatchState.COMMITTED:
        return
    if found.state != BatchState.COMMITTING:
        raise NotInThatState(_("这份文件现在是“%(state)s”，不能导入。") % {"state": BatchState(found.state).label})
    lock_everybody()
    wanted = asked(found, today, letters)
    plan = COMPARE[found.source.kind](wanted, rows)
    if plan.digest() != found.plan_digest:
        raise RosterMoved(_("预览之后名册又有改动，预览已不准确，没有导入。请重新比对，再看一遍。"))
    conflicts = ImportDifference.objects.filter(batch=found, kind=DifferenceKind.CONFLICT)
    choices = {(line, code): choice for line, code, choice in conflicts.values_list("line", "code", "choice")}
    author = Author(acting_user and acting_user.pk, at, found)
    WRITE[found.source.kind](wanted, plan.chosen(choices), author)
    ImportDifference.objects.filter(batch=found).update(name="", question="")
    ImportFile.objects.filter(batch=found).delete()
    found.state, found.committed_at, found.faults = BatchState.COMMITTED, at, []
    found.save(update_fields=["state", "committed_at", "faults"])


@transaction.atomic
def discard_batch(*, acting_user: User, at: datetime, batch: ImportBatch) -> None:
    """Give a file up that was not committed; nothing of it stays."""
    found = locked(batch, BatchState.RECEIVED, BatchState.PREVIEWED, BatchState.COMPARING)
    record(acting_user, at, Action.IMPORT_DISCARDED, found)
    found.delete()


@transaction.atomic
def undo_batch(*, acting_user: User, at: datetime, today: date, batch: ImportBatch) -> int:
    """Take a committed batch back: every row as it was before. Raises ``OthersRestOnIt``; how many rows changed."""
    found = locked(batch, BatchState.COMMITTED)
    lock_everybody()
    resting = undoing.resting_on(found)
    if resting:
        raise OthersRestOnIt(_("这次导入之后，有别的登记建立在它之上，没有撤销。请先处理下面列出的各项，再撤销。"), resting)
    changed = undoing.undo(found, today, Author(acting_user.pk, at, found))
    found.state, found.undone_at = BatchState.UNDONE, at
    found.save(update_fields=["state", "undone_at"])
    record(acting_user, at, Action.IMPORT_UNDONE, found, {"rows": changed})
    return changed


def refuse_unready(batch: ImportBatch, plan_digest: str) -> None:
    if plan_digest != batch.plan_digest:
        raise RosterMoved(_("这份文件在您查看之后又重新比对过。请刷新预览，再看一遍。"))
    if batch.counts.get("faults"):
        raise HasFaults(_("还有 %(count)d 处错误，没有导入。请在文件里改正后重新上传。") % {"count": batch.counts["faults"]})
    takes = ImportDifference.objects.filter(batch=batch).exclude(kind=DifferenceKind.CONFLICT, choice=Choice.KEEP)
    if not takes.exists():
        raise NothingToImport(_("文件与名册一致，没有需要导入的改动。"))


def lock_everybody() -> None:
    """The structure and every member: nothing that the comparison reads changes until it is written."""
    lock_structure()
    for _pk in Member.objects.select_for_update().order_by("pk").values_list("pk").iterator(20_000):
        pass


def locked(batch: ImportBatch, *states: str) -> ImportBatch:
    found = ImportBatch.objects.select_for_update(of=("self",)).select_related("source", "organisation").filter(pk=batch.pk).first()
    if found is None:
        raise NotInThatState(_("这份文件已经放弃。请重新上传。"))
    if found.state not in states:
        raise NotInThatState(_("这份文件现在是“%(state)s”，不能做这一步。请刷新页面。") % {"state": BatchState(found.state).label})
    return found


def asked(batch: ImportBatch, today: date, letters: Mapping[str, str]) -> Batch:
    scope = batch.organisation.path if batch.organisation else ""
    return Batch(batch.holds_from, today, scope, batch.ends_absent, dict(letters))


def record(acting_user: User | None, at: datetime, action: Action, batch: ImportBatch, details: Mapping[str, Any] | None = None) -> None:
    audit.record(
        at=at,
        actor_id=acting_user and acting_user.pk,
        action=action,
        of=("import", batch.pk),
        organisation_id=batch.organisation_id,
        details=details,
    )
