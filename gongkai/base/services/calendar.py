"""Loading the holidays of a year."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from gongkai.base import calendar
from gongkai.base.models import CalendarDay, CalendarYear, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail
from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.workdays import Calendar, YearDays


@transaction.atomic
def load_year(year: int, days: YearDays, *, by: User | None) -> CalendarYear:
    """Puts a year's holidays and make-up days in place of what was known of it; trail event.

    Raises:
        Refusal: a day contradicts its year or weekday, or the source document is not named.
    """
    if not days.notice.strip():
        raise Refusal("没有写明放假安排的文号，日历未载入。请补上文号后再导入。", field="source")
    try:
        Calendar({year: days})
    except ValueError as problem:
        raise Refusal(f"{year}年日历未载入：{problem}", field="days") from None
    row = write_years({year: days})[0]
    trail.record(
        "载入日历", row, by=by, data={"year": year, "source": days.notice, "days": _listed(days)}
    )
    transaction.on_commit(calendar.forget)
    return row


def write_years(years: Mapping[int, YearDays]) -> list[CalendarYear]:
    """Writes the rows of these years, without an event; the seed comes this way."""
    CalendarYear.objects.filter(year__in=years).delete()
    rows = CalendarYear.objects.bulk_create(
        CalendarYear(year=year, source=days.notice) for year, days in years.items()
    )
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(day=day, year_id=year, works=works, name=name)
            for year, days in years.items()
            for day, works, name in _rows(days)
        ]
    )
    calendar.forget()
    return rows


def seed() -> None:
    """Loads the years 2004 to 2026 into an empty calendar."""
    if not CalendarYear.objects.exists():
        write_years(seed_calendar().years)


def _rows(days: YearDays) -> list[tuple[dt.date, bool, str]]:
    off = [(day, False, name) for day, name in days.holidays.items()]
    return off + [(day, True, "") for day in sorted(days.workdays)]


def _listed(days: YearDays) -> list[list[str]]:
    return [[day.isoformat(), "班" if works else "休"] for day, works, _ in _rows(days)]
