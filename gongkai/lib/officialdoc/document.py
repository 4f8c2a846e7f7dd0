"""One document out of one segment: head, tail, outline, relations, and who owns which line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.lib.officialdoc.elements.decree import promulgated
from gongkai.lib.officialdoc.elements.head import Head, HeadReader
from gongkai.lib.officialdoc.elements.merge import Merger, page_title
from gongkai.lib.officialdoc.elements.tail import Tail, TailReader
from gongkai.lib.officialdoc.lines import Claims, Lines
from gongkai.lib.officialdoc.model import Document, Node
from gongkai.lib.officialdoc.outline import walk
from gongkai.lib.officialdoc.parts import outline_of
from gongkai.lib.officialdoc.relations import find, listed_act

_LATIN = re.compile(
    r"[\u4e00-\u9fff》”）] ?(?:and|the|of|or|in|to) ?[\u4e00-\u9fff《“（]", re.IGNORECASE
)
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{6,20})[、，；]\1")


@dataclass
class Reading:
    """A document in the making."""

    document: Document
    head: Head
    tail: Tail
    claims: Claims


def read_document(
    lines: Lines, span: tuple[int, int], meta: Mapping[str, str], fixed: set[int]
) -> Reading:
    """Read one document; every visible line of its span ends in an element or an outline node.

    Arguments: the lines, the half-open range, what the page states (only for the first document),
    and the lines that are rows of data tables.
    """
    claims = Claims()
    head = HeadReader(lines, span, claims, page_title(meta)).read()
    tail = TailReader(lines, head.body_start, span[1], claims).read()
    document = Document(first_line=span[0], end_line=span[1], positions=claims.positions)
    _outline(lines, document, head, tail, claims, fixed)
    decree = promulgated(document.outline) if head.order else ("", "")
    Merger(document, meta, head, tail, decree).merge()
    document.relations = find(
        head.title or document.title, _paragraphs(document), _listed(document)
    )
    return Reading(document, head, tail, claims)


def _outline(
    lines: Lines, document: Document, head: Head, tail: Tail, claims: Claims, fixed: set[int]
) -> None:
    # Lines the head passed over without an owner come first: nothing of the file is lost.
    span = [
        n
        for n in lines.between(document.first_line, document.end_line)
        if n not in claims.taken and not lines.is_page_number(n)
    ]
    main = [n for n in span if head.body_start <= n < tail.body_end]
    annexes = [n for n in span if n >= tail.annex_start]
    outline = outline_of(lines, main, annexes, fixed)
    document.outline = outline.nodes
    document.warnings += outline.warnings
    if outline.joined:
        shown = "、".join(str(number + 1) for number in outline.joined[:12])
        more = "等" if len(outline.joined) > 12 else ""
        document.warnings.append(f"第{shown}行{more}接在上一段之后（上一段在句中断开），请核对。")
    document.warnings += _faults(lines, span)


def _paragraphs(document: Document) -> list[tuple[int, str]]:
    return [
        (node.lines[0] if node.lines else 0, text)
        for node in walk(document.outline)
        for text in _texts(node.heading, node.text)
    ]


def _listed(document: Document) -> dict[int, str]:
    """Return the lines of nodes that stand under a heading like 废止的文件, with the act it names."""
    found: dict[int, str] = {}
    annex = ""
    for node in document.outline:
        if not node.level and node.heading:
            annex = node.heading
        found |= _listed_below(node, (annex,))
    return found


def _listed_below(node: Node, headings: tuple[str, ...]) -> dict[int, str]:
    headings = (*headings, node.heading)
    act = listed_act(headings) if node.lines else None
    found = {node.lines[0]: act} if act else {}
    for child in node.children:
        found |= _listed_below(child, headings)
    return found


def _texts(heading: str, text: str) -> list[str]:
    return [part for part in (heading, *text.split("\n")) if part]


def _faults(lines: Lines, numbers: list[int]) -> list[str]:
    """Return warnings about slips of recognition that stay as they are."""
    warnings = []
    for number in numbers:
        text = lines.bare[number]
        if _LATIN.search(text):
            warnings.append(f"第{number + 1}行的汉字之间夹有英文单词，可能是识别错误，请核对。")
        if "、" in text and (found := _DOUBLED.search(text)):
            warnings.append(f"第{number + 1}行“{found[1]}”连续出现两次，已照原文保留，请核对。")
    return warnings[:20]
