from django.urls import path

from biaochi.portal.web.accounts import views

urlpatterns = [
    path("", views.duties, name="duties"),
    path("new/", views.new, name="duty_new"),
    path("<int:pk>/", views.account, name="duty_account"),
    path("<int:pk>/slip/", views.slip, name="duty_slip"),
    path("<int:pk>/active/", views.active, name="duty_active"),
]
