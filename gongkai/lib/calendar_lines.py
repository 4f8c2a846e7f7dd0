"""Reading the holidays of a year as offices type them: one line a day, 日期,休|班,名称."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.lib.dates import chinese_date, parse_date, plain_date
from gongkai.lib.workdays import YearDays

_MARKS = {
    **dict.fromkeys(("休", "假", "放假", "休息", "放假日", "休假"), False),
    **dict.fromkeys(("班", "上班", "补班", "调休上班", "上班日"), True),
}
_PARTS = re.compile("[,，\t;；]")
_TO = re.compile("至|到|~|～|—+")
_LONGEST_RUN = 31
_MOST_LINES = 1000
# Of 2004 to 2026 no year had fewer or more.
_USUAL_OFF = range(14, 27)
_USUAL_WORKED = range(3, 15)
# 中秋 is missing on purpose: in some years it falls into the days of 国庆.
_FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "国庆")


class Remark(NamedTuple):
    """What is to be said of a line; number 0 stands for the list as a whole."""

    number: int
    sentence: str


class Entry(NamedTuple):
    """One day of the list."""

    day: date
    works: bool
    name: str


@dataclass(slots=True)
class Reading:
    """A list as it was read; it can be loaded where there is no problem."""

    year: int | None
    days: YearDays
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def read_lines(text: str, *, year: int | None = None, notice: str = "") -> Reading:
    """Reads a list of holidays and make-up days, and says what is wrong or doubtful in it.

    A line is 日期,休|班,名称; a day may also be a run of days (2027-02-05至2027-02-11). The heading
    and empty lines are passed over. Weekends that are listed as off are left out: they are off
    anyway.

    Args:
        year: the year the list is for; without it the year of its first day.
        notice: number of the notice, handed on.
    """
    reading = Reading(year, YearDays({}, frozenset(), notice))
    seen: dict[date, Entry] = {}
    for number, line in _lines(text, reading):
        for entry in _entries(line, number, reading):
            _take(entry, number, reading, seen)
    holidays = {e.day: e.name for e in seen.values() if not e.works}
    reading.days = YearDays(
        dict(sorted(holidays.items())), frozenset(e.day for e in seen.values() if e.works), notice
    )
    _look_at_the_whole(reading)
    return reading


def write_lines(days: YearDays) -> str:
    """The list of a year in the form `read_lines` takes."""
    rows = [(day, "休", name) for day, name in days.holidays.items()]
    rows += [(day, "班", "") for day in days.workdays]
    return "".join(f"{day.isoformat()},{mark},{name}\n" for day, mark, name in sorted(rows))


def _lines(text: str, reading: Reading) -> Iterator[tuple[int, str]]:
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        reading.problems.append(
            Remark(0, f"一共{len(lines)}行，一年的放假安排不会超过{_MOST_LINES}行，请核对内容。")
        )
        return
    for number, line in enumerate(lines, 1):
        line = line.strip().strip("\ufeff")
        if line and not line.startswith(("日期", "#")):
            yield number, line


def _entries(line: str, number: int, reading: Reading) -> Iterator[Entry]:
    parts = [part.strip().strip('"') for part in _PARTS.split(line)]
    if len(parts) < 2 or parts[1] not in _MARKS:
        reading.problems.append(
            Remark(number, f"“{line[:30]}”没有写明休还是班，请写成“2027-01-01,休,元旦”。")
        )
        return
    works, name = _MARKS[parts[1]], (parts[2] if len(parts) > 2 else "")[:20]
    run = _run(parts[0])
    if run is None:
        reading.problems.append(
            Remark(number, f"“{parts[0][:30]}”不是有效的日期，请写成“2027-01-01”。")
        )
        return
    first, last = run
    if last < first or (last - first).days >= _LONGEST_RUN:
        reading.problems.append(
            Remark(number, f"“{parts[0][:30]}”的起止日期不对，请核对先后和天数。")
        )
        return
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        # A run of days off holds its weekends, as the notice prints it.
        if first == last or works or day.weekday() < 5:
            yield Entry(day, works, name)


def _run(cell: str) -> tuple[date, date] | None:
    ends = [parse_date(part.strip()) for part in _TO.split(cell, maxsplit=1)]
    if None in ends:
        return None
    found = [end for end in ends if end is not None]
    return found[0], found[-1]


def _take(entry: Entry, number: int, reading: Reading, seen: dict[date, Entry]) -> None:
    """Puts a day into the list, or says why not."""
    if reading.year is None:
        reading.year = entry.day.year
    day, weekend = entry.day, entry.day.weekday() >= 5
    if day.year != reading.year:
        sentence = f"{plain_date(day)}不在{reading.year}年，请核对年份。"
    elif entry.works and not weekend:
        sentence = f"{chinese_date(day)}本来就是工作日，不能列为“班”，请核对日期。"
    elif day in seen and seen[day].works != entry.works:
        sentence = (
            f"{chinese_date(day)}前面已列为“{'班' if seen[day].works else '休'}”，请保留一个。"
        )
    elif day in seen:
        reading.warnings.append(Remark(number, f"{chinese_date(day)}重复列出，只算一次。"))
        return
    elif not entry.works and weekend:
        reading.warnings.append(
            Remark(number, f"{chinese_date(day)}本来就休息，不必列出，已略去。")
        )
        return
    else:
        seen[day] = entry
        return
    reading.problems.append(Remark(number, sentence))


def _look_at_the_whole(reading: Reading) -> None:
    if reading.problems:
        return
    off, worked = len(reading.days.holidays), len(reading.days.workdays)
    if not off:
        reading.problems.append(Remark(0, "没有读到放假的日子，请按“2027-01-01,休,元旦”逐行填写。"))
        return
    names = "".join(reading.days.holidays.values())
    missing = [festival for festival in _FESTIVALS if festival not in names]
    doubts = []
    if missing:
        doubts.append(f"没有列出{'、'.join(missing)}，请对照通知核对是否漏行。")
    if off not in _USUAL_OFF:
        doubts.append(f"放假的工作日共{off}天，往年在14天到26天之间，请核对。")
    if worked not in _USUAL_WORKED:
        doubts.append(f"调休上班共{worked}天，往年在3天到14天之间，请核对。")
    reading.warnings += [Remark(0, doubt) for doubt in doubts]
