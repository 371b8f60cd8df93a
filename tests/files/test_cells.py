"""One cell at a time: exactly what it says, or refused with a reason."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biaochi.files.cells import (
    EPOCH,
    read_amount,
    read_day,
    read_excel_day,
    read_id,
    read_points,
    read_text,
    read_word,
)
from biaochi.files.faults import BadCell


def code_of(read: Any, cell: Any) -> str:
    with pytest.raises(BadCell) as caught:
        read(cell)
    assert caught.value.zh and caught.value.en
    return caught.value.code


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-02",
        "2025/3/2",
        "2025.03.02",
        "2025年3月2日",
        "20250302",
        " 2025-3-2 ",
        "２０２５／３／２",
        "2025-03-02 00:00:00",
        "2025/3/2 0:00",
        dt.date(2025, 3, 2),
        dt.datetime(2025, 3, 2),
        20250302,
        20250302.0,
    ],
)
def test_a_day_may_be_written_in_every_usual_way(cell: Any) -> None:
    assert read_day(cell) == dt.date(2025, 3, 2).toordinal() - EPOCH == 20149


@pytest.mark.parametrize("cell", ["2025-02-29", "2025/4/31", "2025年13月1日", "0000-01-01", "20250230"])
def test_a_day_that_never_was_is_refused(cell: str) -> None:
    assert code_of(read_day, cell) == "cell-day-impossible"


@pytest.mark.parametrize("cell", ["25-3-2", "2025-3", "三月二日", "2025-3/2", 45718, 45718.0, 0.5, True, dt.time(0, 0)])
def test_what_is_not_a_day_is_refused(cell: Any) -> None:
    assert code_of(read_day, cell) == "cell-not-a-day"


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-02 16:30",
        "2025-03-02T16:30:00Z",
        dt.datetime(2025, 3, 2, 16, 30),
        dt.datetime(2025, 3, 2, tzinfo=dt.UTC),
    ],
)
def test_a_day_with_a_time_is_refused_since_its_date_depends_on_the_zone(cell: Any) -> None:
    assert code_of(read_day, cell) == "cell-has-time"


def test_the_last_day_of_february_exists_every_fourth_year() -> None:
    assert read_day("2024-02-29") - read_day("2024-02-28") == 1
    assert code_of(read_day, "1900-02-29") == "cell-day-impossible"


def test_an_excel_date_before_march_1900_is_refused() -> None:
    assert code_of(read_excel_day, dt.date(1900, 2, 28)) == "cell-day-before-1900-03"
    assert read_excel_day(dt.date(1900, 3, 1)) == read_day("1900-03-01")
    assert read_excel_day("1899-12-31") == read_day("1899-12-31")


@pytest.mark.parametrize(
    ("cell", "millionths"),
    [
        ("0.1", 100_000),
        ("-0.000001", -1),
        ("+3", 3_000_000),
        ("007.50", 7_500_000),
        ("1.1000000000", 1_100_000),
        ("１２．５", 12_500_000),
        ("－３", -3_000_000),
        (2, 2_000_000),
        (2.0, 2_000_000),
        (0.1, 100_000),
        (-12.345678, -12_345_678),
        (1e-06, 1),
        (Decimal("1.5"), 1_500_000),
        ("8999999999999.999999", 8_999_999_999_999_999_999),
    ],
)
def test_a_number_is_read_exactly(cell: Any, millionths: int) -> None:
    assert read_amount(cell) == millionths


def test_one_tenth_and_two_tenths_are_three_tenths() -> None:
    assert read_amount("0.1") + read_amount("0.2") == read_amount("0.3")
    assert read_amount(0.1) + read_amount(0.2) == read_amount(0.3)


@pytest.mark.parametrize("cell", [0.1 + 0.2, "0.1234567", "0.30000000000000004", Decimal("1e-7")])
def test_more_than_six_decimals_are_refused(cell: Any) -> None:
    assert code_of(read_amount, cell) == "cell-too-many-decimals"


def test_points_have_four_decimals() -> None:
    assert read_points("87.5") == 875_000
    assert code_of(read_points, "87.12345") == "cell-too-many-decimals"


@pytest.mark.parametrize(
    "cell", ["1e999", "1e3", "nan", "inf", "-inf", "1,234", "75%", "三", "5²", "½", "①", "٣", "1 2", ".5", "5."]
)
def test_what_is_not_a_plain_decimal_is_refused(cell: str) -> None:
    assert code_of(read_amount, cell) == "cell-not-a-number"


@pytest.mark.parametrize(
    "cell", [float("nan"), float("inf"), True, dt.date(2025, 3, 2), Decimal("1e999"), Decimal("nan")]
)
def test_cells_of_another_kind_are_no_numbers(cell: Any) -> None:
    assert code_of(read_amount, cell) == "cell-not-a-number"


@pytest.mark.parametrize("cell", ["9000000000000", "-9000000000000", "9" * 5000, 1e15])
def test_a_number_whose_millionths_leave_int64_is_refused(cell: Any) -> None:
    assert code_of(read_amount, cell) == "cell-too-large"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("110101199003070012", "110101199003070012"),
        ("11010119900307001X", "11010119900307001X"),
        ("0012", "0012"),
        ("\u3000甲\u00a0", "甲"),
        (12.0, "12"),
        (12, "12"),
        ("1E5", "1E5"),
        ("𠮷䶮㑇", "𠮷䶮㑇"),
        ("e\u0301", "e\u0301"),
        ("é", "é"),
    ],
)
def test_an_identifier_stays_as_written(cell: Any, text: str) -> None:
    assert read_id(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "1.10101E+17",
        "1.1e17",
        "1E+17",
        1.10101199003070e17,
        1e15,
        1.5,
        float("nan"),
        True,
        dt.date(2025, 3, 2),
        dt.time(3),
    ],
)
def test_an_identifier_that_a_spreadsheet_has_changed_is_refused(cell: Any) -> None:
    assert code_of(read_id, cell) == "cell-id-changed"


@pytest.mark.parametrize("unseen", ["\u200b", "\u200f", "\ufeff", "\u202e", "\u00ad", "\x07", "\n", "\t"])
@pytest.mark.parametrize("read", [read_id, read_word])
def test_a_character_nobody_sees_is_refused_by_its_number(read: Any, unseen: str) -> None:
    with pytest.raises(BadCell, match=f"U\\+{ord(unseen):04X}"):
        read(f"甲{unseen}乙")


def test_rare_and_variant_characters_are_seen() -> None:
    assert read_word("葛󠄀𠮷 阿卜杜·热合曼") == "葛󠄀𠮷 阿卜杜·热合曼"


@pytest.mark.parametrize(
    ("cell", "text"), [(" a ", " a "), (3.0, "3"), (0.1, "0.1"), (True, "TRUE"), (dt.date(2025, 3, 2), "2025-03-02")]
)
def test_a_text_is_kept_and_other_cells_are_as_typed(cell: Any, text: str) -> None:
    assert read_text(cell) == text


@given(st.integers(-(9 * 10**18 - 1), 9 * 10**18 - 1))
def test_every_number_of_six_decimals_comes_back(millionths: int) -> None:
    whole, fraction = divmod(abs(millionths), 10**6)
    assert read_amount(f"{'-' if millionths < 0 else ''}{whole}.{fraction:06d}") == millionths


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_double_stands_for_its_shortest_decimal(millionths: int) -> None:
    assert read_amount(millionths / 10**6) == millionths


@given(st.dates())
def test_every_day_comes_back(day: dt.date) -> None:
    assert read_day(day.isoformat()) == day.toordinal() - EPOCH
