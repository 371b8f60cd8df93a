"""Two tables: what somebody is told in the portal, and what goes out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Every kind of notice, with the only text that leaves the house: no name, score or outcome in it."""

    SCHEME_TO_PUBLISH = "scheme_to_publish", _("有一份办法等待您审定发布。")
    SCHEME_PUBLISHED = "scheme_published", _("一份办法已发布。")
    TRIAL_SETTLED = "trial_settled", _("一份试算已完成。")
    TRIAL_FAULTY = "trial_faulty", _("一份试算有需要改正的行。")
    DATA_REQUESTED = "data_requested", _("有一项个人信息请求等待您办理。")
    DATA_REQUEST_ANSWERED = "data_request_answered", _("您提出的个人信息请求有了答复。")
    RECORD_VIEWED = "record_viewed", _("有人查看了您的个人信息。")


class Notice(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    link = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["user", "read_at"]),)


class Message(models.Model):
    """A notice on its way out. ``dedup_key`` makes a second attempt, or a second worker, send it once."""

    dedup_key = models.CharField(max_length=120, unique=True)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="messages")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["sent_at", "due_at"]),)
