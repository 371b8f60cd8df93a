"""The small pages: calendar, notices, the trail, one's own account."""

import uuid

import pytest
from django.test import Client
from tests.portal.conftest import NOW

from biaochi.portal.audit import operations as audit
from biaochi.portal.audit.models import Action, Record
from biaochi.portal.outbox.models import Notice, NoticeKind
from biaochi.portal.outbox.operations import notify


def post(client: Client, address: str, fields: dict | None = None, form_id: str | None = None):
    return client.post(address, {"form_id": form_id or str(uuid.uuid4()), **(fields or {})})


DAY = {"day": "2025-10-16", "is_working": "no", "note": "停工通知"}


def test_a_clerk_corrects_a_day_and_takes_it_back(signed_in):
    client = signed_in("clerk")
    assert post(client, "/calendar/day/", DAY).headers["Location"] == "/calendar/?year=2025"
    assert "停工通知" in client.get("/calendar/?year=2025").content.decode()
    post(client, "/calendar/day/back/", {"day": "2025-10-16"})
    assert "没有更正" in client.get("/calendar/?year=2025").content.decode()


def test_a_member_reads_the_calendar_and_cannot_change_it(signed_in):
    client = signed_in("member")
    assert "更正一天" not in client.get("/calendar/").content.decode()
    assert post(client, "/calendar/day/", DAY).status_code == 404


def test_a_year_without_a_notice_says_so(signed_in):
    assert "推算" in signed_in("member").get("/calendar/?year=2090").content.decode()


def test_the_same_form_twice_does_its_work_once(signed_in):
    client, form = signed_in("clerk"), str(uuid.uuid4())
    first, second = post(client, "/calendar/day/", DAY, form), post(client, "/calendar/day/", DAY, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Record.objects.filter(action=Action.CALENDAR_CORRECTED).count() == 1


def test_the_same_form_with_another_body_is_refused(signed_in):
    client, form = signed_in("clerk"), str(uuid.uuid4())
    post(client, "/calendar/day/", DAY, form)
    answer = post(client, "/calendar/day/", DAY | {"note": "别的"}, form)
    assert answer.status_code == 409
    assert "已经提交过" in answer.content.decode()


def test_a_form_with_an_error_keeps_what_was_written_and_may_be_sent_again(signed_in):
    client, form = signed_in("clerk"), str(uuid.uuid4())
    answer = post(client, "/calendar/day/", DAY | {"day": "不是日期"}, form)
    assert answer.status_code == 422
    assert "停工通知" in answer.content.decode()
    assert post(client, "/calendar/day/", DAY, form).status_code == 302


def test_notices_are_counted_listed_and_marked_read(cast, signed_in):
    notify(users=[cast.member.pk, cast.secretary.pk], kind=NoticeKind.RECORD_VIEWED, link="/audit/own/", at=NOW)
    client = signed_in("member")
    assert "有未读通知" in client.get("/").content.decode()
    assert "查看了您的个人信息" in client.get("/notices/").content.decode()
    post(client, "/notices/read/")
    assert Notice.objects.filter(read_at=None).count() == 1, "the secretary's stays unread"


@pytest.mark.parametrize("who, status", [("auditor", 200), ("discipline_officer", 200), ("member", 404), ("system", 404), ("clerk", 404)])
def test_the_trail_is_for_the_auditor_and_the_discipline_officer(signed_in, who, status):
    assert signed_in(who).get("/audit/").status_code == status


def test_reading_the_trail_leaves_a_trace(signed_in):
    signed_in("auditor").get("/audit/?object_kind=user&who=member")
    record = Record.objects.get(action=Action.AUDIT_SEARCHED)
    assert record.details == {"object_kind": "user"}, "a name that was looked for is personal data"


def test_a_discipline_officer_sees_records_of_the_own_subtree_only(cast, signed_in):
    for organisation in (cast.first, cast.second):
        audit.record(
            at=NOW, actor_id=cast.clerk.pk, action=Action.DUTY_CHANGED, of=("mark", organisation.code), organisation_id=organisation.pk
        )
    page = signed_in("discipline_officer").get("/audit/?object_kind=mark").content.decode()
    assert "mark ZB1" in page
    assert "mark ZB2" not in page


def test_a_member_sees_who_looked_at_the_own_record(cast, signed_in):
    audit.record(at=NOW, actor_id=cast.secretary.pk, action=Action.DUTY_CHANGED, of=("member", "M1"), subject_id=cast.member.member.pk)
    assert "secretary" in signed_in("member").get("/audit/own/").content.decode()
    assert "secretary" not in signed_in("stranger").get("/audit/own/").content.decode()


def test_ending_all_other_sessions_keeps_this_one(cast):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.force_login(cast.member)
    post(here, "/account/sessions/end/")
    assert (here.get("/").status_code, elsewhere.get("/").status_code) == (200, 302)


def test_a_list_exports_texts_as_texts(cast, signed_in):
    import io

    from python_calamine import CalamineWorkbook

    cast.secretary.shown_as = "=1+1"
    cast.secretary.save()
    audit.record(at=NOW, actor_id=cast.secretary.pk, action=Action.DUTY_CHANGED, of=("mark", "110101199001011234"))
    answer = signed_in("auditor").get("/audit/?object_kind=mark&as=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=1+1"
    assert rows[1][3] == "mark 110101199001011234"
