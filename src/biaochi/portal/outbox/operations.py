"""Telling somebody something: a notice in the portal, and a content-free message on its way out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.outbox.models import Message, Notice, NoticeKind

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)


def notify(*, users: Iterable[int], kind: NoticeKind, link: str, at: datetime) -> None:
    """Part of the caller's transaction: what did not happen is not told. ``link`` is an address of the portal without names in it.

    Where the installation names channels, a message goes out after the commit: the kind's fixed text and nothing else.
    """
    notices = Notice.objects.bulk_create([Notice(user_id=user, kind=kind, link=link, made_at=at) for user in sorted(set(users))])
    if settings.NOTICE_URLS and notices:
        messages = [Message(dedup_key=f"notice-{notice.pk}", notice=notice, made_at=at, due_at=at) for notice in notices]
        Message.objects.bulk_create(messages)
        transaction.on_commit(partial(ask_to_send, kind))


def ask_to_send(kind: str) -> None:
    from django_q.tasks import async_task

    async_task("biaochi.portal.outbox.sending.send_due", task_name=f"notices {kind}"[:100])


@transaction.atomic
def mark_read(*, acting_user_id: int, at: datetime, notice_id: int | None = None) -> int:
    """Mark one of one's own notices read, or all of them; returns how many were unread."""
    own = Notice.objects.filter(user_id=acting_user_id, read_at=None)
    if notice_id is not None:
        own = own.filter(pk=notice_id)
    count = own.update(read_at=at)
    audit.record(at=at, actor_id=acting_user_id, action=Action.NOTICES_READ, of=("notice", notice_id or 0), details={"count": count})
    return count


def claim_due(*, at: datetime) -> list[Message]:
    """Messages to send now, each taken by one worker: the attempt is counted before it is made, and the next one comes later."""
    with transaction.atomic():
        due = Message.objects.filter(sent_at=None, attempts__lt=MOST_ATTEMPTS, due_at__lte=at).order_by("pk")[:50]
        taken = []
        for message in due.select_related("notice"):
            wait = FIRST_WAIT * 2**message.attempts
            is_ours = Message.objects.filter(pk=message.pk, attempts=message.attempts, sent_at=None).update(
                attempts=F("attempts") + 1, due_at=at + wait
            )
            if is_ours:
                taken.append(message)
        return taken


def settle_attempt(*, message: Message, at: datetime, fault: str) -> None:
    """Keep what became of an attempt; an empty ``fault`` means it went out."""
    Message.objects.filter(pk=message.pk).update(sent_at=None if fault else at, last_fault=fault[:200])
