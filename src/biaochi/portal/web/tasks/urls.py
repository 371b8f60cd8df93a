from django.urls import path

from biaochi.portal.web.tasks import views

urlpatterns = [path("", views.tasks, name="tasks")]
