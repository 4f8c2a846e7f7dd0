"""Placing the best matches: by their best passage, and among near equals by validity and age."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import tantivy

from gongkai.search.engine.match import Weighted, passages_query
from gongkai.search.engine.text import parts_of_sketch

# Weight of the best passage beside the whole text. Measured; see bench/search_quality.py.
PASSAGE_WEIGHT = 0.7
# Among near equals what is in force comes before what is not, the newer before the older.
_ENDED = 0.97
_RECENT = 0.02
_HALF_LIFE = 730.0
_PASSAGES_EACH = 4
# Each further copy of a text counts for this much less. Measured; see bench/search_quality.py.
COPY_FACTOR = 0.93
FREE_COPIES = 1
_SHARED = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """The best passage of a document: its score and where it lies in the text."""

    score: float
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match before it is placed; days are ordinals, `released` 0 where unknown."""

    id: int
    score: float
    passage: Passage | None
    released: int
    last_day: int
    sketch: int


@dataclass(slots=True)
class Placed:
    """A match with its final score, and the better match whose text is nearly the same."""

    candidate: Candidate
    score: float
    copy_of: int | None = None


def best_passages(
    searcher: tantivy.Searcher, ids: Sequence[int], weighted: Weighted
) -> dict[int, Passage]:
    """The best passage of each document that has one among the best of all together."""
    if not ids or not weighted:
        return {}
    limit = _PASSAGES_EACH * len(ids)
    hits = searcher.search(passages_query(ids, weighted), limit, count=False).hits
    addresses = [address for _, address in hits]
    parents = searcher.fast_field_values("parent", addresses)
    starts = searcher.fast_field_values("start", addresses)
    ends = searcher.fast_field_values("end", addresses)
    best: dict[int, Passage] = {}
    for (score, _), parent, start, end in zip(hits, parents, starts, ends, strict=True):
        id = int(parent or 0)
        if id not in best:
            best[id] = Passage(score, (int(start or 0), int(end or 0)))
    return best


def order_candidates(candidates: Sequence[Candidate], today: datetime.date) -> list[Placed]:
    """Candidates with their final scores, best first; equal scores by id, the lower first."""
    day = today.toordinal()
    scored = [Placed(one, _final(one, day)) for one in candidates]
    scored.sort(key=_place)
    _lower_copies(scored)
    scored.sort(key=_place)
    return scored


def _place(placed: Placed) -> tuple[float, int]:
    return -placed.score, placed.candidate.id


def _final(one: Candidate, today: int) -> float:
    score = one.score + (PASSAGE_WEIGHT * one.passage.score if one.passage else 0.0)
    if one.last_day < today:
        score *= _ENDED
    if one.released:
        score *= 1.0 + _RECENT * 0.5 ** (max(0, today - one.released) / _HALF_LIFE)
    return score


def _lower_copies(placed: Sequence[Placed]) -> None:
    """Makes room for other documents where one text appears again and again.

    Offices republish each other's documents; the second copy is lowered a little, each further
    one somewhat more.
    """
    firsts: list[tuple[frozenset[int], Placed]] = []
    copies: dict[int, int] = {}
    for one in placed:
        parts = parts_of_sketch(one.candidate.sketch)
        first = next((other for seen, other in firsts if len(seen & parts) >= _SHARED), None)
        if first is None:
            if parts:
                firsts.append((parts, one))
            continue
        id = first.candidate.id
        copies[id] = copies.get(id, 0) + 1
        one.copy_of = id
        one.score *= COPY_FACTOR ** max(0, copies[id] - FREE_COPIES)
