"""The report says the same as text, as JSON and as a page; the page needs nothing but itself."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from biaochi.console.main import main
from biaochi.files.charts import histogram, moves_histogram, nice_step
from biaochi.files.rehearsal_page import rehearsal_page
from biaochi.scoring.rehearse import Rehearsal
from biaochi.scoring.rehearse.as_json import as_json
from biaochi.scoring.rehearse.as_text import as_text

from .staged import SCHEME, draft_of, fact, rehearsed

FACTS = [
    fact("甲", "学习"), fact("甲", "学习"), fact("乙", "服务", level="市级"), fact("乙", "服务", level="市级"),
    fact("乙", "评议", mark="4"), fact("丙", "学习"),
]  # fmt: skip
EDITS = (
    ("每次: 4, 封顶: 5", "每次: 4, 封顶: 8"), ("市级: 3", "市级: 5"), ("酌情: {自: 0, 至: 5}", "酌情: {自: 0, 至: 3}"),
    ("线: {值: 8}", "线: {值: 9}"),
)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Rehearsal:
    return rehearsed(*EDITS, facts=FACTS)


def test_the_text_names_changes_moves_and_causes(found: Rehearsal) -> None:
    text = as_text(found)
    assert "第五条 参加学习:封顶由 5 分改为 8 分" in text
    assert "乙(一支部):10 → 13(+3);名次 1/3 → 1/3;[3]−1 [4]+4" in text
    assert "甲(一支部):5 → 8(+3);名次 2/3 → 2/3;[2]+3" in text
    assert "总变动 +6" in text
    assert "1 条酌情评分超出新办法的范围" in text


def test_the_text_speaks_english(found: Rehearsal) -> None:
    text = as_text(found, "en")
    assert "第五条 参加学习: cap: from 5 to 8" in text and "the whole change +6" in text


def test_a_draft_that_changes_nothing_says_so_in_one_line() -> None:
    same = rehearsed(("名称: 参加学习", "名称: 集中学习"), facts=FACTS)
    assert "没有改动计分的内容" in as_text(same) and "【" not in as_text(same)
    assert "没有改动计分的内容" in rehearsal_page(same)
    assert json.loads(as_json(same))["changes_nothing"] is True


def test_points_in_json_are_texts_that_add_up(found: Rehearsal) -> None:
    record = json.loads(as_json(found))
    (table,) = record["tables"]
    assert table["change"] == "6"
    for move in table["moves"]:
        parts = [*move["causes"].values(), move["rest"]]
        assert all(isinstance(part, str) for part in parts)
        assert sum(map(float, parts)) == float(move["change"])
        assert float(move["after"]["score"]) - float(move["before"]["score"]) == float(move["change"])
    assert not any(isinstance(value, float) for value in values_of(record))


def values_of(record: Any) -> list[Any]:
    if isinstance(record, dict):
        return [inner for value in record.values() for inner in values_of(value)]
    return [inner for value in record for inner in values_of(value)] if isinstance(record, list) else [record]


def test_the_page_needs_nothing_but_itself(found: Rehearsal) -> None:
    page = rehearsal_page(found, hashes=("a" * 64, "b" * 64))
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|src=|@import|url\(|<link", page)
    assert page.count("<svg") >= 4 and "size: A4" in page and "aaaaaaaaaaaaaaaa" in page


def test_names_cannot_break_the_page() -> None:
    page = rehearsal_page(rehearsed(("名称: 参加学习", "名称: <b>学习</b>"), *EDITS[1:], facts=FACTS))
    assert "<b>学习</b>" not in page


def test_the_page_lists_as_many_as_asked_for(found: Rehearsal) -> None:
    assert "另有 1 个" in rehearsal_page(found, rows=1) and "另有" not in rehearsal_page(found)


def test_charts_count_everybody_once() -> None:
    import numpy as np

    chart = str(moves_histogram(np.array([-10_000, 0, 0, 20_000]), ("降", "不变", "升"), "变动"))
    assert chart.count("<rect") == 3 + 3  # three bars and three marks of the legend
    assert str(histogram(np.array([], np.int64), np.array([], np.int64), ("原", "新"), "")) == ""


@pytest.mark.parametrize(("width", "step"), [(1, 1), (30, 1), (31, 2), (100, 5), (1_000_000, 50_000)])
def test_steps_of_a_chart_are_round(width: int, step: int) -> None:
    assert nice_step(width, 30) == step


# the command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(draft_of(*EDITS), encoding="utf-8")
    rows = "id,name,status,organisation\n甲,张一,正式党员,一支部\n乙,李二,正式党员,一支部\n"
    (tmp_path / "roster.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "facts.csv").write_text("id,subject,kind,date\n1,甲,学习,2025-03-01\n2,甲,学习,2025-04-01\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    names = [str(folder / name) for name in ("old.yaml", "new.yaml")]
    inputs = ["--roster", str(folder / "roster.csv"), "--facts", str(folder / "facts.csv"), "--period", "2025"]
    return main(["rehearse", *names, *inputs, *more])


def test_the_command_prints_the_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    assert "张一(一支部):5 → 8(+3)" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "begins"), [("json", "{"), ("html", "<!doctype html>"), ("text", "试算")])
def test_the_command_writes_the_report(folder: Path, form: str, begins: str) -> None:
    assert run(folder, "--as", form, "--out", str(folder / "out" / "report")) == 0
    assert (folder / "out" / "report").read_text(encoding="utf-8").startswith(begins)


def test_the_command_refuses_a_draft_with_errors_and_names_its_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "new.yaml").write_text(draft_of(("事项: 学习, 每次: 4", "事项: 学席, 每次: 4")), encoding="utf-8")
    assert run(folder) == 1
    assert "new.yaml" in capsys.readouterr().err


def test_a_parameter_that_only_the_draft_has_may_be_given(folder: Path) -> None:
    (folder / "new.yaml").write_text(draft_of(("线: {值: 8}", "线: {值: 8}, 价: {}"), ("每次: 4", "每次: {参数: 价}")), encoding="utf-8")
    (folder / "parameters.csv").write_text("name,value\n价,3\n", encoding="utf-8")
    assert run(folder, "--parameters", str(folder / "parameters.csv")) == 0


def test_a_parameter_that_neither_has_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "parameters.csv").write_text("name,value\n没有,3\n", encoding="utf-8")
    assert run(folder, "--parameters", str(folder / "parameters.csv")) == 1
    assert "没有名为" in capsys.readouterr().err


def test_a_period_that_the_draft_does_not_settle_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "new.yaml").write_text(draft_of(("周期: 年", "周期: 季")), encoding="utf-8")
    assert run(folder) == 1
    assert "以“2025”这种周期" in capsys.readouterr().err
