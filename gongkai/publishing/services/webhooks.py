"""Signed pushes to receiving systems: claimed, sent, settled; at least once, under one number.

An attempt is written down and the next one set before anything is sent, so that a killed worker
leaves an attempt that comes again with the same number, and two workers never send one thing twice
at a time.
"""

import datetime as dt
import hashlib
import hmac
import http.client
import json
import logging
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.outlets.addresses import is_inner, problem_of_receiver
from gongkai.outlets.rules import WATCHERS
from gongkai.outlets.services import private_hosts, webhook_key
from gongkai.outlets.states import CopyFormat, OutletState
from gongkai.publishing.models import Delivery, DeliveryAttempt, Publication
from gongkai.publishing.queries.records import record_of
from gongkai.publishing.queries.staff import staff_of
from gongkai.publishing.services.copies import item
from gongkai.publishing.services.deliveries import WITHDRAWN, is_pushed, own_address
from gongkai.publishing.states import DELIVERY_MOVES, DeliveryAct, DeliveryState

logger = logging.getLogger(__name__)

SEND = "gongkai.publishing.services.webhooks.send"
# After the first, second … failure; after one more the delivery has failed.
BACK_OFF = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
ATTEMPTS = len(BACK_OFF) + 1
TIMEOUT_SECONDS = 10.0
AT_ONCE = 200
INTERRUPTED = "没有收到应答，进程在送达中中断。"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt, ready to be sent."""

    delivery: int
    generation: int
    attempt: int
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status, or a problem in a sentence."""

    status: int | None
    milliseconds: int
    problem: str

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it: any answer of the 2xx kind."""
        return self.status is not None and 200 <= self.status < 300


# --- what is due -------------------------------------------------------------------------------


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


def dispatch_due() -> int:
    """Every minute: queues a job for each push that is due, and settles what needs none.

    Returns:
        How many jobs were queued.
    """
    now = timezone.now()
    pushed = Q(outlet__copy_format=CopyFormat.JSON) & ~Q(outlet__webhook_url="")
    read = Q(outlet__copy_format=CopyFormat.PAGE) | Q(
        outlet__copy_format=CopyFormat.JSON, outlet__webhook_url=""
    )
    for row in due(now).filter(read, state=DeliveryState.WAITING)[:AT_ONCE]:
        _settle_read(row, now)
    rows = list(
        due(now).filter(pushed).order_by("not_before", "pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    for pk in rows:
        jobs.enqueue(SEND, pk, key=f"push-{pk}")
    return len(rows)


def _settle_read(row: Delivery, now: dt.datetime) -> None:
    """A copy that is only read on this site is there as soon as it is public."""
    Delivery.objects.filter(pk=row.pk, row_version=row.row_version).update(
        state=DELIVERY_MOVES.to(DeliveryState(row.state), DeliveryAct.SEND),
        done_at=now,
        proof_url=own_address(row),
        row_version=row.row_version + 1,
    )


# --- one push ----------------------------------------------------------------------------------


def send(delivery_id: int) -> None:
    """Sends one delivery that is due; run twice, or while another sends it, it does nothing."""
    parcel = _claim(delivery_id)
    if parcel is None:
        return
    outcome = _post(parcel)
    _settle(parcel, outcome)


@transaction.atomic
def _claim(delivery_id: int) -> Parcel | None:
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
        _give_up(row, INTERRUPTED)
        return None
    body, row.digest = _body(row, now)
    row.attempts += 1
    row.next_try_at = now + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    row.row_version += 1
    row.save()
    attempt = DeliveryAttempt.objects.create(delivery=row, event=row.event, problem=INTERRUPTED)
    try:
        headers = headers_of(row, webhook_key(row.outlet), body, int(now.timestamp()))
    except Refusal as refusal:
        _note(attempt.pk, Outcome(None, 0, refusal.sentence))
        _give_up(row, refusal.sentence)
        return None
    return Parcel(row.pk, row.generation, attempt.pk, row.outlet.webhook_url, headers, body)


def number_of(row: Delivery) -> str:
    """The number of a telling, the same in every attempt; receivers know by it what they have."""
    return f"{row.outlet.slug}-{row.pk}-{row.generation}"


def _body(row: Delivery, now: dt.datetime) -> tuple[bytes, str]:
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
    address = own_page(publication)
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


def own_page(publication: Publication) -> str:
    """The whole address of its page."""
    return f"{settings.SITE_URL}{publication.get_absolute_url()}"


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


def _post(parcel: Parcel) -> Outcome:
    began = time.monotonic()
    status, problem = None, problem_of_receiver(parcel.url, private_hosts())
    if not problem:
        try:
            status = _status(parcel)
        except ssl.SSLError:
            problem = "接收系统的安全证书无效，请对方更换证书。"
        except TimeoutError:
            problem = f"接收系统在{TIMEOUT_SECONDS:.0f}秒内没有应答。"
        except _InnerAddress:
            problem = "推送地址的主机名解析到了内网地址，没有发送；确属内网的接收系统，请系统管理员写入设置。"
        except (OSError, http.client.HTTPException, ValueError) as error:
            logger.info(
                "push failed", extra={"delivery": parcel.delivery, "error": type(error).__name__}
            )
            problem = "连接不上接收系统，或者它的应答无法识别。"
    if status is not None and not 200 <= status < 300:
        problem = (
            f"接收系统要求转到别的地址（{status}），没有跟随；请把推送地址改为最终的地址。"
            if 300 <= status < 400
            else f"接收系统应答{status}，没有接收。"
        )
    return Outcome(status, int((time.monotonic() - began) * 1000), problem)


class _InnerAddress(Exception):
    """The name leads inside, and nobody allowed that."""


def _status(parcel: Parcel) -> int:
    """Sends and reads the status; connects to the address that was judged, not to the name again."""
    parts = urlsplit(parcel.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = _judged_place(host, port)
    wire = socket.create_connection(place, timeout=TIMEOUT_SECONDS)
    try:
        if parts.scheme == "https":
            wire = ssl.create_default_context().wrap_socket(wire, server_hostname=host)
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        connection.sock = wire
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "POST", path, body=parcel.body, headers={**parcel.headers, "Connection": "close"}
        )
        return connection.getresponse().status
    finally:
        wire.close()


def _judged_place(host: str, port: int) -> tuple[str, int]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if host not in private_hosts() and any(is_inner(address) for address in addresses):
        raise _InnerAddress
    return addresses[0], port


# --- afterwards --------------------------------------------------------------------------------


@transaction.atomic
def _settle(parcel: Parcel, outcome: Outcome) -> None:
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
        return  # withdrawn, corrected or cancelled while it was under way: that is told by itself
    if outcome.arrived:
        act = DeliveryAct.SEND if row.state == DeliveryState.WAITING else DeliveryAct.CONFIRM
        row.state = DELIVERY_MOVES.to(DeliveryState(row.state), act)
        row.done_at, row.next_try_at, row.problem = timezone.now(), None, ""
        row.row_version += 1
        row.save()
    elif row.attempts >= ATTEMPTS:
        _give_up(row, outcome.problem)
    else:
        row.problem = outcome.problem
        row.row_version += 1
        row.save()


def _note(attempt: int, outcome: Outcome) -> None:
    DeliveryAttempt.objects.filter(pk=attempt).update(
        status=outcome.status, milliseconds=outcome.milliseconds, problem=outcome.problem[:300]
    )


def _give_up(row: Delivery, problem: str) -> None:
    """No more attempts by themselves; the people of the outlet's unit are told."""
    if row.state == DeliveryState.WAITING:
        row.state = DELIVERY_MOVES.to(DeliveryState(row.state), DeliveryAct.FAIL)
    row.problem, row.next_try_at = problem[:300], None
    row.attempts = max(row.attempts, 1)  # none is due by itself any more
    row.row_version += 1
    row.save()
    notify(
        staff_of([row.outlet.unit], *WATCHERS)[row.outlet.unit_id],
        f"没有送达“{row.outlet.name}”：《{row.publication.title[:60]}》",
        text=f"{problem}处理好以后，请点“重新送达”。",
        url=reverse("desk_delivery", args=[row.pk]),
        key=f"delivery-failed-{row.pk}-{row.row_version}",
    )
