"""Index numbers (索引号): 机构代码/年份-五位流水号, allotted once, never computed again."""

from collections.abc import Iterable

from django.utils import timezone

from gongkai.base.models import Unit
from gongkai.base.services.numbers import take_many
from gongkai.publishing.models import Publication
from gongkai.publishing.states import State


def allot_index_numbers(rows: Iterable[Publication]) -> None:
    """Gives released publications of a known body that have none their number, in memory.

    The counter runs by body and year of release; the body's code stands in the number for good,
    also when the body is renamed or merged later. Belongs to the transaction that writes the rows.
    """
    groups: dict[tuple[str, int], list[Publication]] = {}
    for row in rows:
        if row.state == State.RELEASED and not row.index_no and row.unit_id and row.released_at:
            year = timezone.localdate(row.released_at).year
            groups.setdefault((code_of(row.unit), year), []).append(row)
    for (code, year), members in groups.items():
        for row, number in zip(
            members, take_many(f"索引号 {code}", year, len(members)), strict=True
        ):
            row.index_no = f"{code}/{year}-{number.serial:05}"


def code_of(unit: Unit | None) -> str:
    """The body's part of the number: its credit code, else a code of this installation."""
    if unit is None:
        return ""
    return unit.credit_code or f"DW{unit.pk:07}"
