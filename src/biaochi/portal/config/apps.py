from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "biaochi.portal.config"
    label = "config"
