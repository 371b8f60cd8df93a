"""The interpreter checked by itself: every cases file, and the corners of the page the cases do not reach."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.oracle.calendar import Calendar
from tests.oracle.cases import run_file
from tests.oracle.extension import extend
from tests.oracle.grammar import SHAPES, WORDS
from tests.oracle.language import LanguageError, translate
from tests.oracle.ledger import drop_reversed
from tests.oracle.numbers import round_points
from tests.oracle.settle import settle
from tests.oracle.sharing import cut
from tests.oracle.world import RowError

HERE = Path(__file__).parent
CASES = sorted((HERE.parent / "cases").glob("*.yaml"))
PAGE = HERE.parents[1] / "docs" / "scheme-language.md"

HEAD = """
办法: 试
代码: S
版本: "1"
施行: 2025-01-01
取整: {位数: 2}
事项:
  加分: {单位: 分}
  处分: {}
  解除处分: {}
  欠费: {形态: 状态}
"""
PEOPLE = "名册: [{编号: 甲, 组织: 一}, {编号: 乙, 组织: 一}, {编号: 丙, 组织: 二}]\n"


def read(text: str):
    return YAML(typ="base", pure=True).load(text)


def settle_year(tables: str, world: str, **options):
    """The cards of table T by subject."""
    result = settle(read(HEAD + "计分表:\n" + tables), read(world), options.pop("period", "2025"), **options)
    return {subject: card for (table, name, subject), card in result.cards.items() if table == "T" and name == result.period.name}


def scores(cards) -> dict:
    return {subject: card.value("score") for subject, card in cards.items()}


SIMPLE = """
- {代码: T, 周期: 年, 指标: [{代码: N, 起评分: 60, 评分标准: [{代码: R, 事项: 加分, 每单位: 1}]}], %s}
"""


def simple(more: str) -> str:
    return SIMPLE % more


def gains(**points: int) -> str:
    rows = [f"{{主体: {one}, 事项: 加分, 日期: 2025-03-01, 数量: {gained}}}" for one, gained in points.items()]
    return f"{PEOPLE}事项: [{', '.join(rows)}]\n"


# --- the package ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_expectation_of_the_cases_holds(path: Path) -> None:
    assert run_file(path) == []


def test_a_wrong_expectation_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    scheme = HEAD + "计分表:" + simple("主表: true").replace("\n", "\n  ")
    case = "案例:\n- {名称: 一, 周期: 2025, 期望: [{主体: 甲, 得分: 61}]}\n"
    path.write_text("方案:\n" + re.sub("^", "  ", scheme, flags=re.M) + "\n共用:\n  " + PEOPLE + case, encoding="utf-8")
    assert run_file(path) == ["cases.yaml: 一: 甲 (T): score should be 61, is 60"]


def test_no_module_imports_the_engine() -> None:
    imports = re.compile(r"^\s*(?:from|import)\s+biaochi|import_module\(.biaochi", re.M)
    assert [path.name for path in HERE.glob("*.py") if imports.search(path.read_text(encoding="utf-8"))] == []


def test_every_pair_of_words_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8") + (PAGE.parent / "cases.md").read_text(encoding="utf-8")
    flat = re.sub(r"[\s`{\[]+", " ", page)
    keys = {line.strip().split(": ")[0] for shape in SHAPES.values() for line in shape.splitlines() if line.strip()}
    words = {pair.strip() for vocabulary in WORDS.values() for pair in vocabulary.split("|")}
    assert sorted(pair for pair in keys | words if pair not in flat) == ["供数 feed", "无 none"]


@pytest.mark.parametrize("wrong", ["{办法: 试, 无此键: 1}", "{取整: {方式: 四舍六入}}", "{办法: 试, scheme: 试}"])
def test_what_the_language_does_not_have_is_refused(wrong: str) -> None:
    with pytest.raises(LanguageError):
        translate(read(wrong), "scheme")


def test_a_float_is_refused() -> None:
    with pytest.raises(LanguageError):
        translate({"数量": 0.1}, "fact")


# --- numbers, days, order ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "value", "rounded"),
    [("half_up", "-0.125", "-0.13"), ("half_up", "0.125", "0.13"), ("down", "-0.129", "-0.12"), ("up", "0.121", "0.13")],
)
def test_rounding_works_on_the_absolute_value(mode: str, value: str, rounded: str) -> None:
    assert round_points(Fraction(value), {"places": 2, "mode": mode}) == Fraction(rounded)


OWN = {"学期": {"start": "09-01", "months": 6}, "考核月": {"start": "12-26", "months": 1}, "学年": {"start": "09-01"}}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025学年", "2025-09-01", "2026-08-31"),
        ("2025学期1", "2025-09-01", "2026-02-28"),
        ("2026学期2", "2026-03-01", "2026-08-31"),
        ("2025考核月1", "2025-12-26", "2026-01-25"),
        ("2026考核月2", "2026-01-26", "2026-02-25"),
    ],
)
def test_a_period_is_named_by_the_year_of_its_first_day(name: str, first: str, last: str) -> None:
    calendar = Calendar(OWN)
    period = calendar.named(name)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert calendar.containing(period.kind, period.last) == period
    assert calendar.before(calendar.containing(period.kind, period.last)).last < period.first


def test_a_reversed_reversal_restores() -> None:
    rows = [{"id": "1"}, {"id": "2", "reverses": "1"}, {"id": "3", "reverses": "2"}]
    assert [row["id"] for row in drop_reversed(rows)] == ["1", "3"]
    assert [row["id"] for row in drop_reversed(rows[:2])] == ["2"]


def test_a_reversal_known_later_does_not_act_yet() -> None:
    world = PEOPLE + (
        "事项: [{主体: 甲, 事项: 加分, 日期: 2025-03-01, 数量: 5}, {主体: 甲, 事项: 加分, 日期: 2025-03-01, 记录: 2026-01-05, 更正: 1}]"
    )
    assert settle_year(simple("主表: true"), world)["甲"].value("score") == 65
    assert settle_year(simple("主表: true"), world, known_at="2026-01-05")["甲"].value("score") == 60


@pytest.mark.parametrize("cell", ["数量: 1.5", "事项: 没有的"])
def test_a_wrong_cell_refuses_the_settlement(cell: str) -> None:
    row = {"主体": "甲", "事项": "加分", "日期": "2025-03-01", "数量": "1"} | read(f"{{{cell}}}")
    with pytest.raises(RowError):
        settle(read(HEAD + "计分表:" + simple("主表: true")), {"名册": [{"编号": "甲"}], "事项": [row]}, "2025")


def test_pieces_are_cut_by_largest_remainder() -> None:
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert cut(Fraction("-0.05"), [half, half], 2) == [Fraction("-0.03"), Fraction("-0.02")]
    assert cut(Fraction(1), [third] * 3, 1) == [Fraction("0.4"), Fraction("0.3"), Fraction("0.3")]


# --- results ----------------------------------------------------------------------------------------------------------


def test_a_quota_passes_the_surplus_to_the_next_band() -> None:
    bands = "档: [{名: 优, 达到: 70, 名额: {人数: 1%s}}, {名: 良, 达到: 60}]"
    world = gains(甲=20, 乙=20, 丙=15)
    together = settle_year(simple("等次: [{代码: G, " + bands % "" + "}]"), world)
    assert {one: card.grade("G") for one, card in together.items()} == {"甲": "优", "乙": "优", "丙": "良"}
    apart = settle_year(simple("等次: [{代码: G, " + bands % ", 同分: 均不列入" + "}]"), world)
    assert {one: card.grade("G") for one, card in apart.items()} == {"甲": "良", "乙": "良", "丙": "良"}


def test_who_is_unranked_by_a_result_leaves_the_board_to_the_others() -> None:
    table = simple("排名: [{代码: B}], 一票否决: [{代码: V, 当: {比较: [{数: {得分: 总分}, 超过: 79}]}, 后果: [{不排名: true}]}]")
    cards = settle_year(table, gains(甲=20, 乙=10, 丙=5))
    assert cards["甲"].place("B") is None and cards["甲"].value("score") == 80
    assert (cards["乙"].place("B").rank, cards["丙"].place("B").of) == (1, 2)


def test_a_veto_freezes_lines_while_it_holds() -> None:
    table = simple("一票否决: [{代码: V, 情形: {事项: 处分}, 解除: {事项: 解除处分}, 后果: [{冻结: N}]}]")
    days = [("加分", "02-01"), ("处分", "03-01"), ("加分", "03-01"), ("加分", "04-30"), ("解除处分", "05-01"), ("加分", "05-01")]
    rows = ", ".join(f"{{主体: 甲, 事项: {kind}, 日期: 2025-{day}, 数量: 1}}" for kind, day in days)
    assert settle_year(table, f"{PEOPLE}事项: [{rows}]")["甲"].value("score") == 62


def test_a_reduction_comes_before_the_clamp_of_the_total() -> None:
    veto = "一票否决: [{代码: V, 情形: {事项: 处分}, 后果: [{扣减: {比例: 10%, 于: 总分, 每件: true}}]}]"
    rows = "事项: [{主体: 甲, 事项: 处分, 日期: 2025-03-01}, {主体: 甲, 事项: 处分, 日期: 2025-03-02}]"
    assert settle_year(simple(veto + ", 保底: 50"), PEOPLE + rows)["甲"].value("score") == 50
    assert settle_year(simple(veto), PEOPLE + rows)["甲"].value("score") == 48


def test_a_streak_reads_history_and_needs_all_of_it() -> None:
    outcome = "结果运用: [{代码: O, 当: {连续: {期数: 3, 当: {比较: [{数: {得分: 总分}, 不足: 61}]}}}}]"
    history = "历史: [{主体: 甲, 周期: 2024, 得分: 60}, {主体: 甲, 周期: 2023, 得分: 59}, {主体: 乙, 周期: 2024, 得分: 60}]\n"
    cards = settle_year(simple(outcome), PEOPLE + history)
    assert [one for one, card in cards.items() if card.outcomes] == ["甲"]


def test_the_latest_version_of_history_holds() -> None:
    rule = "{代码: P, 取数: {取自: {表: T, 期: 上期, 缺: 计零}}, 折算: 10%}"
    table = f"- {{代码: T, 周期: 年, 指标: [{{代码: N, 评分标准: [{rule}]}}]}}\n"
    history = "历史: [{主体: 甲, 周期: 2024, 版本: 1, 表: T, 得分: 60}, {主体: 甲, 周期: 2024, 版本: 2, 表: T, 得分: 70}]\n"
    assert scores(settle_year(table, PEOPLE + history)) == {"甲": 7, "乙": 0, "丙": 0}


def test_months_take_from_the_month_before_inside_one_run() -> None:
    before = "取数: {相加: [1, {取自: {表: M, 期: 上期, 缺: 计零}}]}, 折算: 1"
    months = f"- {{代码: M, 周期: 月, 指标: [{{代码: MN, 评分标准: [{{代码: MR, {before}}}]}}]}}\n"
    best = "取数: {取自: {表: M, 期: 各期, 汇总: 最高}}, 折算: 1"
    year = f"- {{代码: T, 周期: 年, 指标: [{{代码: N, 评分标准: [{{代码: R, {best}}}]}}]}}\n"
    assert settle_year(months + year, PEOPLE)["甲"].value("score") == 12
    assert settle_year(months + year, PEOPLE, as_of="2025-03-01")["甲"].value("score") == 3


def test_a_table_that_takes_from_itself_is_refused() -> None:
    table = "- {代码: T, 周期: 年, 指标: [{代码: N, 评分标准: [{代码: R, 取数: {取自: {表: T}}, 折算: 1}]}]}\n"
    with pytest.raises(LanguageError):
        settle_year(table, PEOPLE)


def test_an_outcome_goes_to_every_holder_and_reads_their_attributes() -> None:
    outcome = (
        "结果运用: [{代码: O, 当: {名次: {前: 1}}, 对象: {任职: 书记}, 金额: {相乘: [{属性: 基数}, {得分: R}]}, 取整: {位数: 0}}],"
        " 排名: [{代码: B}]"
    )
    world = gains(甲=3) + ("关系: [{主体: 乙, 关系: 书记, 对象: 一}, {主体: 丙, 关系: 书记, 对象: 一}]\n")
    world = world.replace("{编号: 乙, 组织: 一}", "{编号: 乙, 组织: 一, 属性: {基数: 1.5}}")
    cards = settle_year(simple(outcome), world)
    assert [(one.target, one.amount) for one in cards["甲"].outcomes] == [("乙", 5), ("丙", None)]


def test_an_outcome_without_a_holder_has_an_empty_target() -> None:
    outcome = "结果运用: [{代码: O, 对象: {任职: 书记}, 金额: 10}]"
    assert [(one.target, one.amount) for one in settle_year(simple(outcome), PEOPLE)["甲"].outcomes] == [(None, 10)]


def test_parts_are_measured_against_the_best_and_the_mean_of_the_group() -> None:
    parts = (
        "构成: [{代码: P1, 指标: N, 权重: 50%, 归一: {比最高: 全体, 折成: 100}},"
        " {代码: P2, 指标: R, 权重: 1, 归一: {比均值: 组织, 折成: 10}, 未知: 计零}]"
    )
    cards = settle_year(simple(parts), gains(甲=20, 乙=5))
    assert cards["乙"].values["P1"] == Fraction("40.63") and cards["乙"].values["P2"] == 4
    assert scores(cards) == {"甲": 66, "乙": Fraction("44.63"), "丙": Fraction("37.5")}


def test_weights_of_what_is_left_out_go_to_the_others() -> None:
    rules = (
        "{代码: R1, 权重: 50%, 每次: 10}, {代码: R2, 权重: 30%, 每次: 20}, {代码: R3, 权重: 20%, 取数: {属性: 缺项}, 折算: 1, 未知: 略去}"
    )
    table = f"- {{代码: T, 周期: 年, 指标: [{{代码: N, 合计: 加权, 评分标准: [{rules}]}}]}}\n"
    assert settle_year(table, PEOPLE)["甲"].value("score") == Fraction("6.25") + Fraction("7.5")


def test_a_category_takes_what_names_it_below_a_node_without_one() -> None:
    rule = "{代码: %s, 事项: 加分, 每单位: 1}"
    nodes = f"{{代码: N, 起评分: 1, 指标: [{{代码: N1, 类别: 基础, 评分标准: [{rule % 'R1'}]}}, {{代码: N2, 评分标准: [{rule % 'R2'}]}}]}}"
    text = HEAD + "类别: {基础: {封顶: 3}}\n计分表:\n- {代码: T, 周期: 年, 指标: [" + nodes + "]}\n"
    card = settle(read(text), read(gains(甲=5)), "2025").cards["T", "2025", "甲"]
    assert (card.values["基础"], card.values["N"], card.values["score"]) == (3, 11, 9)


def test_a_month_cap_takes_off_before_the_bonus_cap() -> None:
    rule = "{代码: R, 事项: 加分, 每单位: 1, 分期限额: [{每: 月, 封顶: 4}], 加分封顶: 6}"
    table = f"- {{代码: T, 周期: 年, 指标: [{{代码: N, 评分标准: [{rule}]}}]}}\n"
    rows = [f"{{主体: 甲, 事项: 加分, 日期: 2025-0{month}-01, 数量: {points}}}" for month, points in ((1, 9), (2, 1), (3, 9))]
    assert settle_year(table, f"{PEOPLE}事项: [{', '.join(rows)}]")["甲"].value("score") == 6


def test_an_own_period_settles_by_its_name() -> None:
    text = HEAD + "周期: {考核年: {起: 12-26, 月数: 12}}\n计分表:" + simple("主表: true").replace("周期: 年", "周期: 考核年")
    rows = "事项: [{主体: 甲, 事项: 加分, 日期: 2024-12-25, 数量: 1}, {主体: 甲, 事项: 加分, 日期: 2024-12-26, 数量: 2}]"
    result = settle(read(text), read(PEOPLE + rows), "2024考核年")
    assert result.cards["T", "2024考核年", "甲"].value("score") == 62


# --- extension --------------------------------------------------------------------------------------------------------


def extended(child: str, parent_more: str = "") -> dict:
    parent = translate(read(HEAD + parent_more + "计分表:" + simple("主表: true")), "scheme")
    return extend(parent, translate(read(child), "scheme"))


def test_an_extension_merges_by_code_and_appends_the_rest() -> None:
    scheme = extended("计分表: [{代码: T, 指标: [{代码: N, 起评分: 70, 评分标准: [{代码: R9, 每次: 1}]}, {代码: N9}]}]")
    nodes = scheme["tables"][0]["indicators"]
    assert [node["code"] for node in nodes] == ["N", "N9"]
    assert nodes[0]["base"] == 70 and [rule["code"] for rule in nodes[0]["rules"]] == ["R", "R9"]


def test_an_extension_takes_away_by_code() -> None:
    assert extended("删除: [R]")["tables"][0]["indicators"][0]["rules"] == []


@pytest.mark.parametrize("child", ["删除: [N]", "计分表: [{代码: T, 指标: [{代码: N, 评分标准: [{代码: R, 每单位: 2}]}]}]"])
def test_what_is_locked_neither_goes_nor_changes(child: str) -> None:
    with pytest.raises(LanguageError):
        extended(child, "锁定: [R]\n")
