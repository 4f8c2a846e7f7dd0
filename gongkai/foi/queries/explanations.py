"""The day-by-day account of a case as a page shows it: every date that stands on the page has its row."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.lib.clock import Clock, Day
from gongkai.lib.dates import plain_date


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """A row: the day, whether it counts, why, and what happened on it."""

    date: dt.date
    counted: bool
    reason: str
    events: tuple[str, ...] = ()
    is_today: bool = False
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of one month, with how many of them count."""

    first: dt.date
    days: Sequence[ExplainedDay]

    @property
    def counted(self) -> int:
        """How many days of the month count."""
        return sum(day.counted for day in self.days)


def explained(
    clock: Clock | None, happened: Mapping[dt.date, Iterable[str]], today: dt.date
) -> list[Month]:
    """Every day from receipt to the due day by months, and besides every day something happened.

    Args:
        happened: what stands on the page with a date, by date, in words.
    """
    if clock is None:
        return []
    known = {day.date: day for day in clock.days}
    for date in happened:
        known.setdefault(date, Day(date, False, _outside(date, clock)))
    rows = [
        ExplainedDay(
            day.date,
            day.counted,
            day.reason,
            tuple(happened.get(day.date, ())),
            day.date == today,
            day.date == clock.due,
        )
        for day in sorted(known.values())
    ]
    return [
        Month(dt.date(year, month, 1), list(days))
        for (year, month), days in groupby(rows, key=lambda row: (row.date.year, row.date.month))
    ]


def _outside(date: dt.date, clock: Clock) -> str:
    """Why a day that the clock does not tell of counts for nothing."""
    if clock.days and date < clock.days[0].date:
        return "还没有确认收到申请，期限没有开始（条例第三十一条）"
    if clock.on_time is not None:
        return "已经答复，不再计算期限"
    if clock.lapsed:
        return "已经视为放弃，不再计算期限"
    if clock.due:
        return f"答复期限已于{plain_date(clock.due)}届满" if date > clock.due else "不在期限之内"
    return "等待申请人或者已经办结，不计算期限"
