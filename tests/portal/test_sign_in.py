"""Signing in, the first password, and how sessions end."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import NOW

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.users import operations

LOGIN = "/sign-in/"


def sign_in(client: Client, username: str, password: str):
    return client.post(LOGIN, {"login": username, "password": password})


def test_somebody_without_a_session_is_sent_to_sign_in(db):
    assert Client().get("/").headers["Location"] == f"{LOGIN}?next=/"


def test_the_right_password_opens_the_tasks(cast):
    client = Client()
    answer = sign_in(client, "member", "a long pass phrase")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "没有要办的事" in client.get("/").content.decode()
    assert Record.objects.filter(action=Action.SIGNED_IN, actor_id=cast.member.pk).count() == 1


def test_a_wrong_name_and_a_wrong_password_are_told_alike(cast):
    wrong_password = sign_in(Client(), "member", "wrong").content.decode()
    wrong_name = sign_in(Client(), "nobody", "wrong").content.decode()
    strip = [line for line in wrong_password.splitlines() if "csrf" not in line and "member" not in line]
    assert strip == [line for line in wrong_name.splitlines() if "csrf" not in line and "nobody" not in line]


def test_the_password_of_a_slip_leads_to_one_page_only(cast):
    slip = operations.make_account(acting_user=cast.clerk, at=NOW, username="xinren", shown_as="新人")
    client = Client()
    sign_in(client, "xinren", slip.password)
    assert client.get("/").headers["Location"] == "/password/"
    new = "one sentence of my own"
    client.post("/password/", {"old": slip.password, "new": new, "again": new})
    assert client.get("/").status_code == 200


def test_a_first_password_is_stored_in_no_table(cast):
    from django.apps import apps

    slip = operations.make_account(acting_user=cast.clerk, at=NOW, username="xinren", shown_as="新人")
    for model in apps.get_models():
        for row in model.objects.values_list():
            assert slip.password not in repr(row), model


@pytest.mark.parametrize("how", ["password", "slip", "disabled"])
def test_every_other_session_dies(cast, how):
    old = Client()
    sign_in(old, "member", "a long pass phrase")
    assert old.get("/").status_code == 200
    if how == "password":
        operations.change_own_password(acting_user=cast.member, at=NOW, password="another long phrase")
    elif how == "slip":
        operations.reset_to_slip(acting_user=cast.clerk, at=NOW, user=cast.member)
    else:
        operations.set_active(acting_user=cast.system, at=NOW, user=cast.member, is_active=False)
    assert old.get("/").status_code == 302


def test_five_wrong_passwords_slow_the_account_down(cast):
    client = Client()
    for _ in range(5):
        sign_in(client, "member", "wrong")
    answer = sign_in(client, "member", "a long pass phrase")
    assert answer.status_code == 200
    assert client.get("/").status_code == 302


def test_nobody_signs_up_alone():
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
