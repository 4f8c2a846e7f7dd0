"""From when to when a document holds, as its own text says it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from gongkai.lib.officialdoc.text import CHINESE_NUMBER, chinese_to_int

_DAY = r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"
_SENTENCE = re.compile(r"[^。；\n]{1,300}")
_STARTS = re.compile(rf"自{_DAY}起(?:正式)?(?:施行|实施|执行|生效)")
_ENDS = re.compile(rf"有效期(?:截)?至{_DAY}")
_YEARS = re.compile(rf"有效期(?:限)?为?([0-9]{{1,2}}|{CHINESE_NUMBER})年")
# Only the document itself: 本办法自……起施行, not 《某办法》自……起施行.
_ITSELF = re.compile(
    r"本[\u4e00-\u9fff]{1,8}(?:自|有效期)|\A[（(]?[一二三四五六七八九十0-9、.\uff0e条第 \u3000]*自"
)
_LONGEST = 30


class Term(NamedTuple):
    """First and last day in force; None where the text does not say it, or says it twice."""

    starts: date | None
    ends: date | None


def read_term(text: str) -> Term:
    """The term that a text gives itself; a year's term counts from its first day (有效期五年)."""
    said = [s[0] for s in _SENTENCE.finditer(text) if "起" in s[0] or "有效期" in s[0]]
    own = [s for s in said if _ITSELF.search(s.strip()) and "《" not in s]
    starts = _only([_day(found) for s in own for found in _STARTS.findall(s)])
    ends = _only([_day(found) for s in own for found in _ENDS.findall(s)])
    years = [_years(found) for s in own for found in _YEARS.findall(s)]
    if ends is None and starts is not None and len(years) == 1 and years[0]:
        ends = _after(starts, years[0])
    return Term(starts, ends)


def _only(days: list[date | None]) -> date | None:
    found = {day for day in days if day is not None}
    return found.pop() if len(found) == 1 else None


def _day(parts: tuple[str, str, str]) -> date | None:
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _years(typed: str) -> int:
    number = int(typed) if typed.isascii() and typed.isdigit() else chinese_to_int(typed) or 0
    return number if 0 < number <= _LONGEST else 0


def _after(starts: date, years: int) -> date:
    """The last day of so many years from the first."""
    try:
        return starts.replace(year=starts.year + years) - timedelta(days=1)
    except ValueError:  # from the 29th of February
        return date(starts.year + years, 2, 28)
