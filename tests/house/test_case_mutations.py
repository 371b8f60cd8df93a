"""No number and no key of a part under test may change without an expectation failing: in the engine and in the oracle."""

from functools import cache
from pathlib import Path

import pytest
from tests.house.case_mutations import (
    REQUIRED_BY_THE_READER,
    UNSEEN,
    Held,
    breakages_below,
    changed,
    engine_notices,
    mutations_below,
    neighbours,
    oracle_notices,
    parts_under_test,
    read_held,
)

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted(CASES.glob("*.yaml"))
EVERY_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem.replace("-", " "))


@cache
def held(path: Path) -> Held:
    return read_held(path)


@EVERY_FILE
def test_the_engine_notices_every_change_of_a_part_under_test(path: Path) -> None:
    assert [str(mutation) for mutation in held(path).unnoticed(engine_notices(path))] == []


@EVERY_FILE
def test_the_oracle_notices_every_change_of_a_part_under_test(path: Path) -> None:
    unnoticed = held(path).unnoticed(oracle_notices(held(path)))
    assert [str(mutation) for mutation in unnoticed if mutation.takes_away not in REQUIRED_BY_THE_READER] == []


@EVERY_FILE
def test_a_part_under_test_has_something_to_change_and_nothing_that_no_case_sees(path: Path) -> None:
    assert held(path).mutations
    # a key of an entry in a list: 一般 may also be a level of the organisation's own
    away = [mutation for mutation in held(path).mutations if mutation.takes_away in UNSEEN and isinstance(mutation.path[-2], int)]
    assert [str(mutation) for mutation in away] == []


def falls(path: Path, share: int) -> list[str]:
    """Breakages of the file's scheme (one of so many, the same ones every time) that the engine neither refuses nor settles."""
    notices, found = engine_notices(path), []
    for number, mutation in enumerate(breakages_below(held(path).scheme)):
        if number % share == 0:
            try:
                notices(changed(held(path).scheme, mutation))
            except Exception as fall:
                found.append(f"{mutation}: {type(fall).__name__}: {fall}")
    return found


@EVERY_FILE
def test_a_broken_scheme_is_refused_or_settled_but_never_a_fall(path: Path) -> None:
    assert falls(path, share=20) == []


@pytest.mark.slow
@EVERY_FILE
def test_every_way_to_break_a_scheme_is_refused_or_settled(path: Path) -> None:
    assert falls(path, share=1) == []


def test_a_number_has_neighbours_on_both_sides() -> None:
    assert neighbours("0.5") == ["0.4", "0.6", "1.0", "10.5"]
    assert neighbours("-3") == ["-6", "-4", "-2", "7"]
    assert neighbours("30%") == ["29%", "31%", "40%", "60%"]
    assert neighbours("0") == ["-1", "1", "10"]
    assert neighbours("2025-01-01") == neighbours("季") == neighbours("1e3") == []


def test_every_key_number_and_entry_of_a_part_is_changed_but_no_name() -> None:
    scheme = {"计分表": [{"代码": "T", "指标": [{"名称": "甲 2", "代码": "R", "事项": ["一", "二"], "每次": "2"}]}]}
    (path,) = parts_under_test(scheme, {"R"})
    rule = scheme["计分表"][0]["指标"][0]
    described = [str(mutation).removeprefix("计分表/0/指标/0/") for mutation in mutations_below(rule, path)]
    assert described == [
        "事项: ['一', '二'] -> away", "事项/0: 一 -> away", "事项/1: 二 -> away", "每次: 2 -> away", "每次: 2 -> 1", "每次: 2 -> 3",
        "每次: 2 -> 4", "每次: 2 -> 12",
    ]  # fmt: skip


def test_a_mutation_leaves_the_scheme_itself_alone() -> None:
    before = held(FILES[0])
    original = repr(before.scheme)
    assert all(changed(before.scheme, mutation) != before.scheme for mutation in before.mutations)
    assert repr(before.scheme) == original


def without_expectations_of(code: str, path: Path, folder: Path) -> Path:
    """A copy of the file that no longer expects anything of one code."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if f"值: {code}," not in line]
    assert len(kept) < len(lines)
    copy = folder / path.name
    copy.write_text("\n".join(kept), encoding="utf-8")
    return copy


def test_a_number_that_no_expectation_holds_is_found_out(tmp_path: Path) -> None:
    """The rule R3 of P01 is held by one expectation alone; without it every change of R3 goes unnoticed."""
    copy = without_expectations_of("R3", CASES / "P01-fixed-points.yaml", tmp_path)
    weakened = read_held(copy)
    for notices in (engine_notices(copy), oracle_notices(weakened)):
        assert "计分表/1/指标/0/评分标准/0/每次: 0.5 -> 0.6" in [str(m) for m in weakened.unnoticed(notices)]
