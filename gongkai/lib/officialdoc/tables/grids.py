"""Turn tables of html, docx and pdf sources into rows of cells (R12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.lib.officialdoc.model import Grid
from gongkai.lib.officialdoc.tables.cells import clean, plain
from gongkai.lib.officialdoc.tables.columns import LABEL_ROLES, Column, read_header, role_of
from gongkai.lib.officialdoc.tables.evidence import Evidence
from gongkai.lib.officialdoc.tables.sheet import Row, Token
from gongkai.lib.officialdoc.tables.texts import fit
from gongkai.lib.officialdoc.text import ends_sentence

_HEADER_WITHIN = 6


@dataclass(slots=True)
class GridPart:
    """One grid that belongs to a task table: its header, and where its rows begin."""

    grid: Grid
    columns: list[Column]
    body: int
    above: list[str]


def task_part(grid: Grid) -> GridPart | None:
    """Recognise a grid whose first rows hold a task table's header; None for other tables."""
    above: list[str] = []
    for number, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        columns = read_header([plain(clean(cell)) for cell in row])
        if columns:
            return _with_second_line(GridPart(grid, columns, number + 1, above))
        above += sorted({plain(clean(cell)) for cell in row} - {""})
    return None


def continues(part: GridPart, grid: Grid) -> GridPart | None:
    """Take a grid without header, as wide as the one before, as the table's next page."""
    if not grid.rows or any(len(row) != len(part.columns) for row in grid.rows):
        return None
    return GridPart(grid, part.columns, 0, [])


def grid_rows(parts: Sequence[GridPart], evidence: Evidence) -> tuple[list[Column], list[Row]]:
    """Read the rows of one table's grids, repeated headers left out."""
    records: list[tuple[int, list[list[str]]]] = []
    for part in parts:
        rows = list(_data_rows(part))
        if records and rows and _goes_on(records[-1][1], rows[0][1], part.columns):
            records[-1] = (records[-1][0], _joined(records[-1][1], rows.pop(0)[1]))
        records += rows
    tokens = [
        Token(cell, line, starts=place == 0)
        for line, cells in records
        for place, cell in enumerate(cells)
    ]
    return fit(tokens, parts[0].columns, evidence)


def _data_rows(part: GridPart) -> Iterator[tuple[int, list[list[str]]]]:
    for number, row in enumerate(part.grid.rows[part.body :], part.body):
        cells = [clean(cell) for cell in row]
        texts = [plain(cell) for cell in cells]
        if any(texts) and not _is_header(texts):
            yield part.grid.first_line + number, cells


def _goes_on(
    before: Sequence[list[str]], row: Sequence[list[str]], columns: Sequence[Column]
) -> bool:
    """Tell whether the first row of a page is the rest of a row that the page end has cut."""
    at = next((i for i, column in enumerate(columns) if column.role == "requirement"), None)
    if at is None or not len(before) == len(row) == len(columns) or not before[at]:
        return False
    heads = [row[i] for i, column in enumerate(columns) if column.role in ("no", *LABEL_ROLES)]
    if not heads or any(heads):
        return False
    return not row[at] or not ends_sentence(before[at][-1])


def _joined(before: Sequence[list[str]], row: Sequence[list[str]]) -> list[list[str]]:
    return [
        [*one[:-1], one[-1] + "\n" + other[0], *other[1:]] if one and other else [*one, *other]
        for one, other in zip(before, row, strict=True)
    ]


def _is_header(texts: Sequence[str]) -> bool:
    named = [text for text in texts if text]
    return len(named) >= 2 and all(map(role_of, named)) and read_header(texts) is not None


def _with_second_line(part: GridPart) -> GridPart:
    """Refine a header of two lines: 责任单位 over 牵头单位 and 配合单位."""
    if part.body >= len(part.grid.rows):
        return part
    first = [plain(clean(cell)) for cell in part.grid.rows[part.body - 1]]
    second = [plain(clean(cell)) for cell in part.grid.rows[part.body]]
    named = [text for text in second if text]
    if not named or len(first) != len(second) or not all(map(role_of, named)):
        return part
    merged = read_header([low or high for high, low in zip(first, second, strict=True)])
    if not merged:
        return part
    return GridPart(part.grid, merged, part.body + 1, part.above)
