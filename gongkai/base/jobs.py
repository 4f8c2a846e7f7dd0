"""Background jobs: queued in the transaction of the act, run at least once, again after a death.

django-q2 gives the tables, the signed parcels, the ORM broker and the schedules. Its cluster is not
used: its processes hand jobs on through pipes whose lock dies with the process that holds it, so
that one killed idle worker stops all others for good. Here a process takes one job at a time from
the table under a lease of `Q_CLUSTER["retry"]` seconds; nothing is held in memory that a kill could
lose. A job function takes ids, never objects, and must bear being run twice.
"""

import datetime as dt
import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ, Task
from django_q.signing import BadSignature, SignedPackage
from django_q.tasks import async_task

logger = logging.getLogger(__name__)

# A job that failed is tried again after 10 s, 20 s, 40 s … until `max_attempts`.
FIRST_RETRY_SECONDS = 10
UNREADABLE = dt.timedelta(hours=1)


class JobsFailed(Exception):
    """Some of the jobs run in process failed; the text names them in one sentence."""


def enqueue(func: str, *ids: int | str, key: str = "") -> None:
    """Queues a job in the transaction of the caller: rolled back, the job is gone too.

    Args:
        func: dotted path of the function, as "gongkai.publishing.tasks.parse_item".
        ids: its arguments, numbers and short strings only.
        key: where a job with this key still waits, no second one is queued; a job that is being
            run does not count, because it may have read what has changed since.
    """
    for argument in ids:
        if not isinstance(argument, int | str):
            raise TypeError(f"jobs take ids, not {type(argument).__name__}")
    queue = f"{Conf.CLUSTER_NAME}#{key}"[:100] if key else Conf.CLUSTER_NAME
    if key and OrmQ.objects.filter(key=queue, lock__lte=timezone.now()).exists():
        return
    async_task(func, *ids, broker=get_broker(queue))


def is_queued(key: str) -> bool:
    """True while a job with this key waits or is being run."""
    return OrmQ.objects.filter(key=f"{Conf.CLUSTER_NAME}#{key}"[:100]).exists()


def run_due(limit: int | None = None) -> int:
    """Runs due jobs in this process until none is left or `limit` are done; returns how many ran.

    Raises:
        JobsFailed: after all others are done, where some failed (they stay queued for another try).
    """
    done, failed = 0, []
    while limit is None or done < limit:
        job = take()
        if job is None:
            break
        done += 1
        if not run(job):
            failed.append(job.func)
    if failed:
        raise JobsFailed(
            f"{len(failed)}项后台任务没有完成：{'、'.join(sorted(set(failed)))}，原因见运行日志。"
        )
    return done


@dataclass(slots=True)
class Job:
    """One job taken under a lease."""

    row: OrmQ
    parcel: dict[str, Any]

    @property
    def func(self) -> str:
        return str(self.parcel["func"])

    @property
    def attempt(self) -> int:
        return int(self.parcel.get("attempt", 0))


def take() -> Job | None:
    """The oldest due job, leased to this process; None where nothing is due.

    The attempt is counted when the job is taken, so that one that kills its process every time is
    given up like any other.
    """
    while (row := _due().order_by("pk").first()) is not None:
        try:
            parcel = SignedPackage.loads(row.payload)
        except (BadSignature, TypeError):
            # Sealed with another key: perhaps a node of its own, perhaps one that is put right later.
            logger.exception("the seal of job %s does not hold; looked at again in an hour", row.pk)
            OrmQ.objects.filter(pk=row.pk).update(lock=timezone.now() + UNREADABLE)
            continue
        parcel["attempt"] = parcel.get("attempt", 0) + 1
        lease = timezone.now() + dt.timedelta(seconds=Conf.RETRY)
        payload = SignedPackage.dumps(parcel)
        if not OrmQ.objects.filter(pk=row.pk, lock=row.lock).update(lock=lease, payload=payload):
            continue  # another process was faster
        row.lock = lease
        job = Job(row, parcel)
        if job.attempt > Conf.MAX_ATTEMPTS:
            _give_up(job, "进程在执行中多次中断")
            continue
        return job
    return None


def run(job: Job, guard: Callable[[], Any] | None = None) -> bool:
    """Runs one leased job and settles it: done and gone, or due again later, or given up.

    Args:
        guard: a context manager around the job, for a time limit.
    """
    began = time.monotonic()
    try:
        _call(job, guard)
    except Exception as error:  # noqa: BLE001 - whatever it is, the job comes back and the rest go on
        _failed(job, error)
        return False
    OrmQ.objects.filter(pk=job.row.pk).delete()
    logger.info(
        "job done",
        extra={"job": job.func, "ids": list(job.parcel["args"]), "seconds": _since(began)},
    )
    return True


def hand_back(job: Job) -> None:
    """Gives an unfinished job back at once, uncounted, because this process is told to end."""
    job.parcel["attempt"] = job.attempt - 1
    OrmQ.objects.filter(pk=job.row.pk).update(
        lock=timezone.now(), payload=SignedPackage.dumps(job.parcel)
    )


def oldest_age() -> float:
    """Seconds since the oldest job that nobody has taken became due; 0 where none waits."""
    lock = _due().order_by("lock").values_list("lock", flat=True).first()
    return max(0.0, (timezone.now() - lock).total_seconds()) if lock else 0.0


def waiting() -> int:
    """How many jobs are due and not taken."""
    return _due().count()


def failures(since: dt.timedelta = dt.timedelta(days=1)) -> int:
    """How many jobs were given up in that time."""
    return Task.objects.filter(success=False, stopped__gte=timezone.now() - since).count()


def _due() -> Any:
    return OrmQ.objects.filter(key__startswith=Conf.CLUSTER_NAME, lock__lte=timezone.now())


def _call(job: Job, guard: Callable[[], Any] | None) -> None:
    func = import_string(job.func)
    if guard is None:
        func(*job.parcel["args"], **job.parcel.get("kwargs", {}))
        return
    with guard():
        func(*job.parcel["args"], **job.parcel.get("kwargs", {}))


def _failed(job: Job, error: Exception) -> None:
    logger.error("job failed: %s, attempt %s", job.func, job.attempt, exc_info=error)
    if job.attempt >= Conf.MAX_ATTEMPTS:
        _give_up(job, "".join(traceback.format_exception_only(error)).strip())
        return
    later = timezone.now() + dt.timedelta(seconds=FIRST_RETRY_SECONDS * 2 ** (job.attempt - 1))
    OrmQ.objects.filter(pk=job.row.pk).update(lock=later)


@transaction.atomic
def _give_up(job: Job, why: str) -> None:
    Task.objects.update_or_create(
        id=job.parcel["id"],
        defaults={
            "name": job.parcel["name"],
            "func": job.func,
            "args": job.parcel["args"],
            "kwargs": job.parcel.get("kwargs", {}),
            "started": job.parcel["started"],
            "stopped": timezone.now(),
            "result": why,
            "success": False,
            "attempt_count": job.attempt,
        },
    )
    OrmQ.objects.filter(pk=job.row.pk).delete()
    logger.error("job given up: %s %s: %s", job.func, job.parcel["args"], why)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)
