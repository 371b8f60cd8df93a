"""Personal data: registered column by column, given out whole, corrected on request, erased without a trace."""

import json
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from tests.portal.cast import make_member
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.calendar.queries import due_on
from biaochi.portal.organisation import operations as roster
from biaochi.portal.organisation.models import (
    BatchState,
    Exemption,
    ImportBatch,
    ImportDifference,
    ImportFile,
    ImportSource,
    Member,
    Person,
    RosterSpell,
)
from biaochi.portal.outbox.models import Notice, NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.privacy import operations, queries
from biaochi.portal.privacy.models import Erasure, RequestKind, RequestState
from biaochi.portal.privacy.registry import ELSEWHERE, KEPT, Grade, entries
from biaochi.portal.users.models import User

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
NAME, TELEPHONE, OUTSIDE = "欧阳无迹", "13912345678", "OUT-778899"
CANARIES = (NAME, TELEPHONE, OUTSIDE, "ouyang", "病假缘由", "住址甲乙丙", "请更正我的")


@pytest.fixture
def folder(settings, tmp_path):
    settings.FOLDER = tmp_path
    return tmp_path


# the registry


def columns_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def unregistered(found: list[type[models.Model]]) -> list[str]:
    """Columns of text, and all columns of tables about people, that the registry does not know."""
    kept = {one.model: one for one in KEPT}
    missing = []
    for model in found:
        label = model._meta.label
        if label in kept:
            wanted = columns_of(model) - {model._meta.pk.name, kept[label].own_key.removesuffix("_id")}
            known = set(kept[label].columns) | {kept[label].own_key}
        else:
            wanted = {field.name for field in model._meta.concrete_fields if isinstance(field, TEXTS)}
            known = set(ELSEWHERE.get(label, ("", ""))[0].split())
        missing += [f"{label}.{name}" for name in sorted(wanted - known)]
    return missing


def test_every_column_that_may_hold_somebodys_data_is_registered():
    """A new column: into ``KEPT`` where its table is about people, else into ``ELSEWHERE`` with the reason why it holds nobody's data."""
    assert unregistered(apps.get_models()) == []


def test_the_registry_names_columns_that_exist():
    for kept in KEPT:
        assert set(kept.columns) <= columns_of(apps.get_model(kept.model)), kept.model
    for label, (names, _why) in ELSEWHERE.items():
        assert set(names.split()) <= columns_of(apps.get_model(label)), label


def test_a_column_that_nobody_registered_is_found():
    class Diary(models.Model):
        text = models.TextField()

        class Meta:
            app_label = "diaries"
            managed = False

    assert unregistered([Diary]) == ["diaries.Diary.text"]


def test_every_line_of_the_registry_says_what_for_how_long_and_who_sees():
    for entry in entries():
        assert all(str(text).strip() for text in (entry.label, entry.purpose, entry.retention, entry.seen_by)), entry


# given out


def full_life(cast, on: date | None = None) -> Member:
    """Somebody about whom something stands in every table that is about people."""
    user = User.objects.create(username="ouyangwuji", shown_as=NAME, must_change_password=False, made_at=NOW)
    member = make_member("OY1", "欧阳旧名", cast.first, user)
    roster.correct_person(acting_user=cast.clerk, at=NOW, member=member, name=NAME, telephone=TELEPHONE, outside_id=OUTSIDE)
    RosterSpell.objects.filter(member=member).update(attributes={"住址": "住址甲乙丙"}, flags="流动")
    who = {"acting_user": cast.clerk, "at": NOW, "member": member}
    roster.change_attributes(**who, attributes={"住址": "住址甲乙丙", "工种": "一"}, on=date(2021, 3, 1))
    roster.appoint(**who, organisation=cast.first, post="积分记录员", from_on=date(2020, 5, 1), until_on=date(2021, 1, 1))
    roster.relate(**who, kind="同户", other=cast.member.member, from_on=date(2020, 5, 1))
    roster.exempt(**who, from_on=date(2020, 6, 1), until_on=date(2020, 9, 1), reason=f"病假缘由 {NAME}", decided_by=f"支部{NAME}提议")
    roster.unmask_person(acting_user=cast.secretary, at=NOW, member=member, link="/privacy/")
    notify(users=[user.pk], kind=NoticeKind.RECORD_VIEWED, link="/audit/own/", at=NOW)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "never-shown"})
    SocialAccount.objects.create(user=user, provider="oidc", uid=OUTSIDE, extra_data={"name": NAME})
    request = operations.ask(
        acting_user=user, at=NOW, on=date(2021, 6, 1), member=member, kind=RequestKind.CORRECT, text=f"请更正我的电话 {NAME}"
    )
    operations.answer(acting_user=cast.clerk, at=NOW, request=request, state=RequestState.DONE, text=f"已为{NAME}更正")
    source = ImportSource.objects.create(name="月报", kind="roster")
    batch = ImportBatch.objects.create(
        source=source, organisation=cast.first, file_name="a.xlsx", file_digest="0", holds_from=TODAY, state=BatchState.PREVIEWED,
        faults=[{"cell": "A1", "text": NAME}], made_by=cast.clerk, made_at=NOW,
    )  # fmt: skip
    ImportFile.objects.create(batch=batch, content=NAME.encode())
    ImportDifference.objects.create(
        batch=batch, kind="conflict", line=2, code="OY1", name=NAME, changes=[["status", NAME, "x"]], question=f"{NAME}？"
    )
    if on:
        roster.end_membership(**who, on=on)
    return Member.objects.get(pk=member.pk)


def test_somebody_gets_everything_that_is_kept_of_them(cast):
    member = full_life(cast)
    own = operations.export_own(acting_user=member.user, at=NOW, member=member, form="json")
    given = json.dumps([[section.key, section.columns, section.rows] for section in own.sections], ensure_ascii=False)
    for canary in CANARIES:
        assert canary in given, canary
    assert [section.key for section in own.sections if not section.rows] == [], "the life is full: every table has a row"
    assert "never-shown" not in given and "argon2" not in given, "secrets prove who one is; they are given to nobody"
    record = Record.objects.get(action=Action.OWN_DATA_EXPORTED)
    assert (record.subject_id, record.details) == (member.pk, {"form": "json"})


def test_nobody_elses_data_is_given_out(cast):
    member = full_life(cast)
    own = operations.export_own(acting_user=cast.stranger, at=NOW, member=cast.stranger.member, form="json")
    given = json.dumps([section.rows for section in own.sections], ensure_ascii=False)
    assert not [canary for canary in CANARIES if canary in given]
    of_member = json.dumps([section.rows for section in queries.kept_of(member)], ensure_ascii=False)
    assert "张小明" not in of_member, "of a household the other's code alone"


def test_giving_out_costs_a_query_a_table(cast, django_assert_max_num_queries):
    member = full_life(cast)
    with django_assert_max_num_queries(len(KEPT) + 2):
        queries.kept_of(member)


# asked for


def test_a_request_is_a_task_with_a_last_day_and_gets_one_answer(cast):
    member = cast.member.member
    row = operations.ask(acting_user=cast.member, at=NOW, on=TODAY, member=member, kind=RequestKind.CORRECT, text="电话错了")
    assert due_on("data_request", row.pk) == date(2025, 11, 5), "fifteen working days after 15 October 2025"
    assert Notice.objects.get(kind=NoticeKind.DATA_REQUESTED).user == cast.clerk
    operations.answer(acting_user=cast.clerk, at=NOW, request=row, state=RequestState.DECLINED, text="与档案一致")
    assert Notice.objects.get(kind=NoticeKind.DATA_REQUEST_ANSWERED).user == cast.member
    with pytest.raises(operations.AnsweredAlready):
        operations.answer(acting_user=cast.clerk, at=NOW, request=row, state=RequestState.DONE, text="")


# erased


def places_of(canaries: tuple[str, ...]) -> list[str]:
    """Where a text stands: every column of every table, as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = bytes(value).decode(errors="replace") if isinstance(value, (bytes, memoryview)) else str(value)
                    text += json.dumps(value, ensure_ascii=False, default=str) + (unescaped(text))
                    found += [f"{table}.{name}: {canary}" for canary in canaries if canary in text]
    return found


def unescaped(text: str) -> str:
    r"""JSON columns of SQLite hold ``\u6b27`` for a character."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return ""


LEFT = date(2022, 10, 15)
"""Three years before the tests' day."""


def test_after_erasure_the_name_stands_in_no_table(cast, folder, django_capture_on_commit_callbacks):
    member = full_life(cast, on=LEFT)
    assert len(places_of(CANARIES)) > 15, "the search finds what is there"
    with django_capture_on_commit_callbacks(execute=True):
        operations.erase_person(acting_user=cast.clerk, at=NOW, on=TODAY, member=member)
    assert places_of(CANARIES) == []
    assert (folder / "erasures.txt").read_text() == "OY1\n"


def test_what_happened_stays_under_the_code(cast, folder):
    member = full_life(cast, on=LEFT)
    spells, records = RosterSpell.objects.filter(member=member).count(), Record.objects.filter(subject_id=member.pk).count()
    operations.erase_person(acting_user=cast.clerk, at=NOW, on=TODAY, member=member)
    assert RosterSpell.objects.filter(member=member).count() == spells
    assert Exemption.objects.filter(member=member).count() == 1
    assert Record.objects.filter(subject_id=member.pk).count() == records + 1
    assert Erasure.objects.get().code == "OY1"
    user = User.objects.get(member=member)
    assert (user.is_active, user.has_usable_password(), user.shown_as) == (False, False, "OY1")
    with pytest.raises(operations.ErasedAlready):
        operations.erase_person(acting_user=cast.clerk, at=NOW, on=TODAY, member=member)


@pytest.mark.parametrize("left", [None, LEFT + timedelta(days=1), TODAY + timedelta(days=1)], ids=["here", "a day short", "leaves later"])
def test_nobody_is_erased_before_the_time(cast, folder, left):
    member = full_life(cast, on=left)
    with pytest.raises(operations.NotDue):
        operations.erase_person(acting_user=cast.clerk, at=NOW, on=TODAY, member=member)
    assert Person.objects.filter(member=member).exists()


def test_who_came_back_is_not_due(cast):
    member = full_life(cast, on=date(2021, 8, 1))
    roster.readmit_member(
        acting_user=cast.clerk, at=NOW, member=member, organisation=cast.second, status="正式党员", from_on=date(2025, 1, 1)
    )
    assert not queries.is_due(member, TODAY)


def test_a_leap_day_has_its_anniversary():
    assert queries.years_before(date(2024, 2, 29), 3) == date(2021, 2, 28)


def test_a_restored_backup_erases_again(cast, folder, capsys):
    member = full_life(cast, on=LEFT)
    (folder / "erasures.txt").write_text("OY1\nGONE-BEFORE\n")
    call_command("replay_erasures")
    assert places_of(CANARIES) == []
    call_command("replay_erasures")
    assert Erasure.objects.count() == 1
    assert Record.objects.filter(action=Action.PERSON_ERASED).count() == 2
    assert not Person.objects.filter(member=member).exists()


def test_a_tombstone_stays(cast, folder):
    Erasure.objects.create(code="OY1", erased_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(code="OY2")
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.all().delete()


def test_secrets_are_of_no_grade_that_is_given_out():
    assert {name for kept in KEPT for name, column in kept.columns.items() if column.grade is Grade.SECRET} == {"password", "data"}
