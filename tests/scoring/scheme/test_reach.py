"""No value is ever settled outside its reach: the cases that clerks sign, held against the analysis by which the checks say «never»."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from biaochi.scoring.cases.run import CasesFile, load_cases, settle_case
from biaochi.scoring.findings import Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.points import decimal_text
from biaochi.scoring.scheme.checks.ranges import INFINITE
from biaochi.scoring.scheme.checks.reach import Reached, reached
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.state import SCORED, UNKNOWN

ROOT = Path(__file__).parents[3]
KINDS = sorted((ROOT / "tests/cases").glob("*.yaml"))
PRESETS = sorted((ROOT / "src/biaochi/presets").glob("*/cases.yaml"))


def outside(cases: CasesFile, whole: Reached) -> Iterator[str]:
    """Every settled value of a file's cases that lies outside its reach."""
    plan = make_plan(cases.loaded.require())
    for case in cases.content.cases:
        try:
            settlement = settle_case(plan, cases.content, case)
        except Refused:
            continue
        for (table, _), cards in settlement.results.items():
            for code, column in cards.values.items():
                reach = whole.of(table, code)
                usable = column.usable()
                for index in range(len(cards.entities)):
                    if reach is None or not usable[index] or cards.states[index] not in (SCORED, UNKNOWN):
                        continue
                    points = Decimal(decimal_text(int(column.points[index])))
                    if not reach.value.low <= points <= reach.value.high:
                        yield f"{case.name}: {table} {code} {points} outside {reach.value}"


def held(path: Path) -> tuple[list[str], int]:
    """(values outside their reach, how many reaches of the scheme are bounded above)."""
    cases = load_cases(path)
    whole = reached(Survey(cases.loaded))
    found = list(outside(cases, whole))
    bounded = sum(reach.value.high < INFINITE for values in whole.by_table.values() for reach in values.values())
    return found, bounded


@pytest.mark.parametrize("path", KINDS, ids=[path.stem for path in KINDS])
def test_no_value_of_a_rule_kind_lies_outside_its_reach(path: Path) -> None:
    assert held(path)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PRESETS, ids=[path.parent.name for path in PRESETS])
def test_no_value_of_a_preset_lies_outside_its_reach(path: Path) -> None:
    found, bounded = held(path)
    assert found == []
    assert bounded > 0
