"""The register of units for the public: the tree, and a page for each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.catalogue.queries.sectors import window_context
from gongkai.publishing import present
from gongkai.publishing.models import Publication
from gongkai.publishing.queries import coverage, pages, topics
from gongkai.publishing.queries import units as unit_reads
from gongkai.publishing.render.manuscript import label_of
from gongkai.publishing.views_public.common import column, rows_of, unit_facts
from gongkai.publishing.views_public.gazette import issue_url

_TOPICS = 5


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The register of units as a tree, with what each has published."""
    rows, counts = unit_reads.tree_counts()
    context = {
        "tree": _tree(
            [unit for unit in rows if unit.active_to is None or unit.active_to >= today()], counts
        ),
        "total": len(rows),
        "crumbs": [{"label": "单位", "url": ""}],
        "meta": {
            "title": "单位",
            "description": "各级政府和部门的职能、地址、电话和发布的文件。",
            "column": column("机构职能", "机构职能"),
        },
    }
    return render(request, "publishing/units.html", context)


def _tree(rows: list[Unit], counts: Any) -> list[dict[str, Any]]:
    roots: list[dict[str, Any]] = []
    by_path: dict[str, dict[str, Any]] = {}
    for unit in rows:
        node = {
            "label": unit.name,
            "url": reverse("unit", args=[unit.slug]),
            "kind": UnitKind(unit.kind).label,
            "count": counts.get(unit.path, 0),
            "children": [],
        }
        by_path[unit.path] = node
        parent = by_path.get(unit.path[: -Unit.steplen])
        (parent["children"] if parent else roots).append(node)
    return roots


@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit: what it does, where it is, what it has published."""
    found = get_object_or_404(Unit.objects.select_related("successor"), slug=slug)
    newest = pages.newest(8, unit=found)
    url = f"{reverse('search')}?unit={found.pk}"
    context = {
        "unit": found,
        "facts": unit_facts(found),
        "functions": [line for line in found.functions.split("\n") if line.strip()],
        "former_names": [alias.name for alias in found.aliases.all()],
        "successor": {
            "label": found.successor.name,
            "url": reverse("unit", args=[found.successor.slug]),
        }
        if found.successor
        else None,
        "ended_on": found.active_to if found.active_to and found.active_to < today() else None,
        "newest": rows_of(newest),
        "newest_url": url,
        "total": Publication.objects.public().filter(unit=found).count(),
        "unit_blocks": _unit_blocks(found),
        "children": _children(found),
        **_parts(found),
        "feed_url": reverse("unit_feed", args=[found.slug]),
        "crumbs": [{"label": "单位", "url": reverse("units")}, {"label": found.label, "url": ""}],
        "meta": {
            "title": found.name,
            "description": found.functions[:120],
            "column": column("机构职能", "机构职能"),
        },
    }
    return render(request, "publishing/unit.html", context)


def _parts(found: Unit) -> dict[str, Any]:
    """What the other parts of the desk tell of a unit; a part that holds nothing is not shown."""
    issue = unit_reads.newest_issue_of(found)
    return {
        "asked": unit_reads.asked_of(found),
        "issue": {
            "name": issue.series.name,
            "label": label_of(issue),
            "url": issue_url(issue.series, issue),
            "published_on": issue.published_on,
        }
        if issue
        else None,
        "topics": list(topics.released().filter(unit=found)[:_TOPICS]),
        "meant_for": coverage.meant_for(found),
        **window_context(found),
    }


def _unit_blocks(found: Unit) -> list[present.Link]:
    """The blocks that hold something of this unit; an empty column is not shown."""
    return [
        present.Link(
            present.BLOCKS[slug].label,
            reverse("unit_block", args=[found.slug, slug]),
            present.BLOCKS[slug].hint,
            count,
        )
        for slug, count in unit_reads.block_counts(found).items()
        if count
    ]


def _children(found: Unit) -> list[dict[str, Any]]:
    groups: dict[str, list[present.Link]] = {}
    for child in Unit.objects.get_children(found).active_on(today()):
        groups.setdefault(UnitKind(child.kind).label, []).append(
            present.Link(child.label, reverse("unit", args=[child.slug]))
        )
    return [{"label": label, "units": links} for label, links in groups.items()]
