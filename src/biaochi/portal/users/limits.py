"""Wrong passwords cost time: more of it with every try, for who tries and nobody else.

Tries are counted by account *and* where they come from: a device that signed in to the account before (a signed cookie says so), else the
network address. So an outsider's tries, from however many places, never lock the owner out, and a rival behind the same address does
not delay the owner's own device. After ``FREE`` tries each further one has to wait twice as long, fifteen minutes at most. One
address over all accounts is slowed down as well (``SPRAY``), a minute at most, and devices known to the account are not.

The try is counted before the password is looked at and taken back when it was right, so tries side by side are all counted. Keys are
digests under the installation's key: no name and no address is stored. Worked example, one address and one account: tries 1 to 5 at
once, the sixth after 15 s, then 30 s, 60 s, … 15 min: 105 tries in the first day.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from biaochi.portal.users.models import Tries

DEVICE_COOKIE = "biaochi_device"
DEVICE_AGE = 180 * 86400
ACCOUNTS_OF_DEVICE = 5


@dataclass(frozen=True)
class Slowness:
    """``free`` tries cost nothing; the next waits ``first`` and each further one twice as long, ``most`` at most."""

    free: int
    first: timedelta
    most: timedelta
    forgotten_after: timedelta

    def wait(self, failures: int) -> timedelta:
        return timedelta(0) if failures < self.free else min(self.first * 2 ** min(failures - self.free, 20), self.most)


ACCOUNT = Slowness(5, timedelta(seconds=15), timedelta(minutes=15), timedelta(days=1))
SPRAY = Slowness(60, timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10))


class TooManyTries(Exception):
    """The next try may come later."""


@dataclass(frozen=True)
class Counted:
    """What was counted for one try, to be taken back if the password is right."""

    account: str
    spray: str = ""


def digest(*parts: str) -> str:
    return salted_hmac("biaochi.users.limits", "\0".join(parts), algorithm="sha256").hexdigest()


def account_digest(username: str) -> str:
    return digest("account", username.strip().casefold())[:32]


def count_try(*, request: HttpRequest, address: str, username: str, at: datetime) -> Counted:
    """Count a try to sign in; raises ``TooManyTries`` where it comes too soon, and counts nothing then."""
    account = account_digest(username)
    device = devices_of(request).get(account)
    if device:
        counted = Counted(digest("try", account, "device", device))
    else:
        counted = Counted(digest("try", account, "address", address), digest("spray", address))
    with transaction.atomic():
        add(counted.account, ACCOUNT, at)
        if counted.spray:
            add(counted.spray, SPRAY, at)
    return counted


def add(key: str, slowness: Slowness, at: datetime) -> None:
    Tries.objects.get_or_create(key=key, defaults={"last_at": at})
    row = Tries.objects.select_for_update().get(key=key)
    failures = 0 if at - row.last_at > slowness.forgotten_after else row.failures
    if at < row.last_at + slowness.wait(failures):
        raise TooManyTries
    row.failures, row.last_at = failures + 1, at
    row.save(update_fields=["failures", "last_at"])


@transaction.atomic
def take_back(counted: Counted) -> None:
    """The password was right: this place starts anew with this account; the address only gets this one try back."""
    Tries.objects.filter(key=counted.account).delete()
    for row in Tries.objects.select_for_update().filter(key=counted.spray, failures__gt=0):
        row.failures -= 1
        row.save(update_fields=["failures"])


def forget_old(*, at: datetime) -> int:
    """Remove what counts no more; returns how many rows."""
    return Tries.objects.filter(last_at__lt=at - ACCOUNT.forgotten_after).delete()[0]


def devices_of(request: HttpRequest) -> dict[str, str]:
    """Accounts (digests) that signed in on this device, with the device's token for each."""
    try:
        found = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_COOKIE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def remember_device(request: HttpRequest, response: HttpResponse, username: str) -> None:
    account, known = account_digest(username), devices_of(request)
    kept = {key: known[key] for key in last(known, account)}
    value = signing.dumps(kept | {account: known.get(account) or secrets.token_urlsafe(12)}, salt=DEVICE_COOKIE)
    response.set_cookie(DEVICE_COOKIE, value, max_age=DEVICE_AGE, httponly=True, samesite="Lax", secure=request.is_secure())


def last(known: Iterable[str], but: str) -> list[str]:
    return [key for key in known if key != but][-(ACCOUNTS_OF_DEVICE - 1) :]
