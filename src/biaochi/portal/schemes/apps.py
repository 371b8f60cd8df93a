from django.apps import AppConfig


class SchemesConfig(AppConfig):
    name = "biaochi.portal.schemes"
    label = "schemes"
