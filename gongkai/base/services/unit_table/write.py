"""Writing the register of units as a table that `read` takes again."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from gongkai.base.models import Unit
from gongkai.base.services.unit_table.columns import COLUMNS, HEADINGS, Table
from gongkai.base.states import UnitKind
from gongkai.lib.cells import guard

_WIDTHS = {
    "name": 34,
    "functions": 60,
    "address": 30,
    "aliases": 30,
    "credit_code": 22,
    "hours": 30,
}


def register_rows() -> list[dict[str, Any]]:
    """All units in the order of the tree, superiors first; two queries."""
    units = list(Unit.objects.prefetch_related("aliases").select_related("successor"))
    by_path = {unit.path: unit for unit in units}
    return [_row(unit, by_path.get(unit.path[: -Unit.steplen])) for unit in units]


def as_csv(rows: Iterable[dict[str, Any]], facts: Sequence[str] | None = None) -> str:
    """CSV text with the headings; cells that look like formulas are marked as text."""
    facts = facts or [column.fact for column in COLUMNS]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([HEADINGS[fact] for fact in facts])
    writer.writerows([guard(_cell(row.get(fact))) for fact in facts] for row in rows)
    return out.getvalue()


def table_as_csv(table: Table) -> str:
    """A table that was read, as CSV text with the columns it has."""
    return as_csv(
        ({**row.cells, "kind": _kind_word(row.cells.get("kind", ""))} for row in table.rows),
        table.facts,
    )


def as_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """A workbook in which every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("单位")
    sheet.freeze_panes = "C2"
    for number, column in enumerate(COLUMNS):
        letter = chr(ord("A") + number)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column.fact, 16)
    heads = [WriteOnlyCell(sheet, column.heading) for column in COLUMNS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_text_cell(sheet, _cell(row.get(column.fact))) for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.number_format = "@"
    return cell


def _row(unit: Unit, parent: Unit | None) -> dict[str, Any]:
    plain = {column.fact: getattr(unit, column.fact, "") for column in COLUMNS}
    return {
        **plain,
        "kind": UnitKind(unit.kind).label,
        "parent": parent.slug if parent else "",
        "successor": unit.successor.slug if unit.successor else "",
        "aliases": [alias.name for alias in unit.aliases.all()],
    }


def _kind_word(kind: str) -> str:
    return str(UnitKind(kind).label) if kind in UnitKind.values else kind


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return "" if value is None else str(value)
