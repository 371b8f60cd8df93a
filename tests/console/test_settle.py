"""`biaochi settle`: files in, result files out, or every fault told and nothing written."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.console.conftest import Desk, Said

import biaochi.files
from biaochi.files.writers import TableTooLargeForExcel


def refused(said: Said, *codes: str) -> str:
    """What a refusal says: on standard error only, each fault with its place and its remedy, no traceback."""
    assert said.code == 1
    assert said.out == ""
    assert "Traceback" not in said.err and "内部错误" not in said.err
    lines = said.err.splitlines()
    found = [line.split(": 错误 ")[1].split(":")[0] for line in lines if ": 错误 " in line]
    assert found == list(codes), said.err
    for number, line in enumerate(lines):
        if ": 错误 " in line:
            assert not line.startswith(":"), "no place"
            assert lines[number + 1].startswith(("    原因:", "    处理:")), f"no remedy: {line}"
    assert lines[-1].startswith(f"共 {len(codes)} 个错误")
    return said.err


def files_of(desk: Desk) -> set[str]:
    return {path.name for path in desk.folder.iterdir()}


# --- what is settled --------------------------------------------------------------------------------------------------


def test_a_period_is_settled_from_its_files(desk: Desk) -> None:
    said = desk.settle()
    assert (said.code, said.err) == (0, "")
    assert said.out == f"季度积分 2025-Q3:计分 3,共 3;结果在 {desk.out}\n"
    assert desk.scores() == {"甲": "64.5", "乙": "61.5", "丙": "68.8"}
    record = json.loads((desk.out / "run.json").read_text(encoding="utf-8"))
    assert record["inputs"] == {"facts": "facts.csv", "roster": "roster.csv", "scheme": "scheme.yaml"}
    assert (record["facts"]["rows"], record["states"]) == (4, {"Q": {"scored": 3}})


def test_the_result_is_announced_in_english_when_asked(desk: Desk) -> None:
    assert desk.settle("--lang", "en").out == f"季度积分 2025-Q3: 3 scored of 3; results in {desk.out}\n"


def test_a_second_run_replaces_the_first(desk: Desk) -> None:
    desk.settle("--lines")
    assert (desk.out / "lines.csv").exists()
    desk.edit("facts.csv", "2,甲,荣誉,2025-08-01,市级", "2,甲,荣誉,2025-08-01,省级")
    assert desk.settle().code == 0
    assert desk.scores()["甲"] == "66.5"
    assert not (desk.out / "lines.csv").exists()
    assert files_of(desk) == {"scheme.yaml", "roster.csv", "facts.csv", "cases.yaml", "out"}


def test_a_parameter_s_file_fills_it(desk: Desk) -> None:
    desk.write("parameters.csv", "名称,值\n基数,70\n")
    assert desk.settle(parameters="parameters.csv").code == 0
    assert desk.scores()["乙"] == "71.5"


@pytest.mark.parametrize(
    ("words", "score"),
    [
        (["--as-of", "2025-07-31"], "61.5"),
        (["--as-of", "2025-08-01"], "64.5"),
        (["--known-at", "2025-07-31"], "61.5"),
        (["--as-of", "2025-12-31"], "64.5"),
    ],
)
def test_the_days_asked_for_are_kept(desk: Desk, words: list[str], score: str) -> None:
    assert desk.settle(*words).code == 0
    assert desk.scores()["甲"] == score


def test_a_roster_without_facts_is_settled_with_a_warning(desk: Desk) -> None:
    desk.write("facts.csv", "编号,主体,事项,日期\n")
    said = desk.settle()
    assert said.code == 0
    assert "提醒 file-without-rows" in said.err and "共 0 个错误,1 个提醒" in said.err
    assert desk.scores() == {"甲": "60", "乙": "60", "丙": "60"}


def test_the_results_of_one_scheme_feed_another(desk: Desk) -> None:
    desk.settle()
    desk.write("second.yaml", """\
办法: 另一办法
代码: S2
版本: "1"
施行: 2025-01-01
取整: {位数: 2}
计分表:
- 名称: 折算
  代码: T
  周期: 季
  指标:
  - 名称: 项
    代码: X
    评分标准: [{代码: Y, 折算: 0.5, 取数: {取自: {办法: S, 表: Q, 缺: 计零}}}]
""")
    words = ["--roster", desk.folder / "roster.csv", "--facts", desk.folder / "none.csv", "--period", "2025-Q3", "--format", "csv"]
    desk.write("none.csv", "编号,主体,事项,日期\n")
    out = desk.folder / "out2"
    said = desk.run("settle", desk.folder / "second.yaml", *words, "--feed", desk.out, "--out", out)
    assert said.code == 0, said.err
    assert "丙,二支部,2025-Q3,34.4," in (out / "scorecards.csv").read_text(encoding="utf-8")


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("1,甲,出席,2025-07-05", "1,甲,出度,2025-07-05", "unknown-kind", "是否应为“出席”"),
        ("1,甲,出席,2025-07-05", "1,戊,出席,2025-07-05", "unknown-subject", "主体“戊”"),
        ("1,甲,出席,2025-07-05", "4,甲,出席,2025-07-05", "row-twice", "第 5 行与第 2 行重复"),
        ("1,甲,出席,2025-07-05", "1,甲,出席,2025-02-30", "cell-day-impossible", "2025-02-30"),
        ("2025-08-01,市级", "2025-08-01,县级", "level-not-listed", "省级、市级"),
        (",,88", ",,100.5", "mark-out-of-range", "0 至 100"),
        (",,88", ",,八十八", "cell-not-a-number", "八十八"),
    ],
)
def test_a_fact_that_cannot_count_is_refused(desk: Desk, old: str, new: str, code: str, told: str) -> None:
    desk.edit("facts.csv", old, new)
    err = refused(desk.settle(), code)
    assert told in err
    assert files_of(desk) == {"scheme.yaml", "roster.csv", "facts.csv", "cases.yaml"}


def test_a_bad_cell_is_told_with_its_row_and_column(desk: Desk) -> None:
    desk.edit("facts.csv", "1,甲,出席,2025-07-05", "1,甲,出席,七月五日")
    assert "facts.csv:2:" in refused(desk.settle(), "cell-not-a-day")


@pytest.mark.parametrize("option", ["roster", "facts", "organisations", "relations", "history", "calendar", "parameters"])
def test_a_missing_file_is_told_by_name(desk: Desk, option: str) -> None:
    err = refused(desk.settle(**{option: "nowhere.csv"}), "file-absent")
    assert "nowhere.csv" in err and "没有这个文件" in err


def test_a_missing_scheme_is_told_by_name(desk: Desk) -> None:
    (desk.folder / "scheme.yaml").unlink()
    assert "scheme.yaml" in refused(desk.settle(), "file-unreadable")


def test_faults_of_all_files_are_told_together(desk: Desk) -> None:
    desk.edit("scheme.yaml", "每次: 1.5", "每次: 一分")
    desk.edit("roster.csv", "乙,李四,正式党员,一支部", "甲,李四,正式党员,二支部")
    desk.edit("facts.csv", "3,乙,出席,2025-07-05", "3,乙,出席,昨天")
    err = refused(desk.settle(parameters="nowhere.csv"), "not-a-number", "rows-overlap", "file-absent", "cell-not-a-day")
    places = ("scheme.yaml:20:27: ", "roster.csv:3: ", "nowhere.csv: ", "facts.csv:4:日期: ")
    assert [place for place in places if place not in err] == []


@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ("基,60", "unknown-parameter", "办法的参数:基数"),
        ("基数,49.99", "parameter-out-of-bounds", "≥ 50 ≤ 70"),
        ("基数,70.01", "parameter-out-of-bounds", "70.01"),
        ("基数,六十", "cell-not-a-number", "六十"),
    ],
)
def test_a_parameter_that_the_scheme_does_not_allow_is_refused(desk: Desk, row: str, code: str, told: str) -> None:
    desk.write("parameters.csv", f"名称,值\n{row}\n")
    assert told in refused(desk.settle(parameters="parameters.csv"), code)


def test_a_parameter_without_a_value_must_be_given(desk: Desk) -> None:
    desk.edit("scheme.yaml", "{值: 60, 最小: 50, 最大: 70}", "{最小: 50, 最大: 70}")
    assert "基数" in refused(desk.settle(), "parameter-not-given")
    desk.write("parameters.csv", "名称,值\n基数,50\n")
    assert desk.settle(parameters="parameters.csv").code == 0


@pytest.mark.parametrize(
    ("period", "code", "told"),
    [
        ("2025-Q9", "period-not-understood", "写作 2025、2025-H1、2025-Q3"),
        ("二五年", "period-not-understood", "二五年"),
        ("2025", "period-not-settled", "本办法按这些周期核算:季"),
    ],
)
def test_a_period_that_is_none_or_not_the_scheme_s_is_refused(desk: Desk, period: str, code: str, told: str) -> None:
    assert told in refused(desk.settle("--period", period), code)


def test_a_day_before_the_period_is_refused(desk: Desk) -> None:
    assert "2025-06-30 早于周期的第一天 2025-07-01" in refused(desk.settle("--as-of", "2025-06-30"), "as-of-before-period")
    assert desk.settle("--as-of", "2025-07-01").code == 0


def test_points_beyond_all_reason_are_refused(desk: Desk) -> None:
    desk.edit("scheme.yaml", "每次: 1.5", "每次: 200000000000")
    assert "季度积分 2025-Q3:积分超过 100,000,000,000 分" in refused(desk.settle(), "points-too-large")


def test_a_folder_that_is_no_feed_is_refused(desk: Desk) -> None:
    assert "biaochi settle" in refused(desk.settle("--feed", desk.folder), "not-a-feed")
    desk.write("run.json", "{")
    refused(desk.settle("--feed", desk.folder), "not-a-feed")
    desk.write("history.csv", "subject\n")
    refused(desk.settle("--feed", desk.folder), "not-a-feed")


def test_refusals_are_said_in_english_when_asked(desk: Desk) -> None:
    desk.edit("facts.csv", "1,甲,出席,2025-07-05", "1,甲,出度,2025-07-05")
    said = desk.settle("--lang", "en")
    assert "facts: error unknown-kind: the catalogue has no fact kind 出度" in said.err
    assert "    do: correct the name, or declare the kind in the scheme" in said.err
    assert said.err.endswith("1 errors, 0 warnings\n")


# --- where results go -------------------------------------------------------------------------------------------------


def test_a_folder_with_other_things_is_left_alone_and_nothing_is_even_read(desk: Desk) -> None:
    desk.out.mkdir()
    (desk.out / "报告.docx").write_text("我的")
    (desk.folder / "roster.csv").unlink()
    refused(desk.settle(), "folder-not-ours")
    assert [path.name for path in desk.out.iterdir()] == ["报告.docx"]


def test_a_refused_run_leaves_the_results_of_the_one_before(desk: Desk) -> None:
    desk.settle()
    before = {path.name: path.read_bytes() for path in desk.out.iterdir()}
    desk.edit("facts.csv", "1,甲,出席,2025-07-05", "1,甲,出度,2025-07-05")
    refused(desk.settle(), "unknown-kind")
    assert {path.name: path.read_bytes() for path in desk.out.iterdir()} == before


def failing(after: int, error: Exception) -> Any:
    """write_table that fails at one of its calls."""
    calls, real = [], biaochi.files.write_table

    def write_table(folder: Path, name: str, *more: Any) -> Path:
        calls.append(name)
        if len(calls) > after:
            raise error
        return real(folder, name, *more)

    return write_table


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize("earlier", [False, True])
def test_a_disk_that_fills_up_half_way_leaves_nothing_half_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int, earlier: bool
) -> None:
    if earlier:
        desk.settle()
    before = {path.name: path.read_bytes() for path in desk.out.iterdir()} if earlier else {}
    monkeypatch.setattr(biaochi.files, "write_table", failing(after, OSError(28, "No space left on device", "values.csv")))
    said = desk.settle()
    assert (said.code, said.out) == (1, "")
    assert "values.csv" in said.err and "No space left on device" in said.err and "磁盘空间" in said.err
    assert "Traceback" not in said.err
    assert {path.name: path.read_bytes() for path in desk.out.iterdir()} == before if earlier else not desk.out.exists()
    assert files_of(desk) - {"out"} == {"scheme.yaml", "roster.csv", "facts.csv", "cases.yaml"}


def test_a_table_too_large_for_excel_is_refused_with_the_way_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(biaochi.files, "write_table", failing(1, TableTooLargeForExcel("values has 2,000,000 rows")))
    assert "改用 --format csv 或 parquet" in refused(desk.settle(), "table-too-large")
    assert not desk.out.exists()


def test_an_interrupted_run_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(biaochi.files, "write_table", failing(1, KeyboardInterrupt()))  # type: ignore[arg-type]
    said = desk.settle()
    assert (said.code, said.out, said.err) == (130, "", "已中止,没有写出文件\n")
    assert not desk.out.exists()


def test_what_nobody_foresaw_is_one_sentence_and_a_traceback_only_when_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(biaochi.files, "write_table", failing(1, ZeroDivisionError("division by zero")))
    said = desk.settle()
    assert said.code == 1
    assert said.err == "内部错误:ZeroDivisionError: division by zero。没有写出文件。请加 --debug 重试,并把输出发给维护者\n"
    assert "internal error: ZeroDivisionError" in desk.settle("--lang", "en").err
    monkeypatch.setattr(biaochi.files, "write_table", failing(1, ZeroDivisionError("division by zero")))
    with pytest.raises(ZeroDivisionError):
        desk.settle("--debug")


# --- a call that is wrong in itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["settle", "scheme.yaml"], "--roster"),
        (["settle", "s.yaml", "--roster", "r", "--facts", "f", "--period", "2025", "--out", "o", "--as-of", "昨天"], "写作 2025-09-30"),
        (["settle", "s.yaml", "--roster", "r", "--facts", "f", "--period", "2025", "--out", "o", "--format", "pdf"], "parquet"),
        (["settel"], "settel"),
    ],
)
def test_a_wrong_call_is_told_as_such(desk: Desk, words: list[str], told: str) -> None:
    said = desk.run(*words)
    assert said.code == 2
    assert told in said.err


def test_without_a_command_the_help_is_printed(desk: Desk) -> None:
    said = desk.run()
    assert said.code == 2
    assert "settle" in said.out and "标尺" in said.out
