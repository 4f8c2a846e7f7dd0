"""Workbooks (xlsx): values only, no formula is computed; each sheet is one table."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.model import Grid, Line, Source
from gongkai.lib.officialdoc.readers.archive import open_checked
from gongkai.lib.officialdoc.readers.guard import refusing
from gongkai.lib.officialdoc.text import tidy

_MAX_ROWS = 10_000
_MAX_COLUMNS = 100
_TOO_LONG = f"工作表超过{_MAX_ROWS}行，请删去空行或拆分后重新上传。"
_DAMAGED = "xlsx文件已损坏，无法打开，请重新保存后上传。"


def read(name: str, data: bytes) -> Source:
    """Read a workbook; raises `Unreadable` for a damaged or bomb-like one."""
    open_checked(data)
    source = Source(kind="xlsx", lines=[])
    with refusing(_DAMAGED):
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _sheet(source, sheet)
    return source


def _sheet(source: Source, sheet: Any) -> None:
    rows: list[list[list[str]]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True)):
        if number >= _MAX_ROWS:
            raise Unreadable(_TOO_LONG)
        cells = [_paragraphs(value) for value in row]
        if any(cells):
            rows.append(cells)
    width = max((max(i + 1 for i, cell in enumerate(row) if cell) for row in rows), default=0)
    rows = [row[:width] + [[] for _ in range(width - len(row))] for row in rows]
    # A title stands alone in its row above the table; it is a line, not a cell.
    while rows and width > 1 and sum(map(bool, rows[0])) == 1:
        source.lines += [Line(text) for cell in rows.pop(0) for text in cell]
    if not rows:
        return
    grid = Grid(rows=rows, first_line=len(source.lines))
    number = len(source.grids)
    source.lines += [Line("\t".join(" ".join(cell) for cell in row), grid=number) for row in rows]
    source.grids.append(grid)


def _paragraphs(value: object) -> list[str]:
    if value is None:
        return []
    # Dates come with a midnight that nobody typed.
    text = str(value).removesuffix(" 00:00:00")
    return [tidy(line) for line in text.splitlines() if tidy(line)]
