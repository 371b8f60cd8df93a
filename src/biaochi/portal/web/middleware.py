"""What every request passes: its moment and viewer, the first password, and refusals told as pages."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from biaochi.portal.audit.refusals import NotThere, Refused
from biaochi.portal.organisation.viewers import viewer_of
from biaochi.portal.web import errors

Answer = Callable[[HttpRequest], HttpResponse]

OPEN_BEFORE_PASSWORD = {"account_change_password", "account_logout", "account_login", "set_language"}

METHODS = ("GET", "HEAD", "POST")


def methods_of_pages(answer: Answer) -> Answer:
    """Pages are read and forms are sent; a library's view that would take a PUT for a POST is never asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


def moment_of_request(answer: Answer) -> Answer:
    """``request.at`` (an aware moment), ``request.today`` (the day in Shanghai) and ``request.viewer``: the one clock of a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        request.today = timezone.localdate(request.at)
        request.viewer = SimpleLazyObject(partial(viewer_of, request.user, request.today)) if request.user.is_authenticated else None
        return answer(request)

    return middleware


def language_of_user(answer: Answer) -> Answer:
    """Chinese unless the browser's own choice on this portal says otherwise; the browser's general preference is not asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


class first_password_changed:
    """Somebody who still has the password of a slip can do one thing: choose their own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        if user.is_authenticated and user.must_change_password and request.resolver_match.url_name not in OPEN_BEFORE_PASSWORD:
            return redirect("account_change_password")
        return None


class absence_for_strangers:
    """``NotThere`` is a 404 like any other; ``Refused`` is a page that says what, why and what next."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotThere):
            return errors.not_there(request, exception)
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        return None
