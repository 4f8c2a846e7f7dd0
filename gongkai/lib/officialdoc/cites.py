"""Documents that a text names: titles in 《》 and out of them, with the numbers behind them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.lib.officialdoc.numbers import Cited, cited_numbers

_MAX_TITLE = 150
# Words that make what follows a basis.
RELYING = (
    r"(?:根据|依据|依照|按照|遵照|遵循|参照"
    r"|为(?:了)?(?:深入|全面|认真|进一步|切实|积极|细化|扎实|更好|有效|加快|具体|推动|做好|抓好|地)*(?:贯彻|落实|执行|实施))"
)
_GENRES = r"(?:决议|决定|公告|通告|意见|通知|通报|批复|函|纪要|办法|规定|细则|方案|规划|纲要|要点|计划|条例|措施)"
_GENRE_END = re.compile(rf"{_GENRES}\Z")
# What may stand between a title and its number: 《…》（原某部令第28号）.
_BEHIND = re.compile(r"（?(?:原|即|见)?")
_CLAUSE_STOP = re.compile(r"[，。；：《》（）]")


@dataclass
class Cite:
    """A title in 《》 with the number that stands in the brackets behind it."""

    title: str | None
    number: str | None
    start: int
    end: int


def spoken_title(bare: str, cite: Cite) -> str | None:
    """Return the title without 《》 before a number in brackets: 某厅关于某事的意见（某发〔2018〕1号）."""
    clause = spoken_clause(bare, cite)
    if "关于" not in clause[:60] or not _GENRE_END.search(clause):
        return None
    issuer, _, rest = clause.partition("关于")
    lead = list(re.finditer(RELYING, issuer))
    return (issuer[lead[-1].end() :] if lead else issuer) + "关于" + rest


def spoken_clause(bare: str, cite: Cite) -> str:
    """Return the words of the clause that the brackets of a number close, "" without brackets."""
    before = bare[max(cite.start - 180, 0) : cite.start]
    return _CLAUSE_STOP.split(before[:-1])[-1] if before.endswith("（") else ""


def cites_in(bare: str) -> list[Cite]:
    """Return what a squeezed text cites, by title, by number or by both, in order."""
    titles = list(outer_titles(bare))
    starts = [cite.start for cite in titles]
    alone: list[Cite] = []
    for cited in cited_numbers(bare):
        place = bisect_right(starts, cited.start) - 1
        before = titles[place] if place >= 0 else None
        if before and _stands_behind(bare, before, cited):
            before.number = _with_place(cited.number, before.title or "")
            before.end = cited.end
        elif not before or cited.start >= before.end:
            alone.append(Cite(None, cited.number, cited.start, cited.end))
    return sorted([*titles, *alone], key=lambda cite: cite.start)


def _stands_behind(bare: str, title: Cite, cited: Cited) -> bool:
    between = cited.start - title.end
    return (
        title.number is None
        and 0 <= between <= 2
        and bool(_BEHIND.fullmatch(bare[title.end : cited.start]))
    )


def _with_place(number: str, title: str) -> str:
    """Write out 省政府令 and the like: the title behind which it stands names the place."""
    found = re.match(r"[\u4e00-\u9fff]{2,8}?(?=(?:省|市|自治区|区|县))", title)
    if (
        found
        and re.match(r"(?:省|市|自治区|区|县)(?:人民)?政府令", number)
        and title[found.end() :].startswith(number[0])
    ):
        return found[0] + number
    return number


def outer_titles(bare: str) -> Iterator[Cite]:
    """Yield the outermost 《…》 of a text; titles inside titles stay inside."""
    depth = start = 0
    for position, character in enumerate(bare):
        if character == "《":
            if not depth:
                start = position
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            inner = bare[start + 1 : position]
            if not depth and 2 <= len(inner) <= _MAX_TITLE:
                yield Cite(inner, None, start, position + 1)
        if depth and position - start > 2 * _MAX_TITLE:
            depth = 0
