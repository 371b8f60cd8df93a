"""How far ranks are shown in an organisation, on what basis and until when, and where complaints go."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.schemes.models import Profile, Ranking
from biaochi.portal.schemes.red_lines import standing
from biaochi.portal.users.models import User

LONGEST = timedelta(days=366)
"""For how long ranks may be shown where the document binds; then it is decided again."""


class BasisMissing(Refused):
    """Ranks are to be shown where the red line binds, without a basis or without an end."""


@transaction.atomic
def set_profile(
    *,
    acting_user: User,
    at: datetime,
    organisation: Organisation,
    ranking: str,
    basis: str,
    complaints: str,
    from_on: date,
    until_on: date | None,
) -> Profile:
    """From ``from_on`` until the day before ``until_on`` ranks are shown as ``ranking`` says; an earlier decision ends on that day.

    Raises ``BasisMissing`` where ranks are to be shown, the document binds, and basis or end is missing.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if until_on and until_on <= from_on:
        raise Refused(_("止期要晚于起期。请核对日期。"))
    is_founded = bool(basis.strip()) and until_on is not None and until_on - from_on <= LONGEST
    if ranking == Ranking.SCOPE and not is_founded and standing(organisation, from_on).is_bound:
        raise BasisMissing(
            _("在本组织公布名次，要写明依据（文号或特殊场景）和止期，最长一年：国办函〔2026〕12号不许设置积分排名等强制性功能。")
        )
    rows = Profile.objects.filter(organisation=organisation)
    rows.filter(from_on__gte=from_on).delete()
    rows.filter(Q(from_on__lt=from_on) | Q(from_on=None)).filter(Q(until_on=None) | Q(until_on__gt=from_on)).update(until_on=from_on)
    row = Profile.objects.create(
        organisation=organisation, ranking=ranking, basis=basis.strip()[:200], complaints=complaints.strip()[:200], from_on=from_on,
        until_on=until_on, set_by=acting_user, set_at=at,
    )  # fmt: skip
    audit.record(
        at=at, actor_id=acting_user.pk, action=Action.PROFILE_SET, of=("profile", row.pk), organisation_id=organisation.pk,
        details={"ranking": ranking, "from": from_on.isoformat(), "until": until_on and until_on.isoformat()},
    )  # fmt: skip
    return row
