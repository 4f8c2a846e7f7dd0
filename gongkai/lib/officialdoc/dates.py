# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Dates as official documents and their pages write them."""

from __future__ import annotations

import re
from datetime import date

from gongkai.lib.officialdoc.text import chinese_to_int, digits_to_int, key

_CN_DIGIT = "[零〇○◯OＯ一二三四五六七八九]"
_CN_NUMBER = "[元一二三四五六七八九十廿]{1,3}"
_ARABIC = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})(?![0-9])日?"
)
_CHINESE = re.compile(f"({_CN_DIGIT}{{4}})年({_CN_NUMBER})月({_CN_NUMBER})日")
_COMPACT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])(?![0-9])")
_TIME = r"(?:[T-]?[0-9]{1,2}(?::|：)[0-9]{2}(?:(?::|：)[0-9]{2}(?:\.[0-9]+)?)?(?:Z|\+[0-9:：]+)?)?"
_ALONE = re.compile(
    rf"（?(?:(?:19|20)[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日|(?:19|20)[0-9]{{2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}{_TIME}"
    rf"|{_CN_DIGIT}{{4}}年{_CN_NUMBER}月{_CN_NUMBER}日)）?\Z"
)


def find_date(text: str) -> date | None:
    """Return the first valid date in a text, time parts ignored; None where there is none."""
    bare = key(text)
    # Spaces part the day from the time, so a date that runs into a time is looked for as written too.
    found = _ARABIC.search(" ".join(text.split())) or _ARABIC.search(bare)
    if found:
        return _valid(int(found[1]), int(found[2]), int(found[3]))
    found = _CHINESE.search(bare)
    if found:
        return _valid(digits_to_int(found[1]), _number(found[2]), _number(found[3]))
    found = _COMPACT.search(text)
    return _valid(int(found[1]), int(found[2]), int(found[3])) if found else None


def is_date_line(text: str) -> bool:
    """Tell whether a line holds one date, in brackets or bare, and nothing else."""
    return bool(_ALONE.match(key(text)))


def split_trailing_date(text: str) -> tuple[str, date | None]:
    """Split a line into what stands before and the date at its very end."""
    bare = key(text)
    for pattern in (_ARABIC, _CHINESE):
        last = max(pattern.finditer(bare), key=lambda hit: hit.start(), default=None)
        if last and last.end() == len(bare):
            return bare[: last.start()], find_date(last[0])
    return bare, None


def _number(text: str) -> int | None:
    return chinese_to_int(text.replace("元", "一").replace("廿", "二十"))


def _valid(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
