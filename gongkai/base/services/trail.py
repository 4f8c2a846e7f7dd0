"""The only writer of the event trail and of the outbox.

Numbers and hashes are given out under the lock on the one row of `TrailHead`, taken as the last
lock of a transaction: whoever locks it first and something else afterwards can meet another act in
a deadlock.
"""

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from gongkai.base import where
from gongkai.base.models import Event, OutboxEntry, TrailHead, Unit, User
from gongkai.base.refusal import Refusal
from gongkai.lib import trail as chain

# A clock that lies further behind the last event is wrong: nothing is dated by it.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
NOBODY = "系统"
_BATCH = 500
_UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")


@dataclass(frozen=True, slots=True)
class Entry:
    """One act to be recorded; what the arguments of `record` say."""

    act: str
    subject: Model
    by: User | None
    unit: Unit | None = None
    note: str = ""
    data: dict[str, Any] | None = None
    changed: Sequence[tuple[str, int]] = field(default_factory=tuple)


def record(
    act: str,
    subject: Model,
    *,
    by: User | None,
    unit: Unit | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    changed: Sequence[tuple[str, int]] = (),
) -> Event:
    """Writes one act, chained to the one before, and tells the outbox what it changed.

    Belongs to the transaction of the act and locks the head of the trail until it ends: call it
    last. Effects: an `Event`, an `OutboxEntry` for each of `changed`, the head moved on.

    Args:
        act: what was done, in Chinese, as people read it in the trail.
        subject: the saved object it was done to.
        by: who did it; None for the program itself.
        unit: for which unit.
        data: details, whatever JSON knows, dates and decimals too.
        changed: (kind, id) of the things that readers of the outbox must look at again.

    Raises:
        RuntimeError: called outside a transaction.
        Refusal: the clock of the machine lies far behind the last event.
    """
    entry = Entry(act, subject, by, unit, note, data, changed)
    head, now = _lock(), timezone.now()
    event = _event(head, entry, now)
    event.save(force_insert=True)
    _announce(head, changed, now)
    head.save()
    return event


def record_many(entries: Sequence[Entry], *, also_changed: Sequence[tuple[str, int]] = ()) -> None:
    """Writes many acts under one lock, in their order; for imports.

    Args:
        also_changed: (kind, id) of things that changed with them without an act of their own.
    """
    if not entries:
        return
    head, now = _lock(), timezone.now()
    events = [_event(head, entry, now) for entry in entries]
    Event.objects.bulk_create(events, batch_size=_BATCH)
    _announce(head, [*(pair for entry in entries for pair in entry.changed), *also_changed], now)
    head.save()


@transaction.atomic
def announce(changed: Sequence[tuple[str, int]]) -> None:
    """Tells the outbox that things changed without an act, by the calendar for instance."""
    if changed:
        head = _lock(dated=False)
        _announce(head, changed, timezone.now())
        head.save()


@transaction.atomic
def note_look(subject: Model, *, by: User, unit: Unit | None = None, what: str) -> Event:
    """Records that somebody looked at personal data; `what` names the kind, never the data."""
    return record("查看个人信息", subject, by=by, unit=unit, note=what)


def payload_of(event: Event) -> dict[str, Any]:
    """What the hash of an event covers besides its number and the hash before it."""
    return {
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "unit": event.unit_id,
        "act": event.act,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "subject": event.subject,
        "note": event.note,
        "data": event.data,
        "address": event.address,
    }


def _lock(*, dated: bool = True) -> TrailHead:
    if not connection.in_atomic_block:
        raise RuntimeError("trail.record needs the transaction of the act it records")
    head = TrailHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        TrailHead.objects.get_or_create(pk=1)
        head = TrailHead.objects.select_for_update().get(pk=1)
    if dated and head.seq:
        _check_clock(head)
    return head


def _check_clock(head: TrailHead) -> None:
    last = Event.objects.filter(pk=head.seq).values_list("at", flat=True).first()
    now = timezone.now()
    if last is not None and now < last - CLOCK_TOLERANCE:
        raise Refusal(
            f"服务器时钟显示{timezone.localtime(now):%Y-%m-%d %H:%M}，早于最近一次操作的时间"
            f"{timezone.localtime(last):%Y-%m-%d %H:%M}，为避免记错日期，本次操作没有保存。请联系系统管理员校准时钟后再试。",
            status=503,
        )


def _event(head: TrailHead, entry: Entry, now: dt.datetime) -> Event:
    """The event as it will be stored; moves `head` on in memory."""
    subject, by = entry.subject, entry.by
    event = Event(
        at=now,
        actor=by,
        actor_name=_clean(by.name or by.username)[:50] if by else NOBODY,
        unit=entry.unit,
        act=_clean(entry.act)[:60],
        subject_type=subject._meta.label_lower[:60],
        subject_id=str(subject.pk),
        subject=_clean(str(subject))[:300],
        note=_clean(entry.note),
        data=_plain(entry.data or {}),
        address=where.address(),
    )
    before = chain.Head(head.seq, head.hash) if head.seq else None
    row = chain.seal(before, payload_of(event))
    event.seq, event.prev_hash, event.hash = row.seq, row.prev, row.hash
    head.seq, head.hash = row.seq, row.hash
    return event


def _announce(head: TrailHead, changed: Sequence[tuple[str, int]], now: dt.datetime) -> None:
    pairs = list(dict.fromkeys(changed))
    first = head.outbox_seq + 1
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(seq=first + i, kind=kind, object_id=pk, at=now)
            for i, (kind, pk) in enumerate(pairs)
        ],
        batch_size=_BATCH,
    )
    head.outbox_seq += len(pairs)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """The data as every database gives it back: no floats, nothing JSON does not know."""
    plain: dict[str, Any] = _settle(json.loads(json.dumps(data, cls=DjangoJSONEncoder)))
    return plain


def _settle(value: Any) -> Any:
    if isinstance(value, dict):
        return {_clean(key): _settle(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_settle(item) for item in value]
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else repr(value)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Without the characters PostgreSQL or UTF-8 cannot store."""
    return text.translate(_UNSTORABLE)
