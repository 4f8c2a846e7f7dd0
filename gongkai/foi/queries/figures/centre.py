"""The data centre: what came in, what is open, how fast and how well it was answered, what falls due.

Six statements, however many cases there are.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit
from gongkai.catalogue.models import Theme
from gongkai.foi.queries.figures import counting
from gongkai.foi.queries.figures.counting import Period, Units
from gongkai.foi.queries.figures.times import Times, times_of
from gongkai.foi.states import Stage
from gongkai.lib.workdays import nth_workday

FORECAST_DAYS = 20
MONTHS = 12
NO_THEME = "未分主题"


@dataclass(frozen=True, slots=True)
class Board:
    """All figures of the page.

    Args:
        new: received in the period; ended: those that ended in it.
        open, overdue, paused: as of today.
        times: answers that took effect in the period.
        outcomes: cases ended in the period by code of outcome.
        topics: new cases by theme (key and name; None for those without), the most first.
        months: first days of the months of the heat map; heat: number by (unit, month).
        forecast: working days to come with the number of open cases due; `undated` wait for an
            applicant and have no day.
    """

    period: Period
    new: int
    ended: int
    open: int
    overdue: int
    paused: int
    undated: int
    times: Times
    outcomes: Counter[str]
    topics: list[tuple[int | None, str, int]]
    months: list[dt.date]
    heat: Counter[tuple[int, dt.date]]
    units: list[Unit]
    forecast: list[tuple[dt.date, int]]


def board(units: Units, period: Period) -> Board:
    """The figures of a set of units for a period."""
    cases, day = counting.counted(units), today()
    now = _now(cases, period, day)
    ended = cases.filter(counting.ended_in(period))
    results = ended.order_by().values_list("result").annotate(number=Count("pk"))
    outcomes = Counter({code: number for code, number in results if code})
    months = _months(period.last)
    heat = _heat(cases, months)
    keys = {unit for unit, _ in heat}
    return Board(
        period=period,
        new=now["new"],
        ended=outcomes.total(),
        open=now["open"],
        overdue=now["overdue"],
        paused=now["paused"],
        undated=now["undated"],
        times=times_of(cases.filter(replied_on__gte=period.first, replied_on__lte=period.last)),
        outcomes=outcomes,
        topics=_topics(cases.filter(counting.new_in(period))),
        months=months,
        heat=heat,
        units=list(units.filter(pk__in=keys).order_by("path")) if keys else [],
        forecast=_forecast(cases, day),
    )


def is_open() -> Q:
    """Received and not answered, given up or withdrawn."""
    return Q(stage__in=Stage.open())


def is_overdue(day: dt.date) -> Q:
    """Open, and its day has passed."""
    return is_open() & Q(due_on__lt=day)


def is_undated() -> Q:
    """Open without a day: the applicant is asked to correct or to pay."""
    return is_open() & Q(due_on=None)


def _now(cases: counting.Cases, period: Period, day: dt.date) -> dict[str, int]:
    found: dict[str, int] = cases.order_by().aggregate(
        new=Count("pk", filter=counting.new_in(period)),
        open=Count("pk", filter=is_open()),
        overdue=Count("pk", filter=is_overdue(day)),
        paused=Count("pk", filter=is_open() & Q(paused=True)),
        undated=Count("pk", filter=is_undated()),
    )
    return found


def _months(last: dt.date) -> list[dt.date]:
    """The twelve months that end with the period."""
    count = last.year * 12 + last.month - 1
    return [
        dt.date(number // 12, number % 12 + 1, 1) for number in range(count - MONTHS + 1, count + 1)
    ]


def _heat(cases: counting.Cases, months: list[dt.date]) -> Counter[tuple[int, dt.date]]:
    rows = (
        cases.filter(received_on__gte=months[0], received_on__lte=month_end(months[-1]))
        .order_by()
        .values_list("unit_id", TruncMonth("received_on"))
        .annotate(number=Count("pk"))
    )
    return Counter({(unit, month): number for unit, month, number in rows})


def month_end(month: dt.date) -> dt.date:
    """Last day of the month that begins there."""
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _topics(cases: counting.Cases) -> list[tuple[int | None, str, int]]:
    rows = (
        cases.order_by()
        .values_list("theme_id", "theme__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "theme_id")
    )
    return [(key, name or NO_THEME, number) for key, name, number in rows]


def theme_name(key: int) -> str:
    """Name of a theme; "" where there is none."""
    return Theme.objects.filter(pk=key).values_list("name", flat=True).first() or ""


def _forecast(cases: counting.Cases, day: dt.date) -> list[tuple[dt.date, int]]:
    """Open cases by due day over the next working days, days without any included."""
    calendar = working_calendar()
    days = [
        nth_workday(day - dt.timedelta(days=1), n, calendar) for n in range(1, FORECAST_DAYS + 1)
    ]
    rows = (
        cases.filter(is_open(), due_on__gte=days[0], due_on__lte=days[-1])
        .order_by()
        .values_list("due_on")
        .annotate(number=Count("pk"))
    )
    due = dict(rows)
    return [(one, due.get(one, 0)) for one in days]
