"""Counting matches by unit, theme and the like; a facet does not see its own filter."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import tantivy
from tantivy import Query

from gongkai.search.engine.match import VALIDITIES, with_filters
from gongkai.search.engine.schema import NUMBER_FILTERS, WORD_FILTERS

FACETS = (*WORD_FILTERS, *NUMBER_FILTERS, "validity")
Counts = list[tuple[str | int, int]]

# Counts are exact up to this many values of a facet, and nearly so beyond; a city has fewer units.
_VALUES = 2000
# Some more than are shown, so that equal numbers at the end are cut in a fixed order.
_SPARE = 20


def count(
    searcher: tantivy.Searcher,
    text: Query | None,
    filters: Mapping[str, Query],
    facets: Sequence[str],
    today: datetime.date,
    most: int,
) -> dict[str, Counts]:
    """Values and numbers of matches for each facet, the largest first, at most `most` each."""
    found: dict[str, Counts] = {}
    free = [name for name in facets if name not in filters]
    passes = [free] if free else []
    passes += [[name] for name in facets if name in filters]
    for names in passes:
        kept = [query for name, query in filters.items() if name not in names]
        asked = {name: _request(name, today, most) for name in names}
        answer = searcher.aggregate(with_filters(text, kept), asked)
        found.update((name, _read(name, answer[name], most)) for name in names)
    return {name: found[name] for name in facets}


def _request(name: str, today: datetime.date, most: int) -> dict[str, Any]:
    if name != "validity":
        size = max(1, min(most + _SPARE, _VALUES))
        return {"terms": {"field": name, "size": size, "segment_size": _VALUES}}
    day = today.toordinal()
    starts = {"range": {"field": "first_day", "ranges": [{"to": day + 1}, {"from": day + 1}]}}
    return {
        "range": {"field": "last_day", "ranges": [{"to": day}, {"from": day}]},
        "aggs": {"starts": starts},
    }


def _read(name: str, answer: dict[str, Any], most: int) -> Counts:
    if name == "validity":
        return _read_validity(answer)
    counts: Counts = [
        (int(bucket["key"]) if name in NUMBER_FILTERS else bucket["key"], bucket["doc_count"])
        for bucket in answer["buckets"]
    ]
    counts.sort(key=lambda item: (-item[1], item[0]))
    return counts[: max(0, most)]


def _read_validity(answer: dict[str, Any]) -> Counts:
    numbers = dict.fromkeys(VALIDITIES, 0)
    for bucket in answer["buckets"]:
        if "from" not in bucket:
            numbers["ended"] += bucket["doc_count"]
            continue
        for inner in bucket["starts"]["buckets"]:
            numbers["pending" if "from" in inner else "valid"] += inner["doc_count"]
    return [(state, number) for state, number in numbers.items() if number]
