"""Checking the trail against itself, its head, the heads exported earlier, and what rests on it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gongkai.base.models import Event, TrailHead
from gongkai.base.services.trail import payload_of
from gongkai.lib import trail as chain

# A list of findings longer than this tells nobody more.
MOST_FINDINGS = 100

Check = Callable[[], list[str]]

_checks: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What `verify-trail` found.

    Args:
        problem: a whole sentence, the first finding where there are several; None where all is well.
        findings: rows that differ from what their event says, a sentence each.
    """

    ok: bool
    events: int
    head: str
    problem: str | None
    findings: tuple[str, ...] = ()


def register_check(name: str, func: Check) -> None:
    """Adds rows that are compared with their events; `func` returns a sentence for each that differs."""
    _checks[name] = func


def heads_file() -> Path:
    """Where the heads are exported to, one JSON line a day."""
    return Path(settings.DATA) / "trail-heads.log"


def result_file() -> Path:
    """What the last check by the clock found; the health report reads it."""
    return Path(settings.DATA) / "trail-check.json"


def verify(*, rows: bool = True) -> TrailReport:
    """Reads the whole trail once and compares it with its head and every exported head.

    Args:
        rows: also compares the rows that rest on the trail (`register_check`), if the chain holds;
            not after a restore, where the key that opens them may be another.
    """
    events = Event.objects.count()
    head = TrailHead.objects.filter(pk=1).first() or TrailHead()
    known = chain.Head(head.seq, head.hash) if head.seq else None
    problem = _chain_problem(known) or _count_problem(events, head) or _export_problem(head)
    found = [line for check in _checks.values() for line in check()] if rows and not problem else []
    return TrailReport(
        problem is None and not found,
        events,
        head.hash if head.seq else "",
        problem or _first_of(found),
        tuple(found[:MOST_FINDINGS]),
    )


def check_by_the_clock() -> TrailReport:
    """Verifies everything and keeps the result for the health report."""
    report = verify()
    kept = {
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "ok": report.ok,
        "events": report.events,
        "findings": len(report.findings) or int(report.problem is not None),
    }
    beside = result_file().with_suffix(".new")
    beside.write_text(json.dumps(kept), encoding="utf-8")
    beside.replace(result_file())
    return report


def last_result() -> dict[str, Any]:
    """The result of the last check by the clock, for the health report; well before the first."""
    try:
        kept = json.loads(result_file().read_text("utf-8"))
        return {
            "ok": bool(kept["ok"]),
            "checked_at": str(kept["at"]),
            "events": int(kept["events"]),
            "findings": int(kept["findings"]),
        }
    except FileNotFoundError:
        return {"ok": True, "checked_at": None, "events": 0, "findings": 0}
    except (ValueError, KeyError, TypeError):
        return {
            "ok": False,
            "problem": "事件记录的核对结果不能读取，请运行 verify-trail 重新核对。",
        }


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


def _first_of(found: list[str]) -> str | None:
    if len(found) > 1:
        return f"{found[0]}另有{len(found) - 1}处不一致。"
    return found[0] if found else None


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
