"""The map of rule kinds: every code and every open question has its row, and each row says something that exists."""

from __future__ import annotations

import re

import pytest
from tests.docs.test_reference import DOCS, KINDS, STEPS, words_of_the_language, words_shown

MAP = (DOCS / "rule-kinds-map.md").read_text(encoding="utf-8")
FINDINGS = (DOCS / "findings.md").read_text(encoding="utf-8")
CASES = DOCS.parent / "tests" / "cases"
QUESTIONS = (
    "integer bands leave holes",
    "whole steps or pro rata",
    "inclusive or strict",
    "the highest reached, or added up",
    "a quota's rounding",
    "order of rule cap",
    "a change of branch",
    "a standing state",
    "unknown is not zero",
    "rounding: where",
    "ties in rank",
    "其他情节经支部研究酌情",
    "a vetoed or disqualified subject",
    "the organisation that ranks",
    "40/30/30 of parts",
    "deducting x %",
    "what absence means",
    "ballots: roll",
    "stages that replace or add",
    "a threshold streak",
    "an input of a later period",
)
"""What published schemes were seen to leave open."""


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the table rows under the heading."""
    part = MAP.split(f"\n## {heading}\n")[1]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


CELLS = [line.strip("| ").split(" | ") for line in MAP.splitlines()]
ROWS = {cells[0]: cells[1:] for cells in CELLS if re.fullmatch(r"[A-Z]\d\d", cells[0])}
OPEN = rows_below("What real schemes leave open")


def test_every_code_has_one_row() -> None:
    assert re.findall(r"^\| ([A-Z]\d\d) \|", MAP, re.MULTILINE) == KINDS + STEPS


@pytest.mark.parametrize("code", KINDS + STEPS)
def test_the_row_is_made_of_words_of_the_language_and_links_its_cases(code: str) -> None:
    keys = {english for _, english in words_of_the_language()}
    assert words_shown(ROWS[code][1]) & keys
    linked = set(re.findall(r"\(\.\./tests/cases/([^)]+)\)", " ".join(ROWS[code])))
    assert linked == {path.name for path in CASES.glob(f"{code}-*.yaml")}
    assert (code in KINDS) == bool(linked)
    assert len(re.findall(rf"\.md#{code.lower()}-", ROWS[code][-1])) == 2


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_open_question_is_answered_by_a_key(question: str) -> None:
    (row,) = [cells for cells in OPEN if question in cells[0]]
    assert words_shown(row[1]) & {english for _, english in words_of_the_language()} or "order is fixed" in row[1]
    assert all(f"| `{finding}` |" in FINDINGS for finding in re.findall(r"`([^`]+)`", row[2]))
    assert re.search(r"scheme-reference\.md#[a-z]\d\d-", row[3])


def test_no_question_stands_without_being_asked_for() -> None:
    assert len(OPEN) == len(QUESTIONS)


def test_every_question_of_the_check_is_in_the_table() -> None:
    asked = re.findall(r"^\| `([\w-]+-open)` \|", FINDINGS, re.MULTILINE)
    answered = {finding for row in OPEN for finding in re.findall(r"`([^`]+)`", row[2])}
    assert asked and [finding for finding in asked if finding not in answered] == []
