"""The turn of every minute: pushes that are due are queued, what needs no push is settled."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.base import jobs
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.models import Delivery
from gongkai.publishing.services.deliveries.rows import is_pushed, locked, route
from gongkai.publishing.services.webhooks.pushing import give_up
from gongkai.publishing.services.webhooks.ready import due
from gongkai.publishing.states import DeliveryState

SEND = "gongkai.publishing.services.webhooks.send"
AT_ONCE = 200
_PUSHED = Q(outlet__copy_format=CopyFormat.JSON) & ~Q(outlet__webhook_url="")
_TEXT = Q(outlet__copy_format=CopyFormat.TEXT)
_NOWHERE = "这个渠道改了发布方式，撤下没有告知原来接收的一方。"
_BY_HAND = "请直接通知对方删除，再登记已撤下。"


def dispatch_due() -> int:
    """Every minute: queues a job for each push that is due, and settles what needs none.

    Returns:
        How many jobs were queued.
    """
    now = timezone.now()
    unpushed = due(now).exclude(_PUSHED)
    for pk in _first(unpushed.filter(state=DeliveryState.WAITING)):
        _settle_unpushed(pk)
    for pk in _first(unpushed.filter(state=DeliveryState.RECALL).exclude(_TEXT)):
        _hand_recall_over(pk)
    pushes = _first(due(now).filter(_PUSHED))
    for pk in pushes:
        jobs.enqueue(SEND, pk, key=f"push-{pk}")
    return len(pushes)


def _first(rows: QuerySet[Delivery]) -> list[int]:
    return list(rows.order_by("not_before", "pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _settle_unpushed(pk: int) -> None:
    """Read on this site, it is there; a text, where the way to the outlet was changed, is for people."""
    row = locked(pk)
    if row.state == DeliveryState.WAITING and not is_pushed(row.outlet):
        route(row)
        row.row_version += 1
        row.save()


@transaction.atomic
def _hand_recall_over(pk: int) -> None:
    """What was pushed, or posted, before its outlet became one that is only read."""
    row = locked(pk)
    if row.state == DeliveryState.RECALL and not is_pushed(row.outlet):
        give_up(row, _NOWHERE, _BY_HAND)
