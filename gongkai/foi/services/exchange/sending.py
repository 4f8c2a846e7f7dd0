"""Messages that go out: claimed, sent, settled; in their order, at least once, under one key."""

import base64
import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import User
from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Refusal
from gongkai.base.services.notices import notify
from gongkai.base.services.trail import record
from gongkai.base.states import Role
from gongkai.foi.models import CaseFile, DisclosureRequest, ExchangeMessage, FoiLetter
from gongkai.foi.services import letters, redacting, vault
from gongkai.foi.services.exchange import partners
from gongkai.foi.services.exchange.signing import signature
from gongkai.foi.states import FilePurpose, MessageDirection, MessageState
from gongkai.publishing.services.webhooks import wire
from gongkai.publishing.services.webhooks.parcels import Parcel
from gongkai.publishing.services.webhooks.wire import Outcome

# After the first, second … failure; after one more the message has failed.
BACK_OFF = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
ATTEMPTS = len(BACK_OFF) + 1
SEND = "gongkai.foi.services.exchange.send"
# Files beyond this are named but not enclosed; the applicant gets them here.
MOST_ENCLOSED = 20 * 1024 * 1024
_AT_ONCE = 200
_OUT = MessageDirection.OUTBOUND
_UNSENT = (MessageState.QUEUED, MessageState.FAILED)


def due(now: dt.datetime) -> "QuerySet[ExchangeMessage]":
    """Messages whose time has come; one behind another that has not arrived waits for it."""
    before = ExchangeMessage.objects.filter(
        direction=_OUT,
        subject=OuterRef("subject"),
        serial__lt=OuterRef("serial"),
        state__in=_UNSENT,
    )
    return ExchangeMessage.objects.filter(
        ~Exists(before), direction=_OUT, state=MessageState.QUEUED, next_try_at__lte=now
    )


def dispatch_due() -> int:
    """Every minute: queues a job for each message that is due.

    Returns:
        How many jobs were queued.
    """
    pks = list(due(timezone.now()).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    for pk in pks:
        jobs.enqueue(SEND, pk, key=f"exchange-{pk}")
    return len(pks)


def send(pk: int) -> None:
    """Sends one message that is due; run twice, or while another sends it, it does nothing."""
    row = _claim(pk)
    if row is None:
        return
    try:
        parcel = _parcel(row)
    except Refusal as refusal:
        _settle(row, Outcome(None, 0, refusal.sentence))
        return
    _settle(row, wire.post(parcel))


@transaction.atomic
def repeat(row: ExchangeMessage, *, by: User) -> ExchangeMessage:
    """Sends a message again, from the first attempt on; the receiver knows it by its key.

    Raises:
        Refusal: it came in, or waits to be sent anyway.
    """
    found = ExchangeMessage.objects.select_for_update().get(pk=row.pk)
    if found.direction != _OUT:
        raise Refusal("收到的报文由对方重新发送，这里不能重发。")
    if found.state == MessageState.QUEUED:
        raise Refusal("这条报文正在等待发送，不用重发。")
    found.state, found.tries, found.problem = MessageState.QUEUED, 0, ""
    found.next_try_at = timezone.now()
    found.save()
    record("重发交换报文", found, by=by, unit=found.case.unit if found.case else None)
    return found


@transaction.atomic
def _claim(pk: int) -> ExchangeMessage | None:
    """Counts the attempt and sets the next one before anything is sent."""
    now = timezone.now()
    if not due(now).filter(pk=pk).exists():
        return None
    row = ExchangeMessage.objects.select_for_update().get(pk=pk)
    if row.state != MessageState.QUEUED or row.next_try_at is None or row.next_try_at > now:
        return None
    if row.tries >= ATTEMPTS:  # killed in its last attempt
        _give_up(row, row.problem or "发送中断，没有得到对方的应答。")
        return None
    row.tries += 1
    row.next_try_at = now + BACK_OFF[min(row.tries, len(BACK_OFF)) - 1]
    row.save()
    return row


@transaction.atomic
def _settle(sent: ExchangeMessage, outcome: Outcome) -> None:
    row = ExchangeMessage.objects.select_for_update().get(pk=sent.pk)
    if row.state != MessageState.QUEUED:
        return
    row.answer = {"status": outcome.status, "ms": outcome.milliseconds}
    row.problem = outcome.problem[:300]
    if outcome.arrived:
        row.state, row.next_try_at, row.problem = MessageState.SENT, None, ""
        row.save()
    elif row.tries >= ATTEMPTS:
        _give_up(row, outcome.problem)
    else:
        row.save()


def _give_up(row: ExchangeMessage, problem: str) -> None:
    row.state, row.next_try_at, row.problem = MessageState.FAILED, None, problem[:300]
    row.save()
    people = active_holders(Role.OPENNESS, unit=row.case.unit) if row.case else User.objects.none()
    notify(
        people,
        f"没有送达省平台：{row.case}"[:120],
        text=f"{problem}处理好以后，请在“省平台交换”里点“重新发送”；后面的报文等它送达后再发。",
        url="/desk/requests/exchange/",
        key=f"exchange-failed-{row.pk}-{timezone.now():%Y%m%d%H%M}",
    )


# -- what is sent


def _parcel(row: ExchangeMessage) -> Parcel:
    """The message with letter and files, signed.

    Raises:
        Refusal: no address or key any more; no Chinese font for the letter; a damaged file.
    """
    partner, _ = partners.split(row.subject)
    url, key = partners.address_of(partner), partners.key_of(partner)
    if not url:
        raise Refusal("设置里没有这个对接方的接收地址或者密钥，请系统管理员补上。")
    body = body_of(row)
    stamp = int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "gongkai",
        "Gongkai-Partner": partner,
        "Gongkai-Timestamp": str(stamp),
        "Gongkai-Signature": signature(key, stamp, body),
    }
    return Parcel(row.pk, 0, row.tries, url, headers, body)


def body_of(row: ExchangeMessage) -> bytes:
    """The bytes of a message; letter and files in the place of their numbers.

    Only what the applicant may have: a letter addressed to the applicant, and the public copies
    that are open to the applicant this very moment.

    Raises:
        Refusal: see `_parcel`.
    """
    data = json.loads(row.payload)
    told = data["body"]
    room = MOST_ENCLOSED
    if "letter" in told:
        letter = FoiLetter.objects.get(pk=told["letter"])
        told["letter"] = _letter(letter)
        room -= len(told["letter"].get("content", ""))
    if told.get("files") is True:
        told["files"] = _files(row.case, room)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _letter(letter: FoiLetter) -> dict[str, Any]:
    told: dict[str, Any] = {"number": letter.number, "title": letter.title}
    if letters.shown_to_applicant(letter):
        file = letters.letter_file_for_applicant(letter)
        told |= {"name": letters.file_name(letter, "pdf"), **_content(file, MOST_ENCLOSED)}
    return told


def _files(case: DisclosureRequest | None, room: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if case is None:
        return found
    for file in case.files.filter(purpose=FilePurpose.COPY, removed_at=None).order_by("pk"):
        if not redacting.may_be_served(file):
            continue
        told = {"name": file.name, "media_type": file.media_type, **_content(file, room)}
        room -= len(told.get("content", ""))
        found.append(told)
    return found


def _content(file: CaseFile, room: int) -> dict[str, Any]:
    """Digest and size, and the bytes where there is room for them."""
    told: dict[str, Any] = {"sha256": file.sha256, "size": file.size}
    if file.size * 4 // 3 + 4 > room:
        return {**told, "omitted": "文件较大，没有随报文附上，请申请人到受理机关的平台领取。"}
    data = vault.read(file)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise Refusal("要发送的文件与存入时不一致，没有发送，请联系系统管理员。", status=503)
    return {**told, "content": base64.b64encode(data).decode()}
