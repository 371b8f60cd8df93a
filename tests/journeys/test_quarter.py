"""A quarter of a clerk who has Excel and nothing else: from the roster to one member's explanation, without a command line."""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.browser import NARROW, Watched
from tests.portal.imports import as_xlsx

ROSTER = [
    ["姓名", "人员编号", "所在党支部", "人员类别", "联系电话"],
    ["欧阳建国", "P1", "第一党支部", "正式党员", "13800000001"],
    ["𠮷田㑇䶮", "P2", "第一党支部", "预备党员", "13800000002"],
    ["=1+1", "P3", "第二党支部", "正式党员", "13800000003"],
]
CRITERIA = [
    ["项目", "内容", "分值", "评分标准"],
    ["组织生活", "参加主题党日", 20, "每缺席一次扣2分"],
    ["作用发挥", "志愿服务", 10, "每参加一次加1分"],
]
FACTS = [
    ["编号", "主体", "事项", "日期"],
    ["1", "P1", "参加", "2025-07-02"],
    ["2", "P1", "参加", "2025-08-02"],
    ["3", "P1", "缺席", "2025-09-10"],
    ["4", "P2", "缺席", "2025-08-11"],
]


@pytest.fixture
def file(tmp_path):
    def kept(name: str, rows: list[list[Any]]) -> Path:
        path = tmp_path / name
        path.write_bytes(as_xlsx(rows))
        return path

    return kept


def press(shown: Watched, name: str) -> None:
    shown.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    shown.page.wait_for_load_state("load")


def text(shown: Watched) -> str:
    return shown.page.get_by_role("main").inner_text()


def field(shown: Watched, label: str) -> Any:
    """The field of the form editor, or of any form, by the words before it."""
    return shown.page.get_by_role("main").get_by_label(label, exact=True).first


def import_roster(clerk: Watched, table: Path) -> None:
    clerk.go("/")
    clerk.page.get_by_role("link", name="名册与组织").first.click()
    clerk.go("/roster/imports/")
    clerk.page.get_by_role("link", name="导入名册").first.click()
    clerk.page.set_input_files("input[type=file]", table)
    clerk.page.fill("[name=organisation]", "市公司党委")
    clerk.page.fill("[name=on]", "2025-01-01")
    press(clerk, "上传")
    assert "确认各列" in text(clerk)
    press(clerk, "比对差异")
    assert "有改动 3" in text(clerk), text(clerk)
    press(clerk, "导入以上改动")
    assert "已导入" in text(clerk), text(clerk)


def draft_from_table(clerk: Watched, table: Path) -> str:
    """The address of the draft's editor."""
    clerk.go("/schemes/new/?by=table")
    clerk.page.set_input_files("input[type=file]", table)
    clerk.page.fill("[name=code]", "DJ2025")
    clerk.page.fill("[name=owner]", "市公司党委")
    clerk.page.fill("[name=title]", "党员季度积分办法")
    press(clerk, "读成草稿")
    assert "有 17 处没有写明" in text(clerk), text(clerk)[:300]
    return re.sub(r"\?.*", "", clerk.page.url.removeprefix(clerk.url))


def section(clerk: Watched, name: str) -> None:
    clerk.page.get_by_role("navigation", name="办法各部分").get_by_role("link", name=name).first.click()
    clerk.page.wait_for_load_state("load")


def change_points(clerk: Watched, value: str) -> None:
    section(clerk, "组织生活")
    found = clerk.page.locator("section.piece", has_text="缺席").get_by_label("每次", exact=True).last
    found.fill(value)
    press(clerk, "保存")


def hand_in_and_publish(clerk: Watched, second: Watched, editor: str) -> None:
    publication = editor.replace("/edit/", "/publication/")
    clerk.go(publication)
    press(clerk, "提交审定")
    second.go("/")
    second.page.get_by_role("link", name="有办法等待审定发布").first.click()
    second.go(publication)
    press(second, "发布")


def test_a_clerk_who_has_only_excel_brings_a_quarter_to_an_explanation(window, file):
    clerk, second = window("clerk"), window("superior")
    import_roster(clerk, file("名册.xlsx", ROSTER))

    # a scheme from the table that hangs on the wall: what it leaves open is asked, what is settled wrongly is said where it stands
    editor = draft_from_table(clerk, file("评分表.xlsx", CRITERIA))
    assert "处错误" in text(clerk)
    section(clerk, "Sheet1")
    field(clerk, "周期").fill("季")
    press(clerk, "保存")
    change_points(clerk, "负二分")
    assert "错误" in text(clerk), "a finding beside the field"
    change_points(clerk, "-2")
    assert "处错误" not in text(clerk), text(clerk)[:400]
    hand_in_and_publish(clerk, second, editor)
    scheme = editor.split("/")[2]

    # the next version costs more; tried on a quarter that is over before a second person publishes it
    clerk.go(f"/schemes/{scheme}/")
    clerk.page.get_by_role("main").get_by_role("button", name=re.compile("起草")).first.click()
    clerk.page.wait_for_load_state("load")
    following = f"/schemes/{scheme}/2/edit/"
    assert following in clerk.page.url
    change_points(clerk, "-3")
    facts = file("台账.xlsx", FACTS)
    clerk.go(following.replace("/edit/", "/rehearsals/"))
    clerk.page.set_input_files("input[type=file]", facts)
    clerk.page.fill("[name=period]", "2025-Q3")
    press(clerk, "试算")
    clerk.page.get_by_text("降").first.wait_for()
    hand_in_and_publish(clerk, second, following)

    # whom it holds for
    clerk.go(f"/schemes/{scheme}/assignments/")
    clerk.page.fill("[name=organisation]", "市公司党委")
    clerk.page.fill("[name=from_on]", "2025-01-01")
    press(clerk, "确定")
    assert "市公司党委" in text(clerk)

    # the quarter's facts, and why one member has what they have
    clerk.go("/trials/new/")
    clerk.page.get_by_role("link", name="党员季度积分办法").first.click()
    clerk.page.set_input_files("input[type=file]", facts)
    field(clerk, "周期").select_option("2025-Q3")
    press(clerk, "上传并核算")
    clerk.page.get_by_role("main").get_by_role("link", name="看积分表").click()
    clerk.page.get_by_role("main").get_by_role("link", name="欧阳建国").click()
    assert "19" in text(clerk), "20 - 3 + 1 + 1"
    clerk.page.get_by_role("main").get_by_role("link", name="这一分从哪来").click()
    press(clerk, "全部展开")
    for said in ("欧阳建国", "19", "2025-09-10", "-3"):
        assert said in text(clerk).replace("−", "-"), text(clerk)

    # the same on the telephone beside the member
    phone = window("clerk", NARROW)
    phone.go(clerk.page.url.removeprefix(clerk.url))
    assert "19" in text(phone)
