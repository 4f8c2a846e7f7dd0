# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""Titles a page bears: its headings and its <title>, without the name of the site."""

from __future__ import annotations

import re
from typing import Any

from gongkai.lib.officialdoc.text import key, squeeze, tidy

Element = Any

_SITE = (
    r"(?:网|网站|门户|平台|政府|公开|[局厅委办院部署会]|中心|公报|公告|专栏|频道|通知|文件|栏目)"
)
_SITE_TAIL = re.compile(rf"\A(.{{4,}}?)\s*(?:[-_|｜]+|\s[–—]+)\s*([^-_|｜]{{0,30}}{_SITE})\s*\Z")
_SITE_FRONT = re.compile(
    r"\A[^-_|｜]{2,30}(?:网|网站|门户|平台|人民政府)\s*(?:[-_|｜]+|\s[–—]+|>+)\s*(.{6,})\Z"
)
BREADCRUMB = re.compile(r"当前位置|所在位置|您的位置|您现在")
_NO_TITLE = re.compile(
    r"(?:网站?|门户|平台|首页|信息公开|政务公开|信息公开目录|公开专栏|人民政府|专题|频道|详情页?|内容页|正文|无标题文档|栏目|列表)\Z"
)


def page_titles(root: Element, site: str) -> dict[str, str]:
    """Return `heading` (h1 and the like) and `html_title`, "" where there is no usable one."""
    whole = tidy(root.findtext(".//title") or "")
    named = without_site(whole, site)
    headings = [
        tidy(element.text_content()) for tag in ("ucaptitle", "h1") for element in root.iter(tag)
    ]
    return {
        "page_title": whole,
        "html_title": named if usable(named, site) else "",
        "heading": _best(headings, whole, site),
    }


def _best(headings: list[str], whole: str, site: str) -> str:
    """Return the heading that the page's title repeats; any usable one where it names nothing."""
    fit = [text for text in headings if usable(text, site)]
    matching = [text for text in fit if key(text) in key(whole)]
    if matching:
        return matching[0]
    return fit[0] if fit and not usable(without_site(whole, site), site) else ""


def usable(text: str, site: str = "") -> bool:
    """Tell whether a text can be the title of a document and not the name of a site or column."""
    bare = key(text)
    if not 4 <= len(bare) <= 200 or bare == key(site) or BREADCRUMB.search(bare):
        return False
    return not _NO_TITLE.search(bare) and len(squeeze(text)) >= 4


def without_site(title: str, site: str = "") -> str:
    """Drop the name of the site and its columns from the end (or the front) of a page's title."""
    previous = ""
    while previous != title:
        previous = title
        if site and len(title) > len(site) and title.endswith(site):
            title = title[: -len(site)].rstrip(" -_|｜–—")
        elif found := _SITE_TAIL.match(title) or _SITE_FRONT.match(title):
            title = found[1]
    return title
