"""Random schemes on random worlds: the engine and the interpreter of tests/oracle find the same, however the engine is asked.

20,000 settlements in `make test`, ten times as many in `make test-full`. The seeds are fixed: what fails once fails again, and
is printed as a small file that `biaochi scheme test` can run.
"""

from collections import Counter
from pathlib import Path

import pytest
from tests.oracle.cases import run_file

from biaochi.scoring.cases.run import load_cases, run_cases

from .both import PLAIN, differences, errors_of, random_way, read_by_both, sheet_of_oracle
from .coverage import PAIRS, as_lines, counted
from .failing import as_case, engine_against_oracle, sheets_of, told
from .printing import cases_file
from .recipes import RECIPES
from .schemes import CODES, random_scheme
from .worlds import random_world

SCHEMES_EACH = 125
WORLDS_EACH = 4
CHUNKS = 40
CHUNKS_FULL = 400
REFUSED_MAX = 0.03
"""Both refuse only now and then: a refusal compares nothing."""

FEWEST_OF_A_CODE = 100
FEWEST_OF_A_PAIR = 20


def seeds_of(chunk: int) -> range:
    return range(chunk * SCHEMES_EACH, (chunk + 1) * SCHEMES_EACH)


def settle_chunk(chunk: int) -> Counter[str]:
    """How the settlements of a chunk ended; fails at the first that differs."""
    ends: Counter[str] = Counter()
    for number in seeds_of(chunk):
        generated = random_scheme(number)
        scheme = read_by_both(generated.scheme)
        for world in range(WORLDS_EACH):
            seed = f"{number}-{world}"
            asked, way = random_world(generated, seed), random_way(seed)
            oracle, engine, otherwise = sheets_of(scheme, asked, way, seed)
            if differences(engine, oracle):
                pytest.fail(told(scheme, asked, engine_against_oracle(PLAIN), seed), pytrace=False)
            if differences(otherwise, oracle):
                pytest.fail(f"asked as {way}\n{told(scheme, asked, engine_against_oracle(way, seed), seed)}", pytrace=False)
            ends.update([("refused" if ("refused",) in oracle else "settled")])
    return ends


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_engine_and_the_interpreter_find_the_same(chunk: int) -> None:
    ends = settle_chunk(chunk)
    assert ends["refused"] <= REFUSED_MAX * ends.total()


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS, CHUNKS_FULL))
def test_the_engine_and_the_interpreter_find_the_same_in_ten_times_as_many(chunk: int) -> None:
    ends = settle_chunk(chunk)
    assert ends["refused"] <= REFUSED_MAX * ends.total()


def test_every_kind_of_rule_and_every_pair_of_steps_is_generated_often(record_property) -> None:
    codes, pairs = counted((random_scheme(number) for chunk in range(CHUNKS) for number in seeds_of(chunk)), WORLDS_EACH)
    record_property("printed", as_lines(codes, pairs))
    assert {code: codes[code] for code in CODES if codes[code] < FEWEST_OF_A_CODE} == {}
    assert {pair: pairs[pair] for pair in PAIRS if pairs[pair] < FEWEST_OF_A_PAIR} == {}


def test_there_is_a_recipe_for_each_of_the_ninety_kinds_of_rules() -> None:
    files = {path.stem.split("-")[0] for path in (Path(__file__).parents[1] / "cases").glob("*.yaml")}
    assert set(CODES) == files
    assert len(RECIPES) < len(CODES) == 90


def test_generated_schemes_have_no_errors() -> None:
    found = Counter(error.split(":")[0] for number in range(300) for error in errors_of(read_by_both(random_scheme(number).scheme)))
    assert set(found) <= {"band-unreachable"}


def test_a_printed_case_runs_in_both(tmp_path: Path) -> None:
    for number in range(12):
        generated = random_scheme(number)
        scheme, asked = read_by_both(generated.scheme), random_world(generated, f"{number}-0")
        oracle = sheet_of_oracle(scheme, asked)
        if ("refused",) in oracle or asked.world["feed"] or errors_of(scheme):
            continue
        path = tmp_path / f"{number}.yaml"
        path.write_text(cases_file(as_case(scheme, asked), oracle, ["两种算法"]), encoding="utf-8")
        assert run_file(path) == []
        assert [failure for result in run_cases(load_cases(path)) for failure in result.failures] == []
