# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Folding of text for matching; the original is never changed.

`fold` keeps the length, so that a position in the folded text is a position in the original.
`key` removes all white space as well and is what most rules look at.
"""

from __future__ import annotations

import re

_SPACES = "\t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_BLANKS = {ord(c): " " for c in _SPACES + _INVISIBLE}
_FOLD: dict[int, str] = dict(_BLANKS)
_FOLD |= {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}
_FOLD |= {code: chr(code - 0xFEE0) for code in range(0xFF21, 0xFF3B)}
_FOLD |= {code: chr(code - 0xFEE0) for code in range(0xFF41, 0xFF5B)}
_FOLD |= {
    ord(a): b for a, b in zip("():;!?．－／＃﹙﹚︰∶", "（）：；！？.-/#（）：：", strict=True)
}

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "两": 2,
    "◯": 0,
    "０": 0,
}
CHINESE_NUMBER = "[零〇一二三四五六七八九十百]{1,7}"
TERMINAL = "。！？；：…"
_CLOSERS = "”’」』）)》〉】\"'"

ORGANISATION_END = re.compile(
    r"(?:人民政府|政府|国务院|中央|[市省区县州盟旗党]委|办公厅|办公室|委员会|委|局|厅|部|院|署|处|会|行|社|办|中心|集团|公司"
    r"|大学|学院|学校|医院|指挥部|领导小组|专班|总队|支队|大队|海关|调查队|开发区|高新区|协会|站|所|馆|台|军区|警备区)\Z"
)


def fold(text: str) -> str:
    """Fold full-width digits and letters, brackets and odd spaces; the length stays the same."""
    return text.translate(_FOLD)


def key(text: str) -> str:
    """Fold and remove all white space."""
    return "".join(fold(text).split())


def squeeze(text: str) -> str:
    """Remove all white space, visible or not, without folding anything else."""
    return "".join(
        character for character in text if not character.isspace() and character not in _INVISIBLE
    )


def tidy(text: str) -> str:
    """Trim a line and make every run of odd white space one space."""
    return " ".join(text.translate(_BLANKS).split())


def is_blank(text: str) -> bool:
    """Tell whether nothing of a line can be seen."""
    return not fold(text).strip()


def is_chinese(character: str) -> bool:
    """Tell whether one character is a Han character or full-width Chinese punctuation."""
    return (
        "\u3000" <= character <= "\u9fff"
        or "\uff00" <= character <= "\uffef"
        or character in "“”‘’—…〇"
    )


def join_chinese(text: str) -> str:
    """Drop spaces that stand between Chinese characters or beside them, keep those in Latin text."""
    parts = tidy(text).split(" ")
    joined = parts[0]
    for part in parts[1:]:
        apart = joined and part and not is_chinese(joined[-1]) and not is_chinese(part[0])
        joined += (" " if apart else "") + part
    return joined


def ends_sentence(text: str) -> bool:
    """Tell whether a line ends in terminal punctuation, closing quotes and brackets aside."""
    bare = fold(text).rstrip()
    while bare and bare[-1] in _CLOSERS:
        bare = bare[:-1].rstrip()
    return bool(bare) and bare[-1] in TERMINAL


def chinese_to_int(text: str) -> int | None:
    """Read a Chinese or Arabic number up to 999; None where it is none.

    >>> chinese_to_int("二十一"), chinese_to_int("一百零三"), chinese_to_int("7")
    (21, 103, 7)
    """
    if re.fullmatch(r"[0-9]{1,4}", text):
        return int(text)
    total = current = 0
    for character in text:
        if character == "百":
            total += (current or 1) * 100
            current = 0
        elif character == "十":
            total += (current or 1) * 10
            current = 0
        elif character in _DIGITS:
            current = _DIGITS[character]
        else:
            return None
    return total + current if text else None


def digits_to_int(text: str) -> int | None:
    """Read digits said one by one (二〇二一 → 2021); None where one is no digit."""
    value = 0
    for character in text:
        if character not in _DIGITS:
            return None
        value = value * 10 + _DIGITS[character]
    return value if text else None


def looks_like_organisation(text: str) -> bool:
    """Tell whether a short text can be the name of one body."""
    bare = key(text)
    if not 2 <= len(bare) <= 40 or re.search(r"[。，、；：！？《》0-9〔〕“”【】]", bare):
        return False
    return bool(ORGANISATION_END.search(re.sub(r"（[^（）]{1,20}）\Z", "", bare)))


def split_organisations(text: str) -> list[str]:
    """Split names of bodies that stand side by side; spaces inside one name are dropped.

    Parts are joined as long as they do not end like a body, so that 国　务　院 stays one name.
    """
    names: list[str] = []
    pending = ""
    for part in re.split(r"[ 、，,；;]+", fold(text).strip()):
        pending += part
        if looks_like_organisation(pending) and len(pending) >= 3:
            names.append(pending)
            pending = ""
    if pending:
        names.append(pending)
    return names
