"""The piece of a text that is shown under a hit, with the words of the query marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

Pieces = list[tuple[str, bool]]

# Beyond this a text without a known passage is not looked at: its beginning is as good.
_LOOKED_AT = 200_000
_MOST_PLACES = 400
_MOST_TERMS = 40
_STOPS = frozenset("。！？；\n")
_SOFT_STOPS = frozenset("，、：,:;）) \u3000")


def snippet(
    text: str,
    terms: Sequence[tuple[str, float]],
    near: tuple[int, int] | None = None,
    length: int = 120,
) -> Pieces:
    """Cuts the best window of about `length` characters, in pieces that are hits or not.

    `terms` are the tokens of the query with their weights (`Results.terms`), `near` the passage
    the index found (`Hit.passage`), which saves looking through the whole text. White space is
    made single; an ellipsis stands where the text goes on. Joining the pieces gives the shown
    text; marking and escaping is for the caller.
    """
    low, high = _area(text, near, length)
    area = text[low:high]
    places = _places(area, _strongest(terms))
    start, end = _window(area, places, length)
    shown = [(at, until) for at, until, _ in places if at >= start and until <= end]
    pieces = _pieces(area, start, end, shown)
    before, after = low + start > 0 and bool(text[: low + start].strip()), low + end < len(text)
    return _tidy([("…", False)] * before + pieces + [("…", False)] * after)


def mark(text: str, terms: Sequence[tuple[str, float]]) -> Pieces:
    """A whole short text, such as a title, with the words of the query marked."""
    shown = [(at, until) for at, until, _ in _places(text, _strongest(terms))]
    return _pieces(text, 0, len(text), shown)


def _area(text: str, near: tuple[int, int] | None, length: int) -> tuple[int, int]:
    if near and 0 <= near[0] < near[1] <= len(text):
        return near[0], max(near[1], min(len(text), near[0] + 2 * length))
    return 0, min(len(text), _LOOKED_AT)


def _strongest(terms: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(terms, key=lambda item: -item[1])[:_MOST_TERMS]


def _same_length(text: str) -> str:
    """The folded form of a text with every character in its place."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if len(folded) == len(text):
        return folded
    return "".join(
        one if len(one := unicodedata.normalize("NFKC", character).lower()) == 1 else character
        for character in text
    )


def _places(text: str, terms: Sequence[tuple[str, float]]) -> list[tuple[int, int, float]]:
    """Where the terms stand, in order of place; a few hundred are enough to choose from."""
    folded = _same_length(text)
    each = max(8, _MOST_PLACES // max(1, len(terms)))
    found: list[tuple[int, int, float]] = []
    for token, weight in terms:
        at, left = folded.find(token), each if not token.isascii() else 10 * each
        while at >= 0 and left:
            end = at + len(token)
            if not token.isascii() or _stands_alone(folded, at, end):
                found.append((at, end, weight))
            left -= 1
            at = folded.find(token, at + 1)
    found.sort()
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or number is not part of a longer one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _window(text: str, places: Sequence[tuple[int, int, float]], length: int) -> tuple[int, int]:
    """The window with the greatest weight of different terms, begun at a sentence if one is near."""
    first, last = _heaviest(text, places, length - 20)
    first = max(0, min(first, len(text) - length + 20))
    start = _begin(text, first, max(0, min(first, last - length)))
    return start, min(len(text), start + length)


def _heaviest(text: str, places: Sequence[tuple[int, int, float]], width: int) -> tuple[int, int]:
    """From the first to the last place of the best window; a term again counts for a tenth."""
    best, found = 0.0, (0, 0)
    head, total = 0, 0.0
    seen: dict[str, int] = {}
    for index, (at, end, weight) in enumerate(places):
        token = text[at:end].lower()
        total += weight if not seen.get(token) else weight * 0.1
        seen[token] = seen.get(token, 0) + 1
        while head < index and end - places[head][0] > width:
            old_at, old_end, old_weight = places[head]
            old = text[old_at:old_end].lower()
            seen[old] -= 1
            total -= old_weight if not seen[old] else old_weight * 0.1
            head += 1
        if total > best + 1e-9:
            best, found = total, (places[head][0], end)
    return found


def _begin(text: str, first: int, lowest: int) -> int:
    """The beginning of a sentence, else of a clause, at most as far back as there is room."""
    low = max(lowest, first - 60)
    for stops in (_STOPS, _SOFT_STOPS):
        for at in range(first - 1, low - 1, -1):
            if text[at] in stops:
                return at + 1
    return 0 if low == 0 else max(low, first - 20)


def _pieces(text: str, start: int, end: int, shown: Sequence[tuple[int, int]]) -> Pieces:
    pieces: Pieces = []
    at = start
    for low, high in _joined(shown):
        pieces += [(text[at:low], False), (text[low:high], True)]
        at = high
    pieces.append((text[at:end], False))
    return [(piece, hit) for piece, hit in pieces if piece]


def _joined(shown: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching places as one."""
    joined: list[tuple[int, int]] = []
    for low, high in shown:
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return joined


def _tidy(pieces: Pieces) -> Pieces:
    """Single spaces, none at the edges, none beside another."""
    out: Pieces = []
    for piece, hit in pieces:
        text = " ".join(piece.split())
        if piece[:1].isspace() and out and not out[-1][0].endswith(" "):
            text = " " + text
        if piece[-1:].isspace() and text and not text.endswith(" "):
            text += " "
        if text and (out or text.strip()):
            out.append((text if out else text.lstrip(), hit))
    return out
