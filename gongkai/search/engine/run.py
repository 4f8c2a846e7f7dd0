"""One query on its way through the index: match, score, place, count."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

import tantivy
from tantivy import DocAddress, Order, Query

from gongkai.search.engine import facets as counting
from gongkai.search.engine.match import (
    counting_query,
    rescoring_query,
    text_query,
    with_filters,
)
from gongkai.search.engine.plan import Plan, plans
from gongkai.search.engine.rank import Candidate, Passage, best_passages, order_candidates
from gongkai.search.engine.results import Hit, Results
from gongkai.search.engine.understand import Understood, understand, weigh

MOST_HITS = 1000
# So many of the best by the leading terms are scored by every term, and so many of the best of
# those are compared by their best passages. More of either changed no measured figure.
RESCORED = 200
COMPARED = 60
# With fewer matches than this a looser match is tried.
_ENOUGH = 10

Scored = list[tuple[float, DocAddress]]


class Run:
    """Holds what the steps of one query share."""

    def __init__(
        self,
        documents: tantivy.Searcher,
        passages: tantivy.Searcher,
        text: str,
        filters: Mapping[str, Query],
        today: datetime.date,
    ) -> None:
        self._documents, self._passages = documents, passages
        self._filters, self._today = filters, today
        self._understood = understand(text)
        self._weighted = weigh(self._understood, self._frequency, documents.num_docs)

    def answer(
        self, *, by_date: bool, offset: int, limit: int, facets: Sequence[str], facet_size: int
    ) -> Results:
        """Hits from `offset` on, the number of all matches, and counts."""
        offset = max(0, min(offset, MOST_HITS))
        end = min(offset + max(0, limit), MOST_HITS)
        by_date = by_date or not self._understood.text
        found, plan = self._match(end, by_date=by_date)
        hits = (
            self._dated(found, offset, end) if by_date else self._ranked(found, plan, offset, end)
        )
        return Results(
            hits=hits,
            total=_number(found),
            facets=self._count(plan, facets, facet_size),
            understood=self._understood.as_dict(),
            terms=self._marks(),
        )

    def _frequency(self, token: str) -> int:
        return max(
            self._documents.doc_freq("body", token), self._documents.doc_freq("title", token)
        )

    def _marks(self) -> list[tuple[str, float]]:
        """What is marked in a snippet: words, not the pairs that straddle two of them."""
        core = [(term.token, rarity) for term, rarity in self._weighted if term.core]
        single = [(character, 1.0) for character in self._understood.characters]
        return core or [(term.token, rarity) for term, rarity in self._weighted] or single

    def _match(self, end: int, *, by_date: bool) -> tuple[tantivy.SearchResult, Plan]:
        """The first plan that finds enough, and what it found."""
        possible = plans(self._weighted, self._documents.num_docs, strict=by_date)
        for plan in possible:
            full = with_filters(self._asked(text_query, plan), self._filters.values())
            if by_date:
                found = self._documents.search(
                    full, max(1, end), order_by_field="newest", order=Order.Desc
                )
            else:
                found = self._documents.search(full, max(RESCORED, end))
            if _number(found) >= _ENOUGH:
                break
        return found, plan

    def _asked(self, build: Callable[[Understood, Plan], Query], plan: Plan) -> Query | None:
        if not self._understood.text:
            return None
        # Marks only are a question without an answer; no text is no question at all.
        return Query.empty_query() if self._understood.empty else build(self._understood, plan)

    def _dated(self, found: tantivy.SearchResult, offset: int, end: int) -> list[Hit]:
        ids = self._ids([address for _, address in found.hits[offset:end]])
        places = best_passages(self._passages, ids, self._weighted)
        return [Hit(id, 0.0, _span(places.get(id))) for id in ids]

    def _ranked(self, found: tantivy.SearchResult, plan: Plan, offset: int, end: int) -> list[Hit]:
        scored: Scored = found.hits
        if not scored or end <= offset:
            return []
        if not plan.whole:
            scored = self._rescored(scored[:RESCORED]) + scored[RESCORED:]
        hits = self._placed(scored[:COMPARED])
        if end > COMPARED:
            hits += self._unplaced(scored[COMPARED:end], max(0, offset - COMPARED))
        return hits[offset:end]

    def _rescored(self, scored: Scored) -> Scored:
        ids = self._ids([address for _, address in scored])
        query = rescoring_query(ids, self._understood, self._weighted)
        again: Scored = self._documents.search(query, len(ids), count=False).hits
        return again

    def _placed(self, scored: Scored) -> list[Hit]:
        """The best matches, compared by their best passages."""
        addresses = [address for _, address in scored]
        ids = self._ids(addresses)
        places = best_passages(self._passages, ids, self._weighted)
        released, last, sketch = (
            self._column(name, addresses) for name in ("released", "last_day", "sketch")
        )
        candidates = [
            Candidate(id, scored[at][0], places.get(id), released[at], last[at], sketch[at])
            for at, id in enumerate(ids)
        ]
        return [
            Hit(placed.candidate.id, placed.score, _span(placed.candidate.passage), placed.copy_of)
            for placed in order_candidates(candidates, self._today)
        ]

    def _unplaced(self, scored: Scored, shown_from: int) -> list[Hit]:
        """Matches further down, in the order of their first scores."""
        ids = self._ids([address for _, address in scored])
        places = best_passages(self._passages, ids[shown_from:], self._weighted)
        return [
            Hit(id, score, _span(places.get(id)))
            for id, (score, _) in zip(ids, scored, strict=True)
        ]

    def _ids(self, addresses: list[DocAddress]) -> list[int]:
        return self._column("id", addresses)

    def _column(self, name: str, addresses: list[DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._documents.fast_field_values(name, addresses)]

    def _count(self, plan: Plan, facets: Sequence[str], size: int) -> dict[str, counting.Counts]:
        if not facets:
            return {}
        text = self._asked(counting_query, plan)
        return counting.count(self._documents, text, self._filters, facets, self._today, size)


def _number(found: tantivy.SearchResult) -> int:
    return int(found.count or 0)  # type: ignore[attr-defined]  # missing in its stubs


def _span(passage: Passage | None) -> tuple[int, int] | None:
    return passage.span if passage else None
