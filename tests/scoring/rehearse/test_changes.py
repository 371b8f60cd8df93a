"""What a draft changes is cut into portions that can be tried alone; what hangs together stays together."""

import pytest

from biaochi.scoring.rehearse.changes import CannotStandAlone, changes_between, hybrid
from biaochi.scoring.scheme.pieces import pieces_of

from .staged import SCHEME, changes, codes, draft_of, scheme_of

NEW_NODE = ("  排名:", "  - {名称: 新指标, 代码: X, 评分标准: [{代码: X1, 事项: 学习, 每次: 1}, {代码: X2, 事项: 服务, 每次: 1}]}\n  排名:")


def test_a_price_and_a_cap_of_an_indicator_are_two_changes() -> None:
    found = changes(("每次: 4", "每次: 6"), ("    封顶: 20", "    封顶: 15"))
    assert [codes(change) for change in found] == [["A"], ["R1"]]
    assert [change.number for change in found] == [1, 2]


def test_price_and_cap_of_one_rule_are_one_change() -> None:
    assert [codes(change) for change in changes(("每次: 4, 封顶: 5", "每次: 6, 封顶: 8"))] == [["R1"]]


def test_limits_and_the_rest_of_an_indicator_are_aspects_of_their_own() -> None:
    found = changes(("    类别: 基础\n    封顶: 20", "    类别: 先锋\n    封顶: 15"))
    assert sorted(aspect for change in found for _, aspect in change.aspects) == ["limits", "own"]


@pytest.mark.parametrize(
    "edit",
    [
        ("名称: 参加学习", "名称: 集中学习"), ("条款: 第五条", "条款: 第六条"), ('版本: "1"', '版本: "2"'),
        ("录入: [支委会]", "录入: [党小组]"), ("线: {值: 8}", "线: {值: 8, 说明: 暂定}"),
        ("类别: {基础", "类别: {没有用到: {封顶: 1}, 基础"),
        ("参数: {线", "参数: {没有用到: {值: 1}, 线"), ("  学习: {代码", "  没有用到: {}\n  学习: {代码"),
    ],
)  # fmt: skip
def test_what_no_result_depends_on_is_no_change(edit: tuple[str, str]) -> None:
    assert changes(edit) == []


def test_a_new_indicator_and_its_rules_are_one_change() -> None:
    assert [codes(change) for change in changes(NEW_NODE)] == [["X", "X1", "X2"]]


def test_a_rule_moved_into_a_new_indicator_goes_with_it_but_its_price_does_not() -> None:
    found = changes(
        ("    - {名称: 服务, 代码: R3, 事项: 服务, 按级别: {市级: 3, 县级: 1}}\n", "    - {代码: R4, 事项: 服务, 每次: 1}\n"),
        ("  排名:", "  - {名称: 新, 代码: X, 评分标准: [{名称: 服务, 代码: R3, 事项: 服务, 按级别: {市级: 5, 县级: 1}}]}\n  排名:"),
    )
    assert [codes(change) for change in found] == [["R4"], ["X", "R3"], ["R3"]]


def test_an_indicator_under_a_new_code_is_one_change() -> None:
    assert [codes(change) for change in changes(("代码: B\n", "代码: B新\n"))] == [["B新", "R3", "B"]]


def test_a_rule_moved_to_another_indicator_keeps_its_other_changes() -> None:
    line = "    - {名称: 服务, 代码: R3, 事项: 服务, 按级别: {市级: 3, 县级: 1}}\n"
    moved = line.replace("市级: 3", "市级: 5") + "  - 名称: 服务"
    found = changes((line, "    - {代码: R4, 事项: 服务, 每次: 1}\n"), ("  - 名称: 服务", moved))
    assert [codes(change) for change in found] == [["R3"], ["R4"]]
    assert sorted(aspect for _, aspect in found[0].aspects) == ["moved", "own"]


def test_a_new_board_and_the_outcome_that_reads_it_are_one_change() -> None:
    found = changes(
        ("排名: [", "排名: [{名称: 支部榜, 代码: K2, 范围: 组织}, "),
        ("结果运用: [", "结果运用: [{名称: 上榜, 代码: O2, 种类: 表彰, 当: {名次: {榜: K2, 前: 1}}}, "),
    )
    assert [codes(change) for change in found] == [["K2", "O2"]]


def test_a_new_grade_and_the_outcome_that_names_it_are_one_change() -> None:
    condition = "当: {比较: [{数: {得分: 总分}, 达到: {参数: 线}}]}"
    found = changes(("档: [", "档: [{名: 标兵, 达到: 15}, "), (condition, "当: {等次: {G: [标兵]}}"))
    assert [codes(change) for change in found] == [["G", "O"]]


def test_a_new_category_is_there_for_the_indicator_put_into_it() -> None:
    found = changes(("先锋: {}", "先锋: {}, 专项: {封顶: 2}"), ("    代码: B\n    类别: 基础", "    代码: B\n    类别: 专项"))
    assert [codes(change) for change in found] == [["B"]]
    before, after = pieces_of(scheme_of(SCHEME)), pieces_of(scheme_of(draft_of(("先锋: {}", "先锋: {}, 专项: {封顶: 2}"))))
    scheme = hybrid(before, after, frozenset(), scheme_of(SCHEME).facts)
    assert "专项" in scheme.categories


def test_the_order_in_which_states_decide_is_a_change_of_the_table() -> None:
    first, second = "  - {名称: 免评, 状态: 免评, 当: {标记: [免]}}\n", "  - {名称: 中止, 状态: 中止, 当: {标记: [停]}}\n"
    assert [codes(change) for change in changes((first + second, second + first))] == [["T"]]


def test_all_changes_together_are_the_draft() -> None:
    category = ("    代码: B\n    类别: 基础", "    代码: B\n    类别: 先锋")
    draft = draft_of(("每次: 4", "每次: 6"), NEW_NODE, category, ("达到: 10", "达到: 9"))
    before, after = pieces_of(scheme_of(SCHEME)), pieces_of(scheme_of(draft))
    aspects = frozenset(aspect for change in changes_between(before, after) for aspect in change.aspects)
    assert hybrid(before, after, aspects, scheme_of(draft).facts).tables == scheme_of(draft).tables


def test_no_change_is_the_old_scheme() -> None:
    before, after = pieces_of(scheme_of(SCHEME)), pieces_of(scheme_of(draft_of(NEW_NODE, ("每次: 4", "每次: 6"))))
    assert hybrid(before, after, frozenset(), scheme_of(SCHEME).facts).tables == scheme_of(SCHEME).tables


def test_a_newcomer_stands_behind_the_neighbour_it_has_in_the_draft() -> None:
    draft = draft_of(("  - 名称: 服务", "  - {名称: 中间, 代码: M, 评分标准: [{代码: M1, 事项: 学习, 每次: 1}]}\n  - 名称: 服务"))
    before, after = pieces_of(scheme_of(SCHEME)), pieces_of(scheme_of(draft))
    (change,) = changes_between(before, after)
    scheme = hybrid(before, after, change.aspects, scheme_of(SCHEME).facts)
    assert [node.code for node in scheme.tables[0].indicators] == ["A", "M", "B"]


def test_an_indicator_that_would_stand_in_itself_cannot_stand_alone() -> None:
    inner = "指标: [{名称: 下, 代码: 下, 评分标准: [{代码: R9, 事项: 学习, 每次: 1}]}]"
    old = f"- {{名称: 上, 代码: 上, {inner}}}"
    new = "- {名称: 下, 代码: 下, 评分标准: [{代码: R9, 事项: 学习, 每次: 1}], 指标: [{名称: 上, 代码: 上}]}"
    before, after = (pieces_of(scheme_of(draft_of(("  排名:", f"  {text}\n  排名:")))) for text in (old, new))
    found = {codes(change)[0]: change for change in changes_between(before, after)}
    with pytest.raises(CannotStandAlone):
        hybrid(before, after, found["上"].aspects, scheme_of(SCHEME).facts)
    hybrid(before, after, found["下"].aspects, scheme_of(SCHEME).facts)
