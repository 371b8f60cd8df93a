from django.urls import path

from biaochi.portal.web.sign_in import views

urlpatterns = [path("", views.own_account, name="own_account")]
