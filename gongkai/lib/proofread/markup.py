"""Links that lead nowhere and pictures without a description, in the HTML of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlsplit

from gongkai.lib.proofread.found import Found, Severity, found

Dead = Callable[[list[str]], dict[str, str]]

_FILE_NAME = re.compile(
    r"\A[\w\-. ]*\.(?:jpe?g|png|gif|webp|bmp|svg)\Z|\A(?:img|image|图片|截图)[\W_0-9]*\Z",
    re.IGNORECASE,
)
_HOST = re.compile(r"\A[^\s\u3000-\u303f\uff00-\uff0f]+\Z")


class Element(NamedTuple):
    """A link or a picture: its address or description, and what text it has or follows."""

    kind: str
    value: str | None
    text: str
    place: int


class _Reader(HTMLParser):
    """Collects links and pictures with the number of characters of text before each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.anchors: set[str] = set()
        self._text: list[str] = []
        self._length = 0
        self._open: list[tuple[str, int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.anchors |= {value for name in ("id", "name") if (value := given.get(name))}
        if tag == "a" and given.get("href") is not None:
            self._open.append((given["href"] or "", len(self._text), self._length))
        elif tag == "img" and given.get("role") != "presentation":
            self.elements.append(Element("img", given.get("alt"), "", self._length))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            href, part, place = self._open.pop()
            self.elements.append(Element("a", href, "".join(self._text[part:]).strip(), place))

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        self._length += len("".join(data.split()))

    def finish(self) -> None:
        self.close()
        while self._open:
            self.handle_endtag("a")


def check(text: str, html: str, dead: Dead) -> Iterator[Found]:
    """Findings on the links and pictures of `html`, placed at the nearest words of `text`.

    Args:
        text: the same content as plain text.
        html: the markup; no address in it is opened.
        dead: of these addresses, those on this site that lead nowhere, each with a clause that
            says why.
    """
    reader = _Reader()
    reader.feed(html)
    reader.finish()
    hrefs = [e.value or "" for e in reader.elements if e.kind == "a"]
    gone = dead(list(dict.fromkeys(hrefs)))
    places = _Places(text)
    for element in reader.elements:
        start, end = places.span(element)
        if element.kind == "img":
            yield from _picture(text, start, end, element.value)
        else:
            yield from _link(text, start, end, element.value or "", gone, reader.anchors)


class _Places:
    """Finds the words of an element in the plain text, whose white space may be another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._solid = [at for at, char in enumerate(text) if not char.isspace()]

    def span(self, element: Element) -> tuple[int, int]:
        if not self._solid:
            return 0, 0
        at = self._solid[min(element.place, len(self._solid) - 1)]
        if element.text and self._text.startswith(element.text, at):
            return at, at + len(element.text)
        near = self._text.find(element.text, max(0, at - 200)) if element.text else -1
        return (near, near + len(element.text)) if near >= 0 else (at, at + 1)


def _picture(text: str, start: int, end: int, alt: str | None) -> Iterator[Found]:
    severity: Severity = "error"
    if alt is None:
        reason = "这里的图片没有替代文字，看不见图片的读者不知道内容，请补写；纯装饰的图片请把替代文字留空。"
    elif alt and _FILE_NAME.match(alt.strip()):
        severity = "warning"
        reason = f"这里的图片替代文字是“{alt.strip()[:40]}”，没有说明图片内容，请改写成一句话。"
    else:
        return
    yield found(text, start, end, kind="alt", severity=severity, reason=reason)


def _link(
    text: str, start: int, end: int, href: str, gone: dict[str, str], anchors: set[str]
) -> Iterator[Found]:
    reason = gone.get(href) or _malformed(href.strip(), anchors)
    if reason:
        yield found(
            text,
            start,
            end,
            kind="link",
            severity="error" if href in gone else "warning",
            reason=f"链接“{href.strip()[:80]}”{reason}，请改正或者删去。",
        )


def _malformed(href: str, anchors: set[str]) -> str:
    """What is wrong with the form of an address, as a clause; "" for nothing."""
    if not href:
        return "没有填写地址"
    if href.startswith("#"):
        return "" if href == "#" or href[1:] in anchors else "指向的位置在本文中不存在"
    if href.startswith("/"):
        return ""
    try:
        parts = urlsplit(href)
    except ValueError:
        return "不是有效的网址"
    if parts.scheme in ("mailto", "tel"):
        return "" if len(parts.path) > 2 else "没有填写完整"
    if parts.scheme not in ("http", "https"):
        return "不是以http://或者https://开头的网址"
    if not parts.hostname or not _HOST.match(href) or "://" in parts.netloc + parts.path[:8]:
        return "不是有效的网址"
    return "" if "." in parts.hostname or parts.hostname == "localhost" else "的域名不完整"
