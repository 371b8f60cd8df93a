from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "biaochi.portal.calendar"
    label = "calendar"
