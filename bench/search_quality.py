"""How often the right document comes first, on questions with a marked document.

    python -m bench.search_quality DIR [--ablation]

DIR holds `collection.jsonl.gz` (docid, title, text) and `questions_dev.jsonl` (question, docid).
The two halves, odd and even questions, show whether a difference is more than chance: with 379
questions one question is 0.26 points, and the standard error of a first-hit rate is 1.8 points.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from gongkai.search.engine.documents import Put
from gongkai.search.engine.index import SearchIndex
from gongkai.search.engine.query import SearchQuery

_ENGINE = "gongkai.search.engine"
# One step taken away, or changed, at a time.
_STEPS: dict[str, dict[str, object]] = {
    "as built": {},
    "pairs of the text only": {
        "match.TITLE_WEIGHT": 0.0,
        "match.RARITY": 0.0,
        "understand.GRAMMAR_WEIGHT": 1.0,
        "rank.PASSAGE_WEIGHT": 0.0,
        "rank.COPY_FACTOR": 1.0,
    },
    "without passages": {"rank.PASSAGE_WEIGHT": 0.0},
    "without title": {"match.TITLE_WEIGHT": 0.0},
    "title as heavy as text": {"match.TITLE_WEIGHT": 1.0},
    "rarity as BM25 has it": {"match.RARITY": 0.0},
    "grammar pairs in full": {"understand.GRAMMAR_WEIGHT": 1.0},
    "grammar pairs left out": {"understand.GRAMMAR_WEIGHT": 0.0},
    "copies not lowered": {"rank.COPY_FACTOR": 1.0},
    "only rare terms lead (3 %)": {"plan.ALWAYS": 126},
    "only rare terms lead (14 %)": {"plan.ALWAYS": 600},
}


def main() -> None:
    """Indexes the collection and prints a line for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ablation", action="store_true")
    given = parser.parse_args()
    with gzip.open(given.data / "collection.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with (given.data / "questions_dev.jsonl").open(encoding="utf-8") as lines:
        questions = [json.loads(line) for line in lines]
    ids = {row["docid"]: id for id, row in enumerate(rows, 1)}
    print(
        f"{'':28} R@1    R@5    R@10   R@20   MRR@10  R@1 halves     R@10 halves    p50    p95 ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        index = SearchIndex(folder)
        index.rebuild((Put(ids[row["docid"]], row["title"], row["text"]) for row in rows), upto=1)
        for name, changes in _STEPS.items() if given.ablation else [("as built", {})]:
            with _changed(changes):
                print(f"{name:28} {_line(index, questions, ids)}", flush=True)


def _line(index: SearchIndex, questions: list[dict[str, str]], ids: dict[str, int]) -> str:
    ranks, taken = [], []
    for question in questions:
        results = index.search(SearchQuery(question["question"], limit=20))
        found = [hit.id for hit in results.hits]
        right = ids[question["docid"]]
        ranks.append(found.index(right) + 1 if right in found else 0)
        taken.append(results.ms)
    taken.sort()
    whole = "  ".join(f"{_recall(ranks, k):.3f}" for k in (1, 5, 10, 20))
    mrr = sum(1 / rank for rank in ranks if 0 < rank <= 10) / len(ranks)
    halves = "  ".join(
        f"{_recall(ranks[::2], k):.3f}/{_recall(ranks[1::2], k):.3f}" for k in (1, 10)
    )
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    return f"{whole}  {mrr:.3f}   {halves}   {p50:.2f}   {p95:.2f}"


def _recall(ranks: list[int], k: int) -> float:
    return sum(0 < rank <= k for rank in ranks) / len(ranks)


@contextlib.contextmanager
def _changed(changes: dict[str, object]) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for name, value in changes.items():
            stack.enter_context(mock.patch(f"{_ENGINE}.{name}", value))
        yield


if __name__ == "__main__":
    main()
