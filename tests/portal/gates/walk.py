"""Every address × every method × every person: what is expected by the table beside what happens.

A request is made inside a transaction that is rolled back, so the walk leaves the world as it found it.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
READ = frozenset({"GET"})
PEOPLE = (
    "member", "recorder", "organisation_officer", "discipline_officer", "secretary", "clerk", "superior", "stranger", "system", "auditor",
)  # fmt: skip
EVERYBODY = frozenset(PEOPLE)

# an answer is not a refusal: the page, a redirect, a form with errors, an operation that says what is the matter
ANSWERED = frozenset({200, 302, 303, 400, 409, 422})

Found = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """Who is answered at one address.

    ``own`` are those answered for an object of ours, ``foreign`` those for one of theirs; everybody else gets 404. Without ``of`` the
    address is about no object and ``own`` alone counts.
    """

    name: str
    methods: frozenset[str]
    own: frozenset[str]
    of: Found | None = None
    """The address's arguments from one side of the world."""
    foreign: frozenset[str] = frozenset()
    case: str = ""
    """What tells this row from another of the same address."""
    is_open: bool = False
    """Whether somebody without a session is answered too."""
    may_be_absent: bool = False
    """Whether what the address is about may not be there for somebody who may see it (a second factor that was not set up)."""
    args: Mapping[str, Any] | None = None
    """Arguments that are no object."""

    def __str__(self) -> str:
        return f"{self.name} {self.case}".strip()

    def places(self, world: Any) -> Iterator[tuple[str, str, frozenset[str]]]:
        """(side, address, who is answered)"""
        if self.of is None:
            yield "own", reverse(self.name, kwargs=dict(self.args) if self.args else None), self.own
            return
        for side, of, answered in (("own", world.ours, self.own), ("foreign", world.theirs, self.foreign)):
            yield side, reverse(self.name, kwargs={**self.of(of), **(self.args or {})}), answered


def addresses(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern)
        else:
            yield pattern


def unlisted(rows: Iterable[Row], resolver: URLResolver | None = None) -> list[str]:
    """Addresses that the table does not know, and addresses without a name, which it cannot know."""
    known = {row.name for row in rows}
    return [f"{pattern.name} {pattern.pattern}" for pattern in addresses(resolver) if pattern.name not in known]


def gone(rows: Iterable[Row], resolver: URLResolver | None = None) -> list[str]:
    """Rows whose address is no more."""
    there = {pattern.name for pattern in addresses(resolver)}
    return [row.name for row in rows if row.name not in there]


class Visitor:
    """Somebody's session, or nobody's; every request starts from the same cookies."""

    def __init__(self, user: Any = None) -> None:
        client = Client()
        if user is not None:
            client.force_login(user)
        self.cookies = {key: morsel.value for key, morsel in client.cookies.items()}

    def ask(self, method: str, address: str) -> HttpResponse:
        client = Client(raise_request_exception=False)
        client.cookies.load(self.cookies)
        with transaction.atomic():
            answer = client.post(address, {"form_id": str(uuid.uuid4())}) if method == "POST" else client.generic(method, address)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        return answer


def is_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(reverse(settings.LOGIN_URL))


def mismatches(row: Row, world: Any, visitors: Mapping[str, Visitor]) -> list[str]:
    """What happens otherwise than the table says, a line each."""
    found = []
    for side, address, answered in row.places(world):
        for method in METHODS:
            for who, visitor in visitors.items():
                answer = visitor.ask(method, address)
                wanted = expected(row, method, who, answered)
                if not wanted(answer):
                    found.append(f"{method} {row} ({side}) by {who}: {answer.status_code}, expected {wanted.__name__}")
    return found


def pages_of(rows: Iterable[Row], world: Any) -> list[str]:
    """The addresses that can be read, of our objects and of theirs."""
    return list(dict.fromkeys(address for row in rows if "GET" in row.methods for _, address, _ in row.places(world)))


def expected(row: Row, method: str, who: str, answered: frozenset[str]) -> Callable[[HttpResponse], bool]:
    def sent_to_sign_in(answer: HttpResponse) -> bool:
        return is_sign_in(answer)

    def method_refused(answer: HttpResponse) -> bool:
        return answer.status_code == 405

    def answered_(answer: HttpResponse) -> bool:
        if answer.status_code == 404:
            return row.may_be_absent
        return answer.status_code in ANSWERED and (row.is_open or row.may_be_absent or not is_sign_in(answer))

    def absent(answer: HttpResponse) -> bool:
        return answer.status_code == 404

    if method not in ("GET", "POST"):
        return method_refused
    if who == "anonymous" and not row.is_open:
        return sent_to_sign_in
    if method not in row.methods:
        return method_refused
    if who == "anonymous" or who in answered:
        return answered_
    return absent
