"""Reminders go out by themselves, once for each light of a period."""

import datetime as dt

import pytest

from gongkai.base.models import Notice
from gongkai.foi.services.oversight.reminders import remind
from gongkai.foi.states import Stage
from tests.foi.conftest import OnDay
from tests.foi.factories import Office
from tests.foi.oversight.helpers import lit


def notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("user__username", "title"))


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (dt.date(2026, 3, 31), "还有10个工作日"),
        (dt.date(2026, 3, 24), "还有5个工作日"),
        (dt.date(2026, 3, 20), "还有3个工作日"),
        (dt.date(2026, 3, 18), "还有1个工作日"),
        (dt.date(2026, 3, 16), "已超期1个工作日"),
    ],
)
def test_handler_and_head_are_told_once(office: Office, due: dt.date, words: str) -> None:
    case = lit(office, due)
    assert [remind(), remind()] == [1, 1]
    assert notices() == [("cbr", f"申请{case}{words}"), ("fzr", f"申请{case}{words}")]


def test_the_next_light_is_told_again_and_a_moved_day_too(office: Office, on_day: OnDay) -> None:
    case = lit(office, dt.date(2026, 3, 24))
    remind()
    on_day(dt.date(2026, 3, 18))
    remind()  # four days left: the same light
    assert Notice.objects.count() == 2
    on_day(dt.date(2026, 3, 19))
    remind()
    assert Notice.objects.count() == 4
    case.due_on = dt.date(2026, 3, 24 + 7)
    case.save()
    remind()
    assert Notice.objects.count() == 6


def test_who_has_time_or_waits_or_is_done_is_not_told(office: Office) -> None:
    lit(office, dt.date(2026, 4, 1))
    lit(office, dt.date(2026, 3, 18), paused=True, next_limit_on=dt.date(2026, 3, 18))
    lit(office, dt.date(2026, 3, 13), Stage.CLOSED, on_time=True)
    lit(office, None)
    assert (remind(), notices()) == (0, [])


def test_nobody_is_told_on_a_day_off(office: Office, on_day: OnDay) -> None:
    lit(office, dt.date(2026, 3, 23))
    on_day(dt.date(2026, 3, 21))
    assert (remind(), notices()) == (0, [])
