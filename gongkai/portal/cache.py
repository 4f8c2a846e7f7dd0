"""Whole public pages and small facts, remembered until something public changes.

The version is the last outbox number: every act that changes what the public sees writes one. A
process looks at most once a second, so a withdrawn page is gone from every process within two.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from gongkai.base.models import TrailHead

T = TypeVar("T")
Version = tuple[int, str]
_LOOK_EVERY = 1.0
_PAGES = 800

_lock = threading.Lock()
_seen: tuple[float, Version] | None = None
_facts: dict[Any, tuple[Version, Any]] = {}
_pages: "OrderedDict[Any, tuple[Version, float, Any]]" = OrderedDict()


def version() -> Version:
    """The last outbox number with the day, since validity turns at midnight.

    While the database is lost the last version seen goes on: what is remembered can still be read.
    """
    global _seen
    now = time.monotonic()
    if _seen is None or now - _seen[0] >= _LOOK_EVERY:
        try:
            seq = TrailHead.objects.values_list("outbox_seq", flat=True).first() or 0
        except OperationalError:
            if _seen is None:
                raise
            seq = _seen[1][0]
        _seen = (now, (seq, timezone.localdate().isoformat()))
    return _seen[1]


def remember(key: Any, make: Callable[[], T]) -> T:
    """A fact computed once a version; meant for a few small facts, not for one per document."""
    current = version()
    held = _facts.get(key)
    if held and held[0] == current:
        found: T = held[1]
        return found
    value = make()
    _facts[key] = (current, value)
    return value


def page(key: Any, current: Version) -> Any | None:
    """The remembered page, if it is of this version and not older than the setting allows."""
    with _lock:
        held = _pages.get(key)
        if (
            held is None
            or held[0] != current
            or time.monotonic() - held[1] > settings.PAGE_CACHE_SECONDS
        ):
            return None
        _pages.move_to_end(key)
        return held[2]


def keep(key: Any, value: Any, made_at: Version) -> None:
    """Remembers a page under the version it was begun at; the least used one makes room.

    A page begun before a release and finished after it shows the state before: kept under the
    version of its end it would stay wrong.
    """
    with _lock:
        _pages[key] = (made_at, time.monotonic(), value)
        while len(_pages) > _PAGES:
            _pages.popitem(last=False)


def forget() -> None:
    """Drops everything; the next look asks the database."""
    global _seen
    with _lock:
        _seen = None
        _facts.clear()
        _pages.clear()
