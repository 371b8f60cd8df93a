"""The pages of personal data, as people use them."""

import json
import uuid
from datetime import date

import pytest
from django.test import Client
from tests.portal.conftest import NOW

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.organisation import operations as roster
from biaochi.portal.organisation.models import Member, Person
from biaochi.portal.privacy.models import Request


def post(client: Client, address: str, fields: dict | None = None):
    return client.post(address, {"form_id": str(uuid.uuid4()), **(fields or {})})


@pytest.fixture
def leaver(cast):
    member = cast.member.member
    roster.end_membership(acting_user=cast.clerk, at=NOW, member=member, on=date(2021, 1, 1))
    return member


def test_a_member_sees_what_is_kept_and_takes_it_along(cast, signed_in):
    client = signed_in("member")
    page = client.get("/privacy/").content.decode()
    assert "张小明" in page and "第一党支部" in page
    answer = post(client, "/privacy/export/json/")
    kept = json.loads(answer.content)["kept"]
    assert kept["organisation.Person"][0]["name"] == "张小明"
    assert answer.headers["Cache-Control"] == "no-store"
    assert post(client, "/privacy/export/pdf/").content[:5] == b"%PDF-"
    assert Record.objects.filter(action=Action.OWN_DATA_EXPORTED, subject_id=cast.member.member.pk).count() == 2


def test_reading_ones_own_page_costs_the_same_whatever_stands_there(signed_in, django_assert_max_num_queries):
    client = signed_in("member")
    with django_assert_max_num_queries(24):
        client.get("/privacy/")


def test_a_question_reaches_the_clerk_and_its_answer_the_member(signed_in):
    member, clerk = signed_in("member"), signed_in("clerk")
    assert post(member, "/privacy/ask/", {"kind": "correct", "text": "电话少了一位"}).status_code == 302
    tasks = clerk.get("/").content.decode()
    assert "有个人信息请求等待办理" in tasks and "截止" in tasks
    request = Request.objects.get()
    assert "电话少了一位" in clerk.get(f"/privacy/requests/{request.pk}/").content.decode()
    assert post(clerk, f"/privacy/requests/{request.pk}/", {"state": "done", "text": "已改"}).status_code == 302
    assert "已改" in member.get("/privacy/").content.decode()
    assert "有个人信息请求等待办理" not in clerk.get("/").content.decode()


def test_an_empty_question_says_what_is_missing_and_asks_nothing(signed_in):
    answer = post(signed_in("member"), "/privacy/ask/", {"kind": "correct", "text": ""})
    assert answer.status_code == 422
    assert not Request.objects.exists()


def test_an_account_of_nobody_on_the_roster_has_no_such_page(signed_in):
    assert signed_in("system").get("/privacy/").status_code == 404
    assert signed_in("system").get("/privacy/fields/").status_code == 200


def test_a_clerk_erases_somebody_whose_time_has_come(leaver, signed_in, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.FOLDER = tmp_path
    client = signed_in("clerk")
    assert "张小明" in client.get("/privacy/erasures/").content.decode()
    assert "会删除" in client.get("/privacy/erasures/M1/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, "/privacy/erasures/M1/").headers["Location"] == "/privacy/erasures/"
    assert not Person.objects.filter(member=leaver).exists()
    assert "没有保存期满的人员" in client.get("/privacy/erasures/").content.decode()
    assert "已经删除" in client.get("/privacy/erasures/M1/").content.decode()


def test_somebody_still_here_is_refused_with_the_reason(signed_in):
    client = signed_in("clerk")
    assert "仍在册" in client.get("/privacy/erasures/M1/").content.decode()
    assert post(client, "/privacy/erasures/M1/").status_code == 422
    assert Member.objects.get(code="M1").person


def test_lists_cost_the_same_for_many(cast, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    for number in range(30):
        Request.objects.create(member=cast.secretary.member, organisation=cast.first, kind="explain", text=f"第{number}问", asked_at=NOW)
    with django_assert_max_num_queries(14):
        assert client.get("/privacy/requests/").content.decode().count("钱书记") == 30
