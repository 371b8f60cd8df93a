"""The form editor writes into the text in place: what is not changed keeps every byte."""

import difflib

import pytest

from biaochi.portal.schemes.editing import edited
from biaochi.portal.schemes.fields import whole
from biaochi.portal.schemes.merging import merged
from biaochi.portal.schemes.notes import answered, chosen, notes_of, questions
from biaochi.portal.schemes.queries import preset_text, presets
from biaochi.portal.schemes.reading import TextUnusable, decoded, read, usable
from biaochi.portal.schemes.scalars import rewritten, written
from biaochi.portal.schemes.source import AddItem, AddKey, CannotWrite, Remove, SetKey, SetValue, changed, plain, root_of

TEXT = """# 首行注释
办法: 试行办法   # 名称
代码: T
版本: "1"
施行: 2026-01-01
说明: >-
  第一段
  续行

# 事项在这里
事项:
  出席: {代码: F1, 级别: [省级, 市级], 角色: [主讲, 听讲]}  # 一行写完
  缺席:
    代码: F2   # 块写法
计分表:
- 名称: 月度
  代码: M
  周期: 月
  指标:
  # 指标前的注释
  - 名称: 组织生活
    代码: N1
    封顶: 60  # 分
    评分标准:
    - {名称: 出席, 代码: R1, 事项: 出席, 按级别: {省级: 5, 市级: 3}, 封顶: 10}
    - 名称: 缺席
      代码: R2
      事项: '缺席'
      每次: -2   # 每次扣
      # 尾注
"""


def field(text: str, label: str, title: str):
    return next(one for item in whole(text).walk() if item.title == title for one in item.fields if one.label == label)


def lines_that_differ(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]


def test_changing_a_point_changes_these_bytes_only():
    one = field(TEXT, "每次", "缺席")
    assert edited(TEXT, {one.name: "-3"}) == TEXT.replace("每次: -2 ", "每次: -3 ")


def test_a_form_sent_back_unchanged_changes_nothing():
    for text in (TEXT, *(preset_text(name) for name, _title in presets())):
        root = whole(text)
        posted = {one.name: one.value for item in root.walk() for one in item.fields}
        assert edited(text, posted) == text


def test_every_field_of_every_preset_leads_to_the_word_it_shows():
    for name, _title in presets():
        text = preset_text(name)
        root = whole(text)
        numbers = [one for item in root.walk() for one in item.fields if one.kind == "number"][:40]
        for one in numbers[:: max(1, len(numbers) // 5)]:
            after = edited(text, {one.name: "77.5"})
            assert lines_that_differ(text, after)[0].startswith("- ")
            assert after.count("77.5") == text.count("77.5") + 1
            assert len(after) - len(text) == 4 - len(one.value)


@pytest.mark.parametrize(
    ("label", "title", "value", "before", "after"),
    [
        ("事项", "缺席", "出席", "事项: '缺席'", "事项: '出席'"),
        ("按级别 · 省级", "出席", "6", "省级: 5", "省级: 6"),
        ("名称", "组织生活", "组织: 生活", "- 名称: 组织生活", '- 名称: "组织: 生活"'),
        ("办法", "试行办法", "a #b", "办法: 试行办法 ", '办法: "a #b" '),
        ("版本", "试行办法", "2", '版本: "1"', '版本: "2"'),
        ("封顶", "组织生活", "", "    封顶: 60  # 分\n", ""),
    ],
)
def test_quotes_comments_and_order_stay(label, title, value, before, after):
    assert edited(TEXT, {field(TEXT, label, title).name: value}) == TEXT.replace(before, after, 1)


def test_a_folded_text_keeps_its_style():
    one = field(TEXT, "说明", "试行办法")
    assert one.value == "第一段 续行"
    assert edited(TEXT, {one.name: "改写的一段"}) == TEXT.replace("  第一段\n  续行\n", "  改写的一段\n")


def test_adding_a_level_and_deleting_one():
    levels = field(TEXT, "级别", "出席")
    more = edited(TEXT, {levels.name: "国家级、省级、市级"})
    assert "级别: [国家级, 省级, 市级]" in more
    assert "级别: [省级]" in edited(TEXT, {levels.name: "省级"})
    prices = next(path for item in whole(TEXT).walk() for path, label, _is_names in item.lists if label == "按级别")
    priced = edited(TEXT, {f"e.{prices}.key": "县级", f"e.{prices}.value": "1"})
    assert "按级别: {省级: 5, 县级: 1, 市级: 3}" in priced or "按级别: {省级: 5, 市级: 3, 县级: 1}" in priced


def test_deleting_a_rule_takes_its_lines_and_no_others():
    rule = next(item for item in whole(TEXT).walk() if item.code == "R2")
    after = edited(TEXT, {"remove": rule.address})
    assert all(line[:1] == "-" for line in lines_that_differ(TEXT, after))
    assert "R2" not in after
    assert "# 指标前的注释" in after


def test_deleting_while_changing_something_else_does_both():
    rule = next(item for item in whole(TEXT).walk() if item.code == "R2")
    posted = {one.name: one.value for item in whole(TEXT).walk() for one in item.fields} | {field(TEXT, "封顶", "组织生活").name: "50"}
    after = edited(TEXT, posted | {"remove": rule.address})
    assert "封顶: 50  # 分" in after
    assert "R2" not in after


def test_a_setting_is_added_in_its_place_and_read_by_the_engine():
    node = next(item for item in whole(TEXT).walk() if item.code == "N1")
    after = edited(TEXT, {f"a.{node.address}.key": "保底", f"a.{node.address}.value": "0"})
    assert "\n    保底: 0\n" in after
    assert read(after).loaded.scheme.tables[0].indicators[0].min == 0


def test_a_new_rule_and_a_new_indicator_get_codes_of_their_own():
    node = next(item for item in whole(TEXT).walk() if item.code == "N1")
    after = edited(TEXT, {"rule": node.address, f"rule-fact.{node.address}": "出席", f"rule-points.{node.address}": "4"})
    rules = read(after).loaded.scheme.tables[0].indicators[0].rules
    assert [rule.code for rule in rules] == ["R1", "R2", "R3"]
    table = next(item for item in whole(TEXT).walk() if item.code == "M")
    after = edited(after, {"node": table.address, f"node-name.{table.address}": "学习"})
    assert [one.name for one in read(after).loaded.scheme.tables[0].indicators] == ["组织生活", "学习"]


def test_a_new_fact_kind_stands_behind_the_last():
    after = edited(TEXT, {"fact": "1", "fact-name": "补课"})
    assert list(read(after).loaded.scheme.facts) == ["出席", "缺席", "补课"] or set(read(after).loaded.scheme.facts) == {
        "出席",
        "缺席",
        "补课",
    }


def test_one_more_rule_like_the_last_has_another_code():
    path = ".".join(map(str, next(item for item in whole(TEXT).walk() if item.code == "R2").path[:-1]))
    rules = read(edited(TEXT, {"more": path})).loaded.scheme.tables[0].indicators[0].rules
    assert [rule.code for rule in rules] == ["R1", "R2", "R3"]


@pytest.mark.parametrize(
    "word", ["60", "-1.5", "a: b", "#x", "x #y", "是", "null", "~", "", " x", "[a", "'", '"', "\\", "a\tb", "𠮷㑇䶮", "*a", "- a", "?"]
)
@pytest.mark.parametrize("before", ["x", "'x'", '"x"'])
def test_any_word_is_read_back_as_it_was_meant(word, before):
    for text in (f"k: {before}\n", f"k: [{before}]\n"):
        root = root_of(text)
        path = (0,) if "[" not in text else (0, 0)
        after = plain(root_of(changed(text, [SetValue(path, word)])))["k"]
        assert (after if isinstance(after, str) else after[0]) == word
        assert root is root_of(text)


def test_what_would_mean_something_else_is_refused():
    with pytest.raises(CannotWrite):
        changed(TEXT, [AddKey((), "x", "{a: b", ())])
    with pytest.raises(CannotWrite):
        changed(TEXT, [AddItem((5,), ("a: b\nc",))])
    with pytest.raises(CannotWrite):
        changed(TEXT, [Remove((99,))])
    with pytest.raises(CannotWrite):
        changed(TEXT, [SetKey((0,), "代码")])


def test_readings_are_choices_that_write_the_setting():
    text = TEXT.replace("每次: -2 ", "每单位: {每: 2, 得: 1} ")
    found = read(text)
    note = next(note for note in notes_of(text, found, "zh") if note.code == "missing-key" and note.choices)
    assert note.choices[0].text.startswith("不足一份的不算")
    after = edited(text, {}, [chosen(text, found, note.choices[1].token)])
    assert "每单位: {每: 2, 得: 1, 计法: 按比例}" in after
    assert read(after).loaded.scheme is not None


DRAFT = """办法: 草案
代码: D
版本: "1"
# 施行: 2026-01-01  # 问1:从哪一天起施行
计分表:
- 名称: 表
  代码: T
  周期: 待定  # 问2:多久考评一次
  # 起评分: 60  # 问3(B2):总分有没有起评分、封顶、保底;不写没有
  # 封顶: 100
  # 保底: 0
  指标: []
"""


def test_questions_of_a_table_are_answered_at_a_press():
    assert [(one.number, one.cell, one.answer) for one in questions(DRAFT)] == [
        (1, "", ("施行: 2026-01-01",)),
        (2, "", ()),
        (3, "B2", ("起评分: 60", "封顶: 100", "保底: 0")),
    ]
    after = answered(DRAFT, "q3.write")
    assert "\n  起评分: 60\n  封顶: 100\n  保底: 0\n  指标" in after
    after = answered(after, "q2.drop")
    assert "\n  周期: 待定\n" in after
    after = answered(after, "q1.drop")
    assert "施行" not in after


def test_bombs_and_broken_texts_are_told_and_cost_nothing():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{c}: &{c} [*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert [found.code for found in read(bomb).findings] == ["yaml-alias"]
    assert read("[" * 5000).findings[0].code == "yaml-depth"
    assert read("a: !!python/object:os.system x\n").findings[0].code == "yaml-tag"
    with pytest.raises(TextUnusable, match="2 MB"):
        usable("x" * 2_000_001)
    with pytest.raises(TextUnusable, match="UTF-8"):
        decoded("办法: 甲\n".encode("gb18030"))
    with pytest.raises(TextUnusable):
        usable("a: \0")
    assert decoded("\ufeff办法: 甲\r\n".encode()) == "办法: 甲\n"


def test_words_are_quoted_only_where_they_must_be():
    assert written("党员大会", False) == "党员大会"
    assert written("a, b", True) == '"a, b"'
    assert rewritten("'x'", "it's", False) == "'it''s'"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("A\nb\nc\nd\n", "a\nb\nc\nD\n", "A\nb\nc\nD\n"),
        ("a\nb\nc\nd\ne\n", "0\na\nb\nc\nd\n", "0\na\nb\nc\nd\ne\n"),
        ("a\nX\nc\nd\n", "a\nX\nc\nd\n", "a\nX\nc\nd\n"),
        ("a\nX\nc\nd\n", "a\nY\nc\nd\n", None),
        ("a\nX\nc\nd\n", "a\nb\nY\nd\n", None),
        ("1\na\nb\nc\nd\n", "2\na\nb\nc\nd\n", None),
    ],
)
def test_two_changes_are_merged_only_where_they_do_not_touch(mine, theirs, both):
    assert merged("a\nb\nc\nd\n", mine, theirs) == both
