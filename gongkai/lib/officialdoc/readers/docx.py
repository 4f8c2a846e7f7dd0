"""Word files (docx): paragraphs and tables in order, with the labels that automatic numbering shows.

Macros, embedded objects and external parts are never touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Grid, Line, Source
from gongkai.lib.officialdoc.readers.archive import open_checked
from gongkai.lib.officialdoc.readers.guard import refusing
from gongkai.lib.officialdoc.readers.numbering import Numbering, integer
from gongkai.lib.officialdoc.text import is_blank, tidy

Element = Any

_DAMAGED = "docx文件已损坏，无法打开，请在Word或WPS中重新保存后上传。"
_MAX_CELLS = 200_000
# Content control, smart tag, insertion: their content counts as if they were not there.
_CONTAINERS = {
    qn("w:sdt"),
    qn("w:sdtContent"),
    qn("w:ins"),
    qn("w:smartTag"),
    qn("w:customXml"),
    qn("w:moveTo"),
}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(name: str, data: bytes) -> Source:
    """Read a docx file; raises `Unreadable` for a damaged, locked or bomb-like one."""
    archive = open_checked(data)
    with refusing(_DAMAGED):
        source = _Reader(docx.Document(io.BytesIO(data))).read()
    if any(member.endswith("vbaProject.bin") for member in archive.namelist()):
        source.warnings.append("文件中带有宏，宏没有读取也没有运行。")
    return source


_TICK_BOXES = {
    "6E": "■", "FE": "☑", "FD": "☒", "FC": "✓", "52": "☑", "50": "✓", "53": "☒",
    "6F": "□", "A8": "□", "A3": "□", "71": "□", "2A": "□",
}  # fmt: skip


class _Reader:
    def __init__(self, document: WordDocument) -> None:
        self.body = document.element.body
        self.numbering = Numbering(document)
        self.source = Source(kind="docx", lines=[])
        self.cells = 0

    def read(self) -> Source:
        for block in _blocks(self.body):
            if block.tag == qn("w:p"):
                self.source.lines += [Line(text) for text in self._paragraph(block)]
            else:
                self._table(block)
        if self.numbering.used:
            self.source.warnings.append("部分序号由Word自动编号生成，已按编号设置还原，请核对。")
        return self.source

    def _paragraph(self, paragraph: Element) -> list[str]:
        text = "".join(_pieces(paragraph))
        if is_blank(text):
            return [""]
        lines = text.split("\n")
        label = self.numbering.label(paragraph)
        return [label + lines[0], *lines[1:]] if label else lines

    def _table(self, table: Element) -> None:
        rows = self._rows(table)
        width = max((len(row) for row in rows), default=0)
        if width == 1 or (len(rows) == 1 and width <= 2):
            self.source.lines += [Line(text) for row in rows for cell in row for text in cell]
            return
        grid = Grid(rows=rows, first_line=len(self.source.lines))
        number = len(self.source.grids)
        self.source.lines += [
            Line("\t".join(" ".join(cell) for cell in row), grid=number) for row in rows
        ]
        self.source.grids.append(grid)

    def _rows(self, table: Element) -> list[list[list[str]]]:
        rows = []
        for row in table.iter(qn("w:tr")):
            if _owner(row, qn("w:tbl")) is not table:
                continue
            cells: list[list[str]] = [[] for _ in range(_grid_number(row, "w:gridBefore"))]
            for cell in row.iter(qn("w:tc")):
                if _owner(cell, qn("w:tr")) is row:
                    self._cell(cell, cells)
            rows.append(cells)
        return rows

    def _cell(self, cell: Element, cells: list[list[str]]) -> None:
        span, merged = _spans(cell)
        self.cells += span
        if self.cells > _MAX_CELLS:
            raise Unreadable("文件中的表格过大，为保护系统已停止读取，请拆分后重新上传。")
        texts = (
            [] if merged else [text for p in cell.iter(qn("w:p")) for text in self._paragraph(p)]
        )
        cells.append([tidy(text) for text in texts if not is_blank(text)])
        cells += [[] for _ in range(span - 1)]


def _blocks(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _CONTAINERS:
            yield from _blocks(child)


def _pieces(paragraph: Element) -> Iterator[str]:
    """Yield the visible text of a paragraph; deleted text and doubled text boxes are left out."""
    skipped = {id(below) for copy in paragraph.iter(_FALLBACK) for below in copy.iter()}
    for node in paragraph.iter():
        if id(node) in skipped:
            continue
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag in (qn("w:tab"), qn("w:ptab")) and node.getparent().tag == qn("w:r"):
            yield "\t"
        elif node.tag in (qn("w:br"), qn("w:cr")) or (
            node.tag == qn("w:p") and node is not paragraph
        ):
            yield "\n"
        elif node.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif node.tag == qn("w:sym"):
            yield _tick_box(node)


def _tick_box(symbol: Element) -> str:
    """A tick box set as a character of a symbol font, by its shape; nothing for other symbols."""
    if not (symbol.get(qn("w:font")) or "").startswith("Wingdings"):
        return ""
    return _TICK_BOXES.get((symbol.get(qn("w:char")) or "").upper()[-2:], "")


def _owner(element: Element, tag: str) -> Element:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _grid_number(row: Element, name: str) -> int:
    found = row.find(f"{qn('w:trPr')}/{qn(name)}")
    return min(integer(found.get(qn("w:val"))), 60) if found is not None else 0


def _spans(cell: Element) -> tuple[int, bool]:
    """Return the columns a cell spans and whether a merged cell above covers it."""
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    covered = merge is not None and merge.get(qn("w:val"), "continue") != "restart"
    return (min(max(integer(width.get(qn("w:val"))), 1), 60) if width is not None else 1), covered
