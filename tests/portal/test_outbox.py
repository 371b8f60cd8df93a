"""Notices on their way out: after the commit, without content, at least once, again when it failed."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction
from django_q.models import Schedule
from tests.portal.conftest import NOW

from biaochi.portal.outbox import operations, sending
from biaochi.portal.outbox.models import Message, Notice, NoticeKind

# apprise tries to load all its channels, some of which import what Python will drop
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Channel:
    """A channel on this machine: what it got, and whether it takes anything."""

    def __init__(self) -> None:
        self.got: list[dict] = []
        self.status = 200


@pytest.fixture
def channel(settings) -> Iterator[Channel]:
    found = Channel()

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if found.status == 200:
                found.got.append(json.loads(body))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTICE_URLS = [f"json://127.0.0.1:{server.server_port}/"]
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock(monkeypatch):
    state = {"now": NOW}
    monkeypatch.setattr("django.utils.timezone.now", lambda: state["now"])

    def move(minutes: float) -> None:
        state["now"] += timedelta(minutes=minutes)

    return move


def tell(cast) -> None:
    operations.notify(users=[cast.member.pk], kind=NoticeKind.RECORD_VIEWED, link="/audit/own/", at=NOW)


def test_a_notice_goes_out_after_the_commit(cast, channel, clock, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(cast)
        assert channel.got == []
    assert [one["message"] for one in channel.got] == ["有人查看了您的个人信息。"]
    assert Message.objects.get().sent_at == NOW


def test_what_did_not_happen_is_not_told(cast, channel, clock, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        tell(cast)
        raise RuntimeError
    assert (channel.got, Notice.objects.count(), Message.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize("kind", NoticeKind)
def test_nothing_of_the_matter_leaves_the_house(cast, channel, clock, kind):
    operations.notify(users=[cast.member.pk], kind=kind, link="/roster/members/M1/", at=NOW)
    sending.send_due()
    said = json.dumps(channel.got, ensure_ascii=False)
    assert len(channel.got) == 1
    for content in ("member", "M1", "张小明", "/roster", "积分", "分数", "等次"):
        assert content not in said, content


def test_a_second_worker_sends_nothing_twice(cast, channel, clock):
    tell(cast)
    assert len(operations.claim_due(at=NOW)) == 1
    assert operations.claim_due(at=NOW) == []


def test_a_worker_that_died_is_made_up_for(cast, channel, clock):
    tell(cast)
    operations.claim_due(at=NOW)
    clock(0.9)
    assert sending.send_due() == 0
    clock(0.1)
    assert sending.send_due() == 1
    clock(600)
    assert sending.send_due() == 0
    assert len(channel.got) == 1


def test_a_failure_is_kept_and_tried_again_later_and_later(cast, channel, clock):
    channel.status = 500
    tell(cast)
    assert sending.send_due() == 0
    assert Message.objects.get().last_fault == "no channel took it"
    for wait in (1, 2, 4, 8, 16, 32, 64):
        clock(wait - 0.5)
        assert sending.send_due() == 0
        attempts = Message.objects.get().attempts
        clock(0.5)
        sending.send_due()
        assert Message.objects.get().attempts == attempts + 1
    clock(10_000)
    sending.send_due()
    assert Message.objects.get().attempts == operations.MOST_ATTEMPTS
    assert channel.got == []
    assert Notice.objects.filter(read_at=None).count() == 1, "in the portal it stands, whatever becomes of the message"


def test_a_channel_that_comes_back_gets_what_waited(cast, channel, clock):
    channel.status = 500
    tell(cast)
    sending.send_due()
    channel.status = 200
    clock(1)
    assert sending.send_due() == 1
    message = Message.objects.get()
    assert (message.last_fault, message.attempts) == ("", 2)


def test_a_plugin_that_breaks_stops_nobody_else(cast, channel, clock, monkeypatch):
    tell(cast)
    tell(cast)
    calls = []

    def notify(self, **_):
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("https://user:password@elsewhere")
        return True

    monkeypatch.setattr("apprise.Apprise.notify", notify)
    assert sending.send_due() == 1
    assert set(Message.objects.values_list("last_fault", flat=True)) == {"ValueError", ""}


def test_without_a_channel_nothing_waits_to_go_out(cast, settings):
    settings.NOTICE_URLS = []
    tell(cast)
    assert (Notice.objects.count(), Message.objects.count(), sending.send_due()) == (1, 0, 0)


def test_the_worker_asks_every_minute(db):
    names = dict(Schedule.objects.values_list("name", "func"))
    assert names["send notices"] == "biaochi.portal.outbox.sending.send_due"
    assert Schedule.objects.get(name="send notices").minutes == 1
    assert names["tidy"] == "biaochi.portal.privacy.tidying.tidy"


def test_what_is_old_is_tidied_away(cast, clock):
    import uuid

    from django.contrib.sessions.models import Session

    from biaochi.portal.audit.models import AnsweredForm
    from biaochi.portal.privacy.tidying import tidy

    for days in (1, 100):
        AnsweredForm.objects.create(form_id=uuid.uuid4(), body_digest="", at=NOW - timedelta(days=days))
        Session.objects.create(session_key=f"k{days}", session_data="", expire_date=NOW + timedelta(days=2 - days))
    assert tidy() == {"sessions": 1, "tries": 0, "forms": 1}
