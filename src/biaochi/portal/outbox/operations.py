"""Telling somebody something: a notice in the portal, and a content-free message on its way out."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from biaochi.portal.outbox.models import Message, Notice, NoticeKind


def notify(*, users: Iterable[int], kind: NoticeKind, link: str, at: datetime) -> None:
    """Part of the caller's transaction: what did not happen is not told. ``link`` is an address of the portal without names in it."""
    notices = Notice.objects.bulk_create([Notice(user_id=user, kind=kind, link=link, made_at=at) for user in sorted(set(users))])
    if settings.NOTICE_URLS:
        Message.objects.bulk_create([Message(dedup_key=f"notice-{notice.pk}", notice=notice, made_at=at) for notice in notices])
