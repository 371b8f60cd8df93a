"""Reading the ledger: what cancels what, what is known when, and every fault told at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scoring.small import Parts, cut, day, facts, members, plan_of, world

from biaochi.scoring.directory import Directory
from biaochi.scoring.facts import FactsInMemory, FactSource
from biaochi.scoring.findings import Refused
from biaochi.scoring.ledger import Ledger, read_ledger
from biaochi.scoring.settle import settle
from biaochi.scoring.time_axes import Axes

PLAN = plan_of("""\
办法: 示例
代码: S
版本: "1"
施行: 2025-01-01
取整: {位数: 2}
事项:
  出席: {}
  荣誉: {级别: [省级, 市级], 角色: [主, 次], 事由: 必填}
  捐款: {单位: 元, 小数位: 1, 数量范围: [0, 1000]}
  测评: {形态: 评定, 评分范围: [0, 100]}
  检查: {对象: 党组织}
计分表:
- 名称: 季度
  代码: Q
  周期: 季
  指标:
  - 名称: 项
    代码: N
    评分标准:
    - {代码: A, 事项: 出席, 每次: 1}
    - {代码: B, 事项: 荣誉, 按级别: {省级: 5, 市级: 3}}
    - {代码: C, 事项: 捐款, 每单位: 0.01, 计: 期}
    - {代码: D, 事项: 测评, 折算: 0.1, 合计: 平均, 无事项: 略去}
""")
WORLD = world(roster=members("甲", "乙"))
QUARTER_END = day("2025-09-30")
PRESENT = {"kind": "出席", "subject": "甲", "date": "2025-07-05"}


def ledger(source: FactSource, *, as_of: int = QUARTER_END, known_at: int = QUARTER_END, threads: int = 2) -> Ledger:
    return read_ledger(source, PLAN, Directory(WORLD), Axes(as_of, known_at), {}, keeps_all=True, threads=threads)


def counted(*entries: dict[str, Any], **days: int) -> list[str]:
    """Ids of the facts that are left."""
    return ledger(FactsInMemory(facts(*entries)), **days).facts.id.tolist()


def present(number: int, reverses: int | str = "", **more: str) -> dict[str, Any]:
    return PRESENT | {"id": str(number), "reverses": str(reverses)} | more


# --- reversals --------------------------------------------------------------------------------------------------------


def test_a_reversed_fact_and_its_reversal_are_both_dropped() -> None:
    assert counted(present(1), present(2), present(3, reverses=1)) == ["2"]


def test_a_reversed_reversal_restores_the_fact() -> None:
    assert counted(present(1), present(2, reverses=1), present(3, reverses=2)) == ["1"]


@pytest.mark.parametrize("length", range(2, 8))
@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_reversals_is_decided_from_its_end(length: int, backwards: bool) -> None:
    chain = [present(1), *(present(number, reverses=number - 1) for number in range(2, length + 1))]
    assert counted(*(chain[::-1] if backwards else chain)) == (["1"] if length % 2 else [])


def test_two_reversals_of_one_fact_cancel_it_until_both_are_reversed() -> None:
    twice = [present(1), present(2, reverses=1), present(3, reverses=1)]
    assert counted(*twice) == []
    assert counted(*twice, present(4, reverses=2)) == []
    assert counted(*twice, present(4, reverses=2), present(5, reverses=3)) == ["1"]


def test_a_reversal_counts_whatever_its_date_once_it_is_known() -> None:
    dated = [present(1), present(2, reverses=1, date="2020-01-01"), present(3), present(4, reverses=3, date="2025-09-30")]
    assert counted(*dated) == []


@pytest.mark.parametrize(("known_at", "left"), [("2025-10-09", ["1"]), ("2025-10-10", []), ("2025-10-11", [])])
def test_a_reversal_recorded_later_acts_from_the_day_it_is_known(known_at: str, left: list[str]) -> None:
    reversal = present(2, reverses=1, recorded="2025-10-10")
    assert counted(present(1), reversal, known_at=day(known_at)) == left


@pytest.mark.parametrize(("known_at", "left"), [("2025-10-09", []), ("2025-10-10", ["1"])])
def test_reversing_a_reversal_later_restores_from_the_day_it_is_known(known_at: str, left: list[str]) -> None:
    later = present(3, reverses=2, recorded="2025-10-10")
    assert counted(present(1), present(2, reverses=1), later, known_at=day(known_at)) == left


def test_a_reversal_of_what_is_not_there_takes_nothing_but_itself() -> None:
    assert counted(present(1), present(2, reverses=99)) == ["1"]


def test_a_reversal_has_no_points_of_its_own_even_where_its_fact_is_not_admitted() -> None:
    assert counted(present(1, recorded="2026-01-01"), present(2, reverses=1)) == []


@pytest.mark.parametrize("circle", [[(1, 1)], [(1, 2), (2, 1)], [(1, 2), (2, 3), (3, 1)]])
def test_reversals_in_a_circle_are_refused(circle: list[tuple[int, int]]) -> None:
    with pytest.raises(Refused, match=r"更正互相指向.*\(事项 1"):
        counted(present(9), present(8, reverses=9), *(present(one, reverses=other) for one, other in circle))


def test_a_circle_among_many_reversals_is_found_at_once() -> None:
    many = [row for n in range(10, 4010, 2) for row in (present(n), present(n + 1, reverses=n))]
    with pytest.raises(Refused, match=r"\(事项 1\)"):
        counted(*many, present(1, reverses=1))


def test_a_circle_that_another_reversal_breaks_is_none() -> None:
    assert counted(present(1, reverses=2), present(2, reverses=1), present(3, reverses=1), present(4)) == ["4"]


CHAINS = st.lists(st.one_of(st.none(), st.integers(1, 12)), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(CHAINS, st.data())
def test_what_is_left_is_what_no_living_reversal_names(targets: list[int | None], data: st.DataObject) -> None:
    """Reversals name earlier facts only, so that they can be decided one by one from the last."""
    rows = [present(n, reverses="" if t is None or t >= n else t) for n, t in enumerate(targets, start=1)]
    alive: dict[int, bool] = {}
    for n in range(len(rows), 0, -1):
        alive[n] = not any(alive[m] and rows[m - 1]["reverses"] == str(n) for m in range(n + 1, len(rows) + 1))
    expected = {str(n) for n in alive if alive[n] and not rows[n - 1]["reverses"]}
    shuffled = data.draw(st.permutations(rows))
    edges = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    found = ledger(cut(facts(*shuffled), *edges))
    assert set(found.facts.id.tolist()) == expected
    assert found.dropped == len(rows) - len(expected)


# --- known-at ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known_at", "left"),
    [
        ("2025-07-04", []),
        ("2025-07-05", ["1"]),
        ("2025-07-09", ["1"]),
        ("2025-07-10", ["1", "2"]),
        ("2025-10-01", ["1", "2", "3"]),
    ],
)
def test_a_fact_counts_from_the_day_it_was_recorded(known_at: str, left: list[str]) -> None:
    rows = [present(1), present(2, recorded="2025-07-10"), present(3, date="2025-10-01")]
    assert counted(*rows, known_at=day(known_at)) == left


def test_a_fact_recorded_before_its_day_is_known_before_it() -> None:
    assert counted(present(1, date="2025-09-01", recorded="2025-07-01"), known_at=day("2025-07-01")) == ["1"]


def test_facts_stand_in_the_order_of_date_recorded_and_id() -> None:
    rows = [
        present(11, date="2025-07-06"), present(9, date="2025-07-06"), present(2, date="2025-07-06", recorded="2025-07-07"),
        present(30), present(4, recorded="2025-07-06"),
    ]  # fmt: skip
    assert counted(*rows) == ["30", "4", "9", "11", "2"]
    assert counted(*(row | {"id": f"f{row['id']}"} for row in rows)) == ["f30", "f4", "f11", "f9", "f2"]


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("edges", [[], [1], [2, 2, 3], [1, 2, 3, 4]])
def test_parts_and_threads_give_the_same_ledger(edges: Sequence[int], threads: int) -> None:
    rows = facts(
        present(5), present(4, kind="荣誉", level="市级", matter="甲"), present(3, reverses=5), present(2, subject="乙"),
        present(1, kind="捐款", quantity="2.5"),
    )  # fmt: skip
    found, whole = ledger(cut(rows, *edges), threads=threads), ledger(FactsInMemory(rows))
    assert found.facts.id.tolist() == whole.facts.id.tolist() == ["1", "2", "4"]
    assert found.facts.kind.texts().tolist() == ["捐款", "出席", "荣誉"]
    assert found.entity.tolist() == whole.entity.tolist()
    assert (found.rows, found.dropped, found.digest) == (whole.rows, whole.dropped, whole.digest) == (5, 2, whole.digest)


def test_a_ledger_without_facts_is_a_ledger() -> None:
    found = ledger(Parts([facts()]))
    assert (len(found.facts), found.rows, found.digest) == (0, 0, "0" * 32)
    assert found.of_kinds([0]).tolist() == found.of_kinds([]).tolist() == []


# --- faults -----------------------------------------------------------------------------------------------------------


def refusal(source: FactSource) -> dict[str, str]:
    """Code → sentence of every finding; several of one code joined."""
    with pytest.raises(Refused) as caught:
        ledger(source)
    told: dict[str, str] = {}
    for finding in caught.value.findings:
        assert finding.remedy is not None
        told[finding.code] = told.get(finding.code, "") + finding.what.zh
    return told


WRONG = [
    ("unknown-kind", present(1, kind="出度"), "出度"),
    ("unknown-subject", present(1, subject="丁"), "丁"),
    ("unknown-subject", present(1, kind="检查", subject="甲"), "甲"),
    ("level-not-listed", present(1, kind="荣誉", level="县级", matter="甲"), "县级"),
    ("role-not-listed", present(1, kind="荣誉", role="副", matter="甲", level="市级"), "副"),
    ("matter-missing", present(1, kind="荣誉", level="市级"), "荣誉"),
    ("mark-out-of-range", present(1, kind="测评", mark="100.5"), "100.5"),
    ("mark-out-of-range", present(1, kind="测评", mark="-0.000001"), "-0.000001"),
    ("quantity-out-of-range", present(1, kind="捐款", quantity="1000.1"), "1000.1"),
    ("too-many-decimals", present(1, kind="捐款", quantity="0.25"), "0.25"),
]


@pytest.mark.parametrize(("code", "row", "said"), WRONG)
def test_a_fact_that_the_catalogue_does_not_allow_is_refused_by_name(code: str, row: dict[str, Any], said: str) -> None:
    told = refusal(FactsInMemory(facts(present(7), row)))
    assert list(told) == [code]
    assert said in told[code] and "事项 1,共 1 条" in told[code]


@pytest.mark.parametrize(
    "row",
    [present(1, kind="测评", mark="100"), present(1, kind="测评", mark="0"), present(1, kind="捐款", quantity="1000"),
     present(1, kind="捐款", quantity="0.2"), present(1, kind="检查", subject="一支部"),
     present(1, kind="荣誉", level="省级", role="次", matter="甲")],
)  # fmt: skip
def test_the_ends_of_what_the_catalogue_allows_are_allowed(row: dict[str, Any]) -> None:
    assert counted(row) == ["1"]


@pytest.mark.parametrize("edges", [[], [3], [1, 2, 3, 4, 5]])
def test_all_faults_of_all_parts_are_told_at_once(edges: Sequence[int]) -> None:
    rows = [row | {"id": str(number)} for number, (_, row, _) in enumerate(WRONG, start=1)]
    told = refusal(cut(facts(*rows, present(1)), *edges))
    assert set(told) == {code for code, _, _ in WRONG} | {"double-id"}
    assert all(said in told[code] for code, _, said in WRONG)


def test_many_rows_of_one_fault_are_one_sentence_with_their_number() -> None:
    told = refusal(FactsInMemory(facts(*(present(number, kind="出度") for number in range(1, 31)))))
    assert told == {"unknown-kind": "事项“出度”不在办法的事项目录中(事项 1、2、3、4、5…,共 30 条)"}


@pytest.mark.parametrize("edges", [[], [1], [2], [1, 2, 3]])
@pytest.mark.parametrize("integer", [False, True])
def test_an_id_that_stands_twice_is_found_across_parts(edges: Sequence[int], integer: bool) -> None:
    rows = facts(present(1), present(2), present(2, subject="乙"), present(3))
    if integer:
        rows = replace(rows, id=np.array([1, 2, 2, 3]), reverses=None)
    assert refusal(cut(rows, *edges)) == {"double-id": "1 个事项编号出现两次:2"}


def test_rising_parts_that_overlap_are_compared_and_those_that_do_not_are_fine() -> None:
    rows = replace(facts(*(present(number) for number in range(6))), reverses=None)
    apart = replace(rows, id=np.array([10, 11, 12, 1, 2, 3]))
    assert len(ledger(cut(apart, 3)).facts) == 6
    interleaved = replace(rows, id=np.array([1, 3, 5, 2, 4, 6]))
    assert len(ledger(cut(interleaved, 3)).facts) == 6
    assert refusal(cut(replace(rows, id=np.array([1, 3, 5, 2, 3, 6])), 3)) == {"double-id": "1 个事项编号出现两次:3"}


def test_a_fact_that_is_reversed_away_may_be_wrong_in_its_subject_only() -> None:
    """A wrong subject is what reversals are for; a cell that no reader understands stays an error."""
    assert counted(present(1, subject="丁"), present(2, subject="丁", reverses=1), present(3)) == ["3"]
    told = refusal(FactsInMemory(facts(present(1, kind="出度"), present(2, reverses=1))))
    assert list(told) == ["unknown-kind"]


def test_the_settlement_refuses_with_the_ledger_s_findings() -> None:
    with pytest.raises(Refused, match="出度"):
        settle(PLAN, WORLD, FactsInMemory(facts(present(1, kind="出度"))), "2025-Q3")
