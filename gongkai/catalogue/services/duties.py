"""Which units must publish an entry."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import Unit, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import record
from gongkai.catalogue.models import CatalogueEntry, EntryDuty
from gongkai.catalogue.queries.duty_units import DutyRegister
from gongkai.catalogue.services import history


@dataclass(slots=True)
class Assignment:
    """What became of the duties of an entry; `kept` have a history and were not taken away."""

    added: list[Unit] = field(default_factory=list)
    removed: list[Unit] = field(default_factory=list)
    kept: list[Unit] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@transaction.atomic
def assign(
    entry: CatalogueEntry, *, by: User | None, units: Sequence[Unit] | None = None,
    since: dt.date | None = None, note: str = "",
) -> Assignment:  # fmt: skip
    """Says which units must publish an entry; without `units`, whom its 公开主体 names.

    1. new units get a duty that counts from `since` (today);
    2. units that are named no longer lose it, unless something was published or declared under it:
       such a duty stays with its record, and the answer says so;
    3. one line of history with names before and after.

    Raises:
        Refusal: no unit is named at all.
    """
    row = (
        CatalogueEntry.objects.select_for_update(of=("self",))
        .select_related("catalogue__unit")
        .get(pk=entry.pk)
    )
    result = Assignment()
    if units is None:
        read = DutyRegister(row.catalogue.unit).read(row.body_text)
        units, result.warnings = read.units, list(read.warnings)
    if not units:
        said = result.warnings[0] if result.warnings else "没有写明由哪些单位公开。"
        raise Refusal(f"{said}没有改动责任单位，请写全称重新指定。", field="units")
    before = [duty.unit.label for duty in row.duties.select_related("unit").order_by("pk")]
    _settle(row, units, since or today(), result)
    if result.added or result.removed:
        after = [*(n for n in before if n not in {u.label for u in result.removed})]
        after += [unit.label for unit in result.added]
        history.change(
            "指定责任单位", row.catalogue, row, by=by, before={"units": before},
            after={"units": after}, note=note,
        ).save()  # fmt: skip
        record(
            "指定责任单位", row, by=by, unit=row.catalogue.unit, note=note,
            data={"before": before, "after": after},
        )  # fmt: skip
    return result


def _settle(row: CatalogueEntry, units: Sequence[Unit], since: dt.date, result: Assignment) -> None:
    wanted = {unit.pk: unit for unit in units}
    held = {duty.unit_id: duty for duty in row.duties.select_related("unit")}
    result.added = [unit for pk, unit in wanted.items() if pk not in held]
    dropped = [duty for pk, duty in held.items() if pk not in wanted]
    declared = set(
        EntryDuty.objects.filter(pk__in=[d.pk for d in dropped], declarations__isnull=False)
        .values_list("pk", flat=True)
    )  # fmt: skip
    for duty in dropped:
        if duty.last_on or duty.pk in declared:
            result.kept.append(duty.unit)
        else:
            result.removed.append(duty.unit)
    if result.kept:
        names = "、".join(unit.label for unit in result.kept)
        result.warnings.append(f"{names}在这一事项下已有公开或者声明记录，责任予以保留。")
    gone = {unit.pk for unit in result.removed}
    EntryDuty.objects.filter(entry=row, unit_id__in=gone).delete()
    EntryDuty.objects.bulk_create(
        [EntryDuty(entry=row, unit=unit, since=since) for unit in result.added]
    )


def assign_many(pairs: Iterable[tuple[CatalogueEntry, Sequence[Unit]]], since: dt.date) -> int:
    """Adds the duties that are not there yet, for imports; returns how many pairs there are.

    Takes nothing away: what an office assigned by hand outlives a new import.
    """
    duties = [
        EntryDuty(entry=entry, unit=unit, since=since) for entry, units in pairs for unit in units
    ]
    EntryDuty.objects.bulk_create(duties, ignore_conflicts=True, batch_size=500)
    return len(duties)


@transaction.atomic
def formed(duty: EntryDuty, *, by: User | None, on: dt.date | None, note: str = "") -> EntryDuty:
    """Says when the information was last formed or changed: the clock of 条例第二十六条 starts there.

    Raises:
        Refusal: a day that has not come.
    """
    if on is not None and on > today():
        raise Refusal("信息形成或者变更的日期不能晚于今天，请改正。", field="on")
    row = (
        EntryDuty.objects.select_for_update(of=("self",))
        .select_related("entry", "unit")
        .get(pk=duty.pk)
    )
    before, row.formed_on = row.formed_on, on
    row.save(update_fields=["formed_on"])
    data = {"entry": str(row.entry), "before": before, "after": on}
    record("登记信息形成日期", row, by=by, unit=row.unit, note=note, data=data)
    return row
