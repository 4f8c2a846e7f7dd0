"""Rows that a module writes once: each of its tests begins with them and leaves them as they were."""

import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.utils import timezone

from tests.foi.factories import Office, make_office

T = TypeVar("T")


class Standing:
    """The office of a module, and cases that have been carried to a stage in it."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def office(self) -> Office:
        """The people as they were when the module began; a test may change its copy."""
        return copy.deepcopy(self._office)

    def built(self, build: Callable[[Office], T]) -> T:
        """What this makes of the office, to be written before the first test."""
        return build(self.office())


@contextlib.contextmanager
def standing_office(blocker: Any, day: Any) -> Iterator[Standing]:
    """An office in a transaction that ends with the module; tests roll back to it one by one.

    Args:
        blocker: `django_db_blocker`; the database stays closed to tests that do not ask for it.
        day: the day on which everything is written.
    """
    outer = transaction.atomic()
    with blocker.unblock():
        outer.__enter__()
    try:
        with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "localdate", lambda *args: day)
            standing = Standing(make_office())
        yield standing
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
