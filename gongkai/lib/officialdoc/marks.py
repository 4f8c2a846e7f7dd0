# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Outline marks at the start of a line: 一、 （一） 1. （1） ① and 编 章 节 条 of laws and rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.lib.officialdoc.text import CHINESE_NUMBER, chinese_to_int, fold, tidy

_CN = "[一二三四五六七八九十百]{1,4}"
_CHAPTER = re.compile(
    rf"\s*(第\s*({CHINESE_NUMBER}|[0-9]{{1,3}})\s*(编|部分|篇|章|节))(?=\s|[\u4e00-\u9fff：、]|\Z)"
)
_ARTICLE = re.compile(
    rf"\s*[【\[]?(第\s*({CHINESE_NUMBER}|[0-9]{{1,3}})\s*条(?:\s*之[一二三四五六七八九十])?)[】\]]?"
)
_CITES_ARTICLE = re.compile(r"\A(?:第|规定|之规定|的|所称|所指|款|和|至|、|，|到|以及|及|或)")
# （一）项规定 and （一）至（三）项 cite an item; （一）项目范围 and （一）到年底 head one.
_CITED = (
    rf"\s*(?:[项款](?=\s*(?:\Z|[规所的、，。；和至或及与之中]|（))|[、.]|"
    rf"(?:(?:至|到|和|或|及|与|以及)\s*第?)?\s*（\s*{_CN}\s*）)"
)
_MARKS = (
    ("level1", re.compile(rf"\s*(({_CN})\s*(?:、|[.](?![0-9])))(?!\s*[二三四五六七八九十]\s*、)")),
    ("level2", re.compile(rf"\s*(（\s*({_CN})\s*）\s*[、.]?)(?!{_CITED})")),
    (
        "level3",
        re.compile(r"\s*(([0-9]{1,3})\s*(?:[.](?![0-9])|[.](?=(?:19|20)[0-9]{2}年)|、|．))"),
    ),
    ("level4", re.compile(r"\s*((?:（\s*([0-9]{1,3})\s*）|([0-9]{1,2})）)\s*[、.]?)")),
    ("level5", re.compile(r"\s*(([①-⑳㈠-㈩⒈-⒛⑴-⒇]))")),
)
_FIRST = frozenset("第【[（(一二三四五六七八九十０１２３４５６７８９0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⒈⒉⒊⒋⒌⒍⒎⒏⒐⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽")  # fmt: skip
_KINDS = {"编": "book", "部分": "book", "篇": "book", "章": "chapter", "节": "section"}


@dataclass(frozen=True)
class Mark:
    """One mark: its kind, the label as printed, its number, and where the text behind it begins."""

    kind: str
    label: str
    number: int | None
    end: int


def read_mark(text: str) -> Mark | None:
    """Return the outline mark a line begins with, None for a plain line."""
    bare = text.lstrip()
    if not bare or bare[0] not in _FIRST:
        return None
    folded = fold(text)
    if bare[0] in "第【[":
        return _law_mark(folded, text)
    for kind, pattern in _MARKS:
        hit = pattern.match(folded)
        if hit:
            number = next((group for group in hit.groups()[1:] if group), "")
            return Mark(kind, tidy(text[hit.start(1) : hit.end(1)]), _value(number), hit.end())
    return None


def _law_mark(folded: str, text: str) -> Mark | None:
    hit = _CHAPTER.match(folded)
    if hit and len(folded) <= hit.end() + 60:
        return Mark(
            _KINDS[hit[3]],
            "".join(text[hit.start(1) : hit.end(1)].split()),
            _value(hit[2]),
            hit.end(),
        )
    hit = _ARTICLE.match(folded)
    if not hit:
        return None
    parted = folded[hit.end() : hit.end() + 1].isspace() or "【" in hit[0]
    if not parted and _CITES_ARTICLE.match(folded[hit.end() :].lstrip()):
        return None
    # Brackets around the mark (【第一条】) are part of what is printed.
    return Mark("article", "".join(text[: hit.end()].split()), _value(hit[2]), hit.end())


def _value(number: str) -> int | None:
    if len(number) == 1 and not number.isascii() and number not in "一二三四五六七八九十百":
        for first in "①㈠⒈⑴":
            if 0 <= ord(number) - ord(first) < 20:
                return ord(number) - ord(first) + 1
    return chinese_to_int(number)
