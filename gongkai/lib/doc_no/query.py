"""Document numbers in search queries, whole or in part."""

from __future__ import annotations

import re
from typing import NamedTuple

from gongkai.lib.doc_no.number import (
    CLOSE,
    HAN,
    ISSUER_END,
    LONGEST,
    OPEN,
    DocNo,
    Kind,
    parse_doc_no,
)
from gongkai.lib.widths import fold


class DocNoQuery(NamedTuple):
    """What a query says of a number; None where it says nothing."""

    word: str
    year: int | None
    serial: int | None
    kind: Kind

    @property
    def doc_no(self) -> DocNo | None:
        """The number where the query names one whole."""
        if self.serial is None or (self.year is None and self.kind != "order"):
            return None
        return DocNo(self.word, self.year, self.serial, self.kind)


_QUERY_BRACKET = re.compile(
    rf"(?P<word>[{HAN}]{{2,14}}) ?(?:{OPEN} ?)?(?P<year>(?:19|20)[0-9]{{2}})(?![0-9]) ?年?"
    rf"(?: ?{CLOSE})?[ \-—、,]?(?: ?第)? ?(?P<no>[0-9]{{1,5}})?(?: ?号)?(?:文件|文)?\Z"
)
_QUERY_SHORT = re.compile(rf"(?P<word>[{HAN}]{{2,14}}) ?第?(?P<no>[0-9]{{1,4}}) ?号(?:文件|文)?\Z")
_QUERY_ORDER = re.compile(
    rf"(?P<word>[{HAN}]{{1,30}}?令) ?第? ?(?P<no>[0-9]{{1,4}})(?: ?号)?\Z"
    rf"|(?P<before>[{HAN}]{{2,30}}?) ?第?(?P<ino>[0-9]{{1,4}}) ?号?令\Z"
)
# 发 alone ends ordinary words too (开发, 研发, 沙发): those are asked after by name, not number.
_QUERY_ENDINGS = (
    "发",
    "字",
    "函",
    "规",
    "任",
    "电",
    "通",
    "办",
    "预",
    "采",
    "库",
    "税",
    "价格",
    "复",
    "呈",
    "明传",
)
_NOT_WORDS = (
    "开发",
    "研发",
    "沙发",
    "批发",
    "颁发",
    "印发",
    "转发",
    "突发",
    "爆发",
    "交通",
    "普通",
    "开通",
    "沟通",
    "流通",
)


def looks_like_doc_no(query: str) -> DocNoQuery | None:
    """What number a search query names, in whole or in part, or None for ordinary words.

    Understood: 济政办发 2020 12, 济政办发[2020]12, 济政办发2020年12号, 济政办发 2020, 济政办发12号,
    国务院令 711, 国务院711号令 and every form `parse_doc_no` knows.
    """
    if len(query) > LONGEST:
        return None
    whole = parse_doc_no(query)
    if whole and (whole.kind != "yearly" or whole.word):
        return DocNoQuery(whole.word, whole.year, whole.serial, whole.kind)
    text = " ".join(fold(query).split())
    return _query_order(text) or _query_bracket(text)


def _query_order(text: str) -> DocNoQuery | None:
    found = _QUERY_ORDER.match(text)
    if not found:
        return None
    word = found["word"] or found["before"] + "令"
    if not ISSUER_END.search(word.removesuffix("令")):
        return None
    return DocNoQuery(word, None, int(found["no"] or found["ino"]), "order")


def _query_bracket(text: str) -> DocNoQuery | None:
    found = _QUERY_BRACKET.match(text) or _QUERY_SHORT.match(text)
    if not found:
        return None
    word = found["word"]
    if not word.endswith(_QUERY_ENDINGS) or word.endswith(_NOT_WORDS):
        return None
    year, serial = found.groupdict().get("year"), found["no"]
    if serial is not None and int(serial) == 0:
        return None
    return DocNoQuery(word, int(year) if year else None, int(serial) if serial else None, "bracket")
