"""What waits on the outlets of a person's units: texts to post or to take down, pushes that failed."""

from collections.abc import Iterable

from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.todo import Todo
from gongkai.lib.titles import quoted
from gongkai.outlets.rules import WATCHERS
from gongkai.publishing.models import Delivery
from gongkai.publishing.queries import deliveries
from gongkai.publishing.states import DeliveryState


def by_hand(user: User, limit: int) -> Iterable[Todo]:
    """To post or take down by hand, within one working day."""
    if not has_role(user, *WATCHERS):
        return []
    rows = deliveries.to_do_by_hand(units_for(user, *WATCHERS))[:limit]
    return [
        Todo(
            what=_what(row),
            url=reverse("desk_delivery", args=[row.pk]),
            source=row.outlet.name,
            due=deliveries.due_of(row),
            total_days=deliveries.HAND_DAYS,
            kind="渠道发布",
        )
        for row in rows
    ]


def _what(row: Delivery) -> str:
    verb = (
        "撤下"
        if row.state == DeliveryState.RECALL
        else "更新"
        if row.event == "amended"
        else "发布"
    )
    return f"在“{row.outlet.name}”{verb}{quoted(row.publication.title)}"


def failed(user: User, limit: int) -> Iterable[Todo]:
    """Pushes that were given up."""
    if not has_role(user, *WATCHERS):
        return []
    rows = deliveries.failed(units_for(user, *WATCHERS))[:limit]
    return [
        Todo(
            what=f"重新送达{quoted(row.publication.title)}到“{row.outlet.name}”",
            url=reverse("desk_delivery", args=[row.pk]),
            source=row.outlet.name,
            kind="渠道发布",
            tone="late",
            word="未送达",
        )
        for row in rows
    ]
