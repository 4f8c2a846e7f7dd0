"""What changed between two plain texts, by paragraph and inside each by characters.

Everything is bounded: the alignment of a hostile text costs no more than a coarser answer.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from rapidfuzz.distance import Indel

Sign = Literal["kept", "added", "removed"]
# Cells of the table that an alignment may fill; 64 of them are one machine word.
_MOST_LINES = 4_000_000
_MOST_CHARACTERS = 16_000_000
_ALL_CHARACTERS = 400_000_000
_ALIKE = 0.4  # a paragraph that keeps less than this is another paragraph
_MOST_PAIRS = 400
_CONTEXT = 2  # unchanged paragraphs shown around a change
_SHORT = 2  # unchanged characters between two changes that only scatter the picture


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that were kept, added or removed."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: kept, added, removed, or changed, with its pieces."""

    sign: Literal["kept", "added", "removed", "changed"]
    pieces: tuple[Piece, ...]


def difference(old: str, new: str) -> list[Line]:
    """The paragraphs of both texts in order, with what became of each."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    found: list[Line] = []
    budget = [_ALL_CHARACTERS]
    a = b = 0
    for x, y in [*matching(before, after), (len(before), len(after))]:
        found += _changed(before[a:x], after[b:y], budget)
        if x < len(before):
            found.append(Line("kept", (Piece("kept", before[x]),)))
        a, b = x + 1, y + 1
    return found


def matching(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of equal lines in both, in order; of many ways to pair them a long one.

    Lines that stand once in both are anchors; what lies between two anchors is aligned exactly where
    it is small, else cut at its own anchors, else not at all.
    """
    found: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            found.append((a, c))
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            found.append((b, d))
        if a == b or c == d:
            continue
        if (b - a) * (d - c) <= _MOST_LINES:
            found += _aligned(old, new, (a, b, c, d))
        elif anchors := _anchors(old, new, (a, b, c, d)):
            found += anchors
            ends = [*anchors, (b, d)]
            starts = [(a, c), *((x + 1, y + 1) for x, y in anchors)]
            waiting += [(p, x, q, y) for (p, q), (x, y) in zip(starts, ends, strict=True)]
    return sorted(found)


Span = tuple[int, int, int, int]


def _aligned(old: Sequence[str], new: Sequence[str], span: Span) -> list[tuple[int, int]]:
    a, b, c, d = span
    names: dict[str, int] = {}
    left = [names.setdefault(line, len(names)) for line in old[a:b]]
    right = [names.setdefault(line, len(names)) for line in new[c:d]]
    return [
        (a + step.src_start + place, c + step.dest_start + place)
        for step in Indel.opcodes(left, right)
        if step.tag == "equal"
        for place in range(step.src_end - step.src_start)
    ]


def _anchors(old: Sequence[str], new: Sequence[str], span: Span) -> list[tuple[int, int]]:
    """Lines that stand once in both parts, the longest rising row of them."""
    a, b, c, d = span
    once = {line for line, count in Counter(old[a:b]).items() if count == 1}
    once &= {line for line, count in Counter(new[c:d]).items() if count == 1}
    places = {line: place for place, line in enumerate(new[c:d], c) if line in once}
    pairs = [(place, places[line]) for place, line in enumerate(old[a:b], a) if line in once]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(ends, place)
        # One beyond the end: the row grows by one; else a lower end for rows of this length.
        ends[at : at + 1] = [place]
        tops[at : at + 1] = [number]
        before.append(tops[at - 1] if at else -1)
    found, number = [], tops[-1] if tops else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


# --- inside a stretch of changed paragraphs --------------------------------------------------------


def _changed(old: list[str], new: list[str], budget: list[int]) -> Iterator[Line]:
    """Paragraphs that match none: paired in order where they are alike, else removed and added."""
    a = b = 0
    for x, y in [*_alike(old, new, budget), (len(old), len(new))]:
        yield from (Line("removed", (Piece("removed", line),)) for line in old[a:x] if line)
        yield from (Line("added", (Piece("added", line),)) for line in new[b:y] if line)
        if x < len(old) and y < len(new):
            yield Line("changed", tuple(_pieces(old[x], new[y])))
        a, b = x + 1, y + 1


def _alike(old: list[str], new: list[str], budget: list[int]) -> list[tuple[int, int]]:
    """Pairs of alike paragraphs in rising order, as many alike characters as can be had."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        pairs = [(n, n) for n in range(min(len(old), len(new)))]
        return [(x, y) for x, y in pairs if _likeness(old[x], new[y], budget) >= _ALIKE]
    scores = [[_likeness(one, other, budget) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for x in range(len(old) - 1, -1, -1):
        for y in range(len(new) - 1, -1, -1):
            paired = scores[x][y] + best[x + 1][y + 1] if scores[x][y] >= _ALIKE else 0.0
            best[x][y] = max(best[x + 1][y], best[x][y + 1], paired)
    return _way(scores, best)


def _way(scores: list[list[float]], best: list[list[float]]) -> list[tuple[int, int]]:
    found, x, y = [], 0, 0
    while x < len(scores) and y < len(scores[0]):
        if best[x][y] == best[x + 1][y]:
            x += 1
        elif best[x][y] == best[x][y + 1]:
            y += 1
        else:
            found.append((x, y))
            x, y = x + 1, y + 1
    return found


def _likeness(old: str, new: str, budget: list[int]) -> float:
    """The share of characters that two paragraphs have in common; 0 when that costs too much to say."""
    size = len(old) * len(new)
    if not size or size > _MOST_CHARACTERS or size > budget[0]:
        return 0.0
    budget[0] -= size
    return float(Indel.normalized_similarity(old, new, score_cutoff=_ALIKE))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Runs of characters; islands of a character or two between changes are changed with them."""
    removed = added = ""
    for step in Indel.opcodes(old, new):
        same = step.tag == "equal"
        gone, come = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        inside = step.src_start > 0 and step.src_end < len(old) and (removed or added)
        if same and not (inside and len(gone) <= _SHORT):
            yield from _flushed(removed, added)
            removed = added = ""
            yield Piece("kept", gone)
        elif same:
            removed, added = removed + gone, added + come
        else:
            removed, added = removed + gone, added + come
    yield from _flushed(removed, added)


def _flushed(removed: str, added: str) -> Iterator[Piece]:
    """A change; what both sides begin or end with was kept after all."""
    start = 0
    while start < min(len(removed), len(added)) and removed[start] == added[start]:
        start += 1
    end = 0
    room = min(len(removed), len(added)) - start
    while end < room and removed[-1 - end] == added[-1 - end]:
        end += 1
    pairs: list[tuple[Sign, str]] = [
        ("kept", removed[:start]),
        ("removed", removed[start : len(removed) - end]),
        ("added", added[start : len(added) - end]),
        ("kept", removed[len(removed) - end :] if end else ""),
    ]
    yield from (Piece(sign, text) for sign, text in pairs if text)


# --- for the page ----------------------------------------------------------------------------------


def difference_html(lines: Sequence[Line]) -> SafeString:
    """The paragraphs with `ins` and `del`, named in words too; long unchanged stretches folded."""
    near = _near_changes(lines)
    parts: list[str] = []
    for shown, group in groupby(range(len(lines)), key=lambda number: near[number]):
        inside = [_paragraph(lines[number]) for number in group]
        if shown:
            parts += inside
        else:
            parts.append(
                f'<details class="unchanged"><summary>未改动的{len(inside)}段</summary>'
                f"{''.join(inside)}</details>"
            )
    if not any(line.sign != "kept" for line in lines):
        parts.insert(0, "<p>两个版本的文字完全相同。</p>")
    return mark_safe("\n".join(parts))  # noqa: S308 — every word is escaped below


def _near_changes(lines: Sequence[Line]) -> list[bool]:
    near = [line.sign != "kept" for line in lines]
    for number, line in enumerate(lines):
        if line.sign != "kept":
            first, last = max(number - _CONTEXT, 0), min(number + _CONTEXT + 1, len(lines))
            near[first:last] = [True] * (last - first)
    return near


def _paragraph(line: Line) -> str:
    return f'<p class="line-{line.sign}">{"".join(map(_piece, line.pieces))}</p>'


_WORDS = {"added": ("ins", "新增"), "removed": ("del", "删除")}


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.sign == "kept":
        return text
    tag, word = _WORDS[piece.sign]
    return (
        f'<{tag}><span class="unseen">（{word}：</span>{text}<span class="unseen">）</span></{tag}>'
    )
