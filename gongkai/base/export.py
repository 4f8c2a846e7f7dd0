"""Lists as Excel files."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from gongkai.lib.dates import plain_date

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 60
MOST_ROWS = 50_000
# Control characters that a workbook cannot hold.
_UNSTORABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


def xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A list as a workbook of one sheet.

    Every text is written as text, so that nothing is calculated when the file is opened; days stand
    as on the pages. Rows beyond `MOST_ROWS` are left out and a last row says so.

    Args:
        name: file name without ending; also the sheet's name.
        head: labels of the columns.
        rows: cells; dates, numbers, text, None.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(name))
    sheet.freeze_panes = "A2"
    kept = [[_plain(cell) for cell in row] for row in _bounded(rows, len(head))]
    for number, label in enumerate(head):
        longest = max([len(label), *(len(str(row[number])) for row in kept)], default=10)
        letter = chr(ord("A") + number) if number < 26 else "A" + chr(ord("A") + number - 26)
        sheet.column_dimensions[letter].width = min(_WIDEST, longest * 2 + 2)
    sheet.append([_cell(sheet, label, bold=True) for label in head])
    for row in kept:
        sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "no-store"
    return response


def _bounded(rows: Iterable[Sequence[Any]], width: int) -> Iterable[Sequence[Any]]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            note = f"只导出前{MOST_ROWS}行，请缩小筛选范围后分批导出。"
            yield [note, *[""] * (width - 1)]
            return
        yield row


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return plain_date(value)
    if isinstance(value, int | float):
        return value
    return "" if value is None else str(value).translate(_UNSTORABLE)[:32_000]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(name: str) -> str:
    return "".join(c for c in name if c not in "[]:*?/\\")[:31] or "列表"
