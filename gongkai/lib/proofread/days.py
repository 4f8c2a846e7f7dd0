"""Dates that cannot be: a 30th of February, a thirteenth month, a year with a figure too few."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from gongkai.lib.dates import weekday_name
from gongkai.lib.numerals import chinese_to_int
from gongkai.lib.proofread.found import Found, found

_D = "[0-9\uff10-\uff19]"
_C = "〇○零一二三四五六七八九十"
_DATE = re.compile(
    rf"(?<!{_D})(?:(?P<year>{_D}{{3,5}})年)?(?P<month>{_D}{{1,2}})月(?:(?P<day>{_D}{{1,2}})[日号])?"
    r"(?:[（(](?:农历[^）()（]{0,12}[,，、])?(?:星期|周)(?P<weekday>[一二三四五六日天])[）)])?"
)
_CHINESE = re.compile(
    rf"(?:(?P<year>[{_C[:-1]}]{{3,5}})年)(?P<month>[{_C}]{{1,3}})月(?:(?P<day>[{_C}]{{1,3}})日)?"
)
_YEARS = range(1600, 2200)


def check(text: str) -> Iterator[Found]:
    """Dates that no calendar has, and weekdays that are not the date's."""
    for match in _DATE.finditer(text):
        if match["year"] or match["day"]:
            yield from _checked(text, match, [_int(match[n]) for n in ("year", "month", "day")])
    for match in _CHINESE.finditer(text):
        yield from _checked(text, match, [_chinese(match[n]) for n in ("year", "month", "day")])


def _int(figures: str | None) -> int | None:
    return int(figures) if figures else None


def _chinese(figures: str | None) -> int | None:
    return chinese_to_int(figures.replace("○", "〇")) if figures else None


def _checked(text: str, match: re.Match[str], parts: list[int | None]) -> Iterator[Found]:
    year, month, day = parts
    reason = _impossible(match, year, month, day)
    if reason:
        yield found(text, match.start(), match.end(), kind="date", severity="error", reason=reason)
    elif year and month and day and match.groupdict().get("weekday"):
        said = match["weekday"].replace("天", "日")
        right = weekday_name(date(year, month, day))
        if right[-1] != said:
            yield _weekday(text, match, right)


def _weekday(text: str, match: re.Match[str], right: str) -> Found:
    at = match.start("weekday")
    return found(
        text,
        at,
        at + 1,
        kind="date",
        severity="warning",
        suggestion=right[-1],
        reason=f"“{match[0]}”的星期与日期对不上，这一天是{right}，请核对日期和星期。",
    )


def _impossible(match: re.Match[str], year: int | None, month: int | None, day: int | None) -> str:
    """Why the date cannot be, or "" where it can or cannot be told."""
    written = match[0]
    if match["year"] and len(match["year"]) != 4:
        if not match["day"]:
            return ""
        return f"“{written}”的年份不是四位数，请核对年份。"
    if month is None or (match["year"] and year is None):
        return ""
    if not 1 <= month <= 12:
        # Without a year a stretch of months may be meant: 为期18月.
        return f"“{written}”的月份不在1至12之间，请核对日期。" if day else ""
    if match["day"] and day is not None:
        if year is not None and year not in _YEARS:
            return f"“{written}”的年份不合情理，请核对年份。"
        last = monthrange(year or 2024, month)[1]
        if not 1 <= day <= last:
            return f"“{written}”这一天不存在，{month}月最多{last}天，请核对日期。"
    return ""
