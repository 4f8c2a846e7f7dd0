# ruff: noqa: RUF001 — look-alike marks are what this module is about
"""From the grids of a file to the tables of catalogues in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.lib.catalogue_tables.channels import NAMES as CHANNEL_NAMES
from gongkai.lib.catalogue_tables.headings import Column, columns_of, is_heading, is_second_line
from gongkai.lib.catalogue_tables.marks import OPEN, TICKED, cell_says_yes, is_tick
from gongkai.lib.catalogue_tables.model import FIELDS, LABELS, CatalogueTable, RawRow
from gongkai.lib.officialdoc.model import Grid, Source
from gongkai.lib.officialdoc.tables.cells import clean, plain
from gongkai.lib.officialdoc.text import key

_TITLE = re.compile(r"目录|清单|标准|事项表")
_FOOT = re.compile(
    r"注[：:]|备注|说明[：:]|填表|制表|审核人?[：:]|联系[人电]|第?[0-9]{1,4}页?\Z|[-—－·]{1,3}[0-9]{1,4}[-—－·]{1,3}\Z"
)
_WHOLE_NUMBER = re.compile(r"[0-9]{1,5}\Z")
_TICKS = frozenset({"audience", "method", "levels"})
# Merged cells come as blank ones; in these columns a cell rarely stands blank of itself.
_FILLED = ("content", "basis", "limit", "body", "channels", "audience", "method", "levels")
_SEEK_TITLE = 6


@dataclass(slots=True)
class _Reading:
    """A table while it is read: its columns, and the row above."""

    table: CatalogueTable
    columns: list[Column]
    before: dict[str, str] = field(default_factory=dict)


def read_catalogues(source: Source) -> list[CatalogueTable]:
    """Every table of a catalogue in a file, in its order; other tables are left alone.

    A grid that goes on without a header belongs to the table before it; a header that comes again
    does too, unless another title stands over it.
    """
    tables: list[CatalogueTable] = []
    reading: _Reading | None = None
    used = 0
    for grid in source.grids:
        rows = [[plain(clean(cell)) for cell in row] for row in grid.rows]
        width = max((len(row) for row in rows), default=0)
        rows = [row + [""] * (width - len(row)) for row in rows]
        title = _title_over(source, grid, used)
        used = grid.first_line + len(rows)
        reading = _grid(rows, grid, title, reading, tables)
    for table in tables:
        table.warnings += _gaps(table.rows)
    return [table for table in tables if table.rows]


def _grid(
    rows: list[list[str]], grid: Grid, title: str, reading: _Reading | None,
    tables: list[CatalogueTable],
) -> _Reading | None:  # fmt: skip
    at = 0
    if reading and len(reading.columns) != (len(rows[0]) if rows else 0):
        reading = None
    if reading and title and not _same(title, reading.table.title):
        reading = None if any(map(is_heading, rows[:4])) else reading
    while at < len(rows):
        texts = rows[at]
        if not is_heading(texts):
            title = _line(texts, grid.first_line + at, reading, title)
            at += 1
            continue
        low = rows[at + 1] if at + 1 < len(rows) and is_second_line(rows[at + 1]) else None
        reading = _headed(columns_of(texts, low), title, reading, tables)
        title = ""
        at += 2 if low is not None else 1
    return reading


def _headed(
    columns: list[Column], title: str, reading: _Reading | None, tables: list[CatalogueTable]
) -> _Reading:
    """The table a header opens, or the one it only repeats the header of."""
    again = reading and (not title or _same(title, reading.table.title))
    if reading and again and [c.role for c in reading.columns] == [c.role for c in columns]:
        return reading
    table = CatalogueTable(title)
    unused = [c.name for c in columns if c.role in ("other", "note") and c.name]
    if unused:
        table.warnings.append(
            f"这几栏没有对应的字段，内容已写在各行的提示里：{'、'.join(unused)}。"
        )
    missing = [
        LABELS[n] for n in ("limit", "body", "channels") if n not in {c.role for c in columns}
    ]
    if missing:
        table.warnings.append(f"表中没有这几栏：{'、'.join(missing)}，请导入后补填。")
    tables.append(table)
    return _Reading(table, columns)


def _line(texts: Sequence[str], line: int, reading: _Reading | None, title: str) -> str:
    """One row that is no header; gives the title for a header that may follow."""
    said = [text for text in texts if text]
    if not said:
        return title
    alone = len(set(said)) == 1 and bool(texts[0]) and len(texts) > 2
    if alone and not _WHOLE_NUMBER.match(said[0]):
        if _TITLE.search(said[0]) and len(said[0]) <= 100 and not _FOOT.match(said[0]):
            return said[0]
        if reading:
            reading.table.notes.append(said[0])
            if not _FOOT.match(said[0]):
                reading.table.warnings.append(
                    f"“{said[0][:40]}”一行只有一格文字，没有作为事项导入，请核对。"
                )
        return title
    if reading:
        if title and not reading.table.rows and not reading.table.title:
            reading.table.title = title
        _row(texts, line, reading)
    return title


def _row(texts: Sequence[str], line: int, reading: _Reading) -> None:
    cells, warnings = _cells(texts, reading.columns)
    rows = reading.table.rows
    if rows and not any(cells[name] for name in ("number", "level1", "level2")):
        _go_on(rows[-1], cells)
        return
    if not cells["level1"] and reading.before.get("level1"):
        cells["level1"] = reading.before["level1"]
    filled = [n for n in _FILLED if not cells[n] and reading.before.get(n)]
    for name in filled:
        cells[name] = reading.before[name]
    if filled:
        names = "、".join(LABELS[name] for name in filled)
        warnings.append(f"{names}为空，已按合并单元格承接上一行，请核对。")
    rows.append(RawRow(cells, warnings, line))
    reading.before = cells


def _cells(texts: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, str], list[str]]:
    """The row's texts by field; tick columns become words, what has no field a warning."""
    parts: dict[str, list[str]] = {name: [] for name in FIELDS}
    warnings = []
    for text, column in zip(texts, columns, strict=False):
        if not text:
            continue
        if column.role in ("other", "note"):
            warnings.append(f"{column.name or '未命名的一栏'}：{text}")
        elif column.role == "cycle":
            parts["limit"].append(text)
        else:
            parts[column.role] += _said(text, column)
    glue = {"channels": " "}
    return {
        name: glue.get(name, "；" if name == "limit" else "、").join(dict.fromkeys(found))
        for name, found in parts.items()
    }, warnings


def _said(text: str, column: Column) -> list[str]:
    if column.role == "channels" and column.word and key(column.word) in map(key, CHANNEL_NAMES):
        return [(TICKED if cell_says_yes(text) else OPEN) + column.word]
    if column.role not in _TICKS or not column.word:
        return [text]
    if not cell_says_yes(text):
        return []
    if is_tick(text) or key(text) == key(column.word) or column.role != "audience":
        return [column.word]
    return [f"{column.word}：{text}" if column.word == "特定群体" else text]


def _go_on(above: RawRow, cells: dict[str, str]) -> None:
    """A row without number and name is the rest of the one above, cut by the end of a page."""
    for name, text in cells.items():
        if text and text not in above.texts[name]:
            above.texts[name] += text
    above.warnings.append("下一行没有序号和事项名称，已并入这一行，请核对。")


def _title_over(source: Source, grid: Grid, floor: int) -> str:
    """The nearest line above a grid that reads like the title of a catalogue."""
    for number in range(grid.first_line - 1, max(floor, grid.first_line - _SEEK_TITLE) - 1, -1):
        line = source.lines[number]
        text = plain([line.text])
        if line.grid is None and _TITLE.search(text) and len(text) <= 100 and not _FOOT.match(text):
            return text
    return ""


def _same(one: str, other: str) -> bool:
    bare = re.compile(r"[（(](?:续表?|[0-9一二三四五六七八九十]{1,3})[）)]|续表?\Z")
    return not one or not other or bare.sub("", key(one)) == bare.sub("", key(other))


def _gaps(rows: Sequence[RawRow]) -> list[str]:
    """Numbers that are left out or come twice."""
    numbers = [int(row.texts["number"]) for row in rows if _WHOLE_NUMBER.match(row.texts["number"])]
    found = []
    for before, after in pairwise(numbers):
        if after == before:
            found.append(f"序号{after}出现了两次，请核对。")
        elif after > before + 1:
            found.append(f"序号从{before}跳到{after}，中间可能缺行，请核对原表。")
    return found
