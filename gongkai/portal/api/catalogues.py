"""Disclosure catalogues, their entries, and what fulfils them."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from gongkai.base.models import Unit
from gongkai.catalogue.models import Catalogue, CatalogueEntry, EntryDuty
from gongkai.catalogue.queries import catalogues as reads
from gongkai.catalogue.states import CatalogueKind
from gongkai.portal.api.paging import Paging, numbers_of, place
from gongkai.publishing.models import Fulfilment
from gongkai.publishing.present import short_url
from gongkai.publishing.queries import coverage

router = Router(tags=["公开目录"])
_MOST = 2**31 - 1
# So many units are named under one entry; `unit` asks for any other.
_UNITS = 50


class Filters(Schema):
    """Filters of the list; all optional."""

    kind: Annotated[
        CatalogueKind | None,
        Field(description="种类：proactive 主动公开基本目录、standard 标准目录、sector 行业目录。"),
    ] = None
    unit: Annotated[str, Field(max_length=60, description="单位的网址代号。")] = ""


class EntryFilters(Schema):
    """Filters of the entries; all optional."""

    unit: Annotated[str, Field(max_length=60, description="只看这个单位负责的事项和公开情况。")] = (
        ""
    )


class CatalogueOut(Schema):
    """One catalogue in force."""

    id: int
    url: str
    kind: str
    name: str
    field: str
    unit: str
    year: int | None
    source: str
    entries: int


class NewestOut(Schema):
    """The newest publication under an entry."""

    title: str
    url: str
    released_at: dt.datetime


class DeclaredOut(Schema):
    """A period for which a unit declared that there was nothing to publish."""

    starts_on: dt.date
    ends_on: dt.date
    statement: str


class CoverageOut(Schema):
    """How one unit stands under an entry; `state` is published, declared or blank."""

    unit: str
    slug: str
    state: str
    newest: NewestOut | None
    declared: DeclaredOut | None


class EntryOut(Schema):
    """One entry with all its columns and its coverage."""

    number: str
    level1: str
    level2: str
    content: str
    basis: str
    limit: str
    body: str
    channels: list[str]
    audience: str
    method: str
    levels: str
    published: int
    unit_count: int
    units: list[CoverageOut]


class CataloguePage(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[CatalogueOut]
    next: str


class EntryPage(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[EntryOut]
    next: str


@router.get("/catalogues", response=CataloguePage, summary="现行的公开目录")
def catalogues(
    request: HttpRequest, filters: Query[Filters], paging: Query[Paging]
) -> dict[str, Any]:
    """One statement."""
    rows = reads.catalogues(active=True)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        known = filters.unit.isprintable()
        rows = rows.filter(unit__slug=filters.unit) if known else rows.none()
    if paging.after:
        numbers = numbers_of(paging.after, 1)
        rows = rows.filter(pk__gt=numbers[0]) if numbers else rows.none()
    found = list(rows.order_by("pk")[: paging.limit + 1])
    shown = found[: paging.limit]
    return {
        "items": [_catalogue(row) for row in shown],
        "next": place(shown[-1].pk) if len(found) > paging.limit else "",
    }


@router.get(
    "/catalogues/{catalogue}/entries",
    response=EntryPage,
    summary="一份目录的事项和各单位的公开情况",
)
def entries(
    request: HttpRequest, catalogue: int, filters: Query[EntryFilters], paging: Query[Paging]
) -> dict[str, Any]:
    """Six statements for any number of entries; a catalogue out of force is 404."""
    known = Catalogue.objects.filter(pk=catalogue, active=True) if 0 < catalogue < _MOST else None
    found = known.first() if known is not None else None
    if found is None:
        raise Http404
    unit = _unit_of(filters.unit)
    rows = found.entries.filter(active=True).order_by("position", "pk")
    if filters.unit:
        rows = rows.filter(duties__unit=unit) if unit else rows.none()
    if paging.after:
        rows = rows.filter(_beyond(paging.after))
    taken = list(rows[: paging.limit + 1])
    shown = taken[: paging.limit]
    last = shown[-1] if len(taken) > paging.limit else None
    return {"items": _entries(shown, unit), "next": place(last.position, last.pk) if last else ""}


def _unit_of(slug: str) -> Unit | None:
    return Unit.objects.filter(slug=slug).first() if slug and slug.isprintable() else None


def _beyond(after: str) -> Q:
    numbers = numbers_of(after, 2)
    if numbers is None:
        return Q(pk__in=[])
    return Q(position__gt=numbers[0]) | Q(position=numbers[0], pk__gt=numbers[1])


def _catalogue(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "url": settings.SITE_URL + reverse("catalogue", args=[row.pk]),
        "kind": row.kind,
        "name": row.name,
        "field": row.field,
        "unit": row.unit.name,
        "year": row.year,
        "source": row.source,
        "entries": row.entry_count,
    }


def _entries(rows: Sequence[CatalogueEntry], unit: Unit | None) -> list[dict[str, Any]]:
    newest = coverage.newest_by_entry(rows, unit)
    duties = coverage.public_duties(rows, unit)
    counts = coverage.counts_of_entries(rows, unit)
    return [
        {
            "number": row.number,
            "level1": row.level1,
            "level2": row.level2,
            "content": row.content,
            "basis": row.basis,
            "limit": row.limit_text,
            "body": row.body_text,
            "channels": [one["name"] for one in reads.channel_rows(row) if one["must"]],
            "audience": reads.audience_text(row),
            "method": reads.method_text(row),
            "levels": reads.levels_text(row),
            "published": counts.get(row.pk, 0),
            "unit_count": len(duties.get(row.pk, [])),
            "units": _units(duties.get(row.pk, [])[:_UNITS], newest.get(row.pk, [])),
        }
        for row in rows
    ]


def _units(duties: list[EntryDuty], done: list[Fulfilment]) -> list[dict[str, Any]]:
    by_duty = {row.duty_id: row for row in done}
    return [_unit(duty, duty.unit, by_duty.get(duty.pk)) for duty in duties]


def _unit(duty: EntryDuty, unit: Unit, done: Fulfilment | None) -> dict[str, Any]:
    signed = max(duty.signed, key=lambda row: row.ends_on, default=None)  # type: ignore[attr-defined]
    newest = done.publication if done else None
    return {
        "unit": unit.name,
        "slug": unit.slug,
        "state": "published" if newest else "declared" if signed else "blank",
        "newest": {
            "title": newest.title,
            "url": short_url(newest),
            "released_at": newest.released_at,
        }
        if newest
        else None,
        "declared": {
            "starts_on": signed.starts_on,
            "ends_on": signed.ends_on,
            "statement": signed.statement,
        }
        if signed
        else None,
    }
