from django.urls import path

from biaochi.portal.web.calendar import views

urlpatterns = [
    path("", views.year, name="calendar"),
    path("day/", views.correct, name="calendar_correct"),
    path("day/back/", views.take_back, name="calendar_take_back"),
]
