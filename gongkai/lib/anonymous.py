"""Texts about people without those people: known words replaced, numbers that reach somebody found.

A known word is found whatever its widths and spaces are: 「陈 一诺」 is 「陈一诺」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from gongkai.lib.ids import find_personal_numbers
from gongkai.lib.widths import fold

# Shorter words are everywhere.
_SHORTEST = 2
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}\.[A-Za-z]{2,20}"
)
_FIXED = re.compile(r"(?<![0-9])0[0-9]{2,3}[- ]?[0-9]{7,8}(?![0-9])")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]·?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Eighteen figures in the form of an identity number, also where the last one is wrong by a slip.
_ID_LIKE = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE_LIKE = re.compile(r"(?<![0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])")
_LABELS = {"resident_id": "身份证号码", "mobile": "手机号码", "bank_card": "银行卡号"}


class Known(NamedTuple):
    """Words that name or reach a person of the case.

    Args:
        words: as they were given.
        what: what they are, as people read it: 申请人的姓名.
        instead: what stands in their place.
    """

    words: str
    what: str
    instead: str


class Hit(NamedTuple):
    """A place at which somebody is named or reached; `start` and `end` in the text as it was given."""

    start: int
    end: int
    what: str
    instead: str


def find(text: str, known: Iterable[Known]) -> list[Hit]:
    """Every place at which a known word or a number of a person stands, in order, none inside another."""
    hits = [*_known(text, known), *_patterns(text)]
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
        elif hit.end > found[-1].end:  # what laps over belongs to one place
            found[-1] = Hit(found[-1].start, hit.end, found[-1].what, found[-1].instead)
    return found


def without(text: str, known: Iterable[Known]) -> str:
    """The text in which nobody is named or reached any more."""
    for hit in reversed(find(text, known)):
        text = text[: hit.start] + hit.instead + text[hit.end :]
    return text


def line_of(text: str, place: int) -> int:
    """Number of the line, from one, in which a place lies."""
    return text.count("\n", 0, place) + 1


def _known(text: str, known: Iterable[Known]) -> list[Hit]:
    bare, places = _bare(text)
    found: list[Hit] = []
    for one in known:
        wanted, _ = _bare(one.words)
        if len(wanted) < _SHORTEST:
            continue
        at = bare.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            found.append(Hit(places[at], places[end - 1] + 1, one.what, one.instead))
            at = bare.find(wanted, end)
    return found


def _bare(text: str) -> tuple[str, list[int]]:
    """Folded, in lower case, without spaces and dots in names; with the place of each character."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in fold(char).lower():
            if not letter.isspace() and letter not in "·•‧・-":
                letters.append(letter)
                places.append(place)
    return "".join(letters), places


def _patterns(text: str) -> Iterable[Hit]:
    narrow = "".join(one if len(one := fold(char)) == 1 else char for char in text)
    for number in find_personal_numbers(text):
        label = _LABELS[number.kind]
        yield Hit(number.start, number.end, label, f"（{label}略）")
    for pattern, label in (
        (_ID_LIKE, "身份证号码"),
        (_MOBILE_LIKE, "手机号码"),
        (_FIXED, "电话号码"),
        (_EMAIL, "电子邮箱"),
        (_PLATE, "车牌号"),
    ):
        for match in pattern.finditer(narrow):
            yield Hit(match.start(), match.end(), label, f"（{label}略）")
