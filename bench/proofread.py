"""How much the proofreader finds and how fast, on a collection of texts and sentences with marked errors.

    python -m bench.proofread [DIR SENTENCES…]

DIR holds `collection.jsonl.gz` (title, text); SENTENCES are files of lines with `source` and
`target`; without them the ones beside the checkout. A sentence counts only where it equals its target wholly; a false alarm is a right
sentence that was changed.
"""

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.__main__ import policyqa, without_policyqa
from gongkai.lib.proofread import checks
from gongkai.lib.proofread.counting import build
from gongkai.lib.proofread.statistics import Statistics
from gongkai.lib.proofread.typos import TypoFinder

_LENGTH = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=policyqa())
    parser.add_argument("sentences", type=Path, nargs="*")
    given = parser.parse_args()
    if not (given.data / "collection.jsonl.gz").exists():
        print(without_policyqa() or f"{given.data} 里没有文件集，没有测。")
        return
    spelling = given.data.parent / "spelling"
    given.sentences = given.sentences or sorted(spelling.glob("*_dev.jsonl"))
    with gzip.open(given.data / "collection.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [f"{row['title']}\n{row['text']}" for row in map(json.loads, lines)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts"
        began = time.perf_counter()
        characters = build(texts, path, {})
        print(
            f"语言统计：{len(texts)}份文件，{characters / 1e6:.1f}百万字，{time.perf_counter() - began:.0f}秒，"
            f"文件 {path.stat().st_size / 1e6:.0f} MB"
        )
        statistics = Statistics(path)
        for file in given.sentences:
            with file.open(encoding="utf-8") as lines:
                rows = [json.loads(line) for line in lines]
            print(f"{file.stem}：{quality(TypoFinder(statistics), rows)}")
        print(speed(TypoFinder(statistics), texts))


def quality(finder: TypoFinder, rows: Iterable[dict[str, str]]) -> str:
    """Precision, recall, F1 and false alarms over sentences."""
    right = changed = wrong = clean = alarms = 0
    for row in rows:
        answer = corrected(finder, row["source"])
        has_error, touched = row["source"] != row["target"], answer != row["source"]
        changed += touched
        wrong += has_error
        clean += not has_error
        right += has_error and answer == row["target"]
        alarms += touched and not has_error
    precision, recall = right / max(1, changed), right / max(1, wrong)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"改对 {precision:.3f}，找到 {recall:.3f}，F1 {f1:.3f}，误报 {alarms}/{clean}"


def corrected(finder: TypoFinder, text: str) -> str:
    """The text with every suggestion taken."""
    for finding in finder.find(text):
        end = finding.offset + len(finding.text)
        text = text[: finding.offset] + (finding.suggestion or finding.text) + text[end:]
    return text


def speed(finder: TypoFinder, texts: list[str]) -> str:
    """Milliseconds for a text of three thousand characters, all checks that need no database."""
    samples = [text[:_LENGTH] for text in texts[:: len(texts) // 40] if len(text) >= _LENGTH]
    taken = []
    for text in samples:
        began = time.process_time()
        checks.in_order([*finder.find(text), *checks.by_rule(text)])
        taken.append((time.process_time() - began) * 1000)
    taken.sort()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"校对{_LENGTH}字：中位数 {taken[len(taken) // 2]:.0f} 毫秒，最慢 {taken[-1]:.0f} 毫秒"
        f"（{len(taken)}份）；本进程内存最高 {peak:.0f} MB（含全部文件）"
    )


if __name__ == "__main__":
    main()
