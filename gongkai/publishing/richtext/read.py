"""HTML read into blocks: whatever the markup was, what comes out has the form that is stored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gongkai.publishing.richtext.limits import TooMuch, parsed
from gongkai.publishing.richtext.model import (
    Block,
    Cell,
    Kind,
    Picture,
    Run,
    Table,
    trimmed,
    words,
)

Element = Any  # lxml publishes no types
DEEPEST_ITEM = 3
WIDEST = 1000  # columns or rows that one cell may span
MOST_PLACES = 50_000  # of one table
_BLANKS = re.compile("[\t\r\n\f]+")
_HEADINGS = {f"h{level}": min(level, 4) for level in range(1, 7)}
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "td", "th", "tr", "ul",
})  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LINKS = ("http://", "https://", "mailto:", "tel:", "/", "#")


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    link: str = ""
    quote: bool = False
    heading: int = 0
    depth: int = 0
    ordered: bool = False


@dataclass(slots=True)
class _Item:
    """The item whose paragraphs are being read."""

    marker: str
    start: int


def read(html: str) -> list[Block]:
    """The blocks of a cleaned text."""
    return blocks_in(parsed(html))


def blocks_in(root: Element) -> list[Block]:
    """The blocks of a tree in reading order."""
    reader = _Reader()
    reader.walk(root, _Look())
    reader.flush(_Look())
    return reader.blocks


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.item: _Item | None = None

    def walk(self, element: Element, look: _Look) -> None:
        self._text(element.text, look)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, look)
            self._text(child.tail, look)

    def _text(self, text: str | None, look: _Look) -> None:
        if text:
            self.runs.append(Run(_BLANKS.sub(" ", text), look.bold, look.link))

    def _element(self, element: Element, look: _Look) -> None:
        tag = element.tag
        if tag == "img":
            self._picture(element, look)
        elif tag == "table":
            self.flush(look)
            self._table(element)
        elif tag in ("ul", "ol"):
            self._list(element, look)
        elif tag in _HEADINGS:
            self._apart(element, replace(look, heading=_HEADINGS[tag], bold=False))
        elif tag == "br":
            self._line_break(look)
        elif tag in _BREAKING:
            self._apart(element, replace(look, quote=look.quote or tag == "blockquote"))
        elif tag == "a":
            self.walk(element, replace(look, link=_link(element) or look.link))
        else:
            bold = look.bold or (tag in _BOLD and not look.heading)
            self.walk(element, replace(look, bold=bold))

    def _apart(self, element: Element, look: _Look) -> None:
        self.flush(look)
        self.walk(element, look)
        self.flush(look)

    def _line_break(self, look: _Look) -> None:
        """A forced break ends the paragraph: in the plain text both are a new line."""
        if not look.heading:
            self.flush(look)
        elif self.runs and self.runs[-1].text[-1:].isascii():
            self.runs.append(Run(" "))

    def flush(self, look: _Look) -> None:
        """Ends the paragraph that is being read, where it holds something."""
        runs, self.runs = trimmed(self.runs), []
        if not runs:
            return
        if look.heading:
            self.blocks.append(Block(Kind.HEADING, [Run(words(runs))], level=look.heading))
        elif look.depth and self.item:
            item, first = self.item, self.item.marker
            self.blocks.append(
                Block(
                    Kind.ITEM,
                    runs,
                    level=look.depth,
                    ordered=look.ordered,
                    start=item.start,
                    marker=first,
                )
            )
            item.marker = ""
        else:
            self.blocks.append(Block(Kind.QUOTE if look.quote else Kind.PARAGRAPH, runs))

    def _list(self, element: Element, look: _Look) -> None:
        self.flush(look)
        outer, ordered = self.item, element.tag == "ol"
        depth = min(look.depth + 1, DEEPEST_ITEM)
        inner = replace(look, depth=depth, ordered=ordered, heading=0)
        number = _whole(element.get("start"), 1)
        self._loose(element.text, inner)
        for child in element:
            if child.tag in ("ul", "ol"):  # a list that stands in a list without an item around it
                self._list(child, inner)
            elif isinstance(child.tag, str):
                self.item = _Item(marker(number, depth) if ordered else "•", number)
                self._apart(child, inner)
                number += 1
            self._loose(child.tail, inner)
        self.item = outer

    def _loose(self, text: str | None, look: _Look) -> None:
        """Words between the items of a list."""
        self.item = _Item("", 1)
        self._text(text, look)
        self.flush(look)

    def _picture(self, element: Element, look: _Look) -> None:
        file = _whole(element.get("data-file"), 0)
        if not file:
            return
        self.flush(look)
        alt = " ".join((element.get("alt") or "").split())[:200]
        size = [_whole(element.get(name), 0) for name in ("width", "height")]
        self.blocks.append(Block(Kind.PICTURE, picture=Picture(file, alt, size[0], size[1])))

    def _table(self, element: Element) -> None:
        caption = element.find("caption")
        title = element.get("data-title") or (caption is not None and caption.text_content()) or ""
        table = Table(" ".join(str(title).split())[:200])
        pictures: list[Block] = []
        for row in _rows_of(element):
            cells = [_cell(cell, pictures) for cell in row if cell.tag in ("td", "th")]
            table.rows += [cells] if cells else []
        if table.rows:
            self.blocks.append(Block(Kind.TABLE, table=table))
        # A picture in a cell would stand nowhere in the plain text: it follows the table.
        self.blocks += pictures


def _rows_of(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _cell(element: Element, pictures: list[Block]) -> Cell:
    inside = blocks_in(element)
    paragraphs: list[list[Run]] = []
    for block in inside:
        if block.table is not None:
            paragraphs += [runs for row in block.table.rows for c in row for runs in c.paragraphs]
        elif block.picture is not None:
            pictures.append(block)
        else:
            paragraphs.append([*([Run(block.marker)] if block.marker else []), *block.runs])
    return Cell(
        paragraphs,
        element.tag == "th",
        min(_whole(element.get("colspan"), 1) or 1, WIDEST),
        min(_whole(element.get("rowspan"), 1) or 1, WIDEST),
    )


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and _NUMBER.match(text) else otherwise


def _link(element: Element) -> str:
    target = (element.get("href") or "").strip()
    allowed = target.lower().startswith(LINKS) and not target.startswith(("//", "/\\"))
    return target if allowed and len(target) <= 2000 else ""


def marker(number: int, depth: int) -> str:
    """What is printed before item `number` at a depth: 1. then （1） then ①."""
    if depth == 1:
        return f"{number}."
    if depth == 2 or not 0 < number <= len(_CIRCLED):
        return f"（{number}）"
    return _CIRCLED[number - 1]


def grid(table: Table) -> list[list[Cell | None]]:
    """The table as rows of one width: a cell where it begins, None where a span covers the place."""
    taken = _taken(table)
    width = _width(taken)
    return [[taken.get((y, x)) for x in range(width)] for y in range(len(table.rows))]


def _taken(table: Table) -> dict[tuple[int, int], Cell | None]:
    taken: dict[tuple[int, int], Cell | None] = {}
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            height = min(cell.rowspan, len(table.rows) - y)
            for place in ((y + b, x + a) for b in range(height) for a in range(cell.colspan)):
                taken.setdefault(place, None)
            taken[y, x] = cell
            x += cell.colspan
    return taken


def _width(taken: dict[tuple[int, int], Cell | None]) -> int:
    return max((x for _, x in taken), default=-1) + 1


def check_tables(blocks: list[Block]) -> None:
    """Refuses a table of more places than anybody reads: a few bytes of spans can make millions.

    Raises:
        TooMuch: more than 50,000 places in one table.
    """
    for table in (block.table for block in blocks if block.table is not None):
        area = sum(cell.colspan * cell.rowspan for row in table.rows for cell in row)
        if area > MOST_PLACES or _width(_taken(table)) * len(table.rows) > MOST_PLACES:
            raise TooMuch(
                "正文中有一张表格超过五万格，没有保存。请检查合并的单元格，或者把这张表格改为附件上传。"
            )
