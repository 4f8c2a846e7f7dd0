"""Which deliveries are due."""

import datetime as dt

from django.db.models import Q, QuerySet

from gongkai.outlets.states import OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.states import DeliveryState


def due(now: dt.datetime) -> QuerySet[Delivery]:
    """Deliveries and recalls whose time has come; of what is not public nothing is ever sent."""
    public = Publication.objects.public(now).values("pk")
    waiting = Q(
        state=DeliveryState.WAITING, outlet__state=OutletState.RUNNING, publication__in=public
    )
    ready = Q(next_try_at__lte=now) | Q(next_try_at=None, attempts=0)
    return Delivery.objects.filter(
        ready, waiting | Q(state=DeliveryState.RECALL), not_before__lte=now
    ).select_related("outlet", "publication")
