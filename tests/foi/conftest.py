"""Fixtures of the disclosure requests."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.foi.factories import Office, make_office

OnDay = Callable[[dt.date], None]


@pytest.fixture
def office(db: None) -> Office:
    """The bureau with everybody a case needs."""
    return make_office()


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> OnDay:
    """Makes it that day for everything that asks `base.calendar.today`, until told otherwise."""

    def set_day(day: dt.date) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *args: day)

    return set_day
