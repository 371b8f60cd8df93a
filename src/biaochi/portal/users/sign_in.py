"""The two hooks that django-allauth asks: nobody signs up alone, and an outside identity only opens an account that exists."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from biaochi.portal.users import limits
from biaochi.portal.users.models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the roster; there is no page to make one for oneself, and no mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["username"]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """As allauth does, counted by ``limits`` instead of its own rates, which let an outsider lock an owner out."""
        username = credentials.get("username") or ""
        try:
            counted = limits.count_try(
                request=request, address=get_ip(request), username=username, at=getattr(request, "at", None) or timezone.now()
            )
        except limits.TooManyTries:
            raise ValidationError(
                _("试得太多了。请过一会儿再试，最多等十五分钟；忘了密码请找党务干事重新打印账号条。"), code="too_many_login_attempts"
            ) from None
        AuthenticationBackend.unstash_authenticated_user()
        user = authenticate(request, **credentials)
        # a closed account with the right password: allauth tells its owner, and nobody else, that it is closed
        user = user or AuthenticationBackend.unstash_authenticated_user()
        if user:
            limits.take_back(counted)
        return user

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        limits.remember_device(request, response, user.username)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, _("这个账号已停用。如有疑问，请联系党务干事。"))
        return redirect("account_login")

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        return None


class OutsideAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """One OpenID Connect provider: its ``preferred_username`` (or ``sub``) must be the login name of an active account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo", claims)
        name = claims.get("preferred_username") or claims.get("sub")
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            messages.error(request, _("统一身份认证通过，但本系统没有这个账号。请联系党务干事在名册里开设。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
