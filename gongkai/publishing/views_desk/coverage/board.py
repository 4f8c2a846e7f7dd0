"""The heat map: units by fields."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.export import xlsx
from gongkai.base.models import Unit
from gongkai.base.queries.people import has_role
from gongkai.base.views_registers.common import allow, page_of, person
from gongkai.base.views_registers.lists import wants_workbook
from gongkai.catalogue.queries.lights import Light
from gongkai.publishing.queries import coverage as reads
from gongkai.publishing.views_desk.coverage.common import READERS, TONES, entries_url


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Units by fields: how much is settled, what presses; every figure leads to its cases."""
    user = person(request)
    allow(has_role(user, *reads.READERS), READERS)
    units = reads.units_covered(user)
    found = reads.board(units)
    rows = list(
        units.filter(pk__in=found.units).order_by("path").only("name", "short_name", "path")
    )
    fields = sorted(found.fields, key=lambda name: (name == reads.NO_FIELD, name))
    if wants_workbook(request):
        return _board_file(rows, fields, found)
    page = page_of(request, rows)
    context = {
        "page": page,
        "fields": [{"name": name, "url": entries_url(field=name)} for name in fields],
        "rows": [_board_row(unit, fields, found) for unit in page],
        "sums": _board_sums(fields, found),
        "figures": _figures(found.total),
        "page_title": "目录落实",
        "lede": "各单位按目录公开得怎样：由发布的信息和公开时限算出，不用填报。点数字看是哪些事项。",
        "action": {"label": "待签字的声明", "url": reverse("desk_declarations")},
    }
    return render(request, "catalogue/desk_coverage.html", context)


def _figures(total: "Counter[str]") -> list[dict[str, Any]]:
    """The totals by light, each with the address of its cases."""
    return [
        {
            "label": light.label,
            "count": total[light.value],
            "tone": TONES[light],
            "url": entries_url(light=light.value),
        }
        for light in Light
    ]


def _cell(counts: "Counter[str]", **query: Any) -> dict[str, Any] | None:
    total = sum(counts.values())
    if not total:
        return None
    pressing = counts[Light.OVERDUE] + counts[Light.SOON]
    settled = counts[Light.FULFILLED] + counts[Light.DECLARED]
    worst = next(light for light in Light if counts[light.value])
    return {
        "total": total,
        "settled": settled,
        "pressing": pressing,
        "late": counts[Light.OVERDUE],
        "tone": TONES[worst],
        "word": worst.label,
        "url": entries_url(**query),
    }


def _board_row(unit: Unit, fields: list[str], found: reads.Board) -> dict[str, Any]:
    cells = []
    for name in fields:
        cell = found.cells.get((unit.pk, name))
        cells.append(_cell(cell.counts, unit=unit.pk, field=name) if cell else None)
    return {"unit": unit, "cells": cells, "sum": _cell(found.units[unit.pk], unit=unit.pk)}


def _board_sums(fields: list[str], found: reads.Board) -> dict[str, Any]:
    return {
        "cells": [_cell(found.fields[name], field=name) for name in fields],
        "sum": _cell(found.total),
    }


def _board_file(rows: list[Unit], fields: list[str], found: reads.Board) -> HttpResponse:
    head = ("单位", "领域", *(light.label for light in Light), "合计")

    def lines() -> Iterator[list[Any]]:
        for unit in rows:
            for name in fields:
                cell = found.cells.get((unit.pk, name))
                if cell:
                    counts = [cell.counts[light.value] for light in Light]
                    yield [unit.name, name, *counts, cell.total]

    return xlsx("目录落实", head, lines())
