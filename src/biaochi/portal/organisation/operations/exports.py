"""Taking the roster out of the house leaves a trace."""

from datetime import datetime

from django.db import transaction

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.users.models import User


@transaction.atomic
def record_export(*, acting_user: User, at: datetime, organisation: Organisation, kind: str) -> None:
    audit.record(
        at=at,
        actor_id=acting_user.pk,
        action=Action.ROSTER_EXPORTED,
        of=("organisation", organisation.code),
        organisation_id=organisation.pk,
        details={"kind": kind},
    )
