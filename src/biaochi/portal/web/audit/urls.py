from django.urls import path

from biaochi.portal.web.audit import views

urlpatterns = [path("", views.audit, name="audit"), path("own/", views.own_record, name="audit_own_record")]
