"""One table: accounts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """The three separate duties of running an installation (三员); each excludes the others and all party data but its own."""

    NONE = "", _("无")
    SYSTEM = "system", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDIT = "audit", _("安全审计员")


class User(AbstractBaseUser):
    """An account. ``session_epoch`` is part of what a session is signed with: counting it up ends every session of the account."""

    username = models.CharField(_("登录名"), max_length=60, unique=True)
    shown_as = models.CharField(_("显示名称"), max_length=60)
    duty = models.CharField(max_length=12, choices=Duty, default=Duty.NONE, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, default="", blank=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects: BaseUserManager["User"] = BaseUserManager()

    def __str__(self) -> str:
        return self.shown_as

    def get_full_name(self) -> str:
        return self.shown_as

    def _get_session_auth_hash(self, secret: str | None = None) -> str:  # Django's one place for it
        return super()._get_session_auth_hash(secret) + f"{self.session_epoch:x}"


class Tries(models.Model):
    """Wrong tries to sign in under one key of ``limits``: a digest, without name or address."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
