"""The writer of the negative list."""

from typing import Any

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import LegalGround, NegativeItem


@transaction.atomic
def save_item(
    item: NegativeItem | None, *, by: User | None, unit: Unit, matter: str,
    ground: LegalGround | None, basis: str = "", words: list[str] | None = None,
) -> NegativeItem:  # fmt: skip
    """Enters or changes an item; the day of the change is its 更新日期.

    Raises:
        Refusal: no matter, or neither a ground nor a basis: nothing is withheld without one
            (条例第十三条).
    """
    said = matter.strip()
    if not said:
        raise Refusal("请写明不予公开的事项。", field="matter")
    if ground is None and not basis.strip():
        raise Refusal(
            "请选择法定依据，或者写明是哪部法律、行政法规的哪一条：没有依据的信息不得列入负面清单。",
            field="ground",
        )
    row = (
        NegativeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if item
        else NegativeItem(unit=unit)
    )
    before = _facts(row) if item else {}
    row.matter, row.ground, row.basis = said[:200], ground, basis.strip()[:300]
    row.words = [" ".join(line.split()) for line in words or [] if line.split()]
    row.updated_on = today()
    row.save()
    act = "修改负面清单" if item else "列入负面清单"
    data = {"before": before, "after": _facts(row)}
    record(act, row, by=by, unit=row.unit, data=data, changed=[("negative", row.pk)])
    return row


@transaction.atomic
def set_active(item: NegativeItem, *, by: User | None, active: bool, note: str) -> NegativeItem:
    """Takes an item off the list, or puts it back."""
    said = note.strip()
    if not said:
        raise Refusal("请写明原因，原因会记入事件记录。", field="note")
    row = NegativeItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    row.active = active
    row.updated_on = today()
    row.save(update_fields=["active", "updated_on"])
    act = "恢复负面清单事项" if active else "移出负面清单"
    record(act, row, by=by, unit=row.unit, note=said[:200], changed=[("negative", row.pk)])
    return row


def _facts(row: NegativeItem) -> dict[str, Any]:
    return {
        "matter": row.matter, "ground": row.ground_id, "basis": row.basis, "words": row.words,
    }  # fmt: skip
