"""Codes of new members and organisations: opaque, short enough to read out on the telephone."""

import re
from collections.abc import Iterable

from biaochi.portal.organisation.models import Member, Organisation

MEMBER_PREFIX, ORGANISATION_PREFIX = "P", "Z"


def new_member_codes(count: int) -> list[str]:
    """``count`` codes nobody has. Two who ask at once get the same: who asks holds ``lock_structure``; the UNIQUE is the promise."""
    return numbered(MEMBER_PREFIX, count, Member.objects.filter(code__startswith=MEMBER_PREFIX).values_list("code", flat=True))


def new_organisation_codes(count: int) -> list[str]:
    taken = Organisation.objects.filter(code__startswith=ORGANISATION_PREFIX).values_list("code", flat=True)
    return numbered(ORGANISATION_PREFIX, count, taken)


def numbered(prefix: str, count: int, taken: Iterable[str]) -> list[str]:
    pattern = re.compile(rf"{prefix}([0-9]{{1,9}})")
    numbers = (int(match.group(1)) for match in map(pattern.fullmatch, taken) if match)
    first = max(numbers, default=0) + 1
    return [f"{prefix}{number:06d}" for number in range(first, first + count)]
