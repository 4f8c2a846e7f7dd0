"""A disclosure request in hand, and who handles it."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.states import Role
from gongkai.foi.services import acting, clocks
from gongkai.foi.states import Act, Stage
from tests.cast import City, People, make_user
from tests.foi.factories import make_application, make_case

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
    # Somebody registers for the bureau, so that it can be applied to.
    registrar = make_user("djy_door", Role.REGISTRAR, unit=city.education, name="登记员")
    head = make_user("gkfzr_door", Role.OPENNESS_HEAD, unit=city.education, name="公开办负责人")
    for name, user in (("registrar", registrar), ("openness_head", head)):
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        world.sessions[name] = browser.cookies["gongkai_session"].value
    received = today() - BACK
    # A number of an earlier year: those of this year are left to who applies in the browser.
    application = make_application(city.education, number="SQ2020000001")
    made = make_case(
        city.education,
        Stage.REGISTERED,
        handler=people.handler,
        received_on=received,
        application=application,
    )
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
    world.public |= {
        "apply start": reverse("foi_start"),
        "apply office": reverse("foi_apply_step", args=["office"]),
        "apply find": reverse("foi_find"),
    }
