"""The body of the document as second witness of what a table says (R18)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from gongkai.lib.officialdoc.model import BodyItem
from gongkai.lib.officialdoc.text import key

_MARK = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、.]|第[一二三四五六七八九十]{1,3}[章节部分]{1,2}"
    r"|（[一二三四五六七八九十百]{1,4}）|[0-9]{1,3}[、.](?![0-9])|（[0-9]{1,3}）)[、.]?"
)
_POINTS = re.compile(r"[\s，,、。.；;：:“”\"'\u2018\u2019（）()《》<>【】\[\]—-]")

SAME_LABEL = 0.72
SAME_TEXT = 0.6
WEAK_TEXT = 0.3


@dataclass(frozen=True, slots=True)
class Hit:
    """A heading of the body that a label resembles; `score` 1 where the words are the same."""

    index: int
    level: int
    heading: str
    score: float


@dataclass(frozen=True, slots=True)
class Match:
    """The item of the body that a requirement comes from, and how far ahead of the next it is."""

    index: int
    score: float
    lead: float


def bare(text: str) -> str:
    """Fold a label for comparison: without number mark, white space and points."""
    return _POINTS.sub("", unmarked(text))


def unmarked(text: str) -> str:
    """Return a label without white space and without its number mark."""
    words = key(text)
    found = _MARK.match(words)
    return words[found.end() :] if found else words


def mark_level(text: str) -> int | None:
    """Return the level that a label's own number mark states: 一、 is 1, （一） is 2."""
    words = key(text)
    if re.match(r"第?[一二三四五六七八九十百]{1,4}[、.]", words):
        return 1
    return 2 if re.match(r"（[一二三四五六七八九十百]{1,4}）", words) else None


@lru_cache(maxsize=20000)
def likeness(left: str, right: str) -> float:
    """Return how alike two labels are, between 0 and 1, number marks and points aside."""
    a, b = bare(left), bare(right)
    return Indel.normalized_similarity(a, b) if a and b else 0.0


def shingles(text: str) -> frozenset[str]:
    """Return the triples of characters of a text, without points and white space."""
    words = _POINTS.sub("", key(text))
    return frozenset(words[i : i + 3] for i in range(max(1, len(words) - 2)) if words)


class Witness:
    """The headings and texts of the body's first two levels, ready to be asked."""

    def __init__(self, body: Iterable[BodyItem]) -> None:
        self.items = [item for item in body if item.level in (1, 2) and (item.heading or item.text)]
        self._shingles = [shingles(item.heading + item.text) for item in self.items]

    def __bool__(self) -> bool:
        return bool(self.items)

    def heading(self, label: str, level: int | None = None) -> Hit | None:
        """Return the heading most like a label, of one level where wanted; None where none is."""
        best: Hit | None = None
        for index, item in enumerate(self.items):
            if not item.heading or (level and item.level != level):
                continue
            score = likeness(label, item.heading)
            if score >= SAME_LABEL and (best is None or score > best.score):
                best = Hit(index, item.level, unmarked(item.heading), score)
        return best

    def names(self, label: str, heading: str, level: int) -> bool:
        """Tell whether a label means this heading and no other one that it resembles more."""
        hit = self.heading(label, level) if label and heading else None
        return hit is not None and hit.heading == unmarked(heading)

    def match(self, text: str, label: str = "") -> Match | None:
        """Return the item that a requirement was taken from, its level 2 label helping if given."""
        own = shingles(text)
        if not own or not self.items:
            return None
        scores = [len(own & theirs) / len(own) for theirs in self._shingles]
        ranked = [
            score + (0.5 if label and likeness(label, item.heading) >= SAME_LABEL else 0.0)
            for score, item in zip(scores, self.items, strict=True)
        ]
        order = sorted(range(len(ranked)), key=lambda i: -ranked[i])
        best, second = order[0], order[1] if len(order) > 1 else None
        if ranked[best] < WEAK_TEXT:
            return None
        lead = ranked[best] - (ranked[second] if second is not None else 0.0)
        return Match(best, scores[best], lead)

    def level1_of(self, index: int) -> str:
        """Return the level 1 heading over an item, or its own."""
        item = self.items[index]
        if item.level == 1:
            return unmarked(item.heading)
        return unmarked(item.parents[0]) if item.parents else ""

    def level2_of(self, index: int) -> str:
        """Return the level 2 heading of an item; empty for text right under a level 1 heading."""
        item = self.items[index]
        return unmarked(item.heading) if item.level == 2 else ""

    def without_row(self, used: set[int]) -> list[BodyItem]:
        """Return the items with text of their own that no row was taken from."""
        leaves = _leaves(self.items)
        return [self.items[i] for i in leaves if i not in used]


def _leaves(items: Sequence[BodyItem]) -> list[int]:
    """Places of level 2 items, and of level 1 items with text under which no level 2 stands."""
    return [
        i
        for i, item in enumerate(items)
        if item.level == 2
        or (item.text.strip() and not (i + 1 < len(items) and items[i + 1].level == 2))
    ]
