from django.urls import path

from biaochi.portal.web.notices import views

urlpatterns = [path("", views.notices, name="notices"), path("read/", views.read, name="notices_read")]
