"""The pages of the roster: who sees what, every change by its form, slips, exports and imports in the browser's way."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.portal.conftest import NOW, TODAY
from tests.portal.imports import as_csv, as_xlsx, committed, previewed

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.models import (
    Appointment,
    Exemption,
    ImportBatch,
    Member,
    Organisation,
    Person,
    Relation,
    RosterSpell,
)
from biaochi.portal.organisation.people import write_keys
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.users.models import User

HEADERS = ["编号", "姓名", "身份", "组织"]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Pages read the clock of the request; here it stands still."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def keyed(cast):
    write_keys(dict(Person.objects.values_list("member_id", "name")))
    return cast


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def send(client, address: str, **fields):
    return client.post(address, {"form_id": str(uuid.uuid4()), **fields})


def test_the_tree_unfolds_a_level_at_a_time(cast, signed_in, django_assert_max_num_queries):
    client = signed_in("clerk")
    with django_assert_max_num_queries(12):
        first = page(client, "/roster/")
    assert "市公司党委" in first and "第一党支部" not in first and "另一单位" not in first
    below = page(client, f"/roster/below/{cast.committee.pk}/")
    assert "第一党支部" in below and "6 人" in below


@pytest.mark.parametrize("text", ["张小明", "小明", "zhangxiaom", "zxm", "xm", "ZhangXiaoMing", "zhang xiao ming"])
def test_somebody_is_found_by_name_pinyin_and_initials(keyed, signed_in, text):
    found = page(signed_in("secretary"), f"/roster/?q={text}")
    assert "/roster/members/M1/" in found and "/roster/members/M2/" not in found


def test_a_telephone_number_finds_nobody(keyed, signed_in):
    Person.objects.filter(member__code="M1").update(telephone="13812345678")
    for text in ("13812345678", "5678", "138"):
        assert "/roster/members/M1/" not in page(signed_in("clerk"), f"/roster/?q={text}")


def test_a_search_stays_within_ones_own_organisation(keyed, signed_in):
    assert "陌生人" not in page(signed_in("clerk"), "/roster/?q=陌生")
    assert "/roster/members/X1/" in page(signed_in("stranger"), "/roster/?q=陌生")


@pytest.mark.parametrize(("who", "status"), [("member", 404), ("auditor", 404), ("system", 404), ("recorder", 200), ("superior", 200)])
def test_the_roster_is_for_posts_and_not_for_everybody(cast, signed_in, who, status):
    page(signed_in(who), "/roster/", status)


def test_a_member_sees_their_own_page_and_no_other(cast, signed_in):
    client = signed_in("member")
    assert "张小明" in page(client, "/roster/members/M1/")
    page(client, "/roster/members/M2/", 404)
    page(client, "/roster/members/M1/change/status/", 404)


def test_the_organisation_page_lists_its_people_and_filters_them(keyed, signed_in, django_assert_max_num_queries):
    client = signed_in("secretary")
    address = f"/roster/organisations/{keyed.first.pk}/"
    with django_assert_max_num_queries(25):
        shown = page(client, address)
    assert "张小明" in shown and "旁人" not in shown
    listed = page(client, f"{address}?q=zxm").split("<tbody>")[1]
    assert "张小明" in listed and "钱书记" not in listed
    page(client, f"/roster/organisations/{keyed.elsewhere.pk}/", 404)


def test_a_list_costs_the_same_with_more_people(keyed, signed_in, django_assert_num_queries):
    client = signed_in("secretary")
    address = f"/roster/organisations/{keyed.first.pk}/"
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page(client, address)
    with CaptureQueriesContext(connection) as few:
        page(client, address)
    rows = [[f"Q{number}", f"张三{number}", "正式党员", "第一党支部"] for number in range(120)]
    committed(keyed, as_csv([HEADERS, *rows]))
    with django_assert_num_queries(len(few)):
        page(client, address)


CHANGES = {
    "transfer": {"organisation": "ZB2", "on": "2025-10-15", "ends_posts": "on"},
    "status": {"status": "预备党员", "on": "2025-10-15"},
    "flags": {"flags": "流动、退休", "on": "2025-10-15"},
    "attribute": {"name": "人员类别", "value": "中层干部", "on": "2025-10-15"},
    "post": {"organisation": "第二党支部", "post": "书记", "title": "支部书记", "is_full_time": "on", "on": "2025-10-15"},
    "relation": {"kind": "同户", "other": "李记录", "on": "2025-10-15"},
    "exempt": {"reason": "长期病假", "decided_by": "支部党员大会", "on": "2025-10-15"},
    "person": {"name": "张晓明", "telephone": "13800001111"},
    "leave": {"on": "2025-10-15"},
}


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_every_change_of_a_person_has_its_form(cast, signed_in, what):
    client = signed_in("clerk")
    address = f"/roster/members/M1/change/{what}/"
    page(client, address)
    answer = send(client, address, **CHANGES[what])
    assert answer.status_code == 302, answer.content.decode()
    shown = page(client, "/roster/members/M1/")
    assert {
        "transfer": "第二党支部",
        "status": "预备党员",
        "flags": "退休",
        "attribute": "中层干部",
        "post": "支部书记",
        "relation": "李记录",
        "exempt": "支部党员大会",
        "person": "张晓明",
        "leave": "今天不在册",
    }[what] in shown
    assert "长期病假" not in shown and "13800001111" not in shown


def test_a_refused_change_keeps_what_was_written(cast, signed_in):
    client = signed_in("clerk")
    answer = send(client, "/roster/members/M1/change/post/", organisation="ZB1", post="书记", title="第一书记", on="2025-10-15")
    shown = answer.content.decode()
    assert answer.status_code == 422 and "已有书记" in shown and "第一书记" in shown


def test_somebody_who_left_can_be_found_and_brought_back(cast, signed_in):
    client = signed_in("clerk")
    send(client, "/roster/members/M1/change/leave/", on="2025-10-15")
    assert "张小明" in page(client, f"/roster/organisations/{cast.first.pk}/?gone=1")
    answer = send(client, "/roster/members/M1/change/return/", organisation="第二党支部", status="正式党员", on="2025-10-15")
    assert answer.status_code == 302
    assert RosterSpell.objects.filter(holding_on(TODAY), member__code="M1").get().organisation.code == "ZB2"


def test_a_change_to_come_is_shown_and_withdrawn(cast, signed_in):
    client = signed_in("clerk")
    send(client, "/roster/members/M1/change/status/", status="预备党员", on="2025-12-01")
    assert "2025-12-01 起将变更" in page(client, "/roster/members/M1/")
    send(client, "/roster/members/M1/withdraw/")
    assert "起将变更" not in page(client, "/roster/members/M1/")


def test_posts_relations_and_exemptions_end_by_their_forms(cast, signed_in):
    client = signed_in("clerk")
    for what in ("post", "relation", "exempt"):
        send(client, f"/roster/members/M1/change/{what}/", **(CHANGES[what] | {"on": "2025-01-01"}))
    rows = {"post": Appointment.objects.get(member__code="M1"), "relation": Relation.objects.get(), "exemption": Exemption.objects.get()}
    for what, row in rows.items():
        address = f"/roster/members/M1/end/{what}/{row.pk}/"
        page(client, address)
        assert send(client, address, on="2025-10-15").status_code == 302
        row.refresh_from_db()
        assert row.until_on == TODAY
        page(client, f"/roster/members/M2/end/{what}/{row.pk}/", 404)


def test_a_reason_of_exemption_stands_on_no_list_and_is_shown_on_asking(cast, signed_in):
    client = signed_in("clerk")
    send(client, "/roster/members/M1/change/exempt/", **CHANGES["exempt"])
    assert "长期病假" not in page(client, f"/roster/organisations/{cast.first.pk}/exemptions/")
    export = client.get(f"/roster/organisations/{cast.first.pk}/exemptions/?as=xlsx")
    assert "长期病假".encode() not in export.content
    assert "长期病假" in send(client, "/roster/members/M1/unmask/").content.decode()
    recorder = signed_in("discipline_officer")
    assert send(recorder, "/roster/members/M1/unmask/").status_code == 404


def test_personal_data_is_masked_until_asked_for_and_the_person_is_told(cast, signed_in):
    Person.objects.filter(member__code="M1").update(telephone="13812345678", outside_id="110101199003070012")
    client = signed_in("clerk")
    shown = page(client, "/roster/members/M1/")
    assert "13812345678" not in shown and "138••••••78" in shown and "110101199003070012" not in shown
    form_id = str(uuid.uuid4())
    first = client.post("/roster/members/M1/unmask/", {"form_id": form_id})
    assert "13812345678" in first.content.decode() and first.headers["Cache-Control"] == "no-store"
    assert client.post("/roster/members/M1/unmask/", {"form_id": form_id}).status_code == 409
    assert Record.objects.filter(action=Action.PERSON_UNMASKED, subject_id=Member.objects.get(code="M1").pk).count() == 1
    assert cast.member.notices.count() == 1
    assert client.get("/roster/members/M1/unmask/").status_code == 405


ORGANISATION_CHANGES = {
    "open": {"name": "第三党支部", "type": "党支部", "on": "2025-10-15", "has_committee": "on"},
    "rename": {"name": "第二联合党支部", "on": "2025-10-15"},
    "reclassify": {"type": "党支部", "class_name": "Ⅱ类", "on": "2025-10-15"},
    "standing": {"body_kind": "company"},
    "move": {"parent": "第一党支部", "on": "2025-10-15"},
}


@pytest.mark.parametrize("what", sorted(ORGANISATION_CHANGES))
def test_every_change_of_an_organisation_has_its_form(cast, signed_in, what):
    client = signed_in("clerk")
    address = f"/roster/organisations/{cast.second.pk}/change/{what}/"
    page(client, address)
    answer = send(client, address, **ORGANISATION_CHANGES[what])
    assert answer.status_code == 302, answer.content.decode()
    shown = page(client, f"/roster/organisations/{cast.second.pk}/")
    assert {"open": "第三党支部", "rename": "第二联合党支部", "reclassify": "Ⅱ类", "standing": "不设委员会", "move": "第一党支部"}[
        what
    ] in shown
    page(client, f"/roster/organisations/{cast.second.pk}/history/")


def test_an_empty_branch_is_closed(cast, signed_in):
    client = signed_in("clerk")
    send(client, f"/roster/organisations/{cast.committee.pk}/change/open/", **ORGANISATION_CHANGES["open"])
    new = Organisation.objects.get(name="第三党支部")
    answer = send(client, f"/roster/organisations/{new.pk}/change/close/", on="2025-10-16")
    assert answer.status_code == 302
    answer = send(client, f"/roster/organisations/{cast.first.pk}/change/close/", on="2025-10-16")
    assert "名人员" in answer.content.decode()


def test_a_new_person_gets_no_identity_number_as_code(cast, signed_in):
    client = signed_in("clerk")
    address = f"/roster/organisations/{cast.first.pk}/new-member/"
    page(client, address)
    given = {"name": "新同志", "status": "预备党员", "on": "2025-10-15"}
    assert "不能用身份证号" in send(client, address, **given, code="110101199003070012").content.decode()
    assert send(client, address, **given).status_code == 302
    assert Person.objects.get(name="新同志").member.code == "P000001"


def test_an_organisation_outside_is_no_target(cast, signed_in):
    answer = send(signed_in("clerk"), "/roster/members/M1/change/transfer/", organisation="外单位党支部", on="2025-10-15")
    assert "没有叫" in answer.content.decode()
    suggested = page(signed_in("clerk"), "/roster/suggest/?organisation=支部")
    assert "第一党支部" in suggested and "外单位" not in suggested


# accounts


def test_slips_are_printed_once_and_the_passwords_open_the_accounts(cast, signed_in):
    client = signed_in("clerk")
    for number in range(3):
        operations.add_member(
            acting_user=cast.clerk, at=NOW, name=f"新{number}", organisation=cast.second, status="正式党员", from_on=TODAY
        )
    without = RosterSpell.objects.filter(holding_on(TODAY), organisation=cast.second, member__user=None).count()
    assert "开设并下载账号条" in page(client, f"/roster/organisations/{cast.second.pk}/accounts/")
    form_id = str(uuid.uuid4())
    answer = client.post(f"/roster/organisations/{cast.second.pk}/accounts/slips/", {"form_id": form_id})
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert User.objects.filter(must_change_password=True).count() == without
    again = client.post(f"/roster/organisations/{cast.second.pk}/accounts/slips/", {"form_id": form_id})
    assert again.status_code == 409
    assert "都已有账号" in send(client, f"/roster/organisations/{cast.second.pk}/accounts/slips/").content.decode()


def test_an_account_is_given_reset_disabled_and_enabled(cast, signed_in):
    client = signed_in("clerk")
    assert send(client, "/roster/members/N1/account/give/").content.startswith(b"%PDF")
    assert send(client, "/roster/members/M1/account/reset/").content.startswith(b"%PDF")
    send(client, "/roster/members/M1/account/disable/")
    cast.member.refresh_from_db()
    assert not cast.member.is_active and cast.member.must_change_password
    send(client, "/roster/members/M1/account/enable/")
    cast.member.refresh_from_db()
    assert cast.member.is_active
    assert send(signed_in("recorder"), "/roster/members/M1/account/disable/").status_code == 404
    assert send(client, "/roster/members/X1/account/reset/").status_code == 404


def test_the_system_administrator_founds_an_empty_installation(db):
    from django.test import Client
    from tests.portal.cast import make_user

    client = Client()
    client.force_login(make_user("system", NOW, "system"))
    assert client.get("/roster/").headers["Location"] == "/roster/found/"
    page(client, "/roster/found/")
    given = {"name": "市局党委", "type": "党委", "body_kind": "institution", "clerk_name": "吕干事"}
    assert send(client, "/roster/found/", **given).content.startswith(b"%PDF")
    page(client, "/roster/found/", 404)
    assert User.objects.filter(username="lvganshi").exists()


# files


def upload(client, kind: str, content: bytes, name: str = "名册.csv", **given):
    fields = {"source": "主系统导出", "organisation": "DW", "on": "2025-10-15"} | given
    return send(client, f"/roster/imports/new/{kind}/", file=SimpleUploadedFile(name, content), **fields)


def test_a_clerk_imports_a_roster_with_nothing_but_a_browser(cast, signed_in):
    client = signed_in("clerk")
    page(client, "/roster/imports/")
    page(client, "/roster/imports/new/roster/")
    rows = [
        HEADERS,
        ["M1", "张小明", "正式党员", "第二党支部"],
        ["P9", "新同志", "预备党员", "第一党支部"],
        ["M2", "李记忆", "正式党员", "第一党支部"],
    ]
    answer = upload(client, "roster", as_csv(rows, "gb18030"))
    assert answer.status_code == 302
    columns = page(client, answer.headers["Location"])
    chosen = dict(re.findall(r'name="(column-[a-z_]+)"[^>]*>.*?value="([0-9]+)" selected', columns, re.S))
    assert chosen["column-code"] == "0"
    answer = send(
        client, answer.headers["Location"], **{"column-code": "0", "column-name": "1", "column-status": "2", "column-organisation": "3"}
    )
    batch = ImportBatch.objects.get()
    address = f"/roster/imports/{batch.pk}/"
    assert answer.headers["Location"] == address
    preview = page(client, address)
    assert "导入以上改动" in preview and "第一党支部 → 第二党支部" in preview and "新同志" in preview
    assert "编号相同而姓名不同" in page(client, f"{address}?kind=conflict")
    send(client, f"{address}choose/", **{f"choice-{batch.differences.get(kind='conflict').pk}": "take"})
    answer = send(client, f"{address}commit/", plan_digest=batch.plan_digest)
    assert answer.status_code == 302
    assert "已导入" in page(client, address) and "新同志" in page(client, address)
    assert Person.objects.get(member__code="M2").name == "李记忆"
    assert "已撤销" in page(client, send(client, f"{address}undo/").headers["Location"])
    assert not Member.objects.filter(code="P9").exists()


def test_faults_are_listed_and_exported(cast, signed_in):
    client = signed_in("clerk")
    batch = previewed(cast, as_csv([HEADERS, ["M1", "张小明", "正式党员", "没有这个支部"]]))
    shown = page(client, f"/roster/imports/{batch.pk}/")
    assert "D2" in shown and "导入以上改动" not in shown
    assert client.get(f"/roster/imports/{batch.pk}/faults/?as=xlsx").status_code == 200
    assert send(client, f"/roster/imports/{batch.pk}/commit/", plan_digest=batch.plan_digest).status_code == 422
    assert send(client, f"/roster/imports/{batch.pk}/discard/").status_code == 302
    page(client, f"/roster/imports/{batch.pk}/", 404)


def test_what_rests_on_a_batch_is_listed(cast, signed_in):
    client = signed_in("clerk")
    batch = committed(cast, as_csv([HEADERS, ["P9", "新同志", "预备党员", "第一党支部"]]))
    send(client, "/roster/members/P9/account/give/")
    answer = send(client, f"/roster/imports/{batch.pk}/undo/")
    assert answer.status_code == 422 and "已开设账号" in answer.content.decode() and "P9" in answer.content.decode()


def test_a_broken_upload_is_refused_on_its_form(cast, signed_in):
    answer = upload(signed_in("clerk"), "roster", b"no table", "名册.xlsx")
    assert answer.status_code == 422 and "工作簿" in answer.content.decode()


def test_imports_are_for_those_who_change_the_roster(cast, signed_in):
    batch = previewed(cast, as_csv([HEADERS, ["P9", "新同志", "预备党员", "第一党支部"]]))
    for who in ("secretary", "stranger", "member"):
        page(signed_in(who), f"/roster/imports/{batch.pk}/", 404)
        page(signed_in(who), "/roster/imports/", 404)


@pytest.mark.parametrize("kind", ["roster", "organisations", "relations"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_exported_can_be_imported_and_changes_nothing(cast, signed_in, kind, form):
    committed(cast, as_xlsx([[*HEADERS, "属性甲"], ["0007", "=1+1", "正式党员", "第一党支部", "110101199003070012"]]), name="名册.xlsx")
    client = signed_in("clerk")
    answer = client.get(f"/roster/organisations/{cast.committee.pk}/export/{kind}/?as={form}")
    assert answer.status_code == 200
    assert Record.objects.filter(action=Action.ROSTER_EXPORTED).count() == 1
    if form == "xlsx":
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert all(isinstance(cell, str) for row in rows for cell in row)
    batch = previewed(cast, answer.content, kind=kind, name=f"名册.{form}", holds_from=TODAY + timedelta(1))
    assert (batch.counts["faults"], batch.differences.count()) == (0, 0), batch.faults
    assert batch.counts["unchanged"] > 0


def test_a_template_has_every_header(cast, signed_in):
    from python_calamine import CalamineWorkbook

    answer = signed_in("clerk").get("/roster/imports/template/roster/")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert sheet.to_python()[0][:4] == ["编号", "主系统编号", "姓名", "身份"]
