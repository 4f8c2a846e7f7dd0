"""How fast the search engine builds and answers, in process, without database or web server.

    python -m bench.search_speed --documents 100000 [--queries 400] [--keep DIR]

Documents and queries come from `bench.official_text`. Each query has one filter, four facets and
twenty hits; snippets are cut from the texts of the hits, which are held in memory here as the
database would hand them over.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from bench.official_text import OfficialText, Query
from gongkai.search.engine.index import SearchIndex
from gongkai.search.engine.query import SearchQuery
from gongkai.search.engine.snippet import mark, snippet

FACETS = ("within", "theme", "type", "year")
TODAY = datetime.date(2025, 6, 1)


def main() -> None:
    """Builds or reuses an index, asks it, prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder of an index to keep or to use again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(given, given.keep or Path(scratch))
    json.dump(figures, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def measure(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """All figures of one run."""
    source = OfficialText(given.seed)
    index = SearchIndex(folder)
    figures: dict[str, object] = {"documents": given.documents}
    if not (index.exists() and index.count() == given.documents):
        started = time.perf_counter()
        index.rebuild(source.documents(given.documents), upto=1)
        seconds = time.perf_counter() - started
        figures |= {
            "build_s": round(seconds, 1),
            "documents_per_s": round(given.documents / seconds),
        }
    # What is shown of a hit is cut from its text; a few thousand texts stand for all.
    again = OfficialText(given.seed).documents(given.documents)
    texts = {put.id: put.text for put in islice(again, 5000)}
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    figures |= {"index_mb": round(size / 1e6, 1), "bytes_per_document": size // given.documents}
    queries = source.queries(given.queries)
    for query in queries[:30]:
        _ask(index, query, texts, facets=FACETS, filtered=True)
    figures["filter_4facets_snippets"] = _times(index, queries, texts, FACETS, filtered=True)
    figures["no_filter_4facets"] = _times(index, queries, texts, FACETS, filtered=False)
    figures["filter_no_facets"] = _times(index, queries, texts, (), filtered=True)
    figures["no_filter_no_facets"] = _times(index, queries, texts, (), filtered=False)
    figures["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _times(
    index: SearchIndex,
    queries: list[Query],
    texts: dict[int, str],
    facets: tuple[str, ...],
    *,
    filtered: bool,
) -> dict[str, float]:
    taken = [_ask(index, query, texts, facets=facets, filtered=filtered) for query in queries]
    figures = {}
    for kind, times in zip(("", "cpu_"), zip(*taken, strict=True), strict=True):
        ordered = sorted(times)
        for name, part in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99)):
            figures[f"{kind}{name}_ms"] = round(ordered[int(len(ordered) * part)], 2)
    return figures


def _ask(
    index: SearchIndex,
    query: Query,
    texts: dict[int, str],
    *,
    facets: tuple[str, ...],
    filtered: bool,
) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor; on a shared machine the second is steadier."""
    started, worked = time.perf_counter(), time.thread_time()
    results = index.search(
        SearchQuery(
            query.text, filters=query.filters if filtered else {}, facets=facets, today=TODAY
        )
    )
    for hit in results.hits:
        text = texts.get(hit.id) or texts[1 + hit.id % len(texts)]
        snippet(text, results.terms, hit.passage)
        mark(text[:50], results.terms)
    return (time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000


if __name__ == "__main__":
    main()
