"""Every preset, with one fault of each kind that it has a place for: that finding, and no other, and its example shows it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tests.scoring.scheme.misspelt import TEXTS
from tests.scoring.scheme.planting import Bed, bed, findings_in
from tests.scoring.scheme.plants import PLANTS
from tests.scoring.scheme.shown import failures
from tests.scoring.scheme.test_check import CASES

from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.load import Loaded, load_tree

ROOT = Path(__file__).parents[3]
PRESETS = sorted(path.parent.name for path in (ROOT / "src/biaochi/presets").glob("*/scheme.yaml"))
PARTS = 20
"""Without `slow`, each preset is planted with every twentieth kind, others from preset to preset."""
KINDS = (*PLANTS, *TEXTS)
SMALL = {code: wrong for code, wrong, _ in CASES}
"""A small scheme for a kind of finding that no preset offers a place for."""


@cache
def preset(name: str) -> tuple[str, Loaded, tuple[Finding, ...]]:
    text = (ROOT / "src/biaochi/presets" / name / "scheme.yaml").read_text(encoding="utf-8")
    loaded, found = findings_in(text)
    return text, loaded, tuple(found)


def plant(name: str, code: str) -> tuple[Loaded, list[Finding]] | None:
    """The preset with the fault and all its findings; None where it has no place for it."""
    text, loaded, _ = preset(name)
    if code in TEXTS:
        changed = TEXTS[code](text)
        return None if changed is None or changed == text else findings_in(changed)
    grown: Bed = bed(text, loaded)
    if not PLANTS[code](grown):
        return None
    planted = load_tree(grown.tree, "preset", [])
    return planted, list(planted.findings) if planted.scheme is None else check_scheme(planted)


def faults(name: str, code: str) -> list[str] | None:
    """What is not as it should be once the fault is planted; None where the preset has no place for it."""
    planted = plant(name, code)
    if planted is None:
        return None
    loaded, found = planted
    before = {(f.code, f.what.zh) for f in preset(name)[2]}
    new = [f for f in found if (f.code, f.what.zh) not in before]
    said = [] if {f.code for f in new} == {code} else [f"{name} {code}: {sorted({f.code for f in new})}"]
    for one in new:
        if one.example is not None and loaded.scheme is not None:
            said += [f"{name} {one.code}: {text}" for text in failures(loaded, one.example)]
    return said


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_has_no_errors_and_answers_its_warnings(name: str) -> None:
    readme = (ROOT / "src/biaochi/presets" / name / "README.md").read_text(encoding="utf-8")
    _, _, found = preset(name)
    assert [f.lines() for f in found if f.severity is Severity.ERROR] == []
    assert [f.lines() for f in found if f.code not in readme] == []


@pytest.mark.parametrize("name", PRESETS)
def test_a_fault_planted_in_a_preset_is_found_and_nothing_else(name: str) -> None:
    turn = PRESETS.index(name)
    chosen = [code for position, code in enumerate(KINDS) if position % PARTS == turn % PARTS]
    assert [text for code in chosen for text in faults(name, code) or []] == []


@pytest.mark.slow
def test_every_fault_is_planted_in_every_preset_that_has_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    wrong: list[str] = []
    counted = dict.fromkeys(KINDS, 0)
    for name in PRESETS:
        for code in KINDS:
            found = faults(name, code)
            counted[code] += found is not None
            wrong += found or []
    with capsys.disabled():
        print()
        for code, times in counted.items():
            print(f"{code:28}{times:4} of {len(PRESETS)} presets" + ("" if times else ", a small scheme"))
    assert wrong == []
    nowhere = [code for code, times in counted.items() if times == 0]
    assert [code for code in nowhere if code not in {f.code for f in findings_in(SMALL.get(code, ""))[1]}] == []


def test_every_kind_of_finding_is_planted_or_has_a_small_scheme() -> None:
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/biaochi/scoring/scheme/checks").glob("*.py"))
    given = {code for code in listed if f'"{code}"' in sources}
    assert given - set(KINDS) - set(SMALL) == set()
    assert set(KINDS) <= listed
