"""The three tables of the annual report as plain data: made, summed, written and read as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from gongkai.lib.annual_report.form import (
    BY_KEY,
    COLUMNS,
    DONE,
    END_PARTS,
    ENDS,
    GROUPS,
    LEAVES,
    LINE_OF,
    LINES,
    MONEY,
    PARTS,
    ROWS,
    TOTAL,
)

Number = int | Decimal
Cells = dict[str, dict[str, Number]]


class Unusable(Exception):
    """Data that is no annual report; the text is a whole sentence naming the cell."""


def no_requests() -> Cells:
    """Table two, empty: 25 rows by 7 columns."""
    return {row.key: dict.fromkeys(COLUMNS, 0) for row in ROWS}


def no_remedies() -> Cells:
    """Table three, empty: 3 groups by 5 columns."""
    return {group: dict.fromkeys(ENDS, 0) for group in GROUPS}


def nothing_published() -> Cells:
    """Table one, empty."""
    return {line.key: {key: 0 for key, _ in line.columns} for line in LINES}


@dataclass(slots=True)
class Tables:
    """The tables of one report; cells by row and column key."""

    table1: Cells = field(default_factory=nothing_published)
    table2: Cells = field(default_factory=no_requests)
    table3: Cells = field(default_factory=no_remedies)

    def copy(self) -> Tables:
        """Another one with the same figures."""
        return deepcopy(self)

    def cells(self) -> dict[str, Number]:
        """Every figure by its place: table1.rules.made, table2.a1.c1, table3.review.kept …."""
        return {
            f"{name}.{row}.{column}": value
            for name in ("table1", "table2", "table3")
            for row, cells in getattr(self, name).items()
            for column, value in cells.items()
        }

    def to_json(self) -> dict[str, Any]:
        """As JSON; the amount of money is a text, so that no digit is lost."""
        return {
            name: {row: {column: _plain(value) for column, value in cells.items()} for row, cells in getattr(self, name).items()}
            for name in ("table1", "table2", "table3")
        }  # fmt: skip


def _plain(value: Number) -> int | str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def read(data: Mapping[str, Any]) -> Tables:
    """The tables from JSON; a table that is left out is empty.

    Table three may give a group as the list of its five numbers, in the order of the form.

    Raises:
        Unusable: a row or column is missing or unknown, or a cell is no number.
    """
    found = Tables()
    if "table1" in data:
        shape = {line.key: [key for key, _ in line.columns] for line in LINES}
        found.table1 = _read(data["table1"], shape, "表一")
    if "table2" in data:
        found.table2 = _read(data["table2"], {row: list(COLUMNS) for row in BY_KEY}, "表二")
    if "table3" in data:
        found.table3 = _read(data["table3"], {group: list(ENDS) for group in GROUPS}, "表三")
    return found


def _read(data: Any, shape: Mapping[str, list[str]], name: str) -> Cells:
    if not isinstance(data, Mapping):
        raise Unusable(f"{name}应当是按行和列组织的数据。")
    strange = sorted(set(data) - set(shape))
    if strange:
        raise Unusable(f"{name}没有“{strange[0]}”这一行，请按国办公开办函〔2021〕30号的格式提供。")
    cells: Cells = {}
    for row, columns in shape.items():
        values = data.get(row)
        if isinstance(values, list | tuple) and len(values) == len(columns):
            values = dict(zip(columns, values, strict=True))
        if not isinstance(values, Mapping) or set(values) != set(columns):
            raise Unusable(
                f"{name}的“{row}”行缺少数据或者多出了列，应当正好有{'、'.join(columns)}。"
            )
        cells[row] = {
            column: number(values[column], f"{name}的{row}.{column}", money=(row, column) == MONEY)
            for column in columns
        }
    return cells


def number(value: Any, place: str, *, money: bool = False) -> Number:
    """A cell as a number; whether it is a fitting one the checks say (AR-NONNEG).

    Raises:
        Unusable: no number at all.
    """
    if money:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and not isinstance(value, bool):
            return amount
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    elif isinstance(value, float) and value == value and abs(value) < 1e15:
        return int(value) if value.is_integer() else Decimal(str(value))
    raise Unusable(f"{place}不是数字。")


def requests_from(counts: Iterable[tuple[str, str, int]]) -> Cells:
    """Table two from (row, column, number) of the two intakes, the 21 results and what is carried on.

    Sums of rows and columns follow; that the table balances is for the counting to see to.
    """
    table = no_requests()
    for row, column, count in counts:
        table[row][column] += count
    return with_sums(table)


def with_sums(table: Cells) -> Cells:
    """The table with 总计 of every row and of the results computed anew."""
    for column in PARTS:
        table[DONE][column] = sum((table[leaf][column] for leaf in LEAVES), start=0)
    for cells in table.values():
        cells[TOTAL] = sum((cells[column] for column in PARTS), start=0)
    return table


def remedies_from(counts: Iterable[tuple[str, str, int]]) -> Cells:
    """Table three from (group, result, number); the sums follow."""
    table = no_remedies()
    for group, end, count in counts:
        table[group][end] += count
    for cells in table.values():
        cells["total"] = sum((cells[end] for end in END_PARTS), start=0)
    return table


def consolidated(parts: Iterable[Tables]) -> Tables:
    """The cell-wise sum of the reports of several units (AR-SUM)."""
    whole = Tables()
    for part in parts:
        for name in ("table1", "table2", "table3"):
            mine = getattr(whole, name)
            for row, cells in getattr(part, name).items():
                for column, value in cells.items():
                    mine[row][column] = _sum(mine[row][column], value)
    return whole


def _sum(a: Number, b: Number) -> Number:
    if isinstance(a, Decimal) or isinstance(b, Decimal):
        return Decimal(str(a)) + Decimal(str(b))
    return a + b


def cell_name(place: str) -> str:
    """A place of `Tables.cells` in words: 表二“（一）予以公开”的“自然人”."""
    name, row, column = place.split(".")
    if name == "table1":
        line = LINE_OF[row]
        return f"表一“{line.name}”的“{dict(line.columns)[column]}”"
    if name == "table2":
        return f"表二“{BY_KEY[row].name}”的“{COLUMNS[column]}”"
    return f"表三“{GROUPS[row]}”的“{ENDS[column]}”"
