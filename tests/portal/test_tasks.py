"""The first page: what somebody has to do, from every screen, in a handful of queries."""

import pytest
from tests.portal.cast import make_member, make_user
from tests.portal.conftest import NOW, TODAY

from biaochi.portal.organisation.operations import imports
from biaochi.portal.organisation.viewers import viewer_of
from biaochi.portal.outbox.models import NoticeKind
from biaochi.portal.outbox.operations import notify
from biaochi.portal.schemes import operations as schemes
from biaochi.portal.scores.models import Trial
from biaochi.portal.web.tasks.registry import PROVIDERS, items_for


@pytest.fixture
def busy(cast):
    """Something of everything is to be done by the clerk, and a scheme by the superior."""
    draft = schemes.create_from_preset(acting_user=cast.clerk, at=NOW, preset="s01", owner=cast.committee)
    for state in ("faulty", "settled"):
        Trial.objects.create(
            owner=cast.clerk, organisation=cast.first, version=draft, period="2025-Q3", state=state, facts_digest="0", made_at=NOW
        )
    schemes.submit(acting_user=cast.clerk, at=NOW, version=draft)
    imports.receive_file(
        acting_user=cast.clerk,
        at=NOW,
        kind="roster",
        source_name="主系统",
        organisation=cast.first,
        file_name="名册.csv",
        content="人员编号,姓名,组织编号,身份\nN900,新来的,ZB1,正式党员\n".encode(),
        holds_from=TODAY,
    )
    make_member("NEW1", "新来的人", cast.first, make_user("newcomer", NOW))
    notify(users=[cast.clerk.pk], kind=NoticeKind.TRIAL_SETTLED, link="/trials/", at=NOW)
    return cast


def titles(user) -> list[str]:
    return [str(item.title) for item in items_for(viewer_of(user, TODAY))]


def test_the_clerk_sees_own_trials_files_accounts_and_notices(busy):
    told = " ".join(titles(busy.clerk))
    for word in ("试算表需要改正", "试算已算好", "名册文件还没有导入", "账号从未登录", "未读通知"):
        assert word in told, word
    assert "审定发布" not in told, "who drafted does not publish"


def test_who_may_publish_sees_what_waits(busy):
    assert any("审定发布" in title for title in titles(busy.superior))


@pytest.mark.parametrize("who", ["stranger", "auditor", "system"])
def test_nobody_elses_work_is_shown(busy, who):
    assert titles(getattr(busy, who)) == []


def test_the_first_page_costs_a_query_or_two_a_screen(busy, django_assert_max_num_queries):
    viewer = viewer_of(busy.clerk, TODAY)
    with django_assert_max_num_queries(2 * len(PROVIDERS)):
        items_for(viewer)
