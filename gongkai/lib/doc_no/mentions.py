"""Document numbers mentioned in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.lib.doc_no.number import CN, HAN, ISSUER_END, DocNo, Kind, number
from gongkai.lib.widths import fold, strip_spaces


class Mention(NamedTuple):
    """A number found in a text: `text[start:end]` is how it is written there."""

    start: int
    end: int
    text: str
    doc_no: DocNo


_S = r"[ \t\u00a0\u3000]{0,3}"
_WIDE_OPEN, _WIDE_CLOSE = "[〔\\[\uff3b【〖﹝(（]", "[〕\\]\uff3d】〗﹞)）]"
_D = "[0-9\uff10-\uff19]"
_TEXT_SERIAL = rf"(?:{_D}{{1,5}}(?!{_D})|[{CN}]{{1,8}})"
_ANCHOR = re.compile(
    rf"(?P<bracket>{_WIDE_OPEN}{_S}(?P<byear>{_D}{{4}}|[{CN}]{{4}}){_S}年?{_S}{_WIDE_CLOSE}{_S}第?{_S}"
    rf"(?P<bno>{_TEXT_SERIAL}){_S}号)"
    rf"|(?P<order>令{_S}[(（〔\[\uff3b]?{_S}第?{_S}(?P<ono>{_TEXT_SERIAL}){_S}号)"
    rf"|(?P<inside>第{_S}(?P<ino>{_TEXT_SERIAL}){_S}号{_S}令)"
    rf"|(?P<yearly>(?P<yyear>{_D}{{4}}){_S}年{_S}第{_S}(?P<yno>{_TEXT_SERIAL}){_S}号(?P<ytail>公告|通告)?)"
)
_MORE = re.compile(rf"、{_S}第?(?P<no>{_TEXT_SERIAL}){_S}号(?![楼院线地门车库厂房机])")
# A number of a building or a line, after round brackets with a year.
_NOT_SERIAL = "楼院线地门车库厂房机"

# What an agency word in brackets ends with; asked of round brackets and of queries only, where a
# year in brackets is as likely part of a name.
_ENDINGS = "发字函办规任电号通告令议纪批复政法督明传呈报请知财预采库税价格业管监改综评审"

# Words that end before an agency word begins: nothing left of them belongs to it.
_STOPS = (
    "根据", "依据", "依照", "按照", "遵照", "参照", "比照", "对照", "作出", "落实", "贯彻", "执行", "转发", "印发", "下发", "制发",
    "发布", "公布", "废止", "修改", "修订", "替代", "代替", "通知", "通告", "公告", "通报", "意见", "办法", "规定",
    "条例", "方案", "细则", "决定", "批复", "纲要", "要点", "文件", "文号", "字号", "号文", "关于", "通过", "其中",
    "包括", "学习", "结合", "收到", "附件", "来文", "简称", "精神", "要求", "人民政府", "办公厅", "办公室", "委员会",
    "的", "与", "及", "见", "以", "由", "被", "是", "为", "了", "按", "对", "号", "或",
)  # fmt: skip
_STOP_IN_BRACKET = re.compile("|".join(sorted(map(re.escape, _STOPS), key=len, reverse=True)))
_ORDER_STOPS = re.compile(
    "根据|依据|依照|按照|遵照|参照|比照|落实|贯彻|执行|发布|公布|废止|修改|修订|通过|关于|的|与|及|见|以|由|被|是|为|了|将|按|对(?!外)|号|或"
    # A body that is no more (原国家工商行政管理总局令) issued the order under its own name.
    "|原(?=国家|中华|省|市|卫生|农业|建设|劳动|人事|文化|环境)|(?=中华人民共和国)"
)
# Not 和平区 or 日照: stepped over only where they join what stands before.
_LEAD = "和同在从至到经自据依第年月日起即并如将但"


def find_doc_nos(text: str) -> list[Mention]:
    """All numbers mentioned in a text, in order, tolerant of widths, brackets and spaces.

    「国办发〔2017〕47号、48号」 gives two mentions; the second lies on 「48号」. A yearly number is
    found only with 公告 or 通告. Where a sentence runs into the agency word, the word begins after
    the last word that cannot be part of one (根据, 转发, 通知 …).
    """
    return list(_mentions(text))


def _mentions(text: str) -> Iterator[Mention]:
    floor = 0
    for anchor in _ANCHOR.finditer(text):
        found = _mention(text, anchor, floor)
        if found is None:
            continue
        yield found
        floor = found.end
        while more := _MORE.match(text, floor):
            serial = number(fold(more["no"]))
            if not serial:
                break
            base = found.doc_no
            start = more.start() + 1
            yield Mention(
                start,
                more.end(),
                text[start : more.end()],
                DocNo(base.word, base.year, serial, base.kind),
            )
            floor = more.end()


def _mention(text: str, anchor: re.Match[str], floor: int) -> Mention | None:
    start, end = anchor.start(), anchor.end()
    if anchor["bracket"]:
        word_start = _bracket_word(text, start, floor)
        if anchor[0][0] in "(（" and not _plausible_round(text, word_start, start, end):
            return None
        return _built(text, word_start, end, anchor["byear"], anchor["bno"], "bracket")
    if anchor["order"]:
        word_start = _order_word(text, start, floor)
        if text[end : end + 1] in ")）〕]\uff3d" and re.search(r"[(（〔\[\uff3b]", anchor[0]):
            end += 1
        return _built(text, word_start, end, None, anchor["ono"], "order")
    if anchor["inside"]:
        word_start = _order_word(text, start, floor)
        return _built(text, word_start, end, None, anchor["ino"], "order")
    return _yearly_mention(text, anchor, floor)


def _built(
    text: str, start: int | None, end: int, year: str | None, serial: str, kind: Kind
) -> Mention | None:
    if start is None:
        return None
    written = text[start:end]
    word = re.match(rf"[{HAN} \t\u00a0\u3000]*", written)
    name = strip_spaces(word[0]) if word else ""
    if kind == "order":
        name = name.split("第")[0].removesuffix("令") + "令"
    value, in_year = number(fold(serial)), number(fold(year)) if year else None
    if not value or value > 99_999 or (year and not 1900 <= (in_year or 0) <= 2099):
        return None
    return Mention(start, end, written, DocNo(name, in_year, value, kind))


def _run_start(text: str, end: int, floor: int, limit: int) -> tuple[int, int]:
    """Where the Chinese run that ends at `end` begins, and where it ends without spaces."""
    while end > floor and text[end - 1] in " \t\u00a0\u3000":
        end -= 1
    start = end
    while start > floor and end - start < limit and "\u4e00" <= text[start - 1] <= "\u9fff":
        start -= 1
    return start, end


def _bracket_word(text: str, bracket: int, floor: int) -> int | None:
    start, end = _run_start(text, bracket, floor, 30)
    run = text[start:end]
    for stop in _STOP_IN_BRACKET.finditer(run):
        # A stop word at the very end is part of the agency word itself: 国办通告.
        if stop.end() < len(run) - 1:
            start = max(start, end - len(run) + stop.end())
    start = _skip_lead(text, start, end, floor)
    # 我省〔2020〕10号 says whose number it is, not which.
    return start if 1 <= end - start <= 14 and text[start] not in "我该本" else None


_JOINED_TO = "》」”)）〕]0123456789\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"


def _skip_lead(text: str, start: int, end: int, floor: int) -> int:
    """Steps over a conjunction or a date's 日 when something is in front of it that it joins."""
    before = text[start - 1 : start]
    joined = start == floor > 0 or (before != "" and before in _JOINED_TO)
    return start + (joined and end - start > 2 and text[start] in _LEAD)


def _plausible_round(text: str, start: int | None, bracket: int, end: int) -> bool:
    if start is None or text[end : end + 1] in tuple(_NOT_SERIAL):
        return False
    word = strip_spaces(text[start:bracket])
    return len(word) >= 2 and word[-1] in _ENDINGS


def _order_word(text: str, at: int, floor: int) -> int | None:
    start, end = _institution(text, at, floor)
    word = text[start:end]
    return start if len(word) <= 30 and ISSUER_END.search(word) else None


def _institution(text: str, at: int, floor: int) -> tuple[int, int]:
    """The institutions whose names end at `at`; joint issuers are set apart by one space."""
    start, end = _after_stops(text, *_run_start(text, at, floor, 40), floor)
    for _ in range(4):
        if start <= floor or text[start - 1] not in " \u3000":
            break
        further, stop = _after_stops(text, *_run_start(text, start - 1, floor, 20), floor)
        if stop != start - 1 or stop - further < 3 or not ISSUER_END.search(text[further:stop]):
            break
        start = further
    return start, end


def _after_stops(text: str, start: int, end: int, floor: int) -> tuple[int, int]:
    run_start = start
    for stop in _ORDER_STOPS.finditer(text[start:end]):
        if stop.end() < end - run_start - 2:
            start = run_start + stop.end()
    return _skip_lead(text, start, end, floor), end


def _yearly_mention(text: str, anchor: re.Match[str], floor: int) -> Mention | None:
    tail = anchor["ytail"] or ""
    start, end = _institution(text, anchor.start(), floor)
    word = strip_spaces(text[start:end]) + tail
    if not word.endswith(("公告", "通告")) or len(word) <= 2:
        return None
    serial, year = number(fold(anchor["yno"])), number(fold(anchor["yyear"]))
    if not serial or not 1900 <= (year or 0) <= 2099:
        return None
    return Mention(
        start, anchor.end(), text[start : anchor.end()], DocNo(word, year, serial, "yearly")
    )
