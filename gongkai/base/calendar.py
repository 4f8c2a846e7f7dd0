"""The working-day calendar and the day it is now, in Asia/Shanghai."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

from gongkai.base.models import CalendarDay, CalendarYear
from gongkai.lib.workdays import Calendar, YearDays

# A year loaded by one process is seen by the others after this many seconds at the latest.
FRESH_SECONDS = 30.0

_lock = threading.Lock()
_as_if: ContextVar[dt.date | None] = ContextVar("as_if", default=None)
_state: tuple[float, object, Calendar] | None = None


def today() -> dt.date:
    """Today's date in Asia/Shanghai, whatever the clock of the machine is set to."""
    return _as_if.get() or timezone.localdate()


@contextmanager
def as_if(day: dt.date) -> Iterator[None]:
    """What is done inside is done as if it were that day; for the demonstration, which has a past.

    The moments in the trail, and those at which something was written down, stay the real ones.

    Raises:
        RuntimeError: in production, where nothing is dated back.
    """
    if not settings.DEMO_ALLOWED:
        raise RuntimeError("only the demonstration has days of its own")
    token = _as_if.set(day)
    try:
        yield
    finally:
        _as_if.reset(token)


def moment() -> dt.datetime:
    """Now; inside `as_if`, the present time of day on that day."""
    now, day = timezone.now(), _as_if.get()
    if day is None:
        return now
    return timezone.make_aware(dt.datetime.combine(day, timezone.localtime(now).time()))


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
