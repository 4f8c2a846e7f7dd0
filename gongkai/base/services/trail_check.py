"""Checking the trail against itself, its head and the heads exported earlier."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongkai.base.models import Event, TrailHead
from gongkai.base.services.trail import payload_of
from gongkai.lib import trail as chain


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What `verify-trail` found; `problem` is a whole sentence or None."""

    ok: bool
    events: int
    head: str
    problem: str | None


def heads_file() -> Path:
    """Where the heads are exported to, one JSON line a day."""
    return Path(settings.DATA) / "trail-heads.log"


def verify() -> TrailReport:
    """Reads the whole trail once and compares it with its head and every exported head."""
    events = Event.objects.count()
    head = TrailHead.objects.filter(pk=1).first() or TrailHead()
    known = chain.Head(head.seq, head.hash) if head.seq else None
    problem = _chain_problem(known) or _count_problem(events, head) or _export_problem(head)
    return TrailReport(problem is None, events, head.hash if head.seq else "", problem)


def export_head() -> chain.Head | None:
    """Appends the present head to the file of heads, unless it is there already."""
    head = TrailHead.objects.filter(pk=1).first()
    if head is None or not head.seq:
        return None
    line = {
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "seq": head.seq,
        "hash": head.hash,
    }
    exported = list(_exported())
    if not exported or exported[-1] != chain.Head(head.seq, head.hash):
        with heads_file().open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
    return chain.Head(head.seq, head.hash)


def _chain_problem(known: chain.Head | None) -> str | None:
    broken = chain.verify(_rows(), head=known)
    return broken.sentence if broken else None


def _rows() -> Iterator[chain.Row]:
    for event in Event.objects.order_by("seq").iterator(chunk_size=2000):
        yield chain.Row(event.seq, event.prev_hash, event.hash, payload_of(event))


def _count_problem(events: int, head: TrailHead) -> str | None:
    if events > head.seq:
        return (
            f"事件共{events}条，多于链头记录的{head.seq}条，第{head.seq + 1}条起是绕过程序写入的。"
        )
    return None


def _export_problem(head: TrailHead) -> str | None:
    hashes = dict(
        Event.objects.filter(seq__in=[h.seq for h in _exported()]).values_list("seq", "hash")
    )
    for seen in _exported():
        if seen.seq > head.seq:
            return f"链头曾到第{seen.seq}条，现在只有{head.seq}条，第{head.seq + 1}条及其之后的记录缺失。"
        if hashes.get(seen.seq) != seen.hash:
            return f"第{seen.seq}条记录与当时导出的链头不一致，此条或之前的记录已被改动。"
    return None


def _exported() -> Iterator[chain.Head]:
    try:
        text = heads_file().read_text("utf-8")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        try:
            seen = json.loads(line)
            yield chain.Head(int(seen["seq"]), str(seen["hash"]))
        except (ValueError, KeyError, TypeError):
            continue  # a line cut by a full disk proves nothing
