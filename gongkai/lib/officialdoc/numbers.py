# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Document numbers (发文字号) in the lines of a document, and those it cites in running text.

What a number is and how it is printed says `lib.doc_no`; here stand the rules for where one may be
found in a document that is being read. Only ASCII digits count, so the text is folded first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.lib.doc_no import DocNo
from gongkai.lib.doc_no.number import number as value_of
from gongkai.lib.officialdoc.text import fold, key

_OPEN, _CLOSE = r"[〔\[【（［〈﹝]", r"[〕\]】）］〉﹞]"
_YEAR = r"((?:19|20)[0-9]{2})年?"
_SERIAL = r"第?([0-9]{1,5}|[零〇一二三四五六七八九十百]{1,7})号"
_WORD = r"[\u4e00-\u9fff]"
_AFTER_DATE = r"(?:(?<=[0-9])[年月日])?"
_BRACKETED = re.compile(rf"{_AFTER_DATE}({_WORD}{{1,20}}){_OPEN}{_YEAR}{_CLOSE}{_SERIAL}")
_ALONE = re.compile(rf"（?({_WORD}{{1,20}}){_OPEN}{_YEAR}{_CLOSE}{_SERIAL}文?）?(?=\Z|签发人)")
_ORDER_ALONE = re.compile(
    r"（?((?:[\u4e00-\u9fff、]{2,40})?令)?（?第([0-9]{1,4}|[零〇一二三四五六七八九十百]{1,7})号）?\Z"
)
_YEARLY_ALONE = re.compile(
    r"（?([\u4e00-\u9fff]{2,30}?)?(公告|通告|令)?((?:19|20)[0-9]{2})年第([0-9]{1,4})号）?\Z"
)
_ORDER = re.compile(
    rf"{_AFTER_DATE}([\u4e00-\u9fff、]{{1,40}}令)（?第([0-9]{{1,4}}|[零〇一二三四五六七八九十百]{{1,7}})号"
)
_YEARLY = re.compile(r"([\u4e00-\u9fff]{2,20}(?:公告|通告))((?:19|20)[0-9]{2})年第([0-9]{1,4})号")
# What may stand before an agency word in running text and is not part of it; the 和 inside 住房和城乡
# and the 、 between two ministries are.
_AND = "".join(
    f"(?<!{word})"
    for word in [
        "住房",
        "发展",
        "工业",
        "资源",
        "文化",
        "规划",
        "教育",
        "卫生",
        "经济",
        "环境",
        "农业",
        "商务",
        "体育",
        "科技",
        "保障",
        "粮食",
    ]
)
_LEAD = re.compile(
    r".*(?:关于|转发|印发|根据|依据|按照|遵照|依照|贯彻|落实|执行|参照|废止|修改|发布的|下发的|印发的|文件|通知|的"
    rf"|{_AND}和|及|与|或|是|对|将|以|按|见|即|为|原|《|》|，|(?<!委员会)(?<!部)(?<!总局)(?<!署)、)"
)
# An order in brackets names its bodies in full: （甲委员会、乙部令第46号）.
_BOUND_LEAD = re.compile(r"\A(?:即|见|参见|原|依据|根据|按照)")


@dataclass(frozen=True)
class Cited:
    """A document number found in running text: normal form and position in the squeezed text."""

    number: str
    start: int
    end: int


def own_number(line: str) -> str | None:
    """Return the normal form where a line holds a document number and nothing else, else None."""
    bare = re.sub(r"\A(?:发文字号|发文号|文件编号|文号|字号)：", "", key(line))
    found = _ALONE.match(bare)
    if found and not _LEAD_VERB.match(found[1]):
        return _normal(found[1], found[2], found[3])
    return None


_LEAD_VERB = re.compile(r"(?:关于|根据|依据|按照|转发|印发)")


def split_number(line: str) -> tuple[str, str | None]:
    """Split a title from its own number behind it, parted by a space or brackets.

    Returns the title and the number's normal form, or the line and None.
    """
    text = fold(line).strip()
    for found in re.finditer(
        r"(?<![ （])[ （]++(?=[\u4e00-\u9fff]{1,14} ?[〔\[【（［][ 0-9]{4,8}[〕\]】）］] ?第?[ 0-9]{1,8}号）?\Z)",
        text,
    ):
        number = own_number(text[found.end() :].rstrip("）"))
        if number:
            return line.strip()[: found.start()].strip(), number
    return line, None


def order_number(line: str) -> tuple[str, str] | None:
    """Read a stand-alone 第713号 or 2024年第3号, with or without the issuing body before it.

    Returns the words before the number ("" where the line has none) and the number itself.
    """
    bare = key(line)
    found = _YEARLY_ALONE.match(bare)
    if found:
        return (found[1] or "") + (found[2] or ""), f"{found[3]}年第{found[4]}号"
    found = _ORDER_ALONE.match(bare)
    if found:
        serial = value_of(found[2])
        return ((found[1] or ""), f"第{serial}号") if serial is not None else None
    return None


def cited_numbers(text: str) -> list[Cited]:
    """Find every document number in a squeezed text, in order."""
    found = [
        _cited(hit, word, _normal(word, hit[2], hit[3]))
        for hit in _BRACKETED.finditer(text)
        if (word := _agency(hit[1]))
    ]
    found += [
        _cited(hit, word, _order(word, hit[2]))
        for hit in _ORDER.finditer(text)
        if (word := _order_body(hit, text))
    ]
    found += [
        _cited(hit, hit[1], DocNo(word, int(hit[2]), int(hit[3]), "yearly").printed)
        for hit in _YEARLY.finditer(text)
        if (word := _agency(hit[1]))
    ]
    return sorted(filter(None, found), key=lambda cited: cited.start)


def normal_number(text: str) -> str | None:
    """Return the normal form of a number as a page's element table states it; None where it is none."""
    number = own_number(text)
    if number:
        return number
    bare = key(text)
    stated = _ORDER.fullmatch(bare) or _YEARLY.fullmatch(bare) or _YEARLY_ALONE.match(bare)
    return bare.strip("（）") if stated else None


def _order_body(hit: re.Match[str], text: str) -> str:
    bound = text[: hit.start()].endswith("（")
    return _BOUND_LEAD.sub("", hit[1]) if bound else _agency(hit[1])


def _agency(words: str) -> str:
    return _LEAD.sub("", words)


def _normal(word: str, year: str, serial: str) -> str | None:
    value = value_of(serial)
    return DocNo(word, int(year), value).printed if value is not None else None


def _order(word: str, serial: str) -> str | None:
    value = value_of(serial)
    return DocNo(word, None, value, "order").printed if value is not None else None


def _cited(hit: re.Match[str], word: str, number: str | None) -> Cited | None:
    """The citation whose agency word ends the first group of the hit; None without a number."""
    return Cited(number, hit.start() + hit[1].rfind(word), hit.end()) if number else None
