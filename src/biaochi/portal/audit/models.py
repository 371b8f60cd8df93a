"""One table, written once: the audit trail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """Everything the portal can do that leaves a trace. A new operation adds its word here first."""

    SIGNED_IN = "signed_in", _("登录")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    SIGNED_OUT = "signed_out", _("退出")
    PASSWORD_CHANGED = "password_changed", _("修改密码")
    SECOND_FACTOR_CHANGED = "second_factor_changed", _("变更二次验证")
    ACCOUNT_MADE = "account_made", _("开设账号")
    ACCOUNT_SLIP_MADE = "account_slip_made", _("重置密码并打印账号条")
    ACCOUNT_DISABLED = "account_disabled", _("停用账号")
    ACCOUNT_ENABLED = "account_enabled", _("启用账号")
    DUTY_CHANGED = "duty_changed", _("变更管理职责")
    CALENDAR_CORRECTED = "calendar_corrected", _("更正工作日历")


class Record(models.Model):
    """Who (``actor_id``: a user, NULL for the machine), when, did what, to which object, of which organisation, about whom.

    ``details`` holds codes, counts and digests, never a name, a telephone number or a reason.
    """

    is_append_only = True

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    subject_id = models.BigIntegerField(null=True, db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["object_kind", "object_id"]),)


class AnsweredForm(models.Model):
    """A form that was answered: its client-made id, the digest of its body, and where the answer sent the browser.

    Sent again with the same body, the stored answer is given; with another body it is refused. UNIQUE is the promise.
    """

    form_id = models.UUIDField(unique=True)
    actor_id = models.BigIntegerField(null=True)
    body_digest = models.CharField(max_length=64)
    location = models.CharField(max_length=500, default="")
    at = models.DateTimeField(db_index=True)
