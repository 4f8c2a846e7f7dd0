"""The list behind a figure: the same conditions, and the one filter of what the person may see."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today, working_calendar
from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, crumbs, person, whole, words
from gongkai.base.views_registers.lists import page_of, wants_workbook
from gongkai.foi import rules
from gongkai.foi.masks import veiled
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.queries.case_pages import named_secrets
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.figures import drill
from gongkai.foi.queries.lights import light_of
from gongkai.foi.views_desk.common import NOT_USER
from gongkai.foi.views_desk.figures.scope import Scope, scope_of
from gongkai.lib.dates import parse_date

ONLY_FIGURES = "您的角色看汇总数据，不看具体申请；需要核对某一件的，请联系该单位的公开工作机构。"
_HEAD = (
    "登记编号",
    "承办机关",
    "事项",
    "申请人类型",
    "收到日期",
    "答复期限",
    "结果生效日期",
    "办理结果",
    "环节",
)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Cases that a figure counts, among those the person may open."""
    allow(rules.may_use(request.user), NOT_USER)
    user = person(request)
    scope = scope_of(request, user)
    allow(scope.sees_cases, ONLY_FIGURES)
    asked = _asked(request, scope)
    rows = (
        drill.cases_of(scope.units, asked)
        .filter(pk__in=visible_to(user).order_by().values("pk"))
        .select_related("unit", "application__applicant")
        .order_by("-received_on", "-pk")
    )
    if wants_workbook(request):
        return xlsx("申请清单", _HEAD, _lines(rows.iterator(chunk_size=500)))
    page = page_of(request, rows)
    context = {
        "page": page,
        "rows": [_row(case) for case in page],
        "words": drill.words(asked),
        "page_title": "数字背后的申请",
        "lede": f"{scope.title}：{drill.words(asked)}。点事项看办理过程。",
        "crumbs": crumbs(
            ("数据中心", f"{reverse('desk_figures')}?{scope.query()}"), ("申请清单", "")
        ),
    }
    return render(request, "foi/desk_figures_cases.html", context)


def _asked(request: HttpRequest, scope: Scope) -> drill.Asked:
    theme = words(request, "theme", 12)
    return drill.Asked(
        period=scope.period,
        show=words(request, "show", 12),
        row=words(request, "row", 6),
        column=words(request, "column", 4),
        group=words(request, "group", 20),
        end=words(request, "end", 12),
        code=words(request, "code", 6),
        month=_first_of_month(_day(request, "month")),
        due=_day(request, "due"),
        theme=whole(theme) if theme else None,
    )


def _day(request: HttpRequest, name: str) -> dt.date | None:
    return parse_date(words(request, name, 20))


def _first_of_month(day: dt.date | None) -> dt.date | None:
    return day.replace(day=1) if day and day.year < dt.MAXYEAR else None


def _row(case: Any) -> dict[str, Any]:
    return {
        "case": case,
        "matter": veiled(case.matter, named_secrets(case.application.applicant)),
        "kind": case.application.applicant.get_kind_display(),
        "result": BY_CODE[case.result].name if case.result else "",
        "light": light_of(case, today(), working_calendar()),
    }


def _lines(rows: Iterator[Any]) -> Iterator[list[Any]]:
    for case in rows:
        yield [
            str(case),
            case.unit.name,
            veiled(case.matter, named_secrets(case.application.applicant)),
            case.application.applicant.get_kind_display(),
            case.received_on,
            case.due_on,
            case.ended_on,
            BY_CODE[case.result].name if case.result else "",
            case.get_stage_display(),
        ]
