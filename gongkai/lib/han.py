"""Chinese text for matching: character pairs, words and pinyin.

The door to its neighbours too: widths (fold, normalise, strip_spaces), numerals and dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add

from gongkai.lib.dates import chinese_date, parse_date, plain_date, weekday_name
from gongkai.lib.numerals import chinese_to_int, digits_to_chinese, int_to_chinese
from gongkai.lib.widths import HAN, fold, normalise, strip_spaces

__all__ = [
    "HAN",
    "chinese_date",
    "chinese_to_int",
    "digits_to_chinese",
    "fold",
    "full_pinyin",
    "initials",
    "int_to_chinese",
    "normalise",
    "pairs",
    "parse_date",
    "phrases",
    "plain_date",
    "strip_spaces",
    "weekday_name",
    "words",
]

_TOKEN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
# Text of these characters alone is cut without folding it first: that is nearly every document,
# and folding would double the time of a rebuild.
_NEEDS_FOLDING = re.compile(
    "[^\\x00-\\x7f\u2010-\u2027\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]"
)


def pairs(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters; Latin words and numbers whole, in lower case.

    A single Chinese character between other things stands alone. Spaces and marks part; pass
    `normalise(text)` where spaces inside Chinese text are accidents of layout.

    Example: 「济南ABC 2024年」 gives 济南, abc, 2024, 年.
    """
    if _NEEDS_FOLDING.search(text):
        text = fold(text)
    out: list[str] = []
    for run in _TOKEN.findall(text):
        # Everything from the first Chinese character of Unicode on, except wide Latin and digits.
        if "\u3007" <= run[0] < "\uff00" or run[0] > "\uffff":
            if len(run) == 1:
                out.append(run)
            else:
                out += map(add, run, run[1:])
        elif run.isascii():
            out.append(run.lower())
        else:
            out.append(fold(run))
    return out


def words(text: str) -> list[str]:
    """Words by dictionary (rjieba), folded, without marks and spaces."""
    import rjieba  # 60 ms and 20 MB: only where words are wanted

    return [word for word in rjieba.cut(fold(text)) if _TOKEN.match(word)]


def full_pinyin(text: str) -> str:
    """Pinyin without tones or spaces: 济南市 gives jinanshi; other characters stay, folded."""
    return "".join(_syllables(text, initials_only=False))


def initials(text: str) -> str:
    """First letters of the pinyin: 济南市 gives jns; other characters stay, folded."""
    return "".join(_syllables(text, initials_only=True))


def _syllables(text: str, *, initials_only: bool) -> Iterable[str]:
    from pypinyin import Style, lazy_pinyin  # loads its dictionary on first use

    style = Style.FIRST_LETTER if initials_only else Style.NORMAL
    syllables: list[str] = lazy_pinyin(fold(text), style=style, v_to_u=False)
    return syllables


# What may not begin a line (\u2019 and \uff05 are the closing quotation mark and the wide per cent
# sign), and what may not end one.
_CLINGS = frozenset("，。：；？！、）》〉」』】〕”\u2019·—…%\uff05的了等们第号年月日条款项 \u3000")
_OPENS = frozenset("（《〈「『【〔“\u2018第")


def phrases(text: str) -> list[str]:
    """The text in pieces between which a line may end without cutting a word; joined it is the text.

    Marks stay with the word they belong to, numbers with their unit (2026年, 〔2024〕12号).
    """
    import rjieba

    from gongkai.lib.doc_no import find_doc_nos

    pieces: list[str] = []
    end = 0
    words: list[str] = []
    for mention in find_doc_nos(text):
        words += [*rjieba.cut(text[end : mention.start]), text[mention.start : mention.end]]
        end = mention.end
    for word in [*words, *rjieba.cut(text[end:])]:
        if pieces and (word[0] in _CLINGS or pieces[-1][-1] in _OPENS or pieces[-1][-1].isdigit()):
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces
