from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "biaochi.portal.privacy"
    label = "privacy"
