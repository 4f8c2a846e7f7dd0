"""申请前查到: how often published answers ended an application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, crumbs, person
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.foi import rules
from gongkai.foi.queries.oversight import found as reads
from gongkai.foi.views_desk.figures.scope import NOT_READER, SPANS, scope_of

_HEAD = ("单位", "推荐次数", "查看次数", "已找到答案", "占推荐的百分比")


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Shown, opened, ended: by unit, and the pages that answered most."""
    allow(rules.may_see_figures(request.user), NOT_READER)
    scope = scope_of(request, person(request))
    nobody = scope.unit is None and rules.may_supervise(request.user)
    rows = reads.rows_of(scope.units, *scope.period, nobody=nobody)
    units = reads.by_unit(rows)
    if wants_workbook(request):
        return xlsx(
            "申请前查到", _HEAD, ([r.name, r.shown, r.opened, r.ended, r.rate] for r in units)
        )
    context = {
        "scope": scope,
        "units": scope.allowed,
        "spans": SPANS.items(),
        "rows": units,
        "total": reads.whole(units),
        "pages": reads.by_page(rows),
        "page_title": "申请前查到",
        "lede": f"{scope.title}，{scope.when}：有人准备申请时，平台推荐的已公开信息有多少次让人不用再申请。",
        "crumbs": crumbs(("数据中心", reverse("desk_figures")), ("申请前查到", "")),
    }
    return render(request, "foi/desk_found.html", context)
