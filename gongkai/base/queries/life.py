"""Whether the background processes live."""

from django.utils import timezone

from gongkai.base.models import Heartbeat

LATEST_SECONDS = 60


def heartbeats() -> dict[str, float]:
    """Seconds since each background process was last seen."""
    now = timezone.now()
    return {
        beat.name: (now - beat.at).total_seconds() for beat in Heartbeat.objects.order_by("name")
    }


def is_working(beats: dict[str, float]) -> bool:
    """True where one of them was seen within the last minute."""
    return any(seconds < LATEST_SECONDS for seconds in beats.values())
