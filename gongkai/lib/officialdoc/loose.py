"""Plain texts out of collections whose line breaks are lost: parted again at marks and gaps."""

from __future__ import annotations

import re

from gongkai.lib.officialdoc.numbers import cited_numbers
from gongkai.lib.officialdoc.readers.plain import split_lines
from gongkai.lib.officialdoc.text import key

# In a text that has kept its line breaks only very long lines are parted.
_LONG, _LONG_WHERE_LOST, _MEAN_WHERE_LOST = 400, 60, 200
_CN = "[一二三四五六七八九十]{1,3}"
_DATE = "(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日"
# Blanks that a text is filled up with; other white space has ended a line before.
_BLANK = "[ \u3000\u00a0]"
# A line begins at a mark behind a sentence's end, at wide gaps, behind an addressee's colon, at a
# date that stands alone behind a signature, and behind that date. Each run of blanks is looked at
# from its beginning alone: from every place in it, a long run would cost its length squared.
_MARK = (
    rf"(?:{_CN}、|（{_CN}）|\({_CN}\)"
    r"|第[一二三四五六七八九十百零〇]{1,7}[章节条][\s\u3000]|附件[0-9一二三]?[：:])"
)
_BREAK = re.compile(
    rf"(?<=[。；！？”）\s])(?<!{_BLANK}){_BLANK}*+(?={_MARK})|(?<={_BLANK})(?={_MARK})"
    rf"|(?<!{_BLANK}){_BLANK}{{2,}}+(?=\S)|(?<=[：。！？”）]){_BLANK}++(?=[\u4e00-\u9fff（“《])"
    rf"|(?<=[\u4e00-\u9fff])[ \u3000](?={_DATE}(?:[\s（]|\Z))|(?<=[0-9]日)[ \u3000](?=[\u4e00-\u9fff（])"
)
_FINISHED = re.compile(
    r"(?:通知|意见|决定|公告|通告|批复|函|通报|报告|方案|办法|规定|细则|要点|规划|条例|纲要|计划)\s*\Z"
)


def loosen(text: str, title: str = "") -> tuple[list[str], str, list[str]]:
    """Split a text into lines, long runs also where line breaks were lost.

    Returns the lines, the title (shortened where the number and more had run into it), and a
    warning where breaks had to be inferred.
    """
    title, head, rest = _glued_head(title, text)
    result = list(head)
    inferred = bool(head)
    lines = split_lines(rest)
    filled = sum(1 for line in lines if line.strip())
    longest = _LONG_WHERE_LOST if head or len(rest) > _MEAN_WHERE_LOST * filled else _LONG
    begun = any(key(line) for line in head)
    for line in lines:
        parts = _part(line, "" if begun else title, longest)
        begun = begun or any(key(part) for part in parts)
        inferred = inferred or len(parts) > 1
        result += parts
    return result, title, ["原文缺少换行，段落按标题序号和空格推断，请核对。"] if inferred else []


def _glued_head(title: str, text: str) -> tuple[str, list[str], str]:
    """Part 关于…的通知国办发〔2014〕25号各省… where title, number and text run together."""
    opening = text[:300].split("\n")[0]
    bare = key(opening)
    numbers = cited_numbers(bare)
    if (
        not numbers
        or not 8 <= numbers[0].start <= 150
        or not _FINISHED.search(bare[: numbers[0].start])
    ):
        return title, [], text
    if re.search("[《。]", bare[: numbers[0].start]) or not key(title).startswith(
        bare[: numbers[0].start][:20]
    ):
        return title, [], text
    first = _position(opening, numbers[0].start)
    last = _position(opening, numbers[0].end)
    return (
        opening[:first].strip(),
        [opening[:first].strip(), opening[first:last].strip()],
        text[last:],
    )


def _position(text: str, count: int) -> int:
    """Return the position in a text behind which `count` visible characters stand."""
    seen = 0
    for position, character in enumerate(text):
        if seen >= count:
            return position
        seen += len(key(character))
    return len(text)


def _part(line: str, title: str, longest: int) -> list[str]:
    if len(line) < longest and not title:
        return [line]
    head: list[str] = []
    cut = _title_end(line, title)
    if cut:
        head, line = [line[:cut]], line[cut:]
    if len(line) < longest:
        return [*head, line] if line.strip() or not head else head
    return [*head, *(part for part in _BREAK.split(line) if part and part.strip())]


def _title_end(line: str, title: str) -> int:
    """Return where the title ends that a text repeats at its beginning, 0 where it does not."""
    wanted = key(title)
    if (
        not wanted
        or not key(line[: len(title) * 3 + 20]).startswith(wanted)
        or len(key(line)) <= len(wanted)
    ):
        return 0
    end = _position(line, len(wanted))
    return end if line[end : end + 1].isspace() else 0
