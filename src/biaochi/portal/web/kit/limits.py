"""Rate limits of our own pages, counted where those of sign-in are."""

from allauth.core import ratelimit
from django.http import HttpRequest


def too_often(request: HttpRequest, action: str) -> bool:
    """Whether ``action`` was asked for more often than ``ACCOUNT_RATE_LIMITS`` allows; counts this time."""
    return not ratelimit.consume(request, action=action, user=request.user)
