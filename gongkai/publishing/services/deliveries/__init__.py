"""Copies of a publication on their way to outlets: planned at release, chosen, posted, recalled."""

from gongkai.publishing.services.deliveries.by_hand import (
    cancel,
    confirm_recall,
    copy_for,
    post,
    retry,
)
from gongkai.publishing.services.deliveries.changes import amended, recall
from gongkai.publishing.services.deliveries.choosing import choose
from gongkai.publishing.services.deliveries.planning import plan
from gongkai.publishing.services.deliveries.rows import (
    AMENDED,
    INTERRUPTED,
    RELEASED,
    WITHDRAWN,
    is_pushed,
    own_address,
)

__all__ = [
    "AMENDED",
    "INTERRUPTED",
    "RELEASED",
    "WITHDRAWN",
    "amended",
    "cancel",
    "choose",
    "confirm_recall",
    "copy_for",
    "is_pushed",
    "own_address",
    "plan",
    "post",
    "recall",
    "retry",
]
