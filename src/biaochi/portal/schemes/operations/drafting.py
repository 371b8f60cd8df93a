"""Saving a draft: every save is kept, a newer one is never overwritten unseen, and going back is a save too."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import EditedMeanwhile, Refused
from biaochi.portal.schemes import queries
from biaochi.portal.schemes.editing import edited
from biaochi.portal.schemes.identity import code_of, title_of
from biaochi.portal.schemes.local import with_local_rule
from biaochi.portal.schemes.models import Revision, Saving, Version, VersionState
from biaochi.portal.schemes.notes import answered, chosen
from biaochi.portal.schemes.reading import usable
from biaochi.portal.users.models import User


class DraftWasTried(Refused):
    """A trial was settled with the draft, and would lose what it is to be read by."""


class NotADraft(Refused):
    """Only a draft can be changed."""


class CodeChanged(Refused):
    """The text's code is not the scheme's."""


class NoSuchSave(Refused):
    """There is no save of this number."""


class SavedMeanwhile(EditedMeanwhile):
    """Somebody saved since the form was opened. ``mine`` is what was to be saved, ``version`` the newest state."""

    def __init__(self, mine: str, version: Version) -> None:
        super().__init__(_("您打开之后，别人保存过这份草稿。两份都列在下面，什么也没有丢。请选定一份，或把您的改动并到最新的一份里。"))
        self.mine = mine
        self.version = version


@transaction.atomic
def save_draft(*, acting_user: User, at: datetime, version: Version, revision: int, text: str, how: str = Saving.TEXT) -> Version:
    """The draft with a new text; ``revision`` is the save that the editor saw. Saving what stands there already changes nothing.

    Raises ``TextUnusable``, ``NotADraft``, ``CodeChanged``, ``SavedMeanwhile``.
    """
    text = usable(text)
    found = locked(version)
    if found.revision != revision and found.text != text:
        raise SavedMeanwhile(text, found)
    if found.text == text:
        return found
    kept = found.scheme.code
    if code_of(text) not in (kept, ""):
        raise CodeChanged(
            _("办法代码要一直是 %(code)s：各版次、台账和结果都凭它对上。请改回来再保存；要另立一份办法，请用“新建办法”。") % {"code": kept}
        )
    return put(found, text, how, acting_user, at)


@transaction.atomic
def save_form(*, acting_user: User, at: datetime, version: Version, revision: int, posted: Mapping[str, str]) -> Version:
    """The draft with what a form says otherwise, written in place. Raises what ``save_draft`` does, and ``CannotWrite``.

    The form speaks of the save that it was made from: where a newer one stands, what was meant is shown beside it. ``posted["token"]``
    takes a reading of a finding, or answers a question, along with the rest.
    """
    text, token = text_of(version, revision), posted.get("token", "")
    further = [chosen(text, queries.read_text(text), token)] if token.startswith("f") else []
    after = edited(text, posted, further)
    if token.startswith("q"):
        after = answered(after, token)
    if posted.get("local"):
        said = {name: posted.get(f"local-{name}", "") for name in ("node", "fact", "points", "cap")}
        after = with_local_rule(after, queries.read_text(after), **said)
    how = Saving.READING if token else Saving.FORM
    return save_draft(acting_user=acting_user, at=at, version=version, revision=revision, text=after, how=how)


def text_of(version: Version, revision: int) -> str:
    """The text of a save. Raises ``NoSuchSave``."""
    try:
        return queries.text_at(version, revision)
    except Revision.DoesNotExist:
        raise NoSuchSave(_("没有第 %(number)s 次保存。请从保存记录里选一次。") % {"number": revision}) from None


@transaction.atomic
def go_back_to(*, acting_user: User, at: datetime, version: Version, revision: int, number: int) -> Version:
    """The draft with the text of an earlier save. Raises ``NotADraft``, ``SavedMeanwhile``, ``NoSuchSave``."""
    found = locked(version)
    earlier = Revision.objects.filter(version=found, number=number).first()
    if earlier is None:
        raise NoSuchSave(_("没有第 %(number)s 次保存。请从保存记录里选一次。") % {"number": number})
    if found.revision != revision:
        raise SavedMeanwhile(earlier.text, found)
    if earlier.text == found.text:
        return found
    return put(found, earlier.text, Saving.UNDONE, acting_user, at)


@transaction.atomic
def discard_draft(*, acting_user: User, at: datetime, version: Version) -> bool:
    """Remove a draft with its saves; a scheme without any other version goes with it (True).

    Raises ``NotADraft``, and ``DraftWasTried`` while a trial rests on it.
    """
    found = locked(version)
    scheme = found.scheme
    details = {"code": scheme.code, "number": found.number, "digest": found.digest}
    audit.record(
        at=at,
        actor_id=acting_user.pk,
        action=Action.SCHEME_DISCARDED,
        of=("version", found.pk),
        organisation_id=scheme.owner_id,
        details=details,
    )
    try:
        found.delete()
    except ProtectedError as held:
        raise DraftWasTried(_("还有用这一版核算的试算，没有删除。请先在“核算一份表”里丢弃这些试算，再删除草稿。")) from held
    if scheme.versions.exists():
        return False
    scheme.delete()
    return True


def locked(version: Version) -> Version:
    """The version's row, locked, and a draft. Raises ``NotADraft``."""
    found = Version.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=version.pk)
    if found.state == VersionState.SUBMITTED:
        raise NotADraft(_("这一版已提交审定，不能再改。要改，请先撤回提交。"))
    if found.state != VersionState.DRAFT:
        raise NotADraft(_("这一版已经发布，永不再改。要改，请起草下一版。"))
    return found


def put(found: Version, text: str, how: str, user: User, at: datetime) -> Version:
    """A new save of a locked draft."""
    read = queries.read_text(text)
    found.text, found.digest = text, read.digest
    found.errors, found.warnings = len(read.errors), len(read.warnings)
    found.revision += 1
    found.drafted_by, found.drafted_at = user, at
    found.save(update_fields=["text", "digest", "errors", "warnings", "revision", "drafted_by", "drafted_at"])
    Revision.objects.create(version=found, number=found.revision, packed=Revision.pack(text), how=how, saved_by=user, saved_at=at)
    if found.number == 1 and (title := title_of(text)[:200]) and title != found.scheme.title:
        found.scheme.title = title
        found.scheme.save(update_fields=["title"])
    audit.record(
        at=at, actor_id=user.pk, action=Action.SCHEME_SAVED, of=("version", found.pk), organisation_id=found.scheme.owner_id,
        details={"revision": found.revision, "how": str(how), "digest": found.digest, "errors": found.errors},
    )  # fmt: skip
    return found
