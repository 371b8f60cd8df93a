"""A scheme, its versions, how a draft came to be, and whom a version holds for."""

import uuid
import zlib

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
    """The engine's hash of the content where the text can be read, else SHA-256 of the text."""
    revision = models.PositiveIntegerField(default=1)
    based_on = models.CharField(max_length=120, blank=True, default="")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=300, blank=True, default="")
    """Why who was to publish it gave it back; empty again with the next submission."""
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

    @property
    def file_name(self) -> str:
        """Under which another scheme extends this version."""
        return f"{self.scheme.code}-{self.number}.yaml"


class Saving(models.TextChoices):
    """How a revision came to be."""

    BEGUN = "begun", _("新建")
    FORM = "form", _("在表单里修改")
    TEXT = "text", _("在 YAML 里修改")
    READING = "reading", _("采用一种读法")
    UNDONE = "undone", _("恢复到较早的一次保存")


class Revision(models.Model):
    """One save of a draft: the whole text, packed. Going back is a new save with an older text."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    packed = models.BinaryField()
    how = models.CharField(max_length=12, choices=Saving)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["version", "number"], name="revision_once"),)

    @staticmethod
    def pack(text: str) -> bytes:
        return zlib.compress(text.encode(), 6)

    @property
    def text(self) -> str:
        return zlib.decompress(self.packed).decode()


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


class Ranking(models.TextChoices):
    """How far ranks are shown."""

    OFF = "off", _("不排名")
    SELF = "self", _("只给本人看自己的名次")
    SCOPE = "scope", _("在办法写明的范围内公布")


class Profile(Dated):
    """What an organisation decided about ranking for a time, on what basis, and where complaints go (国办函〔2026〕12号)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="profiles")
    ranking = models.CharField(max_length=8, choices=Ranking)
    basis = models.CharField(max_length=200, blank=True, default="")
    complaints = models.CharField(max_length=200, blank=True, default="")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = (ends_after_it_begins("profile_dates"), *once("profile", "organisation"))


class RehearsalState(models.TextChoices):
    WAITING = "waiting", _("等待试算")
    RUNNING = "running", _("正在试算")
    FAULTY = "faulty", _("没有算成")
    DONE = "done", _("已算好")


class Rehearsal(models.Model):
    """A draft tried on the facts of a past period beside a published version; ``content`` is what its page shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    version = models.ForeignKey(Version, models.CASCADE, related_name="rehearsals")
    revision = models.PositiveIntegerField()
    against = models.ForeignKey(Version, models.CASCADE, related_name="+")
    period = models.CharField(max_length=20)
    facts_from = models.CharField(max_length=120)
    """The trial or the file that the facts came from, as its owner named it."""
    state = models.CharField(max_length=12, choices=RehearsalState, default=RehearsalState.WAITING)
    step = models.CharField(max_length=60, blank=True, default="")
    share = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
