"""The engine runs every cases file: those of the rule kinds beside this file, and those of the presets."""

from collections import Counter
from pathlib import Path

import pytest

from biaochi.scoring.cases.run import CasesFile, load_cases, run_case
from biaochi.scoring.plan import make_plan

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))
PRESETS = sorted((HERE.parents[1] / "src" / "biaochi" / "presets").glob("*/cases.yaml"))

LAST_OF = {"P": 26, "C": 9, "D": 3, "W": 7, "A": 8, "G": 5, "X": 7, "V": 8, "R": 4, "L": 4, "O": 6, "Y": 3}
"""The rule kinds are numbered from 01 in each letter: prices, caps, duplicates, windows, aggregation, groups, transfer, vetoes, ranks,
grades, outcomes, years."""
CODES = [f"{letter}{number:02d}" for letter, last in LAST_OF.items() for number in range(1, last + 1)]
EXPECTATIONS_MIN = 3


def sentence(path: Path) -> str:
    """P01-fixed-points.yaml → 'P01 fixed points'; a preset by its folder."""
    return f"preset {path.parent.name}" if path in PRESETS else path.stem.replace("-", " ")


def code_of(path: Path) -> str:
    return path.stem.split("-")[0]


def failures_of(cases: CasesFile, *, keeps_lines: bool) -> list[str]:
    """Every expectation that fails, with the name of its case."""
    plan = make_plan(cases.loaded.require())
    results = [run_case(plan, cases.content, case, keeps_lines) for case in cases.content.cases]
    return [f"{result.name}: {failure}" for result in results for failure in result.failures]


def expectations_of(cases: CasesFile) -> int:
    return sum(len(case.expect) + (case.expect_error is not None) for case in cases.content.cases)


@pytest.mark.parametrize("path", [*PRESETS, *FILES], ids=sentence)
def test_every_expectation_of_the_file_holds(path: Path) -> None:
    cases = load_cases(path)
    assert failures_of(cases, keeps_lines=False) == []
    assert failures_of(cases, keeps_lines=True) == []


def test_each_of_the_ninety_rule_kinds_has_its_cases() -> None:
    assert len(CODES) == 90
    assert {code_of(path) for path in FILES} == set(CODES)


def test_no_cases_file_lies_where_nobody_runs_it() -> None:
    assert [path.name for path in HERE.iterdir() if path.suffix in (".yml", ".json") or path.name.endswith(".YAML")] == []
    assert [path for path in (HERE / "base").glob("*.yaml") if "案例" in path.read_text(encoding="utf-8")] == []


def test_every_rule_kind_is_held_by_three_expectations_or_more() -> None:
    counts: Counter[str] = Counter()
    for path in FILES:
        counts[code_of(path)] += expectations_of(load_cases(path))
    assert [(code, count) for code, count in counts.items() if count < EXPECTATIONS_MIN] == []


@pytest.mark.parametrize("path", FILES, ids=sentence)
def test_the_file_says_what_it_exercises(path: Path) -> None:
    cases = load_cases(path)
    known = {*cases.loaded.codes, *cases.loaded.require().categories}
    assert cases.content.exercises
    assert [code for code in cases.content.exercises if code not in known] == []


def test_a_wrong_expectation_is_reported_with_and_without_lines(tmp_path: Path) -> None:
    text = (HERE / "P01-fixed-points.yaml").read_text(encoding="utf-8")
    wrong = text.replace("{主体: 甲, 值: R1, 得分: 6}", "{主体: 甲, 值: R1, 得分: 7}")
    assert wrong != text
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    cases = load_cases(tmp_path / "wrong.yaml")
    sentence = "三次志愿服务、一次迟到，各人只算各人的: 甲 (T1):R1 应为 7,实为 6"
    assert failures_of(cases, keeps_lines=False) == failures_of(cases, keeps_lines=True) == [sentence]
