"""New schemes, from what comes along, from a table of criteria, from a YAML file; and the next version of one."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.schemes import queries
from biaochi.portal.schemes.identity import CODE, code_of, title_of, with_code, with_name
from biaochi.portal.schemes.local import extension_text
from biaochi.portal.schemes.models import Revision, Saving, Scheme, Version, VersionState
from biaochi.portal.schemes.reading import usable
from biaochi.portal.users.models import User
from biaochi.scoring.findings import Finding
from biaochi.scoring.findings import Refused as RefusedInput


class NoSuchPreset(Refused):
    """There is no preset of this name."""


class CodeTaken(Refused):
    """Another scheme has this code."""


class DraftThere(Refused):
    """The scheme has a draft already; there is one at a time."""


class NothingPublished(Refused):
    """There is no published version to copy."""


class TableUnreadable(Refused):
    """The table of criteria could not be read; ``findings`` say why, cell by cell."""

    def __init__(self, text: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(text)
        self.findings = findings


@transaction.atomic
def create_from_preset(*, acting_user: User, at: datetime, preset: str, owner: Organisation, code: str = "", title: str = "") -> Version:
    """A scheme of ``owner`` with a first draft from a preset (``"s01"``); the preset's code, or with a number where that is taken.

    Raises ``NoSuchPreset``, ``CodeTaken``.
    """
    name = preset.lower()
    text = queries.preset_text(name)
    if text is None:
        raise NoSuchPreset(_("没有名为 %(name)s 的预置办法。请从列表中选择。") % {"name": preset})
    return begin(acting_user, at, owner, text, f"preset:{name}", code, title)


@transaction.atomic
def create_from_text(*, acting_user: User, at: datetime, text: str, owner: Organisation, code: str = "", title: str = "") -> Version:
    """A scheme of ``owner`` with a first draft from a scheme file. Raises ``TextUnusable``, ``CodeTaken``."""
    return begin(acting_user, at, owner, usable(text), "file", code, title)


@transaction.atomic
def create_from_table(
    *, acting_user: User, at: datetime, table: Path, owner: Organisation, code: str, title: str = ""
) -> tuple[Version, list[Finding]]:
    """A scheme of ``owner`` with a first draft from a workbook of criteria, and what the table left unread.

    What the table leaves open stands in the draft as comments 「问」, which the editor shows where the answers go. Raises
    ``TableUnreadable``, ``CodeTaken``.
    """
    from biaochi.files.criteria_table import read_criteria
    from biaochi.scoring.scheme.draft.skeleton import skeleton_of

    warnings: list[Finding] = []
    try:
        text, questions = skeleton_of(read_criteria(table, warnings))
    except RefusedInput as refused:
        raise TableUnreadable(_("评分表读不出来，没有新建办法。请按下面的提示改正表格，再上传一次。"), refused.findings) from refused
    return begin(acting_user, at, owner, text, "table", code, title), [*warnings, *questions]


@transaction.atomic
def create_extension(*, acting_user: User, at: datetime, parent: Version, owner: Organisation, code: str, title: str) -> Version:
    """A scheme of ``owner`` that extends a published version of a body above it. Raises ``NothingPublished``, ``CodeTaken``."""
    if parent.state != VersionState.PUBLISHED or not owner.path.startswith(parent.scheme.owner.path):
        raise NothingPublished(_("只能以上级组织已发布的办法为底本。请从列表里选。"))
    text = extension_text(parent.file_name, title.strip() or parent.scheme.title, code.strip())
    return begin(acting_user, at, owner, text, f"extends:{parent.file_name}", code, "")


@transaction.atomic
def copy_last_version(*, acting_user: User, at: datetime, scheme: Scheme) -> Version:
    """The next version as a draft with the text of the last published one. Raises ``DraftThere``, ``NothingPublished``."""
    found = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if queries.draft_of(found):
        raise DraftThere(_("这份办法已有一份草稿。请在那份草稿上修改，或先删除它。"))
    last = queries.last_published(found)
    if last is None:
        raise NothingPublished(_("这份办法还没有发布过的版次，无从复制。"))
    version = add_version(found, last.number + 1, last.text, f"{found.code}-{last.number}", acting_user, at)
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.SCHEME_COPIED, of=("version", version.pk), organisation_id=found.owner_id,
        details={"code": found.code, "number": version.number},
    )  # fmt: skip
    return version


def begin(user: User, at: datetime, owner: Organisation, text: str, based_on: str, code: str, title: str) -> Version:
    """The scheme, its first draft and the audit record; the code and title asked for are written into the text."""
    wanted = code.strip() or free_code(code_of(text) or "S")
    if not CODE.fullmatch(wanted):
        raise CodeTaken(_("办法代码只能用字母、数字、汉字和 . _ -，最多 40 个字。"))
    if Scheme.objects.filter(code=wanted).exists():
        raise CodeTaken(_("代码 %(code)s 已有一份办法。请换一个代码。") % {"code": wanted})
    if title.strip():
        text = with_name(text, title.strip())
    text = with_code(text, wanted)
    scheme = Scheme.objects.create(code=wanted, title=(title_of(text) or wanted)[:200], owner=owner, made_at=at)
    version = add_version(scheme, 1, text, based_on, user, at)
    audit.record(
        at=at, actor_id=user.pk, action=Action.SCHEME_CREATED, of=("version", version.pk), organisation_id=owner.pk,
        details={"code": wanted, "from": based_on, "errors": version.errors, "warnings": version.warnings},
    )  # fmt: skip
    return version


def add_version(scheme: Scheme, number: int, text: str, based_on: str, user: User, at: datetime) -> Version:
    found = queries.read_text(text)
    version = Version.objects.create(
        scheme=scheme, number=number, state=VersionState.DRAFT, text=text, digest=found.digest, based_on=based_on, drafted_by=user,
        drafted_at=at, errors=len(found.errors), warnings=len(found.warnings),
    )  # fmt: skip
    Revision.objects.create(version=version, number=1, packed=Revision.pack(text), how=Saving.BEGUN, saved_by=user, saved_at=at)
    return version


def free_code(code: str) -> str:
    """``code``, or the first of ``code-2``, ``code-3``, … that no scheme has."""
    base = code[:34]
    taken = set(Scheme.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)
