from django.urls import path

from biaochi.portal.web.privacy import erasing, requests, views

urlpatterns = [
    path("", views.own_data, name="privacy"),
    path("export/<slug:form>/", views.export, name="privacy_export"),
    path("ask/", views.ask, name="privacy_ask"),
    path("fields/", views.fields, name="privacy_fields"),
    path("requests/", requests.requests, name="privacy_requests"),
    path("requests/<int:pk>/", requests.request_page, name="privacy_request"),
    path("erasures/", erasing.due, name="privacy_erasures"),
    path("erasures/<str:code>/", erasing.erase, name="privacy_erase"),
]
