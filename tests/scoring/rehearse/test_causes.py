"""The causes of every move add up, for every subject, whatever the draft changes."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from biaochi import files
from biaochi.scoring.facts import FactSource
from biaochi.scoring.findings import Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.rehearse import Rehearsal, rehearse
from biaochi.scoring.rehearse.bridging import Catalogue, with_open_ranges
from biaochi.scoring.rehearse.causes import causes_of
from biaochi.scoring.rehearse.changes import hybrid
from biaochi.scoring.rehearse.sheets import difference, sheet_of
from biaochi.scoring.roster import World
from biaochi.scoring.scheme.load import load_scheme
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.pieces import pieces_of
from biaochi.scoring.settle import settle

from .drafts import random_draft
from .staged import causes, fact, rehearsed

POINT = 10_000


def test_what_the_changes_only_make_together_is_the_rest() -> None:
    """Price 4 → 6, cap 5 → 8. One fact: 4, alone 5 and 4, together 6. Two facts: 5, alone 5 and 8, together 8."""
    found = rehearsed(("每次: 4", "每次: 6"), ("    封顶: 5\n", "    封顶: 8\n"), facts=ONE_AND_TWO, scheme=SCHEME_CAPPED_ABOVE)
    (table,) = found.tables
    assert [change.keys[0].code for change in found.changes] == ["A", "R1"]
    assert by_subject(found, table.difference.points) == {"甲": 2, "乙": 3, "丙": 0}
    cap, price, rest = (by_subject(found, cause.points) for cause in table.causes)
    assert (cap, price, rest) == ({"甲": 0, "乙": 3, "丙": 0}, {"甲": 1, "乙": 0, "丙": 0}, {"甲": 1, "乙": 0, "丙": 0})


def test_what_one_change_takes_back_from_another_is_the_rest() -> None:
    """The cap of 5 goes from the rule to its indicator: nobody moves, and yet the two changes do not do nothing."""
    found = rehearsed((", 封顶: 5}", "}"), ("    封顶: 20", "    封顶: 5"), facts=ONE_AND_TWO, scheme=SCHEME_CAPPED_BELOW)
    (table,) = found.tables
    assert not table.difference.points.any()
    assert [by_subject(found, cause.points)["乙"] for cause in table.causes] == [0, 3, -3]


ONE_AND_TWO = [fact("甲", "学习"), fact("乙", "学习"), fact("乙", "学习")]


def by_subject(found: Rehearsal, units: Any) -> dict[str, int]:
    """Whole points by the subject's id."""
    ids = [found.ground.directory.id_of(int(entity)) for entity in found.tables[0].entities]
    return {name: int(points) // POINT for name, points in zip(ids, units, strict=True)}


SCHEME_CAPPED_ABOVE = """\
办法: 积分办法
代码: S
版本: "1"
事项: {学习: {}}
计分表:
- 名称: 年度积分
  代码: T
  周期: 年
  指标:
  - 名称: 基本
    代码: A
    封顶: 5
    评分标准: [{代码: R1, 事项: 学习, 每次: 4}]
"""
SCHEME_CAPPED_BELOW = SCHEME_CAPPED_ABOVE.replace("    封顶: 5\n", "    封顶: 20\n").replace("每次: 4}", "每次: 4, 封顶: 5}")


def test_a_draft_that_changes_nothing_says_so() -> None:
    found = rehearsed(("名称: 参加学习", "名称: 集中学习"), facts=[fact("甲", "学习")])
    assert found.changes_nothing and not found.changes
    assert not any(table.difference.any.any() for table in found.tables)


def test_who_joins_and_who_leaves_is_told_apart_from_who_moves() -> None:
    people = [
        {"id": "甲", "organisation": "一支部", "status": "正式党员"}, {"id": "乙", "organisation": "一支部", "status": "预备党员"},
    ]  # fmt: skip
    found = rehearsed(
        ("  适用: {身份: [正式党员]}\n", "  适用: {身份: [预备党员]}\n"), facts=[fact("甲", "学习")], people=people,
        scheme=SCHEME_CAPPED_ABOVE.replace("  周期: 年\n", "  周期: 年\n  适用: {身份: [正式党员]}\n"),
    )  # fmt: skip
    (table,) = found.tables
    assert (by_subject(found, table.difference.joins * POINT), by_subject(found, table.difference.leaves * POINT)) == (
        {"甲": 0, "乙": 1}, {"甲": 1, "乙": 0},
    )  # fmt: skip
    assert (table.causes[0].joins, table.causes[0].leaves, table.causes[0].moved) == (1, 1, 0)
    assert not table.difference.points.any()


def test_a_change_that_leaves_somebody_without_a_score_alone_goes_into_the_rest() -> None:
    """The draft lets marks be unknown, and gives a mark of zero where there is none: alone, the first takes the score away."""
    found = rehearsed(
        ("无事项: 计零", "无事项: 未知"), ("    代码: A\n", "    代码: A\n    未知: 计零\n"), facts=[fact("甲", "评议", mark="3")]
    )
    (table,) = found.tables
    by_code = {cause.change.keys[0].code: cause for cause in table.causes if cause.change}
    assert (by_code["R2"].unscored, by_code["R2"].moved) == (2, 0)
    assert table.difference.both.all()
    assert sum(np.array(row) for row in causes(table)).tolist() == table.difference.points.tolist()  # type: ignore[attr-defined]


def test_an_indicator_that_changes_places_with_the_one_above_is_one_change() -> None:
    """Alone it would stand below itself."""
    old = "  - {名称: 上, 代码: U, 封顶: 3, 指标: [{名称: 下, 代码: L, 封顶: 9, 评分标准: [{代码: R9, 事项: 学习, 每次: 4}]}]}\n"
    new = "  - {名称: 下, 代码: L, 封顶: 5, 评分标准: [{代码: R9, 事项: 学习, 每次: 4}], 指标: [{名称: 上, 代码: U, 封顶: 3}]}\n"
    found = rehearsed(facts=ONE_AND_TWO, scheme=SCHEME_CAPPED_ABOVE + old, draft=SCHEME_CAPPED_ABOVE + new)
    (table,) = found.tables
    assert [[key.code for key in change.keys] for change in found.changes] == [["L", "U"]]
    assert by_subject(found, table.causes[0].points) == by_subject(found, table.difference.points) == {"甲": 1, "乙": 2, "丙": 0}


def test_a_change_that_cannot_stand_alone_counts_in_the_rest() -> None:
    found = rehearsed(("每次: 4", "每次: 3"), facts=ONE_AND_TWO, scheme=SCHEME_CAPPED_ABOVE)
    (table,) = found.tables
    alone, rest = causes_of(table.difference, table.old, [(found.changes[0], None)])
    assert not alone.stands_alone and not alone.points.any() and not alone.does_something
    assert rest.points.tolist() == table.difference.points.tolist()


def test_changes_that_only_settle_together_are_one() -> None:
    """Shares of 30 and 70 % become 40 and 60 %: neither alone adds up to the whole."""
    scheme = SCHEME_CAPPED_BELOW.replace("事项: {学习: {}}", "参数: {书记: {值: 30%}, 本人: {值: 70%}}\n事项: {学习: {}}").replace(
        "每次: 4, 封顶: 5}", "每次: 4, 分享: {份额: [{归: {任职: 书记}, 比例: {参数: 书记}}, {归: 本人, 比例: {参数: 本人}}], 无人: 不计}}"
    )
    edits = ("书记: {值: 30%}", "书记: {值: 40%}"), ("本人: {值: 70%}", "本人: {值: 60%}"), ("    封顶: 20", "    封顶: 5")
    found = rehearsed(*edits, facts=ONE_AND_TWO, scheme=scheme)
    (table,) = found.tables
    assert [[key.code for key in change.keys] for change in found.changes] == [["书记", "本人"], ["A"]]
    assert [change.number for change in found.changes] == [1, 2]
    assert all(cause.stands_alone for cause in table.causes)
    assert np.sum(causes(table), axis=0).tolist() == table.difference.points.tolist()
    assert {name: int(units) for name, units in zip("丙乙甲", table.causes[0].points, strict=True)} == {"甲": -4000, "乙": -8000, "丙": 0}


def test_the_subjects_are_sorted_by_the_size_of_their_move() -> None:
    from biaochi.scoring.rehearse.rows import movers

    facts = [fact("甲", "服务", level="县级"), *(fact("丙", "服务", level="市级") for _ in range(2)), fact("乙", "服务", level="市级")]
    found = rehearsed(("市级: 3", "市级: 5"), facts=facts)
    (table,) = found.tables
    assert [found.ground.directory.id_of(int(table.entities[i])) for i in movers(table)] == ["丙", "乙"]


# the presets, with drafts drawn at random


def preset(name: str, folder: Path) -> tuple[Scheme, World, FactSource]:
    module = importlib.import_module(f"biaochi.presets.{name}.demo")
    module.write(folder)
    found: list[Any] = []

    def read(what: Any, kind: str, **options: Any) -> Any:
        path = folder / f"{kind}.csv"
        return what(path, warnings=found, **options) if path.exists() else None

    world = World(
        read(files.read_roster, "roster"), read(files.read_organisations, "organisations"), read(files.read_relations, "relations"),
        read(files.read_history, "history"), read(files.read_parameters, "parameters") or (), read(files.read_calendar, "calendar") or {},
    )  # fmt: skip
    scheme = load_scheme(Path(str(module.__file__)).parent / "scheme.yaml").require()
    return scheme, world, read(files.read_facts, "facts")


def settled_whole(scheme: Scheme, world: World, facts: FactSource, period: str) -> Any:
    """The settlement, or None for a draft that nobody could have settled."""
    try:
        return settle(make_plan(with_open_ranges(scheme)), world, facts, period)
    except (Refused, LookupError, ValueError):
        return None


@pytest.fixture(scope="module", params=[("s01", "2025-Q1"), ("s08", "2025-03")], ids=lambda param: "-".join(param))
def staged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scheme, World, FactSource, str]]:
    name, period = request.param
    yield *preset(name, tmp_path_factory.mktemp(name)), period


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.slow] if seed > 2 else []) for seed in range(30)])
def test_causes_add_up_for_every_subject(seed: int, staged: tuple[Scheme, World, FactSource, str]) -> None:
    old, world, facts, period = staged
    # a draft that refers to something it took away settles nothing: the next one is drawn
    drafts = (random_draft(seed + 1_000 * again, old) for again in range(20))
    tried = ((draft, settled_whole(draft, world, facts, period)) for draft in drafts)
    draft, after = next((draft, after) for draft, after in tried if after is not None)
    found = rehearse(old, draft, world, facts, period)
    before = settled_whole(old, world, facts, period)
    for table in found.tables:
        totals = sum((cause.points for cause in table.causes), np.zeros(len(table.entities), np.int64))
        assert (totals == table.difference.points).all()
        for settlement, sheet in ((before, table.old), (after, table.new)):
            whole = sheet_of(settlement, table.code, table.entities)
            assert not difference(whole, sheet).any.any()
        assert all(cause.stands_alone for cause in table.causes)
    assert_alone(found, old, draft, before, world, facts, period)


def assert_alone(found: Rehearsal, old: Scheme, draft: Scheme, before: Any, world: World, facts: FactSource, period: str) -> None:
    """Each change makes what settling the whole old scheme with it makes, without anything shared or taken over."""
    catalogue = Catalogue(old, draft)
    one, two = pieces_of(old), pieces_of(draft)
    for change in found.changes:
        settlement = settled_whole(hybrid(one, two, change.aspects, catalogue.of(frozenset())), world, facts, period)
        for table in found.tables:
            cause = next(cause for cause in table.causes if cause.change is change)
            alone = difference(sheet_of(before, table.code, table.entities), sheet_of(settlement, table.code, table.entities))
            assert (np.where(alone.both & table.difference.both, alone.points, 0) == cause.points).all()
            assert (alone.grade.sum(), alone.outcome.sum(), alone.rank.sum()) == (cause.grades, cause.outcomes, cause.ranks)
