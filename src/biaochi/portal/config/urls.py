"""Every address of the portal. What is not listed in ``tests/portal/test_matrix.py`` with an expectation fails the build."""

from allauth.account import views as account
from allauth.socialaccount.providers.openid_connect import urls as openid_connect
from django.conf import settings
from django.urls import include, path

from biaochi.portal.web.sign_in import views as sign_in

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", sign_in.change_password, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
    path("", include("biaochi.portal.web.urls")),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [path("outside/", include(openid_connect.urlpatterns))]

handler400 = "biaochi.portal.web.errors.bad_request"
handler403 = "biaochi.portal.web.errors.forbidden"
handler404 = "biaochi.portal.web.errors.not_there"
handler500 = "biaochi.portal.web.errors.broken"
