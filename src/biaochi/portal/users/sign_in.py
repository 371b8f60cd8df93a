"""The two hooks that django-allauth asks: nobody signs up alone, and an outside identity only opens an account that exists."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from biaochi.portal.users.models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from the roster; there is no page to make one for oneself, and no mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["username"]

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
