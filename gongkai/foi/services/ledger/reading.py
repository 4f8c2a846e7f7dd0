"""A ledger file: its table found by the words of its heading, its rows as facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings

from gongkai.base.refusal import Refusal
from gongkai.foi.services.ledger.columns import LATE_WORDS, NEEDED, facts_of, heading, plain
from gongkai.lib.officialdoc.errors import Unreadable
from gongkai.lib.sheets import Sheet, read_sheets

# A heading stands near the top; titles and notes may stand above it.
_HEADING_WITHIN = 15
# What stands below a table and is no case.
_FOOT = ("合计", "总计", "小计", "备注", "填表人", "制表人", "审核人", "说明")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read: its line in the file, its cells by fact."""

    number: int
    cells: dict[str, str]
    sheet: int = 1


@dataclass(slots=True)
class Ledger:
    """What a file holds.

    Args:
        lines: its rows, without empty ones and the foot.
        facts: columns that were recognised.
        unused: headings nobody knows; their cells are not taken over.
        inverted: the column says 是否超期, not 是否按期.
        serial: the number is a mere 序号, which begins anew every year.
    """

    lines: list[Line] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    unused: list[str] = field(default_factory=list)
    inverted: bool = False
    serial: bool = False


def read_ledger(name: str, data: bytes) -> Ledger:
    """Reads a ledger.

    Raises:
        Refusal: at field `file`: too big, not readable, or no sheet with the needed columns.
    """
    limit = settings.UPLOAD_LIMIT
    if len(data) > limit:
        raise Refusal(
            f"台账超过{limit // 1024 // 1024}MB的上限，请拆分后再导入。", field="file", status=413
        )
    try:
        sheets = read_sheets(name, data)
    except Unreadable as problem:
        raise Refusal(problem.sentence, field="file", status=422) from None
    ledger = Ledger()
    for number, sheet in enumerate(sheets, 1):
        _take(ledger, sheet, number)
    if not ledger.facts:
        raise Refusal(
            "没有找到台账的表头：一行里应当有编号、申请人、申请内容、收到日期、办理结果、答复日期。"
            "请对照模板改列名后再试。",
            field="file",
            status=422,
        )
    return ledger


def _take(ledger: Ledger, sheet: Sheet, number: int) -> None:
    """The rows of a sheet below its heading; a sheet without one is left alone."""
    at = _heading_of(sheet)
    if at is None:
        return
    cells = sheet[at]
    places = facts_of(cells)
    ledger.facts |= set(places.values())
    ledger.unused += [cell for place, cell in enumerate(cells) if cell and place not in places]
    words = {fact: heading(cells[place]) for place, fact in places.items()}
    ledger.inverted = words.get("in_time") in LATE_WORDS
    ledger.serial = words["number"] == "序号"
    ledger.lines += _lines(sheet, at + 1, places, number)


def _heading_of(sheet: Sheet) -> int | None:
    """The row that names all columns without which there is no case."""
    for at, cells in enumerate(sheet[:_HEADING_WITHIN]):
        found = facts_of(cells).values()
        if all(column.fact in found for column in NEEDED):
            return at
    return None


def _lines(sheet: Sheet, first: int, places: dict[int, str], number: int) -> Iterator[Line]:
    for at, cells in enumerate(sheet[first:], first + 1):
        found = {fact: cells[place] for place, fact in places.items() if place < len(cells)}
        if any(found.values()) and not _is_foot(cells, found):
            yield Line(at, found, number)


def _is_foot(cells: list[str], found: dict[str, str]) -> bool:
    """A sum or a signature: it begins like one, and has no applicant."""
    first = plain(next(cell for cell in cells if cell))
    return first.startswith(_FOOT) and not (found.get("wanted") and found.get("received_on"))
