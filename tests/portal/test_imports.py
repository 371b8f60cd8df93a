"""The roster from files: previews, conflicts, all or nothing, the same file twice, and taking a batch back."""

from datetime import date, timedelta

import pytest
from tests.portal.conftest import NOW, TODAY
from tests.portal.imports import as_csv, as_xlsx, commit, committed, previewed, received

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.documents import roster_files
from biaochi.portal.documents.uploads import UploadRefused
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.models import (
    Appointment,
    BatchState,
    ImportBatch,
    ImportDifference,
    ImportFile,
    Member,
    Organisation,
    OrganisationSpell,
    Person,
    Relation,
    RosterSpell,
    RowChange,
    SearchKey,
)
from biaochi.portal.organisation.operations import imports
from biaochi.portal.organisation.viewers import holding_on

HEADERS = ["编号", "姓名", "身份", "组织"]
M1 = ["M1", "张小明", "正式党员", "第一党支部"]


def kinds(batch: ImportBatch) -> dict[str, str]:
    return {row.code: row.kind for row in batch.differences.all()}


def faults(batch: ImportBatch) -> dict[str, str]:
    return {fault["cell"]: fault["text"] for fault in batch.faults}


def home(code: str, day: date = TODAY) -> str:
    row = RosterSpell.objects.filter(holding_on(day), member__code=code).select_related("organisation").first()
    return row.organisation.code if row else ""


def test_a_preview_tells_new_changed_moved_and_unchanged_and_writes_nothing(cast):
    before = RosterSpell.objects.count(), Member.objects.count()
    batch = previewed(
        cast,
        as_csv(
            [
                HEADERS,
                M1,
                ["M2", "李记录", "正式党员", "第二党支部"],
                ["M3", "王组织", "预备党员", "ZB1"],
                ["P77", "新同志", "正式党员", "第一党支部"],
            ]
        ),
    )
    assert kinds(batch) == {"M2": "moved", "M3": "changed", "P77": "new"}
    assert batch.counts["unchanged"] == 1
    assert (RosterSpell.objects.count(), Member.objects.count()) == before


def test_a_commit_does_what_the_preview_said_from_the_day_on(cast):
    batch = committed(cast, as_csv([HEADERS, ["M2", "李记录", "正式党员", "第二党支部"], ["P77", "新同志", "预备党员", "第一党支部"]]))
    assert (home("M2", TODAY - timedelta(1)), home("M2"), home("P77")) == ("ZB1", "ZB2", "ZB1")
    assert Appointment.objects.get(member__code="M2").until_on == TODAY, "a post ends where somebody leaves"
    assert SearchKey.objects.filter(person__member__code="P77", text="xintongzhi").exists()
    assert not ImportFile.objects.filter(batch=batch).exists()
    assert not ImportDifference.objects.filter(batch=batch).exclude(name="").exists()
    assert Record.objects.filter(action=Action.IMPORT_COMMITTED).count() == 1


def test_the_same_file_twice_changes_nothing(cast):
    content = as_csv([[*HEADERS, "标记", "属性甲"], [*M1, "流动；退休", "12"], ["P77", "新同志", "预备党员", "第一党支部", "", ""]])
    committed(cast, content)
    remembered = RowChange.objects.count()
    again = previewed(cast, content)
    assert (again.differences.count(), again.counts["unchanged"]) == (0, 2)
    with pytest.raises(imports.NothingToImport):
        commit(again)
    assert RowChange.objects.count() == remembered


def test_every_fault_is_told_at_its_cell_at_once(cast):
    batch = previewed(
        cast,
        as_csv(
            [
                [*HEADERS, "自"],
                ["M1", "张小明", "正式党员", "没有的支部", ""],
                ["M2", "李记录", "", "第一党支部", ""],
                ["M3", "王组织", "正式党员", "第一党支部", "2025-02-30"],
                ["P8", "", "正式党员", "第一党支部", ""],
                ["M4", "赵纪检", "正式党员", "外单位党支部", ""],
                ["1.10101E+17", "钱书记", "正式党员", "第一党支部", ""],
            ]
        ),
    )
    assert sorted(faults(batch)) == ["A7", "B5", "C3", "D2", "D6", "E4"]
    assert batch.counts["faults"] == 6
    with pytest.raises(imports.HasFaults, match="6 处"):
        commit(batch)


def test_a_person_in_two_rows_is_a_fault_of_both(cast):
    assert sorted(faults(previewed(cast, as_csv([HEADERS, M1, M1])))) == ["A2", "A3"]


def test_a_conflict_keeps_what_is_there_unless_somebody_chooses(cast):
    content = as_csv([HEADERS, ["M1", "张晓明", "正式党员", "第二党支部"], ["P9", "李记录", "正式党员", "第一党支部"]])
    batch = previewed(cast, content)
    assert kinds(batch) == {"M1": "conflict", "P9": "conflict"}
    with pytest.raises(imports.NothingToImport):
        commit(batch)
    row = batch.differences.get(code="M1")
    imports.choose(acting_user=cast.clerk, at=NOW, batch=batch, choices={row.pk: "take"})
    commit(batch)
    assert (Person.objects.get(member__code="M1").name, home("M1")) == ("张晓明", "ZB2")
    assert not Member.objects.filter(code="P9").exists()


def test_a_change_to_come_is_not_overwritten_without_being_asked(cast):
    member = Member.objects.get(code="M1")
    operations.change_flags(acting_user=cast.clerk, at=NOW, member=member, flags=["退休"], on=TODAY + timedelta(30))
    batch = previewed(cast, as_csv([HEADERS, ["M1", "张小明", "预备党员", "第一党支部"]]))
    assert kinds(batch) == {"M1": "conflict"}
    imports.choose(acting_user=cast.clerk, at=NOW, batch=batch, choices={batch.differences.get().pk: "take"})
    commit(batch)
    assert RosterSpell.objects.filter(member=member).count() == 2


def test_who_is_absent_stays_unless_the_file_is_complete(cast):
    content = as_csv([HEADERS, M1])
    assert previewed(cast, content).counts["left"] == 0
    batch = previewed(cast, content, ends_absent=True)
    assert batch.counts["left"] == Member.objects.filter(spells__organisation__path__startswith=cast.committee.path).count() - 1
    assert any("五分之一" in note for note in batch.counts["notes"]) or batch.counts["left"] <= 20
    commit(batch)
    assert (home("M1"), home("M5"), home("X1")) == ("ZB1", "", "ZB9")
    assert not Appointment.objects.filter(holding_on(TODAY), member__code="M5").exists()


def test_a_roster_that_moved_since_the_preview_is_not_committed(cast):
    batch = previewed(cast, as_csv([HEADERS, ["M1", "张小明", "预备党员", "第一党支部"]]))
    member = Member.objects.get(code="M1")
    operations.transfer_member(acting_user=cast.clerk, at=NOW, member=member, organisation=cast.second, on=TODAY)
    imports.begin_commit(acting_user=cast.clerk, at=NOW, batch=batch, plan_digest=batch.plan_digest)
    roster_files.commit(batch.pk, cast.clerk.pk, NOW, TODAY)
    batch.refresh_from_db()
    assert batch.state == BatchState.PREVIEWED
    assert "改动" in batch.faults[0]["text"]
    assert home("M1") == "ZB2"


def test_a_job_that_runs_twice_writes_once(cast):
    batch = committed(cast, as_csv([HEADERS, ["P77", "新同志", "预备党员", "第一党支部"]]))
    roster_files.commit(batch.pk, cast.clerk.pk, NOW, TODAY)
    assert Member.objects.filter(person__name="新同志").count() == 1


def test_dated_rows_speak_from_their_first_day_on(cast):
    content = as_csv(
        [
            [*HEADERS, "自", "至"],
            ["M1", "张小明", "预备党员", "第一党支部", "2024-01-01", "2025-01-01"],
            ["M1", "张小明", "正式党员", "第一党支部", "2025-01-01", "2025-06-01"],
            ["M1", "张小明", "正式党员", "第二党支部", "2025-06-01", ""],
        ]
    )
    committed(cast, content)
    rows = RosterSpell.objects.filter(member__code="M1").order_by("from_on").values_list("from_on", "until_on", "status")
    assert [row[0].isoformat() for row in rows] == ["2020-01-01", "2024-01-01", "2025-01-01", "2025-06-01"]
    assert previewed(cast, content).differences.count() == 0


def test_a_left_member_of_a_dated_file_leaves(cast):
    batch = committed(cast, as_csv([[*HEADERS, "自", "至"], [*M1, "2020-01-01", "2025-09-01"]]))
    assert kinds(batch) == {"M1": "left"}
    assert home("M1") == ""


def test_people_are_known_by_the_master_systems_id(cast):
    headers = ["姓名", "公民身份号码", "党员类型", "所在党支部", "联系电话"]
    row = ["𠮷㑇䶮", "110101199003070012", "正式党员", "第一党支部", "138 1234 5678"]
    committed(cast, as_xlsx([headers, row]), name="导出.xlsx")
    person = Person.objects.get(outside_id="110101199003070012")
    assert (person.name, person.telephone, person.member.code) == ("𠮷㑇䶮", "13812345678", "P000001")
    again = previewed(cast, as_xlsx([headers, [*row[:3], "第二党支部", row[4]]]), name="导出.xlsx")
    assert kinds(again) == {"P000001": "moved"}


def test_an_id_that_excel_turned_into_a_number_is_refused_and_not_guessed(cast):
    headers = ["姓名", "身份证号", "身份", "组织"]
    batch = previewed(cast, as_xlsx([headers, ["甲", 110101199003070012, "正式党员", "第一党支部"]]), name="导出.xlsx")
    assert "末几位" in faults(batch)["B2"]


def test_gb18030_with_rare_characters_reads_as_written(cast):
    committed(cast, as_csv([HEADERS, ["P5", "𠮷㑇䶮", "正式党员", "第一党支部"]], "gb18030"))
    assert Person.objects.get(member__code="P5").name == "𠮷㑇䶮"


def test_what_looks_like_a_formula_is_a_name_like_any_other(cast):
    committed(cast, as_xlsx([HEADERS, ["P5", "=1+1", "正式党员", "第一党支部"]]), name="名册.xlsx")
    assert Person.objects.get(member__code="P5").name == "=1+1"


def test_titles_and_headers_of_two_rows_are_understood(cast):
    rows = [
        ["某某党委党员名册"],
        [None] * 5,
        ["编号", "姓名", "身份", None, None],
        [None, None, None, "所在党支部", "联系电话"],
        [*M1, "13800001111"],
    ]
    merged = [(0, 0, 0, 4, "某某党委党员名册"), (2, 3, 2, 4, "组织关系"), *((2, at, 3, at, text) for at, text in enumerate(HEADERS[:3]))]
    batch = previewed(cast, as_xlsx(rows, merged), name="名册.xlsx")
    assert not batch.faults
    assert batch.source.mapping["organisation"] == "组织关系/所在党支部"
    assert kinds(batch) == {"M1": "changed"}


def test_merged_cells_among_the_rows_are_a_fault(cast):
    rows = [HEADERS, M1, ["M2", "李记录", "正式党员", None]]
    batch = previewed(cast, as_xlsx(rows, [(1, 3, 2, 3, "第一党支部")]), name="名册.xlsx")
    assert "D2:D3" in faults(batch)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名册.pdf", b"x", "只接受"),
        ("名册.xlsx", b"no zip", "工作簿"),
        ("名册.csv", b"", "空"),
        ("名册.csv", "编号,姓名\n".encode(), "没有数据行"),
        ("名册.csv", '编号,姓名\n1,"甲'.encode(), "引号"),
        ("名册.csv", b"\xff\xff\xfe", "GB18030"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(name, content, said):
    with pytest.raises(UploadRefused, match=said):
        roster_files.sheet_of("roster", name, content)


def test_the_mapping_of_a_source_is_remembered(cast):
    headers = ["代码", "名", "类", "哪里"]
    content = as_csv([headers, M1])
    told = {"code": "代码", "name": "名", "status": "类", "organisation": "哪里", "attributes": []}
    previewed(cast, content, mapping=told)
    second = received(cast, content)
    found = roster_files.mapped(second, roster_files.sheet_of("roster", "名册.csv", content))
    assert found.columns == {"code": 0, "name": 1, "status": 2, "organisation": 3}


# organisations, posts and relations

TREE = [
    ["编号", "名称", "类型", "上级", "分类"],
    ["ZB5", "第五党支部", "党支部", "机关党总支", "Ⅰ类"],
    ["", "机关党总支", "党总支", "DW", ""],
    ["ZB1", "第一党支部", "党支部", "机关党总支", "Ⅱ类"],
]


def test_organisations_come_with_parents_in_any_order(cast):
    batch = committed(cast, as_csv(TREE), kind="organisations")
    assert kinds(batch) == {"ZB5": "new", "Z000001": "new", "ZB1": "moved"}
    general = Organisation.objects.get(name="机关党总支")
    assert {one.code for one in Organisation.objects.filter(path__startswith=general.path)} == {"Z000001", "ZB5", "ZB1"}
    assert OrganisationSpell.objects.filter(holding_on(TODAY), organisation__code="ZB1").get().class_name == "Ⅱ类"
    assert previewed(cast, as_csv(TREE), kind="organisations").differences.count() == 0


def test_a_circle_of_organisations_is_a_fault(cast):
    rows = [["编号", "上级"], ["ZB1", "ZB2"], ["ZB2", "ZB1"]]
    assert "下级" in next(iter(faults(previewed(cast, as_csv(rows), kind="organisations")).values()))


def test_an_organisation_outside_the_scope_is_a_fault(cast):
    rows = [["编号", "名称", "类型", "上级"], ["ZB9", "改名", "党支部", "DW9"], ["NEW", "新", "党支部", "DW9"]]
    assert sorted(faults(previewed(cast, as_csv(rows), kind="organisations"))) == ["A2", "D3"]


def test_posts_and_relations_come_from_one_file(cast):
    rows = [
        ["主体", "关系", "对象"],
        ["M1", "支部书记", "第二党支部"],
        ["张小明", "分管", "ZB2"],
        ["M1", "同户", "M2"],
        ["M5", "书记", "第一党支部"],
    ]
    batch = committed(cast, as_csv(rows), kind="relations")
    assert (batch.counts["new"], batch.counts["unchanged"]) == (3, 1)
    post = Appointment.objects.get(member__code="M1")
    assert (post.post, post.title, post.word, post.from_on) == ("书记", "支部书记", "支部书记", TODAY)
    assert set(Relation.objects.values_list("kind", flat=True)) == {"分管", "同户"}
    assert previewed(cast, as_csv(rows), kind="relations").differences.count() == 0


# undoing


def state() -> list[object]:
    """Every dated row and identity, as it is."""
    tables = (Member, RosterSpell, OrganisationSpell, Appointment, Relation)
    rows = list(Organisation.objects.all())
    codes = {row.path: row.code for row in rows}
    tree = sorted((row.code, row.name, codes.get(row.path[: -row.steplen], ""), row.numchild) for row in rows)
    return [*(sorted(map(repr, table.objects.values_list())) for table in tables), tree]


@pytest.mark.parametrize("kind", ["roster", "organisations", "relations"])
def test_an_undone_batch_leaves_everything_as_it_was(cast, kind):
    before = state()
    rows = {
        "roster": [HEADERS, ["M2", "李记录", "预备党员", "第二党支部"], ["P77", "新同志", "预备党员", "第一党支部"]],
        "organisations": TREE,
        "relations": [["主体", "关系", "对象", "至"], ["M1", "组织委员", "ZB2", ""], ["M5", "书记", "ZB1", "2025-11-01"]],
    }[kind]
    content = as_csv(rows)
    batch = committed(cast, content, kind=kind)
    assert state() != before
    imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=batch)
    assert state() == before
    assert not Person.objects.filter(name="新同志").exists()
    assert not SearchKey.objects.filter(text="新同志").exists()
    with pytest.raises(imports.NotInThatState):
        imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=batch)


def test_batches_that_touch_different_people_are_undone_in_any_order(cast):
    first = committed(cast, as_csv([HEADERS, ["M1", "张小明", "预备党员", "第一党支部"]]))
    before = RosterSpell.objects.filter(member__code="M2").count()
    committed(cast, as_csv([HEADERS, ["M2", "李记录", "预备党员", "第一党支部"]]))
    imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=first)
    assert RosterSpell.objects.filter(member__code="M1").count() == 1
    assert RosterSpell.objects.filter(member__code="M2").count() == before + 1


def test_an_undo_names_what_rests_on_the_batch(cast):
    first = committed(cast, as_csv([HEADERS, ["M1", "张小明", "预备党员", "第一党支部"]]))
    second = committed(cast, as_csv([HEADERS, ["M1", "张小明", "预备党员", "第二党支部"]]), holds_from=TODAY + timedelta(10))
    with pytest.raises(imports.OthersRestOnIt) as refusal:
        imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=first)
    assert {one.code for one in refusal.value.resting} == {"M1"}
    imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=second)
    imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=first)
    assert RosterSpell.objects.filter(member__code="M1").count() == 1


@pytest.mark.parametrize("what", ["account", "post", "change"])
def test_an_undo_is_refused_where_a_new_person_is_in_use(cast, what):
    batch = committed(cast, as_csv([HEADERS, ["P77", "新同志", "预备党员", "第一党支部"]]))
    member = Member.objects.get(code="P77")
    if what == "account":
        operations.give_account(acting_user=cast.clerk, at=NOW, member=member)
    elif what == "post":
        operations.appoint(acting_user=cast.clerk, at=NOW, member=member, organisation=cast.first, post="宣传委员", from_on=TODAY)
    else:
        operations.change_status(acting_user=cast.clerk, at=NOW, member=member, status="正式党员", on=TODAY)
    with pytest.raises(imports.OthersRestOnIt) as refusal:
        imports.undo_batch(acting_user=cast.clerk, at=NOW, today=TODAY, batch=batch)
    assert refusal.value.resting[0].code == "P77"


def test_a_file_given_up_leaves_nothing(cast):
    batch = previewed(cast, as_csv([HEADERS, ["P77", "新同志", "预备党员", "第一党支部"]]))
    imports.discard_batch(acting_user=cast.clerk, at=NOW, batch=batch)
    assert not ImportBatch.objects.exists() and not ImportFile.objects.exists() and not ImportDifference.objects.exists()
    with pytest.raises(Refused, match="已经放弃"):
        imports.discard_batch(acting_user=cast.clerk, at=NOW, batch=batch)


def test_a_preview_reads_the_roster_in_few_queries(cast, django_assert_max_num_queries):
    content = as_csv([HEADERS, *([f"P{number}", f"张{number}", "正式党员", "第一党支部"] for number in range(100))])
    batch = received(cast, content)
    imports.confirm_columns(acting_user=cast.clerk, at=NOW, batch=batch, mapping={})
    with django_assert_max_num_queries(30):
        roster_files.compare(batch.pk, TODAY)
    batch.refresh_from_db()
    assert batch.counts["new"] == 100
