"""Parameters (参数): what a document leaves to each organisation, filled in from a day on."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.schemes import queries
from biaochi.portal.schemes.models import ParameterValue, Scheme, Version
from biaochi.portal.users.models import User
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Parameter
from biaochi.scoring.scheme.vocabulary import read_number


class NoSuchParameter(Refused):
    """The scheme declares no parameter of this name."""


class ValueRefused(Refused):
    """The value is no number, or outside the bounds that the scheme declares."""


@transaction.atomic
def fill_parameter(
    *, acting_user: User, at: datetime, version: Version, organisation: Organisation, name: str, value: str, from_on: date | None
) -> ParameterValue:
    """From ``from_on`` the parameter is ``value`` for the organisation and all below; the same day again replaces the value.

    Raises ``NoSuchParameter``, ``ValueRefused``.
    """
    scheme = Scheme.objects.select_for_update(of=("self",)).select_related("owner").get(pk=version.scheme_id)
    if not organisation.path.startswith(scheme.owner.path):
        raise NoSuchParameter(_("%(name)s 不在办法所属组织之下，不能填写它的参数。") % {"name": organisation.name})
    read = queries.read_version(version).loaded.scheme
    declared = read.parameters.get(name) if read else None
    if declared is None:
        raise NoSuchParameter(_("办法里没有名为“%(name)s”的参数。请从列表里选。") % {"name": name})
    text = checked(name, value, declared)
    row, _made = ParameterValue.objects.update_or_create(
        scheme=scheme, organisation=organisation, name=name, from_on=from_on, defaults={"value": text}
    )
    record(Action.PARAMETER_FILLED, row, acting_user, at)
    return row


@transaction.atomic
def clear_parameter(*, acting_user: User, at: datetime, value: ParameterValue) -> None:
    """Take a filled-in value back: the next one above, or the scheme's own, holds again."""
    Scheme.objects.select_for_update().get(pk=value.scheme_id)
    found = ParameterValue.objects.get(pk=value.pk)
    record(Action.PARAMETER_CLEARED, found, acting_user, at)
    found.delete()


def checked(name: str, value: str, declared: Parameter) -> str:
    try:
        number = read_number(value.strip())
    except ValueError:
        raise ValueRefused(_("“%(value)s”不是数。请写成 60、7.5 或 30%%。") % {"value": value[:40]}) from None
    low, high = declared.minimum, declared.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueRefused(_("“%(name)s”要在 %(bounds)s 之内。办法为它定了范围。") % {"name": name, "bounds": queries.bounds_of(declared)})
    return number_text(number)


def record(action: Action, row: ParameterValue, user: User, at: datetime) -> None:
    audit.record(
        at=at, actor_id=user.pk, action=action, of=("parameter", row.pk), organisation_id=row.organisation_id,
        details={"scheme": row.scheme_id, "name": row.name, "value": row.value, "from": row.from_on and row.from_on.isoformat()},
    )  # fmt: skip
