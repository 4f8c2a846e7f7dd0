# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""What a page states about its document: meta labels, the element table, lines like 发布日期：….

The result is a flat dict; its keys are those of `FIELDS` and `META_NAMES`. Only what stands there
is taken: an empty cell stays empty.
"""

from __future__ import annotations

import re
from typing import Any

from gongkai.lib.officialdoc.dates import find_date
from gongkai.lib.officialdoc.labels import label_values, labelled_cells
from gongkai.lib.officialdoc.readers.page_lines import PageLine
from gongkai.lib.officialdoc.text import key, squeeze, tidy

Element = Any

# 政府网站发展指引（国办发〔2017〕47号）所列页面标签，以及常见的其他写法。
META_NAMES = {
    "articletitle": "meta_title", "og:title": "og_title", "pubdate": "meta_released_on", "publishdate": "meta_released_on",
    "publish_date": "meta_released_on", "publishtime": "meta_released_on", "firstpublishedtime": "meta_released_on",
    "article:published_time": "meta_released_on", "og:release_date": "meta_released_on", "contentsource": "source",
    "source": "source", "sitename": "site_name", "siteidcode": "site_id", "columnname": "column", "url": "url", "og:url": "url",
    "keywords": "meta_keywords",
}  # fmt: skip

_SITE_TAIL = re.compile(
    r"\A(.{4,}?)\s*(?:[-_|｜]+|\s[–—]+)\s*([^-_|｜]{0,30}(?:网|网站|门户|平台|政府|公开|[局厅委办院部署会]|中心|公报|公告|专栏|频道|通知|文件|栏目))\s*\Z"
)
_BREADCRUMB = re.compile(r"当前位置|所在位置|您的位置|您现在")


def read_elements(root: Element, aside: list[PageLine], content: list[PageLine]) -> dict[str, str]:
    """Return what the page states; keys whose value is empty are left out."""
    found = _meta(root)
    for name, value in _labelled(aside).items():
        found.setdefault(name, value)
    site = found.get("site_name", "")
    for name, value in _titles(root, aside, site).items():
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if value}


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (
            (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        )
        value = tidy(meta.get("content") or "")
        known = META_NAMES.get(name)
        if known and value and (known != "meta_released_on" or find_date(value)):
            found.setdefault(known, value)
    return found


def _labelled(lines: list[PageLine]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if line.cells:
            pairs = labelled_cells(line.cells)
        elif len(line.text) <= 400:
            after = lines[number + 1] if number + 1 < len(lines) else None
            pairs = label_values(
                line.text, after.text if after is not None and _near(line, after) else ""
            )
        else:
            continue
        for name, value in pairs:
            if value:
                found.setdefault(name, value)
    return found


def _near(line: PageLine, after: PageLine) -> bool:
    """Tell whether two lines stand in one small part of the page, as a label and its value do."""
    if line.element is None or after.element is None or after.cells:
        return False
    above = after.element.getparent()
    return (
        above is line.element
        or after.element is line.element
        or (above is not None and above is line.element.getparent())
    )


def _titles(root: Element, aside: list[PageLine], site: str) -> dict[str, str]:
    whole = tidy(root.findtext(".//title") or "")
    found = {"page_title": whole, "html_title": without_site(whole, site)}
    headings = [
        tidy(element.text_content()) for tag in ("ucaptitle", "h1") for element in root.iter(tag)
    ]
    found["heading"] = _best_heading(headings, whole, site)
    return found


def _best_heading(headings: list[str], whole: str, site: str) -> str:
    usable = [
        text
        for text in headings
        if 6 <= len(squeeze(text)) <= 200
        and not _BREADCRUMB.search(text)
        and key(text) != key(site)
    ]
    matching = [text for text in usable if key(text) and key(text) in key(whole)]
    return (matching or usable or [""])[0] if matching or not whole else ""


def without_site(title: str, site: str = "") -> str:
    """Drop the name of the site and its columns from the end of a page's title."""
    previous = ""
    while previous != title:
        previous = title
        if site and len(title) > len(site) and title.endswith(site):
            title = title[: -len(site)].rstrip(" -_|｜–—")
        elif found := _SITE_TAIL.match(title):
            title = found[1]
    return title
