"""Who is told about a scheme, and the one place from where they are."""

from datetime import date, datetime

from biaochi.portal.organisation.access import HEADS
from biaochi.portal.organisation.models import Appointment
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.outbox.models import NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.schemes.models import Version
from biaochi.portal.schemes.paths import paths_above


def publishers(version: Version, day: date) -> list[int]:
    """Accounts of those who may publish the version: heads of its owner and of what stands above, but who drafted it last."""
    rows = Appointment.objects.filter(
        holding_on(day), post__in=HEADS, organisation__path__in=paths_above(version.scheme.owner), member__user__is_active=True
    )
    return sorted(set(rows.exclude(member__user=version.drafted_by_id).values_list("member__user", flat=True)))


def tell_publishers(version: Version, at: datetime, day: date) -> None:
    notify(users=publishers(version, day), kind=NoticeKind.SCHEME_TO_PUBLISH, link=address(version), at=at)


def tell_published(version: Version, at: datetime) -> None:
    notify(users=[version.drafted_by_id], kind=NoticeKind.SCHEME_PUBLISHED, link=address(version), at=at)


def address(version: Version) -> str:
    return f"/schemes/{version.scheme_id}/{version.number}/"
