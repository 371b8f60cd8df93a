"""Attacks on signing in: guessing, asking who exists, locking others out, stealing and keeping sessions, second factors."""

import logging
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client, RequestFactory
from tests.portal.cast import make_user
from tests.portal.conftest import NOW

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.config.logs import OneLineOfJson
from biaochi.portal.organisation.models import Appointment
from biaochi.portal.organisation.operations import end_appointment
from biaochi.portal.users import limits
from biaochi.portal.users.models import Tries, User

LOGIN, RIGHT = "/sign-in/", "a long pass phrase"
OUTSIDER, OFFICE, HOME = "203.0.113.9", "10.0.0.1", "198.51.100.7"


def sign_in(client: Client, username: str, password: str, address: str = OFFICE):
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture
def clock(monkeypatch):
    """``clock(seconds)`` moves the portal's time on."""
    state = {"now": datetime(2025, 10, 15, 2, 0, tzinfo=UTC)}
    monkeypatch.setattr("django.utils.timezone.now", lambda: state["now"])

    def move(seconds: float) -> None:
        state["now"] += timedelta(seconds=seconds)

    return move


# guessing, and locking others out


def test_an_outsiders_tries_do_not_lock_the_owner_out(cast, clock):
    for _ in range(40):
        sign_in(Client(), "member", "wrong", OUTSIDER)
    owner = Client()
    sign_in(owner, "member", RIGHT, HOME)
    assert is_in(owner), "from a place where the owner never was before"


def test_ten_thousand_addresses_do_not_lock_the_owner_out(cast):
    rows = [
        Tries(
            key=limits.digest("try", limits.account_digest("member"), "address", f"10.9.{number // 250}.{number % 250}"),
            failures=9,
            last_at=NOW,
        )
        for number in range(10_000)
    ]
    Tries.objects.bulk_create(rows)
    owner = Client()
    sign_in(owner, "member", RIGHT, HOME)
    assert is_in(owner)


def test_a_rival_behind_the_same_address_does_not_delay_the_owners_device(cast, clock):
    owner = Client()
    sign_in(owner, "member", RIGHT)
    owner.post("/sign-out/")
    for _ in range(90):
        sign_in(Client(), "member", "wrong")
    sign_in(owner, "member", RIGHT)
    assert is_in(owner)


def test_a_forged_device_is_no_device(cast, clock):
    client = Client()
    client.cookies[limits.DEVICE_COOKIE] = "eyJhIjoiYiJ9:1xyz:forged"
    for _ in range(5):
        sign_in(client, "member", "wrong")
    sign_in(client, "member", RIGHT)
    assert not is_in(client)


def test_each_further_try_waits_twice_as_long(cast, clock):
    client = Client()
    for _ in range(5):
        sign_in(client, "member", "wrong")
    for wait in (15, 30, 60, 120, 240, 480, 900, 900):
        clock(wait - 1)
        assert "试得太多了" in sign_in(client, "member", RIGHT).content.decode(), wait
        clock(1)
        assert "试得太多了" not in sign_in(client, "member", "wrong").content.decode(), wait
    clock(900)
    sign_in(client, "member", RIGHT)
    assert is_in(client)


def test_guessing_all_day_from_one_address_gets_about_a_hundred_tries():
    tries, seconds = 0, 0.0
    while seconds <= 86_400:
        tries += 1
        seconds += limits.ACCOUNT.wait(tries).total_seconds()
    assert tries == 105


def test_the_same_wait_for_a_name_that_does_not_exist(cast, clock):
    answers = []
    for name in ("member", "nobody"):
        client = Client()
        answers.append([("试得太多了" in sign_in(client, name, "wrong").content.decode()) for _ in range(7)])
    assert answers[0] == answers[1] == [False] * 5 + [True] * 2


def test_one_address_trying_many_accounts_is_slowed_down(cast, clock):
    told = [("试得太多了" in sign_in(Client(), f"name{number}", "wrong", OUTSIDER).content.decode()) for number in range(64)]
    assert told == [False] * 60 + [True] * 4
    sign_in(owner := Client(), "member", RIGHT, HOME)
    assert is_in(owner)


def test_a_right_password_gives_its_try_back(cast, clock):
    for _ in range(30):
        client = Client()
        sign_in(client, "member", RIGHT)
        assert is_in(client)
    assert not Tries.objects.filter(failures__gt=0).exists()


def test_what_is_counted_names_nobody(cast, clock):
    sign_in(Client(), "member", "wrong", OUTSIDER)
    for row in Tries.objects.values_list():
        assert "member" not in repr(row) and OUTSIDER not in repr(row)
    clock(2 * 86_400)
    from django.utils import timezone

    assert limits.forget_old(at=timezone.now()) == 2


@pytest.mark.django_db(transaction=True)
def test_eight_tries_at_once_are_all_counted():
    make_user("member", NOW)
    request = RequestFactory().post(LOGIN)

    def attempt(_: int) -> bool:
        try:
            limits.count_try(request=request, address=OUTSIDER, username="member", at=NOW)
        except limits.TooManyTries:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(attempt, range(8)))
    assert done.count(True) == 5


# who exists


def test_a_password_is_hashed_once_whether_the_name_exists_or_not(cast, clock, monkeypatch):
    hasher, calls = type(get_hasher()), []
    for method in ("encode", "verify"):
        original = getattr(hasher, method)
        monkeypatch.setattr(hasher, method, lambda self, *a, _o=original, _m=method, **k: calls.append(_m) or _o(self, *a, **k))
    sign_in(Client(), "nobody", "wrong")
    unknown = list(calls)
    calls.clear()
    sign_in(Client(), "member", "wrong", HOME)
    assert (unknown, calls) == (["encode"], ["verify"])


def test_an_unknown_name_takes_as_long_as_a_wrong_password(cast):
    """The median over 200 tries each, taken in turns; the hash itself is the cheap one of the tests and counted above."""
    client, took = Client(), {"member": [], "nobody": []}
    for number in range(200):
        for name, times in took.items():
            begin = time.perf_counter()
            status = sign_in(client, name, "wrong", f"10.1.{number}.1").status_code
            times.append(time.perf_counter() - begin)
            assert status == 200
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.020


def test_a_closed_account_is_told_to_its_owner_alone(cast, clock):
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    client = Client()
    assert "停用" not in sign_in(client, "member", "wrong").content.decode()
    answer = sign_in(client, "member", RIGHT)
    assert answer.headers["Location"] == LOGIN
    assert "停用" in client.get(LOGIN).content.decode()
    assert not is_in(client)


# sessions


def test_a_session_id_planted_before_signing_in_is_worth_nothing(cast, clock):
    victim = Client()
    victim.get(LOGIN)
    victim.session["planted"] = "x"
    victim.session.save()
    planted = victim.cookies.get(settings.SESSION_COOKIE_NAME)
    sign_in(victim, "member", RIGHT)
    after = victim.cookies[settings.SESSION_COOKIE_NAME].value
    assert planted is None or planted.value != after
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.value if planted else "a" * 32
    assert not is_in(thief)


def test_signing_out_ends_the_session_for_a_copy_too(cast, clock):
    client, copy = Client(), Client()
    sign_in(client, "member", RIGHT)
    copy.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_in(copy)
    client.post("/sign-out/")
    assert not is_in(copy)


def test_half_an_hour_without_a_page_ends_the_session(cast, clock):
    client = Client()
    sign_in(client, "member", RIGHT)
    for _ in range(3):
        clock(29 * 60)
        assert is_in(client)
    clock(30 * 60)
    answer = client.get("/")
    assert answer.status_code == 302
    assert "登录已到时限" in client.get(LOGIN).content.decode()
    assert Record.objects.filter(action=Action.SIGNED_OUT, actor_id=cast.member.pk).count() == 1


def test_eight_hours_end_the_session_however_busy(cast, clock):
    client = Client()
    sign_in(client, "member", RIGHT)
    for _ in range(23):
        clock(20 * 60)
        assert is_in(client)
    clock(20 * 60)
    assert not is_in(client)


def test_a_session_without_its_times_is_over(cast, clock):
    client = Client()
    client.force_login(cast.member)
    session = client.session
    del session["begun_at"]
    session.save()
    assert not is_in(client)


def test_the_end_of_a_post_ends_the_sessions(cast, clock):
    client = Client()
    sign_in(client, "recorder", RIGHT)
    post = Appointment.objects.get(member__user=cast.recorder)
    end_appointment(acting_user=cast.clerk, at=NOW, appointment=post, on=NOW.date())
    assert not is_in(client)


def test_a_page_is_not_a_write(cast, clock, django_assert_max_num_queries):
    client = Client()
    sign_in(client, "member", RIGHT)
    client.get("/notices/")
    clock(30)
    with django_assert_max_num_queries(12) as asked:
        client.get("/notices/")
    assert not [one for one in asked.captured_queries if one["sql"].startswith(("UPDATE", "INSERT"))]


# the second factor


def code_of(secret: str, at: float | None = None) -> str:
    counter = next(iter(yield_hotp_counters_from_time())) if at is None else int(at) // 30
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def secret(cast) -> Iterator[str]:
    value = generate_totp_secret()
    TOTP.activate(cast.member, value)
    yield value


def test_a_second_factor_is_set_up_on_the_page(cast, django_capture_on_commit_callbacks):
    client = Client()
    sign_in(client, "member", RIGHT)
    again = client.get("/second-factor/totp/activate/").headers["Location"]
    assert again.startswith("/sign-in/again/"), "the password is asked once more"
    client.post(again, {"password": RIGHT})
    page = client.get("/second-factor/totp/activate/")
    assert page.status_code == 200
    value = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/second-factor/totp/activate/", {"code": code_of(value)})
    assert (done.status_code, done.headers["Location"]) == (302, "/second-factor/recovery-codes/"), again
    assert Record.objects.filter(action=Action.SECOND_FACTOR_CHANGED, actor_id=cast.member.pk).exists()
    client.post("/sign-out/")
    sign_in(client, "member", RIGHT)
    assert not is_in(client)


def test_the_password_alone_opens_nothing(cast, secret):
    client = Client()
    assert "second-factor" in sign_in(client, "member", RIGHT).headers["Location"]
    for address in ("/", "/privacy/", "/account/", "/second-factor/", "/second-factor/totp/deactivate/"):
        assert client.get(address).status_code == 302, address


def test_the_right_code_opens_once(cast, secret):
    client, code = Client(), code_of(secret)
    sign_in(client, "member", RIGHT)
    assert client.post("/second-factor/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/second-factor/authenticate/", {"code": code})
    assert is_in(client)
    again = Client()
    sign_in(again, "member", RIGHT)
    again.post("/second-factor/authenticate/", {"code": code})
    assert not is_in(again), "a code that was seen over a shoulder"


def test_a_new_device_is_remembered_only_after_the_second_factor(cast, secret):
    client = Client()
    sign_in(client, "member", RIGHT)
    assert limits.DEVICE_COOKIE not in client.cookies


# forms, hosts, logs

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% debug %}",
    "member\r\nX-Injected: 1",
    'member\n{"level": "INFO", "message": "forged"}',
    "\x1b[2J\x1b[31mred",
    "' OR 1=1 --",
    "member\x00",
    "＜script＞",
    "\u202egnp.exe",
    "A" * 5_000,
)


@pytest.mark.parametrize("payload", CORPUS, ids=range(len(CORPUS)))
def test_what_is_typed_is_shown_as_text_and_breaks_no_line(cast, payload, caplog):
    auditor = Client()
    auditor.force_login(cast.auditor)
    answers = [
        sign_in(Client(), payload, payload),
        Client().get(LOGIN, {"next": payload}),
        auditor.get("/audit/", {"who": payload, "object_id": payload, "object_kind": payload, "action": payload, "begin": payload}),
        auditor.get("/calendar/", {"year": payload}),
        auditor.get("/privacy/fields/", {"page": payload}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400), answer.request["PATH_INFO"]
        page = answer.content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
        assert "X-Injected" not in answer.headers
    for record in caplog.records:
        assert "\n" not in OneLineOfJson().format(record) and "\x1b" not in OneLineOfJson().format(record)


def test_a_log_line_is_one_line_of_json():
    import json

    record = logging.LogRecord("x", logging.WARNING, "", 1, "said %s", ('a\r\n{"level": "INFO"}\x1b[0m',), None)
    line = OneLineOfJson().format(record)
    assert "\n" not in line and "\x1b" not in line
    assert json.loads(line)["message"].startswith("said a\r\n")


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "\\\\elsewhere.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(cast, address):
    client = Client()
    answer = client.post(LOGIN, {"login": "member", "password": RIGHT, "next": address})
    assert answer.headers["Location"] == "/"


def test_a_foreign_host_is_refused(db):
    assert Client().get(LOGIN, headers={"host": "elsewhere.example"}).status_code == 400
    answer = Client().get("/", headers={"x-forwarded-host": "elsewhere.example"})
    assert "elsewhere.example" not in answer.headers["Location"]


def test_an_address_in_a_header_is_nobodys_word_without_a_proxy(cast, clock):
    for number in range(7):
        last = Client().post(LOGIN, {"login": "member", "password": "wrong"}, headers={"x-forwarded-for": f"10.2.0.{number}"})
    assert "试得太多了" in last.content.decode()


@pytest.mark.parametrize("address", [LOGIN, "/sign-out/", "/account/sessions/end/", "/privacy/ask/", "/calendar/day/", "/password/"])
def test_a_form_from_elsewhere_is_refused(cast, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.clerk)
    answer = client.post(address, {"login": "member", "password": RIGHT}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
