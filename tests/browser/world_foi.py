"""A disclosure request in hand, and who handles it."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, SpotCheck
from gongkai.foi.services import acting, clocks, consulting, redacting, reporting, studies
from gongkai.foi.services.oversight import checks, orders
from gongkai.foi.states import Act, ConsultationKind, OrderKind, Stage
from tests.cast import City, People, make_user
from tests.foi.factories import make_application, make_case
from tests.foi.redaction.world import PAPER

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
    world.add("handler", pages | _of_case(row, people, world))
    _desk(city, people, world, head)
    world.public |= {
        "apply start": reverse("foi_start"),
        "apply office": reverse("foi_apply_step", args=["office"]),
        "apply find": reverse("foi_find"),
        "follow": reverse("foi_follow"),
        "account": reverse("foi_account"),
    }


def _of_case(row: DisclosureRequest, people: People, world: World) -> dict[str, str]:
    """Pages of one case: what was asked of others, its letters, an original with marks, the answer."""
    made = consulting.start_consultation(
        row, by=people.handler, kind=ConsultationKind.THIRD_PARTY, name="明湖市某食品公司",
        question="是否同意公开报价", items="报价",
    )  # fmt: skip
    file = redacting.add_record(row, PAPER, name="评标结果.pdf", by=people.handler)
    redacting.begin(file, by=people.handler)
    asked = [row.pk]
    return {
        "request letters": reverse("desk_request_letters", args=asked),
        "request letter": reverse("desk_request_letter", args=[row.pk, made.letter_id]),
        "request materials": reverse("desk_request_materials", args=asked),
        "request redaction": reverse("desk_request_redaction", args=[row.pk, file.pk]),
        "request decision": reverse("desk_request_decision", args=asked),
        "request deliveries": reverse("desk_request_deliveries", args=asked),
    }


def _desk(city: City, people: People, world: World, head: User) -> None:
    """Lists, registers and figures; an order, a check, a study and a report begun."""
    closed = make_case(
        city.education, Stage.CLOSED, handler=people.handler, closed_on=today(),
        application=make_application(city.education, number="SQ2020000002", wanted="校车线路"),
    )  # fmt: skip
    order = orders.send(
        kind=OrderKind.CHECK, unit=city.education, text="请核对。", days=5, by=people.authority
    )
    batch = checks.draw(
        units=[city.education], first=today(), last=today(), by=people.authority, number=1
    )
    check = SpotCheck.objects.get(batch=batch)
    facts = studies.prefill(closed) | {"holding": "可以公开。"}
    study = studies.write(closed, by=people.handler, unit=city.education, facts=facts)
    report = reporting.begin(unit=city.education, year=today().year, whole=False, by=head)
    plain = (
        "desk_clauses", "desk_letter_register", "desk_figures", "desk_figures_cases",
        "desk_reports", "desk_studies", "desk_matters", "desk_converted", "desk_found",
        "desk_exchange", "desk_ledger",
    )  # fmt: skip
    pages = {name: reverse(name) for name in plain}
    pages |= {
        "study": reverse("desk_study", args=[study.pk]),
        "study edit": reverse("desk_study_edit", args=[study.pk]),
        "report": reverse("desk_report", args=[report.pk]),
        "report edit": reverse("desk_report_edit", args=[report.pk]),
    }
    world.add("openness_head", pages)
    watched = ("desk_watch", "desk_watch_cases", "desk_step_limits", "desk_orders", "desk_order_new", "desk_checks")  # fmt: skip
    world.add("authority", {name: reverse(name) for name in watched})
    world.add("authority", {
        "order": reverse("desk_order", args=[order.pk]),
        "check batch": reverse("desk_check_batch", args=[batch]),
        "check": reverse("desk_check", args=[check.pk]),
    })  # fmt: skip
    arrivals = ("desk_request_new", "desk_request_inbox")
    world.add("registrar", {name: reverse(name) for name in arrivals})
