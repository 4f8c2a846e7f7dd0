"""Working days of the five steps: what counts to which, and what to none."""

import datetime as dt

from gongkai.lib.request_steps import Mark, Step, spent
from gongkai.lib.workdays import Calendar, YearDays

# Plain weeks: 2 March 2026 is a Monday.
CALENDAR = Calendar({2026: YearDays({}, frozenset())})
TODAY = dt.date(2026, 3, 31)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def days(*marks: Mark, today: dt.date = TODAY) -> dict[Step, int]:
    return {step: one.days for step, one in spent(marks, CALENDAR, today).items()}


WHOLE = (
    Mark("arrived", day(2)),
    Mark("registered", day(3)),
    Mark("assigned", day(4)),
    Mark("sent", day(11)),
    Mark("signed", day(13)),
    Mark("delivered", day(16)),
)


def test_each_step_takes_the_working_days_after_its_first_day() -> None:
    assert days(*WHOLE) == {"receive": 1, "transfer": 1, "handle": 5, "review": 2, "reply": 1}


def test_what_happens_on_one_day_takes_no_days() -> None:
    assert days(Mark("arrived", day(2)), Mark("registered", day(2)), Mark("assigned", day(2)), Mark("sent", day(2))) == {
        "receive": 0, "transfer": 0, "handle": 0, "review": 21,
    }  # fmt: skip


def test_a_running_step_is_counted_up_to_today_and_says_so() -> None:
    found = spent(WHOLE[:3], CALENDAR, day(10))
    assert (found["handle"].days, found["handle"].ended) == (4, None)
    assert found["transfer"].ended == day(4)


def test_a_way_back_adds_to_both_steps() -> None:
    found = days(
        *WHOLE[:4],
        Mark("returned", day(12)),
        Mark("sent", day(16)),
        Mark("signed", day(18)),
    )
    assert (found["handle"], found["review"]) == (5 + 2, 1 + 2)


def test_waiting_is_taken_off_handling_once_where_two_overlap() -> None:
    found = days(
        *WHOLE[:3],
        Mark("wait_begins", day(5), "c1"),
        Mark("wait_begins", day(6), "c2"),
        Mark("wait_ends", day(10), "c1"),
        Mark("wait_ends", day(12), "c2"),
        Mark("sent", day(17)),
    )
    # 5 March, and 13, 16 and 17 March.
    assert found["handle"] == 4


def test_waiting_that_nobody_ends_runs_to_its_last_day() -> None:
    waits = Mark("wait_begins", day(5), "c1", until=day(9))
    assert days(*WHOLE[:3], waits, today=day(13))["handle"] == 1 + 4


def test_a_review_runs_on_while_somebody_is_asked() -> None:
    marks = (*WHOLE[:4], Mark("wait_begins", day(11), "c1"))
    assert days(*marks, today=day(18))["review"] == 5


def test_another_handler_does_not_begin_the_step_anew() -> None:
    found = spent((*WHOLE[:3], Mark("assigned", day(9)), Mark("sent", day(11))), CALENDAR, TODAY)
    assert (found["handle"].days, found["handle"].begun) == (5, day(4))


def test_a_second_round_counts_alone() -> None:
    assert days(*WHOLE, Mark("reopened", day(23)), Mark("assigned", day(24)), Mark("sent", day(26))) == {
        "transfer": 1, "handle": 2, "review": 3,
    }  # fmt: skip


def test_what_ends_without_an_answer_ends_the_step() -> None:
    found = spent((*WHOLE[:3], Mark("ended", day(6))), CALENDAR, TODAY)
    assert (found["handle"].days, found["handle"].ended) == (2, day(6))


def test_a_day_before_the_mark_before_it_counts_as_that_day() -> None:
    assert days(Mark("arrived", day(5)), Mark("registered", day(3)), Mark("assigned", day(6))) == {
        "receive": 0, "transfer": 1, "handle": 17,
    }  # fmt: skip
