"""Tables out: the same bytes for the same content, exact numbers, no formulas, and back again."""

import csv
import datetime as dt
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from biaochi.files import Days, Points, Wholes, read_facts, write_table
from biaochi.files.output_columns import ColumnsUnequal, PointsTooLargeToWrite, in_fixed_order
from biaochi.files.writers import TableTooLargeForExcel, decimal_digits, guard_formula
from biaochi.scoring.columns import NO_AMOUNT, NO_DAY, Amounts, Words
from biaochi.scoring.roster import NEVER

FORMATS = ("parquet", "csv", "xlsx")
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''=1",
    "-",
    "好=1",
    "'好'",
]


def objects(texts: list[str]) -> np.ndarray:
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def scorecards() -> dict[str, Any]:
    return {
        "subject": objects(["甲", "110101199003070012", "𠮷"]),
        "organisation": np.array([1, -1, 110101199003070012]),
        "score": Points(np.array([875_000, NO_AMOUNT, -1])),
        "state": Words.of(["scored", "unknown", "scored"]),
        "grade": Words.of(["优秀", "", "=合格"]),
        "rank": Wholes(np.array([1, 0, 2], dtype=np.int32), empty=0),
        "quantity": Amounts(np.array([100_000, NO_AMOUNT, 2_500_000]), 1_000_000),
        "count": Amounts(np.array([1, 2, 3], dtype=np.int16), 1),
        "day": Days(np.array([20149, NO_DAY, NEVER], dtype=np.int32)),
    }


def written_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def written_xlsx(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_parquet_holds_points_as_exact_decimals(tmp_path: Path) -> None:
    table = pq.read_table(write_table(tmp_path, "scorecards", scorecards(), "parquet"))
    assert table.schema.field("score").type == pa.decimal128(18, 4)
    assert table["score"].to_pylist() == [Decimal("87.5000"), None, Decimal("-0.0001")]
    assert table["subject"].to_pylist() == ["甲", "110101199003070012", "𠮷"]
    assert table["organisation"].to_pylist() == ["1", None, "110101199003070012"]
    assert table["grade"].to_pylist() == ["优秀", None, "=合格"]
    assert table["rank"].to_pylist() == [1, None, 2]
    assert table["quantity"].to_pylist() == [Decimal("0.1"), None, Decimal("2.5")]
    assert table["day"].to_pylist() == [dt.date(2025, 3, 2), None, None]


def test_csv_holds_plain_numbers_and_guarded_texts(tmp_path: Path) -> None:
    path = write_table(tmp_path, "scorecards", scorecards(), "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfsubject,") and b"\r\n" in path.read_bytes()
    assert written_csv(path)[1:] == [
        ["甲", "1", "87.5", "scored", "优秀", "1", "0.1", "1", "2025-03-02"],
        ["110101199003070012", "", "", "unknown", "", "", "", "2", ""],
        ["𠮷", "110101199003070012", "-0.0001", "scored", "'=合格", "2", "2.5", "3", ""],
    ]


def test_excel_holds_numbers_as_numbers_and_ids_as_text(tmp_path: Path) -> None:
    path = write_table(tmp_path, "scorecards", scorecards(), "xlsx")
    assert written_xlsx(path)[1:] == [
        ["甲", "1", 87.5, "scored", "优秀", 1.0, 0.1, 1.0, dt.date(2025, 3, 2)],
        ["110101199003070012", "", "", "unknown", "", "", "", 2.0, ""],
        ["𠮷", "110101199003070012", -0.0001, "scored", "=合格", 2.0, 2.5, 3.0, ""],
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_content_gives_the_same_bytes(tmp_path: Path, format: Any) -> None:
    other = scorecards()
    # the same words, met in another order, with one that no row uses
    other["grade"] = Words(np.array([2, -1, 0], dtype=np.int32), ("=合格", "良好", "优秀"))
    first = write_table(tmp_path, "scorecards", scorecards(), format).read_bytes()
    time.sleep(1.1 if format == "xlsx" else 0)  # zip files count in seconds
    assert write_table(tmp_path, "scorecards", other, format).read_bytes() == first


@pytest.mark.parametrize("format", FORMATS)
def test_a_table_may_have_no_rows(tmp_path: Path, format: Any) -> None:
    empty = {"subject": objects([]), "score": Points(np.zeros(0, np.int64)), "state": Words.of([])}
    assert write_table(tmp_path, "t", empty, format).stat().st_size


def test_no_text_becomes_a_formula_in_excel(tmp_path: Path) -> None:
    path = write_table(tmp_path, "t", {"=a": objects(DANGEROUS), "b": Words.of(DANGEROUS)}, "xlsx")
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "hyperlink" in name or "external" in name]
    expected = [[text, text] for text in ["=a", *DANGEROUS]]
    expected[0][1] = "b"
    assert written_xlsx(path) == expected


def test_no_text_becomes_a_formula_in_csv(tmp_path: Path) -> None:
    path = write_table(tmp_path, "t", {"=a": objects(DANGEROUS), "b": Words.of(DANGEROUS)}, "csv")
    for row in written_csv(path):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    assert written_csv(path)[-2:] == [["好=1", "好=1"], ["'好'", "'好'"]]


@pytest.mark.parametrize("format", FORMATS)
def test_dangerous_texts_come_back_unchanged(tmp_path: Path, format: Any) -> None:
    rows = len(DANGEROUS)
    columns = {
        "id": np.arange(1, rows + 1), "subject": objects(["甲"] * rows), "kind": Words.of(["出席"] * rows),
        "date": Days(np.full(rows, 20149, np.int32)), "note": objects(DANGEROUS),
    }  # fmt: skip
    facts = read_facts(write_table(tmp_path, "facts", columns, format)).read(0, frozenset({"note", "id"}))
    assert facts.note.tolist() == DANGEROUS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=8))
def test_any_text_comes_back_through_csv(tmp_path: Path, texts: list[str]) -> None:
    rows = len(texts)
    columns = {
        "id": np.arange(1, rows + 1), "subject": objects(["党员"] * rows), "kind": Words.of(["出席"] * rows),
        "date": Days(np.full(rows, 20149, np.int32)), "note": objects(texts),
    }  # fmt: skip
    facts = read_facts(write_table(tmp_path, "facts", columns, "csv")).read(0, frozenset())
    assert [text if text.strip() else "" for text in texts] == facts.note.tolist()


def test_a_guard_is_added_only_where_it_can_be_told_from_the_text() -> None:
    assert len({guard_formula(text) for text in DANGEROUS}) == len(DANGEROUS)
    assert guard_formula("'甲'") == "'甲'"


def test_points_are_written_to_the_last_digit(tmp_path: Path) -> None:
    units = np.array([10**18 - 1, -(10**18) + 1, 0, 1, NO_AMOUNT])
    expected = [Decimal(int(unit)).scaleb(-4) for unit in units[:4]]
    table = pq.read_table(write_table(tmp_path, "t", {"score": Points(units)}, "parquet"))
    assert table["score"].to_pylist() == [*expected, None]
    assert [cells[0] for cells in written_csv(write_table(tmp_path, "t", {"score": Points(units)}, "csv"))[1:]] == [
        "99999999999999.9999", "-99999999999999.9999", "0", "0.0001", "",
    ]  # fmt: skip
    cells = [row[0] for row in written_xlsx(write_table(tmp_path, "t", {"score": Points(units)}, "xlsx"))[1:]]
    assert cells[:2] == ["99999999999999.9999", "-99999999999999.9999"]
    for format in FORMATS:
        with pytest.raises(PointsTooLargeToWrite):
            write_table(tmp_path, "t", {"score": Points(np.array([10**18]))}, format)


def test_columns_of_different_lengths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnsUnequal):
        write_table(tmp_path, "t", {"a": np.arange(2), "b": np.arange(3)}, "csv")


def test_what_a_worksheet_cannot_hold_is_refused_rather_than_left_out(tmp_path: Path) -> None:
    with pytest.raises(TableTooLargeForExcel, match="1,048,576"):
        write_table(tmp_path, "t", {"a": np.arange(1_048_576)}, "xlsx")
    with pytest.raises(TableTooLargeForExcel, match="32,768"):
        write_table(tmp_path, "t", {"a": objects(["长" * 32_768])}, "xlsx")


def test_a_million_scorecards_are_written_in_row_groups(tmp_path: Path) -> None:
    path = write_table(tmp_path, "t", {"id": np.arange(600_000), "score": Points(np.arange(600_000))}, "parquet")
    assert [pq.ParquetFile(path).metadata.row_group(group).num_rows for group in (0, 1)] == [500_000, 100_000]


def test_a_vocabulary_is_sorted_and_has_no_unused_word() -> None:
    assert in_fixed_order(Words(np.array([2, 0, -1], np.int32), ("b", "x", "a"))).vocabulary == ("a", "b")


def test_reading_a_written_table_gives_what_was_written(tmp_path: Path, csv_file: Callable[..., Path]) -> None:
    text = (
        "编号,主体,事项,日期,截止,数量,级别,更正\n"
        "F1,甲,出席,2025-03-02,,0.5,市级,\n"
        "F2,乙,授课,2025-03-03,2025-04-01,,,F1\n"
    )
    first = read_facts(csv_file(text)).read(0, frozenset())
    columns = {
        "id": first.id,
        "subject": first.subject,
        "kind": first.kind,
        "date": Days(first.date),
        "until": Days(first.until),
        "quantity": first.quantity,
        "level": first.level,
        "reverses": first.reverses,
    }
    for format in FORMATS:
        again = read_facts(write_table(tmp_path, "again", columns, format)).read(0, frozenset(columns))
        for name in columns:
            before, after = getattr(first, name), getattr(again, name)
            if isinstance(before, Words):
                assert before.texts().tolist() == after.texts().tolist()
            elif isinstance(before, Amounts):
                assert before.millionths().tolist() == after.millionths().tolist()
            else:
                assert before.tolist() == after.tolist()


@pytest.mark.parametrize("most", [0, 9, 10, 999_999_999, 1_000_000_000, 10**18 - 1, 2**63 - 1])
def test_identifiers_are_written_digit_by_digit(most: int) -> None:
    ends = [value for size in range(19) for value in (10**size - 1, 10**size) if value <= most]
    values = np.array([most, -1, 0, *ends, -1], dtype=np.int64)
    found = decimal_digits(values, values != -1)
    assert found.to_pylist() == [None if value == -1 else str(value) for value in values.tolist()]
    found.validate(full=True)
    assert decimal_digits(values[:0], values[:0] != -1).to_pylist() == []
