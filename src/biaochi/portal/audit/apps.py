from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "biaochi.portal.audit"
    label = "audit"
