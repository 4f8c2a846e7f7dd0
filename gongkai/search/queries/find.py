"""From a typed query to hits with their rows: the index finds, the database decides what is shown."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.base.calendar import today as this_day
from gongkai.lib.validity import Change, Validity
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.queries.validity import incoming_changes, validity_of
from gongkai.search.engine.query import RELEVANCE, SearchQuery
from gongkai.search.engine.results import Hit, Results
from gongkai.search.engine.snippet import Pieces, mark, snippet
from gongkai.search.handle import index

# What a hit shows, and what its validity is computed from. A model read whole costs three times as
# much here, and the outline more than everything else.
_SHOWN = (
    "kind", "title", "source", "summary", "external_id", "released_at", "unit",
    "unit__name", "unit__short_name", "unit__slug", "text__plain",
    "document__doc_no", "document__signed_on", "document__printed_on", "document__effective_on",
    "document__expires_on", "document__status_mark",
)  # fmt: skip


@dataclass(slots=True)
class FoundItem:
    """One hit with its row, its passage and its validity on the day asked for."""

    publication: Publication
    score: float
    snippet: Pieces
    title: Pieces
    validity: Validity | None


@dataclass(slots=True)
class Found:
    """The answer to a query as pages and commands show it."""

    items: list[FoundItem] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[tuple[str | int, int]]] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    engine_ms: float = 0.0
    ms: float = 0.0


def find(
    text: str,
    *,
    filters: Mapping[str, Any] | None = None,
    sort: str = RELEVANCE,
    limit: int = 10,
    offset: int = 0,
    facets: Sequence[str] = (),
    day: dt.date | None = None,
) -> Found:
    """Searches the public library.

    Args: text as typed; filters, sort and facets as the engine names them; `day` for validity.
    Two statements beside the index, however many hits. A hit that is not public any more is left
    out, so that the page can never be ahead of the law.
    Raises IndexProblem of the engine where the index is missing or damaged.
    """
    started = time.perf_counter()
    day = day or this_day()
    results = index().search(
        SearchQuery(text, dict(filters or {}), sort, limit, offset, tuple(facets), day)
    )
    rows = _rows([hit.id for hit in results.hits])
    changes = incoming_changes(list(rows))
    found = Found(
        items=[
            _item(rows[hit.id], hit, results, changes.get(hit.id, []), day)
            for hit in results.hits
            if hit.id in rows
        ],
        total=results.total - (len(results.hits) - len(rows)),
        facets=results.facets,
        understood=results.understood,
        engine_ms=results.ms,
    )
    found.ms = (time.perf_counter() - started) * 1000
    return found


def _rows(ids: list[int]) -> dict[int, Publication]:
    """The rows of these hits that anybody may see."""
    rows = (
        Publication.objects.public()
        .filter(pk__in=ids)
        .select_related("unit", "text", "document")
        .only(*_SHOWN)
    )
    return {row.pk: row for row in rows}


def _item(
    row: Publication, hit: Hit, results: Results, changes: Sequence[Change], day: dt.date
) -> FoundItem:
    document: OfficialDocument | None = getattr(row, "document", None)
    if document:
        document.publication = row
    return FoundItem(
        publication=row,
        score=hit.score,
        snippet=snippet(row.text.plain, results.terms, hit.passage),
        title=mark(row.title, results.terms),
        validity=validity_of(document, changes, day) if document else None,
    )
