"""Asking the index: the question and the way to its answer."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy

from gongkai.search.engine.errors import BadQuery, IndexDamaged
from gongkai.search.engine.facets import FACETS
from gongkai.search.engine.match import filter_queries
from gongkai.search.engine.results import Hit, Results
from gongkai.search.engine.run import Run
from gongkai.search.engine.store import guarded

RELEVANCE, DATE = "relevance", "date"

__all__ = ["DATE", "RELEVANCE", "Hit", "Results", "SearchQuery", "search"]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question to the index.

    Args:
        text: as typed; empty means everything that passes the filters.
        filters: name to value or list of values (any of them): theme, subtheme, type, kind,
            doc_class, site (text), unit, within, year, item (integers), validity (valid, pending,
            ended), released_from, released_to (dates, inclusive).
        sort: "relevance" or "date" (newest first, then the higher id). Without text always date.
        limit, offset: a window within the first thousand.
        facets: names of filters to count; each counts as if its own filter were not set.
        today: the day for which validity is meant, in Asia/Shanghai.
        facet_size: values returned for each facet.
    """

    text: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = RELEVANCE
    limit: int = 20
    offset: int = 0
    facets: Sequence[str] = ()
    today: datetime.date | None = None
    facet_size: int = 50


def search(documents: tantivy.Searcher, passages: tantivy.Searcher, query: SearchQuery) -> Results:
    """Answers a query on one state of the index.

    Raises BadQuery where the caller names a filter, facet or order that does not exist; never
    anything because of the text.
    """
    started = time.perf_counter()
    if query.sort not in (RELEVANCE, DATE):
        raise BadQuery(f"没有名为“{query.sort}”的排序方式。")
    if unknown := [name for name in query.facets if name not in FACETS]:
        raise BadQuery(f"没有名为“{unknown[0]}”的分面。")
    today = (
        query.today or datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    )
    filters = filter_queries(query.filters, today)
    with guarded(IndexDamaged):
        results = Run(documents, passages, query.text, filters, today).answer(
            by_date=query.sort == DATE,
            offset=query.offset,
            limit=query.limit,
            facets=query.facets,
            facet_size=query.facet_size,
        )
    results.ms = (time.perf_counter() - started) * 1000
    return results
