"""Two answers through one link at the same moment: one is taken, the other is told that it is over."""

import threading
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from gongkai.base.services.forms import new_token
from gongkai.foi.services import opinion_links
from gongkai.foi.states import Act
from tests.foi.conftest import OnDay
from tests.foi.factories import make_office
from tests.foi.steps.way import fresh, handled, march, served

_GUARD = import_module("gongkai.foi.migrations.0002_acts_guard")


def guard(*, up: bool) -> None:
    """Puts the guard on the table of acts up, or takes it down."""
    name = connection.vendor.upper() + ("" if up else "_BACK")
    with connection.cursor() as cursor:
        for statement in getattr(_GUARD, name):
            cursor.execute(statement)


@pytest.fixture
def _guard_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the tables were emptied; set up first, so that it ends last."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE name = 'foi_caseact_no_update'"
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM pg_trigger WHERE tgname = 'foi_caseact_no_change'"
        )
        was_up = bool(cursor.fetchone()[0])
    yield
    if was_up:
        with django_db_blocker.unblock():
            guard(up=True)


@pytest.fixture
def _acts_can_be_emptied(_guard_again: None, transactional_db: None) -> Iterator[None]:
    """Tests with threads empty all tables when they end; the guard refuses that."""
    yield
    guard(up=False)


@pytest.mark.usefixtures("_acts_can_be_emptied")
def test_of_two_answers_at_the_same_moment_one_is_taken(on_day: OnDay) -> None:
    office = make_office()
    made = served(handled(office), office, on_day, march(5))
    token = opinion_links.make_link(made, by=office.handler)
    start = threading.Barrier(2)
    ends: list[int] = []

    def send(stance: str) -> None:
        sent = {"form_token": new_token(), "link": token, "stance": stance, "opinion": "见函"}
        try:
            start.wait(5)
            ends.append(Client().post("/requests/opinion/", sent).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(stance,)) for stance in ("agree", "refuse")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(ends) == [200, 410]
    assert fresh(made.case).acts.filter(kind=Act.TAKE_OPINION).count() == 1
