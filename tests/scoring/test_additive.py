"""Sums taken while the facts stream by: exact at every width, in runs and scattered, in blocks, parts and threads."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.small import Parts, day, members, own_vocabulary, plan_of, world

from biaochi.scoring import additive
from biaochi.scoring.additive import AdditiveSums, Clusters
from biaochi.scoring.columns import MILLIONTHS, NO_AMOUNT, Amounts, Words
from biaochi.scoring.facts import FactRows, FactsInMemory, FactSource
from biaochi.scoring.findings import Refused
from biaochi.scoring.plan import Plan
from biaochi.scoring.points import LARGEST, PointsTooLarge
from biaochi.scoring.settle import settle

SCHEME = """\
办法: 示例
代码: S
版本: "1"
施行: 2025-01-01
取整: {位数: 4}
事项:
  出席: {}
  缺席: {}
  捐款: {单位: 元}
  加班: {}
计分表:
- 名称: 季度
  代码: Q
  周期: 季
  指标:
  - 名称: 项
    代码: N
    评分标准:
    - {代码: A, 事项: 出席, 每次: %s}
    - {代码: B, 事项: %s, 每次: %s}
    - {代码: C, 事项: 捐款, 每单位: %s}
    - {代码: D, 事项: 加班, 每单位: %s}
"""
KINDS = ("出席", "缺席", "捐款", "加班")
FIRST, AFTER = day("2025-07-01"), day("2025-10-01")
PEOPLE = 6


def plan(a: str = "1", b: str = "-3", c: str = "0.01", d: str = "2", *, of_b: str = "[出席, 缺席]") -> Plan:
    """Prices of the four rules; A and B share a kind unless B is of other kinds."""
    return plan_of(SCHEME % (a, of_b, b, c, d))


def rows(*entries: tuple[int, str, int | None], days: Sequence[int] | None = None) -> FactRows:
    """Facts (person, kind, quantity) with rising integer ids."""
    n = len(entries)
    quantities = [int(NO_AMOUNT) if q is None else q * MILLIONTHS for _, _, q in entries]
    return FactRows(
        np.arange(1, n + 1), np.array([who for who, _, _ in entries], np.int64), Words.of([kind for _, kind, _ in entries]),
        np.array([FIRST] * n if days is None else days, np.int32), quantity=Amounts(np.array(quantities, np.int64), MILLIONTHS),
    )  # fmt: skip


def scores(source: FactSource, of: Plan, *, keeps_lines: bool = False) -> list[int]:
    """Units of everybody's total, None where unknown."""
    people = world(roster=members(*map(str, range(PEOPLE))))
    cards = settle(of, people, source, "2025-Q3", keeps_lines=keeps_lines).asked_for()[0]
    usable = cards.values["score"].usable()
    return [int(p) if ok else -999 for p, ok in zip(cards.values["score"].points, usable, strict=True)]


def expected(facts: FactRows, of: Plan) -> list[int]:
    """The same by fractions, one fact after another."""
    total = [Fraction(0)] * PEOPLE
    lost: set[int] = set()
    texts, millionths = facts.kind.texts(), facts.quantity.millionths() if facts.quantity else np.full(len(facts), NO_AMOUNT)
    for who, kind, amount, on in zip(facts.subject.tolist(), texts, millionths.tolist(), facts.date.tolist(), strict=True):
        if not FIRST <= on < AFTER or who >= PEOPLE:
            continue
        for rule in of.tables["Q"].rules:
            if kind not in rule.rule.facts:
                continue
            if rule.rule.price == "each":
                total[who] += Fraction(rule.rule.each)
            elif amount == NO_AMOUNT and kind == "捐款":
                lost.add(who)
            else:
                total[who] += Fraction(rule.rule.per_unit) * (1 if amount == NO_AMOUNT else Fraction(amount, MILLIONTHS))
    return [-999 if who in lost else int(total[who] * 10_000) for who in range(PEOPLE)]


def sums_of(of: Plan, facts: FactRows, subjects: int = PEOPLE) -> AdditiveSums:
    """The sums of one part whose facts stand as they are."""
    rules = of.tables["Q"].rules
    assert all(rule.is_additive for rule in rules)
    sums = AdditiveSums(of, rules, np.append(np.arange(subjects), -1), subjects, FIRST, AFTER)
    add(sums, of, facts)
    return sums


def add(sums: AdditiveSums, of: Plan, facts: FactRows) -> None:
    table = np.array([of.kind_numbers[word] for word in facts.kind.vocabulary] + [-1], np.int32)
    change = np.flatnonzero(facts.subject[1:] != facts.subject[:-1]) + 1
    starts = np.concatenate([[0], change, [len(facts)]])
    sums.add(facts, table, Clusters(facts.subject[starts[:-1]], starts))


# --- widths -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("each", "facts", "width"),
    [
        (1, 100, np.int16),
        (1, 32_767, np.int16),
        (1, 32_768, np.int32),
        (-1, 32_767, np.int16),
        (-1, 32_768, np.int32),
        (8_191, 4, np.int16),
        (8_192, 4, np.int32),
        (2**29 - 1, 4, np.int32),
        (2**29, 4, np.int64),
        (-(2**29), 4, np.int64),
    ],
)
def test_totals_widen_just_before_they_might_not_fit(each: int, facts: int, width: Any) -> None:
    prices = plan(f"{each / 10_000:.4f}", "0.0001", "0.0001", "0.0001", of_b="缺席")
    found = sums_of(prices, rows(*[(0, "出席", None)] * facts))
    assert (found.unit, found.totals.dtype) == (1, width)
    assert found.points(slice(0, 2))[:, 0].tolist() == [each * facts, 0, 0, 0, 0]


def test_totals_count_in_the_greatest_common_divisor_of_the_prices() -> None:
    found = sums_of(plan("7.5", "-2.5", "5", "10", of_b="缺席"), rows(*[(0, "出席", None)] * 8_000))
    assert (found.unit, found.totals.dtype) == (25_000, np.int16)
    # at a unit of 0.0001 point the sum of 600,000,000 would not have fitted
    assert found.points(slice(0, 1))[0].tolist() == [75_000 * 8_000]


def test_the_bound_grows_from_part_to_part() -> None:
    of = plan("0.0001", "0.0001", "0.0001", "0.0001", of_b="缺席")
    found = sums_of(of, rows(*[(0, "出席", None)] * 20_000))
    assert found.totals.dtype == np.int16
    add(found, of, rows(*[(0, "出席", None)] * 20_000))
    assert found.totals.dtype == np.int32
    assert found.points(slice(0, 2))[0].tolist() == [40_000, 0]


def test_a_price_of_nothing_sums_to_nothing() -> None:
    assert sums_of(plan("0", "0", "0", "0"), rows((0, "出席", None))).points(slice(0, 1))[:, 0].tolist() == [0] * 5


# --- the end of the range ---------------------------------------------------------------------------------------------

MOST = LARGEST // 10_000


@pytest.mark.parametrize("keeps_lines", [False, True])
@pytest.mark.parametrize("company", [0, 50])
def test_the_greatest_sum_is_exact_and_a_larger_one_is_refused(company: int, keeps_lines: bool) -> None:
    """With and without enough company for runs to be counted in blocks."""
    others = [(1, "出席", None)] * company
    of = plan("1", "1", "1", "1")
    half = [(0, "捐款", MOST // 100)] * 100
    full = rows(*half, *others)
    assert scores(FactsInMemory(full), of, keeps_lines=keeps_lines) == expected(full, of)
    with pytest.raises(Refused, match=r"100,000,000,000 分"):
        scores(FactsInMemory(rows(*half, (0, "捐款", 1), *others)), of, keeps_lines=keeps_lines)


@pytest.mark.parametrize("keeps_lines", [False, True])
@pytest.mark.parametrize("copies", [1, 3, 5, 60_000])
def test_what_would_wrap_in_int64_is_refused(copies: int, keeps_lines: bool) -> None:
    enormous = [(0, "捐款", 9_000_000_000_000)] * copies
    with pytest.raises(Refused, match="积分超过"):
        scores(FactsInMemory(rows(*enormous)), plan(c="100"), keeps_lines=keeps_lines)


def test_a_block_too_large_for_exact_floats_is_added_fact_by_fact() -> None:
    """Large sums of money at a small price beside a large price: no single value is large, the block's bound is."""
    of = plan("1", "1", "0.0001", "9999.9999")
    facts = rows(*[(0, "捐款", 999_999_999)] * 40, *[(0, "加班", 1)] * 40, *[(1, "捐款", 123_456_789)] * 40, *[(1, "捐款", None)])
    assert sums_of(of, facts).scattered > 0
    assert scores(FactsInMemory(facts), of) == expected(facts, of) == scores(FactsInMemory(facts), of, keeps_lines=True)


def test_the_sums_stop_before_any_could_leave_int64() -> None:
    of = plan("1", "1", "99999999.9999", "0.0001")
    found = sums_of(of, rows((0, "捐款", 4_000_000)))
    with pytest.raises(PointsTooLarge):
        add(found, of, rows(*[(0, "捐款", 4_000_000)] * 1_200_000))


# --- order, blocks, parts ---------------------------------------------------------------------------------------------

ENTRIES = st.lists(
    st.tuples(st.integers(0, PEOPLE - 1), st.sampled_from(KINDS), st.one_of(st.none(), st.integers(-50, 10**6)), st.integers(-2, 93)),
    max_size=60,
)
PRICES = st.sampled_from(["0", "1", "-3", "0.5", "0.0001", "-12.3456", "1000", "99999.9999"])


def drawn(entries: list[tuple[int, str, int | None, int]]) -> FactRows:
    return rows(*[(who, kind, q) for who, kind, q, _ in entries], days=[FIRST + after for *_, after in entries])


@settings(max_examples=100, deadline=None)
@given(ENTRIES, st.tuples(PRICES, PRICES, PRICES, PRICES), st.booleans(), st.integers(1, 40))
def test_sums_are_those_of_fractions_in_any_order_and_block(
    entries: list[tuple[int, str, int | None, int]], prices: tuple[str, str, str, str], sorts: bool, block: int
) -> None:
    of = plan(*prices)
    facts = drawn(sorted(entries, key=lambda entry: entry[0]) if sorts else entries)
    before, additive.BLOCK_FACTS = additive.BLOCK_FACTS, block
    try:
        assert scores(FactsInMemory(facts), of) == expected(facts, of)
    finally:
        additive.BLOCK_FACTS = before


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.lists(st.integers(0, 60), max_size=6), st.booleans())
def test_parts_and_threads_change_no_digit(entries: list[tuple[int, str, int | None, int]], edges: list[int], sorts: bool) -> None:
    of = plan()
    facts = drawn(sorted(entries, key=lambda entry: entry[0]) if sorts else entries)
    bounds = [0, *sorted(min(edge, len(facts)) for edge in edges), len(facts)]
    pieces = [own_vocabulary(facts.take(np.arange(low, high))) for low, high in pairwise(bounds)]
    assert scores(Parts(pieces), of) == expected(facts, of)


@pytest.mark.parametrize("scale", ["absent", "whole", "millionths"])
def test_quantities_may_be_absent_whole_or_millionths(scale: str) -> None:
    facts = rows((0, "加班", None), (0, "加班", None), (1, "加班", None), (1, "捐款", None), *[(2, "加班", None)] * 8)
    if scale == "absent":
        facts = replace(facts, quantity=None)
        assert scores(FactsInMemory(facts), plan()) == [40_000, -999, 160_000, 0, 0, 0]
    elif scale == "whole":
        facts = replace(facts, quantity=Amounts(np.arange(len(facts), dtype=np.int8), 1))
        assert scores(FactsInMemory(facts), plan()) == [20_000, 40_300, 1_200_000, 0, 0, 0]
    else:
        assert scores(FactsInMemory(facts), plan()) == [40_000, -999, 160_000, 0, 0, 0]


@pytest.mark.parametrize("gathered", [True, False])
def test_only_the_days_of_the_period_count(gathered: bool) -> None:
    days = [FIRST - 1, FIRST, AFTER - 1, AFTER]
    entries = [(who, "缺席", None) for who in (0, 1)] if not gathered else [(0, "缺席", None)] * 2
    facts = rows(*[entry for _ in days for entry in entries], days=[one for one in days for _ in entries])
    if gathered:
        assert not Clusters(np.array([0]), np.array([0, len(facts)])).are_scattered
    assert sum(scores(FactsInMemory(facts), plan())) == -3 * 10_000 * 4
    assert scores(FactsInMemory(rows((0, "缺席", None), days=[AFTER])), plan()) == [0] * PEOPLE


def test_blocks_end_at_runs_and_cover_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(additive, "BLOCK_FACTS", 10)
    starts = np.array([0, 3, 25, 26, 27, 40])
    blocks = list(Clusters(np.arange(5), starts).blocks())
    assert blocks[0][0] == 0 and blocks[-1][1] == 5
    assert all(one[1] == two[0] and one[0] < one[1] for one, two in pairwise(blocks))
    assert list(Clusters(np.arange(1), np.array([0, 3])).blocks()) == [(0, 1)]
