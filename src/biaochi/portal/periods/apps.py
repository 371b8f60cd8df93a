from django.apps import AppConfig


class PeriodsConfig(AppConfig):
    name = "biaochi.portal.periods"
    label = "periods"
