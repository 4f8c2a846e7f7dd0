"""The four fixed blocks of the disclosure platform (国办公开办函〔2019〕61号)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.base.models import Unit
from gongkai.publishing import present
from gongkai.publishing.models import Publication
from gongkai.publishing.present import BLOCKS
from gongkai.publishing.queries import units as unit_reads
from gongkai.publishing.views_public.common import column, rows_of, unit_facts

_FUNCTIONS = 2


@require_safe
def block(request: HttpRequest, slug: str, unit_slug: str = "") -> HttpResponse:
    """One of the four fixed blocks (国办公开办函〔2019〕61号), of a unit or of the whole site."""
    if slug not in BLOCKS:
        raise Http404
    found = get_object_or_404(Unit, slug=unit_slug) if unit_slug else None
    words = BLOCKS[slug]
    label = words.label
    context: dict[str, Any] = {
        "section": {"slug": slug, "label": label},
        "unit": found,
        "tabs": [_tab(other, found, slug) for other in BLOCKS],
        "units": _switch(slug, found),
        "crumbs": _block_crumbs(label, found),
        "meta": {
            "title": f"{found.label}{label}" if found else label,
            "description": f"{words.hint}。",
            "column": column(label, words.column_type),
        },
        **_block_content(slug, found),
    }
    return render(request, "publishing/block.html", context)


def _block_crumbs(label: str, found: Unit | None) -> list[dict[str, str]]:
    middle = [{"label": found.label, "url": reverse("unit", args=[found.slug])}] if found else []
    return [*middle, {"label": label, "url": ""}]


def _block_url(slug: str, found: Unit | None) -> str:
    return (
        reverse("unit_block", args=[found.slug, slug]) if found else reverse("block", args=[slug])
    )


def _tab(slug: str, found: Unit | None, here: str) -> dict[str, Any]:
    return {"label": BLOCKS[slug].label, "url": _block_url(slug, found), "selected": slug == here}


def _switch(slug: str, found: Unit | None) -> list[dict[str, Any]]:
    holders = unit_reads.units_with(slug)
    if len(holders) < 2:
        return []
    whole = {"label": "全部单位", "url": _block_url(slug, None), "selected": found is None}
    return [whole] + [
        {"label": holder.label, "url": _block_url(slug, holder), "selected": found == holder}
        for holder in holders
    ]


def _block_content(slug: str, found: Unit | None) -> dict[str, Any]:
    if slug == "statutory":
        return {"items": _statutory_items(found)}
    rows = unit_reads.block_rows(slug, found)
    if slug == "guide":
        return _guide(rows, found)
    if slug == "system":
        groups = _grouped(
            rows, lambda row: row.unit.label if row.unit else row.source or "国家规定"
        )
        return {"groups": [{"label": name, "rows": group} for name, group in groups.items()]}
    years = _grouped(rows, lambda row: row.period_year or timezone.localdate(row.released_at).year)
    return {"years": [{"year": year, "rows": group} for year, group in years.items()]}


def _grouped(
    rows: list[Publication], key: Callable[[Publication], Any]
) -> dict[Any, list[present.Row]]:
    """Rows by what `key` says of their publication; validity is asked for once for all of them."""
    groups: dict[Any, list[present.Row]] = {}
    for publication, row in zip(rows, rows_of(rows), strict=True):
        groups.setdefault(key(publication), []).append(row)
    return groups


def _guide(rows: list[Publication], found: Unit | None) -> dict[str, Any]:
    first = min(rows, key=lambda row: (row.unit.path if row.unit else "", -row.pk), default=None)
    if first is None:
        return {"guide": None, "rows": [], "channels": unit_facts(found) if found else []}
    nodes = first.text.outline
    guide = {
        "title": first.title,
        "url": first.get_absolute_url(),
        "day": timezone.localdate(first.released_at) if first.released_at else None,
        "body": present.body(nodes, first.text.tables)
        if nodes
        else present.paragraphs(first.text.plain),
        "toc": present.contents(nodes),
        "rich": present.rich(first),
    }
    return {
        "guide": guide,
        "rows": rows_of([row for row in rows if row != first]),
        "channels": unit_facts(first.unit) if first.unit else [],
    }


def _elsewhere(number: int, found: Unit | None) -> str:
    """机构职能 (item 2) stands on the pages of the units, not in documents."""
    if number != _FUNCTIONS:
        return ""
    return reverse("unit", args=[found.slug]) if found else reverse("units")


def _statutory_items(found: Unit | None) -> list[dict[str, Any]]:
    scope = f"&unit={found.pk}" if found else ""
    return [
        {
            "number": item.number,
            "name": item.name,
            "short_name": item.short_name,
            "count": count,
            "url": f"{reverse('search')}?item={item.number}{scope}"
            if count
            else _elsewhere(item.number, found),
            "newest": present.row(newest) if newest else None,
        }
        for item, count, newest in unit_reads.statutory_counts(found)
    ]
