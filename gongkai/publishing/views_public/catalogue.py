"""The catalogues for the public: every entry with what fulfils it, what is declared empty, what is blank."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty
from gongkai.catalogue.queries import catalogues as reads
from gongkai.catalogue.queries.sectors import (
    SECTOR_SLUGS,
    sector_counts,
    sector_units,
    window_context,
)
from gongkai.catalogue.states import CatalogueKind
from gongkai.publishing.models import Fulfilment
from gongkai.publishing.queries import coverage
from gongkai.publishing.views_public.common import column

_PER_PAGE = 50
# So many units are named under one entry; the page of the entry's unit has the rest.
_UNITS_SHOWN = 6


@require_safe
def catalogues(request: HttpRequest) -> HttpResponse:
    """All catalogues in force, by kind."""
    groups: dict[str, list[Catalogue]] = {kind: [] for kind in CatalogueKind.labels}
    for row in reads.catalogues(active=True):
        groups[CatalogueKind(row.kind).label].append(row)
    context = {
        "groups": [{"label": label, "rows": rows} for label, rows in groups.items() if rows],
        "crumbs": [{"label": "公开目录", "url": ""}],
        "meta": _meta("公开目录", "哪些信息应当公开、由谁公开、多久之内公开，以及公开了什么。"),
    }
    return render(request, "catalogue/catalogues.html", context)


@require_safe
def catalogue(request: HttpRequest, pk: int) -> HttpResponse:
    """One catalogue in force with what fulfils its entries."""
    found = get_object_or_404(Catalogue.objects.select_related("unit"), pk=pk)
    rows = found.entries.filter(active=True).order_by("position", "id")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "catalogue": found,
        "page": page,
        "rows": _rows(list(page)),
        "crumbs": [
            {"label": "公开目录", "url": reverse("catalogues")},
            {"label": found.name, "url": ""},
        ],
        "meta": _meta(found.name, f"{found.unit.name}编制的{found.name}，以及各事项公开的信息。"),
    }
    return render(request, "catalogue/catalogue.html", context)


@require_safe
def unit_catalogue(request: HttpRequest, slug: str) -> HttpResponse:
    """What one unit must publish, and what it has."""
    unit = get_object_or_404(Unit, slug=slug)
    rows = (
        CatalogueEntry.objects.filter(duties__unit=unit, active=True, catalogue__active=True)
        .select_related("catalogue")
        .order_by("catalogue__kind", "catalogue_id", "position", "id")
    )
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "page": page,
        "rows": _rows(list(page), unit),
        **window_context(unit),
        "crumbs": [
            {"label": "单位", "url": reverse("units")},
            {"label": unit.label, "url": reverse("unit", args=[unit.slug])},
            {"label": "公开目录", "url": ""},
        ],
        "meta": _meta(f"{unit.label}公开目录", f"{unit.name}应当公开的事项，以及已经公开的信息。"),
    }
    return render(request, "catalogue/unit_catalogue.html", context)


def _rows(entries: list[CatalogueEntry], unit: Unit | None = None) -> list[dict[str, Any]]:
    """Entries as the pages show them; four statements for any number of them."""
    newest = coverage.newest_by_entry(entries, unit)
    duties = coverage.public_duties(entries, unit)
    counts = coverage.counts_of_entries(entries, unit)
    rows = []
    for entry in entries:
        done = newest.get(entry.pk, [])
        held = duties.get(entry.pk, [])
        rows.append(
            {
                "entry": entry,
                "channels": [one["name"] for one in reads.channel_rows(entry) if one["must"]],
                "audience": reads.audience_text(entry),
                "method": reads.method_text(entry),
                "levels": reads.levels_text(entry),
                "done": done[:_UNITS_SHOWN],
                "count": counts.get(entry.pk, 0),
                "newest": done[0].publication.released_at if done else None,
                "declared": _declared(held, done),
                "blank": _blank(held, done),
                "nobody": not held,
            }
        )
    return rows


def _declared(duties: list[EntryDuty], done: list[Fulfilment]) -> list[dict[str, Any]]:
    """Signed declarations of periods nothing was published after."""
    newest = {
        row.duty_id: timezone.localdate(row.publication.released_at)
        for row in done
        if row.publication.released_at
    }
    found = []
    for duty in duties:
        signed = [
            row
            for row in duty.signed  # type: ignore[attr-defined]
            if duty.pk not in newest or newest[duty.pk] < row.starts_on
        ]
        if signed:
            last = max(signed, key=lambda row: row.ends_on)
            found.append({"unit": duty.unit, "row": last, "current": last.ends_on >= today()})
    return found[:_UNITS_SHOWN]


def _blank(duties: list[EntryDuty], done: list[Fulfilment]) -> list[Unit]:
    """Units that published nothing and declared nothing: said as it is."""
    settled = {row.duty_id for row in done}
    return [
        duty.unit
        for duty in duties
        if duty.pk not in settled and not duty.signed  # type: ignore[attr-defined]
    ]


# --- sectors ---------------------------------------------------------------------------------------


@require_safe
def sectors(request: HttpRequest) -> HttpResponse:
    """The sectors of public institutions and enterprises."""
    counts = sector_counts()
    context = {
        "sectors": [
            {"label": name, "url": reverse("sector", args=[slug]), "count": counts[name]}
            for slug, name in SECTOR_SLUGS.items()
            if counts.get(name)
        ],
        "without": [name for name in SECTOR_SLUGS.values() if not counts.get(name)],
        "crumbs": [{"label": "公共企事业单位", "url": ""}],
        "meta": _meta(
            "公共企事业单位信息公开",
            "学校、医院、供水供电供气供热、环保、公交单位公开的信息和咨询窗口。",
        ),
    }
    return render(request, "catalogue/sectors.html", context)


@require_safe
def sector(request: HttpRequest, slug: str) -> HttpResponse:
    """The units of one sector."""
    if slug not in SECTOR_SLUGS:
        raise Http404
    name = SECTOR_SLUGS[slug]
    page = Paginator(sector_units(name).order_by("path"), _PER_PAGE).get_page(
        request.GET.get("page")
    )
    days = coverage.newest_days(page.object_list)
    context = {
        "sector": name,
        "page": page,
        "rows": [{"unit": unit, "newest": days.get(unit.pk)} for unit in page],
        "crumbs": [
            {"label": "公共企事业单位", "url": reverse("sectors")},
            {"label": name, "url": ""},
        ],
        "meta": _meta(
            f"{name}领域公共企事业单位", f"{name}领域公共企事业单位公开的信息和咨询窗口。"
        ),
    }
    return render(request, "catalogue/sector.html", context)


def _meta(title: str, description: str) -> dict[str, Any]:
    return {"title": title, "description": description, "column": column("公开目录", "政策文件")}
