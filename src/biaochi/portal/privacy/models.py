"""What somebody asked about their own data, and the memory of what was erased."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.models import Member, Organisation


class RequestKind(models.TextChoices):
    CORRECT = "correct", _("更正")
    ERASE = "erase", _("删除")
    EXPLAIN = "explain", _("说明怎样使用")


class RequestState(models.TextChoices):
    OPEN = "open", _("待办理")
    DONE = "done", _("已办理")
    DECLINED = "declined", _("未采纳")


class Request(models.Model):
    """A person's request about their own data (个人信息保护法 第四十四至四十八条). ``organisation`` is where they stood when asking."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=RequestKind)
    text = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.OPEN)
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["organisation", "state"]),)
        constraints = (
            models.CheckConstraint(
                name="request_answered_whole",
                condition=models.Q(state="open", answered_at=None) | (~models.Q(state="open") & models.Q(answered_at__isnull=False)),
            ),
        )


class Erasure(models.Model):
    """A tombstone: this member's personal data was erased. Knows the opaque code alone, so that a restored backup erases again."""

    is_append_only = True

    code = models.CharField(max_length=40, unique=True)
    erased_at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
