"""Forms that were answered: the promise that the same form, sent twice, does its work once. The UNIQUE on ``form_id`` holds it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from biaochi.portal.audit.models import AnsweredForm


@dataclass(frozen=True)
class Answer:
    actor_id: int | None
    body_digest: str
    location: str


def claim(*, form_id: uuid.UUID, actor_id: int | None, body_digest: str, at: datetime) -> None:
    """Take the form for oneself; raises ``IntegrityError`` where it was answered, after waiting for who is answering it now."""
    AnsweredForm.objects.create(form_id=form_id, actor_id=actor_id, body_digest=body_digest, at=at)


def lead_to(*, form_id: uuid.UUID, location: str) -> None:
    """Keep where the answer sent the browser."""
    AnsweredForm.objects.filter(form_id=form_id).update(location=location)


def earlier(form_id: uuid.UUID) -> Answer | None:
    row = AnsweredForm.objects.filter(form_id=form_id).first()
    return Answer(row.actor_id, row.body_digest, row.location) if row else None


def forget_before(at: datetime) -> int:
    """Forget forms answered before ``at``; returns how many."""
    return AnsweredForm.objects.filter(at__lt=at).delete()[0]
