"""What a page states about its document: meta labels, the element table, lines like 发布日期：….

The result is a flat dict; its keys are those of `FIELDS` and `META_NAMES`. Only what stands there
is taken: an empty cell stays empty.
"""

from __future__ import annotations

import re
from typing import Any

from gongkai.lib.officialdoc.dates import find_date
from gongkai.lib.officialdoc.labels import label_of, label_values, labelled_cells
from gongkai.lib.officialdoc.readers.page_lines import PageLine
from gongkai.lib.officialdoc.readers.page_titles import page_titles
from gongkai.lib.officialdoc.text import tidy

Element = Any

# 政府网站发展指引（国办发〔2017〕47号）所列页面标签，以及常见的其他写法。
META_NAMES = {
    "articletitle": "meta_title", "og:title": "og_title", "pubdate": "meta_released_on", "publishdate": "meta_released_on",
    "publish_date": "meta_released_on", "publishtime": "meta_released_on", "firstpublishedtime": "meta_released_on",
    "article:published_time": "meta_released_on", "og:release_date": "meta_released_on", "contentsource": "source",
    "source": "source", "sitename": "site_name", "siteidcode": "site_id", "columnname": "column", "url": "url", "og:url": "url",
    "keywords": "meta_keywords",
}  # fmt: skip

_DATED = re.compile(
    r"(?:19|20)[0-9]{2}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}.{0,30}(?:来源|浏览|阅读|点击|字体|字号|作者|访问|打印|分享)"
)
# Labels too particular to be a menu's word or a search form's.
_STRONG = frozenset({"index_no", "doc_no", "issuer", "signed_on", "released_on", "theme", "class"})


def read_elements(root: Element, aside: list[PageLine], content: list[PageLine]) -> dict[str, str]:
    """Return what the page states; keys whose value is empty are left out."""
    found = _meta(root)
    for name, value in (_side_by_side(root, content) | _labelled(aside)).items():
        found.setdefault(name, value)
    if not found.get("released_on"):
        found["released_on"] = dated_line(aside)
    site = found.get("site_name", "")
    for name, value in page_titles(root, site).items():
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
            pairs = labelled_cells(line.cells) if is_element_table(line) else []
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


def is_element_table(line: PageLine) -> bool:
    """Tell a document's element table from a list that merely has a column called 文号 or 日期."""
    if line.grid is None:
        return False
    labelled = [
        {name for cell in row for name, _ in _cell_labels(" ".join(cell))} for row in line.grid.rows
    ]
    known: set[str] = set().union(*labelled)
    rows = sum(1 for names in labelled if names)
    return len(known - {""}) >= 2 and bool(known & _STRONG) and rows * 10 >= len(labelled) * 6


def _cell_labels(cell: str) -> list[tuple[str, str]]:
    name = label_of(cell)
    return [(name, "")] if name is not None else label_values(cell)


def dated_line(lines: list[PageLine]) -> str:
    """Return the line under a heading that begins with a date and names source or visits."""
    for line in lines:
        if len(line.text) <= 160 and _DATED.match(tidy(line.text)):
            return line.text
    return ""


def _side_by_side(root: Element, content: list[PageLine]) -> dict[str, str]:
    """Read labels without a colon: an element that is nothing but a label, its value the next one."""
    inside = {id(line.element) for line in content}
    found: dict[str, str] = {}
    for element in root.iter("dt", "th", "label", "span", "b", "strong", "em", "div", "p"):
        text = element.text
        if not text or len(text) > 20 or len(element) or (element.tail or "").strip():
            continue
        name, value = label_of(text), element.getnext()
        if (
            name in {*_STRONG, "title"}
            and value is not None
            and id(value) not in inside
            and isinstance(value.tag, str)
        ):
            stated = tidy(value.text_content())
            if stated and len(stated) <= 200 and label_of(stated) is None:
                found.setdefault(name, stated.lstrip("：:"))
    if len(found) < 3:
        # 标题 alone may head a column of a list.
        found.pop("title", None)
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
