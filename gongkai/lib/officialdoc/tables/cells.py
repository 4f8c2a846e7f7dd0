"""The text inside one cell: markup taken away, paragraphs and soft breaks kept apart.

A cell is a list of paragraphs; inside a paragraph a line feed is a soft break, of which it is not
known yet whether it parts two things or only wraps one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from gongkai.lib.officialdoc.text import ends_sentence, is_blank, join_chinese

_PARAGRAPH = re.compile(r"</?(?:p|div|li)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_INLINE = re.compile(
    r"</?(?:span|strong|b|i|u|em|font|a|sub|sup|o:p)(?:\s[^<>]{0,200})?>", re.IGNORECASE
)
_SENTENCE_GAP = re.compile(r"(?<=[。；！？])[ \t\u3000\u00a0]+")


def read_cell(text: str) -> list[str]:
    """Turn raw cell text into paragraphs; `<p>` parts paragraphs, `<br>` is a soft break."""
    if "<" in text:
        bare = _INLINE.sub("", _BREAK.sub("\n", text))
        pieces = _PARAGRAPH.split(bare)
        text_pieces = (
            [html.unescape(piece) for piece in pieces]
            if bare != text or len(pieces) > 1
            else pieces
        )
    else:
        text_pieces = [text]
    return [piece.strip() for piece in text_pieces if not is_blank(piece)]


def clean(paragraphs: list[str]) -> list[str]:
    """Apply `read_cell` to every paragraph of a grid's cell and leave out blank ones."""
    return [piece for paragraph in paragraphs for piece in read_cell(paragraph)]


def plain(paragraphs: Iterable[str]) -> str:
    """Return a cell as one line, without white space between Chinese characters."""
    return join_chinese(" ".join(paragraphs))


def unwrap(paragraph: str) -> list[str]:
    """Resolve soft breaks in running text: after a full stop a new paragraph, else one line."""
    whole: list[str] = []
    for line in filter(None, (line.strip() for line in paragraph.split("\n"))):
        if whole and not ends_sentence(whole[-1]):
            whole[-1] += line
        else:
            whole.append(line)
    return whole


def sentences_apart(paragraph: str) -> list[str]:
    """Cut a paragraph where a full stop is followed by a space: all that is left of a paragraph."""
    return [piece.strip() for piece in _SENTENCE_GAP.split(paragraph) if piece.strip()]
