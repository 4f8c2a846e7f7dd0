"""The order of headings: 一、 （一） 1. （1）, and of articles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.lib.numerals import chinese_to_int
from gongkai.lib.proofread.found import Found, found

_C = "一二三四五六七八九十百零"
_LINE = re.compile(
    "^[ \t\u3000#]*(?:附[ \u3000]{0,3}件[：:][ \u3000]{0,3})?(?:"
    f"(?P<l1>[{_C}]{{1,4}})、"
    f"|[（(](?P<l2>[{_C}]{{1,4}})[）)]"
    "|(?P<l3>[0-9]{1,3})[.\uff0e、](?![0-9])"
    "|[（(](?P<l4>[0-9]{1,3})[）)]"
    f"|第(?P<article>[{_C}]{{1,5}})条(?![第款项例之])"
    f"|第[{_C}]{{1,4}}(?P<chapter>[章节编])(?![第])"
    ")",
    re.MULTILINE,
)
_LEVELS = ("article", "l1", "l2", "l3", "l4")
_ROW_LENGTH, _CELL_LENGTH = 200, 4
_MAY_GO_ON = ("l2", "l3", "l4")
_SHOWN = {"l1": "一、", "l2": "（一）", "l3": "1.", "l4": "（1）", "article": "第一条"}
# Between two numbers of one level more than that many lines away there may be another document.
_ANOTHER = re.compile("^[ \t\u3000]*附[ \u3000]*件[0-9一二三四五六七八九十：:\\s]*$", re.MULTILINE)


def check(text: str) -> Iterator[Found]:
    """Numbers that skip, come twice or begin with another than one; levels that are jumped over."""
    seen: dict[str, int] = {}
    # （三）不予公开 1.…, （三）不予公开 2.…: one heading, written out in each row of a table.
    before: tuple[str, int, str] | None = None
    # What an article cut off goes on behind it where headings hold articles and not the reverse;
    # the lower levels may be counted through all headings.
    cut_off: dict[str, int] = {}
    breaks = [match.start() for match in _ANOTHER.finditer(text)]
    for match in _LINE.finditer(text):
        while breaks and breaks[0] < match.start():
            breaks.pop(0)
            seen, cut_off = {}, {}
        level = match.lastgroup or ""
        if level == "chapter":
            seen = {"article": seen["article"]} if "article" in seen else {}
            continue
        number = _number(match[level])
        if number is None or _is_row(text, match.end()):
            continue
        heading = (level, number, _first_word(text, match.end()))
        again, before = heading[2] != "" and heading == before, heading
        if not again and (level in seen or number != cut_off.get(level, 0) + 1):
            yield from _checked(text, match, level, number, seen)
        below = _LEVELS[_LEVELS.index(level) + 1 :]
        going_on = below if level == "article" else _MAY_GO_ON
        cut_off |= {
            other: last for other, last in seen.items() if other in below and other in going_on
        }
        seen = {other: last for other, last in seen.items() if other not in below}
        seen[level] = number


def _is_row(text: str, start: int) -> bool:
    """Whether the line goes on in cells: a row of a table repeats headings and counts as it likes."""
    line = text[start : start + _ROW_LENGTH].split("\n", 1)[0]
    cells = re.split("[\t\u3000]+", line.strip())
    return len(cells) > 1 and max(map(len, cells)) >= _CELL_LENGTH


def _first_word(text: str, start: int) -> str:
    words = text[start : start + _ROW_LENGTH].split("\n", 1)[0].split(maxsplit=1)
    return words[0] if len(words) > 1 else ""


def _number(figures: str) -> int | None:
    return int(figures) if figures.isdecimal() else chinese_to_int(figures)


def _checked(
    text: str, match: re.Match[str], level: str, number: int, seen: dict[str, int]
) -> Iterator[Found]:
    last = seen.get(level)
    written = match[0].lstrip(" \t\u3000#")
    reason = ""
    if last is None and number > 1 and level != "article":
        reason = f"“{written}”前面没有从“{_SHOWN[level]}”开始，请核对序号是否有遗漏。"
    elif last is not None and number == last:
        reason = f"序号“{written}”重复出现，请核对序号。"
    elif last is not None and number not in (1, last + 1):
        reason = f"序号从{last}跳到了{number}（“{written}”），请核对是否遗漏了内容。"
    if reason:
        start = match.end() - len(written)
        yield found(text, start, match.end(), kind="structure", severity="warning", reason=reason)
