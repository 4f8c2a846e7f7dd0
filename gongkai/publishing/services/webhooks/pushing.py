"""One push: claimed under lock, sent without one, settled under lock again."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.outlets.rules import WATCHERS
from gongkai.outlets.services import webhook_key
from gongkai.publishing.models import Delivery, DeliveryAttempt
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.services.deliveries import INTERRUPTED, is_pushed
from gongkai.publishing.services.webhooks import wire
from gongkai.publishing.services.webhooks.parcels import Parcel, body_of, headers_of
from gongkai.publishing.services.webhooks.ready import due
from gongkai.publishing.services.webhooks.wire import Outcome
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState

# After the first, second … failure; after one more the delivery has failed.
BACK_OFF = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
ATTEMPTS = len(BACK_OFF) + 1
_SEND_AGAIN = "处理好以后，请点“重新送达”。"


def send(delivery_id: int) -> None:
    """Sends one delivery that is due; run twice, or while another sends it, it does nothing."""
    parcel = claim(delivery_id)
    if parcel is None:
        return
    outcome = wire.post(parcel)
    settle(parcel, outcome)


@transaction.atomic
def claim(delivery_id: int) -> Parcel | None:
    """Writes the attempt down and sets the next one; None where nothing is to be sent now."""
    now = timezone.now()
    row = (
        due(now)
        .filter(pk=delivery_id)
        .select_for_update(of=("self",))
        .select_related("outlet__unit", "publication__unit")
        .first()
    )
    if row is None or not is_pushed(row.outlet):
        return None
    if row.attempts >= ATTEMPTS:  # killed in its last attempt
        give_up(row, INTERRUPTED)
        return None
    body, row.digest = body_of(row, now)
    row.attempts += 1
    row.next_try_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    row.row_version += 1
    row.save()
    attempt = DeliveryAttempt.objects.create(delivery=row, event=row.event, problem=INTERRUPTED)
    try:
        headers = headers_of(row, webhook_key(row.outlet), body, int(now.timestamp()))
    except Refusal as refusal:
        _note(attempt.pk, Outcome(None, 0, refusal.sentence))
        give_up(row, refusal.sentence)
        return None
    return Parcel(row.pk, row.generation, attempt.pk, row.outlet.webhook_url, headers, body)


@transaction.atomic
def settle(parcel: Parcel, outcome: Outcome) -> None:
    """Writes down what came back."""
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("outlet__unit", "publication")
        .get(pk=parcel.delivery)
    )
    _note(parcel.attempt, outcome)
    if row.generation != parcel.generation or row.state not in (
        DeliveryState.WAITING,
        DeliveryState.RECALL,
    ):
        # Withdrawn or corrected while it was under way: that is told by itself, and need not wait now.
        Delivery.objects.filter(
            pk=row.pk, state=DeliveryState.RECALL, attempts=0, not_before__gt=timezone.now()
        ).update(not_before=timezone.now())
        return
    if outcome.arrived:
        act = DeliveryAct.SEND if row.state == DeliveryState.WAITING else DeliveryAct.CONFIRM
        row.state = DELIVERY_MOVES.to(DeliveryState(row.state), act)
        row.done_at, row.next_try_at, row.problem = timezone.now(), None, ""
        row.row_version += 1
        row.save()
    elif row.attempts >= ATTEMPTS:
        give_up(row, outcome.problem)
    else:
        row.problem = outcome.problem
        row.row_version += 1
        row.save()


def _note(attempt: int, outcome: Outcome) -> None:
    DeliveryAttempt.objects.filter(pk=attempt).update(
        status=outcome.status, milliseconds=outcome.milliseconds, problem=outcome.problem[:300]
    )


def give_up(row: Delivery, problem: str, advice: str = _SEND_AGAIN) -> None:
    """No more attempts by themselves; the people of the outlet's unit are told, with what to do."""
    if row.state == DeliveryState.WAITING:
        row.state = DELIVERY_MOVES.to(DeliveryState(row.state), DeliveryAct.FAIL)
    row.problem, row.next_try_at = problem[:300], None
    row.attempts = max(row.attempts, 1)  # none is due by itself any more
    row.row_version += 1
    row.save()
    notify(
        staff_of([row.outlet.unit], *WATCHERS)[row.outlet.unit_id],
        f"没有送达“{row.outlet.name}”：《{row.publication.title[:60]}》",
        text=f"{problem}{advice}",
        url=reverse("desk_delivery", args=[row.pk]),
        key=f"delivery-failed-{row.pk}-{row.row_version}",
    )
