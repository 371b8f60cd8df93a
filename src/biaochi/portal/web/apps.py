from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "biaochi.portal.web"
    label = "web"
