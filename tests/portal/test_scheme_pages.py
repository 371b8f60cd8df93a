"""The pages of schemes, as the cast sees and uses them."""

import io
import uuid
from datetime import date

import pytest
import xlsxwriter
from django.urls import reverse
from tests.portal.conftest import NOW

from biaochi.portal.organisation.models import BodyKind
from biaochi.portal.schemes import operations
from biaochi.portal.schemes.fields import whole
from biaochi.portal.schemes.models import Assignment, Profile, Rehearsal, Scheme, Version
from biaochi.portal.scores import operations as trials
from biaochi.portal.scores import settling


@pytest.fixture
def draft(cast) -> Version:
    return operations.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=cast.committee)


@pytest.fixture
def published(cast, draft) -> Version:
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    return operations.publish(acting_user=cast.superior, at=NOW, version=draft)


@pytest.fixture
def following(cast, published) -> Version:
    return operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=published.scheme)


def at(name: str, version: Version | None = None, *others) -> str:
    return reverse(name, args=[*([version.scheme_id, version.number] if version else []), *others])


def post(client, url, **data):
    return client.post(url, {"form_id": str(uuid.uuid4()), **data})


def text_of(response) -> str:
    return response.content.decode()


PAGES = ("scheme_document", "scheme_edit", "scheme_yaml", "scheme_saves", "scheme_differences", "scheme_publication", "scheme_rehearsals")


def test_every_page_of_a_draft_opens_for_its_clerk(signed_in, draft):
    clerk = signed_in("clerk")
    for name in PAGES:
        assert clerk.get(at(name, draft)).status_code == 200, name
    for url in (reverse("schemes"), reverse("scheme_new"), reverse("scheme", args=[draft.scheme_id]), reverse("profiles")):
        assert clerk.get(url).status_code == 200, url
    for name in ("scheme_assignments", "scheme_parameters"):
        assert clerk.get(reverse(name, args=[draft.scheme_id])).status_code == 200


def test_a_stranger_and_a_member_see_no_draft(signed_in, draft):
    for who in ("stranger", "member", "system", "auditor"):
        client = signed_in(who)
        assert client.get(reverse("scheme", args=[draft.scheme_id])).status_code == 404
        for name in PAGES:
            assert client.get(at(name, draft)).status_code == 404, (who, name)
        assert draft.scheme.title not in text_of(client.get(reverse("schemes")))


def test_a_published_scheme_is_read_by_every_member_below_its_owner_and_by_nobody_else(signed_in, published):
    member = signed_in("member")
    page = text_of(member.get(at("scheme_document", published)))
    assert 'id="c-B1"' in page
    assert "第一条" in page
    assert published.scheme.title in text_of(member.get(reverse("schemes")))
    assert member.get(at("scheme_edit", published)).status_code == 404
    assert member.get(at("scheme_publication", published)).status_code == 404
    assert signed_in("stranger").get(at("scheme_document", published)).status_code == 404


def test_the_list_costs_the_same_for_one_scheme_and_for_many(signed_in, cast, draft, django_assert_max_num_queries):
    for _number in range(6):
        operations.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s13", owner=cast.committee)
    client = signed_in("clerk")
    client.get(reverse("schemes"))
    with django_assert_max_num_queries(13):
        client.get(reverse("schemes"))


def test_a_clerk_changes_a_point_in_the_form_and_nothing_else_changes(signed_in, draft):
    clerk = signed_in("clerk")
    page = text_of(clerk.get(at("scheme_edit", draft), {"at": "B1"}))
    field = next(one for item in whole(draft.text).walk() if item.code == "B1" for one in item.fields if one.label == "封顶")
    assert f'name="{field.name}"' in page
    response = post(clerk, at("scheme_edit", draft), revision=1, at="B1", **{field.name: "17"})
    assert response.status_code == 302
    assert response.url.endswith("?at=B1")
    before = draft.text
    draft.refresh_from_db()
    assert [a for a, b in zip(before.splitlines(), draft.text.splitlines(), strict=True) if a != b] == ["    封顶: 18"]
    assert draft.revision == 2


def test_a_form_made_from_an_older_save_is_answered_with_both_and_merges_where_they_do_not_touch(signed_in, cast, draft):
    fields = {one.label: one for item in whole(draft.text).walk() if item.code == "B1" for one in item.fields}
    post(signed_in("clerk"), at("scheme_edit", draft), revision=1, at="head", **{"v.0": "别人改的名称"})
    response = post(signed_in("clerk"), at("scheme_edit", draft), revision=1, at="B1", **{fields["封顶"].name: "17"})
    assert response.status_code == 409
    assert "别人改的名称" in text_of(response)
    assert "封顶: 17" in text_of(response)
    assert "办法: 别人改的名称" in response.context["merged"]
    assert "封顶: 17" in response.context["merged"]
    draft.refresh_from_db()
    assert draft.revision == 2
    same = post(signed_in("clerk"), at("scheme_edit", draft), revision=1, at="head", **{"v.0": "我改的名称"})
    assert same.status_code == 409
    assert same.context["merged"] is None


@pytest.mark.parametrize(
    "button", [{"remove": "abc"}, {"remove": "99.1"}, {"more": "-1"}, {"rule": "1"}, {"fact": "1"}, {"token": "f99.0"}, {"token": "q1.x"}]
)
def test_what_cannot_be_written_is_said_beside_the_form_and_nothing_typed_is_lost(signed_in, draft, button):
    response = post(signed_in("clerk"), at("scheme_edit", draft), revision=1, at="head", **{"v.0": "刚写的名称"}, **button)
    assert response.status_code == 422
    assert "刚写的名称" in text_of(response)
    draft.refresh_from_db()
    assert draft.revision == 1


def test_undo_brings_the_last_save_back(signed_in, draft):
    clerk, before = signed_in("clerk"), draft.text
    post(clerk, at("scheme_edit", draft), revision=1, at="head", **{"v.0": "新名称"})
    post(clerk, at("scheme_go_back", draft), revision=2, number=1)
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == (before, 3)


def test_findings_stand_beside_their_field_and_a_reading_is_taken_at_a_press(signed_in, cast, draft):
    text = draft.text.replace("每次: 1\n", "每单位: {每: 2, 得: 1}\n", 1)
    version = operations.save_draft(acting_user=cast.clerk, at=NOW, version=draft, revision=1, text=text)
    assert version.errors == 1
    clerk = signed_in("clerk")
    page = clerk.get(at("scheme_edit", draft), {"line": str(text[: text.index("每单位: {每: 2, 得: 1}")].count("\n") + 1)})
    note = next(note for piece in page.context["pieces"] for note in piece.notes if note.code == "missing-key")
    response = post(clerk, at("scheme_edit", draft), revision=2, at=page.context["section"].key, token=note.choices[0].token)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.errors == 0
    assert "每单位: {每: 2, 得: 1, 计法: 整份}" in draft.text


def test_broken_yaml_is_kept_shown_by_line_and_cannot_be_handed_in(signed_in, draft):
    clerk = signed_in("clerk")
    post(clerk, at("scheme_yaml", draft), revision=1, text=draft.text + "  坏: [\n")
    draft.refresh_from_db()
    assert draft.errors == 1
    assert clerk.get(at("scheme_edit", draft)).status_code == 302
    assert 'class="error"' in text_of(clerk.get(at("scheme_yaml", draft)))
    assert clerk.get(at("scheme_document", draft)).status_code == 200
    assert post(clerk, at("scheme_submit", draft), revision=2).status_code == 422


def test_a_second_person_publishes_on_a_page_with_findings_and_differences(signed_in, cast, following):
    clerk, superior = signed_in("clerk"), signed_in("superior")
    post(clerk, at("scheme_edit", following), revision=1, at="head", **{"v.0": "改名的办法"})
    assert post(clerk, at("scheme_submit", following), revision=2).status_code == 302
    assert "改名的办法" in text_of(superior.get(at("scheme_publication", following)))
    assert post(clerk, at("scheme_publish", following), revision=2).status_code == 404
    assert post(superior, at("scheme_publish", following), revision=1).status_code == 409
    assert post(superior, at("scheme_publish", following), revision=2).status_code == 302
    following.refresh_from_db()
    assert following.state == "published"


def test_who_publishes_is_told_on_the_first_page(signed_in, cast, draft):
    operations.submit(acting_user=cast.clerk, at=NOW, version=draft)
    assert "有办法等待审定发布" in text_of(signed_in("superior").get(reverse("tasks")))
    assert "有办法等待审定发布" not in text_of(signed_in("clerk").get(reverse("tasks")))


def test_a_scheme_comes_from_a_table_of_criteria_with_its_questions(signed_in, cast):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("党员")
        for number, row in enumerate(
            [("指标", "分值", "评分标准"), ("三会一课", "10", "缺席一次扣2分"), ("=1+1", "5", "志愿服务每次加1分")]
        ):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    upload = io.BytesIO(buffer.getvalue())
    upload.name = "评分表.xlsx"
    response = post(signed_in("clerk"), reverse("scheme_new_table"), table=upload, code="DJ1", owner="市公司党委", title="党员积分办法")
    assert response.status_code == 302
    version = Version.objects.get()
    assert (version.scheme.code, version.scheme.title, version.based_on) == ("DJ1", "党员积分办法", "table")
    page = signed_in("clerk").get(response.url)
    assert page.context["others"] > 5
    assert any(note.kind == "question" for piece in page.context["pieces"] for note in piece.notes)


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"", b"<html>"])
def test_a_table_that_is_none_is_refused_with_its_reasons(signed_in, cast, content):
    upload = io.BytesIO(content)
    upload.name = "x.xlsx"
    response = post(signed_in("clerk"), reverse("scheme_new_table"), table=upload, code="DJ1", owner="市公司党委")
    assert response.status_code == 422
    assert not Scheme.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [("办法: 甲\n".encode("gb18030"), "UTF-8"), (b"a" * 2_000_001, "2 MB"), (b"\xff\xfe\x00", "UTF-8"), (b"  \n", "空")],
)
def test_a_scheme_file_of_another_kind_is_refused_and_says_why(signed_in, cast, content, said):
    upload = io.BytesIO(content)
    upload.name = "x.yaml"
    response = post(signed_in("clerk"), reverse("scheme_new_file"), file=upload, owner="市公司党委")
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Scheme.objects.exists()


def test_a_scheme_is_not_made_for_an_organisation_one_does_not_draft_for(signed_in, cast):
    response = post(signed_in("clerk"), reverse("scheme_new_preset"), preset="s01", owner="另一单位党委")
    assert response.status_code == 422
    assert not Scheme.objects.exists()


def test_an_assignment_is_made_refused_on_overlap_and_ended(signed_in, cast, published):
    clerk = signed_in("clerk")
    url = reverse("scheme_assign", args=[published.scheme_id])
    fields = {"version": 1, "organisation": "市公司党委", "from_on": "2025-01-01"}
    assert post(clerk, url, **fields).status_code == 302
    again = post(clerk, url, **fields | {"organisation": "ZB1"})
    assert again.status_code == 422
    assert "重叠" in text_of(again)
    row = Assignment.objects.get()
    end = reverse("scheme_assignment_end", args=[published.scheme_id, row.pk])
    assert post(signed_in("secretary"), end, on="2026-01-01").status_code == 404
    assert post(clerk, end, on="2026-01-01").status_code == 302
    row.refresh_from_db()
    assert row.until_on == date(2026, 1, 1)


def test_a_parameter_is_filled_within_its_bounds_by_date(signed_in, cast, published):
    clerk = signed_in("clerk")
    url = reverse("scheme_parameter_fill", args=[published.scheme_id])
    assert post(clerk, url, name="抽取支部数", organisation="市公司党委", value="99").status_code == 422
    assert post(clerk, url, name="抽取支部数", organisation="市公司党委", value="abc").status_code == 422
    assert post(clerk, url, name="抽取支部数", organisation="市公司党委", value="5", from_on="2025-07-01").status_code == 302
    assert post(clerk, url, name="抽取支部数", organisation="市公司党委", value="6", from_on="2025-07-01").status_code == 302
    assert list(published.scheme.parameters.values_list("value", flat=True)) == ["6"]
    value = published.scheme.parameters.get()
    assert post(clerk, reverse("scheme_parameter_clear", args=[published.scheme_id, value.pk])).status_code == 302


def test_where_the_red_line_binds_ranks_are_off_until_a_basis_and_an_end_are_written_down(signed_in, cast, published):
    cast.committee.body_kind = BodyKind.ADMINISTRATION
    cast.committee.save(update_fields=["body_kind"])
    superior = signed_in("superior")
    url = reverse("profile", args=[cast.committee.pk])
    page = superior.get(url)
    assert page.context["standing"].ranking == "off"
    assert "国办函〔2026〕12号" in text_of(page)
    fields = {"ranking": "scope", "from_on": "2026-01-01", "until_on": "2026-12-31"}
    save = reverse("profile_set", args=[cast.committee.pk])
    assert post(superior, save, **fields).status_code == 422
    assert post(superior, save, **fields | {"basis": "安保专班〔2026〕3号", "until_on": ""}).status_code == 422
    assert post(superior, save, **fields | {"basis": "安保专班〔2026〕3号", "complaints": "电话 12345"}).status_code == 302
    assert Profile.objects.get().complaints == "电话 12345"
    assert post(signed_in("clerk"), save, **fields).status_code == 404
    assert signed_in("stranger").get(url).status_code == 404


def test_a_company_shows_ranks_as_its_scheme_says(signed_in, cast, published):
    cast.committee.body_kind = BodyKind.COMPANY
    cast.committee.save(update_fields=["body_kind"])
    page = signed_in("superior").get(reverse("profile", args=[cast.first.pk]))
    assert page.context["standing"].ranking == "scope"
    assert not page.context["standing"].is_bound


SMALL = """办法: 小办法
代码: S
版本: "1"
施行: 2025-01-01
事项: {缺席: {}}
计分表:
- 名称: 季度积分
  代码: Q
  周期: 季
  不封顶: true
  指标:
  - {名称: 组织生活, 代码: N, 起评分: 20, 评分标准: [{名称: 缺席, 代码: R, 事项: 缺席, 每次: -2}]}
"""


@pytest.fixture
def small(cast) -> Version:
    """The second version of a small scheme, a draft."""
    first = operations.create_from_text(acting_user=cast.clerk, at=NOW, text=SMALL, owner=cast.committee)
    operations.submit(acting_user=cast.clerk, at=NOW, version=first)
    operations.publish(acting_user=cast.superior, at=NOW, version=first)
    return operations.copy_last_version(acting_user=cast.clerk, at=NOW, scheme=first.scheme)


def rehearse(client, version, facts: str, **others):
    upload = io.BytesIO(facts.encode())
    upload.name = "facts.csv"
    return post(client, at("scheme_rehearsals", version), against=1, trial="", facts=upload, period="2025-Q3", **others)


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_rehearsed_on_an_uploaded_table(signed_in, cast, small):
    clerk = signed_in("clerk")
    field = next(one for item in whole(small.text).walk() if item.code == "R" for one in item.fields if one.label == "每次")
    post(clerk, at("scheme_edit", small), revision=1, at="N", **{field.name: "-3"})
    response = rehearse(clerk, small, "id,subject,kind,date\nf1,M1,缺席,2025-07-20\n")
    assert response.status_code == 302
    page = clerk.get(response.url)
    row = Rehearsal.objects.get()
    assert row.state == "done", row.faults
    assert "由扣 2 分改为扣 3 分" in text_of(page)
    assert "张小明" in text_of(page)
    assert "张小明" not in str(row.content)
    assert "18 → 17" in text_of(page)
    assert "style=" not in text_of(page)
    assert signed_in("stranger").get(response.url).status_code == 404
    assert signed_in("member").get(response.url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_rehearsed_on_the_facts_of_a_trial(signed_in, cast, small, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first = Version.objects.get(scheme=small.scheme, number=1)
    trial = trials.make_trial(
        acting_user=cast.clerk, at=NOW, version=first, organisation=cast.committee, period="2025-Q3", file_name="facts.csv",
        chunks=["id,subject,kind,date\nf1,M1,缺席,2025-07-20\n".encode()],
    )  # fmt: skip
    settling.settle_trial(str(trial.pk))
    clerk = signed_in("clerk")
    post(clerk, at("scheme_yaml", small), revision=1, text=small.text.replace("-2", "-3"))
    response = post(clerk, at("scheme_rehearsals", small), against=1, trial=str(trial.pk))
    assert response.status_code == 302
    assert "18 → 17" in text_of(clerk.get(response.url))
    assert not list((tmp_path / "rehearsals").iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_on_a_faulty_table_lists_every_fault(signed_in, cast, following):
    response = rehearse(signed_in("clerk"), following, "id,subject,kind,date\nf1,M1,没有的事项,2025-07-20\nf2,M1,主题党日,昨天\n")
    page = text_of(signed_in("clerk").get(response.url))
    assert Rehearsal.objects.get().state == "faulty"
    assert "昨天" in page or "日期" in page


def test_no_page_carries_style_or_script_in_line(signed_in, cast, following):
    clerk = signed_in("clerk")
    for name in PAGES:
        page = text_of(clerk.get(at(name, following)))
        assert " style=" not in page
        assert "<script>" not in page
        assert page.count("<h1") == 1, name
