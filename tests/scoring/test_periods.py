"""Periods: half-open, named by their start, nested without gaps, through leap days and short months."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaochi.scoring.periods import (
    Calendar,
    OwnKind,
    Period,
    PeriodNotUnderstood,
    add_months,
    bucket,
    day_number,
    day_of,
    months_between,
)

OWN = Calendar({"学年": OwnKind(9, 1, 12), "考核月": OwnKind(12, 26, 1), "学期": OwnKind(9, 1, 6), "月末": OwnKind(1, 31, 1)})
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
KINDS = ("day", "month", "quarter", "half", "year", "学年", "考核月", "学期", "月末")


def span(period: Period) -> tuple[str, str]:
    """First and last day."""
    return day_of(period.start).isoformat(), day_of(period.end - 1).isoformat()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-H1", "2025-01-01", "2025-06-30"),
        ("2025-H2", "2025-07-01", "2025-12-31"),
        ("2025-Q1", "2025-01-01", "2025-03-31"),
        ("2025-Q3", "2025-07-01", "2025-09-30"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025学年", "2025-09-01", "2026-08-31"),
        ("2023学年", "2023-09-01", "2024-08-31"),
        ("2025学期1", "2025-09-01", "2026-02-28"),
        ("2023学期1", "2023-09-01", "2024-02-29"),
        ("2025学期2", "2025-03-01", "2025-08-31"),
        ("2026学期2", "2026-03-01", "2026-08-31"),
        ("2025考核月1", "2025-12-26", "2026-01-25"),
        ("2025考核月12", "2025-11-26", "2025-12-25"),
        ("2025月末1", "2025-01-31", "2025-02-27"),
        ("2025月末2", "2025-02-28", "2025-03-30"),
        ("2024月末2", "2024-02-29", "2024-03-30"),
        ("2025月末4", "2025-04-30", "2025-05-30"),
    ],
)
def test_a_name_means_its_first_and_last_day(name: str, first: str, last: str) -> None:
    period = OWN.parse(f" {name} ")
    assert span(period) == (first, last)
    assert (period.name, str(period)) == (name, name)
    assert OWN.containing(period.kind, period.start) == OWN.containing(period.kind, period.end - 1) == period


@pytest.mark.parametrize(
    "text",
    ["", "25", "2025-Q5", "2025-Q0", "2025-H3", "2025-13", "2025-00", "2025-7", "2025年", "2025Q3", "2025学期", "2025学期3", "2025学期0",
     "2025学年1", "2025考核月13", "2025学校", "2025-07-01", "二零二五"],
)  # fmt: skip
def test_what_names_no_period_is_not_understood(text: str) -> None:
    with pytest.raises(PeriodNotUnderstood):
        OWN.parse(text)


@settings(max_examples=300, deadline=None)
@given(DAYS, st.sampled_from(KINDS))
def test_every_day_lies_in_exactly_one_period_of_a_kind(day: date, kind: str) -> None:
    number = day_number(day)
    period = OWN.containing(kind, number)
    assert period.start <= number < period.end
    before, after = OWN.containing(kind, period.start - 1), OWN.containing(kind, period.end)
    assert (before.end, after.start) == (period.start, period.end)
    assert OWN.previous(after) == period
    if kind != "day":
        assert OWN.parse(period.name) == period


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(("quarter", "half", "year", "学年", "学期")))
def test_months_fill_the_longer_periods_that_begin_with_a_month(day: date, kind: str) -> None:
    period = OWN.containing(kind, day_number(day))
    months = OWN.children("month", period)
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all(one.end == two.start for one, two in pairwise(months))
    assert len(months) == {"quarter": 3, "half": 6, "year": 12, "学年": 12, "学期": 6}[kind]


def test_children_are_those_that_lie_wholly_inside() -> None:
    year = OWN.parse("2025")
    inside = OWN.children("考核月", year)
    # 26 December 2024 to 25 January 2025 began before the year; 26 December 2025 ends after it
    assert (span(inside[0]), span(inside[-1])) == (("2025-01-26", "2025-02-25"), ("2025-11-26", "2025-12-25"))
    assert OWN.children("学年", year) == []
    assert [q.name for q in OWN.children("quarter", OWN.parse("2025学年"))] == ["2025-Q4", "2026-Q1", "2026-Q2"]


def test_a_period_is_its_own_only_sub_period_of_its_kind() -> None:
    quarter = OWN.parse("2025-Q3")
    assert OWN.sub_periods("quarter", quarter) == OWN.sub_periods("period", quarter) == [quarter]
    assert [p.name for p in OWN.sub_periods("month", quarter)] == ["2025-07", "2025-08", "2025-09"]


@pytest.mark.parametrize(
    ("name", "before", "year_before"),
    [
        ("2025", "2024", "2024"),
        ("2025-Q1", "2024-Q4", "2024-Q1"),
        ("2025-H1", "2024-H2", "2024-H1"),
        ("2025-01", "2024-12", "2024-01"),
        ("2024-02", "2024-01", "2023-02"),
        ("2025学年", "2024学年", "2024学年"),
        ("2025学期1", "2025学期2", "2024学期1"),
        ("2025学期2", "2024学期1", "2024学期2"),
        ("2025考核月1", "2025考核月12", "2024考核月1"),
    ],
)
def test_the_one_before_and_the_one_a_year_before(name: str, before: str, year_before: str) -> None:
    assert OWN.previous(OWN.parse(name)).name == before
    assert OWN.last_year(OWN.parse(name)).name == year_before


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-05-31", 1, "2025-06-30"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-01-30", 1, "2025-02-28"),
        ("2025-02-28", 1, "2025-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2025-01-15", -1, "2024-12-15"),
        ("2025-07-05", 0, "2025-07-05"),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_month_s_last(day: str, months: int, result: str) -> None:
    assert day_of(add_months(day_number(date.fromisoformat(day)), months)).isoformat() == result


def test_adding_more_months_than_there_are_years_is_never_or_for_ever() -> None:
    today = day_number(date(2025, 7, 5))
    assert add_months(today, 12 * 9000) == 2**30
    assert add_months(today, -12 * 9000) == -(2**30)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2025-01-31", "2025-02-27", 0),
        ("2025-01-31", "2025-02-28", 1),
        ("2025-01-31", "2025-03-30", 1),
        ("2025-01-31", "2025-03-31", 2),
        ("2025-07-05", "2025-07-05", 0),
        ("2025-07-05", "2025-08-04", 0),
        ("2025-07-05", "2025-08-05", 1),
        ("2025-08-05", "2025-07-05", -1),
        ("2025-08-05", "2025-07-06", -1),
        ("2025-08-05", "2025-07-04", -2),
    ],
)
def test_whole_months_between_days(start: str, end: str, months: int) -> None:
    assert months_between(day_number(date.fromisoformat(start)), day_number(date.fromisoformat(end))) == months


@settings(max_examples=300, deadline=None)
@given(DAYS, st.integers(0, 600))
def test_whole_months_are_the_most_that_fit(day: date, length: int) -> None:
    start, end = day_number(day), day_number(day + timedelta(days=length))
    months = months_between(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_days_are_put_into_their_periods_all_at_once(kind: str) -> None:
    days = np.arange(day_number(date(2023, 12, 20)), day_number(date(2025, 1, 10)), dtype=np.int32)
    starts = bucket(days, kind, OWN)
    assert starts.dtype == np.int64
    assert starts.tolist() == [OWN.containing(kind, int(day)).start for day in days]


def test_days_are_counted_from_the_epoch_without_any_zone() -> None:
    assert (day_number(date(1970, 1, 1)), day_number(date(1969, 12, 31)), day_number(date(2025, 7, 5))) == (0, -1, 20274)
    assert day_of(20274) == date(2025, 7, 5)
