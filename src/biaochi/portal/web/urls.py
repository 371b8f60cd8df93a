"""The screens and their addresses."""

from django.urls import include, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

urlpatterns = [
    path("language/", require_POST(set_language), name="set_language"),
    path("", include("biaochi.portal.web.tasks.urls")),
    path("roster/", include("biaochi.portal.web.roster.urls")),
    path("calendar/", include("biaochi.portal.web.calendar.urls")),
    path("notices/", include("biaochi.portal.web.notices.urls")),
    path("audit/", include("biaochi.portal.web.audit.urls")),
    path("schemes/", include("biaochi.portal.web.schemes.urls")),
    path("trials/", include("biaochi.portal.web.trials.urls")),
    path("privacy/", include("biaochi.portal.web.privacy.urls")),
    path("accounts/", include("biaochi.portal.web.accounts.urls")),
    path("account/", include("biaochi.portal.web.sign_in.urls")),
]
