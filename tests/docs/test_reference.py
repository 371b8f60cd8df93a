"""The two reference documents hold: every ```yaml block is run, and nothing of the language is missing from them.

How an example becomes a file stands in `blocks`. A fragment inside the skeleton, a whole cases file, or a scheme with the cases after it is
written to a folder, loaded, checked without a single finding, and all its cases pass twice: through the engine and through the oracle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.docs.blocks import CASES, SCHEME, Block, blocks_of, pieces_of, whole_file
from tests.oracle.cases import run_file

from biaochi.scoring.cases.run import load_cases, run_case
from biaochi.scoring.plan import make_plan
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.load import load_scheme

DOCS = Path(__file__).parents[2] / "docs"
REFERENCES = {"zh": DOCS / "办法语言参考.md", "en": DOCS / "scheme-reference.md"}
COUNTS = {"P": 26, "C": 9, "D": 3, "W": 7, "A": 8, "G": 5, "X": 7, "V": 8, "R": 4, "L": 4, "O": 6, "Y": 3}
PROGRAMME = {"K": 7, "U": 3, "E": 3}


def codes_of(counts: dict[str, int]) -> list[str]:
    return [f"{letter}{number:02d}" for letter, count in counts.items() for number in range(1, count + 1)]


KINDS, STEPS = codes_of(COUNTS), codes_of(PROGRAMME)


@dataclass(frozen=True)
class Example:
    """A block with what it needs: the skeleton of its document, and the scheme files that stand before it under the same heading."""

    language: str
    block: Block
    skeleton: str
    files: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.language}-{self.block.heading.split(' ')[0]}-{self.block.line}"


def examples_of(language: str) -> Iterator[Example]:
    blocks = list(blocks_of(REFERENCES[language].read_text(encoding="utf-8")))
    skeleton = next(block.text for block in blocks if block.is_skeleton)
    files: dict[str, str] = {}
    heading = ""
    for block in blocks:
        if block.heading != heading:
            files, heading = {}, block.heading
        if block.is_scheme:
            files[block.file_name] = block.text
        yield Example(language, block, skeleton, tuple(files.items()))


EXAMPLES = [example for language in REFERENCES for example in examples_of(language)]


def run_example(example: Example, folder: Path) -> tuple[list[str], int]:
    """(everything that is not as it should be, how many expectations were looked at)."""
    for name, text in example.files:
        (folder / name).write_text(text, encoding="utf-8")
    block = example.block
    if block.is_scheme:
        loaded = load_scheme(folder / block.file_name)
        return [finding.what.zh for finding in loaded.findings or check_scheme(loaded)], 0
    path, beside = folder / "cases.yaml", folder / "scheme.yaml"
    text = whole_file(block.text, example.skeleton) if block.is_fragment else block.text
    path.write_text(text, encoding="utf-8")
    own = not set(pieces_of(text)) & SCHEME
    if not set(pieces_of(text)) & CASES:
        text += "\n" + ("案例" if example.language == "zh" else "cases") + ": []\n"
        path.write_text(text, encoding="utf-8")
    cases = load_cases(path, beside if own else None)
    wrong = [f"{finding.code}: {finding.what.zh}" for finding in check_scheme(cases.loaded)]
    plan = make_plan(cases.loaded.require())
    expectations = 0
    for case in cases.content.cases:
        result = run_case(plan, cases.content, case)
        wrong += [f"{case.name}: {failure}" for failure in result.failures]
        expectations += result.expectations
    return wrong + run_file(path, beside if own else None), expectations


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_example_holds(example: Example, tmp_path: Path) -> None:
    wrong, expectations = run_example(example, tmp_path)
    assert wrong == []
    if example.block.heading.split(" ")[0] in KINDS and not example.block.is_scheme:
        assert expectations >= 2, "an example shows at least two results"


def test_a_wrong_expectation_is_seen(tmp_path: Path) -> None:
    example = next(e for e in EXAMPLES if e.name.startswith("zh-P01"))
    broken = replace(example, block=replace(example.block, text=example.block.text.replace("得分: 4.5", "得分: 4.6")))
    assert len(run_example(broken, tmp_path)[0]) == 2


def test_an_unanswered_question_is_seen(tmp_path: Path) -> None:
    example = next(e for e in EXAMPLES if e.name.startswith("zh-P07"))
    broken = replace(example, block=replace(example.block, text=example.block.text.replace(", 零分母: 1", "")))
    assert run_example(broken, tmp_path)[0][0].startswith("zero-denominator-open")


@pytest.mark.parametrize("language", REFERENCES)
def test_every_code_has_a_section_with_an_example(language: str) -> None:
    document = REFERENCES[language].read_text(encoding="utf-8")
    headings = re.findall(r"^### ([A-Z]\d\d) ", document, re.MULTILINE)
    assert headings == KINDS + STEPS
    shown = {e.block.heading.split(" ")[0] for e in EXAMPLES if e.language == language}
    assert [code for code in KINDS + STEPS if code not in shown] == []


def test_both_languages_show_the_same_examples() -> None:
    counted = [[e.block.heading.split(" ")[0] for e in EXAMPLES if e.language == language] for language in REFERENCES]
    assert [c for c in counted[0] if c in KINDS + STEPS] == [c for c in counted[1] if c in KINDS + STEPS]


def words_of_the_language() -> list[tuple[str, str]]:
    """(Chinese, English) of every key and fixed word, from the generated table."""
    table = (DOCS / "keys.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ") and not line.startswith("| 中文")]
    keys = [(row[0].rstrip("*"), row[1]) for row in rows]
    words = [tuple(word.split(" ", 1)) for row in rows if len(row) > 2 for word in row[2].strip(" |").split("、") if " " in word]
    return sorted({*keys, *words})


def words_shown(document: str) -> set[str]:
    """Every word that stands in an example or between backticks."""
    fenced = re.findall(r"^```[^\n]*\n(.*?)^```$", document, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```$", "", document, flags=re.MULTILINE | re.DOTALL)
    shown = [*fenced, *re.findall(r"`([^`\n]+)`", prose)]
    return {word for text in shown for word in re.split(r"\W+", text)}


@pytest.mark.parametrize(("language", "position"), [("zh", 0), ("en", 1)])
def test_every_key_and_word_is_explained(language: str, position: int) -> None:
    shown = words_shown(REFERENCES[language].read_text(encoding="utf-8"))
    assert [pair for pair in words_of_the_language() if pair[position] not in shown] == []


def test_no_index_points_nowhere() -> None:
    for path in DOCS.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([^)#\s]*\.md)?#([^)\s]+)\)", text):
            page = (path.parent / target if target else path).read_text(encoding="utf-8")
            assert anchor in {slug(title) for title in re.findall(r"^#{1,4} (.*)$", page, re.MULTILINE)}, f"{path.name} → {target}#{anchor}"


def slug(title: str) -> str:
    """The anchor a heading gets."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
