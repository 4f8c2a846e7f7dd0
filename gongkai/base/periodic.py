"""Periodic jobs: apps register them, the worker writes them into the schedule table once."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from gongkai.base import jobs
from gongkai.base.models import TrailHead

PREFIX = "gongkai:"


@dataclass(frozen=True, slots=True)
class Periodic:
    """One periodic job: every so many minutes, or daily at an hour of Asia/Shanghai."""

    func: str
    minutes: int | None
    daily_at: str


_registered: dict[str, Periodic] = {}


def register_periodic(
    name: str, func: str, *, minutes: int | None = None, daily_at: str = ""
) -> None:
    """Registers a job function (dotted path) without arguments.

    Args:
        minutes: how often.
        daily_at: or the time of day, as "03:10".
    """
    if (minutes is None) == (not daily_at):
        raise ValueError("give either minutes or daily_at")
    _registered[PREFIX + name] = Periodic(func, minutes, daily_at)


@transaction.atomic
def ensure_schedules() -> None:
    """Makes the schedule table fit the registry: missing rows added, changed ones set, others gone.

    A row that fits keeps its next run. The head of the trail is locked, so that two nodes that
    start together do not both add a row.
    """
    TrailHead.objects.select_for_update().get_or_create(pk=1)
    rows = {row.name: row for row in Schedule.objects.filter(name__startswith=PREFIX)}
    for name, job in _registered.items():
        row = rows.pop(name, None)
        if row is None or not _fits(row, job):
            _write(row or Schedule(name=name), job)
    Schedule.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()


def queue_due() -> int:
    """Makes jobs of the periodic ones that are due; returns how many.

    Missed runs are not made up for, and one that still waits is not queued a second time.
    """
    now = timezone.now()
    due = Schedule.objects.filter(name__startswith=PREFIX, next_run__lte=now)
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update().order_by("pk"))
        for row in rows:
            jobs.enqueue(row.func, key=row.name)
            row.next_run = _next_run(row, now)
            row.save(update_fields=["next_run"])
    return len(rows)


def _next_run(row: Schedule, now: dt.datetime) -> dt.datetime:
    step = dt.timedelta(minutes=row.minutes) if row.minutes else dt.timedelta(days=1)
    missed = (now - row.next_run) // step
    moment: dt.datetime = row.next_run + step * (missed + 1)
    return moment


def _kind(job: Periodic) -> str:
    return str(Schedule.MINUTES if job.minutes else Schedule.DAILY)


def _fits(row: Schedule, job: Periodic) -> bool:
    if (row.func, row.schedule_type, row.minutes) != (job.func, _kind(job), job.minutes):
        return False
    return not job.daily_at or f"{timezone.localtime(row.next_run):%H:%M}" == job.daily_at


def _write(row: Schedule, job: Periodic) -> None:
    row.func, row.schedule_type, row.minutes, row.repeats = job.func, _kind(job), job.minutes, -1
    row.next_run = _first_run(job)
    row.save()


def _first_run(job: Periodic) -> dt.datetime:
    now = timezone.localtime()
    if not job.daily_at:
        return now + dt.timedelta(minutes=1)
    hour, minute = map(int, job.daily_at.split(":"))
    run = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return run if run > now else run + dt.timedelta(days=1)
