"""Answering a query: match, rank, place by passages, count."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy
from tantivy import Order, Query

from gongkai.search.engine import facets as counting
from gongkai.search.engine.errors import BadQuery, IndexDamaged
from gongkai.search.engine.match import SHARES, filter_queries, text_query, with_filters
from gongkai.search.engine.rank import Candidate, best_passages, order_candidates
from gongkai.search.engine.store import guarded
from gongkai.search.engine.understand import Term, understand, weigh

RELEVANCE, DATE = "relevance", "date"
MOST_HITS = 1000
# This many of the best matches are compared by their best passages.
_COMPARED = 60
# With fewer matches than this a looser match is tried.
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question to the index.

    Args:
        text: as typed; empty means everything that passes the filters.
        filters: name to value or list of values (any of them): theme, subtheme, type, kind,
            doc_class, site (text), unit, within, year (integers), validity (valid, pending,
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


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found.

    `passage` is where in `Put.text` it matches best, if that is known; `copy_of` is the id of a
    better hit whose text is nearly the same, so that a page may fold the two.
    """

    id: int
    score: float
    passage: tuple[int, int] | None = None
    copy_of: int | None = None


@dataclass(slots=True)
class Results:
    """The answer: hits of the window, the number of all matches, facet counts, and what was read
    out of the query. `terms` goes to `snippet`. `ms` is the time inside the engine."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, counting.Counts] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    terms: list[tuple[str, float]] = field(default_factory=list)
    ms: float = 0.0


def search(
    documents: tantivy.Searcher, passages: tantivy.Searcher, query: SearchQuery
) -> Results:
    """Answers a query on one state of the index."""
    started = time.perf_counter()
    if query.sort not in (RELEVANCE, DATE):
        raise BadQuery(f"没有名为“{query.sort}”的排序方式。")
    filters = filter_queries(query.filters, query.today or _today())
    with guarded(IndexDamaged):
        results = _Run(documents, passages, query, filters).answer()
    results.ms = (time.perf_counter() - started) * 1000
    return results


class _Run:
    """One query on its way; holds what its steps share."""

    def __init__(
        self,
        documents: tantivy.Searcher,
        passages: tantivy.Searcher,
        query: SearchQuery,
        filters: dict[str, Query],
    ) -> None:
        self.documents, self.passages = documents, passages
        self.query, self.filters = query, filters
        self.understood = understand(query.text)
        self.weighted = weigh(self.understood, self._frequency, documents.num_docs)
        self.offset = max(0, min(query.offset, MOST_HITS))
        self.end = min(self.offset + max(0, query.limit), MOST_HITS)

    def answer(self) -> Results:
        text, found = self._match()
        results = Results(total=found.count or 0, understood=self.understood.as_dict())
        results.terms = self._marks()
        results.terms += [(character, 1.0) for character in self.understood.characters]
        results.hits = self._window(found)
        if self.query.facets:
            results.facets = counting.count(
                self.documents,
                text,
                self.filters,
                self.query.facets,
                self.query.today or _today(),
                self.query.facet_size,
            )
        return results

    def _marks(self) -> list[tuple[str, float]]:
        """What is marked in a snippet: words, not the pairs that straddle two of them."""
        core = [(term.token, rarity) for term, rarity in self.weighted if term.core]
        return core or [(term.token, rarity) for term, rarity in self.weighted]

    def _frequency(self, token: str) -> int:
        return max(
            self.documents.doc_freq("body", token), self.documents.doc_freq("title", token)
        )

    def _match(self) -> tuple[Query | None, tantivy.SearchResult]:
        if self.understood.empty:
            # Marks only are a question without an answer; no text is no question at all.
            text = Query.empty_query() if self.understood.text else None
            return text, self._search(text)
        for share in SHARES:
            text = text_query(self.understood, self.weighted, share)
            found = self._search(text)
            if (found.count or 0) >= _ENOUGH or not self.weighted:
                break
        return text, found

    def _search(self, text: Query | None) -> tantivy.SearchResult:
        full = with_filters(text, self.filters.values())
        if text is None or self.query.sort == DATE:
            return self.documents.search(
                full, max(1, self.end), order_by_field="newest", order=Order.Desc
            )
        return self.documents.search(full, max(_COMPARED, self.end))

    def _window(self, found: tantivy.SearchResult) -> list[Hit]:
        addresses = [address for _, address in found.hits]
        if not addresses or self.end <= self.offset:
            return []
        ids = [int(id or 0) for id in self.documents.fast_field_values("id", addresses)]
        if self.understood.empty or self.query.sort == DATE:
            spans = best_passages(self.passages, ids[self.offset : self.end], self.weighted)
            return [
                Hit(id, 0.0, spans[id].span if id in spans else None)
                for id in ids[self.offset : self.end]
            ]
        return self._ranked(found, ids, addresses)

    def _ranked(
        self, found: tantivy.SearchResult, ids: list[int], addresses: list[tantivy.DocAddress]
    ) -> list[Hit]:
        compared = min(_COMPARED, len(ids))
        spans = best_passages(self.passages, ids[:compared], self.weighted)
        if self.end > compared:
            spans |= best_passages(
                self.passages, ids[max(compared, self.offset) : self.end], self.weighted
            )
        columns = zip(
            ids[:compared],
            found.hits[:compared],
            *(
                self.documents.fast_field_values(name, addresses[:compared])
                for name in ("released", "last_day", "sketch")
            ),
            strict=True,
        )
        first = [
            Candidate(id, score, spans.get(id), int(day or 0), int(last or 0), int(drawn or 0))
            for id, (score, _), day, last, drawn in columns
        ]
        hits = [
            Hit(one.id, placed.score, one.passage.span if one.passage else None, placed.copy_of)
            for placed in order_candidates(first, self.query.today or _today())
            for one in [placed.candidate]
        ]
        hits += [
            Hit(id, score, spans[id].span if id in spans else None)
            for id, (score, _) in zip(ids[compared:], found.hits[compared:], strict=True)
        ]
        return hits[self.offset : self.end]


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


__all__ = ["DATE", "RELEVANCE", "Hit", "Results", "SearchQuery", "Term", "search"]
