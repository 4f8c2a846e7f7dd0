"""Wrong characters: what the language of the library says should stand in a place.

A sentence is read as the most likely one among those that could have been meant (a beam search):
likely is what the library's runs of up to four characters make likely, and a change of a character
costs so much that only the whole neighbourhood can pay for it. Nothing is decided from a list of
mistakes. Where the library is small, runs are unknown on either reading and nothing pays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gongkai.lib.proofread.confusion import SAME_SOUND, confusable
from gongkai.lib.proofread.found import Found, found
from gongkai.lib.proofread.statistics import MARK, Statistics, flatten_with_places

# All in natural logarithms; chosen on sentences of the library with planted errors.
# A character so unlikely, or followed by one so unlikely, is looked at; all others are not.
SURPRISE = -7.0
# What a change costs, a change of two neighbours in one slip, and how much less it costs in a
# sentence where one was found: who slipped once slips again.
CHANGE, PAIR, AGAIN = -16.5, -4.0, 4.5
# A word of the dictionary that the library hardly knows cannot be judged by the library.
SELDOM_WORD, SELDOM = -3.0, 20
# A sound word is not given up for another of the same sound without need.
WORD, WHOLE_WORD = -2.0, -4.0
# What is read instead must be known in company: three characters so often, or a word so often.
LEAST_COMPANY, LEAST_WORD = 2, 5
# The reading that is no word of the dictionary with either neighbour.
NO_WORD = -2.0
# Pairs of which good writers use both.
TWIN = -4.0
TWINS = frozenset(
    {
        "需须",
        "的地",
        "的得",
        "地得",
        "做作",
        "哪那",
        "他它",
        "他她",
        "它她",
        "订定",
        "以已",
        "账帐",
        "其期",
        "象像",
    }
    | {"座坐", "份分", "身生", "必须", "权利", "利力", "的之", "及和", "在再", "即既"}
)
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两")
# A part of the count of every run is kept for runs not seen (absolute discounting).
DISCOUNT = 0.75

_BEAM, _OPTIONS, _PAIRS, _USUAL = 7, 12, 6, 16
_LEAST_PAIR = 5
_LONGEST = 300
# A sentence with more strange characters than that is not in the language of the library: names,
# verses, tables.
_MOST_STRANGE = 0.75
_MOST_REMEMBERED = 30_000
# The same change so often in one text is no slip: a name, a term of its own.
_ON_PURPOSE = 3

_SENTENCE = re.compile(f"[^。！？；\n]{{1,{_LONGEST}}}[。！？；]?")
_TITLE = re.compile("《([^《》\n]{2,100})》")
_HAN_START = "\u4e00"


KnownTitles = Callable[[list[str]], set[str]]


class _Path(NamedTuple):
    score: float
    tail: str
    changes: tuple[tuple[int, str], ...]


class TypoFinder:
    """Finds wrong characters by the statistics of a library; remembers what it looked up."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics
        self._total = float(max(1, statistics.characters))
        self._counts: dict[str, tuple[float, float]] = {}
        self._logs: dict[str, float] = {}
        self._pairs: dict[str, list[tuple[str, float]]] = {}

    @property
    def characters(self) -> int:
        """How many characters the statistics were counted from."""
        return self._statistics.characters

    def find(self, text: str, known: KnownTitles = lambda titles: set()) -> list[Found]:
        """What is probably a wrong character, with what was meant.

        Args:
            text: as it stands; offsets refer to it.
            known: of what stands in 《》 the titles that the library holds; they are not touched.
        """
        changes = [
            (sentence.start() + place, old, new)
            for sentence in _SENTENCE.finditer(text)
            for place, old, new in self._sentence(sentence[0])
        ]
        often: dict[tuple[str, str], int] = {}
        for _, old, new in changes:
            often[old, new] = often.get((old, new), 0) + 1
        titles = _known_spans(text, known) if changes else []
        return [
            _finding(text, place, new)
            for place, old, new in changes
            if often[old, new] < _ON_PURPOSE
            and not any(start <= place < end for start, end in titles)
        ]

    def _sentence(self, sentence: str) -> Iterator[tuple[int, str, str]]:
        """Changes as (place, old, new); neighbours are one change."""
        flat, places = flatten_with_places(sentence)
        self._forget()
        best = self._best(flat, CHANGE)
        if best:
            best = self._best(flat, CHANGE + AGAIN)
        for at, new in _joined(best):
            if self._has_company(flat, at, new):
                yield places[at], flat[at : at + len(new)], new

    def _has_company(self, flat: str, at: int, new: str) -> bool:
        """Whether the library knows the new reading together with a character beside it."""
        import rjieba

        end = at + len(new)
        after = flat[max(0, at - 2) : at] + new + flat[end : end + 2]
        first, last = min(2, at), min(2, at) + len(new)
        for start in range(max(0, last - 3), min(first, len(after) - 3) + 1):
            run = after[start : start + 3]
            if min(run) >= _HAN_START and self._count(run)[0] >= LEAST_COMPANY:
                return True
        for start in range(max(0, last - 2), min(first, len(after) - 2) + 1):
            run = after[start : start + 2]
            if self._count(run)[0] >= LEAST_WORD and rjieba.has_word(run):
                return True
        return False

    def _forget(self) -> None:
        if len(self._counts) > _MOST_REMEMBERED:
            self._counts.clear()
        if len(self._logs) > _MOST_REMEMBERED:
            self._logs.clear()
        if len(self._pairs) > _MOST_REMEMBERED // 10:
            self._pairs.clear()

    # -- likelihood

    def _count(self, run: str) -> tuple[float, float]:
        known = self._counts.get(run)
        if known is None:
            known = self._counts[run] = self._statistics.counts(run)
        return known

    def _log(self, run: str) -> float:
        """How likely the last character of the run is after those before it, as a logarithm."""
        known = self._logs.get(run)
        if known is None:
            chance = (self._count(run[-1])[0] + 0.1) / self._total
            for length in range(2, len(run) + 1):
                before, followers = self._count(run[-length:-1])
                if not before:
                    break
                kept = max(self._count(run[-length:])[0] - DISCOUNT, 0.0) / before
                chance = kept + min(1.0, DISCOUNT * followers / before) * chance
            known = self._logs[run] = math.log(chance)
        return known

    # -- search

    def _best(self, flat: str, change: float) -> tuple[tuple[int, str], ...]:
        """The changes of the most likely reading."""
        padded = MARK * 3 + flat + MARK * 3
        strange = self._strange(padded, len(flat))
        if not any(strange) or sum(strange) > max(4, _MOST_STRANGE * len(flat)):
            return ()
        words = self._seldom_words(flat)
        ahead: list[dict[str, _Path]] = [{} for _ in range(len(flat) + 2)]
        ahead[0][MARK * 3] = _Path(0.0, MARK * 3, ())
        for at, char in enumerate(flat):
            options = [(char, 0.0)]
            if strange[at]:
                options += self._singles(padded[at + 2 : at + 5], change + words[at])
                if strange[at + 1]:
                    options += self._doubles(char + flat[at + 1], change + words[at])
            paths = sorted(ahead[at].values(), reverse=True)[:_BEAM]
            for option, cost in options:
                self._extend(paths, at, option, cost, ahead[at + len(option)])
            ahead[at].clear()
        return max(self._closed(path) for path in ahead[len(flat)].values()).changes

    def _strange(self, padded: str, length: int) -> list[bool]:
        logs = [self._log(padded[at : at + 4]) for at in range(length + 1)]
        strange = [
            padded[at + 3] >= _HAN_START and min(logs[at], logs[at + 1]) < SURPRISE
            for at in range(length)
        ]
        return [*strange, False]

    def _seldom_words(self, flat: str) -> list[float]:
        """For each character what changing it costs more because its word is sound but seldom."""
        import rjieba  # 60 ms and 20 MB: only where words are wanted

        costs: list[float] = []
        for word in rjieba.cut(flat, False):
            seldom = len(word) > 1 and self._count(word[:4])[0] < SELDOM
            costs += [SELDOM_WORD if seldom else WORD if len(word) > 1 else 0.0] * len(word)
        return costs

    def _extend(
        self, paths: list[_Path], at: int, option: str, cost: float, target: dict[str, _Path]
    ) -> None:
        for path in paths:
            score, tail = path.score + cost, path.tail
            for char in option:
                score += self._log(tail + char)
                tail = tail[1:] + char
            rival = target.get(tail)
            if rival is None or score > rival.score:
                changes = (*path.changes, (at, option)) if cost else path.changes
                target[tail] = _Path(score, tail, changes)

    def _closed(self, path: _Path) -> _Path:
        """The path with the mark behind the sentence, so that its last characters count in full."""
        score, tail = path.score, path.tail
        for _ in range(3):
            score += self._log(tail + MARK)
            tail = tail[1:] + MARK
        return _Path(score, tail, path.changes)

    def _singles(self, three: str, change: float) -> list[tuple[str, float]]:
        """What may stand in the middle instead, seen in the library beside one neighbour at least."""
        import rjieba

        left, char, right = three[0], three[1], three[2]
        fits = []
        for other, cost in confusable(char).items():
            if not (self._count(left + other)[0] or self._count(other + right)[0]):
                continue
            if other in _NUMERALS:
                continue
            if char + other in TWINS or other + char in TWINS:
                cost += TWIN
            if not (rjieba.has_word(left + other) or rjieba.has_word(other + right)):
                cost += NO_WORD
            fits.append((self._log(left + other) + self._log(other + right) + cost, cost, other))
        return [(other, cost + change) for _, cost, other in sorted(fits, reverse=True)[:_OPTIONS]]

    def _doubles(self, two: str, change: float) -> list[tuple[str, float]]:
        """Pairs of the same two sounds that the library uses."""
        import rjieba

        known = self._pairs.get(two)
        if known is None:
            seconds = self._usual(two[1])
            pairs = [
                (self._count(first + second)[0], first + second)
                for first in self._usual(two[0])
                for second in seconds
            ]
            best = sorted((pair for pair in pairs if pair[0] >= _LEAST_PAIR), reverse=True)[:_PAIRS]
            cost = PAIR + (WHOLE_WORD if rjieba.has_word(two) else 0.0)
            known = self._pairs[two] = [(pair, cost) for _, pair in best]
        return [(pair, cost + change) for pair, cost in known]

    def _usual(self, char: str) -> list[str]:
        """The most frequent characters of the same sound."""
        same = [other for other, cost in confusable(char).items() if cost == SAME_SOUND]
        return sorted(same, key=lambda other: -self._count(other)[0])[:_USUAL]


def _known_spans(text: str, known: KnownTitles) -> list[tuple[int, int]]:
    titles = list(_TITLE.finditer(text))
    there = known([title[1] for title in titles]) if titles else set()
    return [title.span() for title in titles if title[1] in there]


def _joined(changes: tuple[tuple[int, str], ...]) -> list[tuple[int, str]]:
    joined: list[tuple[int, str]] = []
    for at, new in changes:
        if joined and joined[-1][0] + len(joined[-1][1]) == at:
            joined[-1] = (joined[-1][0], joined[-1][1] + new)
        else:
            joined.append((at, new))
    return joined


def _finding(text: str, start: int, new: str) -> Found:
    end = start + len(new)
    wrong, right = _in_word(text, start, new)
    return found(
        text,
        start,
        end,
        kind="typo",
        severity="warning",
        suggestion=new,
        reason=f"“{wrong}”疑有错别字，按本站文件的用法这里一般写作“{right}”，请核对。",
    )


def _in_word(text: str, start: int, new: str) -> tuple[str, str]:
    """The change with the word around it, before and after."""
    import rjieba

    left, right = max(0, start - 6), start + len(new) + 6
    after = text[left:start] + new + text[start + len(new) : right]
    first, last = start - left, start - left + len(new)
    begin = 0
    for word in rjieba.cut(after, False):
        end = begin + len(word)
        if begin <= first < end:
            first = begin
        if begin < last <= end:
            last = end
        begin = end
    return text[left + first : left + last], after[first:last]
