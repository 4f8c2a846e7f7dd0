"""The title over a table and the year of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gongkai.lib.officialdoc.tables.locate import is_furniture
from gongkai.lib.officialdoc.text import ends_sentence, is_blank, join_chinese, key

_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_SPAN = re.compile(r"20[0-9]{2}年?[-—\u2013~～至到]{1,2}20[0-9]{2}")
_ANNEX = re.compile(r"附件?[0-9一二三四五六七八九十]{0,2}[：:]?\Z")
_ANNEX_LABEL = re.compile(r"附件?[0-9一二三四五六七八九十]{0,2}[：:]")
_DATE = re.compile(r"[二2].{3}年.{1,3}月.{1,3}日\Z")
_CONTINUED = re.compile(r"[（(](?:续表?|接上页|续上表)[0-9]{0,2}[）)]\Z")
_TITLE_END = re.compile(
    r"(?:表|分工|分解|台账|清单|任务|安排|方案|要点|计划|责任)(?:（.{1,12}）)?\Z"
)
_MAX_TITLE = 80
_LINES_BACK = 6


def title_over(lines: Sequence[str], start: int, floor: int = 0) -> str:
    """Return the title that stands in the lines above `start`, not above `floor`; else empty."""
    parts: list[str] = []
    at = start - 1
    while at >= max(floor, start - _LINES_BACK):
        if "\t" in lines[at].strip():
            break
        text = join_chinese(lines[at])
        if is_blank(text) or is_furniture(lines[at]) or _is_mark(text):
            if parts and is_blank(text):
                break
            at -= 1
            continue
        if not _may_be_title(text) or (parts and not _goes_before(text, parts[0])):
            break
        parts.insert(0, text)
        at -= 1
    return _without_annex(join_chinese("".join(parts)))


def _is_mark(text: str) -> bool:
    """A mark such as （征求意见稿） or 单位：… between title and table."""
    words = key(text)
    return bool(re.fullmatch(r"（[^（）]{1,12}）", words)) or words.startswith(
        ("单位：", "填报", "日期：")
    )


def _may_be_title(text: str) -> bool:
    words = key(text)
    return (
        len(words) <= _MAX_TITLE
        and not ends_sentence(text)
        and not _ANNEX.match(words)
        and not _DATE.match(words)
    )


def _goes_before(text: str, below: str) -> bool:
    """Tell whether a line can be the first half of a title: the half below does not say enough."""
    if re.match(r"(?:附件|一、|（一）)", key(text)) or _TITLE_END.search(key(text)):
        return False
    return not _YEAR.search(key(below))


def same_title(one: str, other: str) -> bool:
    """Tell whether a title over a later page repeats the one before, 续表 and spaces aside."""
    if not other:
        return True
    return _CONTINUED.sub("", key(one)) == _CONTINUED.sub("", key(other))


def year_of(title: str, context: Iterable[str]) -> int | None:
    """Return the plan's year: in the title, else in the first short line before the table."""
    for text in (title, *context):
        words = key(text)
        if _SPAN.search(words):
            return None
        found = _YEAR.search(words)
        if found:
            return int(found.group(1))
    return None


def short_lines(lines: Sequence[str], end: int) -> list[str]:
    """Return the lines before a table that may be a title of the document."""
    return [line for line in lines[:end] if 8 <= len(key(line)) <= 50 and not ends_sentence(line)]


def _without_annex(title: str) -> str:
    found = _ANNEX_LABEL.match(title)
    return title[found.end() :].strip() if found else title
