"""From draft to published: handed in, taken back or given back, and published by a second person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.schemes import notices, queries
from biaochi.portal.schemes.identity import title_of
from biaochi.portal.schemes.models import Version, VersionState
from biaochi.portal.schemes.operations.drafting import NotADraft, SavedMeanwhile, locked
from biaochi.portal.users.models import User


class HasErrors(Refused):
    """The checker found errors; a scheme that cannot be settled is not published."""


class SamePerson(Refused):
    """Who drafted it last does not publish it."""


class NotSubmitted(Refused):
    """Only a version that was handed in can be published, withdrawn or given back."""


@transaction.atomic
def submit(*, acting_user: User, at: datetime, version: Version, revision: int | None = None) -> Version:
    """Hand a draft in for publication; it cannot be changed meanwhile. Raises ``NotADraft``, ``SavedMeanwhile``, ``HasErrors``."""
    found = locked(version)
    if revision is not None and found.revision != revision:
        raise SavedMeanwhile(found.text, found)
    refuse_errors(found)
    found.state, found.submitted_by, found.submitted_at, found.returned_because = VersionState.SUBMITTED, acting_user, at, ""
    found.save(update_fields=["state", "submitted_by", "submitted_at", "returned_because"])
    write(Action.SCHEME_SUBMITTED, found, acting_user, at)
    notices.tell_publishers(found, at, timezone.localdate(at))
    return found


@transaction.atomic
def withdraw_submission(*, acting_user: User, at: datetime, version: Version) -> Version:
    """Take a submission back to go on drafting. Raises ``NotSubmitted``."""
    found = back_to_draft(version, "")
    write(Action.SCHEME_WITHDRAWN, found, acting_user, at)
    return found


@transaction.atomic
def return_submission(*, acting_user: User, at: datetime, version: Version, because: str) -> Version:
    """Give a submission back to who drafted it, saying why. Raises ``NotSubmitted``."""
    if not because.strip():
        raise Refused(_("请写明退回的原因，起草人凭它修改。"))
    found = back_to_draft(version, because.strip()[:300])
    write(Action.SCHEME_RETURNED, found, acting_user, at)
    return found


@transaction.atomic
def publish(*, acting_user: User, at: datetime, version: Version, revision: int | None = None) -> Version:
    """Publish a submitted version: from now on it never changes.

    Raises ``NotSubmitted``, ``SavedMeanwhile``, ``SamePerson`` (who drafted it last), ``HasErrors``.
    """
    found = submitted(version)
    if revision is not None and found.revision != revision:
        raise SavedMeanwhile(found.text, found)
    if found.drafted_by_id == acting_user.pk:
        raise SamePerson(_("最后修改的人不能自己发布。请由另一位有权审定的同志发布。"))
    refuse_errors(found)
    found.state, found.published_by, found.published_at = VersionState.PUBLISHED, acting_user, at
    found.save(update_fields=["state", "published_by", "published_at"])
    if (title := title_of(found.text)[:200]) and title != found.scheme.title:
        found.scheme.title = title
        found.scheme.save(update_fields=["title"])
    write(Action.SCHEME_PUBLISHED, found, acting_user, at)
    notices.tell_published(found, at)
    return found


def submitted(version: Version) -> Version:
    found = Version.objects.select_for_update(of=("self",)).select_related("scheme__owner").get(pk=version.pk)
    if found.state == VersionState.PUBLISHED:
        raise NotADraft(_("这一版已经发布，永不再改。要改，请起草下一版。"))
    if found.state != VersionState.SUBMITTED:
        raise NotSubmitted(_("这一版还是草稿，没有提交审定。请起草人先提交。"))
    return found


def back_to_draft(version: Version, because: str) -> Version:
    found = submitted(version)
    found.state, found.submitted_by, found.submitted_at, found.returned_because = VersionState.DRAFT, None, None, because
    found.save(update_fields=["state", "submitted_by", "submitted_at", "returned_because"])
    return found


def refuse_errors(found: Version) -> None:
    """Read again now: what a version extends, or the product's checks, may have changed since the last save."""
    count = len(queries.read_version(found).errors)
    if count:
        raise HasErrors(_("办法还有 %(count)s 处错误，不能提交或发布。请在编辑页逐条改正。") % {"count": count})


def write(action: Action, found: Version, user: User, at: datetime) -> None:
    audit.record(
        at=at, actor_id=user.pk, action=action, of=("version", found.pk), organisation_id=found.scheme.owner_id,
        details={"code": found.scheme.code, "number": found.number, "digest": found.digest},
    )  # fmt: skip
