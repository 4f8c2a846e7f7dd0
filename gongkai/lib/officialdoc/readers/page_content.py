"""Where on a page the document stands: by the names content containers bear, else by density."""

from __future__ import annotations

from typing import Any

from gongkai.lib.officialdoc.readers.page_lines import SKIPPED, PageLine
from gongkai.lib.officialdoc.text import squeeze

Element = Any

_SURE = frozenset({
    "ucap-content", "ucapcontent", "zoom", "zoomcon", "trs_editor", "trs_ueditor",
    "article-content", "articlecontent", "article_content", "article-content-body",
    "news_content", "newscontent", "news-content", "v_news_content", "vsb_content",
    "vsb_content_2", "vsb_content_4", "wp_articlecontent", "info_cont", "infocontent",
    "info_content", "info-content", "pages_content", "xxgk_content", "xxgkcontent",
    "text_content", "textcontent", "detail-content", "detail_content", "detailcontent",
    "content_detail", "contenttext", "content-text", "content_text", "contxt", "con_text",
    "artibody", "bt-content", "zhengwen", "artcontent", "article-con", "article_con",
    "article_body", "article-body", "articlebody", "post_content", "rich_media_content",
    "xl_content", "js_content", "policy-content", "policycontent", "content_body", "content-body",
    "wzcon", "wz_con", "nr_con", "newstext", "conzt", "view-content", "pages-content",
    "zoomcontent", "articlezw", "wenzhangzhengwen",
})  # fmt: skip
_LIKELY = frozenset({
    "content", "article", "con", "cont", "main-content", "maincontent", "main_content", "detail",
    "conbox", "con_con", "contentbox", "content-box", "content_box", "zw", "xl-content", "xilan",
    "xxgk_detail", "news_con", "newscon", "text", "txt", "view",
})  # fmt: skip
_ENOUGH = 60
_DOMINANT = 0.7


def main_content(root: Element) -> tuple[Element, str]:
    """Return the element that holds the document and how it was found: name, likely, density."""
    weights = _weights(root)
    for names, how in ((_SURE, "name"), (_LIKELY, "likely")):
        best = _heaviest(root, names, weights)
        if best is not None and _is_main(best, root, weights, sure=how == "name"):
            return best, how
    return _densest(root, weights), "density"


def remarks(chosen: str, page: list[PageLine], content: list[PageLine]) -> list[str]:
    """Return warnings: how much of the page was set aside, and whether the content was guessed."""
    taken = sum(len(squeeze(line.text)) for line in content)
    dropped = sum(len(squeeze(line.text)) for line in page) - taken
    warnings = []
    if dropped > 0:
        warnings.append(
            f"网页正文之外约有{dropped}个字（页面要素、菜单、页脚等），未作为正文导入。"
        )
    if chosen == "density":
        warnings.append("网页没有标明正文区域，正文按文字密度推断，请核对。")
    if taken < _ENOUGH:
        warnings.append("网页正文很短，公文内容可能在附件或图片里，请核对。")
    return warnings


def _weights(root: Element) -> dict[Element, tuple[int, int]]:
    """Return for every element the characters of text below it, and those within links."""
    weights: dict[Element, tuple[int, int]] = {}
    for element in reversed(list(root.iter())):
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            weights[element] = (0, 0)
            continue
        text = len((element.text or "").strip())
        linked = 0
        for child in element:
            below = weights[child]
            text += below[0] + len((child.tail or "").strip())
            linked += below[1]
        weights[element] = (text, text if tag == "a" else linked)
    return weights


def _net(weights: dict[Element, tuple[int, int]], element: Element) -> int:
    text, linked = weights[element]
    return text - linked


def _names(element: Element) -> set[str]:
    words = f"{element.get('id') or ''} {element.get('class') or ''} {element.tag}"
    return set(words.lower().split())


def _heaviest(
    root: Element, names: frozenset[str], weights: dict[Element, tuple[int, int]]
) -> Element | None:
    named = [
        element
        for element in root.iter()
        if isinstance(element.tag, str) and names & _names(element)
    ]
    return max(named, key=lambda element: _net(weights, element), default=None)


def _is_main(
    element: Element, root: Element, weights: dict[Element, tuple[int, int]], *, sure: bool
) -> bool:
    net, whole = _net(weights, element), max(_net(weights, root), 1)
    if sure:
        return net >= _ENOUGH or weights[element][0] >= _ENOUGH or net * 3 >= whole
    return net >= 2 * _ENOUGH and net * 2 >= whole


def _densest(root: Element, weights: dict[Element, tuple[int, int]]) -> Element:
    """Go down from the body as long as one child holds most of the text that is no link."""
    found = root.find("body")
    current = root if found is None else found
    while True:
        below = [
            child
            for child in current
            if child in weights and child.tag not in ("p", "tr", "tbody", "ul", "ol", "span")
        ]
        heaviest = max(below, key=lambda child: _net(weights, child), default=None)
        if heaviest is None or _net(weights, heaviest) < _DOMINANT * max(_net(weights, current), 1):
            return current
        current = heaviest
