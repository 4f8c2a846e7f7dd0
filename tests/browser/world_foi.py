"""A disclosure request in hand, and who handles it."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.foi.services import acting, clocks
from gongkai.foi.states import Act, Stage
from tests.cast import City, People
from tests.foi.factories import make_case

if TYPE_CHECKING:
    from tests.browser.world import World

BACK = dt.timedelta(days=10)
_GUARD = import_module("gongkai.foi.migrations.0002_acts_guard")


def take_guard_down() -> None:
    """The tables of the browser tests are emptied at the end, that of the acts with them."""
    statements = {"sqlite": _GUARD.SQLITE_BACK, "postgresql": _GUARD.POSTGRESQL_BACK}
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def write(city: City, people: People, world: World) -> None:
    """One case, assigned ten days ago; the handler opens the list and the page."""
    take_guard_down()
    received = today() - BACK
    made = make_case(city.education, Stage.REGISTERED, handler=people.handler, received_on=received)
    with transaction.atomic():
        row = acting.lock(made)
        acting.perform(row, Act.ASSIGN, by=people.handler, on=received)
    clocks.remember(row, clocks.clock_of(row))
    row.save()
    pages = {
        "requests": reverse("desk_requests"),
        "request": reverse("desk_request", args=[row.pk]),
        "request revisions": reverse("desk_request_revisions"),
    }
    world.add("handler", pages)
