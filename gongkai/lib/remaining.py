"""How long there is until a day, in working days and in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gongkai.lib.workdays import Calendar, is_workday, workdays_between

SOON = 2  # working days from which on a day is due soon


class Remaining(NamedTuple):
    """What is left of a period.

    Args:
        days: working days after today up to the last day; negative once it is over.
        word: the same as people read it.
        tone: `late`, `soon` or `idle`.
        provisional: a year it was counted through has no announced holidays yet.
    """

    days: int
    word: str
    tone: str
    provisional: bool


def remaining(due: date, today: date, calendar: Calendar) -> Remaining:
    """What is left on `today` of a period whose last day is `due`, which still counts.

    Example: on a Friday, something due on the Tuesday after has 2 working days left.
    """
    provisional = calendar.is_provisional(min(due, today), max(due, today))
    if due < today:
        days = workdays_between(due, today, calendar)
        word = f"已超期{days}个工作日" if days else "已超期"
        return Remaining(-days, word, "late", provisional)
    days = workdays_between(today, due, calendar)
    word = _ahead(due, today, days, calendar)
    note = "（暂定）" if provisional else ""
    return Remaining(days, word + note, "soon" if days <= SOON else "idle", provisional)


def _ahead(due: date, today: date, days: int, calendar: Calendar) -> str:
    if due == today:
        return "今天到期"
    if days:
        return f"还有{days}个工作日"
    # Due on a day off, and no working day lies between.
    return "工作日只剩今天" if is_workday(today, calendar) else "期限内已无工作日"
