"""Loading the holidays of a year."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from gongkai.base import calendar, rules
from gongkai.base.models import CalendarDay, CalendarYear, User
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import trail
from gongkai.base.signals import calendar_changed
from gongkai.lib.calendar_data import seed_calendar
from gongkai.lib.workdays import Calendar, YearDays


@transaction.atomic
def load_year(year: int, days: YearDays, *, by: User | None, reason: str = "") -> CalendarYear:
    """Puts a year's holidays and make-up days in place of what was known of it; trail event.

    `calendar_changed` is sent last, inside the transaction.

    The same days from the same notice again change nothing and leave no event.

    Args:
        by: who loads it; None for commands.
        reason: why a year that is known already changes.

    Raises:
        Refusal: a day contradicts its year or weekday, the source document is not named, or a known
            year would change without a reason.
        Forbidden: neither the authority nor the system administrator.
    """
    _require_loader(by)
    if not days.notice.strip():
        raise Refusal("没有写明放假安排的文号，日历未载入。请补上文号后再导入。", field="source")
    try:
        Calendar({year: days})
    except ValueError as problem:
        raise Refusal(f"{year}年日历未载入：{problem}", field="days") from None
    known = CalendarYear.objects.select_for_update().filter(pk=year).first()
    before = days_of(known) if known else None
    if known and before == days:
        return known
    if known and not reason.strip():
        raise Refusal(
            f"{year}年的日历已经载入，改动会重新推算涉及这一年的期限。请写明为什么改，再载入。",
            field="reason",
        )
    row = write_years({year: days})[0]
    data = {"year": year, "source": days.notice, "days": _listed(days)}
    if before is not None:
        data["before"] = {"source": before.notice, "days": _listed(before)}
    trail.record("更改日历" if known else "载入日历", row, by=by, note=reason.strip(), data=data)
    transaction.on_commit(calendar.forget)
    why = f"{'更改' if known else '载入'}{year}年放假安排（{days.notice}）"
    calendar_changed.send(CalendarYear, year=year, reason=why)
    return row


def days_of(year: CalendarYear) -> YearDays:
    """The exceptions of a loaded year as they stand in the table."""
    rows = list(year.days.order_by("day"))
    return YearDays(
        {row.day: row.name for row in rows if not row.works},
        frozenset(row.day for row in rows if row.works),
        year.source,
    )


def _require_loader(by: User | None) -> None:
    if by is not None and not rules.may_load_calendar(by):
        raise Forbidden("工作日历由主管部门或者系统管理员载入，您的账号没有这些角色。")


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
