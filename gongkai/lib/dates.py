"""Dates as Chinese offices write and type them."""

from __future__ import annotations

import re
from datetime import date

from gongkai.lib.numerals import chinese_to_int
from gongkai.lib.widths import fold

WEEKDAYS = "一二三四五六日"

_ZEROS = str.maketrans("○◯o零", "〇〇〇〇")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_WEEKDAY = r"(?: ?\(?(?:周|星期|礼拜)([一二三四五六日天])\)?)?"
_CLOCK = r"[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:\+08:?00)?|时(?:[0-9]{1,2}分)?)"
_TIME = rf"(?:(?: |t|(?<=日)){_CLOCK})?"
_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_SHAPES = (
    re.compile(rf"([0-9]{{4}})( ?[-/.] ?)([0-9]{{1,2}})\2([0-9]{{1,2}}){_WEEKDAY}{_TIME}\Z"),
    re.compile(
        rf"([0-9]{{4}}|[〇一二三四五六七八九]{{4}})(年)({_NUMBER})月({_NUMBER})[日号]{_WEEKDAY}{_TIME}\Z"
    ),
    re.compile(rf"([0-9]{{4}})()([0-9]{{2}})([0-9]{{2}}){_TIME}\Z"),
)
_YEARS = range(1900, 2200)
_LONGEST = 60


def parse_date(text: str) -> date | None:
    """The date that the whole text names, or None: never a guess.

    Understood: 2024-10-11, 2024/10/11, 2024.10.11, 20241011, 2024年10月11日, 二〇二四年十月十一日,
    any of them with full-width digits, spaces, a weekday or a time behind it. Not understood: two
    figures for the year, a missing day, days that do not exist, a weekday that is not the date's,
    a time of another zone than Beijing's.
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(fold(text).translate(_DASHES).split())
    text = re.sub("(?<=[年月]) | (?=[年月日号时分])", "", text)
    text = re.sub(r"\A[〇○◯o零一二三四五六七八九]{4}(?=年)", lambda m: m[0].translate(_ZEROS), text)
    for shape in _SHAPES:
        found = shape.match(text)
        if found:
            groups = found.groups()
            weekday = groups[4] if len(groups) > 4 else None
            return _date(groups[0], groups[2], groups[3], weekday)
    return None


def _date(year: str, month: str, day: str, weekday: str | None) -> date | None:
    numbers = [int(n) if n.isdecimal() else chinese_to_int(n) for n in (year, month, day)]
    if None in numbers or numbers[0] not in _YEARS:
        return None
    try:
        found = date(*(n for n in numbers if n is not None))
    except ValueError:
        return None
    if weekday and WEEKDAYS[found.weekday()] != weekday.replace("天", "日"):
        return None
    return found


def plain_date(day: date) -> str:
    """2024年10月11日, as official documents print it: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_name(day: date) -> str:
    """周五."""
    return "周" + WEEKDAYS[day.weekday()]


def chinese_date(day: date) -> str:
    """2024年10月11日（周五）."""
    return f"{plain_date(day)}（{weekday_name(day)}）"
