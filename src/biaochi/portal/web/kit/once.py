"""A form is answered once, however often it is sent."""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from biaochi.portal.audit import answers
from biaochi.portal.audit.refusals import Refused, SentTwiceDifferently

View = Callable[..., HttpResponse]


class GivenOnce(Refused):
    """The answer held what is kept nowhere, so it cannot be given again."""

    status = 409


def only_answer(response: HttpResponse) -> HttpResponse:
    """Mark an answer that is given once and never stored (a first password, personal data): its POST took effect."""
    response.is_only_answer = True  # type: ignore[attr-defined]
    response.headers["Cache-Control"] = "no-store"
    return response


def answered_once(view: View) -> View:
    """Wrap a view whose POST changes something: one transaction, one effect for one ``form_id``.

    The same id and body again: the stored redirect. The same id with another body: 409. A POST that answers with a page (a form with
    errors) is rolled back and may be sent again, unless the page is marked by ``only_answer``.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            form_id = uuid.UUID(request.POST.get("form_id", ""))
        except ValueError:
            return HttpResponseBadRequest("form_id")
        digest = digest_of(request)
        try:
            with transaction.atomic():
                with transaction.atomic():
                    answers.claim(form_id=form_id, actor_id=request.user.pk, body_digest=digest, at=request.at)
                response = view(request, *args, **kwargs)
                if response.status_code in (302, 303):
                    answers.lead_to(form_id=form_id, location=response.headers["Location"])
                elif not getattr(response, "is_only_answer", False):
                    transaction.set_rollback(True)
                return response
        except IntegrityError:
            earlier = answers.earlier(form_id)
            if earlier is None:
                raise
            if earlier.body_digest != digest or earlier.actor_id != request.user.pk:
                raise SentTwiceDifferently(_("这份表单已经提交过，这次的内容不同，没有再次保存。请刷新页面，在最新内容上修改。")) from None
            if not earlier.location:
                raise GivenOnce(_("这份内容只给出一次，已经给出过，没有保存。还要看，请回到上一页再点一次。")) from None
            return redirect(earlier.location)

    return wrapped


def digest_of(request: HttpRequest) -> str:
    """SHA-256 over address, fields (but the CSRF token, which changes by itself) and files."""
    found = hashlib.sha256(request.path.encode())
    for key in sorted(request.POST):
        if key != "csrfmiddlewaretoken":
            for value in request.POST.getlist(key):
                found.update(f"{len(key)}:{key}{len(value)}:{value}".encode())
    for key in sorted(request.FILES):
        for file in request.FILES.getlist(key):
            found.update(f"{key}:{file.name}:{file.size}".encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()
