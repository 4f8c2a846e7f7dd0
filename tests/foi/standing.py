"""Rows that are written once for a module; each of its tests finds them and rolls back to them."""

import contextlib
import datetime as dt
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.foi.factories import Office, make_office


class Standing:
    """An office in which something has already happened."""

    def __init__(self, office: Office, made: Any) -> None:
        self._kept = pickle.dumps((office, made))

    def office(self) -> Office:
        """Its people, as objects of this test alone."""
        return self._again()[0]

    def made(self) -> Any:
        """What has been made in it, as objects of this test alone."""
        return self._again()[1]

    def _again(self) -> Any:
        return pickle.loads(self._kept)  # noqa: S301 - this process has just written it


@contextlib.contextmanager
def standing_in(
    blocker: Any, build: Callable[[Office], Any], *, on: dt.date | None = None
) -> Iterator[Standing]:
    """Makes an office and what `build` makes of it, in a transaction that ends with the module.

    Args:
        blocker: `django_db_blocker`; tests that do not ask for the database stay without.
        on: the day on which it is made, where that is not today.
    """
    outer = transaction.atomic()
    with blocker.unblock():
        outer.__enter__()
    try:
        with blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            if on is not None:
                patch.setattr(timezone, "localdate", lambda *args: on)
            office = make_office()
            standing = Standing(office, build(office))
        yield standing
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
