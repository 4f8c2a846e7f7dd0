"""What a request asks for, as matching sees it: the core of a wording, and how alike two are."""

from __future__ import annotations

import re

from gongkai.lib.han import pairs
from gongkai.lib.widths import fold

# Words that people put around a matter; the longest first, so that no half of one stays behind.
FILLERS = (
    "申请公开",
    "申请获取",
    "申请查阅",
    "申请提供",
    "请求公开",
    "请求提供",
    "要求公开",
    "要求提供",
    "希望公开",
    "希望提供",
    "依法公开",
    "政府信息",
    "相关信息",
    "有关信息",
    "现申请公开",
    "现申请获取",
    "现申请",
    "请公开",
    "请提供",
    "复印件",
    "扫描件",
    "电子版",
    "纸质版",
    "贵单位",
    "贵机关",
    "你单位",
    "你机关",
    "我单位",
    "我公司",
    "申请",
    "提供",
    "特此",
    "依法",
    "谢谢",
    "本人",
    "贵局",
    "你局",
    "全文",
    "原件",
    "副本",
    "一份",
    "关于",
    "有关",
    "相关",
    "涉及",
    "的",
    "请",
)
_FILLER = re.compile("|".join(sorted(FILLERS, key=len, reverse=True)))
_MARKS = re.compile(r"[\W_]+")
_YEAR = re.compile("([〇零○一二三四五六七八九]{4})(?=年|号|度|[0-9〔])")
_FIGURES = {ord(char): figure for char, figure in zip("〇零○一二三四五六七八九", "000123456789", strict=True)}  # fmt: skip


def core(text: str) -> str:
    """The wording without widths, spaces, marks, 《》 and filler words, so that a changed title meets.

    Never empty for a text with any letter: of nothing but fillers the fillers stay.
    """
    written = _YEAR.sub(lambda found: found[1].translate(_FIGURES), fold(text))
    bare = _MARKS.sub("", written)
    return _FILLER.sub("", bare) or bare


def without_lead(text: str) -> str:
    """The text without filler words before it: 申请公开明教发… is 明教发…."""
    while found := _FILLER.match(text):
        text = text[found.end() :]
    return text


def pair_set(text: str) -> frozenset[str]:
    """The character pairs of the core, to be compared with `likeness`."""
    return frozenset(pairs(core(text)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of pairs have in common, from 0 to 1 (Dice)."""
    if not one or not other:
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


def covered(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of `part` occurs in `whole`, from 0 to 1."""
    return len(part & whole) / len(part) if part else 0.0
