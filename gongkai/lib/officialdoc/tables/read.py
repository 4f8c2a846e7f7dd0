"""Read every task table of a file: from text lines or from grids to tasks."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.lib.officialdoc.model import BodyItem, Grid, TaskTable
from gongkai.lib.officialdoc.tables.columns import Column
from gongkai.lib.officialdoc.tables.compare import compare
from gongkai.lib.officialdoc.tables.drafts import Draft, drafts_of
from gongkai.lib.officialdoc.tables.duties import FillDown, merging_of, task_of
from gongkai.lib.officialdoc.tables.evidence import Evidence
from gongkai.lib.officialdoc.tables.faults import uneven_groups
from gongkai.lib.officialdoc.tables.grids import GridPart, continues, grid_rows, task_part
from gongkai.lib.officialdoc.tables.labels import Labels, read_labels
from gongkai.lib.officialdoc.tables.levels import find_items, settle_levels
from gongkai.lib.officialdoc.tables.locate import Segment, find_segments
from gongkai.lib.officialdoc.tables.sheet import Sheet
from gongkai.lib.officialdoc.tables.split import split_draft
from gongkai.lib.officialdoc.tables.texts import read_rows
from gongkai.lib.officialdoc.tables.titles import same_title, short_lines, title_over, year_of
from gongkai.lib.officialdoc.tables.witness import Witness


def locate_tables(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the half-open ranges of raw lines that belong to task tables.

    A range begins with the header; the title above it is left out. Each page with a repeated
    header is a range of its own.
    """
    return ranges_of(find_segments(lines))


def ranges_of(segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the half-open ranges of lines of segments that were found already."""
    return [(segment.start, segment.end) for segment in segments]


def read_tables(
    lines: Sequence[str],
    *,
    grids: Sequence[Grid] = (),
    body: Sequence[BodyItem] = (),
    segments: Sequence[Segment] | None = None,
) -> list[TaskTable]:
    """Read the task tables of one file.

    `lines` are the raw lines, `grids` the tables of an html, docx or pdf source; where a grid is a
    task table, the lines are not searched for tables again. `body` is the outline of the same
    file's body, the second witness; without it blank cells are filled from the rows around them.
    `segments` spares looking for the tables a second time. Other tables are left alone. No error is raised: doubts are warnings.
    """
    witness = Witness(body)
    evidence = Evidence(witness)
    sheets = _grid_sheets(lines, grids, evidence)
    if not sheets:
        found = find_segments(lines) if segments is None else segments
        sheets = _text_sheets(lines, found, evidence)
    return [_table(sheet, witness) for sheet in sheets]


def _text_sheets(
    lines: Sequence[str], segments_found: Sequence[Segment], evidence: Evidence
) -> list[Sheet]:
    groups: list[tuple[str, list[Segment]]] = []
    for segment in segments_found:
        floor = groups[-1][1][-1].end if groups else 0
        title = title_over(lines, segment.start, floor)
        if (
            groups
            and same_title(groups[-1][0], title)
            and _alike(groups[-1][1][0].columns, segment.columns)
        ):
            groups[-1][1].append(segment)
        else:
            groups.append((title, [segment]))
    sheets = []
    for title, segments in groups:
        columns, rows = read_rows(lines, segments, evidence)
        sheet = Sheet(title, columns, rows, short_lines(lines, segments[0].start))
        if any(segment.layout in ("loose", "spaced") for segment in segments):
            sheet.warnings.append("原文未用制表符或行列标记分栏，各栏系按内容推断，请逐行核对。")
        sheets.append(sheet)
    return sheets


def _grid_sheets(lines: Sequence[str], grids: Sequence[Grid], evidence: Evidence) -> list[Sheet]:
    groups: list[tuple[str, list[GridPart]]] = []
    for grid in grids:
        part = task_part(grid)
        going_on = continues(groups[-1][1][-1], grid) if groups and not part else None
        if going_on:
            groups[-1][1].append(going_on)
        if not part:
            continue
        title = _grid_title(lines, part, groups)
        if (
            groups
            and same_title(groups[-1][0], title)
            and _alike(groups[-1][1][0].columns, part.columns)
        ):
            groups[-1][1].append(part)
        else:
            groups.append((title, [part]))
    sheets = []
    for title, parts in groups:
        columns, rows = grid_rows(parts, evidence)
        sheets.append(Sheet(title, columns, rows, short_lines(lines, parts[0].grid.first_line)))
    return sheets


def _grid_title(
    lines: Sequence[str], part: GridPart, groups: Sequence[tuple[str, list[GridPart]]]
) -> str:
    """Return the title in the grid's own first rows or over it; cells of the grid before do not count."""
    if part.above:
        return max(part.above, key=len)
    title = title_over(lines, part.grid.first_line)
    before = groups[-1][1][-1].grid.rows if groups else []
    cells = {paragraph.strip() for row in before for cell in row for paragraph in cell}
    return "" if title in cells else title


def _alike(one: Sequence[Column], other: Sequence[Column]) -> bool:
    return [column.role for column in one] == [column.role for column in other]


def _table(sheet: Sheet, witness: Witness) -> TaskTable:
    year = year_of(sheet.title, sheet.context)
    roles = [column.role for column in sheet.columns]
    drafts, labels, left_over = read_labels(
        drafts_of(sheet.rows, sheet.columns),
        witness,
        mixed="level" in roles,
        two_levels="level2" in roles,
    )
    find_items(drafts, witness)
    settle_levels(drafts, witness, labels)
    drafts = _filled(sheet, drafts)
    tasks = [task_of(draft, year) for draft in drafts]
    table = TaskTable(title=sheet.title, year=year, tasks=tasks, warnings=list(sheet.warnings))
    table.warnings += [f"“{label}”之下没有任务行，请核对。" for label in left_over]
    table.warnings += _remarks(sheet, labels, drafts)
    table.warnings += uneven_groups(name for task in tasks for name in task.units)
    table.warnings += compare(tasks, [draft.item for draft in drafts], witness)
    return table


def _filled(sheet: Sheet, drafts: Sequence[Draft]) -> list[Draft]:
    fill = FillDown(merging_of(sheet.rows, sheet.columns), sheet.columns)
    parts = [part for draft in drafts for part in split_draft(draft)]
    for part in parts:
        fill.fill(part)
    return parts


def _remarks(sheet: Sheet, labels: Labels, drafts: Sequence[Draft]) -> list[str]:
    roles = {column.role for column in sheet.columns}
    remarks = []
    if not sheet.title:
        remarks.append("未找到本表的标题，请补录。")
    if not roles & {"lead", "units", "support"}:
        remarks.append("本表没有责任单位一栏。")
    filled = sum("deadline" in draft.filled for draft in drafts)
    if filled:
        remarks.append(f"有{filled}行完成时限为空，已按合并单元格承接上一行。")
    return remarks
