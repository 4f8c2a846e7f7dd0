"""Full-width and half-width signs that are mixed inside Chinese sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.lib.proofread.found import Found, found

_HAN = "\u3007\u4e00-\u9fff"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_NARROW_MARK = re.compile(f"(?<=[{_HAN}》〉”）〕】]) ?[,;:?!](?![A-Za-z0-9/])")
_NARROW_STOP = re.compile(f"(?<=[{_HAN}》”）])\\.(?=[\\s“”]|\\Z)")
_NARROW_ROUND = re.compile(f"\\((?=[{_HAN}])[^()（）\n]{{1,40}}[)）]|（[^()（）\n]{{1,40}}\\)")
_WIDE_FIGURES = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")


def check(text: str) -> Iterator[Found]:
    """Half-width marks between Chinese characters, full-width figures and letters."""
    for match in _NARROW_MARK.finditer(text):
        yield _mark(text, match, _WIDE[match[0].strip()])
    for match in _NARROW_STOP.finditer(text):
        yield _mark(text, match, "。")
    for match in _NARROW_ROUND.finditer(text):
        yield from _round(text, match)
    for match in _WIDE_FIGURES.finditer(text):
        narrow = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
        yield found(
            text,
            match.start(),
            match.end(),
            kind="width",
            severity="hint",
            suggestion=narrow,
            reason=f"“{match[0][:20]}”是全角字符，数字和字母一般用半角，建议改为“{narrow[:20]}”。",
        )


def _mark(text: str, match: re.Match[str], wide: str) -> Found:
    return found(
        text,
        match.start(),
        match.end(),
        kind="width",
        severity="hint",
        suggestion=wide,
        reason=f"中文句子里用了半角的“{match[0].strip()}”，建议改为全角的“{wide}”。",
    )


def _round(text: str, match: re.Match[str]) -> Iterator[Found]:
    """One finding for a pair, so that it is changed at both ends or not at all."""
    wide = "（" + match[0][1:-1] + "）"
    mixed = match[0][0] == "（" or match[0][-1] == "）"
    what = "一半全角、一半半角的括号" if mixed else "半角括号"
    yield found(
        text,
        match.start(),
        match.end(),
        kind="width",
        severity="warning" if mixed else "hint",
        suggestion=wide,
        reason=f"中文内容用了{what}，建议改为全角括号“{wide}”。",
    )
