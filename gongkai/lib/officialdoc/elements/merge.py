"""One value for each element out of page, head and tail; where they differ a warning says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.lib.dates import plain_date
from gongkai.lib.officialdoc.dates import find_date
from gongkai.lib.officialdoc.elements.attribute import attribute_value
from gongkai.lib.officialdoc.elements.head import Head
from gongkai.lib.officialdoc.elements.tail import Tail
from gongkai.lib.officialdoc.elements.titles import (
    genre,
    issuers_in,
    join_title,
    looks_complete,
    strip_number,
    strip_repost,
)
from gongkai.lib.officialdoc.model import Document
from gongkai.lib.officialdoc.numbers import normal_number
from gongkai.lib.officialdoc.text import (
    fold,
    key,
    looks_like_organisation,
    split_organisations,
    tidy,
)

_NAMES = {"title": "标题", "doc_no": "发文字号", "issuers": "发文机关", "signed_on": "成文日期"}


def page_title(meta: Mapping[str, str]) -> str:
    """Return the title a page states, most reliable statement first; "" where it states none."""
    names = ("title", "meta_title", "heading", "og_title", "html_title")
    stated = [meta[name] for name in names if len(key(meta.get(name, ""))) >= 4]
    keys = [key(strip_repost(value)[0]) for value in stated]
    for place, value in enumerate(stated):
        others = keys[:place] + keys[place + 1 :]
        # One that no other statement bears out is most likely a column or a cell of another table.
        if not others or any(keys[place] in other or other in keys[place] for other in others):
            return value
    return stated[0] if stated else ""


class Merger:
    """Fills one `Document`; `origins` notes where each value came from.

    `decree` is the title that an order puts into force and where it was found.
    """

    def __init__(
        self,
        document: Document,
        meta: Mapping[str, str],
        head: Head,
        tail: Tail,
        decree: tuple[str, str] = ("", ""),
    ) -> None:
        self.document = document
        self.meta = {**head.stated, **meta}
        self.head = head
        self.tail = tail
        self.decree = decree
        self.reposted = False

    def merge(self) -> None:
        """Set every element; missing ones stay empty and are named in one warning."""
        self._title()
        self._number()
        self._doc_type()
        self._issuers()
        self._dates()
        self._page_values()
        self._attribute()
        self._rest()
        self._missing()

    def _warn(self, sentence: str) -> None:
        self.document.warnings.append(sentence)

    def _set(self, name: str, value: object, origin: str) -> None:
        setattr(self.document, name, value)
        self.document.origins[name] = origin

    # --- title ------------------------------------------------------------------------------

    def _title(self) -> None:
        stated = self._borne_out(page_title(self.meta))
        if self.decree[0] and (self.head.order or "").split("令第")[0] + "令" == key(
            self.head.title
        ):
            self.head.title = ""
        title, self.reposted = strip_repost(stated or self.head.title or self.decree[0])
        title, self.title_number = strip_number(join_title([title]) if title else "")
        title = self._whole(title)
        if not title:
            return
        printed = "text" if self.head.title else self.decree[1]
        self._set("title", title, "page" if stated else printed)
        if self.reposted:
            self._warn("标题注明是转载，页面上的索引号和发布机构属于转载方，未作为原文的要素。")
        if stated and self.head.title:
            self._compare_titles(title)
        elif printed == "order" and not stated:
            self._warn("标题取自令文所公布的文件名称，请核对。")
        elif not stated and not (
            self.head.doc_no or self.head.order or (looks_complete(title) and "关于" in title)
        ):
            self._warn("标题按正文开头的位置推断，请核对。")

    def _doc_type(self) -> None:
        """What an order puts into force (…办法) names no kind; the order's number does."""
        if re.search(r"令第[0-9]{1,4}号\Z", self.document.doc_no or ""):
            self.document.doc_type = "命令"
            return
        kind = genre(self.head.title) or genre(self.document.title) or genre(self.head.kind)
        self.document.doc_type = kind

    def _borne_out(self, stated: str) -> str:
        """Set a page's <title> right by the printed title: columns around it, or only a site's name.

        What a page states as the title of the document itself is left alone.
        """
        printed = self.head.title or self.decree[0]
        if not printed or stated != self.meta.get("html_title"):
            return stated
        words = r"\s*".join(map(re.escape, key(printed)))
        if re.search(rf"(?:\A|[\s_|｜>-]){words}(?:\Z|\s*[-_|｜—\u2013])", fold(stated)):
            return printed
        named = looks_complete(printed) and "关于" in printed
        return "" if named and not looks_complete(stated) and key(stated) not in printed else stated

    def _whole(self, title: str) -> str:
        """Prefer the printed title where the stated one is only its beginning."""
        printed, start = self.head.title, key(title).rstrip(".…")
        cut = start and len(start) < len(key(printed)) and not looks_complete(start)
        return (
            printed if cut and key(printed).startswith(start) and looks_complete(printed) else title
        )

    def _compare_titles(self, title: str) -> None:
        printed = strip_repost(self.head.title)[0]
        if key(printed) != key(title):
            self._warn(f"页面标题与正文标题不一致，正文标题是“{tidy(printed)}”，请核对。")

    # --- number -----------------------------------------------------------------------------

    def _number(self) -> None:
        stated = normal_number(self.meta.get("doc_no", ""))
        printed = self.head.doc_no or self.head.order
        if not stated and (raw := _numbered(self.meta.get("doc_no", ""))):
            stated = raw
            self._warn(f"页面所列文号“{raw}”不合发文字号的格式，已照录，请核对。")
        if stated and printed and not _same_number(stated, printed):
            self._warn(f"页面所列文号与正文所印“{printed}”不一致，请核对。")
        for value, origin in ((stated, "page"), (printed, "text"), (self.title_number, "title")):
            if value:
                self._set("doc_no", value, origin)
                break
        if self.document.origins.get("doc_no") == "title":
            self._warn("发文字号取自标题后的括号，请核对。")

    # --- issuers ----------------------------------------------------------------------------

    def _issuers(self) -> None:
        named = issuers_in(self.head.title) or issuers_in(self.document.title or "")
        choices = (
            ([] if self.reposted else _names(self.meta.get("issuer", "")), "page"),
            (self.head.issuers, "red_head"),
            ([name for name in self.tail.signature if looks_like_organisation(name)], "signature"),
            (self.head.byline, "byline"),
            (named, "title"),
            (self._order_issuers(), "order"),
        )
        for names, origin in choices:
            if names:
                self._set("issuers", list(names), origin)
                break
        self._joint()
        self._check_issuers(named)
        publisher = _names(self.meta.get("publisher", ""))
        if not self.document.issuers and publisher and not self.reposted:
            self._set("issuers", publisher, "publisher")
            self._warn("发文机关按页面所列发布机构填写，请核对。")

    def _order_issuers(self) -> list[str]:
        order = self.head.order or ""
        body = order.split("令第")[0] if "令第" in order else ""
        return [body] if looks_like_organisation(body) else []

    def _check_issuers(self, named: list[str]) -> None:
        issuers = self.document.issuers
        if not issuers or not named or self.document.origins["issuers"] == "title":
            return
        if {key(name) for name in issuers} == {key(name) for name in named}:
            return
        signed = self.document.origins["issuers"] in ("signature", "byline")
        if signed and len(named) > len(issuers):
            self._set("issuers", named, "title")
        if signed and all(any(_abbreviates(name, full) for full in named) for name in issuers):
            self._set("issuers", named, "title")
        elif not {key(name) for name in named} & {key(name) for name in issuers}:
            self._warn(f"标题中的机关“{'、'.join(named)}”与发文机关不一致，请核对。")

    def _joint(self) -> None:
        """Take the signature's names where a red head names only the first of several bodies."""
        signers = [name for name in self.tail.signature if looks_like_organisation(name)]
        if self.document.origins.get("issuers") == "red_head" and set(self.document.issuers) < set(
            signers
        ):
            self._set("issuers", signers, "signature")

    # --- dates ------------------------------------------------------------------------------

    def _dates(self) -> None:
        stated = find_date(self.meta.get("signed_on", ""))
        printed = self.tail.signed_on or self.head.dated
        if stated and printed and stated != printed:
            self._warn(f"页面所列成文日期与正文所署{plain_date(printed)}不一致，请核对。")
        generated = find_date(self.meta.get("generated_on", ""))
        choices = (
            (stated, "page"),
            (self.tail.signed_on, "signature"),
            (self.head.dated, "title_date"),
            (generated, "generated"),
        )
        for value, origin in choices:
            if value:
                self._set("signed_on", value, origin)
                break
        doubt = {"generated": "按页面所列生成日期填写", "title_date": "取自标题下的日期"}.get(
            self.document.origins.get("signed_on", "")
        )
        if self.document.origins.get("signed_on") == "signature" and not self.tail.signature:
            doubt = "取自文末没有署名的日期"
        if doubt:
            self._warn(f"成文日期{doubt}，请核对。")
        self.document.printed_on = self.tail.printed_on
        self._released()

    def _released(self) -> None:
        shown, labelled = (
            find_date(self.meta.get("released_on", "")),
            find_date(self.meta.get("meta_released_on", "")),
        )
        if shown and labelled and shown != labelled:
            self._warn(
                f"页面显示的发布日期与页面标签中的{plain_date(labelled)}不一致，已按页面显示填写，请核对。"
            )
        if shown or labelled:
            self._set("released_on", shown or labelled, "page" if shown else "meta")

    # --- the rest ---------------------------------------------------------------------------

    def _page_values(self) -> None:
        document, meta = self.document, self.meta
        if not self.reposted:
            document.index_no = _index(meta.get("index_no", ""))
        document.theme = meta.get("theme") or meta.get("class") or None
        document.source = meta.get("source") or None
        document.site_id = meta.get("site_id") or None
        document.column = meta.get("column") or None
        document.keywords = [
            word
            for word in meta.get("keywords", "")
            .replace("　", " ")
            .replace("；", " ")
            .replace(",", " ")
            .replace("，", " ")
            .split()
            if word
        ]
        hidden = ("meta_", "page_", "html_", "og_")
        document.page = {name: value for name, value in meta.items() if not name.startswith(hidden)}

    def _attribute(self) -> None:
        stated = attribute_value(self.meta.get("attribute", ""))
        printed = self.tail.attribute if self.tail.attribute != "unknown" else None
        if self.tail.attribute_conflict or (stated and printed and stated != printed):
            self._warn("公开属性有两种不同的标注，请核对。")
        if printed or stated:
            self._set("attribute", printed or stated, "text" if printed else "page")

    def _rest(self) -> None:
        document, head, tail = self.document, self.head, self.tail
        document.addressees = head.addressees
        document.status_mark = head.status_mark
        document.signature = tail.signature
        document.cc = tail.cc
        document.printing_unit = tail.printing_unit
        document.attachments = tail.attachments
        document.notes = [*head.adoption, *tail.notes]
        document.phones = tail.phones
        if head.status_mark:
            self._warn(f"标题下注明“{head.status_mark}”，不是正式印发的文件，不能按已发文件入库。")

    def _missing(self) -> None:
        missing = [label for name, label in _NAMES.items() if not getattr(self.document, name)]
        if self.document.attribute == "unknown":
            missing.append("公开属性")
        if missing:
            self._warn(f"没有找到{'、'.join(missing)}，已留空。")


def _names(text: str) -> list[str]:
    return [name for name in split_organisations(text) if name] if text.strip() else []


def _index(text: str) -> str | None:
    bare = tidy(text)
    return bare if bare and len(bare) <= 60 and any(c.isdigit() for c in bare) else None


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a signature like 省政府办公厅 stands for the full name in the title."""
    one, other = (key(name).replace("人民政府", "政府") for name in (short, full))
    return other.endswith(one) and len(one) >= 4


def _same_number(one: str, other: str) -> bool:
    """Compare two numbers; 国令第711号 and 中华人民共和国国务院令第711号 are one."""
    orders = "令第" in one and "令第" in other
    return one.rsplit("令", 1)[-1] == other.rsplit("令", 1)[-1] if orders else one == other


def _numbered(text: str) -> str:
    """Return a number that is stated but in no known form, "" where the field holds none."""
    bare = key(text)
    return tidy(text) if len(bare) <= 40 and "号" in bare and any(c.isdigit() for c in bare) else ""
