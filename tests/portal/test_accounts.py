"""Accounts that run the installation: three separate duties, and nothing of the roster."""

import uuid

import pytest
from django.test import Client

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.users.models import User


def post(client: Client, address: str, fields: dict | None = None):
    return client.post(address, {"form_id": str(uuid.uuid4()), **(fields or {})})


NEW = {"duty": "audit", "username": "shenji2", "shown_as": "审计乙"}


def test_the_system_administrator_makes_an_auditor_with_a_slip(signed_in):
    client = signed_in("system")
    answer = post(client, "/accounts/new/", NEW)
    assert answer.content[:5] == b"%PDF-"
    user = User.objects.get(username="shenji2")
    assert (user.duty, user.must_change_password) == ("audit", True)
    assert Record.objects.get(action=Action.ACCOUNT_MADE).details == {"duty": "audit"}
    assert "审计乙" in client.get("/accounts/").content.decode()


def test_an_account_without_a_duty_is_not_made_here(signed_in):
    assert post(signed_in("system"), "/accounts/new/", NEW | {"duty": ""}).status_code == 422
    assert not User.objects.filter(username="shenji2").exists()


def test_a_name_that_is_taken_is_said_beside_the_field(signed_in):
    answer = post(signed_in("system"), "/accounts/new/", NEW | {"username": "auditor"})
    assert answer.status_code == 422
    assert "已有人使用" in answer.content.decode()


def test_disabling_ends_the_sessions_and_enabling_opens_again(cast, signed_in):
    client, auditor = signed_in("system"), signed_in("auditor")
    post(client, f"/accounts/{cast.auditor.pk}/active/", {"is_active": "no"})
    assert auditor.get("/").status_code == 302
    assert "已停用" in client.get(f"/accounts/{cast.auditor.pk}/").content.decode()
    post(client, f"/accounts/{cast.auditor.pk}/active/", {"is_active": "yes"})
    assert User.objects.get(pk=cast.auditor.pk).is_active


def test_nobody_disables_themselves(cast, signed_in):
    assert post(signed_in("system"), f"/accounts/{cast.system.pk}/active/", {"is_active": "no"}).status_code == 422
    assert User.objects.get(pk=cast.system.pk).is_active


def test_a_slip_ends_the_old_password(cast, signed_in):
    client = signed_in("system")
    assert post(client, f"/accounts/{cast.auditor.pk}/slip/").content[:5] == b"%PDF-"
    assert not User.objects.get(pk=cast.auditor.pk).check_password("a long pass phrase")


@pytest.mark.parametrize("way", ["", "slip/", "active/"])
def test_accounts_of_the_roster_are_not_there(cast, signed_in, way):
    address = f"/accounts/{cast.member.pk}/{way}"
    client = signed_in("system")
    answer = post(client, address, {"is_active": "no"}) if way else client.get(address)
    assert answer.status_code == 404
    assert User.objects.get(pk=cast.member.pk).is_active


def test_no_name_of_the_roster_stands_on_the_pages(cast, signed_in):
    client = signed_in("system")
    pages = "".join(client.get(address).content.decode() for address in ("/accounts/", "/accounts/new/", f"/accounts/{cast.auditor.pk}/"))
    assert "member" not in pages.replace("members", "") and "张小明" not in pages


def test_the_list_costs_the_same_for_many(cast, signed_in, django_assert_max_num_queries):
    from tests.portal.cast import make_user
    from tests.portal.conftest import NOW

    for number in range(30):
        make_user(f"duty{number}", NOW, "audit")
    client = signed_in("system")
    with django_assert_max_num_queries(10):
        client.get("/accounts/")
