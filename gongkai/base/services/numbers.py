"""Numbers without gaps: one series per name and year."""

from django.db import connection, transaction

from gongkai.base.models import IssuedNumber, NumberSeries, User
from gongkai.base.refusal import Refusal
from gongkai.base.services import trail
from gongkai.base.states import NumberState


def take(series: str, year: int) -> IssuedNumber:
    """The next number of the series; see `take_many`."""
    return take_many(series, year, 1)[0]


def take_many(series: str, year: int, count: int) -> list[IssuedNumber]:
    """The next numbers of the series, for records that are written in the same transaction.

    The row of the series stays locked until that transaction ends; rolled back, the number goes to
    the next caller, so that no hole is left.

    Raises:
        RuntimeError: called outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("numbers.take needs the transaction of the record the number is for")
    NumberSeries.objects.get_or_create(name=series, year=year)
    row = NumberSeries.objects.select_for_update().get(name=series, year=year)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    serials = range(first, row.last + 1)
    return IssuedNumber.objects.bulk_create(
        IssuedNumber(series=row, serial=serial) for serial in serials
    )


@transaction.atomic
def cancel(number: IssuedNumber, reason: str, by: User | None) -> IssuedNumber:
    """Marks a number as cancelled, with the reason; it stays visible. Trail event.

    Raises:
        Refusal: no reason, or cancelled before.
    """
    if not reason.strip():
        raise Refusal("作废编号必须写明原因，请填写后再提交。", field="reason")
    row = IssuedNumber.objects.select_for_update().get(pk=number.pk)
    if row.state == NumberState.CANCELLED:
        raise Refusal(f"{row}此前已经作废，无需再次操作。")
    row.state, row.reason = NumberState.CANCELLED, reason.strip()[:200]
    row.save(update_fields=["state", "reason"])
    trail.record("作废编号", row, by=by, note=row.reason)
    return row
