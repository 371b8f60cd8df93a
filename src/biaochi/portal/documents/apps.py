from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "biaochi.portal.documents"
    label = "documents"
