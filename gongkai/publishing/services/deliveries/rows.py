"""What every writer of deliveries begins and ends with: locked rows, their moves, their saving."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.lib.moves import NotAllowed
from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.rules import WATCHERS
from gongkai.outlets.states import CopyFormat
from gongkai.publishing.models import Delivery, DeliveryAttempt, Publication
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState

RELEASED, AMENDED, WITHDRAWN = "released", "amended", "withdrawn"
OPEN = (DeliveryState.WAITING, DeliveryState.BY_HAND, DeliveryState.FAILED)
# What stands at an attempt until its answer is written down.
INTERRUPTED = "没有收到应答，进程在送达中中断。"
# A push has ended by then, or its worker is dead: a job takes 50 seconds at the most.
UNDER_WAY = dt.timedelta(minutes=1)


def locked(pk: int) -> Delivery:
    """The delivery as it stands now, locked until the transaction ends."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("outlet__unit", "publication__unit")
        .get(pk=pk)
    )


def locked_of(publications: Sequence[Publication]) -> list[Delivery]:
    """All deliveries of these publications, locked in one order."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(publication__in=publications)
    return list(rows.select_related("outlet__unit", "publication").order_by("pk"))


def move(delivery: Delivery, act: DeliveryAct) -> None:
    """The next state; `Refusal` where the present one does not allow it."""
    try:
        delivery.state = DELIVERY_MOVES.to(DeliveryState(delivery.state), act)
    except NotAllowed as problem:
        raise Refusal(f"“{delivery.outlet.name}”的送达{problem}请刷新页面查看最新状态。") from None


def fresh(row: Publication, outlet: Outlet, columns: Sequence[Column] = ()) -> Delivery:
    """A new delivery, moved as far as it goes by itself."""
    own = [column for column in columns if column.outlet_id == outlet.pk]
    delivery = Delivery(
        publication=row,
        outlet=outlet,
        column=max(own, key=lambda c: (c.parent_id is not None, -c.position), default=None),
        not_before=row.released_at or timezone.now(),
    )
    route(delivery)
    return delivery


def route(delivery: Delivery) -> None:
    """From WAITING on: by hand; or done at once where the copy is this site itself."""
    outlet, row = delivery.outlet, delivery.publication
    if outlet.copy_format == CopyFormat.TEXT:
        move(delivery, DeliveryAct.HAND)
    elif not is_pushed(outlet) and row.is_public:
        move(delivery, DeliveryAct.SEND)
        delivery.done_at = max(timezone.now(), delivery.not_before)
        delivery.proof_url = own_address(delivery)


def is_pushed(outlet: Outlet) -> bool:
    """Whether copies are pushed there; a page and a feed are only read."""
    return outlet.copy_format == CopyFormat.JSON and bool(outlet.webhook_url)


def own_address(delivery: Delivery) -> str:
    """Where the copy is read on this site: the page of the publication, or the outlet's feed."""
    if delivery.outlet.copy_format == CopyFormat.JSON:
        return settings.SITE_URL + reverse("outlet_feed", args=[delivery.outlet.slug])
    return f"{settings.SITE_URL}{delivery.publication.get_absolute_url()}"


def under_way(rows: Iterable[Delivery], now: dt.datetime) -> set[int]:
    """Ids of those whose push is being sent at this moment; one statement where any was tried."""
    tried = [row.pk for row in rows if row.attempts]
    if not tried:
        return set()
    open_ones = DeliveryAttempt.objects.filter(
        delivery__in=tried, problem=INTERRUPTED, at__gt=now - UNDER_WAY
    )
    return set(open_ones.values_list("delivery", flat=True))


def refuse_under_way(rows: Sequence[Delivery]) -> None:
    """Nobody decides on a push before its answer is known: it may be arriving at this moment."""
    sending = under_way(rows, timezone.now())
    for row in rows:
        if row.pk in sending:
            raise Refusal(f"“{row.outlet.name}”正在送达，请过一分钟刷新页面，看到结果后再办理。")


_SAVED = (
    "state", "event", "generation", "attempts", "next_try_at", "problem", "not_before", "done_at", "proof_url",
    "row_version",
)  # fmt: skip


def save(rows: Sequence[Delivery]) -> None:
    """Writes what an act changed, each row as its next version."""
    for row in rows:
        row.row_version += 1
    if rows:
        Delivery.objects.bulk_update(rows, _SAVED, batch_size=100)


def tell(rows: Sequence[Delivery], what: str, key: str) -> None:
    """A notice for each to the people of the outlet's unit."""
    people = staff_of([row.outlet.unit for row in rows], *WATCHERS) if rows else {}
    for row in rows:
        notify(
            people[row.outlet.unit_id],
            f"{what}“{row.outlet.name}”上的《{row.publication.title[:60]}》",
            url=reverse("desk_delivery", args=[row.pk]),
            key=f"delivery-{key}-{row.pk}-{row.generation}",
        )
