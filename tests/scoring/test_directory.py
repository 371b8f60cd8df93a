"""Who stood where: on the day before, of and after each change."""

from typing import Any

import numpy as np
import pytest
from tests.scoring.small import day, entities, entity, members, world

from biaochi.scoring.columns import Words
from biaochi.scoring.directory import NONE, Directory, IdIndex
from biaochi.scoring.roster import EVER, NEVER, RosterRows, World

BRANCHES = [
    {"id": "总支", "type": "党总支"},
    {"id": "一支部", "parent": "总支", "class": "机关", "end": "2025-10-01"},
    {"id": "一支部", "parent": "", "class": "基层", "start": "2025-10-01"},
    {"id": "二支部", "parent": "总支", "class": "基层", "start": "2025-03-01", "end": "2026-01-01"},
]
MOVED = [
    {"id": "甲", "organisation": "一支部", "status": "预备党员", "end": "2025-07-01"},
    {"id": "甲", "organisation": "二支部", "status": "正式党员", "start": "2025-07-01", "flags": ["流动", "联络员"]},
    {"id": "乙", "organisation": "一支部", "start": "2025-02-10", "end": "2025-05-01"},
    {"id": "乙", "organisation": "一支部", "start": "2025-08-01"},
    {"id": "丙", "status": "正式党员"},
]
POSTS = [
    {"subject": "甲", "relation": "书记", "target": "一支部", "start": "2025-04-01", "end": "2025-06-01"},
    {"subject": "乙", "relation": "书记", "target": "一支部", "start": "2025-06-01"},
    {"subject": "丙", "relation": "书记", "target": "二支部"},
    {"subject": "丙", "relation": "联系", "target": "攻坚队", "end": "2025-06-01"},
    {"subject": "攻坚队", "relation": "队员", "target": "甲"},
]


@pytest.fixture
def directory() -> Directory:
    return Directory(world(organisations=BRANCHES, roster=MOVED, relations=POSTS))


def names(directory: Directory, found: Any) -> list[str]:
    return [directory.id_of(int(one)) for one in found]


def stands(directory: Directory, who: str, when: str) -> str:
    return names(directory, directory.organisation_on(entities(directory, who), day(when)))[0]


# --- persons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "when", "where"),
    [
        ("甲", "2025-06-30", "一支部"),
        ("甲", "2025-07-01", "二支部"),
        ("甲", "2025-07-02", "二支部"),
        ("甲", "1921-07-01", "一支部"),
        ("甲", "2199-12-31", "二支部"),
        ("乙", "2025-02-09", ""),
        ("乙", "2025-02-10", "一支部"),
        ("乙", "2025-04-30", "一支部"),
        ("乙", "2025-05-01", ""),
        ("乙", "2025-07-31", ""),
        ("乙", "2025-08-01", "一支部"),
        ("丙", "2025-07-01", ""),
        ("一支部", "2025-07-01", "一支部"),
    ],
)
def test_a_transfer_counts_from_its_day(directory: Directory, who: str, when: str, where: str) -> None:
    assert stands(directory, who, when) == where


def test_each_fact_is_looked_up_on_its_own_day(directory: Directory) -> None:
    who = entities(directory, "甲", "甲", "乙", "甲", "乙")
    days = np.array([day("2025-06-30"), day("2025-07-01"), day("2025-05-01"), int(EVER), int(NEVER)])
    assert names(directory, directory.organisation_on(who, days)) == ["一支部", "二支部", "", "一支部", "一支部"]
    assert directory.organisation_on(np.array([NONE]), day("2025-07-01")).tolist() == [NONE]


@pytest.mark.parametrize(("when", "word"), [("2025-06-30", "预备党员"), ("2025-07-01", "正式党员"), ("2025-07-02", "正式党员")])
def test_status_is_that_of_the_day(directory: Directory, when: str, word: str) -> None:
    codes, vocabulary = directory.words_on(entities(directory, "甲"), day(when), "status")
    assert vocabulary[int(codes[0])] == word


def test_flags_hold_from_their_row_and_any_of_them_counts(directory: Directory) -> None:
    who = entities(directory, "甲", "乙", "丙")
    assert directory.has_flag(who, day("2025-06-30"), ["流动"]).tolist() == [False, False, False]
    assert directory.has_flag(who, day("2025-07-01"), ["流动"]).tolist() == [True, False, False]
    assert directory.has_flag(who, day("2025-07-01"), ["联络员", "其他"]).tolist() == [True, False, False]
    assert directory.has_flag(who, day("2025-07-01"), ["联络"]).tolist() == [False, False, False]


@pytest.mark.parametrize(
    ("who", "first", "after", "days"),
    [
        ("甲", "2025-01-01", "2026-01-01", 365),
        ("乙", "2025-01-01", "2026-01-01", 80 + 153),
        ("乙", "2025-04-30", "2025-05-02", 1),
        ("乙", "2025-05-01", "2025-08-01", 0),
        ("乙", "2025-05-01", "2025-08-02", 1),
        ("二支部", "2025-01-01", "2027-01-01", 306),
        ("二支部", "2025-12-31", "2026-02-01", 1),
        ("总支", "2024-02-01", "2024-03-01", 29),
    ],
)
def test_days_in_the_roster_are_counted_half_open(directory: Directory, who: str, first: str, after: str, days: int) -> None:
    assert directory.days_enrolled(entities(directory, who), day(first), day(after)).tolist() == [days]


@pytest.mark.parametrize(
    ("who", "first", "after", "where"),
    [
        ("甲", "2025-01-01", "2026-01-01", "二支部"),
        ("甲", "2025-01-01", "2025-12-01", "一支部"),
        ("甲", "2025-06-01", "2025-07-01", "一支部"),
        ("甲", "2025-06-01", "2025-07-31", "二支部"),
        ("甲", "2025-06-30", "2025-07-02", "二支部"),
        ("乙", "2025-05-01", "2025-08-01", ""),
        ("乙", "2025-01-01", "2026-01-01", "一支部"),
    ],
)
def test_one_who_moved_is_placed_where_most_days_lie_and_at_a_tie_where_later(
    directory: Directory, who: str, first: str, after: str, where: str
) -> None:
    assert names(directory, directory.longest_organisation(entities(directory, who), day(first), day(after))) == [where]


def test_two_stays_in_one_branch_add_up() -> None:
    stays = [("一支部", "2025-01-01", "2025-03-01"), ("二支部", "2025-03-01", "2025-05-15"), ("一支部", "2025-05-15", "2025-06-15")]
    roster = [{"id": "甲", "organisation": where, "start": first, "end": after} for where, first, after in stays]
    found = Directory(world(roster=roster))
    assert names(found, found.longest_organisation(entities(found, "甲"), day("2025-01-01"), day("2025-07-01"))) == ["一支部"]


@pytest.mark.parametrize(
    ("who", "when", "valued"),
    [
        ("甲", "2025-09-30", "2025-09-30"),
        ("乙", "2025-04-30", "2025-04-30"),
        ("乙", "2025-05-01", "2025-04-30"),
        ("乙", "2025-07-31", "2025-04-30"),
        ("乙", "2025-08-01", "2025-08-01"),
        ("乙", "2025-01-01", "2025-01-01"),
        ("二支部", "2026-03-01", "2025-12-31"),
    ],
)
def test_one_who_has_left_is_valued_on_the_last_day_here(directory: Directory, who: str, when: str, valued: str) -> None:
    assert directory.valued_on(entities(directory, who), day(when)).tolist() == [day(valued)]


# --- organisations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "when", "above"),
    [
        ("一支部", "2025-09-30", "总支"),
        ("一支部", "2025-10-01", ""),
        ("二支部", "2025-02-28", ""),
        ("二支部", "2025-03-01", "总支"),
        ("二支部", "2025-12-31", "总支"),
        ("二支部", "2026-01-01", ""),
        ("总支", "2025-07-01", ""),
    ],
)
def test_the_organisation_above_is_that_of_the_day(directory: Directory, what: str, when: str, above: str) -> None:
    assert names(directory, directory.parent_on(entities(directory, what), day(when))) == [above]


@pytest.mark.parametrize(
    ("when", "below"),
    [("2025-02-28", ["一支部"]), ("2025-03-01", ["一支部", "二支部"]), ("2025-10-01", ["二支部"]), ("2026-01-01", [])],
)
def test_the_organisations_below_are_those_of_the_day(directory: Directory, when: str, below: list[str]) -> None:
    which, found = directory.below(entities(directory, "总支"), np.array([day(when)]))
    assert sorted(names(directory, found)) == sorted(below)
    assert which.tolist() == [0] * len(below)


@pytest.mark.parametrize(("when", "word"), [("2025-09-30", "机关"), ("2025-10-01", "基层")])
def test_a_member_is_of_the_class_of_the_branch_on_the_day(directory: Directory, when: str, word: str) -> None:
    for who in ("一支部", "乙"):
        codes, vocabulary = directory.words_on(entities(directory, who), day(when), "class")
        assert vocabulary[int(codes[0])] == word


@pytest.mark.parametrize(
    ("when", "first", "second"),
    [("2025-06-30", ["甲"], []), ("2025-07-01", [], ["甲"]), ("2025-08-01", ["乙"], ["甲"]), ("2025-02-10", ["甲", "乙"], [])],
)
def test_the_members_of_a_branch_are_those_of_the_day(directory: Directory, when: str, first: list[str], second: list[str]) -> None:
    which, found = directory.members_on(entities(directory, "一支部", "二支部"), np.full(2, day(when)))
    assert names(directory, found[which == 0]) == first
    assert names(directory, found[which == 1]) == second


def test_an_organisation_that_only_the_roster_names_is_a_branch_for_ever() -> None:
    found = Directory(world(organisations=[{"id": "总支", "type": "党总支"}], roster=members("甲", organisation="三支部")))
    codes, vocabulary = found.words_on(entities(found, "三支部", "总支"), day("2025-07-01"), "type")
    assert [vocabulary[int(code)] for code in codes] == ["党支部", "党总支"]
    assert found.days_enrolled(entities(found, "三支部"), day("1921-07-01"), day("1921-07-02")).tolist() == [1]


# --- posts and relations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "holders"),
    [
        ("2025-03-31", []),
        ("2025-04-01", ["甲"]),
        ("2025-05-31", ["甲"]),
        ("2025-06-01", ["乙"]),
        ("2025-06-02", ["乙"]),
    ],
)
def test_a_post_is_held_from_its_first_day_to_the_day_before_the_end(directory: Directory, when: str, holders: list[str]) -> None:
    _, found = directory.related(entities(directory, "一支部"), np.array([day(when)]), "书记", backwards=True)
    assert names(directory, found) == holders
    who = entities(directory, "甲", "乙")
    assert directory.holds_post(who, day(when), ["书记"]).tolist() == ["甲" in holders, "乙" in holders]


def test_a_relation_is_read_both_ways_and_an_unknown_one_is_held_by_nobody(directory: Directory) -> None:
    today = np.array([day("2025-05-31")])
    assert names(directory, directory.related(entities(directory, "丙"), today, "书记")[1]) == ["二支部"]
    assert names(directory, directory.related(entities(directory, "丙"), today, "联系")[1]) == ["攻坚队"]
    assert names(directory, directory.related(entities(directory, "甲"), today, "队员", backwards=True)[1]) == ["攻坚队"]
    assert len(directory.related(entities(directory, "丙"), today + 1, "联系")[1]) == 0
    assert len(directory.related(entities(directory, "丙"), today, "书纪")[1]) == 0
    assert directory.holds_post(entities(directory, "丙"), today[0], ["书纪", "联系"]).tolist() == [True]


# --- identifiers ------------------------------------------------------------------------------------------------------


def test_every_entity_has_the_identifier_it_came_with(directory: Directory) -> None:
    assert names(directory, range(directory.n_people + directory.n_bodies + len(directory.others))) == [
        "丙", "乙", "甲", "一支部", "二支部", "总支", "攻坚队"
    ]  # fmt: skip
    assert directory.id_of(NONE) == ""
    assert entity(directory, "攻坚队") == 6


def test_persons_and_organisations_are_asked_for_apart() -> None:
    found = Directory(world(roster=members("7", organisation="7")))
    ids = np.array(["7", "8"], dtype=object)
    assert found.entities(ids, False).tolist() == [0, NONE]
    assert found.entities(ids, True).tolist() == [1, NONE]


@pytest.mark.parametrize("known", [[3, 4, 5], [3, 5, 9], [7], []])
def test_integer_and_text_identifiers_meet(known: list[int]) -> None:
    index = IdIndex(np.array(known, dtype=np.int64))
    asked = [2, 3, 4, 5, 7, 9, 10]
    expected = [known.index(one) if one in known else NONE for one in asked]
    assert index.find(np.array(asked)).tolist() == expected
    assert index.find(np.array([str(one) for one in asked], dtype=object)).tolist() == expected
    assert index.find(np.array(["03", "甲", ""], dtype=object)).tolist() == [NONE] * 3


def test_text_identifiers_stand_whole_numbers_first_by_size() -> None:
    index = IdIndex(np.array(["乙", "10", "9", "甲", "", "9", "010"], dtype=object))
    assert index.ids.tolist() == ["9", "010", "10", "乙", "甲"]
    assert index.find(np.array(["10", "甲", "010"], dtype=object)).tolist() == [2, 4, 1]


def test_a_large_roster_of_one_row_each_is_read_like_a_small_one() -> None:
    n = 1000
    start = np.where(np.arange(n) % 2 == 0, EVER, day("2025-07-01")).astype(np.int32)
    roster = RosterRows(np.arange(n) + 5, Words(np.zeros(n, np.int32), ("正式党员",)), np.arange(n) % 10 + 1, start, np.full(n, NEVER))
    found = Directory(World(roster))
    everyone = np.arange(n)
    before, after = (found.organisation_on(everyone, day(when)) for when in ("2025-06-30", "2025-07-01"))
    assert names(found, before[:4]) == ["1", "", "3", ""]
    assert names(found, after[:4]) == ["1", "2", "3", "4"]
    assert found.row_on(np.array([n, NONE]), day("2025-07-01")).tolist() == [NONE, NONE]
