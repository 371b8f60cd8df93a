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
    initials = models.CharField(max_length=120, blank=True, default="")
    type = models.CharField(max_length=20)
    """A word of the schemes; ``OrganisationType`` lists the usual ones."""
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
    type = models.CharField(max_length=20)
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    class_name = models.CharField(max_length=40, blank=True, default="")
    attributes = models.JSONField(default=dict)

    class Meta:
        constraints = (ends_after_it_begins("organisation_spell_dates"), *once("organisation_spell", "organisation"))


class Member(models.Model):
    """An identity. ``code`` is opaque: it stands in files, ledgers and addresses, so it is never an identity number or a name."""

    code = models.CharField(max_length=40, unique=True)
    user = models.OneToOneField("users.User", models.SET_NULL, null=True, related_name="member")

    def __str__(self) -> str:
        return self.code


class Person(models.Model):
    """Personal data, erasable; the ``SearchKey`` rows go with it."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="person", primary_key=True)
    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=240, blank=True, default="", db_index=True)
    telephone = models.CharField(max_length=30, blank=True, default="")
    outside_id = models.CharField(max_length=60, blank=True, default="", db_index=True)
    """The person's id in the master system, where one feeds this roster."""

    def __str__(self) -> str:
        return self.name


class SearchKey(models.Model):
    """What somebody may type to find a person: from any character of the name on, in characters, pinyin or initials.

    A prefix of ``text`` finds the person, so the middle of a name is found by an index as its beginning is.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="keys", db_index=False)
    text = models.CharField(max_length=120)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "text"], name="search_key_once"),)
        indexes = (
            # prefixes by index whatever the collation of a PostgreSQL; SQLite has no classes of operators and ignores these
            models.Index(fields=["text", "person"], name="search_key_prefix", opclasses=["varchar_pattern_ops", "int8_ops"]),
        )


class Status(models.TextChoices):
    """The usual statuses, in the words the schemes use; another word of a scheme may stand in a spell too."""

    FULL = "正式党员", _("正式党员")
    PROBATIONARY = "预备党员", _("预备党员")
    DEVELOPMENT = "发展对象", _("发展对象")
    ACTIVIST = "入党积极分子", _("入党积极分子")
    APPLICANT = "入党申请人", _("入党申请人")
    MASSES = "群众", _("群众")


class RosterSpell(Dated):
    """Where a person's 组织关系 stood and as what: one organisation a day."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="spells")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=20)
    flags = models.CharField(max_length=200, blank=True, default="")
    """Words of the scheme such as 流动 or 退休, separated by ``;``."""
    attributes = models.JSONField(default=dict)

    class Meta:
        constraints = (ends_after_it_begins("roster_spell_dates"), *once("roster_spell", "member"))
        indexes = (models.Index(fields=["organisation", "from_on", "until_on"]),)


class Exemption(Dated):
    """Left out of appraisal for a time (年老体弱, 长期病假): a dated decision. The reason is never shown on a list."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="exemptions")
    reason = models.CharField(max_length=200)
    decided_by = models.CharField(max_length=120)

    class Meta:
        constraints = (ends_after_it_begins("exemption_dates"),)


class Appointment(Dated):
    """A post somebody holds in an organisation. Full-time and part-time secretaries differ in some schemes' pay links.

    ``post`` decides what they may do here; ``title`` is another word for it, where the schemes have one (支部书记, 专职书记).
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    post = models.CharField(max_length=20, choices=Post)
    title = models.CharField(max_length=20, blank=True, default="")
    is_full_time = models.BooleanField(default=False)

    class Meta:
        constraints = (
            ends_after_it_begins("appointment_dates"),
            *once("appointment", "member", "organisation", "post", "title"),
        )
        indexes = (models.Index(fields=["organisation", "post"]),)

    @property
    def word(self) -> str:
        """The word of the post in relation rows and schemes."""
        return self.title or self.post


class RelationKind(models.TextChoices):
    """Relations other than posts, in the words of the engine's relation rows."""

    IN_CHARGE_OF = "分管", _("分管")
    DEPARTMENT = "部门", _("所在部门")
    TEMPORARY_BRANCH = "临时党支部", _("临时党支部")
    DUAL_LIFE = "双重组织生活", _("双重组织生活")
    TASK_FORCE = "任务团队", _("任务团队")
    HOUSEHOLD = "同户", _("同户")


class Relation(Dated):
    """``member`` stands in ``kind`` (a word of the schemes) to an organisation, or to another member (a household)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20)
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


class ImportKind(models.TextChoices):
    """What a file carries; the words are those of the file contract."""

    ORGANISATIONS = "organisations", _("组织")
    ROSTER = "roster", _("名册")
    RELATIONS = "relations", _("任职与关系")


class ImportSource(models.Model):
    """Where rows come from (the master system's export), with what was confirmed about its columns last time."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=ImportKind)
    mapping = models.JSONField(default=dict)
    """Our column -> the header in the file; ``attributes`` is the list of headers kept under their own names."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "kind"], name="import_source_once"),)


class BatchState(models.TextChoices):
    RECEIVED = "received", _("待确认列")
    COMPARING = "comparing", _("正在比对")
    PREVIEWED = "previewed", _("已预览")
    COMMITTING = "committing", _("正在导入")
    COMMITTED = "committed", _("已导入")
    UNDONE = "undone", _("已撤销")


class ImportBatch(models.Model):
    """One file on its way in: previewed, committed as a whole, perhaps undone. ``plan_digest`` binds the commit to its preview."""

    source = models.ForeignKey(ImportSource, models.PROTECT, related_name="batches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    """Over whose subtree the file speaks; NULL only while an installation is being filled for the first time."""
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    plan_digest = models.CharField(max_length=64, blank=True, default="")
    holds_from = models.DateField()
    """From which day the file's differences hold."""
    ends_absent = models.BooleanField(default=False)
    """Whether who is not in the file leaves on ``holds_from``."""
    state = models.CharField(max_length=12, choices=BatchState, default=BatchState.RECEIVED)
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    """``{"cell", "text"}`` of the first thousand faults; emptied when the batch is committed."""
    made_by = models.ForeignKey("users.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)


class ImportFile(models.Model):
    """The file of a batch that was not committed yet; gone afterwards."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, related_name="file", primary_key=True)
    content = models.BinaryField()


class DifferenceKind(models.TextChoices):
    NEW = "new", _("新增")
    CHANGED = "changed", _("变更")
    MOVED = "moved", _("转移")
    LEFT = "left", _("离开")
    CONFLICT = "conflict", _("待选择")


class Choice(models.TextChoices):
    """What to do about a conflict."""

    KEEP = "keep", _("保留现有记录，跳过这一行")
    TAKE = "take", _("以文件为准")


class ImportDifference(models.Model):
    """What a batch would do, or did, to one subject. ``name`` is there until the commit; later names come from ``Person``."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=12, choices=DifferenceKind)
    line = models.PositiveIntegerField()
    """The row of the file, 0 where the file says nothing (who is absent from it)."""
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=120, blank=True, default="")
    changes = models.JSONField(default=list)
    """``[field, before, after]`` each; of personal data the field alone."""
    question = models.CharField(max_length=200, blank=True, default="")
    choice = models.CharField(max_length=8, choices=Choice, blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=["batch", "kind", "id"]),)


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
