from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "biaochi.portal.organisation"
    label = "organisation"
