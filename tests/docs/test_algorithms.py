"""A page a stage: short, of one shape, and its worked table is what the engine and the oracle compute."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.blocks import blocks_of
from tests.docs.test_reference import DOCS, REFERENCES, Example, run_example

from biaochi.scoring.settle import STAGES

PAGES = sorted((DOCS / "algorithms").glob("*.md"))
SHAPE = ["Words", "Guarantee", "Steps", "Worked table", "Drawbacks"]
LINES_MAX = 80
SKELETON = next(block.text for block in blocks_of(REFERENCES["en"].read_text(encoding="utf-8")) if block.is_skeleton)
SOURCES = DOCS.parent / "src" / "biaochi" / "scoring"


def examples_of(page: Path) -> list[Example]:
    return [Example("en", block, SKELETON, ()) for block in blocks_of(page.read_text(encoding="utf-8"))]


def test_every_stage_has_its_page() -> None:
    assert {stage.__name__ for stage in STAGES} - {page.stem for page in PAGES} == set()


def test_every_page_that_a_docstring_names_is_there() -> None:
    named = {name for path in SOURCES.rglob("*.py") for name in re.findall(r"docs/algorithms/(\w+)\.md", path.read_text(encoding="utf-8"))}
    assert named and named - {page.stem for page in PAGES} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_short_and_of_the_common_shape(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LINES_MAX
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SHAPE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_worked_table_is_what_the_engine_computes(page: Path, tmp_path: Path) -> None:
    (example,) = examples_of(page)
    wrong, expectations = run_example(example, tmp_path)
    assert wrong == []
    assert expectations >= 2
    table = "\n".join(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|"))
    numbers = set(re.findall(r"(?:points|amount): (-?[\d.]+)", example.block.text))
    assert [number for number in numbers if number.lstrip("-") not in table] == []
