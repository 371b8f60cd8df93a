"""Spread, what rules do, and burden: small tables worked out by hand."""

from fractions import Fraction

import numpy as np
import pytest

from biaochi.scoring.rehearse.rehearsal import Rehearsal
from biaochi.scoring.rehearse.sheets import Sheet
from biaochi.scoring.rehearse.spread import deviation, dot, rounded, share_of_variance, spread_of, total

from .staged import PEOPLE, fact, rehearsed

POINT = 10_000


def sheet(*scores: float) -> Sheet:
    none = np.zeros(len(scores), np.int64)
    units = np.array([round(score * POINT) for score in scores], np.int64)
    return Sheet(none, units, none, none, none, {}, {}, {})


def test_quartiles_are_scores_somebody_has() -> None:
    spread = spread_of(sheet(100, 80, 90, 90))
    assert spread.figures is not None
    assert [spread.figures[name] // POINT for name in ("min", "q1", "median", "q3", "max", "mean")] == [80, 80, 90, 90, 100, 90]
    assert (spread.distinct, spread.tied, spread.largest_tie) == (3, 2, 2)


def test_the_deviation_is_rounded_once() -> None:
    assert deviation(np.array([0, 10_000])) == 5_000
    assert deviation(np.array([0, 10_000, 10_000])) == 4_714  # √2 ÷ 3 = 0.47140…


def test_nobody_scored_has_no_figures() -> None:
    assert spread_of(sheet()).figures is None


def test_sums_of_large_points_stay_exact() -> None:
    values = np.full(1000, 2**40, np.int64)
    assert dot(values, values) == 1000 * 2**80 and total(values) == 1000 * 2**40


@pytest.mark.parametrize(("value", "whole"), [(Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(7, 3), 2)])
def test_rounding_is_half_up(value: Fraction, whole: int) -> None:
    assert rounded(value) == whole


def test_the_shares_of_the_parts_add_up_to_one() -> None:
    one, two = np.array([8, 8, 5]), np.array([2, 12, 1])
    assert share_of_variance(np.array([8, 8]), np.array([10, 20])) == 0
    assert share_of_variance(one, one + two) + share_of_variance(two, one + two) == 1  # type: ignore[operator]


def test_there_is_no_share_where_all_totals_are_alike() -> None:
    assert share_of_variance(np.array([1, 2]), np.array([3, 3])) is None


def verdicts(found: Rehearsal) -> dict[str, tuple[str, str]]:
    return {rule.code: tuple("" if r is None else r.verdict for r in (rule.before, rule.after)) for rule in found.rules}  # type: ignore[misc]


def test_a_rule_nobody_earns_is_named() -> None:
    found = rehearsed(("每次: 4", "每次: 3"), facts=[fact("甲", "学习")])
    assert verdicts(found)["R3"] == ("nobody_earns", "nobody_earns")


def test_a_rule_everybody_maxes_is_named() -> None:
    facts = [fact(who, "学习") for who in ("甲", "甲", "乙", "乙")]
    found = rehearsed(("封顶: 5", "封顶: 9"), facts=facts)
    assert verdicts(found)["R1"] == ("everybody_maxes", "")


def test_a_rule_at_its_cap_to_the_point_is_maxed() -> None:
    found = rehearsed(("每次: 4", "每次: 5"), facts=[fact("甲", "学习")])
    assert verdicts(found)["R1"] == ("", "everybody_maxes")


def test_a_rule_that_gives_all_the_same_decides_nothing() -> None:
    found = rehearsed(("市级: 3", "市级: 2"), facts=[*(fact(who, "服务", level="市级") for who in PEOPLE), fact("甲", "学习")])
    assert verdicts(found)["R3"] == ("decides_nothing", "decides_nothing")
    power = {rule.code: rule.after.power for rule in found.rules if rule.after}
    assert (power["R1"], power["R3"]) == (1, 0)


def test_a_rule_that_only_one_scheme_has_is_read_there() -> None:
    found = rehearsed(("    - {名称: 参加学习, 代码: R1, 条款: 第五条, 事项: 学习, 每次: 4, 封顶: 5}\n", ""), facts=[fact("甲", "学习")])
    (rule,) = [rule for rule in found.rules if rule.code == "R1"]
    assert rule.before is not None and rule.after is None


def test_the_burden_counts_what_the_catalogue_asks() -> None:
    facts = [fact("甲", "服务", level="市级") for _ in range(12)] + [fact("乙", "学习"), fact("乙", "学习", "2024-12-31")]
    found = rehearsed(("佐证: 必需, 录入: [本人]", "事由: 必填, 录入: [组织委员]"), facts=facts, people=["甲", "乙"])
    before, after = found.burden
    assert before.sums() == {"facts": 13, "claims": 12, "fields": 24, "uploads": 12}
    assert after.sums() == {"facts": 13, "claims": 0, "fields": 24, "uploads": 0}
    assert (before.members, before.months) == (2, 12)
    assert before.rate(24) == 1
    assert before.ways() == ["积分记录员", "本人"]


def test_a_reversed_fact_asks_nothing() -> None:
    facts = [fact("甲", "学习"), {"reverses": "1", **fact("甲", "学习", "2025-03-02")}]
    assert rehearsed(("每次: 4", "每次: 3"), facts=facts).burden[0].sums()["facts"] == 0


def test_members_are_counted_by_their_days_in_the_roster() -> None:
    people = [{"id": "甲", "organisation": "一支部"}, {"id": "乙", "organisation": "一支部", "to": "2025-01-01"}]
    found = rehearsed(("每次: 4", "每次: 3"), facts=[], people=people)
    assert found.burden[0].members == 1


def test_what_no_rule_reads_is_said() -> None:
    edit = ("    - {名称: 服务, 代码: R3, 事项: 服务, 按级别: {市级: 3, 县级: 1}}", "    - {代码: R4, 事项: 学习, 每次: 1}")
    found = rehearsed(edit, facts=[fact("甲", "服务", level="市级")])
    assert [(kind.name, kind.is_read) for kind in found.burden[1].kinds] == [("学习", True), ("服务", False), ("评议", True)]
