"""The dated roster: joining, transfers, statuses, posts, relations, exemptions, and what no two people can do at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from tests.portal.cast import make_cast
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.audit.refusals import Refused
from biaochi.portal.organisation import operations
from biaochi.portal.organisation.models import Appointment, Exemption, Member, Person, Relation, RosterSpell, RowChange, SearchKey
from biaochi.portal.organisation.operations import members, organisations, postings, relations
from biaochi.portal.organisation.posts import Post
from biaochi.portal.organisation.refusals import EndsBeforeItBegins, NothingChanges
from biaochi.portal.organisation.timeline import LaterChangeThere, Piece, begins, cut, joined, on, overlapping, put
from biaochi.portal.organisation.viewers import holding_on, viewer_of

DAY = timedelta(days=1)


def member_of(code: str) -> Member:
    return Member.objects.get(code=code)


def home_on(member: Member, day: date) -> str:
    row = RosterSpell.objects.filter(holding_on(day), member=member).select_related("organisation").first()
    return row.organisation.code if row else ""


def act(cast, operation, **given):
    return operation(acting_user=cast.clerk, at=NOW, **given)


# the line of pieces


def piece(start: str, end: str, word: str) -> Piece:
    return Piece(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None, {"word": word})


def test_a_piece_put_into_a_line_takes_its_time_and_no_more():
    line = put([piece("", "", "甲")], piece("2025-03-01", "2025-05-01", "乙"))
    assert line == [piece("", "2025-03-01", "甲"), piece("2025-03-01", "2025-05-01", "乙"), piece("2025-05-01", "", "甲")]
    assert overlapping(line) is None


def test_equal_neighbours_become_one():
    assert joined([piece("2025-03-01", "", "甲"), piece("", "2025-03-01", "甲")]) == [piece("", "", "甲")]
    assert len(joined([piece("2025-03-02", "", "甲"), piece("", "2025-03-01", "甲")])) == 2


def test_cutting_leaves_what_was_before():
    line = [piece("", "2025-03-01", "甲"), piece("2025-03-01", "", "乙")]
    assert cut(line, date(2025, 3, 1)) == [piece("", "2025-03-01", "甲")]
    assert cut(line, date(2025, 2, 1)) == [piece("", "2025-02-01", "甲")]


def test_a_day_belongs_to_one_piece():
    line = [piece("", "2025-03-01", "甲"), piece("2025-03-01", "", "乙")]
    assert on(line, date(2025, 2, 28)).content["word"] == "甲"
    assert on(line, date(2025, 3, 1)).content["word"] == "乙"
    assert begins(line[0]) == date.min
    assert overlapping([piece("", "2025-03-02", "甲"), piece("2025-03-01", "", "乙")])


# members


def test_somebody_who_moves_belonged_to_the_old_branch_until_the_day_before(cast):
    member = member_of("M1")
    act(cast, operations.transfer_member, member=member, organisation=cast.second, on=TODAY)
    assert (home_on(member, TODAY - DAY), home_on(member, TODAY)) == ("ZB1", "ZB2")
    record = Record.objects.get(action=Action.MEMBER_TRANSFERRED)
    assert (record.subject_id, record.organisation_id) == (member.pk, cast.second.pk)


def test_moving_back_the_same_day_leaves_one_spell(cast):
    member = member_of("M1")
    act(cast, operations.transfer_member, member=member, organisation=cast.second, on=TODAY)
    act(cast, operations.transfer_member, member=member, organisation=cast.first, on=TODAY)
    assert RosterSpell.objects.filter(member=member).count() == 1


def test_a_transfer_ends_posts_where_one_leaves_and_the_sessions_with_them(cast):
    member = member_of("M2")
    epoch = cast.recorder.session_epoch
    act(cast, operations.transfer_member, member=member, organisation=cast.second, on=TODAY)
    assert Appointment.objects.get(member=member).until_on == TODAY
    cast.recorder.refresh_from_db()
    assert cast.recorder.session_epoch == epoch + 1


def test_a_probationary_member_becomes_a_full_one_on_a_day(cast):
    new = act(
        cast, operations.add_member, name="新同志", organisation=cast.first, status="预备党员", from_on=date(2025, 1, 1), flags=["流动"]
    )
    act(cast, operations.change_status, member=new, status="正式党员", on=date(2025, 6, 12))
    rows = RosterSpell.objects.filter(member=new).order_by("from_on").values_list("status", "flags", "until_on")
    assert list(rows) == [("预备党员", "流动", date(2025, 6, 12)), ("正式党员", "流动", None)]


def test_an_earlier_change_waits_until_a_later_one_is_withdrawn(cast):
    member = member_of("M1")
    act(cast, operations.change_flags, member=member, flags=["退休"], on=TODAY + 30 * DAY)
    with pytest.raises(LaterChangeThere, match="2025-11-14"):
        act(cast, operations.transfer_member, member=member, organisation=cast.second, on=TODAY)
    act(cast, operations.withdraw_later_change, member=member, after=TODAY)
    assert RosterSpell.objects.filter(member=member).count() == 1
    act(cast, operations.transfer_member, member=member, organisation=cast.second, on=TODAY)


def test_who_left_comes_back_with_the_same_record(cast):
    member = member_of("M2")
    act(cast, operations.end_membership, member=member, on=TODAY)
    assert home_on(member, TODAY) == ""
    assert not viewer_of(cast.recorder, TODAY).holdings
    with pytest.raises(members.NotOnRoster):
        act(cast, operations.change_status, member=member, status="预备党员", on=TODAY)
    act(cast, operations.readmit_member, member=member, organisation=cast.second, status="正式党员", from_on=TODAY + DAY)
    assert home_on(member, TODAY + DAY) == "ZB2"
    with pytest.raises(members.StillOnRoster):
        act(cast, operations.readmit_member, member=member, organisation=cast.first, status="正式党员", from_on=TODAY + 2 * DAY)


def test_asking_for_what_is_so_already_is_said(cast):
    with pytest.raises(NothingChanges):
        act(cast, operations.change_status, member=member_of("M1"), status="正式党员", on=TODAY)


def test_codes_are_made_and_never_given_twice(cast):
    first = act(cast, operations.add_member, name="甲", organisation=cast.first, status="正式党员", from_on=None)
    second = act(cast, operations.add_member, name="乙", organisation=cast.first, status="正式党员", from_on=None)
    assert (first.code, second.code) == ("P000001", "P000002")
    with pytest.raises(members.CodeTaken):
        act(cast, operations.add_member, name="丙", organisation=cast.first, status="正式党员", from_on=None, code="P000002")


def test_attributes_are_added_and_taken_away(cast):
    member = member_of("M1")
    act(cast, operations.change_attributes, member=member, attributes={"人员类别": "中层干部", "工龄": "3"}, on=TODAY)
    act(cast, operations.change_attributes, member=member, attributes={"工龄": ""}, on=TODAY)
    assert RosterSpell.objects.filter(holding_on(TODAY), member=member).get().attributes == {"人员类别": "中层干部"}


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_leave_no_day_with_two_branches():
    cast = make_cast(NOW)
    member = member_of("M1")
    homes = [cast.first, cast.second]

    def move(number: int) -> str:
        try:
            operations.transfer_member(
                acting_user=cast.clerk,
                at=NOW,
                member=member,
                organisation=homes[number % 2],
                on=date(2025, 1, 1) + number // 8 * 10 * DAY,
            )
            return "done"
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(move, range(64)))
    assert "done" in found and set(found) <= {"done", "NothingChanges", "LaterChangeThere"}
    line = sorted(RosterSpell.objects.filter(member=member), key=lambda row: row.from_on or date.min)
    assert overlapping([Piece(row.from_on, row.until_on, {}) for row in line]) is None
    assert line[-1].until_on is None


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_appoint_a_secretary_one_does():
    cast = make_cast(NOW)
    found = []

    def appoint(number: int) -> None:
        try:
            operations.appoint(
                acting_user=cast.clerk,
                at=NOW,
                member=member_of(f"M{number % 7 + 1}"),
                organisation=cast.second,
                post=Post.SECRETARY,
                from_on=TODAY,
            )
            found.append("done")
        except Refused as refusal:
            found.append(type(refusal).__name__)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(appoint, range(8)))
    assert found.count("done") == 1
    assert Appointment.objects.filter(organisation=cast.second, post=Post.SECRETARY).count() == 1


# posts, relations, exemptions


def test_a_branch_has_one_secretary_at_a_time(cast):
    with pytest.raises(postings.SecretaryThere):
        act(cast, operations.appoint, member=member_of("M1"), organisation=cast.first, post=Post.SECRETARY, from_on=TODAY)
    act(cast, operations.end_appointment, appointment=Appointment.objects.get(member__code="M5"), on=TODAY)
    act(cast, operations.appoint, member=member_of("M1"), organisation=cast.first, post=Post.SECRETARY, from_on=TODAY, is_full_time=True)
    assert [held.post for held in viewer_of(cast.member, TODAY).holdings] == [Post.SECRETARY]


def test_the_end_of_a_post_ends_every_session_of_who_held_it(cast, signed_in):
    client = signed_in("secretary")
    assert client.get("/").status_code == 200
    act(cast, operations.end_appointment, appointment=Appointment.objects.get(member__code="M5"), on=TODAY)
    assert client.get("/").status_code == 302


def test_a_post_cannot_end_before_it_began(cast):
    with pytest.raises(EndsBeforeItBegins):
        act(cast, operations.end_appointment, appointment=Appointment.objects.get(member__code="M5"), on=date(2019, 1, 1))


def test_a_household_is_one_relation_between_two_people(cast):
    first, second = member_of("M1"), member_of("M2")
    act(cast, operations.relate, member=first, kind="同户", other=second, from_on=TODAY)
    with pytest.raises(relations.RelatedAlready):
        act(cast, operations.relate, member=first, kind="同户", other=second, from_on=TODAY + DAY)
    with pytest.raises(relations.OneTarget):
        act(cast, operations.relate, member=first, kind="同户", other=first, from_on=TODAY)
    act(cast, operations.end_relation, relation=Relation.objects.get(), on=TODAY + DAY)
    act(cast, operations.relate, member=first, kind="同户", other=second, from_on=TODAY + DAY)


def test_a_post_is_not_made_as_a_mere_relation(cast):
    with pytest.raises(relations.IsAPost):
        act(cast, operations.relate, member=member_of("M1"), kind="支部书记", organisation=cast.first, from_on=TODAY)


def test_an_exemption_has_a_reason_that_no_memory_of_changes_keeps(cast):
    member = member_of("M1")
    given = {"member": member, "reason": "长期病假住院", "decided_by": "支部党员大会"}
    act(cast, operations.exempt, **given, from_on=TODAY, until_on=TODAY + 60 * DAY)
    assert "住院" not in repr(list(RowChange.objects.values())) + repr(list(Record.objects.values()))
    with pytest.raises(Refused, match="已有一项免评"):
        act(cast, operations.exempt, **given, from_on=TODAY + 30 * DAY)
    act(cast, operations.end_exemption, exemption=Exemption.objects.get(), on=TODAY + 10 * DAY)
    act(cast, operations.exempt, **given, from_on=TODAY + 10 * DAY)


# organisations


def test_a_branch_is_opened_renamed_reclassified_and_closed(cast):
    new = act(cast, operations.open_organisation, today=TODAY, name="第三党支部", type="党支部", parent=cast.committee, from_on=TODAY)
    assert (new.is_open, new.depth, new.initials) == (True, 2, "dsdzb")
    act(cast, operations.rename_organisation, today=TODAY, organisation=new, name="第三联合党支部", on=TODAY)
    act(cast, operations.reclassify_organisation, today=TODAY, organisation=new, class_name="Ⅱ类", on=TODAY)
    act(cast, operations.close_organisation, today=TODAY, organisation=new, on=TODAY + DAY)
    new.refresh_from_db()
    assert (new.name, new.is_open) == ("第三联合党支部", True)
    operations.keep_today(today=TODAY + DAY)
    new.refresh_from_db()
    assert not new.is_open


def test_a_move_to_come_is_made_on_its_day_and_once(cast):
    day = TODAY + 10 * DAY
    act(cast, operations.move_organisation, today=TODAY, organisation=cast.first, parent=cast.second, on=day)
    cast.first.refresh_from_db()
    assert cast.first.is_child_of(cast.committee)
    assert operations.keep_today(today=day - DAY) == 0
    assert operations.keep_today(today=day) == 1
    assert operations.keep_today(today=day) == 0
    cast.first.refresh_from_db()
    assert cast.first.is_child_of(type(cast.first).objects.get(code="ZB2"))


def test_nothing_stands_under_itself_on_any_day(cast):
    act(cast, operations.move_organisation, today=TODAY, organisation=cast.first, parent=cast.second, on=TODAY + DAY)
    with pytest.raises(organisations.UnderItself):
        act(cast, operations.move_organisation, today=TODAY, organisation=cast.second, parent=cast.first, on=TODAY + DAY)


def test_a_branch_with_members_is_not_closed(cast):
    with pytest.raises(organisations.StillInUse, match="6 名人员"):
        act(cast, operations.close_organisation, today=TODAY, organisation=cast.first, on=TODAY)


def test_a_small_branch_has_no_committee(cast):
    act(cast, operations.change_standing, organisation=cast.first, has_committee=False, body_kind="company")
    cast.first.refresh_from_db()
    assert (cast.first.has_committee, cast.first.body_kind) == (False, "company")


# personal data, accounts


def test_a_corrected_name_is_found_and_the_old_one_is_not(cast):
    member = member_of("M1")
    act(cast, operations.correct_person, member=member, name="单雄信")
    keys = set(SearchKey.objects.filter(person=member.pk).values_list("text", flat=True))
    assert {"单雄信", "shanxiongxin", "danxiongxin", "sxx", "雄信"} <= keys
    assert "zhangxiaoming" not in keys
    cast.member.refresh_from_db()
    assert cast.member.shown_as == "单雄信"


def test_looking_at_a_telephone_number_is_told_to_whom_it_belongs(cast):
    member = member_of("M1")
    Person.objects.filter(member=member).update(telephone="13812345678")
    found = act(cast, operations.unmask_person, member=member, link="/somewhere/")
    assert found.telephone == "13812345678"
    assert cast.member.notices.get().kind == "record_viewed"
    record = Record.objects.get(action=Action.PERSON_UNMASKED)
    assert (record.actor_id, record.subject_id) == (cast.clerk.pk, member.pk)
    operations.unmask_person(acting_user=cast.member, at=NOW, member=member, link="/somewhere/")
    assert cast.member.notices.count() == 1


def test_namesakes_get_login_names_with_numbers(cast):
    names = []
    for _ in range(3):
        new = act(cast, operations.add_member, name="张晓明", organisation=cast.first, status="正式党员", from_on=TODAY)
        names.append(act(cast, operations.give_account, member=new).username)
    assert names == ["zhangxiaoming", "zhangxiaoming2", "zhangxiaoming3"]
    with pytest.raises(Refused, match="已有账号"):
        act(cast, operations.give_account, member=new)


def test_the_first_organisation_comes_with_its_clerk(db):
    given = {"name": "市局党委", "type": "党委", "body_kind": "institution", "clerk_name": "吕干事", "clerk_status": "正式党员"}
    found = operations.found_installation(acting_user=None, at=NOW, today=TODAY, **given)
    assert found.slip.username == "lvganshi"
    member = Member.objects.get(user_id=found.slip.user_id)
    assert [held.post for held in viewer_of(member.user, TODAY).holdings] == [Post.CLERK]
    with pytest.raises(Refused):
        operations.found_installation(acting_user=None, at=NOW, today=TODAY, **given)


def test_the_night_job_is_scheduled_and_keeps_today(cast):
    from django.utils.module_loading import import_string
    from django_q.models import Schedule

    job = import_string(Schedule.objects.get(name="turn the day").func)
    assert job() == 0


# names


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("单雄信", {"单", "雄信", "shanxiongxin", "danxiongxin", "sxx", "xx"}),
        ("曾乐", {"zengle", "zengyue", "cengle", "zl", "zy"}),
        ("欧阳文", {"ouyangwen", "oyw", "欧阳", "wen"}),
        ("吕行", {"lvxing", "lyuhang", "luxing", "lx"}),
        ("买买提·艾力", {"买买提艾力", "艾力", "maimaiti", "aili"}),
        ("𠮷㑇䶮", {"𠮷㑇䶮", "㑇䶮"}),
        ("Tom Li", {"tomli"}),
    ],
)
def test_a_name_is_found_from_every_character_on_in_every_reading(name, found_by):
    from biaochi.portal.organisation.names import search_keys

    keys = search_keys(name)
    assert all(any(key.startswith(wanted) for key in keys) for wanted in found_by), keys
    assert len(keys) <= 40


def test_names_sort_by_the_surnames_own_reading():
    from biaochi.portal.organisation.names import login_name, sort_key

    assert sort_key("单小明") == "shan xiao ming"
    assert (login_name("解缙"), login_name("尉迟恭"), login_name("㐂")[:1].isascii()) == ("xiejin", "yuchigong", True)
