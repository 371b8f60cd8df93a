from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "biaochi.portal.outbox"
    label = "outbox"
