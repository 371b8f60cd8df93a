"""The job of the night: what begins or ends with the new day is put into today's tree and today's sessions."""

from django.utils import timezone

from biaochi.portal.organisation.operations.organisations import keep_today


def turn_the_day() -> int:
    """Called by the worker a few minutes after midnight in Shanghai, or when it starts later than that."""
    return keep_today(today=timezone.localdate())
