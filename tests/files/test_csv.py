"""CSV files as clerks have them: every encoding, every broken row, nothing changed in silence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from biaochi.files import read_facts
from biaochi.files.csv_reader import decode
from biaochi.scoring.facts import FactRows

HEADERS = "编号,主体,事项,日期,数量,备注\n"
ROW = "1,甲,出席,2025-03-02,1,\n"
NAMES = "䶮㑇𠮷"


def facts_of(path: Path) -> FactRows:
    return read_facts(path).read(0, frozenset())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_names_come_through_every_encoding(csv_file: Callable[..., Path], encoding: str) -> None:
    facts = facts_of(csv_file(HEADERS + f"1,{NAMES},出席,2025-03-02,1,{NAMES}\n", encoding))
    assert (facts.subject[0], facts.note[0]) == (NAMES, NAMES)


def test_gbk_is_read_as_the_part_of_gb18030_that_it_is(csv_file: Callable[..., Path]) -> None:
    assert facts_of(csv_file(HEADERS + ROW, "gbk")).subject[0] == "甲"


def test_a_tab_separated_export_in_utf_16_is_read(csv_file: Callable[..., Path]) -> None:
    assert len(facts_of(csv_file((HEADERS + ROW).replace(",", "\t"), "utf-16"))) == 1


def test_a_row_in_another_encoding_is_refused_with_its_number(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "mixed.csv"
    path.write_bytes((HEADERS + ROW).encode("gb18030") + "2,乙,出席,2025-03-02,1,组织生活会\n".encode())
    findings = refused(read_facts, path)
    assert [(finding.code, finding.place.line) for finding in findings] == [("row-encoding", 3)]


def test_bytes_that_are_no_text_are_refused_with_their_row(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(HEADERS.encode() + "1,甲".encode() + b"\xff\xff\n")
    assert [(f.code, f.place.line) for f in refused(read_facts, path)] == [("row-encoding", 2)]


def test_a_text_that_could_be_either_encoding_is_refused_rather_than_guessed(refused: Callable) -> None:
    content = b"id,subject\n1," + "一".encode("gb18030")
    assert content.decode("utf-8") == "id,subject\n1,һ"
    assert [(f.code, f.place.line) for f in refused(decode, content, "f")] == [("file-encoding-unsure", 2)]
    assert decode(b"\xef\xbb\xbf" + "id\nһ".encode(), "f") == "id\nһ"


def test_nul_characters_are_refused_with_their_rows(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes((HEADERS + ROW + "2,乙\0,出席,2025-03-02,1,\n").encode())
    assert [(f.code, f.place.line) for f in refused(read_facts, path)] == [("row-nul", 3)]
    path.write_bytes((HEADERS + ROW).encode("utf-16-le"))
    assert {f.code for f in refused(read_facts, path)} == {"row-nul"}


def test_a_cell_may_be_longer_than_python_thinks(csv_file: Callable[..., Path]) -> None:
    long = "会" * 131_073
    assert facts_of(csv_file(HEADERS + f"1,甲,出席,2025-03-02,1,{long}\n")).note[0] == long


def test_rows_count_as_in_a_spreadsheet(csv_file: Callable[..., Path], refused: Callable) -> None:
    text = HEADERS + '1,甲,出席,2025-03-02,1,"两\n行"\n\n,,,,,\n2,乙,出席,2025-02-30,1,\n'
    findings = refused(read_facts, csv_file(text))
    assert [(f.code, f.place.line, f.place.cell) for f in findings] == [("cell-day-impossible", 5, "日期")]


def test_a_row_of_another_length_is_refused(csv_file: Callable[..., Path], refused: Callable) -> None:
    text = HEADERS + "1,甲,出席,2025-03-02,1,好,多\n2,乙,出席\n" + ROW.replace("\n", ",,\n")
    findings = refused(read_facts, csv_file(text))
    assert [(f.code, f.place.line) for f in findings] == [("row-length", 2), ("row-length", 3)]


def test_an_open_quote_does_not_swallow_the_rest(csv_file: Callable[..., Path], refused: Callable) -> None:
    findings = refused(read_facts, csv_file(HEADERS + ROW + '2,乙,出席,2025-03-02,1,"未完\n3,丙,出席,2025-03-02,1,\n'))
    assert [(f.code, f.place.line) for f in findings] == [("row-quotes", 3)]


def test_headers_below_a_title_are_pointed_at(csv_file: Callable[..., Path], refused: Callable) -> None:
    findings = refused(read_facts, csv_file("一支部台账\n\n" + HEADERS + ROW))
    assert [(f.code, f.place.line) for f in findings] == [("header-not-first", 3)]
    assert "2 行" in findings[0].remedy.zh


def test_a_column_without_header_is_refused_only_if_it_has_cells(
    csv_file: Callable[..., Path], refused: Callable
) -> None:
    assert len(facts_of(csv_file("编号,主体,事项,日期,\n1,甲,出席,2025-03-02,\n"))) == 1
    findings = refused(read_facts, csv_file("编号,主体,事项,日期,\n1,甲,出席,2025-03-02,x\n"))
    assert [(f.code, f.place.column) for f in findings] == [("header-blank", 5)]


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n"])
def test_an_empty_file_is_refused(csv_file: Callable[..., Path], refused: Callable, text: str) -> None:
    assert [f.code for f in refused(read_facts, csv_file(text))] == ["file-empty"]


def test_headers_alone_are_no_facts_and_a_warning(csv_file: Callable[..., Path]) -> None:
    warnings: list = []
    source = read_facts(csv_file(HEADERS), warnings=warnings)
    assert source.rows == 0 and len(source.read(0, frozenset())) == 0
    assert [warning.code for warning in warnings] == ["file-without-rows"]


def test_a_file_that_is_not_there_or_of_no_known_kind_is_refused(tmp_path: Path, refused: Callable) -> None:
    assert [f.code for f in refused(read_facts, tmp_path / "none.csv")] == ["file-absent"]
    (tmp_path / "facts.doc").write_text("x")
    assert [f.code for f in refused(read_facts, tmp_path / "facts.doc")] == ["file-format-unknown"]


def test_a_formula_is_text_and_nothing_else(csv_file: Callable[..., Path]) -> None:
    facts = facts_of(
        csv_file(HEADERS + "1,甲,出席,2025-03-02,1,=1+1\n2,乙,出席,2025-03-02,1,'=1+1\n3,丙,出席,2025-03-02,1,'好'\n")
    )
    assert facts.note.tolist() == ["=1+1", "=1+1", "'好'"]


def test_whole_numbers_are_integers_only_if_all_of_the_column_are(csv_file: Callable[..., Path]) -> None:
    facts = facts_of(csv_file("编号,主体,事项,日期,更正\n1,007,出席,2025-03-02,\n2,8,出席,2025-03-02,1\n"))
    assert facts.id.dtype == np.int64 and facts.reverses.tolist() == [-1, 1]
    assert facts.subject.tolist() == ["007", "8"]


def test_reverses_has_the_type_of_id(csv_file: Callable[..., Path]) -> None:
    facts = facts_of(csv_file("编号,主体,事项,日期,更正\n1,1,出席,2025-03-02,\nF2,2,出席,2025-03-02,1\n"))
    assert facts.id.tolist() == ["1", "F2"] and facts.reverses.tolist() == ["", "1"]
    facts = facts_of(csv_file("编号,主体,事项,日期,更正\nF1,1,出席,2025-03-02,\nF2,2,出席,2025-03-02,\n"))
    assert facts.id.tolist() == ["F1", "F2"] and facts.reverses.tolist() == ["", ""]


def test_an_18_digit_number_is_kept_to_the_last_digit(csv_file: Callable[..., Path]) -> None:
    facts = facts_of(
        csv_file("编号,主体,事项,日期\n1,110101199003070012,出席,2025-03-02\n2,110101199003070013,出席,2025-03-02\n")
    )
    assert facts.subject.tolist() == [110101199003070012, 110101199003070013]
    facts = facts_of(csv_file("编号,主体,事项,日期\n1,1101011990030700123,出席,2025-03-02\n"))
    assert facts.subject.tolist() == ["1101011990030700123"]


def test_repeated_ids_are_refused_with_both_rows(csv_file: Callable[..., Path], refused: Callable) -> None:
    ids = ["F1", "F2", " F1 ", "F1"]
    text = "编号,主体,事项,日期\n" + "".join(f"{each},甲,出席,2025-03-02\n" for each in ids)
    findings = refused(read_facts, csv_file(text))
    assert [(f.code, f.place.line) for f in findings] == [("row-twice", 4), ("row-twice", 5)]
    assert all("第 2 行" in f.what.zh for f in findings)


def test_all_errors_come_at_once_in_the_order_of_rows(csv_file: Callable[..., Path], refused: Callable) -> None:
    text = HEADERS + "1,,出席,2025-02-30,1e999,\n2,乙,,2025-03-02,0.1234567,\n,丙,出席,,nan,\n"
    findings = refused(read_facts, csv_file(text))
    assert [(f.place.line, f.place.cell) for f in findings] == [
        (2, "主体"), (2, "日期"), (2, "数量"), (3, "事项"), (3, "数量"), (4, "编号"), (4, "日期"), (4, "数量"),
    ]  # fmt: skip


def test_a_thousand_errors_are_listed_and_the_rest_counted(csv_file: Callable[..., Path], refused: Callable) -> None:
    rows = "".join(f"{n},甲,出席,日{n},x,\n" for n in range(1500))
    findings = refused(read_facts, csv_file(HEADERS + rows))
    assert len(findings) == 1001
    assert "2000" in findings[-1].what.zh and "2000" in findings[-1].what.en
