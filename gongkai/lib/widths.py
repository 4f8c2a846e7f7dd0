"""Widths, spaces and invisible characters: the two forms of a text that only matching may see."""

from __future__ import annotations

import re
import unicodedata

# 〇 counts as a character; the last range is everything beyond the basic plane up to 2023.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Marks are looked at after folding, so that the wide ones have become ASCII.
_HAN_OR_MARK = HAN + "\u3001-\u3006\u3008-\u3020\u2018-\u201d!(),:;?"

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_HAS_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACE_BESIDE_HAN = re.compile(f"(?<=[{_HAN_OR_MARK}]) | (?=[{_HAN_OR_MARK}])")
_YEAR_BRACKETS = re.compile(r"[\[【〖〈<{] ?((?:19|20)[0-9]{2}) ?[\]】〗〉>}]")
# Round brackets are ordinary brackets unless a serial number follows.
_YEAR_ROUND = re.compile(r"\(((?:19|20)[0-9]{2})\)(?=第?[0-9]{1,5}号)")


def fold(text: str) -> str:
    """One width, one case, no invisible characters; spaces stay. For matching only.

    〔〕 and 。、《》 keep their form, ，：；？！（） become the narrow ones (NFKC does both).
    """
    if text.isascii():
        return text.lower()
    if _HAS_INVISIBLE.search(text):
        text = text.translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", text).lower()


def normalise(text: str) -> str:
    """The form in which two spellings of one text are equal. For matching only, never to show.

    Beyond `fold`: spaces beside Chinese characters and marks go, other runs of spaces become one,
    and the year brackets of a document number become 〔〕.
    """
    text = _YEAR_BRACKETS.sub(r"〔\1〕", " ".join(fold(text).split()))
    return _YEAR_ROUND.sub(r"〔\1〕", _SPACE_BESIDE_HAN.sub("", text))


def strip_spaces(text: str) -> str:
    """The text without any white space or invisible character, otherwise unchanged."""
    return "".join(text.translate(_INVISIBLE).split())
