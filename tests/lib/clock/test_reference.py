"""Every day of two years against a reference that ticks off days and shares nothing with the clock."""

from datetime import date, timedelta

import pytest

from gongkai.lib.clock import Act
from tests.lib.clock.world import clock
from tests.lib.domain_vectors import vectors

FIRST, DAYS = date(2024, 1, 1), 731
ONE = timedelta(days=1)


@pytest.fixture(scope="module")
def works():
    """Whether a day is worked, from the published lists: Monday to Friday, less holidays, plus make-up days."""
    off, on = set(), set()
    for year in vectors("deadlines")["calendar_2024_2026"].values():
        off |= set(year["weekday_holidays"])
        on |= set(year["weekend_workdays"])
    return lambda day: str(day) in on or (day.weekday() < 5 and str(day) not in off)


def tick(works, day, count, pauses=()):
    """The day on which the count-th working day after `day` falls; days inside a pause do not count."""
    while count:
        day += ONE
        if works(day) and not any(opened < day <= closed for opened, closed in pauses):
            count -= 1
    return day


def receipts():
    return [FIRST + n * ONE for n in range(DAYS)]


def wrong(found, expected):
    return [
        (day, due, expected(day))
        for day, due in ((day, found(day)) for day in receipts())
        if due != expected(day)
    ]


def test_the_list_of_days_is_that_of_two_years():
    assert (receipts()[0], receipts()[-1]) == (date(2024, 1, 1), date(2025, 12, 31))


def test_every_plain_due_date_of_two_years(works):
    assert (
        wrong(
            lambda day: clock(received_on=day, explain=False).due, lambda day: tick(works, day, 20)
        )
        == []
    )


def test_every_due_date_with_an_answered_consultation(works):
    def found(day):
        acts = [
            Act("hold_opened", day + 4 * ONE, kind="third_party"),
            Act("hold_closed", day + 13 * ONE, kind="third_party"),
        ]
        return clock(*acts, received_on=day, explain=False).due

    assert wrong(found, lambda day: tick(works, day, 20, [(day + 4 * ONE, day + 13 * ONE)])) == []


def test_every_due_date_with_a_silent_consultation_and_one_inside_it(works):
    def found(day):
        acts = [
            Act("hold_opened", day + 2 * ONE, kind="third_party"),
            Act("hold_opened", day + 5 * ONE, kind="joint_maker"),
            Act("hold_closed", day + 50 * ONE, kind="joint_maker"),
        ]
        return clock(*acts, received_on=day, explain=False).due

    def expected(day):
        pauses = [(opened, tick(works, opened, 15)) for opened in (day + 2 * ONE, day + 5 * ONE)]
        return tick(works, day, 20, pauses)

    assert wrong(found, expected) == []


def test_every_due_date_with_a_consultation_and_an_extension(works):
    def found(day):
        acts = [
            Act("hold_opened", day + 3 * ONE, kind="joint_maker"),
            Act("extended", day + 10 * ONE, days=7),
            Act("hold_closed", day + 12 * ONE, kind="joint_maker"),
        ]
        return clock(*acts, received_on=day, explain=False).due

    assert wrong(found, lambda day: tick(works, day, 27, [(day + 3 * ONE, day + 12 * ONE)])) == []


def test_every_due_date_after_a_correction_and_a_payment(works):
    def found(day):
        acts = [
            Act("clarification_notice", day + 2 * ONE, until=day + 12 * ONE),
            Act("clarification_received", day + 9 * ONE),
            Act("fee_notice", day + 11 * ONE),
            Act("fee_paid", day + 15 * ONE),
        ]
        return clock(*acts, received_on=day, explain=False).due

    assert wrong(found, lambda day: tick(works, day + 15 * ONE, 20)) == []


def test_every_limit_of_two_years(works):
    def found(day):
        return clock(
            Act("hold_opened", day, kind="third_party"),
            Act("fee_notice", day),
            received_on=day,
            explain=False,
        ).limits

    def expected(day):
        return {
            "clarification": tick(works, day, 7),
            "correction": None,
            "hold": tick(works, day, 15),
            "payment": tick(works, day, 20),
        }

    assert wrong(found, expected) == []


def test_the_rows_of_every_fifth_day_can_be_recounted(works):
    for day in receipts()[::5]:
        rows = clock(received_on=day).days
        assert [row.date for row in rows] == [day + n * ONE for n in range(len(rows))]
        assert [row.date for row in rows if row.counted] == [
            row.date for row in rows[1:] if works(row.date)
        ]
        assert rows[-1].date == tick(works, day, 20)
