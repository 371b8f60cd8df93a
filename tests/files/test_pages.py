"""The pages to print: the public notice and one member's explanation. Nothing is fetched from elsewhere, nothing runs."""

import re
from pathlib import Path

import pytest
from tests.scoring.explain.settled import settled
from tests.scoring.explain.test_explain import EXPECT, FACTS, SCHEME

from biaochi.files.explanation_page import explanation_page
from biaochi.files.notice import notice_page, rows_of
from biaochi.files.page import typeset
from biaochi.scoring.explain import explain

DECLARED = """
  公示: [{名称: 公示栏, 每: 季, 天数: 5, 工作日: true, 内容: [名次, 得分, 分项, 等次]}]
  异议: {期限: {天数: 3}, 受理: 纪检委员, 复核: {由: 支委会, 天数: 5, 工作日: true}}
"""
ELSEWHERE = re.compile(r"https?:|src\s*=|url\(|@import|<script|<link|<iframe|\son\w+\s*=", re.IGNORECASE)


@pytest.fixture
def page(tmp_path: Path):
    """The notice of the case, its scheme changed by these replacements."""

    def write(*changes: tuple[str, str], **options: object) -> str:
        head, mark, rest = (SCHEME + FACTS + EXPECT).partition("案例:")
        text = head + DECLARED.strip("\n") + "\n" + mark + rest
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        settlement = settled(text, tmp_path)
        return notice_page(settlement, settlement.asked_for()[0], **options)

    return write


def plain(page: str) -> str:
    """The words of a page in one line."""
    body = page.partition("<body>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body).replace("&nbsp;", " "))


def test_a_row_has_rank_name_points_by_category_total_and_grade(page) -> None:
    words = plain(page())
    assert "名次 姓名 起评分 基础 加分 总分 积分等次 （参考） 1 张三 60.00 1.00 24.67 85.67 优秀" in words


def test_who_is_exempt_is_counted_but_neither_named_nor_explained(page) -> None:
    words = plain(page())
    assert "另有 1 人按办法本期不评分，不在表内。" in words
    assert "丙" not in words and "年老体弱" not in words


def test_the_window_and_the_body_for_objections_come_from_the_scheme(page) -> None:
    words = plain(page())
    assert "公示期：5 个工作日，自 年 月 日至 年 月 日。" in words
    assert "对以上内容有异议的，请在公示期内（3 天）向纪检委员提出。" in words
    assert "复核：由支委会，5 个工作日。" in words


def test_each_branch_gets_a_sheet_of_its_own(page) -> None:
    two = page(("{编号: 乙, 组织: 一支部", "{编号: 乙, 组织: 二支部"))
    assert two.count("<section>") == 2
    assert "2025 年第一季度积分 · 一支部" in two and "2025 年第一季度积分 · 二支部" in two


def test_a_ranking_over_everybody_is_one_sheet_with_the_organisation(page) -> None:
    one = page(("代码: B, 范围: 组织", "代码: B, 范围: 全体"))
    assert one.count("<section>") == 1
    assert "姓名 所在组织" in plain(one)


def test_only_what_the_scheme_shows_is_shown(page) -> None:
    words = plain(page(("内容: [名次, 得分, 分项, 等次]", "内容: [得分]")))
    assert "姓名 总分 张三 85.67" in words
    assert "优秀" not in words and "名次" not in words


def test_names_may_be_given(page) -> None:
    assert "某同志" in page(names={2: "某同志"})


def test_a_total_that_is_not_the_sum_of_its_columns_is_explained(page) -> None:
    assert "总分按办法封顶、保底或扣减后得出" in plain(page(("起评分: 60\n    封顶: 100", "起评分: 60\n    封顶: 80")))
    assert "总分按办法封顶" not in plain(page())


def test_many_columns_lie_on_their_side(page) -> None:
    assert "size: A4 landscape" not in page()
    more = "".join(f"    - {{名称: 项目{i}, 代码: M{i}, 评分标准: [{{代码: S{i}, 事项: 会议, 每次: 0}}]}}\n" for i in range(4))
    assert "size: A4 landscape" in page(("    一票否决:\n", more + "    一票否决:\n"))


def test_head_rows_repeat_and_pages_are_numbered(page) -> None:
    text = page()
    assert "display: table-header-group" in text
    assert "counter(page)" in text and "盖章处" in text


def test_a_name_cannot_become_markup(page) -> None:
    assert "<b>甲</b>" not in page(("姓名: 张三", "姓名: <b>甲</b>"))


def test_rows_are_those_who_are_rated(tmp_path: Path) -> None:
    settlement = settled(SCHEME + FACTS + EXPECT, tmp_path)
    assert rows_of(settlement.asked_for()[0]) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_explanation_page_has_everything_and_nothing_from_elsewhere(language: str, tmp_path: Path) -> None:
    explanation = explain(settled(SCHEME + FACTS + EXPECT, tmp_path), "甲")
    text = explanation_page(explanation, language, scheme_hash="0123456789abcdef0123")
    words = plain(text)
    for wanted in ("张三", "支部积分", "2025-Q1", "85.67", "第五条", "2025-03-31", "0123456789abcdef", "R1", "H2"):
        assert wanted in words, wanted
    assert not ELSEWHERE.search(text)
    assert f'<html lang="{language}">' in text


def test_a_notice_fetches_nothing_from_elsewhere(page) -> None:
    assert not ELSEWHERE.search(page())


def test_chinese_marks_are_as_wide_as_characters() -> None:
    assert typeset("小计 3,封顶 2:得 2(参考);a, b (c)") == "小计 3，封顶 2：得 2（参考）；a, b (c)"
    assert typeset("甲(P001) 12:30 R&amp;D,甲") == "甲（P001） 12:30 R&amp;D，甲"
    nested = typeset("等次:「优秀」由「「总分」达到 50」改为「「总分」达到 48」")
    assert nested == "等次：「优秀」由「『总分』达到 50」改为「『总分』达到 48」"


FILLED_IN = ("天数: 5, 工作日: true, 内容", "天数: {参数: 公示天数}, 工作日: true, 内容")
DECLARED_DAYS = ("  取整: {位数: 2}\n", "  取整: {位数: 2}\n  参数: {公示天数: {值: 7}}\n")


def test_days_that_are_filled_in_stand_on_the_notice(page) -> None:
    assert "公示期：7 个工作日" in plain(page(FILLED_IN, DECLARED_DAYS))


def test_days_in_which_organisations_differ_are_left_to_be_written_in(page) -> None:
    rows = ("  期望:", "  参数: [{名称: 公示天数, 值: 9, 组织: 一支部}]\n  期望:")
    assert "公示期：____ 个工作日" in plain(page(FILLED_IN, DECLARED_DAYS, rows))
