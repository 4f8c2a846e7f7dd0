"""After the release: what was corrected goes out again, what was withdrawn is called back."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gongkai.outlets.models import Outlet
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.models import Delivery, DeliveryAttempt, Publication
from gongkai.publishing.services.deliveries.rows import (
    AMENDED,
    OPEN,
    UNDER_WAY,
    WITHDRAWN,
    is_pushed,
    locked_of,
    move,
    route,
    save,
    tell,
    under_way,
)
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState

_UNTOLD = (DeliveryState.WAITING, DeliveryState.FAILED)


@transaction.atomic
def amended(publications: Sequence[Publication]) -> None:
    """What was corrected goes out again: pushed as `amended`, posted by hand with a notice to the unit.

    A page and a feed show the new text by themselves.
    """
    changed, told = [], []
    rows = locked_of(publications)
    tried = _tried(rows)
    for delivery in rows:
        if delivery.state == DeliveryState.POSTED:
            _again(delivery, AMENDED)
            delivery.problem = "内容已经更正，请按新文稿更新已发布的内容。"
            route(delivery)
            told.append(delivery)
        elif delivery.state == DeliveryState.SENT and is_pushed(delivery.outlet):
            _again(delivery, AMENDED)
        elif delivery.state in _UNTOLD and delivery.pk in tried:
            _renumber(delivery)
        else:
            continue
        changed.append(delivery)
    save(changed)
    tell(told, "内容已经更正，请更新", "amended")


def _again(delivery: Delivery, event: str) -> None:
    move(delivery, DeliveryAct.RETRY)
    delivery.event, delivery.generation = event, delivery.generation + 1
    delivery.attempts, delivery.next_try_at, delivery.problem = 0, None, ""
    delivery.not_before = timezone.now()


@transaction.atomic
def recall(publications: Sequence[Publication]) -> None:
    """Recalls every copy of what was withdrawn; belongs to the transaction of the withdrawal.

    Not handed over yet: cancelled. Pushed: the receiver is told `withdrawn`. Posted by hand: the unit
    of the outlet has it to take down. A page and a feed have it no longer, and are done.
    """
    changed, told = [], []
    rows = locked_of(publications)
    tried, sending = _tried(rows), under_way(rows, timezone.now())
    for delivery in rows:
        if not (delivery.done_at or delivery.pk in tried):
            if delivery.state not in OPEN:
                continue
            move(delivery, DeliveryAct.CANCEL)
        elif DELIVERY_MOVES.can(DeliveryState(delivery.state), DeliveryAct.RECALL):
            _call_back(delivery, after=UNDER_WAY if delivery.pk in sending else dt.timedelta())
            if not (delivery.pk in tried or delivery.done_by_id or _leaves(delivery.outlet)):
                move(delivery, DeliveryAct.CONFIRM)
            if delivery.outlet.copy_format == CopyFormat.TEXT:
                told.append(delivery)
        else:
            continue
        changed.append(delivery)
    save(changed)
    tell(told, "信息已经撤下，请删除", "recall")


def _tried(rows: Sequence[Delivery]) -> set[int]:
    """Ids of those that were ever sent: the answer that was lost may hide a copy that arrived.

    The counter alone does not tell: sent again by hand, it starts anew.
    """
    logged = DeliveryAttempt.objects.filter(delivery__in=rows).values_list("delivery", flat=True)
    return set(logged) | {row.pk for row in rows if row.attempts} if rows else set()


def _renumber(delivery: Delivery) -> None:
    """A receiver that has the old text under the old number would pass over the new one."""
    delivery.generation += 1
    if delivery.state == DeliveryState.WAITING and delivery.attempts:
        delivery.attempts, delivery.next_try_at = 1, timezone.now() + UNDER_WAY


def _call_back(delivery: Delivery, *, after: dt.timedelta) -> None:
    """To RECALL, told as a telling of its own.

    Args:
        after: how long to wait, so that no push that is under way comes in behind its recall.
    """
    move(delivery, DeliveryAct.RECALL)
    delivery.event, delivery.generation = WITHDRAWN, delivery.generation + 1
    delivery.attempts, delivery.next_try_at, delivery.problem = 0, None, ""
    delivery.not_before = timezone.now() + after


def _leaves(outlet: Outlet) -> bool:
    """Whether a copy stands there on its own; one that is only read on this site goes with its page."""
    return outlet.copy_format == CopyFormat.TEXT or is_pushed(outlet)
