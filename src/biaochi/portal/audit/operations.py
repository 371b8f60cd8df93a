"""Writing the trail. Called inside the transaction of what it records: if this fails, that did not happen either."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from biaochi.portal.audit.models import Action, Record


class RecordOutsideTransaction(Exception):
    """An audit record must share the transaction of what it records."""


def record(
    *,
    at: datetime,
    actor_id: int | None,
    action: Action,
    of: tuple[str, object],
    organisation_id: int | None = None,
    subject_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one record; ``of`` is (kind of object, its id); ``subject_id`` is the member whom the act concerns."""
    if not transaction.get_connection().in_atomic_block:
        raise RecordOutsideTransaction(action)
    kind, ident = of
    Record.objects.create(
        at=at,
        actor_id=actor_id,
        action=action,
        object_kind=kind,
        object_id=str(ident),
        organisation_id=organisation_id,
        subject_id=subject_id,
        details=dict(details or {}),
    )


@transaction.atomic
def record_reading(*, acting_user_id: int, at: datetime, is_export: bool, details: Mapping[str, Any]) -> None:
    """Reading the trail is itself recorded: what was looked for, not what was found."""
    action = Action.AUDIT_EXPORTED if is_export else Action.AUDIT_SEARCHED
    record(at=at, actor_id=acting_user_id, action=action, of=("audit", 0), details=details)
