"""Reading a table of units: CSV or pasted text, a workbook, or TOML like that of the demo city."""

import csv
import datetime as dt
import io
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings

from gongkai.base.refusal import Refusal
from gongkai.base.services.unit_table.columns import (
    BY_HEADING,
    BY_KEY,
    LISTS,
    Row,
    Table,
    kind_named,
)
from gongkai.lib.cells import decode, unguard
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.readers.archive import open_checked
from gongkai.lib.officialdoc.units_text import split_names

MOST_ROWS = 20_000
_FORMATS = "可以导入的格式有：CSV、xlsx、TOML。"
# Keys of the demonstration city that are folded into others.
_FOLDED = frozenset({"level", "local_aliases"})


def read_table(content: bytes, name: str) -> Table:
    """Reads a file; the last part of its name says how.

    Raises:
        Refusal: it is too big, cannot be read, has no heading line or none of the columns.
    """
    if len(content) > settings.UPLOAD_LIMIT:
        raise Refusal(
            f"“{name}”超过{settings.UPLOAD_LIMIT // 1024 // 1024}MB，请拆分后再导入。", field="file"
        )
    readers = {".csv": _read_csv, ".txt": _read_csv, ".xlsx": _read_xlsx, ".toml": _read_toml}
    reader = readers.get(Path(name).suffix.lower())
    if reader is None:
        raise Refusal(f"“{name}”的格式不能导入。{_FORMATS}请另存后再试。", field="file")
    table = reader(content, name)
    if not table.rows:
        raise Refusal(
            f"“{name}”里没有读到单位，请检查第一行是不是列名、下面有没有内容。", field="file"
        )
    if len(table.rows) > MOST_ROWS:
        raise Refusal(f"“{name}”超过{MOST_ROWS}行，请拆分后再导入。", field="file")
    return table


def read_text(text: str, name: str) -> Table:
    """Reads a table from text with commas or tabs, headings first."""
    return read_table(
        text.encode("utf-8", "replace"), str(Path(name or "表格").with_suffix(".csv"))
    )


def _read_csv(content: bytes, name: str) -> Table:
    text = decode(content)
    if text is None:
        raise Refusal(
            f"“{name}”不是文本，请在表格软件中另存为 CSV 或者 xlsx 后再试。", field="file"
        )
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first else ";" if ";" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _grid(((reader.line_num, row) for row in reader), name)
    except csv.Error:
        raise Refusal(
            f"“{name}”的引号或者换行不成对，请在表格软件中重新另存后再试。", field="file"
        ) from None


def _read_xlsx(content: bytes, name: str) -> Table:
    try:
        open_checked(content)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
        rows = sheet.iter_rows(max_col=100, max_row=MOST_ROWS + 10, values_only=True)
        return _grid(((at, [_shown(cell) for cell in row]) for at, row in enumerate(rows, 1)), name)
    except Unreadable as problem:
        raise Refusal(f"“{name}”无法读取：{problem}", field="file") from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, StopIteration):
        raise Refusal(f"“{name}”已损坏，无法打开，请重新保存后再试。", field="file") from None


def _shown(cell: Any) -> str:
    """A cell as people read it: a code typed as a number has no decimals, a date no time."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _grid(lines: Iterable[tuple[int, Sequence[str]]], name: str) -> Table:
    """A table from lines of cells, the first of which holds the headings."""
    rows = iter(lines)
    headings = _headings(rows)
    if headings is None:
        raise Refusal(
            f"“{name}”的第一行不是列名。请在第一行写明代号、全称、类别、上级代号等列名后再试。",
            field="file",
        )
    facts = [BY_HEADING.get(heading, "") for heading in headings]
    twice = next((fact for fact in facts if fact and facts.count(fact) > 1), "")
    if twice:
        repeated = [h for h, fact in zip(headings, facts, strict=True) if fact == twice]
        raise Refusal(f"“{name}”中{'、'.join(repeated)}是同一列，请只留一列。", field="file")
    unused = tuple(h for h, fact in zip(headings, facts, strict=True) if h and not fact)
    table = Table(name, tuple(fact for fact in facts if fact), unused=unused)
    for number, cells in rows:
        found = {
            fact: unguard(cell.strip()) for fact, cell in zip(facts, cells, strict=False) if fact
        }
        if any(found.values()):
            table.rows.append(Row(number, _typed({**dict.fromkeys(table.facts, ""), **found})))
        if len(table.rows) > MOST_ROWS:
            break
    return table


def _headings(rows: Iterator[tuple[int, Sequence[str]]]) -> list[str] | None:
    """The first line that is not empty, where it names the units at all."""
    for _, cells in rows:
        headings = [str(cell).strip().strip("\ufeff") for cell in cells]
        if any(headings):
            return headings if any(BY_HEADING.get(h) == "name" for h in headings) else None
    return None


def _typed(cells: dict[str, Any]) -> dict[str, Any]:
    for fact in LISTS & cells.keys():
        cells[fact] = split_names(cells[fact])
    if "kind" in cells:
        kind = kind_named(cells["kind"], name=cells.get("name", ""))
        cells["kind"] = kind.value if kind else cells["kind"]
    return cells


def _read_toml(content: bytes, name: str) -> Table:
    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refusal(
            f"“{name}”不是正确的 TOML（{problem}），请改正后再试。", field="file"
        ) from None
    units = data.get("units")
    if not isinstance(units, list) or not all(isinstance(unit, dict) for unit in units):
        raise Refusal(f"“{name}”里没有 [[units]]，请参照演示城市的 city.toml 书写。", field="file")
    keys = list(dict.fromkeys(key for unit in units for key in unit))
    facts = tuple(BY_KEY[key] for key in keys if key in BY_KEY)
    unused = tuple(key for key in keys if key not in BY_KEY and key not in _FOLDED)
    rows = [Row(number, _unit(unit, facts)) for number, unit in enumerate(units, 1)]
    return Table(name, facts, rows, unused)


def _unit(unit: dict[str, Any], facts: tuple[str, ...]) -> dict[str, Any]:
    cells: dict[str, Any] = {fact: [] if fact in LISTS else "" for fact in facts}
    for key, value in unit.items():
        fact = BY_KEY.get(key)
        if fact in LISTS:
            cells[fact] = [str(item).strip() for item in value] if isinstance(value, list) else []
        elif fact:
            cells[fact] = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    if "aliases" in cells:
        cells["aliases"] += [str(item) for item in unit.get("local_aliases") or []]
    word = str(unit.get("kind", ""))
    kind = kind_named(word, level=str(unit.get("level", "")), name=str(unit.get("name", "")))
    if "kind" in cells:
        cells["kind"] = kind.value if kind else word
    # Departments share the code of their government; the register keeps it for governments alone.
    if (
        "division_code" in cells
        and word not in ("政府", "派出机关", "社区／村")
        and "level" in unit
    ):
        cells["division_code"] = ""
    return cells
