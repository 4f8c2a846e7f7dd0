"""Messages as the provincial platform would send them; everything invented."""

import base64
import hashlib
import json
import time
from typing import Any

from django.http import HttpResponse
from django.test import Client

from gongkai.foi.models import DisclosureRequest, ExchangeMessage
from gongkai.foi.services import exchange
from gongkai.foi.states import MessageDirection
from tests.foi.factories import Office

KEY = "minghu-trial-key"
PARTNER = "sheng"
SUBJECT = "SPT-2026-0001"
ADDRESS = "/requests/exchange/"


def envelope(
    kind: str, serial: int, body: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A message; its key follows from its serial."""
    return {
        "key": f"k-{serial}",
        "kind": kind,
        "subject": SUBJECT,
        "serial": serial,
        "at": "2026-03-04T09:30:00+08:00",
        "body": body or {},
        **more,
    }


def application(office: Office, **more: Any) -> dict[str, Any]:
    """The body of an application of 陈一诺."""
    return {
        "unit": office.unit.slug,
        "applicant": {
            "name": "陈一诺",
            "kind": "natural",
            "id_number": "370102190102030019",
            "phone": "13900000001",
        },
        "wanted": "2025年度义务教育学校招生计划及其制定依据",
        "submitted_on": "2026-03-04",
        **more,
    }


def file(content: bytes = b"\xe6\x9d\x90\xe6\x96\x99", **more: Any) -> dict[str, Any]:
    """A text file that comes along."""
    return {
        "purpose": "application",
        "name": "材料.txt",
        "content": base64.b64encode(content).decode(),
        "sha256": hashlib.sha256(content).hexdigest(),
        **more,
    }


def take(message: dict[str, Any]) -> exchange.Answer:
    """A message straight into the service, past the signature."""
    return exchange.receive(PARTNER, raw(message))


def raw(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def post(
    client: Client, body: bytes, *, key: str = KEY, late: int = 0, **headers: str
) -> HttpResponse:
    """A message through the door, signed."""
    stamp = str(int(time.time()) - late)
    said = {
        "Gongkai-Partner": PARTNER,
        "Gongkai-Timestamp": stamp,
        "Gongkai-Signature": exchange.signature(key, stamp, body),
        **headers,
    }
    return client.post(ADDRESS, body, content_type="application/json", headers=said)


def case() -> DisclosureRequest:
    """The one case there is."""
    return DisclosureRequest.objects.get()


def told() -> list[str]:
    """Kinds of the messages that wait to go out, in their order."""
    rows = ExchangeMessage.objects.filter(direction=MessageDirection.OUTBOUND)
    return list(rows.order_by("serial").values_list("kind", flat=True))


def outgoing_bodies() -> list[dict[str, Any]]:
    """What waits to go out, as it was written down."""
    rows = ExchangeMessage.objects.filter(direction=MessageDirection.OUTBOUND)
    return [json.loads(row.payload) for row in rows.order_by("serial")]
