"""One document number (发文字号): parse, print, compare, and say what is wrong with it.

Three families:

- bracket: 鲁政办发〔2021〕5号 — agency word, year in U+3014/U+3015, serial without zeros or 第;
- order: 国务院令第711号 — no year;
- yearly: 财政部公告2022年第9号, 2024年第3号.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gongkai.lib.numerals import chinese_to_int
from gongkai.lib.widths import fold, strip_spaces

Kind = Literal["bracket", "order", "yearly"]

HAN = "\u4e00-\u9fff"
CN = "〇○零一二三四五六七八九十百千"
OPEN, CLOSE = r"[〔\[【〖(<〈{]", r"[〕\]】〗)>〉}]"
YEAR = rf"(?:19|20)[0-9]{{2}}|[{CN}]{{4}}"
_SERIAL = rf"[0-9]{{1,6}}|[{CN}]{{1,8}}"

_EXACT = {
    "bracket": re.compile(
        rf"(?P<word>[{HAN}]{{1,14}})〔(?P<year>(?:19|20)[0-9]{{2}})〕(?P<no>[1-9][0-9]{{0,4}})号\Z"
    ),
    "order": re.compile(rf"(?P<word>[{HAN}]{{1,30}}令)第(?P<no>[1-9][0-9]{{0,3}})号\Z"),
    "yearly": re.compile(
        rf"(?P<word>[{HAN}]{{0,24}})(?P<year>(?:19|20)[0-9]{{2}})年第(?P<no>[1-9][0-9]{{0,3}})号\Z"
    ),
}
_LOOSE = {
    "bracket": re.compile(
        rf"(?P<word>[{HAN}]{{1,14}})(?:{OPEN}(?P<year>{YEAR})年?{CLOSE}?|(?P<bare>{YEAR}){CLOSE})"
        rf"第?(?P<no>{_SERIAL})号?\Z"
    ),
    "order": re.compile(rf"(?P<word>[{HAN}]{{1,30}}?令)[(〔\[]?第?(?P<no>{_SERIAL})号[)〕\]]?\Z"),
    "order_inside": re.compile(rf"(?P<word>[{HAN}]{{2,30}}?)第(?P<no>{_SERIAL})号令\Z"),
    "yearly": re.compile(
        rf"(?P<word>[{HAN}]{{0,24}}?)[(〔\[]?(?P<year>{YEAR})年?[)〕\]]?年?第(?P<no>{_SERIAL})号"
        rf"(?P<tail>公告|通告)?\Z"
    ),
}
# What the name of an institution that issues orders ends with.
ISSUER_END = re.compile(
    r"(?:国务院|主席|政府|部|委|委员会|总局|局|总署|署|人民银行|行|办公厅|办公室|国)\Z"
)
_STATE = "中华人民共和国"
LONGEST = 80


@dataclass(frozen=True)
class DocNo:
    """One document number.

    Args:
        word: the agency word with its manner: 鲁政办发, 国务院令, 财政部公告 (may be empty when yearly).
        year: four figures; None for an order.
        serial: from 1.
        kind: bracket, order or yearly.
    """

    word: str
    year: int | None
    serial: int
    kind: Kind = "bracket"

    @property
    def printed(self) -> str:
        """The number as it must be printed."""
        if self.kind == "order":
            return f"{self.word}第{self.serial}号"
        if self.kind == "yearly":
            return f"{self.word}{self.year}年第{self.serial}号"
        return f"{self.word}〔{self.year}〕{self.serial}号"

    @property
    def key(self) -> str:
        """Equal for two ways to name one document: without 中华人民共和国, 国令 as 国务院令."""
        if self.kind == "bracket":
            return self.printed
        word = self.word.removeprefix(_STATE)
        if word == "国令":
            word = "国务院令"
        return DocNo(word, self.year, self.serial, self.kind).printed

    def __str__(self) -> str:
        return self.printed


class DocNoCheck(NamedTuple):
    """Result of a check: printed rightly or not, what it means, and why not."""

    ok: bool
    doc_no: DocNo | None
    normal: str | None
    reason: str


def parse_doc_no(text: str) -> DocNo | None:
    """The number that the whole text is, however it is written, or None."""
    return _exact(text) or _loose(text)


def check_doc_no(text: str) -> DocNoCheck:
    """Whether the text is a number in its printed form; else its normal form and one sentence why.

    `normal` is None where the text names no single number beyond doubt.
    """
    exact = _exact(text)
    if exact:
        return DocNoCheck(True, exact, exact.printed, "")
    loose = _loose(text)
    if loose is None:
        return DocNoCheck(False, None, None, _why_none(text))
    return DocNoCheck(False, loose, loose.printed, _why_loose(text, loose))


def _exact(text: str) -> DocNo | None:
    for kind in ("bracket", "order", "yearly"):
        found = _EXACT[kind].match(text)
        if found:
            return _from_match(found, kind)
    return None


def _from_match(found: re.Match[str], kind: str) -> DocNo | None:
    groups = found.groupdict()
    serial = number(groups["no"])
    if serial is None or not 1 <= serial <= 99_999:
        return None
    word = groups["word"]
    if kind.startswith("order"):
        if kind == "order_inside":
            word += "令"
        return DocNo(word, None, serial, "order") if serial < 10_000 else None
    year = number(groups.get("year") or groups.get("bare") or "")
    if year is None or not 1900 <= year <= 2099:
        return None
    if kind == "yearly":
        return DocNo(word + (groups.get("tail") or ""), year, serial, "yearly")
    return DocNo(word, year, serial, "bracket")


def number(text: str) -> int | None:
    """Value of figures or of a Chinese numeral."""
    return int(text) if text.isdecimal() and text.isascii() else chinese_to_int(text)


_LABEL = re.compile(r"\A(?:发文字号|发文文号|公文字号|文件编号|发文号|文号|字号)[:：]")
_WRAPS = {"(": ")", "《": "》", "「": "」", "“": "”", '"': '"'}
_TAIL = re.compile(r"(?<=号)(?:文件|文)\Z")


def _bare(text: str) -> str:
    """Without spaces, widths, label, wrapping marks and what may trail."""
    text = _LABEL.sub("", strip_spaces(fold(text)))
    while len(text) > 2 and _WRAPS.get(text[0]) == text[-1]:
        text = text[1:-1]
    return _TAIL.sub("", text.rstrip("。.,;；、"))


def _loose(text: str) -> DocNo | None:
    if len(text) > LONGEST:
        return None
    bare = _bare(text)
    for kind, shape in _LOOSE.items():
        found = shape.match(bare)
        if found:
            return _from_match(found, kind)
    return None


def _why_loose(text: str, doc_no: DocNo) -> str:
    """One sentence on the first thing that is not as printed."""
    fault = next((say for test, say in _FAULTS[doc_no.kind] if test(text)), "发文字号的写法不规范")
    return f"{fault}，规范写法为“{doc_no.printed}”。"


def _has(pattern: str) -> Callable[[str], bool]:
    search = re.compile(pattern).search
    return lambda text: search(text) is not None


def _is_dressed(text: str) -> bool:
    plain = strip_spaces(fold(text))
    return _TAIL.sub("", plain) != _bare(text)


_Faults = tuple[tuple[Callable[[str], bool], str], ...]
_COMMON: _Faults = (
    (lambda text: text != strip_spaces(text), "发文字号中有多余的空格或换行"),
    (_has("[\uff10-\uff19]"), "年份和序号应当用半角数字"),
    (_is_dressed, "请只填写发文字号本身，去掉前后的其他文字和标点"),
    (_has(rf"(?:{OPEN}|{CLOSE}|令|年|第)[{CN}]"), "年份和序号应当用阿拉伯数字"),
    (_has(r"(?:〕|第|令)0"), "序号不编虚位，不在前面补零"),
)
_FAULTS: dict[Kind, _Faults] = {
    "bracket": (
        *_COMMON,
        (lambda text: "〔" not in text or "〕" not in text, "年份应当用六角括号“〔〕”括起"),
        (_has("年"), "六角括号内只写四位年份，不加“年”字"),
        (_has("第"), "序号前不加“第”字"),
        (_has("号(?:文|文件)\\Z"), "“号”字之后不应再有文字"),
        (_has("[^号]\\Z"), "发文字号应当以“号”字结尾"),
    ),
    "order": (*_COMMON, (lambda text: True, "令的文号由机关名称、“令”和“第几号”依次组成")),
    "yearly": (
        *_COMMON,
        (lambda text: True, "公告的文号由机关名称、“公告”、年份和“第几号”依次组成"),
    ),
}


def _why_none(text: str) -> str:
    """One sentence on why no single number can be read."""
    bare = _bare(text[:LONGEST])
    if not bare:
        return "没有填写发文字号，请按“机关代字〔年份〕序号号”的格式填写。"
    if len(text) > LONGEST:
        return "内容过长，不是一个发文字号，请只填写一个发文字号。"
    if bare.count("号") > 1:
        return "这里有不止一个序号，请每次只填写一个发文字号。"
    if re.search(rf"{OPEN}[0-9]{{1,3}}年?{CLOSE}", bare):
        return "年份应当写全四位数字，例如“〔2017〕”。"
    if re.search(rf"{OPEN}[0-9]{{4,}}年?{CLOSE}", bare) and not re.search(
        rf"{OPEN}(?:{YEAR})年?{CLOSE}", bare
    ):
        return "括号内的年份不合理，请填写1900年至2099年之间的四位年份。"
    if re.search(rf"{OPEN}年?{CLOSE}", bare):
        return "括号内缺少年份，请写全四位数字，例如“〔2017〕”。"
    if re.search(r"[0-9]{6}", bare):
        return "序号位数过多，或者年份与序号连在一起，请按文件上印的字样填写。"
    if re.match(rf"{OPEN}", bare):
        return "缺少机关代字，请在年份之前写明机关代字，例如“国办发”。"
    if re.match(rf"[^{HAN}]", bare):
        return "机关代字应当是汉字，请按文件上印的字样填写。"
    if re.search(rf"{CLOSE}第?(?:号|\Z)", bare):
        return "缺少序号，请在年份之后写明序号，例如“47号”。"
    if re.search(rf"(?:{CLOSE}第?|令第?)[^0-9{CN}]|[0-9][^0-9号年〔〕]", bare):
        return "序号应当是正整数，请按文件上印的字样填写。"
    if re.search(r"[〕\]】)第]0+号?\Z", bare):
        return "序号从1开始，不能为0，请按文件上印的字样填写。"
    return "无法识别为发文字号，请按“机关代字〔年份〕序号号”的格式填写，例如“国办发〔2017〕47号”。"
