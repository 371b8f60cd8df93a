"""`biaochi explain`: a member's score with its reasons, or why there is none to explain."""

import json

import pytest
from tests.console.conftest import Desk


def test_a_score_is_explained_down_to_its_facts(desk: Desk) -> None:
    said = desk.run("explain", *desk.inputs(), "--subject", "甲")
    assert (said.code, said.err) == (0, "")
    assert "64.5" in said.out and "荣誉" in said.out


@pytest.mark.parametrize("form", ["json", "html"])
def test_an_explanation_is_written_in_the_form_asked_for(desk: Desk, form: str) -> None:
    out = desk.folder / "说明" / f"甲.{form}"
    said = desk.run("explain", *desk.inputs(), "--subject", "甲", "--as", form, "--out", out)
    assert (said.code, said.out) == (0, f"已写入 {out}\n")
    text = out.read_text(encoding="utf-8")
    assert json.loads(text) if form == "json" else "<html" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--subject", "丁"], "丁"),
        (["--subject", "甲", "--table", "X"], "Q(季度积分)"),
        (["--subject", "甲", "--period", "2025"], "本办法按这些周期核算:季"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_what_can(desk: Desk, words: list[str], told: str) -> None:
    said = desk.run("explain", *desk.inputs(), *words)
    assert (said.code, said.out) == (1, "")
    assert told in said.err and "    处理:" in said.err
    assert "内部错误" not in said.err


def test_faults_of_the_facts_are_told_before_anything_is_explained(desk: Desk) -> None:
    desk.edit("facts.csv", "1,甲,出席,2025-07-05", "1,甲,出度,2025-07-05")
    said = desk.run("explain", *desk.inputs(), "--subject", "甲", "--lang", "en")
    assert (said.code, said.out) == (1, "")
    assert "error unknown-kind" in said.err
