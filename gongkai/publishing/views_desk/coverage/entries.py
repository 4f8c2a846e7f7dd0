"""Duties by unit, field, light and words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.models import Unit
from gongkai.base.queries.people import has_role
from gongkai.base.views_registers.common import allow, crumbs, page_of, person, whole, words
from gongkai.base.views_registers.lists import chosen, wants_workbook
from gongkai.catalogue.models import CatalogueEntry
from gongkai.catalogue.queries.lights import Light
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.views_desk.coverage.common import READERS, TONES

_LIGHTS = [("", "全部"), (reads.PRESSING, "逾期和即将到期"), *Light.choices]


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Duties by unit, field, light and words; what presses stands first."""
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    units = reads.units_covered(user)
    unit = units.filter(pk=whole(request.GET.get("unit"))).first()
    field, text = words(request, "field", 40), words(request, "q")
    light = chosen(request, "light", dict(_LIGHTS))
    entry = CatalogueEntry.objects.filter(pk=whole(request.GET.get("entry"))).first()
    found = reads.duties_of(units, unit=unit, field_name=field, light=light, entry=entry, text=text)
    if wants_workbook(request):
        return _entries_file(found)
    page = page_of(request, found)
    context = {
        "page": page,
        "rows": [(row, TONES[row.light]) for row in reads.load(list(page))],
        "unit": unit,
        "entry": entry,
        "field": field,
        "light": light,
        "lights": _LIGHTS,
        "query": text,
        "page_title": _title(unit, field),
        "lede": "逾期的排在最前面。点事项登记落实、声明无信息，或者看已经公开了什么。",
        "crumbs": crumbs(("目录落实", reverse("desk_coverage")), (_title(unit, field), "")),
    }
    return render(request, "catalogue/desk_coverage_entries.html", context)


def _title(unit: Unit | None, field: str) -> str:
    parts = [part for part in (unit.label if unit else "", field) if part]
    return f"{' · '.join(parts)}的公开事项" if parts else "公开事项"


def _entries_file(found: list[tuple[int, Any]]) -> HttpResponse:
    head = (
        "单位",
        "目录",
        "领域",
        "事项",
        "公开时限",
        "状态",
        "到期日期",
        "最近公开日期",
        "声明无信息至",
    )
    rows = (
        (
            row.duty.unit.name, row.duty.entry.catalogue.name, row.duty.entry.catalogue.field,
            str(row.duty.entry), row.duty.entry.limit_text, row.light.label, row.standing.due,
            row.duty.last_on, row.duty.declared_to,
        )
        for start in range(0, len(found), 500)
        for row in reads.load(found[start : start + 500])
    )  # fmt: skip
    return xlsx("公开事项落实", head, rows)
