"""Due days that moved with the calendar: old and new, with the reason."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.export import MOST_ROWS, xlsx
from gongkai.base.views_registers.common import allow, crumbs, person, words
from gongkai.base.views_registers.lists import page_of, wants_workbook
from gongkai.foi import rules
from gongkai.foi.models import ClockRevision
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.views_desk.common import NOT_USER

_HEAD = (
    "登记编号",
    "承办机关",
    "事项",
    "日历变更",
    "原期限",
    "原为暂定",
    "现期限",
    "重算时间",
    "承办人",
)


@require_safe
def revisions(request: HttpRequest) -> HttpResponse:
    """Old and new days of the cases the person may see, the newest recount first."""
    allow(rules.may_use(request.user), NOT_USER)
    rows = ClockRevision.objects.filter(case__in=visible_to(person(request)).values("pk"))
    number, reason = words(request, "number", 60), words(request, "q")
    if number:
        rows = rows.filter(case__number__icontains=number)
    if reason:
        rows = rows.filter(calendar__icontains=reason)
    rows = rows.select_related("case__unit", "case__handler", "case__application").defer(
        "case__application__wanted"
    )
    if wants_workbook(request):
        return xlsx("期限重算", _HEAD, _lines(rows[: MOST_ROWS + 1]))
    context = {
        "page": page_of(request, rows.order_by("-pk")),
        "number": number,
        "reason": reason,
        "page_title": "期限重算",
        "lede": "放假安排载入或者更改以后，没有答复的申请都重新计算；请按现在的日期安排办理。",
        "crumbs": crumbs(("依申请公开", reverse("desk_requests")), ("期限重算", "")),
    }
    return render(request, "foi/desk_request_revisions.html", context)


def _lines(rows: QuerySet[ClockRevision]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        case = row.case
        yield [
            str(case),
            case.unit.name,
            case.matter,
            row.calendar,
            row.old_due,
            row.was_provisional,
            row.new_due,
            row.at,
            str(case.handler) if case.handler else "",
        ]
