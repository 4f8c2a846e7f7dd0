"""Issues of the gazette with their contents."""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from gongkai.portal.api.paging import Paging, numbers_of, place
from gongkai.publishing.models import GazetteIssue
from gongkai.publishing.present import short_url
from gongkai.publishing.queries import gazette
from gongkai.publishing.render.manuscript import label_of
from gongkai.publishing.services.gazette.proofs import is_stale
from gongkai.publishing.views_public.gazette import issue_url

router = Router(tags=["政府公报"])


class Filters(Schema):
    """Filters of the list; all optional."""

    series: Annotated[str, Field(max_length=60, description="公报的网址代号。")] = ""
    year: Annotated[int | None, Field(ge=1900, le=2999, description="年份。")] = None


class IssueOut(Schema):
    """One issue in a list."""

    url: str
    series: str
    name: str
    year: int
    number: int
    total_number: int | None
    label: str
    published_on: dt.date | None
    publisher: str


class ItemOut(Schema):
    """An article of an issue; one that was taken down has a title and no address."""

    section: str
    title: str
    doc_no: str
    page: int | None
    url: str
    document_url: str
    withdrawn: bool
    note: str


class IssueDetailOut(IssueOut):
    """One issue with its contents and files; of an old one the contents are titles alone."""

    pdf_url: str
    epub_url: str
    items: list[ItemOut]


class IssuePage(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[IssueOut]
    next: str


@router.get("/gazette/issues", response=IssuePage, summary="公报各期，按年份和期号从新到旧")
def issues(request: HttpRequest, filters: Query[Filters], paging: Query[Paging]) -> dict[str, Any]:
    """Published issues alone; one statement."""
    rows = _released()
    if filters.series:
        known = filters.series.isprintable()
        rows = rows.filter(series__slug=filters.series) if known else rows.none()
    if filters.year is not None:
        rows = rows.filter(year=filters.year)
    if paging.after:
        rows = rows.filter(_beyond(paging.after))
    found = list(rows.order_by("-year", "-number", "-pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    more = len(found) > paging.limit
    last = shown[-1] if more else None
    return {
        "items": [_out(row) for row in shown],
        "next": place(last.year, last.number, last.pk) if last else "",
    }


@router.get(
    "/gazette/issues/{series}/{year}/{number}", response=IssueDetailOut, summary="一期公报的目录"
)
def issue(request: HttpRequest, series: str, year: int, number: int) -> dict[str, Any]:
    """Unseen is 404 and looks like absent."""
    found = None
    if series.isprintable() and 0 < year < 10_000 and 0 <= number < 10_000:
        rows = _released().select_related("pdf", "epub")
        found = rows.filter(series__slug=series[:60], year=year, number=number).first()
    if found is None:
        raise Http404
    entries = gazette.in_order(found, gazette.entries_of(found)) if not found.scanned else []
    stale = is_stale(found, entries)
    return {
        **_out(found),
        "pdf_url": _file(found, "gazette_pdf") if found.pdf and not stale else "",
        "epub_url": _file(found, "gazette_epub") if found.epub and not stale else "",
        "items": [_item(found, entry, position) for position, entry in enumerate(entries, 1)]
        or [_old(row) for row in found.contents],
    }


def _released() -> QuerySet[GazetteIssue]:
    return gazette.released().select_related("series__unit").defer("plain")


def _beyond(after: str) -> Q:
    numbers = numbers_of(after, 3)
    if numbers is None:
        return Q(pk__in=[])
    year, number, pk = numbers
    return (
        Q(year__lt=year) | Q(year=year, number__lt=number) | Q(year=year, number=number, pk__lt=pk)
    )


def _file(row: GazetteIssue, name: str) -> str:
    return settings.SITE_URL + reverse(name, args=[row.series.slug, row.year, row.number])


def _out(row: GazetteIssue) -> dict[str, Any]:
    return {
        "url": settings.SITE_URL + issue_url(row.series, row),
        "series": row.series.slug,
        "name": row.series.name,
        "year": row.year,
        "number": row.number,
        "total_number": row.total_number,
        "label": label_of(row),
        "published_on": row.published_on,
        "publisher": row.series.unit.name,
    }


def _item(issue: GazetteIssue, entry: Any, position: int) -> dict[str, Any]:
    """An article, as `entries_of` gives it with title and number as printed."""
    shown = gazette.is_shown(entry.publication)
    return {
        "section": entry.section,
        "title": entry.title or "",
        "doc_no": entry.doc_no or "",
        "page": entry.page,
        "url": f"{settings.SITE_URL}{issue_url(issue.series, issue)}{position}/" if shown else "",
        "document_url": short_url(entry.publication) if entry.publication.is_public else "",
        "withdrawn": not shown,
        "note": entry.note if shown else "",
    }


def _old(row: dict[str, Any]) -> dict[str, Any]:
    """A line of the contents of a scanned issue."""
    return {
        "section": "",
        "title": row["title"],
        "doc_no": "",
        "page": row["page"],
        "url": "",
        "document_url": "",
        "withdrawn": False,
        "note": "",
    }
