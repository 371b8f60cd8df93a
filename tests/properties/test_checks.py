"""Random schemes on random worlds: what the checks say «never» of never comes about, and every example shows its fault.

The checks reckon the least and the most that each value can come to (`scheme.checks.reach`); no settlement lies outside. The examples
that findings bring are settled, and must give what they say.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import ruamel.yaml
from tests.scoring.scheme.shown import failures

from biaochi.scoring.findings import Refused
from biaochi.scoring.points import decimal_text
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.checks.reach import Reached, reached
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.load import Loaded, load_scheme_mapping
from biaochi.scoring.settle import Settlement
from biaochi.scoring.state import SCORED

from .both import PLAIN, read_by_both, settlement_of_engine
from .schemes import random_scheme
from .worlds import random_world

SCHEMES_EACH = 50
CHUNKS = 4
CHUNKS_FULL = 40
WORLDS_EACH = 2
FED = ("feed", "history")
"""Values given from outside are not the scheme's own."""


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def loaded_from(written: Any) -> Loaded:
    """The scheme as a file would give it, with the places of its findings."""
    yaml = ruamel.yaml.YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    text = io.StringIO()
    yaml.dump(plain(written), text)
    return load_scheme_mapping(text.getvalue(), "scheme.yaml")


def outside(settlement: Settlement, whole: Reached) -> Iterator[str]:
    for (table, _), cards in settlement.results.items():
        for code, column in cards.values.items():
            reach, usable = whole.of(table, code), column.usable()
            for index in range(len(cards.entities)):
                if reach is not None and usable[index] and cards.states[index] == SCORED:
                    points = Decimal(decimal_text(int(column.points[index])))
                    if not reach.value.low <= points <= reach.value.high:
                        yield f"{table} {code}: {points} outside {reach.value}"


def faults_of(number: int) -> Iterator[str]:
    generated = random_scheme(number)
    loaded = loaded_from(generated.scheme)
    whole = reached(Survey(loaded))
    for found in check_scheme(loaded):
        try:
            wrong = failures(loaded, found.example) if found.example is not None else []
        except (Refused, ValueError):
            continue
        yield from (f"{number}: {found.code}: {text}" for text in wrong)
    scheme = read_by_both(generated.scheme)
    for world in range(WORLDS_EACH):
        asked = random_world(generated, f"{number}-{world}")
        for name in FED:
            asked.world.pop(name, None)
        try:
            yield from (f"{number}: {text}" for text in outside(settlement_of_engine(scheme, asked, PLAIN), whole))
        except Refused:
            continue


def faults_of_chunk(chunk: int) -> list[str]:
    return [text for number in range(chunk * SCHEMES_EACH, (chunk + 1) * SCHEMES_EACH) for text in faults_of(number)]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_is_never_does_not_come_about_and_examples_show_their_fault(chunk: int) -> None:
    assert faults_of_chunk(chunk) == []


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS, CHUNKS_FULL))
def test_what_is_never_does_not_come_about_in_ten_times_as_many(chunk: int) -> None:
    assert faults_of_chunk(chunk) == []
