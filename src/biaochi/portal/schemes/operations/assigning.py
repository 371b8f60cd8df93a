"""Whom a published version holds for, from when to when: never two versions of one scheme for one person on one day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.schemes.models import Assignment, Scheme, Version, VersionState
from biaochi.portal.users.models import User


class NotPublished(Refused):
    """Only a published version holds for anybody."""


class Overlaps(Refused):
    """Another version of the scheme holds for some of them already; ``assignments`` are those in the way."""

    def __init__(self, found: Sequence[Assignment]) -> None:
        listed = "；".join(described(one) for one in found)
        super().__init__(_("与已定的适用范围重叠，没有保存：%(list)s。请先结束原来的，或勾选“原来的到这一天为止”。") % {"list": listed})
        self.assignments = tuple(found)


class NotItsOwn(Refused):
    """The organisation does not stand below the scheme's owner."""


class DatesReversed(Refused):
    """The last day lies before the first."""


@transaction.atomic
def assign(
    *,
    acting_user: User,
    at: datetime,
    version: Version,
    organisation: Organisation,
    from_on: date | None,
    until_on: date | None = None,
    classes: Iterable[str] = (),
    statuses: Iterable[str] = (),
    ends_earlier: bool = False,
) -> Assignment:
    """The version holds for ``organisation`` and all below it from ``from_on`` until the day before ``until_on``.

    ``classes`` and ``statuses`` narrow it; none named means all. With ``ends_earlier``, assignments of the scheme that began before
    ``from_on`` and stand in the way end on that day. Raises ``NotPublished``, ``NotItsOwn``, ``DatesReversed``, ``Overlaps``.
    """
    scheme = Scheme.objects.select_for_update(of=("self",)).select_related("owner").get(pk=version.scheme_id)
    if not Version.objects.filter(pk=version.pk, state=VersionState.PUBLISHED).exists():
        raise NotPublished(_("这一版还没有发布，不能确定适用范围。"))
    if not organisation.path.startswith(scheme.owner.path):
        raise NotItsOwn(_("%(name)s 不在办法所属组织之下，不能适用。请选本组织或下级组织。") % {"name": organisation.name})
    if from_on and until_on and until_on <= from_on:
        raise DatesReversed(_("止期要晚于起期。请核对日期。"))
    new = Assignment(
        version=version, organisation=organisation, from_on=from_on, until_on=until_on, classes=sorted(set(classes)),
        statuses=sorted(set(statuses)), assigned_by=acting_user,
    )  # fmt: skip
    in_the_way = [one for one in others(scheme) if meets(one, new)]
    ended: list[int] = []
    if ends_earlier and from_on:
        for one in [one for one in in_the_way if one.from_on is None or one.from_on < from_on]:
            one.until_on = from_on
            one.save(update_fields=["until_on"])
            ended.append(one.pk)
        in_the_way = [one for one in in_the_way if one.pk not in ended]
    if in_the_way:
        raise Overlaps(in_the_way)
    new.save()
    details = {"version": version.pk, "from": from_on and from_on.isoformat(), "until": until_on and until_on.isoformat(), "ended": ended}
    audit.record(
        at=at,
        actor_id=acting_user.pk,
        action=Action.SCHEME_ASSIGNED,
        of=("assignment", new.pk),
        organisation_id=organisation.pk,
        details=details,
    )
    return new


@transaction.atomic
def end_assignment(*, acting_user: User, at: datetime, assignment: Assignment, on: date) -> Assignment:
    """The assignment no longer holds from ``on`` on. Raises ``DatesReversed``."""
    Scheme.objects.select_for_update().get(versions=assignment.version_id)
    found = Assignment.objects.select_related("organisation", "version").get(pk=assignment.pk)
    if (found.from_on and on <= found.from_on) or (found.until_on and on >= found.until_on):
        raise DatesReversed(_("结束的日期要在它生效期间之内。请核对日期。"))
    found.until_on = on
    found.save(update_fields=["until_on"])
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.ASSIGNMENT_ENDED, of=("assignment", found.pk), organisation_id=found.organisation_id,
        details={"on": on.isoformat()},
    )  # fmt: skip
    return found


def others(scheme: Scheme) -> Iterable[Assignment]:
    return Assignment.objects.filter(version__scheme=scheme).select_related("organisation", "version").defer("version__text").order_by("pk")


def meets(one: Assignment, other: Assignment) -> bool:
    """Whether there may be a person for whom both hold on one day."""
    paths = sorted((one.organisation.path, other.organisation.path), key=len)
    return (
        paths[1].startswith(paths[0])
        and before(one.from_on, other.until_on)
        and before(other.from_on, one.until_on)
        and shares(one.classes, other.classes)
        and shares(one.statuses, other.statuses)
    )


def before(begin: date | None, end: date | None) -> bool:
    return begin is None or end is None or begin < end


def shares(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def described(one: Assignment) -> str:
    begin = date_format(one.from_on, "Y-m-d") if one.from_on else _("起初")
    end = date_format(one.until_on, "Y-m-d") if one.until_on else _("未定")
    words = "、".join([*one.classes, *one.statuses])
    return _("%(name)s%(words)s 第 %(number)s 版 %(begin)s 至 %(end)s") % {
        "name": one.organisation.name, "words": f"（{words}）" if words else "", "number": one.version.number, "begin": begin, "end": end,
    }  # fmt: skip
