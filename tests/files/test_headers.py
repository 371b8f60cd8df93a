"""Which header names which column, and what is said of those that name none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from biaochi.files.headers import (
    FACTS,
    RELATIONS,
    ROSTER,
    TABLES,
    TableHeaders,
    match_headers,
    nearest_header,
    plain_header,
)
from biaochi.scoring.facts import FACT_COLUMNS
from biaochi.scoring.findings import Severity

REQUIRED = ["编号", "主体", "事项", "日期"]


def test_the_columns_of_facts_are_those_of_the_contract() -> None:
    assert tuple(FACTS.headers) == FACT_COLUMNS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_header_of_a_table_names_two_columns(table: TableHeaders) -> None:
    names = [plain_header(name) for column, names in table.headers.items() for name in (column, *names)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_chinese_and_english_headers_name_the_same_columns(table: TableHeaders) -> None:
    english, chinese = list(table.headers), [table.header(column) for column in table.headers]
    expected = {column: index for index, column in enumerate(table.headers)}
    assert match_headers(table, english, "f").columns == match_headers(table, chinese, "f").columns == expected


def test_white_space_width_and_case_of_a_header_do_not_matter() -> None:
    matched = match_headers(FACTS, [" ID ", "主 体", "ＫＩＮＤ", "日　期"], "f")
    assert matched.columns == {"id": 0, "subject": 1, "kind": 2, "date": 3}


def test_further_columns_of_a_roster_are_attributes() -> None:
    matched = match_headers(ROSTER, ["编号", "入党日", "平均 年龄"], "f")
    assert matched.attributes == {"入党日": 1, "平均 年龄": 2}
    assert not matched.warnings


def test_an_unknown_column_of_facts_is_a_warning_that_names_the_nearest_one() -> None:
    warnings = match_headers(FACTS, [*REQUIRED, "数量值", "完全无关的一列"], "f").warnings
    assert [warning.severity for warning in warnings] == [Severity.WARNING] * 2
    assert "「数量」" in warnings[0].remedy.zh and warnings[0].place.cell == "数量值"
    assert "编号、主体" in warnings[1].remedy.zh


def test_every_missing_column_is_named_with_what_may_have_been_meant(refused: Callable) -> None:
    findings = refused(match_headers, FACTS, ["编号", "主体号", "期日"], "f")
    assert [finding.code for finding in findings] == ["header-missing"] * 3
    assert "「主体号」改为「主体」" in findings[0].remedy.zh
    assert "kind" in findings[1].what.en


def test_two_headers_of_one_column_are_refused(refused: Callable) -> None:
    findings = refused(match_headers, FACTS, [*REQUIRED, "日期", "date"], "f")
    assert [(finding.code, finding.place.column) for finding in findings] == [("header-twice", 5), ("header-twice", 6)]


def test_an_attribute_that_comes_twice_is_refused(refused: Callable) -> None:
    assert [finding.code for finding in refused(match_headers, ROSTER, ["编号", "年龄", "年龄"], "f")] == [
        "header-twice"
    ]


def test_the_nearest_header_is_given_in_the_language_it_was_written_in() -> None:
    assert nearest_header(FACTS, "quantty") == "quantity"
    assert nearest_header(FACTS, "级別") == "级别"
    assert nearest_header(RELATIONS, "zzz") is None


def test_the_first_row_of_a_file_need_not_be_in_one_language(csv_file: Callable[..., Path]) -> None:
    from biaochi.files import read_facts

    source = read_facts(csv_file("id,主体,kind,日期\n1,甲,出席,2025-03-02\n"))
    assert source.columns == {"id", "subject", "kind", "date"}
