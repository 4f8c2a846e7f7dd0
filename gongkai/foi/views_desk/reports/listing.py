"""The annual reports of a year: which are begun, confirmed, public; where to begin one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services.forms import once
from gongkai.base.views_registers.common import allow, crumbs, page_of, person, whole
from gongkai.foi import rules
from gongkai.foi.queries import reports as reads
from gongkai.foi.queries.figures.annual import EARLIEST
from gongkai.foi.services import reporting
from gongkai.foi.views_desk.figures.scope import NOT_READER
from gongkai.foi.views_desk.reports.common import NOT_EDITOR
from gongkai.lib.dates import plain_date

_YEARS = 6


@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of the person's units for a year."""
    allow(rules.may_see_figures(request.user), NOT_READER)
    if request.method == "POST":
        return _begin(request)
    return _page(request)


def _begin(request: HttpRequest) -> HttpResponse:
    user = person(request)
    unit = get_object_or_404(reads.visible_units(user), pk=whole(request.POST.get("unit")))
    allow(rules.may_edit_report(user, unit), NOT_EDITOR)
    year, together = whole(request.POST.get("year")), request.POST.get("whole") == "1"
    try:
        answer, _ = once(
            request.POST.get("form_token", ""),
            f"foi-report-{unit.pk}-{year}-{together:d}",
            lambda: {"pk": reporting.begin(unit=unit, year=year, whole=together, by=user).pk},
        )
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        return _page(request, refusal)
    return redirect("desk_report_edit", answer["pk"])


def _year(request: HttpRequest) -> int:
    """The year that is asked for; in the first months last year's, which is due then."""
    asked = whole(request.GET.get("year") or request.POST.get("year"))
    return asked if EARLIEST <= asked <= today().year else today().year - 1


def _page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    user, year = person(request), _year(request)
    page = page_of(request, reads.reporting_units(user), 30)
    units = list(page)
    found = reads.reports_of(units, year)
    rows = [
        _row(user, unit, year, together, found.get((unit.pk, together)))
        for unit in units
        for together in ((False,) if unit.is_leaf() else (False, True))
    ]
    now = today().year
    context = {
        "page": page,
        "rows": rows,
        "year": year,
        "years": list(range(now, max(now - _YEARS, EARLIEST), -1)),
        "refusal": refusal,
        "page_title": f"{year}年度报告",
        "lede": "政府信息公开工作年度报告：表格由平台填好，文字由人修改，另一个人核定以后生成年报草稿。",
        "crumbs": crumbs(("数据中心", reverse("desk_figures")), ("年度报告", "")),
    }
    return render(
        request, "foi/desk_reports.html", context, status=refusal.status if refusal else 200
    )


def _row(user: Any, unit: Unit, year: int, together: bool, report: Any) -> dict[str, Any]:
    word, tone = reads.state_of(report)
    due = reads.due_on(unit, year)
    late = due < today() and word != "已公布"
    return {
        "unit": unit,
        "together": together,
        "report": report,
        "word": word,
        "tone": tone,
        "due": plain_date(due),
        "late": late,
        "may_begin": report is None and rules.may_edit_report(user, unit),
    }
