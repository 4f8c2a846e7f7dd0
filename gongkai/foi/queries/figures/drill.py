"""From a figure to its cases: the same conditions the figures are counted by."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from gongkai.base.calendar import today
from gongkai.foi.models import Remedy
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.figures import centre, counting, tables
from gongkai.foi.queries.figures.counting import CODES_OF, KIND_OF, Cases, Period
from gongkai.lib.annual_report import BY_KEY, COLUMNS, ENDS, GROUPS
from gongkai.lib.dates import plain_date

SHOWN: Mapping[str, str] = {
    "new": "收到的申请",
    "ended": "办结的申请",
    "open": "正在办理的申请",
    "overdue": "已经超过答复期限的申请",
    "paused": "期限暂停的申请",
    "undated": "等待申请人的申请",
    "on_time": "按期答复的申请",
    "late": "超期答复的申请",
    "answered": "已经答复的申请",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a figure counts.

    Args:
        show: key of `SHOWN`; "" for a cell of the report.
        row, column: of table two.
        group, end: of table three.
        month, due: first day of a month of receipt; a due day.
        theme: key of a theme, 0 for those without one.
        days: lowest and highest number of working days is not asked here: a class has no list.
    """

    period: Period
    show: str = ""
    row: str = ""
    column: str = ""
    group: str = ""
    end: str = ""
    code: str = ""
    month: dt.date | None = None
    due: dt.date | None = None
    theme: int | None = None


def cases_of(units: counting.Units, asked: Asked) -> Cases:
    """The cases that a figure counts."""
    rows = counting.counted(units)
    if asked.group in GROUPS:
        return rows.filter(_remedied(asked))
    if asked.row in BY_KEY:
        rows = rows.filter(_of_row(asked.row, asked.period))
    if asked.show in SHOWN:
        rows = rows.filter(_shown(asked.show, asked.period))
    if asked.column in KIND_OF:
        rows = rows.filter(application__applicant__kind=KIND_OF[asked.column])
    if asked.code in BY_CODE:
        rows = rows.filter(result=asked.code)
    if asked.month:
        last = centre.month_end(asked.month)
        rows = rows.filter(received_on__gte=asked.month, received_on__lte=last)
    if asked.due:
        rows = rows.filter(centre.is_open(), due_on=asked.due)
    if asked.theme is not None:
        rows = rows.filter(theme=asked.theme or None)
    return rows


def _of_row(row: str, period: Period) -> Q:
    simple = {
        "a1": counting.new_in(period),
        "a2": counting.carried_into(period),
        # What ended without an outcome is counted among those carried on.
        "a4": counting.carried_on(period) | (counting.ended_in(period) & Q(result=None)),
        "r7": counting.ended_in(period) & Q(result__isnull=False),
    }
    if row in simple:
        return simple[row]
    return counting.ended_in(period) & Q(result__in=CODES_OF[row])


def _shown(show: str, period: Period) -> Q:
    answered = Q(replied_on__gte=period.first, replied_on__lte=period.last)
    return {
        "new": counting.new_in(period),
        "ended": counting.ended_in(period) & Q(result__isnull=False),
        "open": centre.is_open(),
        "overdue": centre.is_overdue(today()),
        "paused": centre.is_open() & Q(paused=True),
        "undated": centre.is_undated(),
        "answered": answered,
        "on_time": answered & Q(on_time=True),
        "late": answered & Q(on_time=False),
    }[show]


def _remedied(asked: Asked) -> Exists:
    rows = tables.of_year(Remedy.objects.filter(case=OuterRef("pk")), asked.period.first.year)
    rows = rows.filter(kind=asked.group)
    if asked.end in ENDS and asked.end != "total":
        rows = rows.annotate(ended=tables.ended_as(asked.period)).filter(ended=asked.end)
    return Exists(rows)


def words(asked: Asked) -> str:
    """What is counted, in words, for the head of the list."""
    said = []
    if asked.group in GROUPS:
        end = ENDS.get(asked.end, ENDS["total"])
        said.append(f"{asked.period.first.year}年度年报表三“{GROUPS[asked.group]}”的“{end}”")
    elif asked.row in BY_KEY:
        column = COLUMNS.get(asked.column, COLUMNS["c7"])
        said.append(f"{asked.period.first.year}年度年报表二“{BY_KEY[asked.row].name}”的“{column}”")
    if asked.show in SHOWN:
        said.append(_span(asked) + SHOWN[asked.show])
    if asked.code in BY_CODE:
        said.append(f"结果为“{BY_CODE[asked.code].name}”")
    if asked.month:
        said.append(f"{asked.month.year}年{asked.month.month}月收到")
    if asked.due:
        said.append(f"{plain_date(asked.due)}到期")
    if asked.theme is not None:
        name = centre.theme_name(asked.theme) if asked.theme else centre.NO_THEME
        said.append(f"主题为“{name}”")
    return "，".join(said) or "收到的全部申请"


_OF_TODAY = ("open", "overdue", "paused", "undated")


def _span(asked: Asked) -> str:
    """The period in words; what is true of today has none."""
    if asked.show in _OF_TODAY:
        return ""
    return f"{plain_date(asked.period.first)}至{plain_date(asked.period.last)}"


__all__ = ["SHOWN", "Asked", "cases_of", "words"]
