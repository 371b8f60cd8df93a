"""Making, settling, keeping and discarding trials."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePath
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.outbox.models import NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.schemes.models import Version
from biaochi.portal.scores import folders, history
from biaochi.portal.scores.inputs import write_inputs
from biaochi.portal.scores.models import Trial, TrialState
from biaochi.portal.users.models import User

UPLOAD_MAX = 60 * 2**20
"""Bytes of an uploaded file: half a million facts take some 25 MB as a workbook."""


STUCK = timedelta(minutes=20)
"""After which a settlement that has not ended never will: the worker stops a job after fifteen minutes."""


class UploadUnusable(Refused):
    """The file is of another kind than expected, empty, or too large."""


class TrialNotReady(Refused):
    """What was asked for needs a trial that is settled, or one that is not being settled."""


def make_trial(
    *,
    acting_user: User,
    at: datetime,
    version: Version,
    organisation: Organisation,
    period: str,
    file_name: str,
    chunks: Iterable[bytes],
    history_from: Sequence[Trial] = (),
) -> Trial:
    """Keep the upload and what it is to be settled with; the settlement itself is ``settling.settle_trial``.

    ``history_from``: kept trials of earlier periods whose results stand as history. Raises ``UploadUnusable``.
    """
    ending = PurePath(file_name).suffix.lower()
    if ending not in folders.ENDINGS:
        raise UploadUnusable(_("台账要用 Excel（.xlsx）或 CSV 文件。旧的 .xls 请先在 Excel 里另存为 .xlsx。"))
    trial_id = uuid4()
    try:
        digest = keep_upload(trial_id, ending, chunks)
        with transaction.atomic():
            write_inputs(folders.inputs_of(trial_id), version, organisation)
            history.gather(folders.inputs_of(trial_id), history_from)
            trial = Trial.objects.create(
                id=trial_id,
                owner=acting_user,
                organisation=organisation,
                version=version,
                period=period,
                facts_digest=digest,
                made_at=at,
            )
            audit.record(
                at=at,
                actor_id=acting_user.pk,
                action=Action.TRIAL_MADE,
                of=("trial", trial_id),
                organisation_id=organisation.pk,
                details={
                    "scheme": version.scheme.code,
                    "version": version.number,
                    "period": period,
                    "facts": digest,
                    "history": [str(one.pk) for one in history_from],
                },
            )
    except BaseException:
        folders.remove(trial_id)
        raise
    return trial


def keep_upload(trial_id: UUID, ending: str, chunks: Iterable[bytes]) -> str:
    """Write the upload under a name of ours; returns its SHA-256."""
    path = folders.folder_of(trial_id) / f"facts{ending}"
    path.parent.mkdir(parents=True, mode=0o700)
    found, size = hashlib.sha256(), 0
    with path.open("wb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > UPLOAD_MAX:
                raise UploadUnusable(_("文件超过 60 MB。请按支部或按月拆开，或删去空白行和图片后再传。"))
            found.update(chunk)
            stream.write(chunk)
    if not size:
        raise UploadUnusable(_("文件是空的。请检查是否选错了文件。"))
    return found.hexdigest()


def begin(*, trial_id: UUID) -> Trial | None:
    """Take a trial to settle it; None where somebody else did, or where it is gone. Part of the worker's job, which writes the record."""
    with transaction.atomic():
        trial = Trial.objects.select_for_update().filter(pk=trial_id).exclude(state=TrialState.SETTLED).first()
        if trial is not None:
            trial.state = TrialState.RUNNING
            trial.save(update_fields=["state"])
        return trial


def report(*, trial_id: UUID, step: str, share: int) -> None:
    """How far the settlement is, for the page that waits."""
    Trial.objects.filter(pk=trial_id).update(step=step[:60], share=share)


@transaction.atomic
def finish(*, trial: Trial, at: datetime, state: TrialState, counts: dict[str, int], tells: bool) -> None:
    """Keep how a settlement ended, and tell its owner where nobody waits for it; of a trial that was discarded meanwhile nothing stays."""
    found = Trial.objects.filter(pk=trial.pk).update(state=state, counts=counts, settled_at=at, share=100, step="")
    if not found:
        transaction.on_commit(partial(folders.remove, trial.pk))
        return
    audit.record(
        at=at,
        actor_id=None,
        action=Action.TRIAL_SETTLED,
        of=("trial", trial.pk),
        organisation_id=trial.organisation_id,
        details={"state": state.value, **counts},
    )
    if tells:
        kind = NoticeKind.TRIAL_SETTLED if state is TrialState.SETTLED else NoticeKind.TRIAL_FAULTY
        notify(users=[trial.owner_id], kind=kind, link=f"/trials/{trial.pk}/", at=at)


@transaction.atomic
def begin_again(*, acting_user: User, at: datetime, trial: Trial) -> Trial:
    """Take a trial whose settlement broke off, to settle it anew. Raises ``TrialNotReady`` while it may still be under way."""
    found = Trial.objects.select_for_update().get(pk=trial.pk)
    is_stuck = found.state in (TrialState.WAITING, TrialState.RUNNING) and found.made_at < at - STUCK
    if not is_stuck and not found.counts.get("broken"):
        raise TrialNotReady(_("这份试算没有中断，不用重新核算。要换台账，请另上传一份。"))
    found.state, found.counts, found.share, found.step, found.made_at = TrialState.WAITING, {}, 0, "", at
    found.save(update_fields=["state", "counts", "share", "step", "made_at"])
    details = {"again": True, "scheme": found.version.scheme.code, "period": found.period}
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.TRIAL_MADE, of=("trial", found.pk), organisation_id=found.organisation_id,
        details=details,
    )  # fmt: skip
    return found


@transaction.atomic
def record_template(*, acting_user: User, at: datetime, version: Version, organisation: Organisation, rows: int) -> None:
    """A template with the names of the roster left the portal."""
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.ROSTER_EXPORTED, of=("scheme", version.scheme_id), organisation_id=organisation.pk,
        details={"template": version.number, "rows": rows},
    )  # fmt: skip


@transaction.atomic
def keep(*, acting_user: User, at: datetime, trial: Trial, name: str) -> None:
    """Keep a settled trial under a name."""
    found = Trial.objects.select_for_update().get(pk=trial.pk)
    if found.state != TrialState.SETTLED:
        raise TrialNotReady(_("这份试算还没有核算完，或有错误的行，不能保留。请先改正台账重新上传。"))
    if not name.strip():
        raise TrialNotReady(_("请写一个名称再保留，例如：2025 年第三季度（初算）。"))
    found.name, found.is_kept = name.strip(), True
    found.save(update_fields=["name", "is_kept"])
    audit.record(at=at, actor_id=acting_user.pk, action=Action.TRIAL_KEPT, of=("trial", trial.pk), organisation_id=trial.organisation_id)


def discard(*, acting_user: User, at: datetime, trial: Trial) -> None:
    """Remove a trial with its files; it was never in the ledger."""
    with transaction.atomic():
        found = Trial.objects.select_for_update().filter(pk=trial.pk).first()
        if found is None:
            raise TrialNotReady(_("这份试算已经丢弃了。"))
        transaction.on_commit(partial(folders.remove, trial.pk))
        found.delete()
        audit.record(
            at=at, actor_id=acting_user.pk, action=Action.TRIAL_DISCARDED, of=("trial", trial.pk), organisation_id=trial.organisation_id
        )
