"""A scheme may extend another: it adds, changes and removes, but not what is locked and not beyond its slots."""

from collections.abc import Callable
from pathlib import Path

import pytest

from biaochi.scoring.scheme.load import Loaded, load_scheme

Extended = Callable[..., Loaded]

BASE = """\
办法: 基础
代码: BASE
版本: "1"
施行: 2025-01-01
锁定: [L]
维度: [思想]
参数: {基数: {值: 3, 最大: 9}}
事项: {出席: {代码: F1, 级别: [高, 低]}, 捐款: {单位: 元}}
类别: {基础分: {封顶: 60}}
计分表:
- 名称: 季度
  代码: Q
  周期: 季
  封顶: 100
  指标:
  - 名称: 大项
    代码: A
    指标:
    - 名称: 小项
      代码: B
      评分标准:
      - {代码: R1, 事项: 出席, 每次: 1}
      - {代码: R2, 事项: 出席, 每次: 2}
    - 名称: 锁定项
      代码: L
      评分标准: [{代码: R3, 事项: 出席, 每次: 3}]
    - 名称: 自选项
      代码: O
      自选: {项数: 2, 每项封顶: 2}
流程:
- {步骤: 申报, 由: 本人}
- {步骤: 审定, 由: 支委会, 法定: 是}
"""


@pytest.fixture
def extended(tmp_path: Path) -> Extended:
    def load(
        above: str, base: str = BASE, head: str = "办法: 分则\n代码: X\n版本: '1'\n继承: ../base/scheme.yaml\n"
    ) -> Loaded:
        for folder, text in (("base", base), ("local", head + above)):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / "scheme.yaml").write_text(text, encoding="utf-8")
        return load_scheme(tmp_path / "local" / "scheme.yaml")

    return load


def codes(loaded: Loaded) -> list[str]:
    return [finding.code for finding in loaded.findings]


def test_what_is_not_mentioned_is_the_base_s(extended: Extended) -> None:
    scheme = extended("").require()
    assert (scheme.code, scheme.name, str(scheme.effective)) == ("X", "分则", "2025-01-01")
    assert [rule.code for rule in scheme.tables[0].indicators[0].indicators[0].rules] == ["R1", "R2"]
    assert [step.step for step in scheme.workflow] == ["申报", "审定"]


def test_parameters_facts_and_categories_merge_by_name(extended: Extended) -> None:
    scheme = extended(
        "参数: {基数: {值: 5}, 新数: {值: 1}}\n事项: {出席: {单位: 次}}\n类别: {加分: {}}\n维度: [作风]\n"
    ).require()
    assert (scheme.parameters["基数"].value, scheme.parameters["基数"].maximum) == (5, 9)
    assert (scheme.facts["出席"].unit, scheme.facts["出席"].levels) == ("次", ["高", "低"])
    assert list(scheme.categories) == ["基础分", "加分"]
    assert scheme.dimensions == ["思想", "作风"]


def test_a_piece_of_the_same_code_merges_wherever_it_stands(extended: Extended) -> None:
    scheme = extended(
        "计分表: [{代码: Q, 封顶: 120, 指标: [{代码: B, 评分标准: [{代码: R1, 每次: 9}, {代码: R9, 事项: "
        "捐款, 每单位: 1}]}]}]\n"
    ).require()
    table = scheme.tables[0]
    assert (table.max, table.name) == (120, "季度")
    rules = table.indicators[0].indicators[0].rules
    assert [(rule.code, rule.each) for rule in rules] == [("R1", 9), ("R2", 2), ("R9", None)]


def test_another_price_takes_the_place_of_the_base_s(extended: Extended) -> None:
    scheme = extended(
        "计分表: [{代码: Q, 指标: [{代码: B, 评分标准: [{代码: R1, 按级别: {高: 2, 低: 1}}]}]}]\n"
    ).require()
    rule = scheme.tables[0].indicators[0].indicators[0].rules[0]
    assert (rule.price, rule.each) == ("by_level", None)


def test_steps_merge_by_their_name(extended: Extended) -> None:
    scheme = extended("流程: [{步骤: 申报, 由: 党小组}, {步骤: 复核, 由: 党委}]\n").require()
    assert [(step.step, step.actor) for step in scheme.workflow] == [
        ("申报", ["party_group"]),
        ("审定", ["branch_committee"]),
        ("复核", ["party_committee"]),
    ]


def test_codes_named_in_removes_are_taken_away(extended: Extended) -> None:
    scheme = extended(
        "删除: [R2, F1]\n计分表: [{代码: Q, 指标: [{代码: B, 评分标准: [{代码: R1, 事项: 捐款}]}]}]\n"
    ).require()
    assert [rule.code for rule in scheme.tables[0].indicators[0].indicators[0].rules] == ["R1"]
    assert list(scheme.facts) == ["捐款"]


def test_removing_what_is_not_there_is_a_finding(extended: Extended) -> None:
    loaded = extended("删除: [R8]\n")
    assert codes(loaded) == ["unknown-removal"]
    assert loaded.findings[0].place.line == 5


@pytest.mark.parametrize(
    "above",
    [
        "删除: [L]\n",
        "删除: [R3]\n",
        "计分表: [{代码: Q, 指标: [{代码: L, 封顶: 1}]}]\n",
        "计分表: [{代码: Q, 指标: [{代码: L, 评分标准: [{代码: R3, 每次: 4}]}]}]\n",
        "计分表: [{代码: Q, 指标: [{代码: L, 评分标准: [{代码: R3, 按级别: {高: 1}}]}]}]\n",
        "计分表: [{代码: Q, 指标: [{代码: L, 评分标准: [{代码: R8, 事项: 出席, 每次: 1}]}]}]\n",
    ],
)
def test_what_is_locked_can_be_neither_changed_nor_removed(extended: Extended, above: str) -> None:
    loaded = extended(above)
    assert codes(loaded) == ["locked"]
    assert loaded.scheme is None


def test_saying_again_what_is_locked_changes_nothing(extended: Extended) -> None:
    assert codes(extended("计分表: [{代码: Q, 指标: [{代码: L, 名称: 锁定项}]}]\n")) == []


def slot(*rules: str) -> str:
    return f"计分表: [{{代码: Q, 指标: [{{代码: O, 评分标准: [{', '.join(rules)}]}}]}}]\n"


def test_slots_take_as_many_rules_as_they_leave_room_for(extended: Extended) -> None:
    rules = [f"{{代码: O{n}, 事项: 出席, 每次: 1, 封顶: 2}}" for n in range(3)]
    assert codes(extended(slot(*rules[:2]))) == []
    assert codes(extended(slot(*rules))) == ["too-many-slots"]


def test_slots_take_only_rules_with_the_cap_they_ask_for(extended: Extended) -> None:
    assert codes(extended(slot("{代码: O1, 事项: 出席, 每次: 1, 封顶: 2.5}"))) == ["slot-cap"]
    assert codes(extended(slot("{代码: O1, 事项: 出席, 每次: 1}"))) == ["slot-cap"]
    assert codes(extended(slot("{代码: O1, 事项: 出席, 每次: 1, 封顶: {按: 分类, 各值: {甲: 1, 乙: 2}}}"))) == []


def test_a_locked_node_still_takes_what_its_slots_leave_room_for(extended: Extended) -> None:
    base = BASE.replace("锁定: [L]", "锁定: [O]")
    assert codes(extended(slot("{代码: O1, 事项: 出席, 每次: 1, 封顶: 1}"), base)) == []


def test_the_base_may_be_written_in_the_other_language(extended: Extended) -> None:
    loaded = extended(
        "tables: [{code: Q, max: 120}]\n", head="scheme: X\ncode: X\nversion: 1\nextends: ../base/scheme.yaml\n"
    )
    assert loaded.require().tables[0].max == 120


def test_a_circle_is_found(extended: Extended) -> None:
    assert "extends-cycle" in codes(extended("", BASE + "继承: ../local/scheme.yaml\n"))


@pytest.mark.parametrize(
    ("path", "code"), [("../none.yaml", "extends-missing"), ("/etc/x.yaml", "extends-path"), ("a.txt", "extends-path")]
)
def test_a_base_that_cannot_be_read_is_a_finding_at_its_name(extended: Extended, path: str, code: str) -> None:
    loaded = extended("", head=f"办法: 分则\n代码: X\n版本: '1'\n继承: {path}\n")
    assert codes(loaded) == [code]
    assert loaded.findings[0].place.line == 4


def test_findings_in_the_base_name_the_base(extended: Extended) -> None:
    (found,) = extended("", BASE + "公示: [{名称: 甲, 天树: 5}]\n").findings
    assert found.place.file.endswith("base/scheme.yaml")
    assert found.place.line == 33


def test_the_hash_is_that_of_the_merged_content(extended: Extended) -> None:
    assert extended("").hash == extended("计分表: [{代码: Q, 封顶: 100}]\n").hash
    assert extended("").hash != extended("计分表: [{代码: Q, 封顶: 101}]\n").hash
