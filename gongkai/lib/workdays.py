"""Working days (工作日): the calendar of the State Council with its holidays and make-up days.

The day on which something happens is day zero; day one is the next working day. A year whose
holiday notice is not out yet is counted Monday to Friday and makes every date that rests on it
*provisional*. All answers come from two tables built once per calendar, so that one deadline costs
about a microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

_WEEK = 7
_WORKING_WEEK = 5
_MONDAY = 1  # ordinal of Monday, 1 January of year 1


class DueDate(NamedTuple):
    """The last day of a period; `provisional` while a year it rests on is not announced."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class YearDays:
    """What one year's holiday notice changes against plain Monday to Friday.

    Args:
        holidays: weekdays that are off, with the name of the holiday.
        workdays: Saturdays and Sundays that are worked (调休上班日).
        notice: number of the notice, empty where it is not known.
    """

    holidays: Mapping[date, str]
    workdays: frozenset[date]
    notice: str = ""


def _weekdays_upto(ordinal: int) -> int:
    """How many days from Monday to Friday there are up to and including this ordinal."""
    weeks, rest = divmod(ordinal - _MONDAY + 1, _WEEK)
    return weeks * _WORKING_WEEK + min(rest, _WORKING_WEEK)


def _nth_weekday(n: int) -> int:
    """Ordinal of the n-th day from Monday to Friday, counted from one."""
    weeks, rest = divmod(n - 1, _WORKING_WEEK)
    return weeks * _WEEK + rest + _MONDAY


def _is_weekday(ordinal: int) -> bool:
    return (ordinal - _MONDAY) % _WEEK < _WORKING_WEEK


@dataclass(frozen=True, eq=False)
class Calendar:
    """An immutable working-day calendar.

    Args:
        years: the announced years with their exceptions. Every exception must lie in its year, a
            holiday on a weekday, a make-up day on a weekend.

    Raises:
        ValueError: an exception day contradicts its year or its weekday.
    """

    years: Mapping[int, YearDays]
    _first: int = field(init=False, repr=False)
    _last: int = field(init=False, repr=False)
    _rank: list[int] = field(init=False, repr=False)
    _days: list[int] = field(init=False, repr=False)
    _base: int = field(init=False, repr=False)
    _end: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "years", {year: self.years[year] for year in sorted(self.years)})
        for year, days in self.years.items():
            _check_year(year, days)
        span = list(self.years) or [date.min.year]
        first, last = date(span[0], 1, 1).toordinal(), date(span[-1], 12, 31).toordinal()
        working = self._working_flags(first, last)
        rank, total = [], 0
        for works in working:
            total += works
            rank.append(total)
        put(self, "_first", first)
        put(self, "_last", last)
        put(self, "_rank", rank)
        put(self, "_days", [first + i for i, works in enumerate(working) if works])
        put(self, "_base", _weekdays_upto(first - 1))
        put(self, "_end", _weekdays_upto(last))

    def _working_flags(self, first: int, last: int) -> list[bool]:
        flags = [_is_weekday(o) for o in range(first, last + 1)]
        for days in self.years.values():
            for day in days.holidays:
                flags[day.toordinal() - first] = False
            for day in days.workdays:
                flags[day.toordinal() - first] = True
        return flags

    # Ranks are relative to the first day of the table: 0 just before it, negative earlier.
    def _rank_of(self, ordinal: int) -> int:
        if ordinal > self._last:
            return len(self._days) + _weekdays_upto(ordinal) - self._end
        if ordinal >= self._first:
            return self._rank[ordinal - self._first]
        return _weekdays_upto(ordinal) - self._base

    def _day_at(self, rank: int) -> int:
        """Ordinal of the working day with this rank (counted from one)."""
        if rank > len(self._days):
            return _nth_weekday(rank - len(self._days) + self._end)
        if rank >= 1:
            return self._days[rank - 1]
        return _nth_weekday(rank + self._base)

    def is_announced(self, year: int) -> bool:
        """True when the holiday notice of this year is in the calendar."""
        return year in self.years

    def is_provisional(self, first: date, last: date) -> bool:
        """True when a year between the two days (both counted) is not announced."""
        years = self.years
        if first.year == last.year:
            return last.year not in years
        return any(year not in years for year in range(first.year, last.year + 1))

    def holiday_name(self, day: date) -> str:
        """Name of the holiday on a weekday that is off, else an empty string."""
        days = self.years.get(day.year)
        return days.holidays.get(day, "") if days else ""

    def is_makeup(self, day: date) -> bool:
        """True for a Saturday or Sunday that is worked (调休上班日)."""
        days = self.years.get(day.year)
        return days is not None and day in days.workdays

    def with_year(self, year: int, days: YearDays) -> Calendar:
        """A new calendar in which this year is announced (or corrected)."""
        return Calendar({**self.years, year: days})


def _check_year(year: int, days: YearDays) -> None:
    for day in (*days.holidays, *days.workdays):
        if day.year != year:
            raise ValueError(f"{day.isoformat()}不在{year}年内，请检查节假日安排。")
    for day in days.holidays:
        if not _is_weekday(day.toordinal()):
            raise ValueError(f"{day.isoformat()}本来就是周末，不必列为放假日。")
    for day in days.workdays:
        if _is_weekday(day.toordinal()):
            raise ValueError(f"{day.isoformat()}本来就是工作日，不能列为调休上班日。")


def year_days(
    holidays: Mapping[date, str], workdays: Iterable[date] = (), notice: str = ""
) -> YearDays:
    """One year's exceptions from any mapping and iterable."""
    return YearDays(dict(holidays), frozenset(workdays), notice)


def is_workday(day: date, calendar: Calendar) -> bool:
    """True when offices work on this day."""
    ordinal = day.toordinal()
    return calendar._rank_of(ordinal) > calendar._rank_of(ordinal - 1)


def nth_workday(start: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `start`, which is day zero; before it where n is negative.

    With n = 0 the answer is `start` itself, working day or not.
    """
    if n == 0:
        return start
    before = calendar._rank_of(start.toordinal() - (n < 0))
    return date.fromordinal(calendar._day_at(before + n + (n < 0)))


def add_workdays(start: date, n: int, calendar: Calendar) -> DueDate:
    """The end of a period of n working days that starts the day after `start`.

    Example: received on 2026-09-17, 20 working days end on 2026-10-21.
    """
    on = nth_workday(start, n, calendar)
    first, last = (start, on) if n >= 0 else (on, start)
    return DueDate(on, calendar.is_provisional(first, last))


def workdays_between(a: date, b: date, calendar: Calendar) -> int:
    """How many working days d there are with a < d ≤ b; negative where b lies before a."""
    return calendar._rank_of(b.toordinal()) - calendar._rank_of(a.toordinal())


def workday_on_or_after(day: date, calendar: Calendar) -> date:
    """The day itself where it is a working day, else the next one."""
    return nth_workday(day - timedelta(days=1), 1, calendar)
