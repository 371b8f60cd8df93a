"""How long a session lives: eight hours from signing in, half an hour without a page, whatever the browser keeps."""

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from biaochi.portal.web.middleware import Answer

NOTED_EVERY = 60
"""Seconds between two notes of having been seen: a session is not written for every page."""


def session_limits(answer: Answer) -> Answer:
    """A session past its time is ended before the page is asked; the page then sends to sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = request.at.timestamp()
            if is_over(request, now):
                auth.logout(request)
                request.viewer = None
                messages.info(request, _("登录已到时限（半小时没有操作，或满八小时），请重新登录。"))
            elif now - request.session["seen_at"] >= NOTED_EVERY:
                request.session["seen_at"] = now
        return answer(request)

    return middleware


def is_over(request: HttpRequest, now: float) -> bool:
    """A session without its times was not begun by signing in here, and is over."""
    begun, seen = request.session.get("begun_at"), request.session.get("seen_at")
    if begun is None or seen is None:
        return True
    return now - begun >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_AGE
