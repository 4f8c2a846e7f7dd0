"""The three tables laid out as the form prints them: rows of cells that span."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from gongkai.lib.annual_report.form import (
    COLUMNS,
    ENDS,
    LINES,
    ORGANISATIONS,
    RESULTS,
    ROWS,
)
from gongkai.lib.annual_report.tables import Number, Tables


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `place` is that of `Tables.cells` where it holds a figure."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = True
    place: str = ""
    # Reads across (of a row) or down (of columns).
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its name, the rows of its head, the rows of its body."""

    title: str
    head: list[list[Cell]]
    body: list[list[Cell]] = field(default_factory=list)

    def html(self) -> str:
        """As rich text of record."""
        rows = "".join(f"<tr>{''.join(map(_html, row))}</tr>" for row in self.head)
        body = "".join(f"<tr>{''.join(map(_html, row))}</tr>" for row in self.body)
        title = f' data-title="{escape(self.title)}"' if self.title else ""
        head = f"<thead>{rows}</thead>" if rows else ""
        return f"<table{title}>{head}<tbody>{body}</tbody></table>"


def _html(cell: Cell) -> str:
    name = "th" if cell.header else "td"
    spans = "".join(
        f' {kind}="{number}"'
        for kind, number in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
        if number > 1
    )
    return f"<{name}{spans}>{escape(cell.text, quote=False)}</{name}>"


def grids(tables: Tables) -> list[Grid]:
    """The tables of sections two, three and four; section two has one for each part of 第二十条."""
    return [*grids_one(tables), grid_two(tables), grid_three(tables)]


def grids_one(tables: Tables) -> list[Grid]:
    """Table one: a part of 条例第二十条 each."""
    found: list[Grid] = []
    for item in dict.fromkeys(line.item for line in LINES):
        lines = [line for line in LINES if line.item == item]
        head = [
            Cell("信息内容", scope="col"),
            *(Cell(name, scope="col") for _, name in lines[0].columns),
        ]
        body = [
            [
                Cell(line.name, scope="row"),
                *(
                    _figure(tables.table1[line.key][column], f"table1.{line.key}.{column}")
                    for column, _ in line.columns
                ),
            ]
            for line in lines
        ]
        found.append(Grid(item, [head], body))
    return found


def grid_two(tables: Tables) -> Grid:
    """Table two: 25 rows by 7 columns, with the results grouped."""
    head = [
        [Cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Cell("申请人情况", 7, scope="colgroup")],
        [Cell(COLUMNS["c1"], rowspan=2, scope="col"), Cell(ORGANISATIONS, 5, scope="colgroup"), Cell(COLUMNS["c7"], rowspan=2, scope="col")],
        [Cell(COLUMNS[column], scope="col") for column in ("c2", "c3", "c4", "c5", "c6")],
    ]  # fmt: skip
    sizes = Counter(row.group for row in ROWS if row.group)
    results = sum(row.key.startswith("r") for row in ROWS)
    body: list[list[Cell]] = []
    begun: set[str] = set()
    for row in ROWS:
        labels: list[Cell] = []
        if row.key.startswith("r"):
            if RESULTS not in begun:
                labels.append(Cell(RESULTS, rowspan=results, scope="rowgroup"))
                begun.add(RESULTS)
            if row.group and row.group not in begun:
                labels.append(Cell(row.group, rowspan=sizes[row.group], scope="rowgroup"))
                begun.add(row.group)
            labels.append(Cell(row.label, 1 if row.group else 2, scope="row"))
        else:
            labels.append(Cell(row.label, 3, scope="row"))
        cells = tables.table2[row.key]
        body.append([*labels, *(_figure(cells[c], f"table2.{row.key}.{c}") for c in COLUMNS)])
    return Grid("", head, body)


def grid_three(tables: Tables) -> Grid:
    """Table three: one row of fifteen figures under three groups."""
    suits = ("suit_direct", "suit_after_review")
    head = [
        [Cell("行政复议", len(ENDS), 2, scope="colgroup"), Cell("行政诉讼", 2 * len(ENDS), scope="colgroup")],
        [Cell(name, len(ENDS), scope="colgroup") for name in ("未经复议直接起诉", "复议后起诉")],
        [Cell(name, scope="col") for _ in range(3) for name in ENDS.values()],
    ]  # fmt: skip
    groups = ("review", *suits)
    row = [
        _figure(tables.table3[group][end], f"table3.{group}.{end}")
        for group in groups
        for end in ENDS
    ]
    return Grid("", head, [row])


def _figure(value: Number, place: str) -> Cell:
    text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return Cell(text, header=False, place=place)
