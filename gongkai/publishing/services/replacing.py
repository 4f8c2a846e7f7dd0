"""Putting a suggestion of the proof-reader into rich text: characters change, tags stay."""

import re
from dataclasses import dataclass
from html import unescape

from gongkai.base.refusal import Refusal

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AROUND = 12
_NOT_FOUND = "这处文字在正文里的位置已经变了，或者带有特殊格式，不能自动替换；请在正文中手工修改。"


@dataclass(frozen=True, slots=True)
class _Character:
    """A visible character and where its bytes stand in the HTML."""

    text: str
    first: int
    end: int


def replaced(html: str, plain: str, offset: int, text: str, suggestion: str) -> str:
    """The HTML with `suggestion` where `plain` has `text` at `offset`.

    The place is found again by the words around it, because tags, tables and labels make places in
    the HTML differ from those in the plain text.

    Raises:
        Refusal: the text does not stand there, or not in one place that can be told from others.
    """
    if not text or plain[offset : offset + len(text)] != text:
        raise Refusal(_NOT_FOUND)
    wanted = "".join(text.split())
    characters = [c for c in _characters(html) if not c.text.isspace()]
    line = "".join(c.text for c in characters)
    place = _place(line, wanted, plain[:offset], plain[offset + len(text) :])
    spot = characters[place : place + len(wanted)]
    return _put(html, spot, suggestion)


def _place(line: str, wanted: str, before: str, after: str) -> int:
    """Where the wanted words stand among the visible characters, told by what is around them."""
    left = "".join(before[-4 * _AROUND :].split())[-_AROUND:]
    right = "".join(after[: 4 * _AROUND].split())[:_AROUND]
    found, place = [], line.find(wanted)
    while place >= 0:
        end = place + len(wanted)
        fits_left = line[max(0, place - len(left)) : place] == left
        fits_right = line[end : end + len(right)] == right
        found.append((fits_left + fits_right, place))
        place = line.find(wanted, place + 1)
    best = max((score for score, _ in found), default=0)
    places = [place for score, place in found if score == best]
    if best == 0 and len(found) != 1:
        raise Refusal(_NOT_FOUND)
    if len(places) > 1:
        # The same words in the same neighbourhood: the one that is as many times into the text.
        number = "".join(before.split()).count(wanted)
        whole = [place for _, place in found]
        place = whole[min(number, len(whole) - 1)]
        return place if place in places else places[0]
    return places[0]


def _characters(html: str) -> list[_Character]:
    """The visible characters of cleaned HTML, entities as the character they stand for."""
    found, place = [], 0
    while place < len(html):
        if html[place] == "<":
            place = _tag_end(html, place)
            continue
        entity = _ENTITY.match(html, place) if html[place] == "&" else None
        end = entity.end() if entity else place + 1
        found.append(_Character(unescape(html[place:end]), place, end))
        place = end
    return found


def _tag_end(html: str, place: int) -> int:
    """Behind the tag that begins here; a > inside quotes does not end it."""
    quote = ""
    for at in range(place, len(html)):
        if quote:
            quote = "" if html[at] == quote else quote
        elif html[at] in "\"'":
            quote = html[at]
        elif html[at] == ">":
            return at + 1
    return len(html)


def _put(html: str, spot: list[_Character], suggestion: str) -> str:
    """The suggestion in place of the first character; the others go, the tags between them stay."""
    escaped = suggestion.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    parts, place = [], 0
    for number, character in enumerate(spot):
        parts += [html[place : character.first], escaped if number == 0 else ""]
        place = character.end
    return "".join([*parts, html[place:]])
