"""What /healthz says: the state of the parts, each told by a function that registers here."""

import logging
import shutil
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from gongkai.base import jobs
from gongkai.base.models import Event, Heartbeat, TrailHead
from gongkai.base.queries.life import LATEST_SECONDS, heartbeats
from gongkai.base.services.trail import CLOCK_TOLERANCE

logger = logging.getLogger(__name__)

Check = Callable[[], dict[str, Any]]

# Below this much free space writing is soon refused.
LEAST_FREE_BYTES = 500 * 1024**2
LATEST_JOB_SECONDS = 300

_checks: dict[str, Check] = {}


def register_check(name: str, func: Check) -> None:
    """Adds a part; `func` returns a dict with `ok` and whatever else is worth knowing."""
    _checks[name] = func


def report() -> dict[str, Any]:
    """The state of everything; `ok` is true when every part is.

    A part that raises is reported as not well, so that the report itself always comes.
    """
    parts = {name: _ask(name, func) for name, func in (*_own().items(), *_checks.items())}
    return {
        "ok": all(part.get("ok") for part in parts.values()),
        "at": timezone.localtime().isoformat(),
        **parts,
    }


def database() -> dict[str, Any]:
    """Whether the database answers, and how it treats a commit."""
    with connection.cursor() as cursor:
        names = durability(cursor)
    head = TrailHead.objects.filter(pk=1).first() or TrailHead()
    problems = unsafe_settings(names)
    return {
        "ok": not problems,
        "vendor": connection.vendor,
        "settings": names,
        "problems": problems,
        "events": head.seq,
        "outbox_seq": head.outbox_seq,
    }


def durability(cursor: Any) -> dict[str, str]:
    """The settings that decide whether an acknowledged submission survives a power cut."""
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA synchronous")
        level = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        names = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
        return {"synchronous": names.get(level, str(level)), "journal_mode": cursor.fetchone()[0]}
    found = {}
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        cursor.execute("SELECT current_setting(%s)", [name])
        found[name] = cursor.fetchone()[0]
    return found


def unsafe_settings(found: dict[str, str]) -> list[str]:
    """A sentence for each setting with which acknowledged submissions can be lost."""
    problems = []
    if found.get("synchronous", "FULL") not in ("FULL", "EXTRA"):
        problems.append(
            f"SQLite 的 synchronous 为{found['synchronous']}，断电会丢失已受理的提交，必须为 FULL。"
        )
    off = [
        name
        for name in ("synchronous_commit", "fsync", "full_page_writes")
        if found.get(name) == "off"
    ]
    return problems + [
        f"PostgreSQL 的 {name} 为 off，断电会丢失已受理的提交，请改为 on 后重启数据库。"
        for name in off
    ]


def background() -> dict[str, Any]:
    """Age of the oldest waiting job, jobs given up, and when the worker was last seen."""
    beats = heartbeats()
    age = jobs.oldest_age()
    alive = bool(beats) and max(beats.values()) < LATEST_SECONDS
    return {
        "ok": alive and age < LATEST_JOB_SECONDS,
        "job_age": round(age, 1),
        "waiting": jobs.waiting(),
        "failed_today": jobs.failures(),
        "heartbeats": {name: round(seconds, 1) for name, seconds in beats.items()},
    }


def disk() -> dict[str, Any]:
    """Free space where the data lie."""
    usage = shutil.disk_usage(settings.DATA)
    return {
        "ok": usage.free >= LEAST_FREE_BYTES,
        "free_bytes": usage.free,
        "total_bytes": usage.total,
    }


def clock() -> dict[str, Any]:
    """Whether the clock of the machine lies behind the last event."""
    last = Event.objects.order_by("-seq").values_list("at", flat=True).first()
    behind = (last - timezone.now()).total_seconds() if last else 0.0
    return {
        "ok": behind <= CLOCK_TOLERANCE.total_seconds(),
        "behind_seconds": round(max(0.0, behind), 1),
    }


def beat(name: str, **data: Any) -> None:
    """A background process says that it lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "data": data})


def _own() -> dict[str, Check]:
    return {"database": database, "background": background, "disk": disk, "clock": clock}


def _ask(name: str, func: Check) -> dict[str, Any]:
    try:
        return func()
    except (DatabaseError, OSError) as error:
        logger.warning("health check failed: %s", name, exc_info=error)
        return {"ok": False, "problem": "检查未能完成，原因见运行日志。"}
