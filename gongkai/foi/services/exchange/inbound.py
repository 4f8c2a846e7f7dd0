"""Messages that come in: once each, in their order, kept with their answer.

Everything a message does stands in one transaction with its row: killed before the end, nothing has
happened; killed after it, the partner sends the message again and gets the same answer.
"""

import datetime as dt
import json
import logging
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.base.queries.people import active_holders
from gongkai.base.refusal import Refusal
from gongkai.base.sealed import fingerprint
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi.masks import veiled
from gongkai.foi.models import ExchangeMessage
from gongkai.foi.services.exchange import reading
from gongkai.foi.services.exchange.applying import application_of, apply
from gongkai.foi.services.exchange.bodies import QUERY
from gongkai.foi.services.exchange.partners import own, split
from gongkai.foi.services.exchange.reading import Message
from gongkai.foi.services.exchange.status import status_of
from gongkai.foi.states import MessageDirection, MessageState

logger = logging.getLogger(__name__)

# A message that waits longer for the one before it is told to people.
PATIENCE = dt.timedelta(days=1)
_IN = MessageDirection.INBOUND
_SETTLED = (MessageState.APPLIED, MessageState.REFUSED)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What the partner gets: the status of HTTP, and an object with `sentence`."""

    status: int
    data: dict[str, Any]


def receive(partner: str, raw: bytes) -> Answer:
    """Takes a message whose signature was checked.

    1. reads it and its files; damaged or unknown ones are refused and leave no trace, so that the
       key can be used for the mended message;
    2. a question is answered and changes nothing;
    3. under the lock of the subject: a known key gives its own answer again, or is refused where the
       content is another; a message ahead of its turn waits; else it is applied, and after it those
       that waited for it.
    """
    try:
        message = reading.read(raw)
        if message.envelope.kind == QUERY:
            return _status(own(partner, message.envelope.subject))
        return _take(partner, message, json.loads(raw))
    except Refusal as refusal:
        return Answer(_client_error(refusal.status), _said(refusal))


def apply_waiting() -> int:
    """Every few minutes: applies what can be applied by now, and tells of what waits too long.

    Returns:
        How many messages were applied or refused.
    """
    waiting = ExchangeMessage.objects.filter(direction=_IN, state=MessageState.WAITING)
    subjects = list(waiting.order_by("subject").values_list("subject", flat=True).distinct())
    done = 0
    for subject in subjects[:_AT_ONCE]:
        try:
            with transaction.atomic():
                _lock(subject)
                done += _follow(subject)
        except Refusal:  # a passing trouble; the others need not wait for it
            logger.warning("a waiting message could not be applied now", exc_info=True)
    late = waiting.filter(at__lt=timezone.now() - PATIENCE).order_by("pk")
    for row in late[:_AT_ONCE]:
        _alarm(row)
    return done


@transaction.atomic
def _take(partner: str, message: Message, data: dict[str, Any]) -> Answer:
    envelope = message.envelope
    key, subject = own(partner, envelope.key), own(partner, envelope.subject)
    _lock(subject)
    known = ExchangeMessage.objects.filter(direction=_IN, key=key).first()
    if known is None:
        _check_turn(subject, envelope.serial)
        known = _insert(
            ExchangeMessage(
                direction=_IN,
                key=key,
                kind=envelope.kind,
                subject=subject,
                serial=envelope.serial,
                payload=_packed(data),
                payload_hash=message.print,
                state=MessageState.WAITING,
            )
        )
        if known.payload_hash == message.print:
            _settle(known, message)
    if known.payload_hash != message.print:
        raise Refusal(
            "这个幂等键此前用于内容不同的报文，没有处理。内容有变化的，请换一个新的键和次序再发送。",
            field="key",
        )
    return Answer(known.answer["status"], known.answer["data"])


def _insert(row: ExchangeMessage) -> ExchangeMessage:
    """The row; or that of the same key under another subject, which came at the same moment."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return ExchangeMessage.objects.get(direction=_IN, key=row.key)
    return row


def _check_turn(subject: str, serial: int) -> None:
    taken = ExchangeMessage.objects.filter(direction=_IN, subject=subject, serial=serial)
    if taken.exists():
        raise Refusal(
            f"这件申请的第{serial}号报文此前已经收到，没有再处理。请核对次序，新的报文用下一个次序。",
            field="serial",
        )


def _settle(row: ExchangeMessage, message: Message) -> None:
    """Applies a fresh row and whatever waited for it, or lets it wait."""
    expected = next_serial(row.subject)
    if row.serial != expected:
        application = application_of(row.subject)
        row.case = application.cases.order_by("pk").first() if application else None
        row.answer = _kept(
            202,
            {
                "state": str(MessageState.WAITING),
                "expects": expected,
                "sentence": f"已经收到，等第{expected}号报文到了以后依次处理。",
            },
        )
        row.save()
        return
    _apply(row, message)
    _follow(row.subject)


def next_serial(subject: str) -> int:
    """The serial that is applied next."""
    settled = ExchangeMessage.objects.filter(direction=_IN, subject=subject, state__in=_SETTLED)
    return int(settled.aggregate(last=Max("serial"))["last"] or 0) + 1


def _follow(subject: str) -> int:
    """Applies the waiting messages whose turn has come."""
    done = 0
    while True:
        row = ExchangeMessage.objects.filter(
            direction=_IN,
            subject=subject,
            serial=next_serial(subject),
            state=MessageState.WAITING,
        ).first()
        if row is None:
            return done
        try:
            _apply(row, reading.read_plain(json.loads(row.payload)))
        except Refusal as refusal:
            _refuse(row, refusal)
        done += 1


def _apply(row: ExchangeMessage, message: Message) -> None:
    """Applies, or keeps why not; a passing trouble (5xx) undoes the whole transaction instead."""
    try:
        with transaction.atomic():
            facts = apply(row, message)
    except Refusal as refusal:
        row.case = None
        _refuse(row, refusal)
        return
    row.state = MessageState.APPLIED
    row.answer = _kept(200, {"state": str(MessageState.APPLIED), "sentence": "已经处理。", **facts})
    row.payload = _without_files(row.payload)
    row.save()


def _refuse(row: ExchangeMessage, refusal: Refusal) -> None:
    if refusal.status >= 500:
        raise refusal
    row.state = MessageState.REFUSED
    said = {"state": str(MessageState.REFUSED), **_said(refusal)}
    row.answer = _kept(_client_error(refusal.status), said)
    row.problem = str(said["sentence"])[:300]
    row.payload = _without_files(row.payload)
    application = application_of(row.subject)
    if application is not None:
        row.case = application.cases.order_by("pk").first()
    row.save()


def _status(subject: str) -> Answer:
    application = application_of(subject)
    if application is None:
        raise Refusal("没有这件申请，请核对编号后再查。", status=404)
    facts = status_of(application)
    return Answer(200, {"state": "applied", "sentence": "查询的结果如下。", **facts})


def _said(refusal: Refusal) -> dict[str, Any]:
    """A refusal for the wire and for the list: no number of a person in it."""
    said = {"sentence": veiled(refusal.sentence, [])}
    return {**said, "field": refusal.field} if refusal.field else said


def _client_error(status: int) -> int:
    return status if status >= 400 else 409


def _kept(status: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"status": status, "data": data}


def _packed(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _without_files(payload: str) -> str:
    """The message without the bytes of its files: those lie sealed with the case by now."""
    data = json.loads(payload)
    for file in data.get("body", {}).get("files", ()):
        file.pop("content", None)
    return _packed(data)


def _lock(subject: str) -> None:
    """Messages of one subject come one after the other; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        number = int(fingerprint(subject, "exchange-lock")[:15], 16)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


@transaction.atomic
def _alarm(row: ExchangeMessage) -> None:
    """Once for a message: the desk of its case, or the authority where there is no case yet."""
    application = application_of(row.subject)
    people = (
        active_holders(Role.OPENNESS, unit=application.unit)
        if application
        else active_holders(Role.AUTHORITY)
    )
    _, number = split(row.subject)
    notify(
        people,
        f"省平台的报文等了一天还不能处理：{number}",
        text=f"第{row.serial}号报文已经收到，第{next_serial(row.subject)}号还没有到。请联系省平台补发。",
        url="/desk/requests/exchange/",
        key=f"exchange-waiting-{row.pk}",
    )
