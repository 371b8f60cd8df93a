"""A scheme file is read with every finding at once, each at its place, and within bounds."""

from decimal import Decimal
from pathlib import Path

import pytest

from biaochi.scoring.findings import Finding, Refused
from biaochi.scoring.scheme.load import Loaded, load_scheme, load_scheme_mapping
from biaochi.scoring.scheme.yaml_tree import BYTES_MAX, DEPTH_MAX

HEAD = '办法: 示例\n代码: S\n版本: "2026"\n'
TABLE = HEAD + "事项: {出席: {级别: [高, 低]}}\n计分表:\n- {名称: 季度, 代码: Q, 对象: 党员, 周期: 季, 指标: [NODE]}\n"
ENGLISH = 'scheme: 示例\ncode: S\nversion: "2026"\n'


def with_rule(rule: str) -> str:
    return TABLE.replace("NODE", f"{{名称: 出勤, 代码: N, 评分标准: [{rule}]}}")


def read(text: str) -> Loaded:
    return load_scheme_mapping(text, "scheme.yaml")


def only(text: str) -> Finding:
    findings = read(text).findings
    assert len(findings) == 1, [finding.lines() for finding in findings]
    return findings[0]


def place(finding: Finding) -> str:
    return str(finding.place).removeprefix("scheme.yaml:")


def test_a_scheme_in_chinese_and_in_english_is_the_same_scheme() -> None:
    chinese = read(with_rule("{代码: R, 事项: 出席, 按级别: {高: 2, 其他: 1}}"))
    english = read(
        ENGLISH
        + "facts: {出席: {levels: [高, 低]}}\ntables:\n- {name: 季度, code: Q, subject: person, period: quarter, "
        "indicators: [{name: 出勤, code: N, rules: [{code: R, facts: 出席, by_level: {高: 2, otherwise: 1}}]}]}\n"
    )
    assert (chinese.language, english.language) == ("zh", "en")
    assert chinese.scheme == english.scheme
    assert chinese.hash == english.hash


def test_the_hash_does_not_see_comments_spacing_key_order_or_the_writing_of_numbers() -> None:
    one = read(with_rule("{代码: R, 事项: 出席, 每次: 1.50}"))
    other = read("# 注\n" + with_rule("{ 每次: 1.5, 代码: R,   事项: 出席 }") + "# 注\n")
    assert one.hash == other.hash
    assert one.hash != read(with_rule("{代码: R, 事项: 出席, 每次: 1.51}")).hash


def test_numbers_keep_their_text_and_shares_are_exact() -> None:
    scheme = read(HEAD + "参数: {甲: {值: 0.1}, 乙: {值: 30%}, 丙: {值: -7.25}}\n").require()
    assert [p.value for p in scheme.parameters.values()] == [Decimal("0.1"), Decimal("0.3"), Decimal("-7.25")]


def test_yes_and_no_are_read_in_both_forms() -> None:
    text = HEAD + "类别: {甲: {不封顶: 是}, 乙: {不封顶: true}, 丙: {扣完为止: 否}}\n"
    categories = read(text).require().categories
    assert [categories["甲"].uncapped, categories["乙"].uncapped, categories["丙"].floored] == [True, True, False]


def test_a_wrong_key_is_answered_with_the_nearest_and_the_allowed_ones() -> None:
    found = only(HEAD + "参数: {甲: {最大值: 1}}\n")
    assert (found.code, place(found)) == ("unknown-key", "4:10")
    assert found.remedy is not None
    assert "最大" in found.remedy.zh.split("?")[0]
    assert "最小" in found.remedy.zh


def test_a_wrong_word_is_answered_with_the_words_of_the_place() -> None:
    found = only(HEAD + "取整: {方式: 四舍伍入}\n")
    assert (found.code, place(found)) == ("unknown-word", "4:10")
    assert found.remedy is not None
    assert "是否想写「四舍五入」" in found.remedy.zh


def test_two_languages_in_one_map_are_refused_key_by_key() -> None:
    loaded = read(with_rule("{code: R, 事项: 出席, each: 1}"))
    assert [(f.code, place(f)) for f in loaded.findings] == [("mixed-languages", "6:63"), ("mixed-languages", "6:80")]
    assert loaded.scheme is None


def test_a_word_of_the_other_language_is_refused() -> None:
    assert only(TABLE.replace("周期: 季", "周期: quarter").replace("NODE", "")).code == "mixed-languages"


def test_a_word_of_the_other_language_may_not_be_a_name_where_it_is_a_fixed_word() -> None:
    assert only(with_rule("{代码: R, 事项: 出席, 按级别: {高: 2, otherwise: 1}}")).code == "mixed-languages"


def test_all_findings_come_at_once_in_the_order_of_the_file() -> None:
    loaded = read(HEAD + "取整: {位数: 二}\n周期: {学年: {起: 09-01}}\n类别: {甲: {封定: 1}}\n施行: 2026-02-30\n")
    assert [f.code for f in loaded.findings] == ["not-a-number", "missing-key", "unknown-key", "wrong-kind"]
    assert [f.place.line for f in loaded.findings] == [4, 5, 6, 7]


def test_every_finding_speaks_both_languages() -> None:
    for found in read(HEAD + "取整: {位数: 二}\n名称: 甲\n").findings:
        assert found.what.zh and found.what.en and found.remedy and found.remedy.zh and found.remedy.en


def test_a_rule_has_exactly_one_price() -> None:
    assert only(with_rule("{代码: R, 事项: 出席}")).code == "missing-choice"
    found = only(with_rule("{代码: R, 事项: 出席, 每次: 1, 按级别: {高: 1}}"))
    assert (found.code, place(found)) == ("several-choices", "6:85")


def test_an_empty_value_is_not_taken_for_anything() -> None:
    assert only(HEAD + "事项: {出席: }\n").code == "empty-value"


def test_one_entry_may_stand_without_the_brackets_of_its_list() -> None:
    scheme = read(with_rule("{代码: R, 事项: 出席, 每次: 1, 其中: {级别: 高}}")).require()
    rule = scheme.tables[0].indicators[0].rules[0]
    assert rule.facts == ["出席"]
    assert rule.where is not None and rule.where.level == ["高"]


def test_the_place_of_a_code_is_where_its_piece_begins() -> None:
    loaded = read(with_rule("{代码: R, 事项: 出席, 每次: 1}"))
    assert str(loaded.place_of("R")) == "scheme.yaml:6:62"
    assert str(loaded.place_of("no such code")) == "scheme.yaml:1:1"


def test_the_scheme_inside_a_cases_file_keeps_the_places_of_that_file() -> None:
    text = "说明: 例\n方案:\n  办法: 甲\n  代码: S\n  版本: 1\n  取整: {位数: 二}\n案例: []\n"
    (found,) = load_scheme_mapping(text, "cases.yaml", ("方案|scheme",)).findings
    assert str(found.place) == "cases.yaml:6:12"


def test_a_cases_file_without_a_scheme_says_so() -> None:
    (found,) = load_scheme_mapping("案例: []\n", "cases.yaml", ("方案|scheme",)).findings
    assert found.code == "missing-key"


def test_a_scheme_that_cannot_be_used_is_refused_with_its_findings() -> None:
    with pytest.raises(Refused) as refused:
        read("办法: 甲\n").require()
    assert [f.code for f in refused.value.findings] == ["missing-key", "missing-key"]


BOMBS = {
    "yaml-alias": "a: &x [1]\nb: [*x, *x]\n",
    "yaml-tag": "a: !!python/object:os.system x\n",
    "yaml-merge": "a: {<<: {b: 1}}\n",
    "yaml-depth": "a: " + "[" * 1000,
    "yaml-documents": "a: 1\n---\nb: 1\n",
    "yaml-tab": "a:\n\tb: 1\n",
    "yaml-key": "{[a]: 1}\n",
    "yaml-empty": "# nothing\n",
    "yaml-syntax": "a: b: c\n",
    "file-too-big": "a" * (BYTES_MAX + 1),
    "duplicate-key": HEAD + "办法: 又一\n",
    "not-a-number": HEAD + "参数: {甲: {值: 1e999}}\n",
    "wrong-kind": "- 办法\n",
    "word-escaped": '办法: x\n"代\\u7801": S\n版本: 1\n',
}


@pytest.mark.parametrize("code", BOMBS)
def test_what_a_scheme_never_needs_is_refused_by_name(code: str) -> None:
    assert code in [found.code for found in read(BOMBS[code]).findings]


def test_a_file_with_too_many_nodes_is_not_read_to_its_end() -> None:
    found = only("[" + "a," * 250_000 + "]")
    assert found.code == "yaml-nodes"
    assert found.place.column < 500_000


def test_depth_is_allowed_up_to_its_bound() -> None:
    assert "yaml-depth" not in [f.code for f in read("a: " + "[" * (DEPTH_MAX - 1) + "]" * (DEPTH_MAX - 1)).findings]


def test_a_file_that_is_not_utf8_is_refused_at_its_first_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_bytes("办法: 甲\n代码: ".encode() + "编码".encode("gb18030"))
    (found,) = load_scheme(path).findings
    assert (found.code, found.place.line, found.place.column) == ("not-utf8", 2, 5)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert [f.code for f in load_scheme(tmp_path / "none.yaml").findings] == ["file-unreadable"]
