# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""The head of a document: red head, number, title, addressees, and where the body begins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from gongkai.lib.officialdoc.dates import find_date, is_date_line
from gongkai.lib.officialdoc.elements.attribute import attribute_of
from gongkai.lib.officialdoc.elements.red_heads import RedHeads
from gongkai.lib.officialdoc.elements.titles import (
    STATUS,
    is_title_line,
    join_title,
    looks_complete,
)
from gongkai.lib.officialdoc.labels import is_label_line, label_values
from gongkai.lib.officialdoc.lines import Claims, Lines
from gongkai.lib.officialdoc.numbers import order_number, own_number, split_number
from gongkai.lib.officialdoc.segment import is_addressee
from gongkai.lib.officialdoc.text import (
    is_blank,
    key,
    looks_like_organisation,
    split_organisations,
    squeeze,
    tidy,
)

_MAX_HEAD = 40
_MAX_TITLE_LINES = 6
_ANNEX_TITLE = re.compile(r"\A((?:附件|附表|附录)[0-9一二三四五六七八九十]{0,3})：(?=[^0-9])")
_COPY = re.compile(r"\A(?:[0-9]{6}|份号：?[0-9]{1,8}|№[0-9]+)\Z")
_URGENCY = re.compile(r"\A(?:特急|加急|平急|急件|特提|紧急程度：.{0,4})\Z")
_SIGNER = re.compile(r"\A签发人：")
ANNEX_MARK = re.compile(
    r"\A(?:(?:附件|附表|附录|附)[0-9一二三四五六七八九十]{0,3}|[\u4e00-\u9fff]{2,3}[0-9]{1,2})(?:-[0-9]{1,2})?：?\Z"
)
_EDITION = re.compile(
    r"\A（(?:(?:19|20)[0-9]{2}年?(?:度)?)?(?:[0-9]{1,2}月)?(?:修订|修正|修改|版|修订版|试行版|试行|暂行|第[一二三四五六七八九0-9]{1,2}版|[0-9.]{1,4}版|节选|摘要|全文|(?:19|20)?[0-9]{2}-(?:19|20)?[0-9]{2,4}年?|[—－-].{1,12}年|(?:19|20)[0-9]{2}[—－-](?:19|20)[0-9]{2}年)(?:本|稿)?）\Z"
)
_ADOPTION = re.compile(
    r"\A[（(]?(?:(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日|经?[0-9〇零一二三四五六七八九○]{4}年).{0,200}(?:通过|公布|发布|修订|修正|批准|施行|颁布|印发|备案|废止|生效)"
)
_NOISE = re.compile(
    r"\A(?:点击|相关链接|相关解读|政策解读：|解读：|附件下载|下载|扫码|扫一扫|图解：|视频：|【?打印|【?关闭|分享|当前位置)"
)
_WEAK_LABELS = (
    "日期",
    "时间",
    "名称",
    "主题",
    "状态",
    "标题",
    "分类",
    "作者",
    "概述",
    "编辑",
    "来源",
    "有效期",
)


@dataclass
class Head:
    """What a head states; `body_start` is the first line of the body."""

    title_lines: list[int] = field(default_factory=list)
    title: str = ""
    doc_no: str | None = None
    order: str | None = None
    kind: str = ""
    issuers: list[str] = field(default_factory=list)
    byline: list[str] = field(default_factory=list)
    addressees: list[str] = field(default_factory=list)
    status_mark: str | None = None
    dated: date | None = None
    adoption: list[str] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    annex_mark: str | None = None
    body_start: int = 0


class HeadReader:
    """Goes through the first lines of one document and gives each to its element."""

    def __init__(
        self, lines: Lines, span: tuple[int, int], claims: Claims, page_title: str
    ) -> None:
        self.lines = lines
        self.span = span
        self.claims = claims
        self.page_key = key(page_title)
        self.head = Head(body_start=span[1])
        self.reds = RedHeads(lines, span[1])
        self.title_closed = False
        self.title_text = ""
        self._heads_title = False

    def read(self) -> Head:
        """Return the head; its lines are claimed."""
        visible = self.lines.between(*self.span)
        for count, number in enumerate(visible):
            following = visible[count + 1] if count + 1 < len(visible) else None
            if count >= _MAX_HEAD or not self._place(number, following):
                self.head.body_start = number
                break
            if self.head.addressees:
                self.head.body_start = number + 1
                break
        texts = [self.lines.bare[number] for number in self.head.title_lines]
        if self.title_text:
            texts[0] = self.title_text
        self.head.title = join_title(texts)
        return self.head

    def _place(self, number: int, following: int | None) -> bool:
        """Give one line to an element of the head; False where the body begins with it."""
        text, bare = self.lines.bare[number], self.lines.keys[number]
        return (
            self._small(number, text, bare)
            or self._number(number, text)
            or self._title_with_number(number, text)
            or self._order(number, text)
            or self._red(number)
            or self._annex(number, text, bare)
            or self._label(number, text)
            or self._status(number, bare)
            or self._edition(number, bare)
            or self._dated(number, text, bare)
            or self._addressee(number, text)
            or self._byline(number, text, bare, following)
            or self._noise(number, bare)
            or self._title(number, text, bare, following)
        )

    def _small(self, number: int, text: str, bare: str) -> bool:
        if self.lines.is_page_number(number):
            return True
        if attribute_of(bare):
            self.head.stated.setdefault("attribute", bare)
            self.claims.claim("attribute", number)
            return True
        for element, pattern in (("copy_no", _COPY), ("urgency", _URGENCY), ("signer", _SIGNER)):
            if pattern.match(bare) and not self.head.title_lines:
                self.claims.claim(element, number)
                return True
        return False

    def _number(self, number: int, text: str) -> bool:
        found = own_number(text)
        if not found or self.head.doc_no:
            return False
        self.head.doc_no = found
        self.claims.claim("doc_no", number)
        self.title_closed = bool(self.head.title_lines)
        return True

    def _order(self, number: int, text: str) -> bool:
        found = order_number(text)
        if not found or self.head.doc_no or self.head.order:
            return False
        before, serial = found
        if not before and not self.head.issuers and not self.head.title_lines and not self.page_key:
            return False
        if not before and self.head.title_lines:
            before = join_title([self.lines.bare[line] for line in self.head.title_lines])
        self.head.order = f"{key(before) or self._order_issuer()}{serial}"
        self.claims.claim("doc_no", number)
        return True

    def _order_issuer(self) -> str:
        reds = [key(self.lines.bare[line]) for line in self.claims.positions.get("red_head", [])]
        if len(self.head.issuers) > 1:
            return "、".join(self.head.issuers) + ("令" if reds[-1].endswith("令") else "")
        return reds[-1] if reds else ""

    def _red(self, number: int) -> bool:
        if self.head.title_lines or self.head.issuers:
            return False
        found = self.reds.at(number, numbered=bool(self.head.doc_no))
        if found is None:
            return self.reds.hold_back(number)
        self.head.issuers, self.head.kind = found
        self.claims.claim("red_head", *self.reds.pending, number)
        return True

    def _annex(self, number: int, text: str, bare: str) -> bool:
        if found := _ANNEX_TITLE.match(bare):
            return self._annex_title(number, text, found[1])
        if self.head.title_lines or self.head.doc_no or not ANNEX_MARK.match(bare):
            return False
        self.head.annex_mark = bare.rstrip("：")
        self.claims.claim("annex_mark", number)
        return True

    def _annex_title(self, number: int, text: str, label: str) -> bool:
        """Read 附件1：公园名录 at the very head: label and title in one line."""
        rest = re.split("[：:]", text, maxsplit=1)[1]
        title = is_title_line(rest, ended=self.lines.sentence_end[number])
        if self.head.title_lines or self.head.doc_no or self.page_key or not title:
            return False
        self.head.annex_mark, self.title_text = label, rest
        self.head.title_lines.append(number)
        self.claims.claim("title", number)
        return True

    def _label(self, number: int, text: str) -> bool:
        bare = self.lines.keys[number]
        if not is_label_line(text) or (
            bare.startswith(_WEAK_LABELS) and not self._is_page_remark(text)
        ):
            return False
        for name, value in label_values(text):
            if value:
                self.head.stated.setdefault(name, value)
        self.claims.claim("page_elements", number)
        return True

    def _is_page_remark(self, text: str) -> bool:
        """Tell a page's own 来源：… 时间：2020-01-01 from the time and place a notice announces."""
        pairs = dict(label_values(text))
        if "released_on" in pairs:
            return is_date_line(pairs["released_on"])
        return "source" in pairs and len(text) <= 60

    def _status(self, number: int, bare: str) -> bool:
        found = STATUS.match(bare)
        if not found or not (self.head.title_lines or self.page_key):
            return False
        self.head.status_mark = found[1]
        self.claims.claim("status_mark", number)
        self.title_closed = True
        return True

    def _edition(self, number: int, bare: str) -> bool:
        """Take （2022年修订） or （试行） under the title as its last words."""
        if not self.head.title_lines or not _EDITION.match(bare):
            return False
        self.head.title_lines.append(number)
        self.claims.claim("title", number)
        return True

    def _dated(self, number: int, text: str, bare: str) -> bool:
        if not (self.head.title_lines or self.page_key):
            return False
        if is_date_line(text):
            self.head.dated = find_date(text)
            self.claims.claim("title_date", number)
        elif (
            _ADOPTION.match(bare) and len(bare) <= 240 and not bare.endswith("。")
        ) or re.fullmatch(r"（?(?:19|20)[0-9]{2}年[0-9]{1,2}月）?", bare):
            self.head.adoption.append(tidy(text))
            self.claims.claim("adoption", number)
        else:
            return False
        self.title_closed = self.title_closed or bool(self.head.title_lines)
        return True

    def _addressee(self, number: int, text: str) -> bool:
        if not (self.head.title_lines or self.page_key or self.head.doc_no) or not is_addressee(
            text
        ):
            return False
        bare = squeeze(text)[:-1]
        self.head.addressees = split_addressees(bare)
        self.claims.claim("addressees", number)
        return True

    def _byline(self, number: int, text: str, bare: str, following: int | None) -> bool:
        """Bodies named alone under a finished title issued it (统计公报 and the like)."""
        if following is not None and self.lines.keys[following].startswith(
            ("关于", "转发", "印发", "批转")
        ):
            return False
        if not (self._finished() and not self.head.byline and not self.head.issuers):
            return False
        names = split_organisations(text)
        if (
            not names
            or not all(looks_like_organisation(name) for name in names)
            or len(bare) > 80
            or bare in self.page_key
        ):
            return False
        self.head.byline = names
        self.claims.claim("byline", number)
        self.title_closed = self.title_closed or bool(self.head.title_lines)
        return True

    def _finished(self) -> bool:
        if self.head.title_lines:
            return looks_complete(
                join_title([self.lines.bare[line] for line in self.head.title_lines])
            )
        return bool(self.page_key)

    def _title(self, number: int, text: str, bare: str, following: int | None) -> bool:
        # Joint issuers may fill lines of their own above 关于….
        self._heads_title = following is not None and self.lines.keys[following].startswith(
            ("关于", "转发", "印发", "批转")
        )
        if self.title_closed or len(self.head.title_lines) >= _MAX_TITLE_LINES:
            return False
        collected = "".join(self.lines.keys[line] for line in self.head.title_lines)
        if self.page_key and not self._belongs_to_page_title(collected + bare, bare):
            return False
        whole = bool(self.page_key) and bare in self.page_key and len(bare) >= 4
        if not whole and not is_title_line(
            text, ended=self.lines.sentence_end[number], continued=bool(collected)
        ):
            return False
        if collected and self._is_new_matter(number, collected, bare):
            return False
        self.head.title_lines.append(number)
        self.claims.claim("title", number)
        return True

    def _title_with_number(self, number: int, text: str) -> bool:
        """Read a finished title with its number behind it in the same line."""
        if self.head.title_lines or self.head.doc_no:
            return False
        cut, found = split_number(text)
        if not found or not looks_complete(cut):
            return False
        self.head.doc_no, self.title_text, self.title_closed = found, cut, True
        self.head.title_lines.append(number)
        self.claims.claim("title", number)
        return True

    def _belongs_to_page_title(self, together: str, bare: str) -> bool:
        """With a title stated by the page, take lines that share its words or name a kind of document."""
        if together in self.page_key or self.page_key in together or bare in self.page_key:
            return True
        core = self.page_key.split("关于")[-1]
        return core in together or "关于" in bare or looks_complete(together) or self._heads_title

    def _is_new_matter(self, number: int, collected: str, bare: str) -> bool:
        """Tell whether a finished title is followed by something else: a gap, or another heading."""
        if bare.startswith(("的", "（", "和", "及", "与", "或")) or not looks_complete(collected):
            return False
        if self.page_key and collected != self.page_key and (collected + bare) in self.page_key:
            return False
        gap = any(
            is_blank(self.lines.raw[line]) for line in range(self.head.title_lines[-1] + 1, number)
        )
        return gap or not looks_complete(bare) or bare == collected or bool(self.page_key)

    def _noise(self, number: int, bare: str) -> bool:
        return len(bare) <= 80 and bool(_NOISE.match(bare))


def split_addressees(bare: str) -> list[str]:
    """Split a list of addressees at 、 ， and ； outside brackets; 各 groups stay as printed."""
    names, depth, current = [], 0, ""
    for character in bare:
        depth += character in "（(〔"
        depth -= character in "）)〕"
        if character in "，,；;" and depth <= 0:
            names.append(current)
            current = ""
        else:
            current += character
    return [name for name in [*names, current] if name]
