"""Words that stand twice in a row by a slip: 的的, 进行进行."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.lib.proofread.found import Found, found

# Twice the same of these is never right but where one of them belongs to a word beside it (的的确确,
# 以及及时, 和和田): that is asked of the dictionary.
_SINGLE = re.compile("([的是在和与了为被把将由从向也都而但并就应可有于及或对以])\\1")
_SEVERAL = re.compile("(?=(([\u4e00-\u9fff]{2,4})\\2))")
# 一步一步, 逐个逐个: said twice on purpose; 〇 and figures repeat as they like.
_ON_PURPOSE = re.compile("[一二三四五六七八九十百千万亿〇两半每逐各再又不越]")

# Thing and act have one name: 本规定规定, 专业组织组织培训.
_BOTH = frozenset(
    {
        "规定",
        "组织",
        "工作",
        "设计",
        "网格",
        "计划",
        "要求",
        "决定",
        "通知",
        "报告",
        "建议",
        "规划",
        "申请",
        "管理",
    }
    | {
        "负责",
        "服务",
        "指导",
        "投资",
        "代表",
        "代理",
        "会议",
        "保护",
        "审计",
        "检查",
        "监督",
        "评估",
        "收入",
        "支出",
    }
)


def check(text: str) -> Iterator[Found]:
    """Doubled function words and doubled words of two to four characters."""
    for match in _SINGLE.finditer(text):
        if not _in_a_word(text, match.start(), match[1]):
            yield _doubled(text, match.start(), match[1])
    end = 0
    for match in _SEVERAL.finditer(text):
        word, at = match[2], match.start()
        if at >= end and _is_slip(text, at, word):
            yield _doubled(text, at, word)
            end = at + 2 * len(word)


def _in_a_word(text: str, at: int, char: str) -> bool:
    """Whether one of the two belongs to a word with its other neighbours."""
    import rjieba  # 60 ms and 20 MB: only where words are wanted

    before, after = text[max(0, at - 3) : at], text[at + 2 : at + 5]
    lefts = (before[start:] + char for start in range(len(before)))
    rights = (char + after[:length] for length in range(1, len(after) + 1))
    return any(rjieba.has_word(word) for word in (char + char, *lefts, *rights))


def _is_slip(text: str, at: int, word: str) -> bool:
    """Whether both halves are whole words where they stand, and no way to stress."""
    import rjieba

    if _ON_PURPOSE.match(word) or len(set(word)) == 1 or word in _BOTH:
        return False
    if not rjieba.has_word(word) or rjieba.has_word(word + word):
        return False
    start = max(0, at - 8)
    first, second, end = at - start, at - start + len(word), at - start + 2 * len(word)
    cuts, place = {0}, 0
    for piece in rjieba.cut(text[start : at + 2 * len(word) + 8]):
        place += len(piece)
        cuts.add(place)
    return {first, second, end} <= cuts


def _doubled(text: str, at: int, word: str) -> Found:
    return found(
        text,
        at,
        at + 2 * len(word),
        kind="repeat",
        severity="warning",
        suggestion=word,
        reason=f"“{word}”连着出现了两次，如果是误输，请删去一个。",
    )
