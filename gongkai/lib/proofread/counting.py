"""Counts the texts of a library into the file that `Statistics` reads."""

from __future__ import annotations

import json
import os
import re
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from gongkai.lib.proofread.statistics import (
    MAGIC,
    MARK,
    ORDERS,
    VERSION,
    flatten,
    key_of,
    level_of,
)

# What lies beyond is not read: more text gains little, and time and memory stay bounded.
MOST_CHARACTERS = 24_000_000
# Runs of four that occur once would be half of the file and tell next to nothing.
LEAST = {1: 1, 2: 1, 3: 1, 4: 2}
# The text is gone through in so many passes, each over a part of the first characters: the counts
# of a pass then fit into some 100 MB.
_PASSES = 24
_STRETCH = 2_000_000

# For each length: keys, levels of counts, levels of followers.
_Tables = dict[int, tuple["array[int]", bytearray, bytearray]]


def build(texts: Iterable[str], path: Path, built: dict[str, Any]) -> int:
    """Counts the texts and puts the file in its place in one step; returns the characters counted.

    Args:
        texts: the texts, the most telling first: beyond `MOST_CHARACTERS` none is read.
        built: what the caller wants to know of this file later; written into its head.
    """
    text = _collected(texts)
    characters = len(text)
    text += MARK * 3
    tables: _Tables = {o: (array("Q"), bytearray(), bytearray()) for o in ORDERS}
    for first, last in _parts(text):
        _count_part(text, first, last, tables)
    head = {
        "magic": MAGIC,
        "version": VERSION,
        "characters": characters,
        "built": built,
        "sizes": [len(tables[order][0]) for order in ORDERS],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        _write(file, head, tables)
    os.replace(file.name, path)
    return characters


def _collected(texts: Iterable[str]) -> str:
    """All texts as one, flattened; a paragraph that stands in several is taken once."""
    seen: set[int] = set()
    parts: list[str] = []
    total = 0
    for text in texts:
        for paragraph in text.split("\n"):
            mark = hash(paragraph)
            if mark in seen or not paragraph:
                continue
            seen.add(mark)
            flat = flatten(paragraph)
            parts.append(flat)
            total += len(flat) + 1
        if total >= MOST_CHARACTERS:
            break
    return MARK + MARK.join(parts)


def _parts(text: str) -> list[tuple[str, str]]:
    """Ranges of first characters that hold about the same share of the text, in order."""
    counts = sorted(Counter(text).items())
    share = max(1, len(text) // _PASSES)
    parts: list[tuple[str, str]] = []
    first, held = "", 0
    for char, count in counts:
        first = first or char
        held += count
        if held >= share:
            parts.append((first, char))
            first, held = "", 0
    if first:
        parts.append((first, counts[-1][0]))
    return parts


def _count_part(text: str, first: str, last: str, tables: _Tables) -> None:
    """Adds the runs that begin with a character of the range; shorter runs are sums of longer ones."""
    begins = f"[{re.escape(first)}-{re.escape(last)}]"
    runs = re.compile(f"(?=({begins}.{{3}}))", re.DOTALL)
    counts: Counter[str] = Counter()
    for start in range(0, len(text), _STRETCH):
        # A run is found where it begins; the last one of a stretch reaches into the next.
        counts.update(runs.findall(text, start, start + _STRETCH + 3))
    followers: dict[str, int] = {}
    for order in reversed(ORDERS):
        if order < ORDERS[-1]:
            counts, followers = _shortened(counts)
        keys, levels, more = tables[order]
        kept = sorted(run for run, count in counts.items() if count >= LEAST[order])
        keys.extend(map(key_of, kept))
        levels.extend(level_of(counts[run]) for run in kept)
        more.extend(level_of(followers.get(run, 1)) for run in kept)


def _shortened(counts: Counter[str]) -> tuple[Counter[str], dict[str, int]]:
    """The same without the last character: the counts, and how many different ones it was."""
    shorter: Counter[str] = Counter()
    for run, count in counts.items():
        shorter[run[:-1]] += count
    return shorter, Counter(run[:-1] for run in counts)


def _write(file: IO[bytes], head: dict[str, Any], tables: _Tables) -> None:
    at = file.write(json.dumps(head).encode() + b"\n")
    for order in ORDERS:
        keys, levels, more = tables[order]
        at += file.write(bytes(-at % 8))
        at += file.write(keys.tobytes())
        at += file.write(levels)
        at += file.write(more)
