"""The working-day calendar and the day it is now, in Asia/Shanghai."""

import datetime as dt
import threading
import time

from django.utils import timezone

from gongkai.base.models import CalendarDay, CalendarYear
from gongkai.lib.workdays import Calendar, YearDays

# A year loaded by one process is seen by the others after this many seconds at the latest.
FRESH_SECONDS = 30.0

_lock = threading.Lock()
_state: tuple[float, object, Calendar] | None = None


def today() -> dt.date:
    """Today's date in Asia/Shanghai, whatever the clock of the machine is set to."""
    return timezone.localdate()


def working_calendar() -> Calendar:
    """The calendar of the announced years; cached per process.

    The cache is looked at again every `FRESH_SECONDS`, and at once by the process that loads a year.
    """
    global _state
    state, now = _state, time.monotonic()
    if state and now - state[0] < FRESH_SECONDS:
        return state[2]
    with _lock:
        version = _version()
        calendar = _state[2] if _state and _state[1] == version else _read()
        _state = (now, version, calendar)
    return calendar


def forget() -> None:
    """Drops the cached calendar; the next question reads the table."""
    global _state
    _state = None


def _version() -> object:
    return tuple(CalendarYear.objects.order_by("year").values_list("year", "loaded_at"))


def _read() -> Calendar:
    holidays: dict[int, dict[dt.date, str]] = {}
    workdays: dict[int, set[dt.date]] = {}
    for day in CalendarDay.objects.order_by("day"):
        if day.works:
            workdays.setdefault(day.year_id, set()).add(day.day)
        else:
            holidays.setdefault(day.year_id, {})[day.day] = day.name
    years = CalendarYear.objects.order_by("year").values_list("year", "source")
    return Calendar(
        {
            y: YearDays(holidays.get(y, {}), frozenset(workdays.get(y, ())), source)
            for y, source in years
        }
    )
