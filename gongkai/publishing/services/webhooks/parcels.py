"""What is sent: the body with the one record, the headers with its signature."""

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from gongkai.publishing.models import Delivery
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.services.copies import item
from gongkai.publishing.services.deliveries import WITHDRAWN


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt, ready to be sent."""

    delivery: int
    generation: int
    attempt: int
    url: str
    headers: dict[str, str]
    body: bytes


def number_of(row: Delivery) -> str:
    """The number of a telling, the same in every attempt; receivers know by it what they have."""
    return f"{row.outlet.slug}-{row.pk}-{row.generation}"


def body_of(row: Delivery, now: dt.datetime) -> tuple[bytes, str]:
    """The body of a push, and the digest of what the receiver has by it."""
    payload: dict[str, Any] = {
        "event": row.event,
        "delivery": number_of(row),
        "outlet": row.outlet.slug,
        "at": timezone.localtime(now).isoformat(timespec="seconds"),
    }
    if row.event == WITHDRAWN:
        payload["item"], digest = _withdrawn_item(row), row.digest
    else:
        found = record_of(row.publication)
        payload["item"], digest = item(found), found.digest
    return json.dumps(payload, ensure_ascii=False, cls=DjangoJSONEncoder).encode(), digest


def _withdrawn_item(row: Delivery) -> dict[str, Any]:
    """What is said of something withdrawn: which, when and why, and nothing of its text."""
    publication = row.publication
    address = f"{settings.SITE_URL}{publication.get_absolute_url()}"
    return {
        "id": address,
        "url": address,
        "title": publication.title,
        "_gongkai": {
            "code": publication.code,
            "withdrawn_at": publication.withdrawn_at,
            "reason": publication.withdrawal_reason,
            "sha256": row.digest,
        },
    }


def headers_of(row: Delivery, key: str, body: bytes, timestamp: int) -> dict[str, str]:
    """The headers of a push; the signature covers the time and the body."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "gongkai",
        "Gongkai-Event": row.event,
        "Gongkai-Delivery": number_of(row),
        "Gongkai-Timestamp": str(timestamp),
        "Gongkai-Signature": signature(key, timestamp, body),
    }


def signature(key: str, timestamp: int, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA-256 of `timestamp.body` under the key as text."""
    digest = hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"sha256={digest.hexdigest()}"
