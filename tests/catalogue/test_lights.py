"""The five lights, with days over holidays (2026 as announced)."""

import datetime as dt

import pytest

from gongkai.base.calendar import working_calendar
from gongkai.catalogue.queries.lights import (
    DutyDays,
    Light,
    Lights,
    LimitRule,
    Standing,
    add_months,
)

TWENTY = LimitRule("after", 20, "wd", None)
QUARTER = LimitRule("cycle", None, "", 92)
SINCE = dt.date(2026, 1, 5)


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def standing(
    on: str, rule: LimitRule, *, formed: str = "", last: str = "", declared: str = "",
    since: dt.date = SINCE,
) -> Standing:  # fmt: skip
    lights = Lights(dt.date.fromisoformat(on), working_calendar())
    return lights.of(rule, DutyDays(since, day(formed), day(last), day(declared)))


@pytest.mark.parametrize(
    ("on", "light"),
    [
        ("2026-09-28", "blank"),
        ("2026-10-22", "blank"),
        ("2026-10-23", "soon"),
        ("2026-10-30", "soon"),
        ("2026-10-31", "overdue"),
    ],
)
def test_twenty_working_days_over_the_october_holiday_end_on_30_october(
    on: str, light: str, db: None
) -> None:
    found = standing(on, TWENTY, formed="2026-09-28")
    assert (found.light, found.due) == (light, dt.date(2026, 10, 30))
    assert found.why == "自信息形成或者变更之日起20个工作日内"


@pytest.mark.parametrize(
    ("rule", "formed", "due"),
    [
        # 春节 2026: 15 to 23 February off, 14 and 28 February worked.
        (LimitRule("after", 7, "wd", None), "2026-02-12", "2026-02-28"),
        (LimitRule("after", 20, "cd", None), "2026-09-11", "2026-10-08"),
        (LimitRule("after", 3, "month", None), "2026-05-30", "2026-08-31"),
        (LimitRule("at_once", None, "", None), "2026-10-01", "2026-10-08"),
        (LimitRule("other", None, "", None), "2026-09-28", "2026-10-30"),
        (LimitRule("after", None, "", None), "2026-09-28", "2026-10-30"),
    ],
)
def test_each_kind_of_limit_ends_on_a_working_day(
    rule: LimitRule, formed: str, due: str, db: None
) -> None:
    assert standing(formed, rule, formed=formed).due == day(due)


def test_what_was_published_after_it_was_formed_is_fulfilled(db: None) -> None:
    found = standing("2026-12-01", TWENTY, formed="2026-09-28", last="2026-10-09")
    assert found == Standing(Light.FULFILLED)


def test_what_changed_after_the_last_publication_waits_again(db: None) -> None:
    found = standing("2026-11-02", TWENTY, formed="2026-09-28", last="2026-09-01")
    assert (found.light, found.due) == (Light.OVERDUE, dt.date(2026, 10, 30))


def test_without_a_day_of_forming_and_without_a_cycle_nothing_is_overdue(db: None) -> None:
    assert standing("2026-11-02", TWENTY) == Standing(Light.BLANK)
    assert standing("2026-11-02", TWENTY, last="2024-01-02") == Standing(Light.FULFILLED)


@pytest.mark.parametrize(
    ("on", "light"),
    [("2026-09-15", "fulfilled"), ("2026-09-16", "soon"), ("2026-09-30", "soon"), ("2026-10-09", "overdue")],
)  # fmt: skip
def test_a_cycle_that_ends_in_a_holiday_ends_on_the_next_working_day(
    on: str, light: str, db: None
) -> None:
    found = standing(on, QUARTER, last="2026-06-30")  # the 92nd day is 30 September
    later = standing(on, QUARTER, last="2026-07-01")  # the 92nd day is 1 October
    assert found.due == dt.date(2026, 9, 30)
    assert later.due == dt.date(2026, 10, 8)
    assert found.light == light


def test_a_cycle_never_served_counts_from_the_day_it_was_entered(db: None) -> None:
    assert standing("2026-04-08", QUARTER).light == Light.OVERDUE
    assert standing("2026-02-10", QUARTER) == Standing(
        Light.BLANK, dt.date(2026, 4, 7), why="每92日应当更新一次"
    )


def test_a_period_declared_empty_is_neither_blank_nor_fulfilled(db: None) -> None:
    assert standing("2026-09-15", TWENTY, declared="2026-09-30").light == Light.DECLARED
    assert standing("2026-10-09", TWENTY, declared="2026-09-30").light == Light.BLANK


def test_a_declaration_moves_the_cycle_on(db: None) -> None:
    found = standing("2026-10-09", QUARTER, last="2026-05-06", declared="2026-09-30")
    assert (found.light, found.due) == (Light.DECLARED, dt.date(2026, 12, 31))
    assert standing("2027-01-04", QUARTER, declared="2026-09-30").light == Light.OVERDUE


def test_what_is_published_after_a_declaration_counts(db: None) -> None:
    found = standing("2026-09-20", TWENTY, last="2026-09-18", declared="2026-09-15")
    assert found.light == Light.FULFILLED


def test_information_formed_after_a_declaration_is_not_covered_by_it(db: None) -> None:
    found = standing("2026-11-02", TWENTY, formed="2026-10-12", declared="2026-09-30")
    assert (found.light, found.due) == (Light.SOON, dt.date(2026, 11, 9))


def test_what_must_always_be_public_is_due_twenty_working_days_after_it_was_entered(
    db: None,
) -> None:
    lasting = LimitRule("lasting", None, "", None)
    found = standing("2026-03-02", lasting, since=dt.date(2026, 2, 10))
    assert found.due == dt.date(2026, 3, 16)
    assert standing("2026-03-02", lasting, last="2020-01-01") == Standing(Light.FULFILLED)


def test_a_day_in_a_year_that_is_not_announced_is_provisional(db: None) -> None:
    assert standing("2026-12-25", TWENTY, formed="2026-12-25").provisional is True
    assert standing("2026-09-28", TWENTY, formed="2026-09-28").provisional is False


def test_months_end_on_the_last_day_of_a_shorter_month() -> None:
    assert add_months(dt.date(2025, 11, 30), 3) == dt.date(2026, 2, 28)
    assert add_months(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 31)
