"""Working days, and deadlines that are only ever lengthened."""

from datetime import date

import pytest
from tests.portal.conftest import NOW

from biaochi.portal.audit.models import Action, Record
from biaochi.portal.calendar import operations, queries
from biaochi.portal.calendar.days import LAST_YEAR, Corrections, add_days, add_working_days, is_covered, published
from biaochi.portal.calendar.models import Deadline

NONE = Corrections({})


def test_holidays_rest_and_make_up_days_work():
    assert not published(date(2025, 10, 1)).is_working
    assert published(date(2025, 9, 28)).is_working, "a Sunday that the notice makes a working day"
    assert published(date(2025, 10, 9)).is_working


def test_six_working_days_pass_over_the_national_holiday():
    assert add_working_days(date(2025, 9, 26), 6, NONE).day == date(2025, 10, 11)


def test_calendar_days_that_end_on_a_holiday_pass_to_the_next_working_day():
    assert add_days(date(2025, 9, 26), 5, NONE).day == date(2025, 10, 9)


def test_a_year_without_a_notice_is_said_and_not_guessed():
    year = LAST_YEAR + 1
    assert not is_covered(year)
    assert published(date(year, 5, 1)).is_estimated
    assert add_working_days(date(LAST_YEAR, 12, 30), 10, NONE).is_estimated


@pytest.fixture
def deadline(db) -> Deadline:
    """Five working days from Monday 13 October 2025: Monday 20 October."""
    found = operations.set_deadline(kind="notice", object_id=1, starts_on=date(2025, 10, 13), days=5, is_working=True)
    assert found.due_on == date(2025, 10, 20)
    return found


def correct(day: date, is_working: bool) -> int:
    return operations.correct_day(acting_user_id=1, at=NOW, day=day, is_working=is_working, note="本地停工")


def test_a_new_holiday_lengthens_a_deadline(deadline):
    assert correct(date(2025, 10, 16), False) == 1
    assert queries.due_on("notice", 1) == date(2025, 10, 21)


def test_a_new_working_day_shortens_no_deadline(deadline):
    assert correct(date(2025, 10, 18), True) == 0
    assert queries.due_on("notice", 1) == date(2025, 10, 20)


def test_taking_a_holiday_back_leaves_the_longer_deadline(deadline):
    correct(date(2025, 10, 16), False)
    operations.take_correction_back(acting_user_id=1, at=NOW, day=date(2025, 10, 16))
    assert queries.due_on("notice", 1) == date(2025, 10, 21)


def test_a_deadline_that_has_passed_stays(deadline):
    correct(date(2025, 10, 21), False)
    assert queries.due_on("notice", 1) == date(2025, 10, 20)


def test_every_correction_is_recorded_once(db):
    correct(date(2025, 10, 16), False)
    with pytest.raises(operations.DayIsSo):
        correct(date(2025, 10, 16), False)
    assert Record.objects.filter(action=Action.CALENDAR_CORRECTED).count() == 1
