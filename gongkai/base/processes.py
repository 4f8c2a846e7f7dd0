"""Keeping child processes alive, and ending them together."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

logger = logging.getLogger(__name__)

# How long children may take to end before they are killed; all of it fits into five seconds.
GRACE_SECONDS = 4.0
_LOOK_EVERY = 0.2
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_WELL_AFTER = 60.0


@dataclass(slots=True)
class Child:
    """A child process: what to start, and how its last starts went."""

    name: str
    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    not_before: float = 0.0


def command(*args: str) -> list[str]:
    """How to start a command of this program as a child."""
    return [sys.executable, "-m", "gongkai", *args]


class Supervisor:
    """Starts children, starts a dead one again after a growing pause, ends all on a signal.

    Each child is the leader of a group of its own, so that what it started ends with it and Ctrl-C
    in a terminal reaches this process alone.
    """

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = list(children)
        self._stop = threading.Event()

    def run(self) -> None:
        """Returns when SIGTERM or SIGINT has come and every child has ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        try:
            while not self._stop.is_set():
                for child in self._children:
                    self._look_after(child)
                self._stop.wait(_LOOK_EVERY)
        finally:
            self._end_all()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.not_before:
                self._start(child, now)
            return
        status = child.process.poll()
        if status is None:
            return
        _kill_group(child.process)  # what it had started itself
        child.pause = (
            _FIRST_PAUSE
            if now - child.started > _WELL_AFTER
            else min(child.pause * 2, _LONGEST_PAUSE)
        )
        child.process, child.not_before = None, now + child.pause
        logger.error(
            "child ended: %s, status %s, started again in %.1f s", child.name, status, child.pause
        )

    def _start(self, child: Child, now: float) -> None:
        child.process = subprocess.Popen(  # noqa: S603
            child.argv, start_new_session=True, preexec_fn=_end_with_parent
        )
        child.started = now

    def _end_all(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process)
                process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """Asks the kernel to end this process when its parent is killed outright (Linux)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
