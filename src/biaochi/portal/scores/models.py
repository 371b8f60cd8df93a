"""Trials: one table settled (核算一份表), kept under a name or discarded, never in the ledger."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.models import Organisation
from biaochi.portal.schemes.models import Version


class TrialState(models.TextChoices):
    WAITING = "waiting", _("等待核算")
    RUNNING = "running", _("正在核算")
    FAULTY = "faulty", _("有错误的行")
    SETTLED = "settled", _("已核算")


class Trial(models.Model):
    """Its folder (``folders``) holds the upload, its faults and the settlement's files; ``counts`` is what the page says first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trials")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="trials")
    version = models.ForeignKey(Version, models.PROTECT, related_name="trials")
    period = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=12, choices=TrialState, default=TrialState.WAITING)
    step = models.CharField(max_length=60, blank=True, default="")
    share = models.PositiveSmallIntegerField(default=0)
    facts_digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    is_kept = models.BooleanField(default=False)
