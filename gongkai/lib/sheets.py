"""The rows of a spreadsheet as people see them: merged cells filled, dates as dates, nothing computed.

Workbooks are opened in a child process with a time and a memory limit; the same module is the child
(`python -m gongkai.lib.sheets`).
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from gongkai.lib.cells import decode, unguard
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.officialdoc.readers.archive import open_checked

MOST_ROWS = 10_000
MOST_COLUMNS = 60
_SECONDS = 20
_MEMORY = 1024 * 1024 * 1024
_LONGEST_CELL = 10_000
_TOO_LONG = f"表格超过{MOST_ROWS}行，为保护系统没有读取，请拆分后分次导入。"
_TOO_HEAVY = "表格过于庞大，在规定的时间和内存内没有读完，请删去空白的行列和图片，或者拆分后再试。"
_DAMAGED = "表格已损坏，无法打开，请在表格软件中另存为 xlsx 或者 CSV 后再试。"
Sheet = list[list[str]]


def read_sheets(name: str, data: bytes) -> list[Sheet]:
    """The visible sheets of an xlsx file, or the one of a CSV file; empty ones left out.

    Row `n` of a sheet is line `n + 1` of the file.

    Raises:
        Unreadable: another format, damaged, too big; one sentence.
    """
    kind = Path(name).suffix.lower()
    if kind in (".csv", ".txt"):
        sheets = [_csv(data)]
    elif kind == ".xlsx":
        sheets = _isolated(data)
    else:
        raise Unreadable("只能导入 xlsx 和 CSV，请在表格软件中另存为其中一种后再试。")
    found = [sheet for sheet in sheets if any(any(row) for row in sheet)]
    if not found:
        raise Unreadable("表格里没有读到内容，请核对后重新选择。")
    return found


def _csv(data: bytes) -> Sheet:
    text = decode(data)
    if text is None:
        raise Unreadable("这个文件不是文本，请在表格软件中另存为 xlsx 或者 CSV 后再试。")
    first = text.split("\n", 1)[0]
    rows: Sheet = []
    try:
        for row in csv.reader(
            io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","
        ):
            if len(rows) >= MOST_ROWS:
                raise Unreadable(_TOO_LONG)
            rows.append([_tidy(cell) for cell in row[:MOST_COLUMNS]])
    except csv.Error:
        raise Unreadable("表格的引号或者换行不成对，请重新另存后再试。") from None
    return rows


def _isolated(data: bytes) -> list[Sheet]:
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    path = f"{root}{os.pathsep}{known}" if known else root
    try:
        # No shell, and no argument from outside.
        done = subprocess.run(
            [sys.executable, "-m", "gongkai.lib.sheets"],
            input=data,
            capture_output=True,
            timeout=_SECONDS * 2,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(_TOO_HEAVY) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        heavy = done.returncode < 0 or b"MemoryError" in done.stderr
        raise Unreadable(_TOO_HEAVY if heavy else _DAMAGED) from None
    if "refusal" in answer:
        raise Unreadable(answer["refusal"])
    sheets: list[Sheet] = answer["sheets"]
    return sheets


# -- in the child


def read_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets of a workbook; values only, no formula is computed.

    Raises:
        Unreadable: bomb-like, too many rows.
    """
    import openpyxl

    open_checked(data)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    return [_rows(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _rows(sheet: Any) -> Sheet:
    if sheet.max_row > MOST_ROWS * 10:
        raise Unreadable(_TOO_LONG)
    rows = [
        [_shown(value) for value in row]
        for row in sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True)
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise Unreadable(_TOO_LONG)
    for area in sheet.merged_cells.ranges:
        _fill(rows, area)
    return rows


def _fill(rows: Sheet, area: Any) -> None:
    """Merged over rows, every row has the value; merged over columns alone, it stays a title."""
    top, left = area.min_row - 1, area.min_col - 1
    if top >= len(rows) or left >= len(rows[top]):
        return
    for row in rows[top + 1 : area.max_row]:
        row[left] = row[left] or rows[top][left]


def _shown(value: object) -> str:
    """A cell as people read it: a number typed as a code has no decimals, a date no time."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _tidy(str(value))


def _tidy(text: str) -> str:
    return unguard(text[:_LONGEST_CELL].strip().strip("\ufeff"))


def _limit() -> None:
    import resource

    for kind, wanted in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY)):
        _, hard = resource.getrlimit(kind)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (wanted, hard))


def _main() -> None:
    _limit()
    try:
        answer: dict[str, Any] = {"sheets": read_workbook(sys.stdin.buffer.read())}
    except Unreadable as refusal:
        answer = {"refusal": refusal.sentence}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    _main()
