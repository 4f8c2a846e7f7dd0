import dataclasses
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.calendar_data import read_years, seed_calendar
from gongkai.lib.calendar_seed import exceptions_of
from gongkai.lib.workdays import (
    Calendar,
    DueDate,
    add_workdays,
    is_workday,
    nth_workday,
    workday_on_or_after,
    workdays_between,
    year_days,
)
from tests.lib.domain_vectors import vectors

CALENDAR = seed_calendar()
days_of_seed = st.dates(date(2004, 1, 1), date(2026, 12, 31))
any_day = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def naive_due(start: date, n: int) -> date:
    day = start
    while n:
        day += timedelta(days=1)
        n -= is_workday(day, CALENDAR)
    return day


def test_the_seed_says_of_every_day_since_2004_what_the_library_says():
    day, differing = date(2004, 1, 1), []
    while day <= date(2026, 12, 31):
        if is_workday(day, CALENDAR) != chinese_calendar.is_workday(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


@pytest.mark.parametrize("year", [2004, 2020, 2026])
def test_the_seed_file_is_what_its_generator_writes(year):
    again = read_years({str(year): exceptions_of(year)})[year]
    assert again == CALENDAR.years[year]


def test_the_seed_agrees_with_the_domain_vectors():
    for year, want in vectors("deadlines")["calendar_2024_2026"].items():
        days = CALENDAR.years[int(year)]
        assert sorted(day.isoformat() for day in days.holidays) == want["weekday_holidays"]
        assert sorted(day.isoformat() for day in days.workdays) == want["weekend_workdays"]
        first, last = date(int(year) - 1, 12, 31), date(int(year), 12, 31)
        assert workdays_between(first, last, CALENDAR) == want["workdays_in_year"]


def test_every_plain_deadline_of_the_domain_vectors_is_right_to_the_day():
    wrong = []
    for example in vectors("deadlines")["examples"]:
        if "excluded" not in example:
            due = add_workdays(date.fromisoformat(example["start"]), example["wd"], CALENDAR)
            if due != DueDate(date.fromisoformat(example["due"]), False):
                wrong.append((example["id"], due))
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-09-17", 20, "2026-10-21"),  # two make-up days and two holidays
        ("2026-11-21", 20, "2026-12-18"),  # a Saturday
        ("2024-02-05", 20, "2024-03-08"),  # New Year's Eve 2024 was a working day
        ("2026-02-12", 7, "2026-02-28"),  # ends on a make-up Saturday
    ],
)
def test_the_day_of_receipt_is_day_zero_and_make_up_days_count(start, n, due):
    assert add_workdays(date.fromisoformat(start), n, CALENDAR).on == date.fromisoformat(due)


@given(days_of_seed, st.integers(1, 60))
def test_a_due_date_is_found_as_by_counting_day_by_day(start, n):
    assert nth_workday(start, n, CALENDAR) == naive_due(start, n)


@given(any_day, st.integers(1, 400))
def test_counting_back_undoes_counting_on(start, n):
    due = nth_workday(start, n, CALENDAR)
    assert workdays_between(start, due, CALENDAR) == n
    assert is_workday(due, CALENDAR)
    assert nth_workday(due, -n, CALENDAR) <= start


@given(any_day, any_day, any_day)
def test_working_days_between_add_up_in_any_order(a, b, c):
    assert workdays_between(a, b, CALENDAR) + workdays_between(b, c, CALENDAR) == workdays_between(
        a, c, CALENDAR
    )


def test_no_days_after_a_day_is_the_day_itself():
    assert add_workdays(date(2026, 10, 3), 0, CALENDAR) == DueDate(date(2026, 10, 3), False)


def test_counting_backwards_ends_on_a_working_day_before():
    assert nth_workday(date(2026, 10, 12), -1, CALENDAR) == date(2026, 10, 10)
    assert nth_workday(date(2026, 10, 11), -2, CALENDAR) == date(2026, 10, 9)


def test_a_date_in_a_year_not_announced_is_provisional_and_counts_monday_to_friday():
    assert add_workdays(date(2026, 12, 10), 20, CALENDAR) == DueDate(date(2027, 1, 7), True)
    assert add_workdays(date(2040, 2, 1), 5, CALENDAR) == DueDate(date(2040, 2, 8), True)
    assert add_workdays(date(1999, 1, 1), 5, CALENDAR) == DueDate(date(1999, 1, 8), True)


def test_announcing_a_year_makes_its_dates_certain_and_leaves_the_old_calendar_alone():
    announced = CALENDAR.with_year(2027, year_days({date(2027, 1, 1): "元旦"}, notice="某号"))
    assert add_workdays(date(2026, 12, 10), 20, announced) == DueDate(date(2027, 1, 8), False)
    assert not CALENDAR.is_announced(2027)


def test_a_gap_between_announced_years_counts_monday_to_friday():
    gap = Calendar({2024: CALENDAR.years[2024], 2026: CALENDAR.years[2026]})
    assert workdays_between(date(2024, 12, 31), date(2025, 12, 31), gap) == 261
    assert add_workdays(date(2024, 12, 20), 20, gap).provisional


def test_a_calendar_without_years_still_counts():
    assert add_workdays(date(2026, 10, 1), 1, Calendar({})) == DueDate(date(2026, 10, 2), True)


def test_a_calendar_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CALENDAR.years = {}  # type: ignore[misc]


def test_names_and_make_up_days_are_known():
    assert CALENDAR.holiday_name(date(2026, 10, 1)) == "国庆节"
    assert CALENDAR.holiday_name(date(2026, 10, 3)) == ""
    assert CALENDAR.is_makeup(date(2026, 10, 10))
    assert not CALENDAR.is_makeup(date(2026, 10, 12))
    assert not CALENDAR.is_makeup(date(2030, 10, 12))


def test_the_next_working_day_may_be_the_day_itself():
    assert workday_on_or_after(date(2026, 10, 10), CALENDAR) == date(2026, 10, 10)
    assert workday_on_or_after(date(2026, 10, 1), CALENDAR) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("holidays", "workdays", "sentence"),
    [
        ({date(2026, 1, 1): "元旦"}, [], "2026-01-01不在2027年内，请检查节假日安排。"),
        ({date(2027, 1, 2): "元旦"}, [], "2027-01-02本来就是周末，不必列为放假日。"),
        ({}, [date(2027, 1, 4)], "2027-01-04本来就是工作日，不能列为调休上班日。"),
    ],
)
def test_a_notice_that_contradicts_the_week_is_refused(holidays, workdays, sentence):
    with pytest.raises(ValueError, match=f"\\A{sentence}\\Z"):
        Calendar({2027: year_days(holidays, workdays)})
