"""The desk's home: everything that waits for one person, over all apps, by the day it is due."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today, working_calendar
from gongkai.base.export import xlsx
from gongkai.base.models import Event, User
from gongkai.base.todo import Todo, todo_of
from gongkai.base.views_registers.common import person, words
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.lib.remaining import Remaining, remaining
from gongkai.lib.workdays import Calendar

_PAGE = 30
_FIRST = 3
_MOST = 200
# Acts in the trail that are no work done: coming and going, looking, what the program does for one.
NO_WORK = ("登录", "退出登录", "修改口令", "查看个人信息", "解析导入文件")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to be done as the page shows it."""

    todo: Todo
    group: str
    left: Remaining | None
    word: str
    tone: str
    first: bool = False

    @property
    def bar(self) -> int | None:
        """How much of the period is left, for the bar; None where nobody said how long it is."""
        return max(self.left.days, 0) if self.left and self.todo.total_days else None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """待办: narrowed down by kind and words, in groups by due day; at most three marked for today."""
    user, on = person(request), today()
    every = todo_of(user, _MOST)
    rows = rows_of(every, on, working_calendar())
    kinds = Counter(row.todo.kind for row in rows if row.todo.kind)
    text, kind = words(request, "q"), words(request, "kind", 20)
    found = [row for row in rows if _fits(row.todo, text, kind)]
    if wants_workbook(request):
        return xlsx("待办", _HEAD, _lines(found))
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "today": on,
        "total": len(rows),
        "more": len(every) == _MOST,
        "page": page,
        "groups": [(label, list(group)) for label, group in groupby(page, lambda row: row.group)],
        "kinds": sorted(kinds.items()),
        "kind": kind,
        "text": text,
        "provisional": sorted(_unannounced(found, on, working_calendar())),
        "done_today": done_on(user, on),
    }
    return render(request, "desk/home.html", context)


def rows_of(every: Sequence[Todo], on: dt.date, calendar: Calendar) -> list[Row]:
    """The rows of the page in their order, the first three marked."""
    return [_row(todo, on, calendar, number < _FIRST) for number, todo in enumerate(every)]


def _row(todo: Todo, on: dt.date, calendar: Calendar, first: bool) -> Row:
    left = remaining(todo.due, on, calendar) if todo.due else None
    tone = todo.tone or (left.tone if left else "idle")
    word = left.word if left else todo.word
    return Row(todo, _group(todo.due, on), left, word, "idle" if tone == "calm" else tone, first)


def _group(due: dt.date | None, on: dt.date) -> str:
    if due is None:
        return "无期限"
    if due <= on:
        return "今天"
    sunday = on + dt.timedelta(days=6 - on.weekday())
    return "本周" if due <= sunday else "以后"


def _fits(todo: Todo, text: str, kind: str) -> bool:
    return (not kind or todo.kind == kind) and (text in todo.what or text in todo.source)


def _unannounced(rows: Sequence[Row], on: dt.date, calendar: Calendar) -> set[int]:
    """Years that days were counted through and whose holidays are not announced."""
    spans = [sorted((on, row.todo.due)) for row in rows if row.todo.due]
    years = {year for first, last in spans for year in range(first.year, last.year + 1)}
    return {year for year in years if not calendar.is_announced(year)}


def done_on(user: User, day: dt.date) -> int:
    """How many matters the person worked on that day, from the trail; several acts on one are one."""
    first = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    acts = Event.objects.filter(actor=user, at__gte=first, at__lt=first + dt.timedelta(days=1))
    matters = acts.exclude(act__in=NO_WORK).order_by().values("subject_type", "subject_id")
    return matters.distinct().count()


_HEAD = ("事项", "来自", "种类", "期限", "还有多久", "组别")


def _lines(rows: Sequence[Row]) -> Iterator[list[Any]]:
    for row in rows:
        todo = row.todo
        yield [todo.what, todo.source, todo.kind, todo.due, row.word, row.group]
