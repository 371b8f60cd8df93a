"""Chinese → English → Chinese gives the same bytes, and both forms are the same scheme."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaochi.scoring.findings import Refused
from biaochi.scoring.scheme import keys
from biaochi.scoring.scheme.load import load_scheme_mapping
from biaochi.scoring.scheme.translate import translate

ROOT = Path(__file__).parents[3]
PRESETS = sorted((ROOT / "src/biaochi/presets").glob("*/scheme.yaml"))
CASES = [
    path
    for path in sorted((ROOT / "tests/cases").glob("*.yaml"))
    if re.search(r"^方案:\s*(#.*)?$", path.read_text(encoding="utf-8"), re.M)
]

TEXT = """\
# 季度办法
办法:   示例   # 名称不译
代码: S
版本: "2026"
'取整': {"位数": 2, 方式: '四舍五入'}   # 取整: 四舍五入
事项:
  出席: {级别: [高, 其他事]}
  "对象": {对象: 党员}
计分表:
- 名称: 月度
  代码: 总分
  对象: 党员
  周期:   月
  主表: 是
  指标:
  - 名称: 名称
    代码: N
    评分标准:
    - {代码: R, 事项: [出席, 对象], 按级别: {高: 2, 其他: 1}, 不封顶: true, 说明: "说明: 周期"}
  排名:
  - {名称: 榜, 代码: B, 依: 总分, 再比: [N, 总分]}
"""


def test_only_keys_and_fixed_words_are_translated() -> None:
    english = translate(TEXT, "en")
    assert english.splitlines()[:7] == [
        "# 季度办法",
        "scheme:   示例   # 名称不译",
        "code: S",
        'version: "2026"',
        "'rounding': {\"places\": 2, mode: 'half_up'}   # 取整: 四舍五入",
        "facts:",
        "  出席: {levels: [高, 其他事]}",
    ]
    assert "main: yes" in english
    assert "by_level: {高: 2, otherwise: 1}, uncapped: true" in english
    assert "by: score" in english
    assert translate(english, "zh") == TEXT


def test_a_text_in_the_language_asked_for_stays_as_it_is() -> None:
    assert translate(TEXT, "zh") == TEXT


def test_a_text_with_a_key_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(Refused):
        translate(TEXT.replace("代码: S", "代号: S"), "en")


@pytest.mark.parametrize("path", [*PRESETS, *CASES], ids=lambda path: path.parent.name + "/" + path.name)
def test_a_scheme_there_and_back_is_the_same_bytes_and_the_same_scheme(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    below = ("方案|scheme",) if path in CASES else ()
    english = translate(text, "en", file_name=str(path), start_path=below)
    assert translate(english, "zh", file_name=str(path), start_path=below) == text
    one, other = load_scheme_mapping(text, str(path), below), load_scheme_mapping(english, str(path), below)
    assert other.language == "en"
    assert (one.scheme, one.hash) == (other.scheme, other.hash)
    assert one.scheme is not None


NAMES = sorted({zh for _, zh, _ in keys.key_table()} | {en for _, _, en in keys.key_table()})
WORDS = st.sampled_from(NAMES) | st.text("甲乙丙 #:-'", min_size=1, max_size=6).map(str.strip).filter(bool)


def quoted(word: str) -> st.SearchStrategy[str]:
    """One of the ways to write a text in YAML."""
    single = "'" + word.replace("'", "''") + "'"
    plain = [word] if re.fullmatch(r"\w+", word) else []
    return st.sampled_from([*plain, single, f'"{word}"'])


@given(st.data())
def test_names_of_any_wording_and_quoting_survive(data: st.DataObject) -> None:
    def write(word: str) -> str:
        return data.draw(quoted(word))

    name, level = data.draw(WORDS), data.draw(WORDS.filter(lambda w: w not in ("其他", "otherwise")))
    gap, remark = (
        data.draw(st.sampled_from(["", " ", "\n    "])),
        data.draw(st.sampled_from(["", " # 周期: 季", "\n\n"])),
    )
    text = (
        f'{write("办法")}: {write(name)}{remark}\n{write("代码")}: S\n版本: "1"\n'
        f"事项: {{{write(name)}: {gap}{{ {write('级别')}: [{write(level)}] }} }}{remark}\n"
        f"计分表:\n- {{名称: {write(name)}, 代码: T,{gap}周期: {write('季')}, 指标: [\n    {{名称: "
        f"{write(level)}, 代码: N, "
        f"评分标准: [{{代码: R, 事项: {write(name)}, 按级别: {{{write(level)}: 1,{gap}{write('其他')}: 0}}}}]}}]}}\n"
    )
    english = translate(text, "en")
    assert translate(english, "zh") == text
    one, other = load_scheme_mapping(text, ""), load_scheme_mapping(english, "")
    assert one.scheme is not None
    assert (one.scheme, one.hash) == (other.scheme, other.hash)


def test_no_mapping_has_two_keys_of_one_name() -> None:
    for column in (1, 2):
        named = [(row[0], row[column]) for row in keys.key_table()]
        assert len(named) == len(set(named))


def test_no_vocabulary_has_two_words_of_one_name() -> None:
    for part in keys.parts():
        for key in keys.keys_of(part):
            chinese = list(keys.words_of(key.shape).values())
            assert len(chinese) == len(set(chinese)), (part, key)


def test_the_page_of_keys_is_the_one_of_the_models() -> None:
    assert (ROOT / "docs/keys.md").read_text(encoding="utf-8") == keys.markdown()
