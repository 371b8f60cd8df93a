"""Sign-ins and sign-outs in the trail. Django and allauth announce them by signals; these are the only receivers of the portal."""

from typing import Any

from allauth.mfa import signals as mfa
from django.contrib.auth import signals
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.users.models import User


def moment(request: HttpRequest | None) -> Any:
    return getattr(request, "at", None) or timezone.now()


@receiver(signals.user_logged_in)
def signed_in(sender: type, request: HttpRequest, user: User, **_: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session["begun_at"] = request.session["seen_at"] = moment(request).timestamp()
    with transaction.atomic():
        audit.record(at=moment(request), actor_id=user.pk, action=Action.SIGNED_IN, of=("user", user.pk))


@receiver(signals.user_logged_out)
def signed_out(sender: type, request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is None:
        return
    with transaction.atomic():
        audit.record(at=moment(request), actor_id=user.pk, action=Action.SIGNED_OUT, of=("user", user.pk))


@receiver(signals.user_login_failed)
def sign_in_failed(sender: type, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name that was tried is not written down: people type passwords into the wrong field."""
    known = User.objects.filter(username=credentials.get("username", "")).values_list("pk", flat=True).first()
    with transaction.atomic():
        audit.record(at=moment(request), actor_id=None, action=Action.SIGN_IN_FAILED, of=("user", known or 0))


@receiver(mfa.authenticator_added)
@receiver(mfa.authenticator_removed)
@receiver(mfa.authenticator_reset)
def second_factor_changed(sender: type, request: HttpRequest, user: User, **_: Any) -> None:
    with transaction.atomic():
        audit.record(at=moment(request), actor_id=user.pk, action=Action.SECOND_FACTOR_CHANGED, of=("user", user.pk))
