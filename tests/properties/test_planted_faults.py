"""The differential test is worth what it finds: faults planted in the engine one at a time, each found within a few hundred settlements."""

from functools import cache

import pytest

from .both import PLAIN, ReadScheme, Sheet, differences, read_by_both, sheet_of_engine, sheet_of_oracle
from .faults import FAULTS
from .schemes import random_scheme
from .worlds import Asked, random_world

SETTLEMENTS_MAX = 800
WORLDS_EACH = 4


@cache
def settled_by_the_interpreter(number: int) -> tuple[ReadScheme, Asked, Sheet]:
    seed, world = divmod(number, WORLDS_EACH)
    generated = random_scheme(seed)
    scheme, asked = scheme_read(seed), random_world(generated, f"{seed}-{world}")
    return scheme, asked, sheet_of_oracle(scheme, asked)


@cache
def scheme_read(seed: int) -> ReadScheme:
    return read_by_both(random_scheme(seed).scheme)


def settlements_until_found() -> int | None:
    """How many settlements it takes until the engine and the interpreter differ; None: they never do."""
    for number in range(SETTLEMENTS_MAX):
        scheme, asked, oracle = settled_by_the_interpreter(number)
        engine = sheet_of_engine(scheme, asked, PLAIN)
        assert ("broken",) not in engine, f"the fault breaks the engine instead of making it wrong: {engine}"
        if differences(engine, oracle):
            return number + 1
    return None


def test_there_are_thirty_faults_or_more() -> None:
    assert len(FAULTS) >= 30


@pytest.mark.parametrize("name", FAULTS)
def test_the_differential_test_finds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[name](monkeypatch)
    found = settlements_until_found()
    assert found is not None, f"not found in {SETTLEMENTS_MAX} settlements: {name}"
