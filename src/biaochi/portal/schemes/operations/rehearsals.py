"""Beginning a rehearsal; the job does the rest."""

import shutil
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.schemes import rehearsing
from biaochi.portal.schemes.models import Rehearsal, Version, VersionState
from biaochi.portal.users.models import User

Fill = Callable[[Path], None]
"""Puts a roster, facts and what else there is into a folder."""


class CannotRehearse(Refused):
    """The draft has errors, there is nothing to compare it with, or the facts are missing."""


@transaction.atomic
def start_rehearsal(
    *, acting_user: User, at: datetime, version: Version, against: Version, period: str, facts_from: str, fill: Fill
) -> Rehearsal:
    """Try the version beside ``against`` on a period; ``fill`` writes the files of the period into the folder it is given.

    Raises ``CannotRehearse``.
    """
    if against.state != VersionState.PUBLISHED or against.scheme_id != version.scheme_id:
        raise CannotRehearse(_("要与已发布的版次对照。请先选一个已发布的版次。"))
    if version.errors:
        raise CannotRehearse(_("草稿还有 %(count)s 处错误，算不出来。请先改正。") % {"count": version.errors})
    row = Rehearsal(
        pk=uuid.uuid4(), version=version, revision=version.revision, against=against, period=period, facts_from=facts_from[:120],
        made_by=acting_user, made_at=at,
    )  # fmt: skip
    folder = rehearsing.folder_of(row)
    folder.mkdir(parents=True)
    try:
        fill(folder)
        for name in ("roster", "facts"):
            if rehearsing.file_in(folder, name) is None:
                raise CannotRehearse(_("缺少名册或事项，不能试算。请换一份试算，或上传事项表。"))
        row.save(force_insert=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.REHEARSAL_STARTED, of=("rehearsal", row.pk), organisation_id=version.scheme.owner_id,
        details={"version": version.pk, "revision": version.revision, "against": against.pk, "period": period},
    )  # fmt: skip
    transaction.on_commit(partial(ask, str(row.pk)))
    return row


def ask(ident: str) -> None:
    from django_q.tasks import async_task

    async_task("biaochi.portal.schemes.rehearsing.run", ident, task_name=f"rehearsal {ident}")
