from django.apps import AppConfig


class ScoresConfig(AppConfig):
    name = "biaochi.portal.scores"
    label = "scores"
