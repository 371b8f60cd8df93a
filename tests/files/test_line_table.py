"""The lines table: every line once, with its fate."""

from pathlib import Path

from tests.scoring.explain.settled import settled
from tests.scoring.explain.test_explain import EXPECT, FACTS, SCHEME

from biaochi.files import write_table
from biaochi.files.line_table import lines_of
from biaochi.scoring.columns import NO_AMOUNT

UNKNOWN = "  - {编号: K2, 主体: 乙, 事项: 荣誉, 日期: 2025-03-03}\n"


def rows_of(folder: Path, more: str = "") -> list[dict[str, object]]:
    columns = lines_of(settled(SCHEME + FACTS + more + EXPECT, folder))
    texts = {name: list(c.texts() if hasattr(c, "texts") else getattr(c, "values", c)) for name, c in columns.items()}
    return [dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)]


def test_a_line_that_counts_has_its_points_and_no_reason(tmp_path: Path) -> None:
    row = next(row for row in rows_of(tmp_path) if row["fact"] == "F9")
    assert (row["subject"], row["table"], row["period"], row["rule"]) == ("甲", "Q", "2025-Q1", "R2")
    assert (row["points"], row["counts"], row["reason"], row["giver"]) == (-40_000, "yes", "", "")


def test_a_dropped_line_names_the_step_that_dropped_it(tmp_path: Path) -> None:
    row = next(row for row in rows_of(tmp_path) if row["fact"] == "H1")
    assert (row["points"], row["counts"], row["reason"]) == (60_000, "no", "R3#1")


def test_a_line_handed_over_names_its_giver(tmp_path: Path) -> None:
    shared = {(row["subject"], row["giver"]): row["points"] for row in rows_of(tmp_path) if row["fact"] == "K1"}
    assert shared == {("甲", ""): 70_000, ("乙", "甲"): 30_000}


def test_an_unknown_line_has_no_points(tmp_path: Path) -> None:
    row = next(row for row in rows_of(tmp_path, UNKNOWN) if row["fact"] == "K2")
    assert (row["points"], row["counts"], row["reason"]) == (NO_AMOUNT, "no", "unknown")


def test_a_line_of_a_period_has_no_fact_of_its_own_where_there_was_none(tmp_path: Path) -> None:
    row = next(row for row in rows_of(tmp_path) if row["rule"] == "R1" and row["subject"] == "乙")
    assert (row["fact"], row["reason"]) == ("", "unknown")


def test_the_table_is_written_in_every_format(tmp_path: Path) -> None:
    columns = lines_of(settled(SCHEME + FACTS + EXPECT, tmp_path))
    assert {write_table(tmp_path, "lines", columns, form).suffix for form in ("csv", "parquet", "xlsx")} == {".csv", ".parquet", ".xlsx"}
    first = (tmp_path / "lines.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert first == "subject,table,period,rule,fact,day,points,counts,reason,giver"


def test_a_settlement_without_lines_has_no_table(tmp_path: Path) -> None:
    assert not lines_of(settled(SCHEME + FACTS + EXPECT, tmp_path, keeps_lines=False))
