"""What a new version changes is said clause by clause, in sentences a meeting can read."""

import json
import re
from pathlib import Path

import pytest

from biaochi.console.main import main
from biaochi.files.difference_page import difference_page
from biaochi.scoring.scheme.diff import Difference, differences
from biaochi.scoring.scheme.diff_show import as_json, as_text, summary
from biaochi.scoring.scheme.load import Loaded, load_scheme, load_scheme_mapping
from biaochi.scoring.scheme.pieces import KINDS, SLOTS, pieces_of
from biaochi.scoring.scheme.vocabulary import Part

ROOT = Path(__file__).parents[3]
SCHEME = """\
办法: 党员积分办法
代码: S
版本: "1"
取整: {位数: 2, 方式: 四舍五入}
周期: {学年: {起: 09-01, 月数: 12}}
参数: {应到次数: {值: 3, 最大: 9}}
类别: {基础: {封顶: 60}, 先锋: {}}
事项:
  学习: {代码: F1, 级别: [市级, 县级], 录入: [积分记录员]}
  缺席: {代码: F2}
  捐款: {代码: F3, 单位: 元, 数量范围: [1, 500]}
计分表:
- 名称: 季度积分
  代码: Q
  周期: 季
  起评分: 60
  状态: [{名称: 免评, 状态: 免评, 当: {标记: [病休]}, 理由: 长期病休}]
  指标:
  - 名称: 学习
    代码: N
    条款: 第四条
    类别: 基础
    封顶: 20
    评分标准:
    - {名称: 集中学习, 代码: R1, 事项: 学习, 按级别: {市级: 3, 县级: 1}, 取舍: [{按: 事由, 留: 最高}], 封顶: 10}
    - {名称: 无故缺席, 代码: R2, 条款: 第五条, 事项: 缺席, 每次: -3, 其中: {月份: [1, 2]}}
    - {名称: 捐款, 代码: R3, 事项: 捐款, 每单位: 0.5}
  - 名称: 作风
    代码: W
    指标: [{名称: 纪律, 代码: W1, 评分标准: [{名称: 迟到, 代码: R4, 事项: 缺席, 每次: -1, 分期限额: [{每: 月, 封顶: 0, 保底: -2}]}]}]
  共同封顶: [{名称: 两项合计, 代码: J, 项目: [N, W], 封顶: 30}]
  构成: [{名称: 平时, 代码: P, 指标: 总分, 权重: 60%}]
  一票否决: [{名称: 弄虚作假, 代码: V, 情形: {事项: 缺席}, 后果: [{清零: 总分}]}]
  排名: [{名称: 支部榜, 代码: B, 范围: 组织}, {名称: 总榜, 代码: B2}]
  等次: [{名称: 等次, 代码: G, 档: [{名: 优秀, 达到: 90}, {名: 合格, 达到: 60}], 无: 不合格}]
  结果运用: [{名称: 提醒, 代码: O, 种类: 谈话提醒, 当: {比较: [{数: {得分: 总分}, 不足: 60}]}, 决定: 支委会}]
流程: [{步骤: 申报, 由: 本人, 期限: {后: 5}}, {步骤: 审定, 由: 支委会, 接: 申报, 法定: 是}]
公示: [{名称: 季度公示, 天数: 5, 内容: [名次, 得分]}]
异议: {期限: {天数: 5, 工作日: 是}, 受理: 支委会}
"""


def scheme(text: str) -> Loaded:
    loaded = load_scheme_mapping(text, "scheme.yaml")
    assert not loaded.errors, loaded.errors
    return loaded


def found(*edits: tuple[str, str]) -> list[Difference]:
    text = SCHEME
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return differences(scheme(SCHEME).require(), scheme(text).require())


def said(*edits: tuple[str, str], language: str = "zh") -> list[str]:
    """Title and sentences of every difference."""
    mark = ":" if language == "zh" else ": "
    return [
        one.title.in_language(language) + mark + ";".join(text.in_language(language) for text in one.sentences) for one in found(*edits)
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("每次: -3", "每次: -2", "第五条 无故缺席:每次由扣 3 分改为扣 2 分"),
        ("每次: -3", "每次: 1", "第五条 无故缺席:每次由扣 3 分改为加 1 分"),
        ("每次: -3", "每次: {参数: 应到次数}", "第五条 无故缺席:每次由扣 3 分改为〔应到次数:3〕 分"),
        ("每单位: 0.5", "每单位: 0.8", "第四条 捐款:每单位由加 0.5 分改为加 0.8 分"),
        ("0.5}", "{每: 9, 得: 1, 计法: 整份}}", "第四条 捐款:计分由「数量每 1 计 0.5 分」改为「数量每 9 计 1 分,不足一份不计」"),
        ("每单位: 0.5", "每次: 2", "第四条 捐款:计分由「数量每 1 计 0.5 分」改为「每次 2 分」"),
        ("{市级: 3, 县级: 1}", "{市级: 4, 县级: 1}", "第四条 集中学习:市级由 3 分改为 4 分"),
        ("{市级: 3, 县级: 1}", "{市级: 3, 其他: 2}", "第四条 集中学习:增加其他 2 分;取消县级(原为 县级 1 分)"),
        (", 封顶: 10}", ", 封顶: 8}", "第四条 集中学习:封顶由 10 分改为 8 分"),
        (", 封顶: 10}", "}", "第四条 集中学习:取消封顶(原为 10 分)"),
        ("每单位: 0.5}", "每单位: 0.5, 封顶: 20}", "第四条 捐款:增加封顶 20 分"),
        ("    封顶: 20", "    封顶: 20\n    扣完为止: 是", "第四条 学习:改为扣完为止"),
        ("    封顶: 20", "    不封顶: 是", "第四条 学习:取消封顶(原为 20 分);改为不封顶"),
        ("{每: 月, 封顶: 0, 保底: -2}", "{每: 月, 封顶: 0, 保底: -3}", "迟到:每月保底由 -2 分改为 -3 分"),
        ("{每: 月, 封顶: 0, 保底: -2}", "{每: 季, 封顶: 0}", "迟到:增加每季封顶 0 分;取消每月封顶(原为 0 分);取消每月保底(原为 -2 分)"),
        ("留: 最高", "留: 最先", "第四条 集中学习:取舍由「同一事由只计最高的一项」改为「同一事由只计最先的一项」"),
        ("其中: {月份: [1, 2]}", "其中: {月份: [1]}", "第五条 无故缺席:条件由「在 1、2 月」改为「在 1 月」"),
        (", 其中: {月份: [1, 2]}", "", "第五条 无故缺席:取消条件(原为在 1、2 月)"),
        ("事项: 捐款, 每", "事项: [捐款, 学习], 每", "第四条 捐款:所计事项增加「学习」"),
        ("事项: 捐款, 每单位", "事项: 捐款, 合计: 最高, 每单位", "第四条 捐款:几次的合计方式由「相加」改为「最高」"),
        ("事项: 捐款, 每单位", "事项: 捐款, 时间: 本年累计, 每单位", "第四条 捐款:计分时段由「本期内」改为「本年累计」"),
        ("名称: 无故缺席", "名称: 缺席不假", "第五条 缺席不假:名称由「无故缺席」改为「缺席不假」"),
        ("条款: 第五条", "条款: 第六条", "第六条 无故缺席:条款由「第五条」改为「第六条」"),
        ("类别: 基础\n", "类别: 先锋\n", "第四条 学习:类别由「基础」改为「先锋」"),
        ("起评分: 60", "起评分: 70", "季度积分:起评分由 60 分改为 70 分"),
        ("  周期: 季", "  周期: 月", "季度积分:周期由「季」改为「月」"),
        ("封顶: 60}", "封顶: 50}", "基础:封顶由 60 分改为 50 分"),
        ("值: 3", "值: 4", "应到次数:值由 3 改为 4"),
        ("值: 3, 最大: 9", "值: 3", "应到次数:取消最大(原为 9)"),
        ("[市级, 县级], 录", "[省级, 市级, 县级], 录", "学习:级别增加「省级」"),
        ("[市级, 县级], 录", "[县级, 市级], 录", "学习:级别的顺序改为「县级、市级」"),
        ("录入: [积分记录员]", "录入: [组织委员]", "学习:录入由「积分记录员」改为「组织委员」"),
        ("数量范围: [1, 500]", "数量范围: [1, 900]", "捐款:数量范围由 1 至 500 改为 1 至 900"),
        ("起: 09-01", "起: 08-01", "学年:起由「09-01」改为「08-01」"),
        ("状态: 免评, 当: {标记: [病休]}", "状态: 中止, 当: {标记: [病休]}", "免评:状态由「免评」改为「中止」"),
        ("项目: [N, W], 封顶: 30", "项目: [N, W], 封顶: 25", "两项合计:封顶由 30 分改为 25 分"),
        ("权重: 60%", "权重: 50%", "平时:权重由 60% 改为 50%"),
        ("后果: [{清零: 总分}]", "后果: [{清零: 总分}, {不排名: 是}]", "弄虚作假:后果由「「总分」清零」改为「「总分」清零、不排名」"),
        ("范围: 组织", "范围: 分类", "支部榜:范围由「组织」改为「分类」"),
        ("达到: 90", "达到: 85", "等次:「优秀」由「「总分」达到 90」改为「「总分」达到 85」"),
        ("{名: 优秀, 达到: 90}, ", "", "等次:取消等次「优秀」(原为:「总分」达到 90的为「优秀」)"),
        ("不足: 60", "不足: 70", "提醒:条件由「得分「总分」不足 60」改为「得分「总分」不足 70」"),
        ("决定: 支委会", "决定: 党委", "提醒:决定机关由「支委会」改为「党委」"),
        ("期限: {后: 5}", "期限: {后: 7}", "申报:期限由「期末后 5 个日」改为「期末后 7 个日」"),
        ("由: 支委会, 接", "由: [支委会, 党委], 接", "审定:办理人增加「党委」"),
        (", 法定: 是", "", "审定:不再是法定决定步骤"),
        ("天数: 5, 内容", "天数: 7, 内容", "季度公示:天数由 5 改为 7"),
        ("受理: 支委会", "受理: 纪检委员", "异议:受理由「支委会」改为「纪检委员」"),
        ("位数: 2", "位数: 1", "本办法:取整由「2 位小数,四舍五入」改为「1 位小数,四舍五入」"),
    ],
)  # fmt: skip
def test_a_change_is_one_sentence(before: str, after: str, sentence: str) -> None:
    assert said((before, after)) == [sentence]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("每次: -3", "每次: -2", "第五条 无故缺席: points each time: from -3 to -2"),
        (", 封顶: 10}", "}", "第四条 集中学习: cap: dropped (was 10)"),
        ("每单位: 0.5}", "每单位: 0.5, 封顶: 20}", "第四条 捐款: cap: now 20"),
        ("    封顶: 20", "    封顶: 20\n    扣完为止: 是", "第四条 学习: floored: now yes"),
        ("达到: 90", "达到: 85", "等次: grade 优秀: from {name: 优秀, ge: 90} to {name: 优秀, ge: 85}"),
        ("受理: 支委会", "受理: 纪检委员", "异议: received by: from branch_committee to discipline_officer"),
        ("  周期: 季", "  周期: 月", "季度积分: period: from quarter to month"),
    ],
)
def test_a_change_is_one_english_sentence(before: str, after: str, sentence: str) -> None:
    assert said((before, after), language="en") == [sentence]


RULE = "    - {名称: 捐款, 代码: R3, 事项: 捐款, 每单位: 0.5}\n"


def test_an_added_rule_is_said_whole() -> None:
    (one,) = found((RULE, RULE + "    - {名称: 讲课, 代码: R9, 条款: 第九条, 事项: 学习, 每次: 2, 封顶: 6}\n"))
    assert (one.what, one.title.zh) == ("added", "第九条 讲课")
    assert one.sentences[0].zh == "「学习」之下新增评分标准:讲课(学习):每次 2 分。封顶 6 分"


def test_a_removed_rule_is_said_whole() -> None:
    (one,) = found((RULE, ""))
    assert one.what == "removed" and one.sentences[0].zh == "删去这项评分标准(原为:捐款:数量每 1 计 0.5 分)"


def test_a_rule_under_another_indicator_has_moved() -> None:
    (one,) = found((RULE, ""), ("[{名称: 迟到", "[{名称: 捐款, 代码: R3, 事项: 捐款, 每单位: 0.5}, {名称: 迟到"))
    assert one.what == "moved" and [text.zh for text in one.sentences] == ["由「学习」移到「纪律」之下"]
    assert one.decides


def test_a_rule_that_moves_and_changes_says_both() -> None:
    (one,) = found((RULE, ""), ("[{名称: 迟到", "[{名称: 捐款, 代码: R3, 事项: 捐款, 每单位: 0.6}, {名称: 迟到"))
    assert one.what == "changed" and len(one.sentences) == 2


def test_a_fact_kind_with_a_new_name_is_one_difference() -> None:
    (one,) = found(("  缺席: {代码: F2}", "  无故缺席: {代码: F2}"), ("事项: 缺席, 每次: -3", "事项: 无故缺席, 每次: -3"),
                   ("事项: 缺席, 每次: -1", "事项: 无故缺席, 每次: -1"), ("情形: {事项: 缺席}", "情形: {事项: 无故缺席}"))  # fmt: skip
    assert [text.zh for text in one.sentences] == ["名称由「缺席」改为「无故缺席」"] and not one.decides


def test_the_order_of_boards_is_a_difference_of_the_table() -> None:
    boards = ("{名称: 支部榜, 代码: B, 范围: 组织}, {名称: 总榜, 代码: B2}", "{名称: 总榜, 代码: B2}, {名称: 支部榜, 代码: B, 范围: 组织}")
    assert said(boards) == ["季度积分:排名的先后顺序有调整"]


def test_differences_stand_where_the_printed_scheme_has_them() -> None:
    edits = [("受理: 支委会", "受理: 党委"), ("达到: 90", "达到: 85"), ("每次: -3", "每次: -2"), ("值: 3", "值: 4")]
    edits.append(('版本: "1"', '版本: "2"'))
    assert [one.group.zh for one in found(*edits)] == ["总则", "参数", "季度积分", "季度积分:排名与等次", "异议"]
    assert [one.group.en for one in found(*edits)][3] == "季度积分: ranks and grades"


def test_what_no_result_depends_on_is_marked() -> None:
    edits = ("名称: 无故缺席", "名称: 缺席"), ("每单位: 0.5", "每单位: 1"), ("天数: 5, 内容", "天数: 7, 内容")
    by_code = {one.key.code: one for one in found(*edits)}
    assert {code: one.decides for code, one in by_code.items()} == {"R2": False, "R3": True, "季度公示": False}


def test_a_new_parameter_is_said_with_its_value() -> None:
    (one,) = found(("参数: {应到", "参数: {价: {值: 2}, 应到"))
    assert (one.title.zh, one.sentences[0].zh, one.decides) == ("价", "新增参数:2", True)


def test_a_change_of_points_comes_before_a_change_of_words() -> None:
    (one,) = found(("名称: 无故缺席, 代码", "名称: 缺席, 代码"), ("每次: -3", "每次: -2"))
    assert [text.zh for text in one.sentences] == ["每次由扣 3 分改为扣 2 分", "名称由「无故缺席」改为「缺席」"]
    assert [text.zh for text in one.decisive] == ["每次由扣 3 分改为扣 2 分"]


def test_a_draft_that_changes_nothing_says_so() -> None:
    assert found() == []
    assert summary([], "zh") == "两份办法内容相同,没有改动。"
    assert "The two schemes say the same." in as_text(scheme(SCHEME), scheme(SCHEME), "en")
    assert "两份办法内容相同" in difference_page(scheme(SCHEME), scheme(SCHEME))


def test_the_same_scheme_in_english_keys_is_the_same() -> None:
    from biaochi.scoring.scheme.show import show

    english = load_scheme_mapping(show(scheme(SCHEME), "en"), "scheme.yaml")
    assert differences(scheme(SCHEME).require(), english.require()) == []


def test_the_summary_counts_by_sort() -> None:
    new = SCHEME.replace(RULE, "").replace("每次: -3", "每次: -2").replace("天数: 5, 内容", "天数: 7, 内容")
    text = as_text(scheme(SCHEME), scheme(new))
    assert "共 3 处:删去 1、改动 2;其中 1 处不影响计分。" in text
    assert "  季度公示:天数由 5 改为 7(不影响计分)。" in text


def test_json_has_both_languages_and_the_codes() -> None:
    record = json.loads(as_json(scheme(SCHEME), scheme(SCHEME.replace("每次: -3", "每次: -2"))))
    (one,) = record["differences"]
    assert (one["kind"], one["code"], one["what"], one["clause"]) == ("rule", "R2", "changed", "第五条")
    assert one["sentences"][0] == {"zh": "每次由扣 3 分改为扣 2 分", "en": "points each time: from -3 to -2"}
    assert record["old"]["hash"] != record["new"]["hash"] and record["same"] is False


def test_the_page_needs_nothing_but_itself() -> None:
    page = difference_page(scheme(SCHEME), scheme(SCHEME.replace("名称: 无故缺席", "名称: <b>缺席</b>")))
    assert "每次" not in page and "&lt;b&gt;缺席" in page
    assert not re.search(r"<script|https?://|src=|@import|url\(|<link", page)


@pytest.mark.parametrize("preset", sorted(path.parent.name for path in (ROOT / "src/biaochi/presets").glob("*/scheme.yaml")))
def test_every_piece_of_every_preset_can_be_said(preset: str) -> None:
    """Against an empty scheme each piece is added, the other way round removed; no piece is passed over."""
    whole = load_scheme(ROOT / "src/biaochi/presets" / preset / "scheme.yaml").require()
    empty = scheme('办法: 空\n代码: 空\n版本: "0"\n').require()
    gained, lost = differences(empty, whole), differences(whole, empty)
    keys = {key for key in pieces_of(whole) if key.kind not in ("scheme",)}
    assert {one.key for one in gained if one.what == "added"} == keys == {one.key for one in lost if one.what == "removed"}
    assert all(text.zh and text.en for one in (*gained, *lost) for text in one.sentences)


def test_every_model_with_a_place_of_its_own_is_a_piece() -> None:
    for kind, slots in SLOTS.items():
        assert set(slots) <= set(kind.model_fields)
    assert all(issubclass(kind, Part) for kind in KINDS)


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("old", SCHEME), ("new", SCHEME.replace("每次: -3", "每次: -2"))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    names = [str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    assert main(["scheme", "diff", *names]) == 0
    assert "第五条 无故缺席:每次由扣 3 分改为扣 2 分。" in capsys.readouterr().out
    assert main(["scheme", "diff", *names, "--as", "html", "--out", str(tmp_path / "page.html"), "--lang", "en"]) == 0
    assert "from -3 to -2" in (tmp_path / "page.html").read_text(encoding="utf-8")
    (tmp_path / "new.yaml").write_text("办法: 坏", encoding="utf-8")
    assert main(["scheme", "diff", *names]) == 1
