"""Every explanation folds to the settled digits, and says them: all cases, and the presets' demonstration years."""

import importlib
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.scoring.explain.fold import fold

from biaochi import files
from biaochi.scoring.cases.run import load_cases, settle_case
from biaochi.scoring.explain import Explanation, as_json, as_text, explain
from biaochi.scoring.explain.node import Node
from biaochi.scoring.explain.sentences import number, said
from biaochi.scoring.findings import Refused
from biaochi.scoring.plan import make_plan
from biaochi.scoring.points import UNITS
from biaochi.scoring.roster import World
from biaochi.scoring.scheme.load import load_scheme
from biaochi.scoring.settle import Settlement, settle
from biaochi.scoring.state import ABSENT

ROOT = Path(__file__).parents[3]
CASES = [
    *sorted((ROOT / "tests/cases").glob("*.yaml")),
    *(pytest.param(p, marks=pytest.mark.slow) for p in sorted((ROOT / "src/biaochi/presets").glob("*/cases.yaml"))),
]
DEMOS = [
    ("s01", "2025-Q1"), ("s02", "2025-06"), ("s08", "2025-06"),
    *((path.parent.name, "2025") for path in sorted((ROOT / "src/biaochi/presets").glob("*/demo.py"))),
]  # fmt: skip


def explanations(settlement: Settlement) -> Iterator[tuple[Explanation, Any]]:
    """(explanation, settled points: a Fraction or None) of every scorecard of every table and period that was settled."""
    for key in settlement.settled:
        cards = settlement.results[key]
        score = cards.values["score"]
        for index, entity in enumerate(cards.entities):
            if cards.states[index] != ABSENT:
                settled = Fraction(int(score.points[index]), UNITS) if bool(score.usable()[index]) else None
                yield explain(settlement, settlement.directory.id_of(int(entity)), *key), settled


def check(explanation: Explanation, settled: Fraction | None) -> None:
    """The JSON holds no float, folds to the settled digits, and so do the amounts of outcomes."""
    said_ = json.loads(json.dumps(as_json(explanation)), parse_float=pytest.fail)
    if said_["total"] is not None:
        assert fold(said_["total"]) == ("unknown" if settled is None else settled)
    for node in said_["beside"]:
        fold(node)
    for result in said_["ranks"] + said_["grades"] + said_["outcomes"]:
        for node in result.get("nodes", []):
            folded = fold(node)
            assert result["kind"] != "outcome" or folded == Fraction(result["amount"])


def check_sentences(node: Node) -> None:
    """Both sentences say the value, and the numbers it is made of where they are few."""
    sentence = said(node)
    for text in (sentence.zh, sentence.en):
        assert text, node
        if node.value is not None:
            assert number(node.value).lstrip("≈") in text, (text, node.value)
        few = [child for child in node.children if child.value] if len(node.children) <= 4 else []
        if node.operation in ("sum", "product", "quotient", "difference") and all(child.name.zh or child.steps for child in few):
            assert all(number(abs(child.value)).lstrip("≈") in text for child in few if child.value is not None), text


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_subject_of_the_cases_folds_to_the_settled_digits(path: Path) -> None:
    cases = load_cases(path)
    plan = make_plan(cases.loaded.require())
    for case in cases.content.cases:
        try:
            settlement = settle_case(plan, cases.content, case, keeps_lines=True)
        except Refused:
            continue
        for explanation, settled in explanations(settlement):
            check(explanation, settled)
            for node in explanation.nodes():
                check_sentences(node)


def settled_demo(name: str, period: str, folder: Path) -> Settlement:
    """The demonstration year of a preset, settled with its lines."""
    importlib.import_module(f"biaochi.presets.{name}.demo").write(folder)

    def read(what: Any, file: str, **options: Any) -> Any:
        return what(folder / file, **options) if (folder / file).exists() else None

    world = World(
        read(files.read_roster, "roster.csv", names=True), read(files.read_organisations, "organisations.csv"),
        read(files.read_relations, "relations.csv"), read(files.read_history, "history.csv"),
        read(files.read_parameters, "parameters.csv") or (), read(files.read_calendar, "calendar.csv") or {},
    )  # fmt: skip
    plan = make_plan(load_scheme(ROOT / "src/biaochi/presets" / name / "scheme.yaml").require())
    return settle(plan, world, files.read_facts(folder / "facts.csv"), period, keeps_lines=True)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "period"), DEMOS)
def test_every_subject_of_a_demonstration_year_folds_to_the_settled_digits(name: str, period: str, tmp_path: Path) -> None:
    settlement = settled_demo(name, period, tmp_path)
    for explanation, settled in explanations(settlement):
        check(explanation, settled)
        assert as_text(explanation)


def test_the_checker_sees_a_wrong_digit() -> None:
    leaf = {"kind": "amount", "do": "constant", "with": {"value": "3"}, "state": "known", "value": "3"}
    wrong = {"kind": "rule", "do": "sum", "state": "known", "value": "7", "children": [leaf, leaf]}
    with pytest.raises(AssertionError, match="claims 7, folds to 6"):
        fold(wrong)


def test_the_checker_is_short_enough_to_be_read() -> None:
    assert len(Path(__file__).with_name("fold.py").read_text(encoding="utf-8").splitlines()) <= 50
