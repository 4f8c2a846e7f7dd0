"""The two loops of background work: jobs, and the readers of the outbox.

Each runs in a process of its own, so that a long job does not hold up the index. Both end when
their parent is gone: a worker killed outright leaves no orphan that would go on beside its successor.
"""

import contextlib
import faulthandler
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

from django.db import DatabaseError, close_old_connections
from django_q.conf import Conf

from gongkai.base import health, jobs, outbox, periodic

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
BEAT_SECONDS = 15.0
_AFTER_ERROR_SECONDS = 2.0


class JobTimeout(Exception):
    """A job took longer than `Q_CLUSTER["timeout"]` seconds."""


class _Ended(BaseException):
    """SIGTERM came while a job was running."""


class Loop:
    """Does `step` again and again until a signal comes or the parent dies.

    `step` returns True when there was something to do and there may be more.
    """

    def __init__(self, name: str, step: Callable[[], bool], beat: Callable[[], None]) -> None:
        self._name, self._step, self._beat = name, step, beat
        self._stop = threading.Event()
        self._in_job = False
        self._last_beat = 0.0

    def run(self) -> None:
        """Returns after SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        parent = os.getppid()
        while not self._stop.is_set() and os.getppid() == parent:
            if not self._turn():
                self._stop.wait(IDLE_SECONDS)

    def _turn(self) -> bool:
        try:
            close_old_connections()
            if time.monotonic() - self._last_beat >= BEAT_SECONDS:
                self._beat()
                self._last_beat = time.monotonic()
            return self._step()
        except DatabaseError:
            # Lost, locked or full: it comes back without a restart.
            logger.exception("%s: the database does not answer", self._name)
            self._stop.wait(_AFTER_ERROR_SECONDS)
            return False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()
        if self._in_job:
            raise _Ended

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[None]:
        """Inside, a signal breaks off what is being done."""
        self._in_job = True
        try:
            if self._stop.is_set():
                raise _Ended
            yield
        finally:
            self._in_job = False


def run_jobs() -> None:
    """The loop that runs jobs and makes jobs of what is due by schedule."""
    _Jobs().loop.run()


def run_outbox() -> None:
    """The loop that calls the readers of the outbox, each at least once a second."""

    def beat() -> None:
        health.beat("outbox", readers=outbox.reader_names())

    Loop("outbox", lambda: outbox.read_once() > 0, beat).run()


def run_once() -> int:
    """Makes jobs of what is due, runs all jobs and readers until nothing is left; returns how many.

    Raises:
        jobs.JobsFailed: some jobs failed; everything else is done.
    """
    periodic.ensure_schedules()
    periodic.queue_due()
    failed: jobs.JobsFailed | None = None
    done = 0
    try:
        done += jobs.run_due()
    except jobs.JobsFailed as failure:
        failed = failure
    done += outbox.read_all()
    if failed is not None:
        raise failed
    return done


class _Jobs:
    def __init__(self) -> None:
        self.loop = Loop("jobs", self._step, self._beat)
        self._scheduled = False

    def _step(self) -> bool:
        job = jobs.take()
        if job is None:
            return False
        try:
            jobs.run(job, self._guard)
        except _Ended:
            jobs.hand_back(job)
        return True

    def _beat(self) -> None:
        health.beat("jobs", pid=os.getpid())
        if not self._scheduled:
            periodic.ensure_schedules()
            self._scheduled = True
        periodic.queue_due()

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        with self.loop.interruptible(), time_limit(Conf.TIMEOUT, Conf.RETRY - 1):
            yield


@contextlib.contextmanager
def time_limit(seconds: float, hard: float) -> Iterator[None]:
    """Raises `JobTimeout` inside the block after `seconds`; ends the process after `hard`.

    The exception cannot break into code that never returns to Python (a hostile pattern, a loop in
    a C library); the second limit is kept by a thread of its own that needs no Python.
    """

    def late(number: int, frame: FrameType | None) -> None:
        raise JobTimeout(f"job took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    faulthandler.dump_traceback_later(hard, exit=True, file=2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
