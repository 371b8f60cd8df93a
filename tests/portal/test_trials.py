"""核算一份表 in the browser: choose, fill in, upload, look, keep or discard."""

import io
import json
import uuid
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.portal.conftest import NOW

from biaochi.console.main import main
from biaochi.portal.audit.models import Action, Record
from biaochi.portal.organisation.models import Organisation
from biaochi.portal.outbox.models import Notice
from biaochi.portal.schemes.models import Assignment, Profile, Scheme, Version
from biaochi.portal.scores import folders, settling
from biaochi.portal.scores.models import Trial, TrialState

SCHEME = """
办法: 试用办法
代码: TRY
版本: "1"
事项:
  义务劳动: {对象: 党员, 单位: 次}
  通报批评: {对象: 党员}
计分表:
  - 名称: 季度积分
    代码: Q
    对象: 党员
    周期: 季
    状态: [{名称: 免评, 状态: 免评, 当: {标记: [免评]}}]
    指标:
      - {名称: 奉献, 代码: A, 条款: 第三条, 封顶: 6, 评分标准: [{名称: 义务劳动, 代码: A1, 事项: 义务劳动, 每次: 2}]}
      - {名称: 纪律, 代码: B, 评分标准: [{名称: 通报批评, 代码: B1, 事项: 通报批评, 每次: -5}]}
    排名:
    - {名称: 支部名次, 代码: R, 范围: 组织, 依: 总分, 次序: 高到低, 同分: 并列跳号}
    等次:
    - {名称: 季度等次, 代码: G, 依: 总分, 档: [{名: 优秀, 达到: 4}, {名: 合格, 达到: 0}, {名: 不合格, 不足: 0}]}
    结果运用:
    - {名称: 季度表扬, 代码: P, 种类: 表彰, 当: {等次: {G: [优秀]}}, 决定: [支委会]}
"""
FACTS = "编号,主体,事项,日期\n1,M1,义务劳动,2025-07-02\n2,M1,义务劳动,2025-08-30\n3,M2,通报批评,2025-09-01\n4,M5,义务劳动,2025-07-03\n"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def publish(cast, text: str = SCHEME, code: str = "TRY") -> Version:
    scheme = Scheme.objects.create(code=code, title="试用办法", owner=cast.committee, made_at=NOW)
    found = Version.objects.create(
        scheme=scheme, number=1, text=text, digest="", drafted_by=cast.clerk, drafted_at=NOW, state="published",
        published_by=cast.superior, published_at=NOW,
    )  # fmt: skip
    Assignment.objects.create(version=found, organisation=cast.committee, assigned_by=cast.clerk)
    return found


@pytest.fixture
def version(cast) -> Version:
    return publish(cast)


@pytest.fixture
def showing_ranks(cast) -> None:
    Profile.objects.create(organisation=cast.committee, ranking="scope", basis="党委会决定", set_by=cast.clerk, set_at=NOW)


def address(version: Version, organisation: Organisation) -> str:
    return f"/trials/new/{organisation.pk}/{version.pk}/"


def upload(client: Client, version: Version, organisation: Organisation, content: str | bytes = FACTS, **more):
    file = SimpleUploadedFile(more.pop("name", "台账.csv"), content.encode() if isinstance(content, str) else content)
    fields = {"form_id": str(uuid.uuid4()), "period": "2025-Q3", "file": file} | more
    return client.post(address(version, organisation), fields)


@pytest.fixture
def settle(signed_in, version, cast, django_capture_on_commit_callbacks):
    """A trial that the clerk uploaded over the first branch."""

    def made(content: str | bytes = FACTS, who: str = "clerk", **more) -> Trial:
        with django_capture_on_commit_callbacks(execute=True):
            answer = upload(signed_in(who), version, more.pop("organisation", cast.first), content, **more)
        assert answer.status_code == 302, answer.content.decode()
        return Trial.objects.get(pk=answer.headers["Location"].strip("/").split("/")[-1])

    return made


def post(client: Client, where: str, **fields):
    return client.post(where, {"form_id": str(uuid.uuid4()), **fields})


def text(answer) -> str:
    return answer.content.decode()


def sheets(answer) -> dict[str, list[list]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_an_upload_leads_to_the_board(settle, signed_in, showing_ranks):
    trial = settle()
    assert trial.state == TrialState.SETTLED
    assert trial.counts["facts"] == 4
    page = text(signed_in("clerk").get(f"/trials/{trial.pk}/"))
    assert "季度积分" in page
    board = text(signed_in("clerk").get(f"/trials/{trial.pk}/board/Q/"))
    assert "张小明" in board
    assert "积分等次（参考）" in board
    assert board.index("张小明") < board.index("钱书记") < board.index("李记录"), "the first place first"


def test_nothing_of_a_trial_enters_the_trail_but_codes_and_counts(settle, cast):
    trial = settle()
    records = Record.objects.filter(object_kind="trial", object_id=str(trial.pk)).order_by("pk")
    assert [record.action for record in records] == [Action.TRIAL_MADE, Action.TRIAL_SETTLED]
    assert all("张小明" not in json.dumps(record.details, ensure_ascii=False) for record in records)


def test_ranks_are_shown_only_where_the_organisation_shows_them(settle, signed_in, cast):
    trial, client = settle(), signed_in("clerk")
    pages = [f"/trials/{trial.pk}/board/Q/", f"/trials/{trial.pk}/card/Q/M1/", f"/trials/{trial.pk}/why/Q/M1/"]
    shown = [text(client.get(page)) for page in pages]
    assert all("支部名次" not in page for page in shown)
    assert "参加排名" not in shown[0]
    assert '<th scope="col">名次' not in text(client.get(f"/trials/{trial.pk}/notice/Q/"))
    assert "支部名次" not in sheets(client.get(f"/trials/{trial.pk}/everything.xlsx"))
    assert "名次" not in text(client.get(f"/trials/{trial.pk}/proposals/")).split("<main")[1]
    Profile.objects.create(organisation=cast.committee, ranking="scope", basis="党委会决定", set_by=cast.clerk, set_at=NOW)
    assert all("支部名次" in text(client.get(page)) for page in pages)
    assert "支部名次" in sheets(client.get(f"/trials/{trial.pk}/everything.xlsx"))


def test_a_rank_does_not_change_with_the_filter(settle, signed_in, showing_ranks):
    trial, client = settle(), signed_in("clerk")
    rows = sheets(client.get(f"/trials/{trial.pk}/board/Q/?as=xlsx"))["Sheet1"]
    whole = {row[2]: row[0] for row in rows[1:]}
    rows = sheets(client.get(f"/trials/{trial.pk}/board/Q/?name=李记录&as=xlsx"))["Sheet1"]
    assert [row[2] for row in rows[1:2]] == ["李记录"]
    assert rows[1][0] == whole["李记录"] == 6, "1, 2, 3, 3, 3, 6"


def test_a_scorecard_says_what_is_capped(settle, signed_in):
    many = "编号,主体,事项,日期\n" + "".join(f"{n},M1,义务劳动,2025-07-{n:02d}\n" for n in range(1, 6))
    page = text(signed_in("clerk").get(f"/trials/{settle(many).pk}/card/Q/M1/"))
    assert "已封顶" in page
    assert "第三条" in page
    assert 'data-chart="portrait"' in page


def test_any_total_opens_to_the_facts_it_rests_on(settle, signed_in):
    page = text(signed_in("clerk").get(f"/trials/{settle().pk}/why/Q/M1/"))
    assert "义务劳动" in page
    assert "2025-07-02" in page
    assert "第三条" in page
    assert "style=" not in page.split("<main")[1], "the page's own rules allow no style in line"


def test_who_is_exempt_is_said_to_be_so_and_is_not_zero(settle, signed_in, cast):
    from datetime import date

    from biaochi.portal.organisation.models import Exemption

    Exemption.objects.create(member=cast.member.member, reason="长期病假", decided_by="支委会", from_on=date(2025, 1, 1))
    trial, client = settle(), signed_in("clerk")
    row = next(row for row in sheets(client.get(f"/trials/{trial.pk}/board/Q/?as=xlsx"))["Sheet1"] if "张小明" in row)
    assert "免评" in row
    assert "—" in row
    page = text(client.get(f"/trials/{trial.pk}/card/Q/M1/"))
    assert "长期病假" not in page


def test_proposals_are_proposals_and_say_who_decides(settle, signed_in):
    page = text(signed_in("clerk").get(f"/trials/{settle().pk}/proposals/"))
    assert "季度表扬" in page
    assert "支委会" in page
    assert "不是决定" in page


def test_the_notice_is_marked_as_a_sample(settle, signed_in):
    page = text(signed_in("clerk").get(f"/trials/{settle().pk}/notice/Q/"))
    assert "试算样张" in page
    assert "张小明" in page


def test_the_command_gives_the_same_bytes_from_the_written_inputs(settle, tmp_path):
    trial = settle()
    inputs, out = folders.inputs_of(trial.pk), tmp_path / "out"
    given = [str(inputs / "scheme.yaml"), "--facts", str(folders.facts_of(trial.pk)), "--period", "2025-Q3", "--out", str(out)]
    for name in ("roster", "organisations", "relations"):
        given += [f"--{name}", str(inputs / f"{name}.csv")]
    assert main(["settle", *given]) == 0
    ours = {path.name: path.read_bytes() for path in folders.out_of(trial.pk).iterdir()}
    assert ours == {path.name: path.read_bytes() for path in Path(out).iterdir()}
    assert {"run.json", "scorecards.parquet", "notice.html", "history.parquet"} <= set(ours)


BAD = "编号,主体,事项,日期\n1,M1,义务劳动,2025-07-02\n2,M1,没有的事项,2025-08-30\n3,M2,通报批评,昨天\n3,M5,义务劳动,2025-07-03\n"


def test_all_faults_are_told_at_once_at_their_cells(settle, signed_in):
    trial, client = settle(BAD), signed_in("clerk")
    assert trial.state == TrialState.FAULTY
    page = text(client.get(f"/trials/{trial.pk}/"))
    assert "昨天" in page
    assert "没有的事项" in page, "what the scheme does not know is told beside what cannot be read"
    assert "改好后重新上传" in page
    answer = client.get(f"/trials/{trial.pk}/faults.xlsx")
    rows = sheets(answer)["事项"]
    assert rows[0][:4] == ["编号", "主体", "事项", "日期"]
    assert "昨天" in rows[3][4], "at the end of its own row"
    assert "没有的事项" in rows[2][4]
    assert rows[1][4] == ""


def test_a_person_whom_the_roster_does_not_know_is_a_fault_of_every_such_row(settle, signed_in):
    rows = [HEAD, ["1", "M1", "义务劳动", "2025-07-02", 1], *(["9", "陌生", "义务劳动", "2025-07-02", 1] for _ in range(7))]
    for number, row in enumerate(rows[1:], 1):
        row[0] = str(number)
    trial = settle(workbook(rows), name="台账.xlsx")
    assert trial.counts == {"faults": 7}
    page = text(signed_in("clerk").get(f"/trials/{trial.pk}/"))
    assert "B3" in page
    assert "B9" in page


def test_the_marked_workbook_keeps_eighteen_digits(settle, signed_in):
    content = "编号,主体,事项,日期\n110101199001011234,M1,义务劳动,昨天\n"
    rows = sheets(signed_in("clerk").get(f"/trials/{settle(content).pk}/faults.xlsx"))["事项"]
    assert rows[1][0] == "110101199001011234"


def workbook(rows: list[list], formula: str = "") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("事项")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        if formula:
            sheet.write_formula(1, 4, formula, value=3)
    return buffer.getvalue()


HEAD = ["编号", "主体", "事项", "日期", "数量"]


def test_a_formula_counts_as_the_value_stored_with_it(settle):
    trial = settle(workbook([HEAD, ["1", "M1", "义务劳动", "2025-07-02", 1]], "=1+2"), name="台账.xlsx")
    assert trial.state == TrialState.SETTLED


def test_a_text_file_of_an_old_excel_is_read(settle):
    assert settle(FACTS.encode("gb18030")).state == TrialState.SETTLED


@pytest.mark.parametrize("content, name, told", [
    (b"", "a.csv", "空"), (b"x", "a.xls", "另存为"), (b"x", "a.exe", "Excel"),
])  # fmt: skip
def test_a_file_of_another_kind_is_refused_beside_the_form(signed_in, version, cast, content, name, told):
    answer = upload(signed_in("clerk"), version, cast.first, content, name=name)
    assert answer.status_code == 422
    assert told in text(answer)
    assert not Trial.objects.exists()


def test_a_file_that_only_calls_itself_a_workbook_is_a_fault_and_no_crash(settle, signed_in):
    trial = settle(b"PK\x03\x04 nothing", name="a.xlsx")
    assert trial.state == TrialState.FAULTY
    assert trial.counts == {"faults": 1}
    assert signed_in("clerk").get(f"/trials/{trial.pk}/faults.xlsx").status_code == 200


def test_a_trial_is_kept_under_a_name_and_feeds_the_next_period(settle, signed_in, cast, version):
    trial, client = settle(), signed_in("clerk")
    assert post(client, f"/trials/{trial.pk}/keep/", name="三季度初算").status_code == 302
    assert "三季度初算" in text(client.get("/trials/"))
    assert "2025-Q3" in text(client.get(address(version, cast.first)))
    later = settle("编号,主体,事项,日期\n9,M1,义务劳动,2025-10-02\n", period="2025-Q4", with_history="on")
    assert later.state == TrialState.SETTLED
    assert (folders.inputs_of(later.pk) / "history.parquet").exists()
    earlier = settle(period="2025-Q2", with_history="on")
    assert not (folders.inputs_of(earlier.pk) / "history.parquet").exists(), "what comes later is no history"


def test_a_name_is_asked_for(settle, signed_in):
    trial = settle()
    assert post(signed_in("clerk"), f"/trials/{trial.pk}/keep/", name="").status_code == 422
    assert not Trial.objects.get(pk=trial.pk).is_kept


def test_a_discarded_trial_leaves_no_file(settle, signed_in, django_capture_on_commit_callbacks):
    trial = settle()
    assert folders.folder_of(trial.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert post(signed_in("clerk"), f"/trials/{trial.pk}/discard/").headers["Location"] == "/trials/"
    assert not folders.folder_of(trial.pk).exists()
    assert not Trial.objects.exists()
    assert signed_in("clerk").get(f"/trials/{trial.pk}/").status_code == 404


PAGES = ("", "board/Q/", "card/Q/M1/", "why/Q/M1/", "proposals/", "notice/Q/", "everything.xlsx", "progress/", "faults.xlsx")


@pytest.mark.parametrize("who, status", [
    ("clerk", 200), ("secretary", 200), ("superior", 200),
    ("member", 404), ("discipline_officer", 404), ("stranger", 404), ("auditor", 404),
])  # fmt: skip
def test_who_sees_a_trial(settle, signed_in, who, status):
    trial, client = settle(), signed_in(who)
    assert {client.get(f"/trials/{trial.pk}/{page}").status_code for page in PAGES} == {status}


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_nobody_else_makes_keeps_or_discards(settle, signed_in, version, cast, who):
    trial, client = settle(), signed_in(who)
    assert upload(client, version, cast.first).status_code == 404
    assert client.get(address(version, cast.first) + "template/").status_code == 404
    for page in ("keep", "discard", "again"):
        assert post(client, f"/trials/{trial.pk}/{page}/", name="x").status_code == 404


def test_a_branch_secretary_cannot_settle_the_branch_next_door(signed_in, version, cast):
    assert upload(signed_in("secretary"), version, cast.second).status_code == 404


def test_a_scheme_that_does_not_hold_here_is_not_there(signed_in, version, cast):
    Assignment.objects.all().delete()
    assert signed_in("clerk").get(address(version, cast.first)).status_code == 404


def test_a_draft_is_tried_by_those_who_see_it(signed_in, cast):
    scheme = Scheme.objects.create(code="D", title="草案", owner=cast.committee, made_at=NOW)
    draft = Version.objects.create(scheme=scheme, number=1, text=SCHEME, digest="", drafted_by=cast.clerk, drafted_at=NOW)
    assert "草案" in text(signed_in("clerk").get(f"/trials/new/?organisation={cast.first.pk}"))
    assert signed_in("clerk").get(address(draft, cast.first)).status_code == 200
    assert signed_in("secretary").get(address(draft, cast.first)).status_code == 404


def test_the_template_has_the_kinds_and_the_names_to_look_up(signed_in, version, cast):
    answer = signed_in("clerk").get(address(version, cast.first) + "template/")
    found = sheets(answer)
    assert ["M1", "张小明", "第一党支部"] in found["对照"]
    assert not any("陌生人" in row for row in found["对照"])
    assert Record.objects.filter(action=Action.ROSTER_EXPORTED).count() == 1


def test_a_large_table_is_settled_by_the_worker_and_its_owner_is_told(settle, signed_in, cast, monkeypatch):
    monkeypatch.setattr(settling, "SMALL", {".csv": 10, ".xlsx": 10})
    trial = settle()
    assert trial.state == TrialState.SETTLED, "the tests' worker runs at once"
    assert Notice.objects.filter(user=cast.clerk, kind="trial_settled").count() == 1


def test_a_page_that_waits_is_led_to_the_results(settle, signed_in):
    trial, client = settle(), signed_in("clerk")
    assert client.get(f"/trials/{trial.pk}/progress/").headers["HX-Refresh"] == "true"
    Trial.objects.filter(pk=trial.pk).update(state="running", step="核算", share=60)
    assert 'value="60"' in text(client.get(f"/trials/{trial.pk}/progress/"))
    assert "正在核算" in text(client.get(f"/trials/{trial.pk}/"))
    assert client.get(f"/trials/{trial.pk}/board/Q/").status_code == 404


def test_a_settlement_that_broke_off_can_be_settled_again(settle, signed_in, monkeypatch, django_capture_on_commit_callbacks):
    with monkeypatch.context() as broken:
        broken.setattr(settling.engine, "run", lambda *_, **__: 1 / 0)
        trial = settle()
    client = signed_in("clerk")
    assert "核算中断" in text(client.get(f"/trials/{trial.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, f"/trials/{trial.pk}/again/").status_code == 302
    assert Trial.objects.get(pk=trial.pk).state == TrialState.SETTLED
    assert post(client, f"/trials/{trial.pk}/again/").status_code == 422, "one that did not break off is not"


def test_settling_twice_changes_nothing(settle):
    trial = settle()
    before = Record.objects.count()
    settling.settle_trial(str(trial.pk))
    assert Record.objects.count() == before


def test_a_board_asks_the_database_a_few_questions_however_long_it_is(settle, signed_in, django_assert_max_num_queries):
    trial, client = settle(), signed_in("clerk")
    client.get("/trials/")
    with django_assert_max_num_queries(20):
        client.get(f"/trials/{trial.pk}/board/Q/")
    for number in range(12):
        settle(FACTS.replace("2025-07-02", f"2025-07-{number + 10}"))
    with django_assert_max_num_queries(12):
        client.get("/trials/")


def test_a_workbook_with_cells_down_to_the_last_row_is_refused_before_it_is_opened(settle, signed_in):
    """A million rows of formats alone: the gate says so, and no memory grows with them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("事项")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["1", "M1", "义务劳动", "2025-07-02", 1])
        sheet.write_blank(1_048_575, 4, None, book.add_format({"bold": True}))
    trial = settle(buffer.getvalue(), name="台账.xlsx")
    assert trial.state == TrialState.FAULTY
    assert "1048576" in text(signed_in("clerk").get(f"/trials/{trial.pk}/"))


def test_an_upload_beyond_the_limit_is_not_kept(signed_in, version, cast, monkeypatch):
    monkeypatch.setattr("biaochi.portal.scores.operations.UPLOAD_MAX", 20)
    answer = upload(signed_in("clerk"), version, cast.first)
    assert answer.status_code == 422
    assert not list(folders.folder_of(uuid.uuid4()).parent.glob("*"))


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_a_fault(settle):
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    assert settle(buffer.getvalue(), name="台账.xlsx").state == TrialState.FAULTY


def test_a_draft_with_trials_is_not_deleted_under_them(settle, cast):
    from biaochi.portal.schemes.operations import discard_draft
    from biaochi.portal.schemes.operations.drafting import DraftWasTried

    scheme = Scheme.objects.create(code="D", title="草案", owner=cast.committee, made_at=NOW)
    draft = Version.objects.create(scheme=scheme, number=1, text=SCHEME, digest="", drafted_by=cast.clerk, drafted_at=NOW)
    trial = settle()
    Trial.objects.filter(pk=trial.pk).update(version=draft)
    with pytest.raises(DraftWasTried):
        discard_draft(acting_user=cast.clerk, at=NOW, version=draft)
