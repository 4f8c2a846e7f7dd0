"""The register of letters of a unit and year: every number, with the check for gaps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.export import xlsx
from gongkai.base.views_registers.common import allow, at, crumbs, whole
from gongkai.base.views_registers.lists import chosen, page_of, wants_workbook
from gongkai.foi.queries import letters as queries

_HEAD = ["文号", "文书", "落款日期", "登记编号", "状态", "作废原因", "起草人"]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Letters by number, for those who read the cases of the unit; nobody is named."""
    units = list(queries.register_units(request.user))
    allow(
        bool(units),
        "文书登记簿由登记、公开工作机构、审核和签发人员以及主管部门查看，您的账号没有这些角色。",
    )
    unit = next((u for u in units if u.pk == whole(request.GET.get("unit"))), units[0])
    years = queries.years_of(unit) or [today().year]
    year = next((y for y in years if y == whole(request.GET.get("year"))), years[0])
    series = chosen(request, "series", dict.fromkeys(queries.SERIES))
    rows = queries.register(request.user, unit, year, series)
    if wants_workbook(request):
        cells = (
            (
                row.number,
                row.title,
                row.dated_on,
                str(row.case),
                row.get_state_display(),
                row.issued_number.reason if row.issued_number else "",
                str(row.by or ""),
            )
            for row in rows.select_related("case__application")
        )
        return xlsx(f"{unit.label}{year}年文书登记簿", _HEAD, cells)
    checks = queries.series_checks(unit, year)
    context = {
        "units": units,
        "unit": unit,
        "years": years,
        "year": year,
        "series": series,
        "all_series": queries.SERIES,
        "checks": checks,
        "broken": any(check.missing for check in checks),
        "page": page_of(request, rows.select_related("case__application")),
        "page_title": "文书登记簿",
        "lede": "每一个发出过的文号都在这里，作废的也保留；选择单位、年份和字号查看。",
        "crumbs": crumbs(("依申请公开", at("desk_requests")), ("文书登记簿", "")),
    }
    return render(request, "foi/desk_letter_register.html", context)
