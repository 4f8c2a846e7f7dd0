"""Readers of the outbox: parts of other apps that follow what changed, in order.

A reader remembers its own place (the last `OutboxEntry.seq` it has dealt with) and is called about
once a second by the worker; what it does must bear being done twice.
"""

import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)

Reader = Callable[[], int]

_readers: dict[str, Reader] = {}


def register_outbox_reader(name: str, func: Reader) -> None:
    """Adds a reader; `func` deals with one batch and returns how many entries that were."""
    _readers[name] = func


def reader_names() -> list[str]:
    """Names of the readers, in the order of their registration."""
    return list(_readers)


def read_all() -> int:
    """Calls every reader until it has nothing left; errors pass to the caller."""
    done = 0
    for func in _readers.values():
        while count := func():
            done += count
    return done


def read_once() -> int:
    """Calls every reader once; one that fails is logged and does not stop the others."""
    done = 0
    for name, func in _readers.items():
        try:
            done += func()
        except Exception:
            logger.exception("outbox reader failed: %s", name)
    return done
