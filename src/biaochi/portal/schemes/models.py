"""A scheme, its versions, and whom a version holds for."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.models import Dated, Organisation, ends_after_it_begins, once


class Scheme(models.Model):
    """One 办法 over all its versions. ``owner`` is the organisation whose document it is; its subtree sees published versions."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="schemes")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class VersionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审定")
    PUBLISHED = "published", _("已发布")


class Version(models.Model):
    """``text`` is the scheme file. ``revision`` counts saves: an editor who saves over a newer one is shown both (409).

    A published version never changes (trigger) and is published by another person than drafted it last (CHECK).
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=VersionState, default=VersionState.DRAFT)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(default=1)
    based_on = models.CharField(max_length=120, blank=True, default="")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["scheme", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["scheme"], condition=~Q(state="published"), name="version_one_draft"),
            models.CheckConstraint(name="version_second_person", condition=Q(published_by=None) | ~Q(published_by=F("drafted_by"))),
            models.CheckConstraint(
                name="version_published_whole",
                condition=Q(state="published", published_by__isnull=False, published_at__isnull=False, errors=0)
                | (~Q(state="published") & Q(published_by=None, published_at=None)),
            ),
        )


class Assignment(Dated):
    """A published version holds for an organisation's subtree, narrowed to classes and statuses where these are named."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    classes = models.JSONField(default=list)
    statuses = models.JSONField(default=list)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (ends_after_it_begins("assignment_dates"),)


class ParameterValue(models.Model):
    """A named parameter (参数) filled in by an organisation from a day on; ``value`` is the decimal text."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="parameters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=40)
    from_on = models.DateField(null=True)

    class Meta:
        constraints = once("parameter_value", "scheme", "organisation", "name")
