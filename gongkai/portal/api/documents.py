"""Publications: a list with filters, one with its text."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongkai.base.calendar import today
from gongkai.lib.doc_no import parse_doc_no
from gongkai.lib.validity import Change
from gongkai.portal.api.paging import Paging, numbers_of, place
from gongkai.publishing.models import Publication
from gongkai.publishing.present import short_url
from gongkai.publishing.queries import pages
from gongkai.publishing.queries.validity import changes_by, incoming_changes, validity_of
from gongkai.publishing.states import Kind

router = Router(tags=["文件库"])


class Filters(Schema):
    """Filters of the list; all optional."""

    kind: Kind | None = None
    unit: Annotated[str, Field(max_length=60, description="单位的网址代号。")] = ""
    doc_no: Annotated[str, Field(max_length=80, description="发文字号，括号和空格的写法不限。")] = (
        ""
    )
    released_from: dt.date | None = None
    released_to: dt.date | None = None


class DocumentOut(Schema):
    """One publication in a list."""

    code: str
    url: str
    kind: str
    title: str
    doc_no: str
    unit: str
    issuers: list[str] = []
    signed_on: dt.date | None
    released_at: dt.datetime
    effective_on: dt.date | None
    expires_on: dt.date | None
    validity: str
    index_no: str
    theme: str
    summary: str
    keywords: list[str]


class RelationOut(Schema):
    """A relation as seen from the publication."""

    verb: str
    doc_no: str
    title: str
    url: str
    on: dt.date | None


class CorrectionOut(Schema):
    """A correction after the release: which day, what was changed."""

    on: dt.date
    note: str


class DetailOut(DocumentOut):
    """One publication with its text."""

    text: str
    outline: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    relations: list[RelationOut]
    corrections: list[CorrectionOut]


class Page(Schema):
    """A page of a list; `next` is empty on the last one."""

    items: list[DocumentOut]
    next: str


@router.get("/documents", response=Page, summary="文件列表，按发布时间从新到旧")
def documents(
    request: HttpRequest, filters: Query[Filters], paging: Query[Paging]
) -> dict[str, Any]:
    """Keyset paging by time of release and id: no page is counted, none is skipped."""
    rows = _filtered(filters).select_related("unit", "theme__parent", "document")
    limit = paging.limit
    if paging.after:
        rows = rows.filter(_beyond(paging.after))
    found = list(
        rows.order_by("-released_at", "-id").prefetch_related("document__issuers")[: limit + 1]
    )
    shown = found[:limit]
    changes = incoming_changes([row.pk for row in shown])
    items = [_out(row, changes.get(row.pk, [])) for row in shown]
    return {"items": items, "next": _place(shown[-1]) if len(found) > limit else ""}


@router.get("/documents/{code}", response=DetailOut, summary="一份文件的要素、正文和关系")
def document(request: HttpRequest, code: str) -> dict[str, Any]:
    """Unseen is 404 and looks like absent."""
    found = pages.by_code(code[:20])
    if found is None or not found.is_public:
        raise Http404
    detail = pages.detail(found)
    relations = [
        {
            "verb": tie.verb,
            "doc_no": tie.doc_no,
            "title": tie.title,
            "url": short_url(tie.other) if tie.other else "",
            "on": tie.on,
        }
        for tie in detail.ties
    ]
    text = found.text
    return {
        **_out(found, changes_by(detail.incoming)),
        "text": text.plain,
        "outline": text.outline,
        "tables": text.tables,
        "relations": relations,
        "corrections": text.corrections,
    }


def _filtered(filters: Filters) -> Any:
    rows = Publication.objects.public()
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.unit:
        # A null character no database takes; no unit has a control character in its address.
        rows = rows.filter(unit__slug=filters.unit) if filters.unit.isprintable() else rows.none()
    if filters.doc_no:
        number = parse_doc_no(filters.doc_no)
        rows = rows.filter(document__doc_no_key=number.key) if number else rows.none()
    if filters.released_from:
        rows = rows.filter(released_at__date__gte=filters.released_from)
    if filters.released_to:
        rows = rows.filter(released_at__date__lte=filters.released_to)
    return rows


def _place(row: Publication) -> str:
    moment = row.released_at or dt.datetime.now(dt.UTC)
    return place(int(moment.timestamp() * 1_000_000), row.pk)


def _beyond(after: str) -> Q:
    """Everything behind the place; a place that nobody gave out finds nothing."""
    numbers = numbers_of(after, 2)
    if numbers is None or numbers[0] >= 10**17:
        return Q(pk__in=[])
    micros, pk = numbers
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=micros)
    return Q(released_at__lt=moment) | Q(released_at=moment, pk__lt=pk)


def _out(row: Publication, changes: Sequence[Change]) -> dict[str, Any]:
    document = getattr(row, "document", None)
    if document:
        document.publication = row
    return {
        "code": row.code,
        "url": short_url(row),
        "kind": row.kind,
        "title": row.title,
        "doc_no": document.doc_no if document else "",
        "unit": row.unit.name if row.unit else "",
        "issuers": [issuer.name for issuer in document.issuers.all()] if document else [],
        "signed_on": document.signed_on if document else None,
        "released_at": row.released_at,
        "effective_on": document.effective_on if document else None,
        "expires_on": document.expires_on if document else None,
        "validity": validity_of(document, changes, today()).label if document else "",
        "index_no": row.index_no,
        "theme": str(row.theme or ""),
        "summary": row.summary,
        "keywords": row.keywords,
    }
