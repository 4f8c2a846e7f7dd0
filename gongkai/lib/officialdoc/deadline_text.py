"""Read a 完成时限 cell: the words as printed, the day they mean where they mean one, or the rule."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from gongkai.lib.officialdoc.text import fold

STANDING = "standing"

_STANDING = re.compile(
    r"(?:长期|持续|常年|常态化?|经常性?|始终|一贯)"
    r"(?:坚持|推进|推动|开展|实施|落实|执行|进行|做好|任务|工作)?(?=[，,。；;、（(]|\Z)"
)
_RULE = re.compile(
    r"每(?:年|半年|两年|学期|季度?|月|周|日)|全年|工作日[之以]?内|[0-9一二三四五六七八九十]个?[日天月]内"
    r"|及时|随时|实时|同步|适时|定期"
)
_NUMERIC_DAY = re.compile(r"(20[0-9]{2})[.\-/]([0-9]{1,2})[.\-/]([0-9]{1,2})(?![0-9])")
_NUMERIC_MONTH = re.compile(r"(20[0-9]{2})[.\-/]([0-9]{1,2})(?![0-9])")
_POINT = re.compile(
    r"(?:(?P<year>20[0-9]{2})年)?"
    r"(?:(?P<month>1[0-2]|0?[1-9])月份?(?:(?P<day>3[01]|[12][0-9]|0?[1-9])日|(?P<third>上旬|中旬|下旬|初))?"
    r"|(?P<half>上半年|下半年)"
    r"|第?(?P<quarter>[一二三四1-4])季度"
    r"|(?P<end>年底|年终|年末|年内|底))"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_THIRDS = {"上旬": 10, "中旬": 20}


@dataclass(frozen=True, slots=True)
class DeadlineText:
    """`text` without white space; `on` the last day; `recurrence` 'standing' or the rule's words."""

    text: str
    on: date | None = None
    recurrence: str = ""


def read_deadline(text: str, year: int | None) -> DeadlineText:
    """Read a deadline; `year` is the plan's year, used where the words name none.

    2024年6月底前 means the month's last day, 年底前 the last day of the year; of several days the
    last one counts. Words that recur (每年…, N个工作日内) are a rule without a day, 长期坚持 is a
    standing task. Nothing is invented: without a year or a rule both stay empty.
    """
    kept = re.sub(r"\s", "", text)
    recurrence = _recurrence(kept)
    days = [] if recurrence not in ("", STANDING) else deadline_days(kept, year)
    return DeadlineText(kept, max(days, default=None), recurrence)


def deadline_days(text: str, year: int | None) -> list[date]:
    """Return every last day that the words name, in order; a year once named holds for the rest."""
    words = _NUMERIC_DAY.sub(r"\1年\2月\3日", fold(re.sub(r"\s", "", text)))
    words = _NUMERIC_MONTH.sub(r"\1年\2月", words)
    days = []
    for point in _POINT.finditer(words):
        is_start = words.startswith("起", point.end())
        if is_start or (point["end"] == "底" and not point["year"]):
            continue
        year = int(point["year"]) if point["year"] else year
        day = _last_day(point, year) if year else None
        if day:
            days.append(day)
    return days


def is_deadline(text: str) -> bool:
    """Tell whether a short text reads like a deadline and nothing else."""
    kept = re.sub(r"\s", "", text)
    if not 2 <= len(kept) <= 30 or not re.search(
        r"[年月日季期底内前]|[0-9]{4}|持续|常态|及时", kept
    ):
        return False
    found = read_deadline(kept, 2000)
    return bool(found.on or found.recurrence) or re.fullmatch(r"20[0-9]{2}年?", kept) is not None


def _recurrence(kept: str) -> str:
    if _RULE.search(fold(kept)):
        return kept
    return STANDING if _STANDING.search(kept) else ""


def _last_day(point: re.Match[str], year: int) -> date | None:
    if point["month"]:
        return _in_month(point, year, int(point["month"]))
    if point["half"]:
        return date(year, 6, 30) if point["half"] == "上半年" else date(year, 12, 31)
    if point["quarter"]:
        return _month_end(year, _QUARTERS[point["quarter"]] * 3)
    return date(year, 12, 31)


def _in_month(point: re.Match[str], year: int, month: int) -> date | None:
    if point["day"]:
        try:
            return date(year, month, int(point["day"]))
        except ValueError:
            return None
    if point["third"] == "初":
        return None
    if point["third"] in _THIRDS:
        return date(year, month, _THIRDS[point["third"]])
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
