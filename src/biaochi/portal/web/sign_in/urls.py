from django.urls import path

from biaochi.portal.web.sign_in import views

urlpatterns = [
    path("", views.own_account, name="own_account"),
    path("sessions/end/", views.end_sessions, name="end_own_sessions"),
]
