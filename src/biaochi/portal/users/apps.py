from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "biaochi.portal.users"
    label = "users"

    def ready(self) -> None:
        from biaochi.portal.users import trail  # noqa: F401  receivers register themselves
