"""The light of a case: how much of its time is left, as a word and a shape; computed, never stored."""

import datetime as dt
from typing import NamedTuple

from gongkai.foi.models import DisclosureRequest
from gongkai.foi.states import Stage
from gongkai.lib.remaining import remaining
from gongkai.lib.workdays import Calendar

# Working days left, at most, with the name of the light and its word; beyond the last one all is calm.
STEPS = ((1, "one", "特急"), (3, "three", "紧急"), (5, "five", "临近"), (10, "ten", "留意"))
CALM = ("calm", "充裕")


class Light(NamedTuple):
    """How a case stands towards its time.

    Args:
        name: late, one, three, five, ten, calm while the period runs; paused (a consultation),
            waiting (for the applicant), passed (the applicant let the limit pass), done, late_done,
            none.
        word: the light in a word.
        text: what is left, in words.
        until: the day it points to: due, end of the pause, last day of the applicant.
        days: working days left, negative once overdue; None where nothing runs.
    """

    name: str
    word: str
    text: str
    until: dt.date | None = None
    days: int | None = None


def light_of(case: DisclosureRequest, today: dt.date, calendar: Calendar) -> Light:
    """The light of a case from what its row remembers of the clock; costs no statement."""
    if not case.is_open:
        return _ended(case)
    if case.received_on is None:
        return Light("none", "未起算", "登记以后开始计算")
    if case.due_on is None:
        return _waiting(case, today)
    if case.paused and case.next_limit_on and today <= case.next_limit_on:
        return Light("paused", "暂停", "正在征求意见", case.next_limit_on)
    return running(case.due_on, today, calendar)


def running(due: dt.date, today: dt.date, calendar: Calendar) -> Light:
    """The light of a period that runs until `due`."""
    left = remaining(due, today, calendar)
    if due < today:
        return Light("late", "超期", left.word, due, left.days)
    name, word = next(((name, word) for most, name, word in STEPS if left.days <= most), CALM)
    return Light(name, word, left.word, due, left.days)


def _waiting(case: DisclosureRequest, today: dt.date) -> Light:
    passed = not case.paused or (case.waits_until is not None and case.waits_until < today)
    if passed:
        return Light("passed", "等待期满", "申请人逾期，可以按视为放弃办理", case.waits_until)
    what = "等申请人补正" if case.stage == Stage.CLARIFYING else "等申请人缴费"
    return Light("waiting", "等待", what, case.waits_until)


def _ended(case: DisclosureRequest) -> Light:
    if case.on_time is False:
        return Light("late_done", "超期答复", "", case.replied_on)
    if case.on_time:
        return Light("done", "按期答复", "", case.replied_on)
    return Light("none", Stage(case.stage).label, "")
