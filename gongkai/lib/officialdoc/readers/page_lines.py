"""A page's tree as lines: block elements and line breaks part them, data tables become grids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gongkai.lib.officialdoc.model import Grid
from gongkai.lib.officialdoc.text import is_blank, tidy

Element = Any  # lxml publishes no types

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "ucapcontent", "ucaptitle",
    "publishtime", "option",
})  # fmt: skip
SKIPPED = frozenset({
    "script", "style", "noscript", "iframe", "canvas", "svg", "select", "textarea", "button",
    "input", "object", "embed", "head", "template", "map", "audio", "video",
})  # fmt: skip
_MAX_SPAN = 200


@dataclass
class PageLine:
    """One line of a page with the block element it stands in; a data table is one such entry."""

    text: str
    element: Element = None
    linked: int = 0
    cells: list[str] = field(default_factory=list)
    grid: Grid | None = None
    rows: list[str] = field(default_factory=list)


def flatten(root: Element, *, visible_only: bool = False) -> list[PageLine]:
    """Return the text below an element as lines, in reading order, blank ones left out."""
    lines: list[PageLine] = []
    _Walker(lines, visible_only).walk(root)
    return [line for line in lines if line.grid is not None or not is_blank(line.text)]


class _Walker:
    def __init__(self, lines: list[PageLine], visible_only: bool) -> None:
        self.lines = lines
        self.visible_only = visible_only
        self.parts: list[str] = []
        self.linked = 0
        self.block: Element = None

    def walk(self, root: Element) -> None:
        self.block = root
        self._inside(root, linked=False)
        self._break(None)

    def _inside(self, element: Element, *, linked: bool) -> None:
        self._text(element.text, linked)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, linked=linked)
            self._text(child.tail, linked)

    def _child(self, child: Element, *, linked: bool) -> None:
        tag = child.tag.lower()
        if tag in SKIPPED or (self.visible_only and _hidden(child)):
            return
        if tag == "br":
            self._break(self.block)
        elif tag == "table" and self._table(child):
            return
        elif tag in BLOCKS:
            self._block(child, linked=linked)
        else:
            self._inside(child, linked=linked or tag == "a")

    def _block(self, child: Element, *, linked: bool) -> None:
        outer = self.block
        self._break(child)
        self._inside(child, linked=linked)
        self._break(outer)

    def _table(self, table: Element) -> bool:
        """Add a data table as one entry; a table that only lays out the page is walked through."""
        if not is_data_table(table):
            return False
        self._break(self.block)
        grid = Grid(rows=grid_rows(table), first_line=0)
        rows = ["\t".join(tidy(" ".join(cell)) for cell in row) for row in grid.rows]
        cells = [tidy(" ".join(cell)) for row in grid.rows for cell in row]
        if any(cells):
            self.lines.append(PageLine("\n".join(rows), table, cells=cells, grid=grid, rows=rows))
        return True

    def _text(self, text: str | None, linked: bool) -> None:
        if text:
            # Line ends inside the markup mean nothing; beside Chinese they are not even a space.
            flat = " ".join(text.split("\n")) if "\n" in text else text
            self.parts.append(flat)
            self.linked += len(flat.strip()) if linked else 0

    def _break(self, block: Element) -> None:
        text = "".join(self.parts).replace("\r", " ").replace("\u00a0", " ")
        if text.strip():
            self.lines.append(PageLine(text.rstrip(), self.block, self.linked))
        self.parts, self.linked = [], 0
        self.block = block


def _hidden(element: Element) -> bool:
    style = element.get("style")
    return bool(style) and "display:none" in style.replace(" ", "").lower()


def is_data_table(table: Element) -> bool:
    """Tell a table of data from one that lays out the page: two rows and columns, none nested."""
    rows = list(table.iter("tr"))
    if len(rows) < 2 or next(table.iterdescendants("table"), None) is not None:
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    return sum(1 for width in widths if width >= 2) >= 2


def grid_rows(table: Element) -> list[list[list[str]]]:
    """Return a table's cells with spans resolved: covered cells are empty lists."""
    rows: list[list[list[str]]] = []
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(table.iter("tr")):
        cells: list[list[str]] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while covered.pop((number, len(cells)), None):
                cells.append([])
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            column = len(cells)
            cells.append([tidy(line.text) for line in flatten(cell)])
            cells += [[] for _ in range(width - 1)]
            covered |= {
                (number + down, column + right): True
                for down in range(1, height)
                for right in range(width)
            }
        while covered.pop((number, len(cells)), None):
            cells.append([])
        rows.append(cells)
    return rows


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return (
        min(max(int(value), 1), _MAX_SPAN)
        if value.isascii() and value.isdigit() and len(value) < 6
        else 1
    )
