"""复议诉讼: registered with the case, settled once; an order to answer anew reopens the case."""

import datetime as dt

from django.db import transaction

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.refusal import Refusal
from gongkai.foi.models import DisclosureRequest, Remedy
from gongkai.foi.services import acting
from gongkai.foi.states import Act, RemedyKind, RemedyResult
from gongkai.lib.dates import plain_date


@transaction.atomic
def register_remedy(
    case: DisclosureRequest,
    *,
    by: User,
    kind: RemedyKind | str,
    organ: str,
    filed_on: dt.date,
    reference: str = "",
    note: str = "",
    seen: int | None = None,
) -> Remedy:
    """Registers a reconsideration or a lawsuit (table three of the national report).

    Raises:
        Refusal: the stage does not allow it; no organ; a day that is not possible; a lawsuit after
            reconsideration without one that has ended; the same number twice.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.REMEDY)
    kind = RemedyKind(kind)
    organ, reference = organ.strip()[:100], reference.strip()[:100]
    if not organ:
        raise Refusal("请填写受理的复议机关或者法院。", field="organ")
    _check_day(filed_on, row.received_on, "受理日期", "filed_on")
    if reference and row.remedies.filter(kind=kind, reference=reference).exists():
        raise Refusal(f"案号“{reference}”已经登记过，请在复议诉讼列表里办理。", field="reference")
    if kind == RemedyKind.SUIT_AFTER_REVIEW and not _reviewed(row):
        raise Refusal(
            "复议后起诉须先有审结的行政复议（行政诉讼法第四十五条）。请先登记或者审结行政复议，再登记诉讼。",
            field="kind",
        )
    remedy = Remedy.objects.create(
        case=row,
        kind=kind,
        organ=organ,
        reference=reference,
        filed_on=filed_on,
        note=note.strip(),
        by=by,
    )
    acting.perform(
        row, Act.REMEDY, by=by, on=filed_on, data={"remedy": remedy.pk, "kind": kind.value}
    )
    return remedy


@transaction.atomic
def settle_remedy(
    remedy: Remedy,
    *,
    by: User,
    result: RemedyResult | str,
    decided_on: dt.date,
    order_until: dt.date | None = None,
    note: str = "",
    seen: int | None = None,
) -> Remedy:
    """Keeps how a reconsideration or a lawsuit ended; with `order_until`, a new answer was ordered.

    Args:
        seen: row version of the remedy on the page.

    Raises:
        Refusal: changed since `seen`; settled already; an order without correction; days.
    """
    case = acting.lock(remedy.case)
    acting.check_move(case, Act.REMEDY)
    row = Remedy.objects.select_for_update().get(pk=remedy.pk)
    if seen is not None and row.row_version != seen:
        raise Refusal("这条复议诉讼刚刚被别人改过，没有保存。请刷新页面核对后再办。")
    if row.result != RemedyResult.PENDING:
        raise Refusal(f"这条复议诉讼已经登记为“{row.get_result_display()}”，不能再改。")
    result = RemedyResult(result)
    if result == RemedyResult.PENDING:
        raise Refusal("请选择审结的结果：结果维持、结果纠正或者其他结果。", field="result")
    _check_day(decided_on, row.filed_on, "审结日期", "decided_on")
    if order_until is not None and result != RemedyResult.CORRECTED:
        raise Refusal("只有结果纠正的，才会限期重新答复。请核对结果。", field="order_until")
    if order_until is not None and order_until < decided_on:
        raise Refusal("重新答复的期限早于审结日期，请核对。", field="order_until")
    row.result, row.decided_on, row.order_until = result, decided_on, order_until
    row.note = note.strip() or row.note
    row.row_version += 1
    row.save()
    acting.perform(
        case,
        Act.REMEDY,
        by=by,
        on=decided_on,
        data={"remedy": row.pk, "result": result.value, "order_until": order_until},
    )
    return row


def _reviewed(row: DisclosureRequest) -> bool:
    done = row.remedies.filter(kind=RemedyKind.REVIEW).exclude(result=RemedyResult.PENDING)
    return done.exists()


def _check_day(day: dt.date, earliest: dt.date | None, name: str, field: str) -> None:
    if day > today():
        raise Refusal(f"{name}{plain_date(day)}还没有到，请核对。", field=field)
    if earliest is not None and day < earliest:
        raise Refusal(f"{name}{plain_date(day)}早于{plain_date(earliest)}，请核对。", field=field)
