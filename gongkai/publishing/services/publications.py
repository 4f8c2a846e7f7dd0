"""The life of a publication by the clock: what is due to be seen is announced when its hour comes."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from gongkai.base.models import OutboxEntry
from gongkai.base.services.trail import announce
from gongkai.publishing.models import Publication
from gongkai.publishing.services.release import (
    discard,
    merge_correction,
    reasons_against_release,
    release,
    release_urgently,
    take_over,
    withdraw,
)
from gongkai.publishing.services.rows import changed_with
from gongkai.publishing.states import State

__all__ = [
    "announce_due",
    "discard",
    "merge_correction",
    "reasons_against_release",
    "release",
    "release_urgently",
    "take_over",
    "withdraw",
]

_LONGEST_OUTAGE = dt.timedelta(days=30)


@transaction.atomic
def announce_due() -> int:
    """Tells readers of the outbox that the hour of some releases has come; returns how many.

    Runs every minute. What is due is what nobody was told of since its hour: an outage delays, but
    loses, nothing, and run twice it does it once. What their relations bear on is told of, too.
    """
    now = timezone.now()
    told = OutboxEntry.objects.filter(
        kind="publication", object_id=OuterRef("pk"), at__gte=OuterRef("released_at")
    )
    due = Publication.objects.filter(
        ~Exists(told),
        state=State.RELEASED,
        released_at__gt=now - _LONGEST_OUTAGE,
        released_at__lte=now,
        updated_at__lt=F("released_at"),
    )
    rows = list(due.order_by("released_at", "id"))
    if rows:
        announce(changed_with(rows))
    return len(rows)
