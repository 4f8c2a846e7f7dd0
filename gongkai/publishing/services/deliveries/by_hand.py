"""What people do with a delivery: post it, take it down, give it up, send it again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gongkai.base.models import StoredFile, User
from gongkai.base.refusal import Refusal
from gongkai.base.services.trail import Entry, record, record_many
from gongkai.outlets.addresses import read_address
from gongkai.outlets.models import Outlet
from gongkai.outlets.states import OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services.copies import copy_of
from gongkai.publishing.services.deliveries.rows import (
    is_pushed,
    locked,
    move,
    refuse_under_way,
    save,
)
from gongkai.publishing.states import DeliveryAct, DeliveryState


def copy_for(publication: Publication, outlet: Outlet) -> str:
    """What the outlet gets of the publication: an address, a text with a link, or data as JSON."""
    return copy_of(record_of(publication), outlet.copy_format)


@transaction.atomic
def post(
    delivery: Delivery, *, by: User, seen: str, url: str = "", file: StoredFile | None = None
) -> Delivery:
    """Registers that somebody posted the text, with its address or a screenshot as proof.

    1. the text and its digest are kept as they were posted;
    2. one event.

    Args:
        seen: digest of the text that the person copied.

    Raises:
        Refusal: not to be posted now; no proof; the content was corrected since it was copied.
    """
    row = locked(delivery.pk)
    move(row, DeliveryAct.POST)
    if not row.publication.is_public:
        raise Refusal("这份信息还没有到发布时间，或者已经撤下，现在不能在渠道发布。")
    address = read_address(url)
    if address.problem:
        raise Refusal(address.problem, field="url")
    if not address.normal and file is None:
        raise Refusal("请填写发布后的网址，或者上传发布截图，两样至少有一样。", field="url")
    now = record_of(row.publication)
    if seen != now.digest:
        raise Refusal("您复制文稿以后内容更正过，请按页面上的新文稿更新已发布的内容，再登记。")
    row.text, row.digest = copy_of(now, row.outlet.copy_format), now.digest
    row.proof_url, row.proof_file = address.normal, file
    row.done_at, row.done_by, row.problem = timezone.now(), by, ""
    row.row_version += 1
    row.save()
    record(
        "登记渠道发布",
        row,
        by=by,
        unit=row.outlet.unit,
        note=address.normal,
        data={"sha256": row.digest},
    )
    return row


@transaction.atomic
def confirm_recall(delivery: Delivery, *, by: User, note: str = "") -> Delivery:
    """Registers that the copy was taken down."""
    row = locked(delivery.pk)
    move(row, DeliveryAct.CONFIRM)
    row.problem, row.next_try_at = "", None
    row.row_version += 1
    row.save()
    record("登记渠道撤下", row, by=by, unit=row.outlet.unit, note=note[:300])
    return row


@transaction.atomic
def cancel(delivery: Delivery, *, by: User, note: str) -> Delivery:
    """Gives a delivery up before it was handed over; the reason is kept in the trail."""
    row = locked(delivery.pk)
    move(row, DeliveryAct.CANCEL)
    if not note.strip():
        raise Refusal("请写明取消的原因，原因会写进事件记录。", field="note")
    refuse_under_way([row])
    row.next_try_at = None
    row.row_version += 1
    row.save()
    record("取消渠道发布", row, by=by, unit=row.outlet.unit, note=note.strip()[:300])
    return row


@transaction.atomic
def retry(deliveries: Sequence[Delivery], *, by: User) -> int:
    """重新送达: what failed, or was pushed and is to be pushed again, under the same number.

    Returns:
        How many.

    Raises:
        Refusal: one of them may not; nothing is changed then.
    """
    rows = list(
        Delivery.objects.select_for_update(of=("self",))
        .filter(pk__in=[delivery.pk for delivery in deliveries])
        .select_related("outlet__unit", "publication")
        .order_by("pk")
    )
    refuse_under_way(rows)
    for row in rows:
        _check_push(row)
        if row.state != DeliveryState.RECALL:
            move(row, DeliveryAct.RETRY)
        row.attempts, row.next_try_at, row.problem = 0, None, ""
    save(rows)
    record_many([Entry("重新送达", row, by, row.outlet.unit) for row in rows])
    return len(rows)


def _check_push(row: Delivery) -> None:
    if not is_pushed(row.outlet):
        raise Refusal(f"“{row.outlet.name}”不是推送的渠道，不需要重新送达。")
    if row.outlet.state != OutletState.RUNNING and row.state != DeliveryState.RECALL:
        raise Refusal(
            f"“{row.outlet.name}”现在是“{OutletState(row.outlet.state).label}”，恢复运行后再重新送达。"
        )
    if row.state == DeliveryState.RECALL and not row.problem:
        raise Refusal(f"“{row.outlet.name}”的撤下正在自动告知，不需要重新送达。")
