"""Text to tokens, for documents and queries alike, and long texts to passages."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from itertools import chain
from zlib import crc32

from gongkai.lib.han import normalise, pairs

# Passages of about this many characters, cut at the end of a sentence where one is near. Measured
# on 379 questions: 300 to 400 is best, 150 and 600 lose half a point of first hits.
PASSAGE = 300
_EARLIEST = 200
_LATEST = 360
_STOPS = ("。", "\n", "；", "！", "？", ";")
# tantivy refuses terms beyond 65,530 bytes; nothing anybody types is longer than this.
_LONGEST_TOKEN = 64


def tokens(text: str) -> list[str]:
    """Tokens in reading order: pairs of Chinese characters, Latin words and numbers whole."""
    found = pairs(text)
    if text.isascii() or max(map(len, found), default=0) > _LONGEST_TOKEN:
        return [token[:_LONGEST_TOKEN] for token in found]
    return found


def storable(text: str) -> str:
    """The text without halves of characters, which no index can hold; nearly always unchanged."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "ignore").decode("utf-8")
    return text


def key(text: str) -> str:
    """The form in which two spellings of one title are equal: letters, digits, characters only."""
    return "".join(character for character in normalise(text) if character.isalnum())


def cut_passages(text: str) -> Iterator[tuple[int, int]]:
    """Offsets `(start, end)` of passages that together are the whole text."""
    start, length = 0, len(text)
    while length - start > _LATEST:
        end = _end_of_passage(text, start)
        yield start, end
        start = end
    if start < length or not length:
        yield start, length


def passage_tokens(text: str) -> tuple[list[tuple[int, int]], list[list[str]]]:
    """Offsets of the passages of a text and the tokens of each, cut once for both fields."""
    spans = list(cut_passages(text))
    return spans, [tokens(text[start:end]) for start, end in spans]


def marks_of(token_lists: list[list[str]]) -> str:
    """What tantivy is given: tokens joined by spaces, which its analyser takes apart again."""
    return " ".join(chain.from_iterable(token_lists))


def sketch(text: str) -> int:
    """Four sixteen-bit numbers in one: the smallest checksums of the clauses of a text.

    Texts that are nearly the same share most of their clauses and so most of the four. 0 where there are fewer than four clauses.
    """
    plain = "".join(text.split()).replace("；", "。").replace("，", "。")
    sums = {crc32(part.encode("utf-8", "replace")) for part in plain.split("。") if len(part) > 5}
    least = nsmallest(4, sums)
    packed = 0
    for number in least:
        packed = packed << 16 | number & 0xFFFF
    return packed if len(least) == 4 else 0


def parts_of_sketch(packed: int) -> frozenset[int]:
    """The numbers of a sketch; texts with two or more in common are nearly the same."""
    return (
        frozenset(packed >> shift & 0xFFFF for shift in (0, 16, 32, 48)) if packed else frozenset()
    )


def _end_of_passage(text: str, start: int) -> int:
    low, aim, high = start + _EARLIEST, start + PASSAGE, start + _LATEST
    before = max(text.rfind(stop, low, aim) for stop in _STOPS)
    after = min((at for stop in _STOPS if (at := text.find(stop, aim, high)) >= 0), default=-1)
    candidates = [at for at in (before, after) if at >= 0]
    return min(candidates, key=lambda at: abs(at - aim)) + 1 if candidates else aim
