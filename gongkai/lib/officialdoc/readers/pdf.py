# ruff: noqa: RUF001 — look-alike characters are what this module is about
"""PDF files with a text layer: lines re-joined to paragraphs, tables, page numbers dropped."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pdfplumber

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Grid, Line, Source
from gongkai.lib.officialdoc.readers.guard import refusing
from gongkai.lib.officialdoc.text import ends_sentence, is_chinese, key, tidy

_MAX_PAGES = 500
_FEW = 20
_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第)?\s*[0-9]{1,4}\s*(?:页)?(?:\s*[/共]\s*[0-9]{1,4}\s*页?)?[-—–－·\s]*\Z"
)
_DAMAGED = "pdf文件已损坏或格式特殊，无法读取，请重新导出后上传。"
_LOCKED = "pdf文件设有打开密码，无法读取，请取消密码后重新上传。"
_SCANNED = "这份pdf没有文字层，可能是扫描件，请先做文字识别（OCR）后再上传。"


@dataclass
class _Row:
    """One printed line with its place on the page."""

    text: str
    left: float
    right: float
    top: float
    size: float
    grid: Grid | None = None


def read(name: str, data: bytes) -> Source:
    """Read a pdf; raises `Unreadable` for an encrypted, damaged or scanned one."""
    try:
        with refusing(_DAMAGED), pdfplumber.open(io.BytesIO(data)) as document:
            return _read(document)
    except Unreadable as refusal:
        if "Password" in repr(refusal.__cause__) or "Encrypt" in repr(refusal.__cause__):
            raise Unreadable(_LOCKED) from refusal
        raise


def _read(document: Any) -> Source:
    pages = document.pages
    if len(pages) > _MAX_PAGES:
        raise Unreadable(f"pdf超过{_MAX_PAGES}页，请拆分后重新上传。")
    source = Source(kind="pdf", lines=[])
    printed = [_page_rows(page) for page in pages]
    if sum(len(_letters(row)) for rows in printed for row in rows) < _FEW:
        raise Unreadable(_SCANNED)
    blank = [number + 1 for number, rows in enumerate(printed) if not rows]
    if blank:
        source.warnings.append(
            f"第{'、'.join(map(str, blank[:10]))}页没有文字层，这些页的内容没有读到，请核对。"
        )
    running = _running_lines(printed)
    for rows in printed:
        _add_page(
            source,
            [
                row
                for row in rows
                if row.grid or not (_PAGE_NUMBER.match(row.text) or key(row.text) in running)
            ],
        )
    return source


def _page_rows(page: Any) -> list[_Row]:
    tables = [
        table
        for table in page.find_tables()
        if len(table.rows) >= 2 and len(table.rows[0].cells) >= 2
    ]
    outside = page
    for table in tables:
        outside = outside.outside_bbox(_within(table.bbox, page.bbox))
    rows = [
        _Row(tidy(line["text"]), line["x0"], line["x1"], line["top"], line["bottom"] - line["top"])
        for line in outside.extract_text_lines(return_chars=False)
        if line["text"].strip()
    ]
    for table in tables:
        grid = Grid(
            rows=[[_paragraphs(cell) for cell in row] for row in table.extract()], first_line=0
        )
        if any(cell for row in grid.rows for cell in row):
            rows.append(_Row("", table.bbox[0], table.bbox[2], table.bbox[1], 0, grid))
    return sorted(rows, key=lambda row: row.top)


def _letters(row: _Row) -> str:
    cells = (
        "".join(text for cells in row.grid.rows for cell in cells for text in cell)
        if row.grid
        else ""
    )
    return key(row.text + cells)


def _within(box: tuple[float, ...], page: tuple[float, ...]) -> tuple[float, ...]:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _paragraphs(cell: str | None) -> list[str]:
    """Join the printed lines of a cell; a sentence end before a line's end parts paragraphs."""
    joined: list[str] = []
    for line in (cell or "").split("\n"):
        text = tidy(line)
        if not text:
            continue
        if joined and not ends_sentence(joined[-1]):
            joined[-1] += text if is_chinese(joined[-1][-1]) or is_chinese(text[0]) else f" {text}"
        else:
            joined.append(text)
    return joined


def _running_lines(printed: list[list[_Row]]) -> set[str]:
    """Return the heads and feet that stand on most pages."""
    if len(printed) < 3:
        return set()
    counted = Counter(
        text for rows in printed for text in {key(row.text) for row in _edges(rows)} if text
    )
    return {text for text, times in counted.items() if times >= max(3, len(printed) * 2 // 3)}


def _edges(rows: list[_Row]) -> list[_Row]:
    return [rows[0], rows[-1]] if rows else []


def _add_page(source: Source, rows: list[_Row]) -> None:
    texts = [row for row in rows if not row.grid]
    right = max((row.right for row in texts), default=0.0)
    left = min((row.left for row in texts), default=0.0)
    before: _Row | None = None
    for row in rows:
        if row.grid:
            _add_grid(source, row.grid)
            before = None
        else:
            if before and _goes_on(before, row, left, right):
                last = source.lines[-1].text
                source.lines[-1].text = (
                    last
                    + ("" if is_chinese(last[-1]) or is_chinese(row.text[0]) else " ")
                    + row.text
                )
            else:
                source.lines.append(Line(row.text))
            before = row


def _goes_on(before: _Row, row: _Row, left: float, right: float) -> bool:
    """Tell whether a printed line fills its measure and the next begins at the margin."""
    size = max(before.size, 1.0)
    full = right - before.right < 1.6 * size
    # A line set to the right or in the middle is whole, even where it touches the right margin.
    at_margin = row.left - left < 1.2 * size and before.left - left < 2.6 * size
    return (
        full
        and at_margin
        and abs(row.size - before.size) < 0.3 * size
        and row.top - before.top < 3.2 * size
    )


def _add_grid(source: Source, grid: Grid) -> None:
    grid.first_line = len(source.lines)
    number = len(source.grids)
    source.lines += [
        Line("\t".join(" ".join(cell) for cell in row), grid=number) for row in grid.rows
    ]
    source.grids.append(grid)
