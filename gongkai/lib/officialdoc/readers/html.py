"""Saved web pages and bare fragments: main content, page labels and the element table."""

from __future__ import annotations

import email
import re

import lxml.html
from lxml.etree import ParserError

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Line, Source
from gongkai.lib.officialdoc.readers import page_content, page_elements
from gongkai.lib.officialdoc.readers.page_lines import PageLine, flatten
from gongkai.lib.officialdoc.readers.page_titles import BREADCRUMB, page_titles
from gongkai.lib.officialdoc.readers.plain import decode
from gongkai.lib.officialdoc.text import key

MAX_DEPTH = 100
MAX_RAW = 8 * 1024 * 1024
MAX_MARKUP = 2 * 1024 * 1024

_DROPPED = re.compile(
    r"<!--.*?-->|<(script|style|noscript|svg|template|xml)\b[^>]*>.*?</\1\s*>|data:[a-z]+/[a-z.+-]+;base64,[A-Za-z0-9+/=]+",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE
)
_CHINESE_SETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5",
}


def read(name: str, data: bytes) -> Source:
    """Read a page; raises `Unreadable` for one too large, too deep or without text."""
    if len(data) > MAX_RAW:
        raise Unreadable(f"网页超过{MAX_RAW // 1024 // 1024} MB的上限，请只保存正文后重新上传。")
    text, warnings = _decode(_page_of(data))
    root = _tree(text)
    page = flatten(root)
    body, chosen = page_content.main_content(root)
    content = flatten(body, visible_only=True)
    # An element table may stand inside the container of the text; it is no part of the text.
    content = [line for line in content if not page_elements.is_element_table(line)]
    if chosen == "density":
        content = _without_menu(root, content)
    aside = page_lines_outside(page, content)
    meta = page_elements.read_elements(root, aside, content)
    warnings += page_content.remarks(chosen, page, content)
    return _source(content, meta, warnings)


def read_whole(data: bytes) -> Source:
    """Read a page with everything on it, for readers of tables: no choice of the main content."""
    if len(data) > MAX_RAW:
        raise Unreadable(f"网页超过{MAX_RAW // 1024 // 1024} MB的上限，请只保存正文后重新上传。")
    text, warnings = _decode(_page_of(data))
    return _source(flatten(_tree(text), visible_only=True), {}, warnings)


def _page_of(data: bytes) -> bytes:
    """Return the page itself out of a web archive (mht); other data unchanged."""
    if b"multipart/related" not in data[:4000]:
        return data
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(content, bytes):
            return content
    raise Unreadable("网页归档文件里没有找到网页正文，请另存为html后重新上传。")


def _without_menu(root: lxml.html.HtmlElement, content: list[PageLine]) -> list[PageLine]:
    """Begin a guessed content at the page's own title, else below the links of its menu."""
    titles = page_titles(root, "")
    wanted = {key(titles["heading"]), key(titles["html_title"])} - {""}
    for number, line in enumerate(content):
        if key(line.text) in wanted:
            return content[number:]
    start = 0
    while start < len(content) and _is_menu(content[start]):
        start += 1
    return content[start:]


def _is_menu(line: PageLine) -> bool:
    return line.linked * 5 >= len(key(line.text)) * 4 or bool(BREADCRUMB.search(line.text))


def page_lines_outside(page: list[PageLine], content: list[PageLine]) -> list[PageLine]:
    """Return the page's lines that are not part of the main content."""
    inside = {id(line.element) for line in content if line.element is not None}
    return [line for line in page if id(line.element) not in inside]


def _source(content: list[PageLine], meta: dict[str, str], warnings: list[str]) -> Source:
    source = Source(kind="html", lines=[], meta=meta, warnings=warnings)
    for line in content:
        if line.grid is None:
            source.lines.append(Line(line.text))
            continue
        line.grid.first_line = len(source.lines)
        source.lines += [Line(text, grid=len(source.grids)) for text in line.rows]
        source.grids.append(line.grid)
    return source


def _decode(data: bytes) -> tuple[str, list[str]]:
    stated = _CHARSET.search(data[:4096])
    encoding = _CHINESE_SETS.get(stated[1].decode("ascii").lower()) if stated else None
    if encoding and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(encoding), []
        except UnicodeDecodeError:
            pass
    return decode(data)


def _tree(text: str) -> lxml.html.HtmlElement:
    markup = _DROPPED.sub("", text)
    if len(markup) > MAX_MARKUP:
        raise Unreadable("网页正文过大，请只保存公文正文后重新上传。")
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    # A declaration of another encoding would be refused for text that is decoded already.
    markup = re.sub(r"\A\s*<\?xml[^>]*\?>", "", markup).replace("\x00", "")
    try:
        root = lxml.html.document_fromstring(markup, parser=parser)
    except (ParserError, ValueError) as fault:
        raise Unreadable("网页里没有可以读取的内容，请确认文件后重新上传。") from fault
    if _depth(root) > MAX_DEPTH:
        raise Unreadable(
            f"网页标签嵌套超过{MAX_DEPTH}层，为保护系统已拒绝读取，请另存为纯文本后重新上传。"
        )
    return root


def _depth(root: lxml.html.HtmlElement) -> int:
    deepest = 0
    level = [root]
    while level and deepest <= MAX_DEPTH:
        level = [child for element in level for child in element]
        deepest += 1
    return deepest
