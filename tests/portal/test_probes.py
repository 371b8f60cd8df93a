"""Attacks and accidents, kept as tests: sent twice, eight at once, formulas, long numbers, ties, passwords, forged hosts.

Each of those that attack a guard is shown to succeed where the guard is dropped.
"""

import io
import logging
import uuid
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.cast import Cast, make_cast
from tests.portal.conftest import NOW, TODAY
from tests.portal.gates.table import ROWS
from tests.portal.gates.walk import pages_of
from tests.portal.gates.world import make_world, publish
from tests.portal.imports import as_csv, as_xlsx, previewed

from biaochi.portal.audit import answers
from biaochi.portal.audit.models import Action, Record
from biaochi.portal.organisation.models import ImportBatch, Person
from biaochi.portal.outbox.models import Notice
from biaochi.portal.schemes import operations as schemes
from biaochi.portal.schemes.models import Assignment, Profile, Version
from biaochi.portal.scores.models import Trial
from biaochi.portal.users.models import User
from biaochi.portal.web.roster import accounts

AT_ONCE = 8


def eight_at_once(do: Callable[[int], Any]) -> list[Any]:
    """``do`` in eight threads, each with its own connection."""

    def alone(number: int) -> Any:
        try:
            return do(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def new_member(cast: Cast, form_id: str) -> dict[str, str]:
    return {"form_id": form_id, "name": "一位新来的", "status": "正式党员", "on": "2025-10-01"}


def send_eight(cast: Cast) -> list[int]:
    """The same form, pressed eight times at once; statuses."""
    form, address = str(uuid.uuid4()), reverse("roster_new_member", args=[cast.first.pk])
    clients = [client_of(cast.clerk) for _ in range(AT_ONCE)]
    return [answer.status_code for answer in eight_at_once(lambda number: clients[number].post(address, new_member(cast, form)))]


@pytest.mark.django_db(transaction=True)
def test_a_form_pressed_eight_times_at_once_works_once():
    cast = make_cast(NOW)
    assert send_eight(cast) == [302] * AT_ONCE
    assert Person.objects.filter(name="一位新来的").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_it_would_work_eight_times(monkeypatch):
    monkeypatch.setattr(answers, "claim", lambda **given: None)
    assert send_eight(make_cast(NOW)) == [302] * AT_ONCE
    assert Person.objects.filter(name="一位新来的").count() == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_add_somebody_at_once_all_do():
    cast = make_cast(NOW)
    address = reverse("roster_new_member", args=[cast.first.pk])
    clients = [client_of(cast.clerk) for _ in range(AT_ONCE)]
    found = eight_at_once(lambda number: clients[number].post(address, new_member(cast, str(uuid.uuid4()))).status_code)
    assert found == [302] * AT_ONCE
    assert Person.objects.filter(name="一位新来的").count() == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_publish_at_once_one_does():
    cast = make_cast(NOW)
    draft = schemes.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=cast.committee)
    schemes.submit(acting_user=cast.clerk, at=NOW, version=draft)
    address = reverse("scheme_publish", args=[draft.scheme_id, 1])
    clients = [client_of(cast.superior) for _ in range(AT_ONCE)]

    def press(number: int) -> int:
        return clients[number].post(address, {"form_id": str(uuid.uuid4()), "revision": str(draft.revision)}).status_code

    found = eight_at_once(press)
    assert found.count(302) == 1 and set(found) <= {302, 422}, found
    assert Record.objects.filter(action=Action.SCHEME_PUBLISHED).count() == 1
    assert Notice.objects.filter(user=cast.clerk, kind="scheme_published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_import_one_file_at_once_one_does():
    cast = make_cast(NOW)
    content = as_csv([["人员编号", "姓名", "组织编号", "身份"], ["N900", "新来的", "ZB1", "正式党员"]])
    batch = previewed(cast, content, holds_from=TODAY)
    address = reverse("roster_import_commit", args=[batch.pk])
    clients = [client_of(cast.clerk) for _ in range(AT_ONCE)]

    def press(number: int) -> int:
        return clients[number].post(address, {"form_id": str(uuid.uuid4()), "plan_digest": batch.plan_digest}).status_code

    found = eight_at_once(press)
    assert found.count(302) >= 1 and set(found) <= {302, 422}, found
    assert Person.objects.filter(name="新来的").count() == 1
    assert Record.objects.filter(action=Action.IMPORT_COMMITTED).count() == 1
    assert ImportBatch.objects.get().state == "committed"


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_assign_at_once_nobody_overlaps():
    cast = make_cast(NOW)
    version = publish(cast, cast.first, "")
    address = reverse("scheme_assign", args=[version.scheme_id])
    clients = [client_of(cast.clerk) for _ in range(AT_ONCE)]

    def press(number: int) -> int:
        fields = {"form_id": str(uuid.uuid4()), "version": "1", "organisation": "ZB1", "from_on": f"2025-0{number + 1}-01"}
        return clients[number].post(address, fields).status_code

    found = eight_at_once(press)
    assert found.count(302) == 1 and 500 not in found, found
    assert Assignment.objects.count() == 1


# what looks like something else


def formulas_in(content: bytes) -> list[str]:
    """Parts of a workbook in which a cell is a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return [name for name in sheets if b"<f>" in book.read(name) or b"<f " in book.read(name)]


LONG = "110101199001011237"


def test_no_export_makes_a_formula_of_a_text_or_a_number_of_a_long_id(cast, caplog):
    """Every address that answers with a workbook, over names that are formulas and ids of eighteen digits."""
    caplog.set_level("CRITICAL")
    Person.objects.filter(member__code__in=["M1", "M5"]).update(name="=1+1", outside_id=LONG)
    cast.first.name = cast.elsewhere.name = "=HYPERLINK(1)"
    for organisation in (cast.first, cast.elsewhere):
        organisation.save()
        organisation.spells.update(name="=HYPERLINK(1)")
    world = make_world(cast)
    Trial.objects.update(name="=2+2")
    client, seen = client_of(cast.clerk), {}
    for address in pages_of(ROWS, world):
        for asked in (address, f"{address}?as=xlsx"):
            answer = client.get(asked)
            if answer.status_code == 200 and "spreadsheetml" in answer.headers["Content-Type"]:
                content = answer.getvalue()
                seen[asked] = "\n".join(
                    str(cell)
                    for sheet in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
                    for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
                    for cell in row
                )
                assert formulas_in(content) == [], asked
    assert len(seen) > 15, sorted(seen)
    assert sum("=1+1" in text for text in seen.values()) > 3
    assert sum("=HYPERLINK(1)" in text for text in seen.values()) > 3


def test_a_formula_in_a_workbook_is_found():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1")
    assert formulas_in(buffer.getvalue()) == ["xl/worksheets/sheet1.xml"]


WRITTEN = {"gb18030": ("名册.csv", lambda rows: as_csv(rows, "gb18030")), "utf-8": ("名册.csv", as_csv), "xlsx": ("名册.xlsx", as_xlsx)}
ROSTER = [
    ["人员编号", "姓名", "组织编号", "身份", "主系统编号"],
    ["N900", "=1+1", "ZB1", "正式党员", LONG],
    ["N901", "𠮷㑇䶮", "ZB1", "正式党员", ""],
]


@pytest.mark.parametrize("kind", WRITTEN)
def test_texts_come_in_and_go_out_as_they_were_written(cast, kind):
    """A formula, an id of eighteen digits and a character outside GBK, through import and export."""
    name, written = WRITTEN[kind]
    client = client_of(cast.clerk)
    batch = previewed(cast, written(ROSTER), name=name)
    address = reverse("roster_import_commit", args=[batch.pk])
    assert client.post(address, {"form_id": str(uuid.uuid4()), "plan_digest": batch.plan_digest}).status_code == 302
    assert set(Person.objects.filter(member__code__startswith="N90").values_list("name", "outside_id")) == {("=1+1", LONG), ("𠮷㑇䶮", "")}
    exported = client.get(reverse("roster_export", args=[cast.first.pk, "roster"])).getvalue()
    cells = [cell for row in CalamineWorkbook.from_filelike(io.BytesIO(exported)).get_sheet_by_index(0).to_python() for cell in row]
    assert {"=1+1", "𠮷㑇䶮"} <= set(cells)
    assert formulas_in(exported) == []


# numbers

EXACT = """
办法: 精确
代码: EXACT
版本: "1"
事项:
  得分: {对象: 党员, 单位: 分, 小数位: 1}
计分表:
  - 名称: 季度积分
    代码: Q
    对象: 党员
    周期: 季
    指标: [{名称: 得分, 代码: A, 评分标准: [{名称: 得分, 代码: A1, 事项: 得分, 每单位: {每: 1, 得: 1, 计法: 按比例}}]}]
    排名: [{名称: 支部名次, 代码: R, 范围: 组织, 依: 总分, 次序: 高到低, 同分: 并列跳号}]
"""


def test_a_board_shows_ties_as_one_one_three_and_tenths_add_up(cast, django_capture_on_commit_callbacks):
    given = {"acting_user": cast.clerk, "at": NOW}
    version = schemes.create_from_text(text=EXACT, owner=cast.first, **given)
    schemes.submit(version=version, **given)
    schemes.publish(acting_user=cast.superior, at=NOW, version=version)
    schemes.assign(version=version, organisation=cast.first, from_on=None, **given)
    Profile.objects.create(organisation=cast.first, ranking="scope", basis="党委会决定", set_by=cast.clerk, set_at=NOW)
    facts = [["编号", "主体", "事项", "日期", "数量"]]
    facts += [["1", "M1", "得分", "2025-07-02", "0.1"], ["2", "M1", "得分", "2025-07-03", "0.2"], ["3", "M2", "得分", "2025-07-03", "0.3"]]
    facts += [["4", "M3", "得分", "2025-07-03", "0.2"]]
    client = client_of(cast.clerk)
    with django_capture_on_commit_callbacks(execute=True):
        file = SimpleUploadedFile("台账.csv", as_csv(facts))
        client.post(
            reverse("trial_make", args=[cast.first.pk, version.pk]), {"form_id": str(uuid.uuid4()), "period": "2025-Q3", "file": file}
        )
    trial = Trial.objects.get()
    assert trial.state == "settled", trial.counts
    board = client.get(reverse("trial_board", args=[trial.pk, "Q"]), {"as": "xlsx"}).getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(board)).get_sheet_by_index(0).to_python()
    header = [str(cell) for cell in rows[0]]
    rank, score, name = header.index("名次"), header.index("得分"), header.index("姓名")
    shown = [(str(row[rank]).removesuffix(".0"), str(row[score]), row[name]) for row in rows[1:4]]
    assert [one[:2] for one in shown] == [("1", "0.3"), ("1", "0.3"), ("3", "0.2")], shown
    assert {one[2] for one in shown[:2]} == {"张小明", "李记录"}


# secrets


def test_a_first_password_lives_on_paper_alone(cast, monkeypatch, caplog, capfd):
    """Not in a table, a session, a cookie, a log line or a file of the installation; the slip itself is not kept by the browser."""
    caplog.set_level(logging.DEBUG)
    given = []
    real = accounts.slips_pdf
    monkeypatch.setattr(accounts, "slips_pdf", lambda slips, **others: given.extend(slips) or real(slips, **others))
    client = client_of(cast.clerk)
    answer = client.post(reverse("roster_account", args=["M1", "reset"]), {"form_id": str(uuid.uuid4())})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    password = given[0].password
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert password not in repr(cursor.fetchall()), table
    said = capfd.readouterr()
    # the statements of the test's own database log are not an installation's
    lines = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert password not in said.out + said.err + "".join(lines)
    assert password not in repr(client.cookies) + repr(dict(client.session))
    for path in Path(settings.FOLDER).rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            assert password.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example"])
def test_a_forged_host_is_answered_with_nothing_of_it(cast, host, caplog):
    caplog.set_level("CRITICAL")
    answer = client_of(cast.member).get("/", headers={"host": host, "x-forwarded-host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_a_forwarded_host_is_not_believed(cast):
    answer = client_of(cast.member).get("/account/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert "evil" not in answer.content.decode() + repr(answer.headers)


def test_a_redirect_after_sign_in_stays_here(cast):
    sent = {"login": "member", "password": "a long pass phrase", "next": "https://evil.example/"}
    assert Client().post("/sign-in/?next=https://evil.example/", sent).headers["Location"] == "/"


def test_versions_that_are_drafts_leave_no_trace_in_what_a_member_reads(cast):
    """A draft's words stand on no page of somebody who may not see it, lists and exports included."""
    world = make_world(cast)
    Version.objects.filter(pk=world.ours.draft.pk).update(text=world.ours.draft.text + "\n# 只在草稿里的话\n")
    client = client_of(cast.member)
    for address in pages_of(ROWS, world):
        for asked in (address, f"{address}?as=xlsx"):
            answer = client.get(asked)
            if answer.status_code == 200:
                assert "只在草稿里的话".encode() not in answer.getvalue(), asked


def test_moments_are_shown_as_the_clock_in_shanghai_shows_them(cast):
    """16:30 of the day before in Greenwich is half past midnight here, on pages and in exports."""
    world, late = make_world(cast), datetime(2025, 10, 14, 16, 30, tzinfo=UTC)
    ImportBatch.objects.update(made_at=late)
    Trial.objects.update(made_at=late)
    Notice.objects.update(made_at=late)
    User.objects.update(last_login=late)
    client = client_of(cast.clerk)
    User.objects.update(last_login=late)
    pages = [
        reverse("roster_imports"),
        reverse("trials"),
        reverse("notices"),
        reverse("roster_accounts", args=[world.ours.organisation.pk]),
    ]
    for address in pages:
        shown = client.get(address).content.decode()
        assert "2025-10-15" in shown and "2025-10-14" not in shown, address
