"""Reading one's own notices."""

from django.db.models import QuerySet

from biaochi.portal.outbox.models import Notice, NoticeKind


def notices_of(user_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(user_id=user_id).order_by("-made_at", "-pk")


def unread_count(user_id: int) -> int:
    return Notice.objects.filter(user_id=user_id, read_at=None).count()


def text_of(kind: str) -> str:
    return str(NoticeKind(kind).label)
