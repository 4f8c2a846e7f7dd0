"""Titles: which lines make one, how they are joined, which kind of document (体裁) they name."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.marks import read_mark
from gongkai.lib.officialdoc.numbers import own_number
from gongkai.lib.officialdoc.text import (
    is_chinese,
    key,
    looks_like_organisation,
    split_organisations,
    tidy,
)

# 党政机关公文处理工作条例（中办发〔2012〕14号）第八条所列十五种。
GENRES = (
    "决议",
    "决定",
    "命令",
    "令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
)
_GENRE_END = re.compile("(" + "|".join(GENRES) + r")\Z")
_TITLE_END = re.compile(
    "(?:"
    + "|".join(GENRES)
    + "|办法|规定|细则|方案|规划|条例|要点|计划|纲要|目录|清单|指南|解读|规则|规程|规范|标准|制度|预案|章程|准则"
    r"|措施|政策|大纲|问答|一览表|表|说明|批示|讲话|实施办法|安排|分工|法|守则|名单|简介|总结|手册|图解|宣言|声明|启事|简报|情况|[0-9]问)"
    r"(?:（[^（）]{1,30}）|〔[^〔〕]{1,20}〕)?\Z"
)
_REPOST = re.compile(r"\A\s*[（(【\[]\s*(?:转载|转发|转)\s*[）)】\]]\s*|\A\s*转载[：:]\s*")
_TAIL_NUMBER = re.compile(
    r"[（(]([^（）()]{2,20}[〔\[（(【][0-9]{4}[〕\]）)】][0-9]{1,5}号)[）)]\Z"
)
_PREFIX = re.compile(r"\A(.{2,80}?)(?:关于|转发|印发|批转|公告|通告|令)")
STATUS = re.compile(
    r"\A[（(【\[]((?:公开)?征求意见稿|(?:修订|修改|修正)?草案(?:征求意见稿|送审稿)?|送审稿|讨论稿|(?:修订)?征求意见稿|审议稿|报批稿|初稿|代拟稿|草稿|(?:修订|修改)(?:草案)?征求意见稿|修订草案)[）)】\]]\Z"
)
MAX_LINE = 60


def is_title_line(text: str, *, ended: bool, continued: bool = False) -> bool:
    """Tell whether a line can be (part of) a title: short, no final punctuation, no outline mark."""
    bare = key(text)
    if (
        ended
        or not (1 if continued else 2) <= len(bare) <= MAX_LINE
        or bare.endswith(("：", "，", "；", ","))
        or "\t" in text.strip()
    ):
        return False
    if re.fullmatch(r"[-—=_*·.…—0-9a-zA-Z/:%]+", bare) or own_number(text):
        return False
    return read_mark(text) is None or bool(re.match(r"\A[0-9]{4}", bare))


def join_title(parts: list[str]) -> str:
    """Join title lines; spaces stay only between the names of joint issuers and in Latin text."""
    text = tidy(" ".join(parts))
    words = text.split(" ")
    joined = words[0]
    for word in words[1:]:
        joined += (" " if _keeps_space(joined, word) else "") + word
    return joined


def _keeps_space(before: str, after: str) -> bool:
    if not before or not after:
        return False
    if not is_chinese(before[-1]) and not is_chinese(after[0]):
        return True
    last = before.split(" ")[-1]
    prefix = _PREFIX.match(after)
    name = prefix[1] if prefix and "关于" in after else after
    return (
        len(last) >= 3
        and looks_like_organisation(last)
        and len(name) >= 3
        and looks_like_organisation(name)
    )


def strip_repost(title: str) -> tuple[str, bool]:
    """Drop a leading （转载） and tell whether there was one."""
    bare = _REPOST.sub("", title)
    return (bare, True) if bare and bare != title else (title, False)


def strip_number(title: str) -> tuple[str, str | None]:
    """Split off the document's own number where a page puts it in brackets behind the title."""
    found = _TAIL_NUMBER.search(title)
    number = own_number(found[1]) if found else None
    if found and number and _GENRE_END.search(key(title[: found.start()])):
        return title[: found.start()].rstrip(), number
    return title, None


def genre(title: str | None) -> str | None:
    """Return which of the fifteen kinds of document (体裁) a title names at its end."""
    if not title:
        return None
    bare = re.sub(r"(?:（[^（）]{1,40}）|〔[^〔〕]{1,40}〕)+\Z", "", key(title))
    found = _GENRE_END.search(bare)
    if not found or re.search(r"(?:解读|来函|信函|指令|法令|司令|年报告)\Z", bare):
        return None
    return "命令" if found[1] == "令" else found[1]


def looks_complete(title: str) -> bool:
    """Tell whether a title ends like one (…的通知, …办法)."""
    return bool(_TITLE_END.search(key(title)))


def issuers_in(title: str) -> list[str]:
    """Return the bodies a title begins with (广州市公安局关于…), [] where it names none."""
    found = _PREFIX.match(tidy(title))
    if not found:
        return []
    prefix = found[1]
    if looks_like_organisation(prefix) and " " not in prefix:
        return [key(prefix)]
    names = split_organisations(prefix)
    if all(looks_like_organisation(name) and len(name) >= 3 for name in names):
        return names
    return [key(prefix)] if looks_like_organisation(prefix) else []
