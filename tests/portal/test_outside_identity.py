"""Signing in through one OpenID Connect provider: it opens an account that exists, and makes none."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.portal.outside_identity import CLIENT, provider

from biaochi.portal.config import environment
from biaochi.portal.users.models import User

START, BACK = "/outside/oidc/oidc/login/", "/outside/oidc/oidc/login/callback/"


@pytest.fixture
def outside(settings, monkeypatch):
    with provider() as found:
        for name, value in {"URL": found.address, "ID": CLIENT, "SECRET": "s", "NAME": "统一认证"}.items():
            monkeypatch.setenv(f"BIAOCHI_OIDC_{name}", value)
        settings.SOCIALACCOUNT_PROVIDERS = environment.oidc_providers()
        settings.ROOT_URLCONF = "tests.portal.outside_identity"
        yield found


def arrive(client: Client, state: str | None = None):
    """Through the button, to the provider and back."""
    sent = client.post(START)
    assert sent.status_code == 302, sent.content
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    return client.get(BACK, {"code": "any", "state": state or asked["state"][0]}), asked


def test_somebody_known_signs_in(cast, outside):
    outside.claims = {"sub": "77", "preferred_username": "member"}
    client = Client()
    answer, asked = arrive(client)
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert asked["client_id"] == [CLIENT] and asked["redirect_uri"] == ["http://testserver" + BACK]


def test_the_second_time_the_providers_own_id_decides(cast, outside):
    outside.claims = {"sub": "77", "preferred_username": "member"}
    arrive(Client())
    outside.claims = {"sub": "77", "preferred_username": "secretary"}
    client = Client()
    arrive(client)
    assert client.session["_auth_user_id"] == str(cast.member.pk), "a renamed account outside does not become another one here"


def test_somebody_unknown_gets_no_account(cast, outside):
    before = User.objects.count()
    outside.claims = {"sub": "78", "preferred_username": "nobody-here"}
    client = Client()
    answer, _asked = arrive(client)
    assert answer.headers["Location"] == "/sign-in/"
    assert "没有这个账号" in client.get("/sign-in/").content.decode()
    assert client.get("/").status_code == 302
    assert User.objects.count() == before


def test_a_closed_account_stays_closed(cast, outside):
    outside.claims = {"sub": "77", "preferred_username": "member"}
    arrive(Client())
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    client = Client()
    arrive(client)
    assert client.get("/").status_code == 302


def test_an_answer_that_was_not_asked_for_is_refused(cast, outside):
    outside.claims = {"sub": "77", "preferred_username": "member"}
    client = Client()
    arrive(client, state="forged")
    assert client.get("/").status_code == 302


def test_the_second_factor_is_asked_for_here_too(cast, outside):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.member, generate_totp_secret())
    outside.claims = {"sub": "77", "preferred_username": "member"}
    client = Client()
    arrive(client)
    assert client.get("/").status_code == 302


def test_the_button_names_the_provider(cast, outside):
    assert "用统一认证登录" in Client().get("/sign-in/").content.decode()
