"""The dated roster. A period is half-open: it holds from ``from_on`` until the day before ``until_on`` (NULL: no end known).

``Organisation`` and ``Member`` are identities that never change; what may change hangs on them as dated rows. The tree of
``Organisation`` (materialised path) is that of today, kept by ``operations`` from the dated rows; the tree of another day is read from
the rows themselves. Names and telephone numbers stand in ``Person`` alone, which can be erased; everything else knows opaque ids.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from biaochi.portal.organisation.posts import Post


class OrganisationType(models.TextChoices):
    COMMITTEE = "党委", _("党委")
    GENERAL_BRANCH = "党总支", _("党总支")
    BRANCH = "党支部", _("党支部")
    GROUP = "党小组", _("党小组")
    TEMPORARY_BRANCH = "临时党支部", _("临时党支部")
    DEPARTMENT = "部门", _("部门")


class BodyKind(models.TextChoices):
    """The kind of body an organisation belongs to; it decides which red lines hold (国办函〔2026〕12号)."""

    ADMINISTRATION = "administration", _("行政机关")
    MASS = "mass", _("群团组织")
    INSTITUTION = "institution", _("事业单位")
    COMPANY = "company", _("企业")
    COMMUNITY = "community", _("村居社区")


class Organisation(MP_Node):
    """``code`` is the id that files carry and that never changes."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=400, blank=True, default="")
    initials = models.CharField(max_length=120, blank=True, default="", db_index=True)
    type = models.CharField(max_length=20, choices=OrganisationType)
    body_kind = models.CharField(max_length=20, choices=BodyKind, blank=True, default="")
    has_committee = models.BooleanField(default=True)
    is_open = models.BooleanField(default=True)

    node_order_by: list[str] = []

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """A row that holds for a time. No overlap where the subclass says so is checked by the operation under a lock, and tested."""

    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        abstract = True


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gt=F("from_on")))


def once(name: str, *fields: str) -> tuple[models.UniqueConstraint, models.UniqueConstraint]:
    """One row for ``fields`` and a first day; rows without a first day are told apart like any other day, on both databases."""
    return (
        models.UniqueConstraint(fields=[*fields, "from_on"], name=f"{name}_once"),
        models.UniqueConstraint(fields=list(fields), condition=Q(from_on=None), name=f"{name}_once_undated"),
    )


class OrganisationSpell(Dated):
    """What an organisation was during a time: name, type, parent, class (分类) and attributes the scheme may ask for."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="spells")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=20, choices=OrganisationType)
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    class_name = models.CharField(max_length=40, blank=True, default="")
    attributes = models.JSONField(default=dict)

    class Meta:
        constraints = (ends_after_it_begins("organisation_spell_dates"),)


class Member(models.Model):
    """An identity. ``code`` is opaque: it stands in files, ledgers and addresses, so it is never an identity number or a name."""

    code = models.CharField(max_length=40, unique=True)
    user = models.OneToOneField("users.User", models.SET_NULL, null=True, related_name="member")

    def __str__(self) -> str:
        return self.code


class Person(models.Model):
    """Personal data, erasable. ``keys`` is what search looks through: see ``search``."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="person", primary_key=True)
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=240, blank=True, default="", db_index=True)
    telephone = models.CharField(max_length=30, blank=True, default="")
    outside_id = models.CharField(max_length=60, blank=True, default="", db_index=True)
    """The person's id in the master system, where one feeds this roster."""

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    FULL = "正式", _("正式党员")
    PROBATIONARY = "预备", _("预备党员")
    DEVELOPMENT = "发展对象", _("发展对象")
    ACTIVIST = "积极分子", _("入党积极分子")
    APPLICANT = "申请人", _("入党申请人")
    MASSES = "群众", _("群众")


class RosterSpell(Dated):
    """Where a person's 组织关系 stood and as what: one organisation a day."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="spells")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status)
    flags = models.CharField(max_length=200, blank=True, default="")
    """Words of the scheme such as 流动 or 退休, separated by ``;``."""
    attributes = models.JSONField(default=dict)

    class Meta:
        constraints = (ends_after_it_begins("roster_spell_dates"),)
        indexes = (models.Index(fields=["organisation", "from_on", "until_on"]),)


class Exemption(Dated):
    """Left out of appraisal for a time (年老体弱, 长期病假): a dated decision. The reason is never shown on a list."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="exemptions")
    reason = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=120)

    class Meta:
        constraints = (ends_after_it_begins("exemption_dates"),)


class Appointment(Dated):
    """A post somebody holds in an organisation. Full-time and part-time secretaries differ in some schemes' pay links."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=20, choices=Post)
    is_full_time = models.BooleanField(default=False)

    class Meta:
        constraints = (
            ends_after_it_begins("appointment_dates"),
            *once("appointment", "member", "organisation", "post"),
        )
        indexes = (models.Index(fields=["organisation", "post"]),)


class RelationKind(models.TextChoices):
    """Relations other than posts, in the words of the engine's relation rows."""

    IN_CHARGE_OF = "分管", _("分管")
    DEPARTMENT = "部门", _("所在部门")
    TEMPORARY_BRANCH = "临时党支部", _("临时党支部")
    DUAL_LIFE = "双重组织生活", _("双重组织生活")
    TASK_FORCE = "任务团队", _("任务团队")
    HOUSEHOLD = "同户", _("同户")


class Relation(Dated):
    """``member`` stands in ``kind`` to an organisation, or to another member (a household)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=RelationKind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            ends_after_it_begins("relation_dates"),
            models.CheckConstraint(
                name="relation_one_target",
                condition=Q(organisation=None, other__isnull=False) | Q(organisation__isnull=False, other=None),
            ),
        )


class ImportSource(models.Model):
    """Where rows come from (the master system's export), with the column mapping that was confirmed last time."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    """Our column -> the header in the file."""


class BatchState(models.TextChoices):
    PREVIEWED = "previewed", _("已预览")
    COMMITTED = "committed", _("已导入")
    UNDONE = "undone", _("已撤销")


class ImportBatch(models.Model):
    """One file on its way in: previewed, committed as a whole, perhaps undone. ``plan_digest`` binds the commit to its preview."""

    source = models.ForeignKey(ImportSource, models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64, blank=True, default="")
    holds_from = models.DateField()
    """From which day the file's differences hold."""
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.PREVIEWED)
    counts = models.JSONField(default=dict)
    made_by = models.ForeignKey("users.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class RowChange(models.Model):
    """What one change did to one row of the roster: ``before`` NULL for a new row, ``after`` NULL for a removed one.

    Written for changes by hand and by import alike, so that undoing a batch can tell what rests on it.
    """

    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="changes")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey("users.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["table", "row_id"]),)
