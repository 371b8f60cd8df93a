"""Once a day: what is kept for hours or days alone is taken away. The worker's own work, nobody's act, so no record of it."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from biaochi.portal.audit import answers
from biaochi.portal.users import limits

FORMS_KEPT = timedelta(days=90)
"""A browser that sends a form again does so within days."""


def tidy() -> dict[str, int]:
    """Expired sessions, old tries to sign in, forms answered long ago; returns how many of each went."""
    at = timezone.now()
    return {
        "sessions": Session.objects.filter(expire_date__lt=at).delete()[0],
        "tries": limits.forget_old(at=at),
        "forms": answers.forget_before(at - FORMS_KEPT),
    }
