"""Last year's facts stay readable under next year's catalogue, and what was borrowed is said."""

from biaochi.scoring.rehearse.bridging import Catalogue
from biaochi.scoring.rehearse.notes import notes

from .staged import SCHEME, draft_of, fact, rehearsed, scheme_of
from .test_causes import POINT, by_subject


def test_a_fact_kind_with_another_name_and_the_same_code_is_the_same() -> None:
    edits = ("  学习: {代码: F1", "  集中学习: {代码: F1"), ("事项: 学习, 每次: 4", "事项: 集中学习, 每次: 4")
    found = rehearsed(*edits, facts=[fact("甲", "学习")])
    assert found.changes_nothing


def test_facts_may_come_under_the_new_name_already() -> None:
    found = rehearsed(
        ("  学习: {代码: F1", "  集中学习: {代码: F1"), ("事项: 学习, 每次: 4", "事项: 集中学习, 每次: 3"),
        facts=[fact("甲", "学习"), fact("乙", "集中学习")],
    )  # fmt: skip
    assert by_subject(found, found.tables[0].difference.points) == {"甲": -1, "乙": -1, "丙": 0}


def test_two_kinds_that_only_share_a_name_are_two() -> None:
    catalogue = Catalogue(scheme_of(SCHEME), scheme_of(draft_of(("  学习: {代码: F1", "  学习: {代码: F9"))))
    assert list(catalogue.of()) == ["学习", "服务", "评议", "学习′"]
    assert catalogue.renames == {"学习": "学习′"}


def test_a_mark_outside_the_new_range_counts_as_its_end() -> None:
    found = rehearsed(("酌情: {自: 0, 至: 5}", "酌情: {自: 1, 至: 3}"), facts=[fact("甲", "评议", mark="5"), fact("乙", "评议", mark="0")])
    assert by_subject(found, found.tables[0].difference.points) == {"甲": -2, "乙": 1, "丙": 0}
    assert found.outside == {"R2": 2}
    assert any("2 条酌情评分超出" in note.zh for note in notes(found))


def test_a_parameter_that_narrows_a_range_alone_does_not_stop_the_rehearsal() -> None:
    scheme = SCHEME.replace("酌情: {自: 0, 至: 5}", "酌情: {自: 0, 至: {参数: 上限}}").replace("参数: {线", "参数: {上限: {值: 5}, 线")
    found = rehearsed(("上限: {值: 5}", "上限: {值: 2}"), facts=[fact("甲", "评议", mark="4")], scheme=scheme)
    assert by_subject(found, found.tables[0].causes[0].points)["甲"] == -2


def test_a_level_that_the_draft_drops_is_counted_and_leaves_the_score_unknown() -> None:
    edits = ("级别: [市级, 县级]", "级别: [市级]"), ("按级别: {市级: 3, 县级: 1}", "按级别: {市级: 3}")
    found = rehearsed(*edits, facts=[fact("甲", "服务", level="县级")])
    assert found.refused == {("level-not-listed", "服务"): 1}
    table = found.tables[0]
    assert by_subject(found, table.difference.state * POINT) == {"甲": 1, "乙": 0, "丙": 0}
    assert not table.difference.points.any()


def test_facts_of_a_kind_that_the_draft_drops_are_no_fault() -> None:
    found = rehearsed(
        ("  学习: {代码: F1, 录入: [积分记录员]}\n", ""),
        ("    - {名称: 参加学习, 代码: R1, 条款: 第五条, 事项: 学习, 每次: 4, 封顶: 5}\n", ""), facts=[fact("甲", "学习")],
    )  # fmt: skip
    assert by_subject(found, found.tables[0].difference.points)["甲"] == -4
    assert found.burden[1].sums()["facts"] == 0


def test_a_kind_that_only_the_draft_has_is_noted() -> None:
    found = rehearsed(("  评议:", "  公益: {}\n  评议:"), ("每次: 4", "每次: 3"), facts=[])
    assert any("公益" in note.zh for note in notes(found))


def test_a_kind_without_unit_that_gets_one_leaves_empty_quantities_unknown() -> None:
    """The same fact, priced by its quantity: one where there is no unit, unknown where there is."""
    scheme = SCHEME.replace("事项: 学习, 每次: 4, 封顶: 5", "事项: 学习, 每单位: 4")
    found = rehearsed(("  学习: {代码: F1,", "  学习: {代码: F1, 单位: 小时,"), facts=[fact("甲", "学习")], scheme=scheme)
    assert [change.keys[0].kind for change in found.changes] == ["fact"]
    assert by_subject(found, found.tables[0].difference.state * POINT)["甲"] == 1
