"""Brackets and quotation marks without their other half, and marks typed twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gongkai.lib.proofread.found import Found, found

_PAIRS = {"《": "》", "（": "）", "〔": "〕", "“": "”", "【": "】", "「": "」", "〈": "〉"}
_OPENS = {close: open_ for open_, close in _PAIRS.items()}
# Narrow round brackets pair with wide ones: that they are mixed is a matter of width.
_SAME = {"(": "（", ")": "）"}
_SIGNS = re.compile("[《》（）〔〕“”【】「」〈〉()]")
# 1） and 一）, a）: an item of a list, not half of a pair.
_ITEM = re.compile(
    "(?:\\A|[\\s；;。：:，,])[0-9\uff10-\uff19一二三四五六七八九十a-zA-Z①-⑳]{1,3}\\Z"
)
_DOUBLED = re.compile("[。，、；：！？]{2,}")
_HARMLESS = frozenset({"！！", "？？", "！？", "？！", "！！！", "？？？"})
_PARAGRAPH = re.compile("[^\n]+")


def check_brackets(text: str) -> Iterator[Found]:
    """Halves of pairs, paragraph by paragraph; a quotation may go on in the next one."""
    quoting = False
    for paragraph in _PARAGRAPH.finditer(text):
        halves, quoting = _halves(paragraph[0], quoting)
        for place, sign in halves:
            yield _half(text, paragraph.start() + place, sign)


def _halves(line: str, quoting: bool) -> tuple[list[tuple[int, str]], bool]:
    """Places of the halves, and whether a quotation is open at the end that the next line may close."""
    open_: list[tuple[int, str]] = []
    waiting: Counter[str] = Counter()
    lone: list[tuple[int, str]] = []
    for match in _SIGNS.finditer(line):
        sign = _SAME.get(match[0], match[0])
        if sign in _PAIRS:
            open_.append((match.start(), sign))
            waiting[_PAIRS[sign]] += 1
        elif waiting[sign]:
            lone += _close(open_, waiting, sign)
        elif sign == "”" and quoting:
            quoting = False
        elif sign != "）" or not _ITEM.search(line[max(0, match.start() - 5) : match.start()]):
            lone.append((match.start(), sign))
    still = [half for half in open_ if half[1] == "“"]
    if len(still) == 1 and line.endswith(("。", "；", "：")):
        open_.remove(still[0])
        quoting = True
    return sorted(lone + open_), quoting


def _close(open_: list[tuple[int, str]], waiting: Counter[str], sign: str) -> list[tuple[int, str]]:
    """Takes the half that `sign` closes off the stack; returns those above it, which stay alone."""
    lone: list[tuple[int, str]] = []
    while True:
        place, other = open_.pop()
        waiting[_PAIRS[other]] -= 1
        if _PAIRS[other] == sign:
            return lone
        lone.append((place, other))


def _half(text: str, at: int, sign: str) -> Found:
    other = _PAIRS.get(sign) or _OPENS[sign]
    side = "后面" if sign in _PAIRS else "前面"
    return found(
        text,
        at,
        at + 1,
        kind="bracket",
        severity="warning",
        reason=f"“{sign}”{side}没有配对的“{other}”，请补上或者删去。",
    )


def check_doubled(text: str) -> Iterator[Found]:
    """Two marks where one is meant; the stronger one is suggested where that is plain."""
    for match in _DOUBLED.finditer(text):
        signs = match[0]
        if signs in _HARMLESS:
            continue
        kinds = set(signs) - {"、"} if len(set(signs)) > 1 else set(signs)
        yield found(
            text,
            match.start(),
            match.end(),
            kind="punctuation",
            severity="warning",
            suggestion=kinds.pop() if len(kinds) == 1 else None,
            reason=f"“{signs[:10]}”几个标点连在一起，请只留一个。",
        )
