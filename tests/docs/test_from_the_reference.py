"""Three schemes written by someone who had only the Chinese reference and a document's text: they check, and their cases pass.

They hold the reference to what it taught: a change of the language that breaks one of them breaks what readers have learnt.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.oracle.cases import run_file

from biaochi.scoring.cases.run import load_cases, run_cases
from biaochi.scoring.findings import Severity
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.load import load_scheme

FOLDERS = sorted(p.parent for p in (Path(__file__).parent / "from_the_reference").glob("*/scheme.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_scheme_written_from_the_reference_alone_checks_and_its_cases_pass_in_both(folder: Path) -> None:
    loaded = load_scheme(folder / "scheme.yaml")
    assert loaded.scheme is not None, loaded.findings
    assert [f for f in check_scheme(loaded) if f.severity is Severity.ERROR] == []
    results = list(run_cases(load_cases(folder / "cases.yaml", folder / "scheme.yaml")))
    assert len(results) >= 12
    assert [(r.name, r.failures) for r in results if r.failures] == []
    refusals = "expected an error"  # the interpreter refuses the same rows, in its own words
    assert [f for f in run_file(folder / "cases.yaml", folder / "scheme.yaml") if refusals not in f] == []


def test_there_are_three_of_them() -> None:
    assert [p.name for p in FOLDERS] == ["s14", "s16", "s18"]
