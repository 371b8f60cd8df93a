"""Schemes from draft to published, and whom they hold for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import process_time

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.portal.conftest import NOW

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.outbox.models import Notice
from biaochi.portal.schemes import operations, queries, reading, source
from biaochi.portal.schemes.fields import whole
from biaochi.portal.schemes.models import Assignment, Version, VersionState
from biaochi.portal.schemes.notes import notes_of, placed
from biaochi.portal.schemes.operations.assigning import Overlaps
from biaochi.portal.schemes.operations.creating import NothingPublished
from biaochi.portal.schemes.operations.drafting import CodeChanged, NotADraft, SavedMeanwhile
from biaochi.portal.schemes.operations.publishing import HasErrors, NotSubmitted, SamePerson
from biaochi.portal.schemes.sections import counted, sections_of
from biaochi.scoring.scheme.load import load_scheme


@pytest.fixture
def draft(cast) -> Version:
    return operations.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=cast.committee)


@pytest.fixture
def published(cast, draft) -> Version:
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    return operations.publish(acting_user=cast.superior, at=NOW, version=draft)


def save(cast, version: Version, before: str, after: str, **others) -> Version:
    version.refresh_from_db()
    text = version.text.replace(before, after)
    return operations.save_draft(acting_user=cast.clerk, at=NOW, version=version, **{"revision": version.revision, "text": text} | others)


def test_a_preset_becomes_a_draft_without_findings(draft):
    assert (draft.state, draft.number, draft.errors, draft.scheme.code) == ("draft", 1, 0, "S01")
    assert draft.revisions.count() == 1


def test_the_same_preset_twice_gets_a_code_of_its_own_in_its_text(cast, draft):
    again = operations.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=cast.committee)
    assert again.scheme.code == "S01-2"
    assert "\n代码: S01-2\n" in again.text
    assert again.text.replace("\n代码: S01-2\n", "\n代码: S01\n") == draft.text


def test_who_drafted_last_does_not_publish(cast, draft):
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    with pytest.raises(SamePerson):
        operations.publish(acting_user=cast.clerk, at=NOW, version=draft)


def test_the_database_refuses_the_same_person_too(cast, draft):
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(state="published", published_by=cast.clerk, published_at=NOW)


def test_a_draft_that_was_not_handed_in_is_not_published(cast, draft):
    with pytest.raises(NotSubmitted):
        operations.publish(acting_user=cast.superior, at=NOW, version=draft)


def test_a_published_version_never_changes(cast, published):
    assert published.state == VersionState.PUBLISHED
    for statement in ("UPDATE schemes_version SET text = 'x'", "DELETE FROM schemes_version"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(NotADraft):
        save(cast, published, "a", "b")


def test_those_who_may_publish_are_told_and_the_drafter_hears_of_it(cast, draft):
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    assert list(Notice.objects.values_list("user", "kind")) == [(cast.superior.pk, "scheme_to_publish")]
    operations.publish(acting_user=cast.superior, at=NOW, version=draft)
    assert Notice.objects.filter(user=cast.clerk, kind="scheme_published").count() == 1


def test_a_version_with_errors_is_not_handed_in(cast, draft):
    broken = save(cast, draft, "周期: ", "周期: 两周 # ")
    assert broken.errors > 0
    with pytest.raises(HasErrors):
        operations.submit(acting_user=cast.clerk, at=NOW, version=broken)


def test_what_was_handed_in_cannot_be_changed_until_it_is_taken_back(cast, draft):
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    with pytest.raises(NotADraft):
        save(cast, draft, "办法: ", "办法: 新")
    operations.withdraw_submission(acting_user=cast.clerk, at=NOW, version=draft)
    assert save(cast, draft, "办法: ", "办法: 新").revision == 2


def test_what_is_given_back_says_why(cast, draft):
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    back = operations.return_submission(acting_user=cast.superior, at=NOW, version=draft, because="封顶偏高")
    assert (back.state, back.returned_because) == ("draft", "封顶偏高")
    assert "封顶偏高" not in str(list(Record.objects.values()))


def test_saving_over_a_newer_save_shows_both_and_loses_nothing(cast, draft):
    save(cast, draft, "办法: ", "办法: 甲")
    with pytest.raises(SavedMeanwhile) as told:
        save(cast, draft, "办法: 甲", "办法: 乙", revision=1)
    assert "办法: 乙" in told.value.mine
    assert "办法: 甲" in told.value.version.text
    assert told.value.status == 409


def test_every_save_is_kept_and_can_be_gone_back_to(cast, draft):
    first = draft.text
    saved = save(cast, draft, "办法: ", "办法: 甲")
    back = operations.go_back_to(acting_user=cast.clerk, at=NOW, version=saved, revision=2, number=1)
    assert (back.text, back.revision) == (first, 3)
    assert [row.text == first for row in back.revisions.order_by("number")] == [True, False, True]


def test_saving_what_stands_there_changes_nothing(cast, draft):
    before = Record.objects.count()
    assert save(cast, draft, "x" * 50, "y").revision == 1
    assert Record.objects.count() == before


def test_the_code_of_a_scheme_stays(cast, draft):
    with pytest.raises(CodeChanged):
        save(cast, draft, "代码: S01\n", "代码: S99\n")


def test_the_next_version_begins_with_the_text_of_the_last(cast, published):
    following = operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme)
    assert (following.number, following.text, following.based_on) == (2, published.text, "S01-1")
    with pytest.raises(operations.creating.DraftThere):
        operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme)


def test_a_draft_is_discarded_with_its_saves_and_a_scheme_without_versions_too(cast, draft):
    assert operations.discard_draft(acting_user=cast.clerk, at=NOW, version=draft) is True
    assert not Version.objects.exists()


def put(cast, version, organisation, begin, end=None, **others):
    return operations.assign(
        acting_user=cast.clerk, at=NOW, version=version, organisation=organisation, from_on=begin, until_on=end, **others
    )


def test_an_assignment_that_overlaps_is_refused_with_the_list(cast, published):
    put(cast, published, cast.committee, date(2025, 1, 1), date(2026, 1, 1))
    with pytest.raises(Overlaps, match="市公司党委 第 1 版 2025-01-01 至 2026-01-01"):
        put(cast, published, cast.first, date(2025, 12, 31))
    put(cast, published, cast.first, date(2026, 1, 1))


def test_classes_and_statuses_that_share_nobody_do_not_overlap(cast, published):
    put(cast, published, cast.committee, date(2025, 1, 1), classes=["机关"])
    put(cast, published, cast.committee, date(2025, 1, 1), classes=["企业"], statuses=["正式党员"])
    put(cast, published, cast.committee, date(2025, 1, 1), classes=["企业"], statuses=["预备党员"])
    with pytest.raises(Overlaps):
        put(cast, published, cast.first, date(2025, 1, 1), statuses=["预备党员"])


def test_the_next_version_takes_over_on_its_day(cast, published):
    old = put(cast, published, cast.committee, date(2025, 1, 1))
    following = operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme)
    save(cast, following, "办法: ", "办法: 新")
    operations.submit(acting_user=cast.clerk, at=NOW, version=following)
    operations.publish(acting_user=cast.superior, at=NOW, version=following)
    put(cast, following, cast.committee, date(2026, 1, 1), ends_earlier=True)
    old.refresh_from_db()
    assert old.until_on == date(2026, 1, 1)


def test_each_operation_leaves_one_record(cast, published):
    words = list(Record.objects.order_by("pk").values_list("action", flat=True))
    assert words == [Action.SCHEME_CREATED, Action.SCHEME_SUBMITTED, Action.SCHEME_PUBLISHED]


HIGHER = """办法: 上级办法
代码: DW
版本: "1"
施行: 2025-01-01
锁定: [N1]
事项: {出席: {}, 志愿服务: {}}
计分表:
- 名称: 季度积分
  代码: Q
  周期: 季
  不封顶: true
  指标:
  - {名称: 规定动作, 代码: N1, 封顶: 10, 评分标准: [{名称: 出席, 代码: R1, 事项: 出席, 每次: 1}]}
  - {名称: 自选动作, 代码: N2, 封顶: 5, 自选: {项数: 1, 每项封顶: 2}, 评分标准: [{名称: 志愿, 代码: R2, 事项: 志愿服务, 每次: 1}]}
"""


@pytest.fixture
def extension(cast) -> Version:
    higher = operations.create_from_text(acting_user=cast.clerk, at=NOW, text=HIGHER, owner=cast.committee)
    operations.submit(acting_user=cast.clerk, at=NOW, version=higher)
    higher = operations.publish(acting_user=cast.superior, at=NOW, version=higher)
    return operations.create_extension(
        acting_user=cast.organisation_officer, at=NOW, parent=higher, owner=cast.first, code="ZB", title="支部细则"
    )


def local(cast, version: Version, **others) -> Version:
    version.refresh_from_db()
    posted = {"local": "1", "local-node": "N2", "local-fact": "助老", "local-points": "1", "local-cap": "2"} | others
    return operations.save_form(acting_user=cast.clerk, at=NOW, version=version, revision=version.revision, posted=posted)


def test_a_scheme_extends_a_higher_body_and_adds_what_that_leaves_room_for(cast, extension):
    assert extension.errors == 0
    saved = local(cast, extension)
    scheme = queries.loaded(saved).scheme
    assert (saved.errors, scheme.name, scheme.code) == (0, "支部细则", "ZB")
    assert [rule.name for rule in scheme.tables[0].indicators[1].rules] == ["志愿", "助老"]


def test_more_than_the_slots_leave_is_an_error_and_so_is_what_is_locked(cast, extension):
    local(cast, extension)
    assert [one.code for one in queries.read_version(local(cast, extension, **{"local-fact": "助残"})).errors] == ["too-many-slots"]
    with pytest.raises(HasErrors):
        operations.submit(acting_user=cast.clerk, at=NOW, version=extension)
    extension.refresh_from_db()
    text = extension.text + "删除: [N1]\n"
    saved = operations.save_draft(acting_user=cast.clerk, at=NOW, version=extension, revision=extension.revision, text=text)
    assert "locked" in [one.code for one in queries.read_version(saved).errors]


def test_a_scheme_extends_only_what_is_published_above_its_owner(cast, extension):
    higher = Version.objects.get(scheme__code="DW")
    with pytest.raises(NothingPublished):
        operations.create_extension(acting_user=cast.stranger, at=NOW, parent=higher, owner=cast.elsewhere, code="X", title="")


def test_an_extension_is_written_out_with_what_it_extends(extension, tmp_path):
    queries.write_files(extension, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"scheme.yaml", "DW-1.yaml"}
    assert load_scheme(tmp_path / "scheme.yaml").errors == ()


def eight_at_once(do) -> list[str]:
    """What became of ``do`` in eight threads: ``done``, or the name of what it raised."""

    def alone(number: int) -> str:
        try:
            do(number)
            return "done"
        except Refused as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(alone, range(8)))


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_save_at_once_one_does_and_the_others_are_shown_both(cast, draft):
    text = draft.text

    def save_one(number: int) -> None:
        mine = text.replace("办法: ", f"办法: 第{number}人")
        operations.save_draft(acting_user=cast.clerk, at=NOW, version=draft, revision=1, text=mine)

    found = eight_at_once(save_one)
    assert sorted(found) == ["SavedMeanwhile"] * 7 + ["done"]
    draft.refresh_from_db()
    assert (draft.revision, draft.revisions.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_assign_overlapping_at_once_one_does(cast, published):
    organisations = [cast.committee, cast.first] * 4
    found = eight_at_once(lambda number: put(cast, published, organisations[number], date(2025, 1, 1)))
    assert "done" in found and set(found) <= {"done", "Overlaps"}, found
    assert found.count("done") == 1
    assert Assignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_draw_up_the_next_version_at_once_one_does(cast, published):
    found = eight_at_once(lambda number: operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme))
    assert sorted(found) == ["DraftThere"] * 7 + ["done"]


def test_the_largest_scheme_opens_and_saves_in_fields_within_a_second_and_a_half(cast):
    big = operations.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s04", owner=cast.committee)
    field = next(one for item in whole(big.text).walk() if item.code == "A1-1" for one in item.fields if one.label == "起评分")
    for cache in (reading._read, source.tree_of, whole):
        cache.cache_clear()
    begun = process_time()
    root = whole(big.text)
    notes = notes_of(big.text, queries.read_version(big), "zh")
    counted(sections_of(root), placed(root, notes))
    opened = process_time()
    operations.save_form(acting_user=cast.clerk, at=NOW, version=big, revision=1, posted={field.name: "3"})
    assert sum(1 for _item in root.walk()) > 500
    assert opened - begun < 1.5
    assert process_time() - opened < 1.5
