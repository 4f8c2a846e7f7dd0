"""Reminders that go out by themselves: to the handler and the head of the unit, once for each light."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import RoleAssignment, User
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries.lights import STEPS, light_of
from gongkai.foi.states import Stage
from gongkai.lib.dates import plain_date
from gongkai.lib.workdays import is_workday, nth_workday

_LIGHTS = frozenset({"late", *(name for _, name, _ in STEPS)})
_FARTHEST = max(most for most, _, _ in STEPS)


def remind() -> int:
    """Tells handlers and heads of open cases whose light has changed to 10, 5, 3 or 1 working days, or
    to overdue; on working days. Returns how many cases have such a light.

    A notice has a key of case, last day and light: the same light is told once, and again only after
    the last day has moved, by an extension for instance.
    """
    on, calendar = today(), working_calendar()
    if not is_workday(on, calendar):
        return 0
    rows = (
        DisclosureRequest.objects.filter(
            stage__in=Stage.open(), due_on__lte=nth_workday(on, _FARTHEST, calendar)
        )
        .select_related("handler", "unit", "application")
        .defer("application__wanted")
        .order_by("due_on", "pk")
    )
    cases = list(rows)
    heads = _heads({case.unit_id for case in cases})
    told = 0
    for case in cases:
        light = light_of(case, on, calendar)
        if light.name not in _LIGHTS or case.due_on is None:
            continue
        handler = [case.handler] if case.handler and case.handler.is_active else []
        people = {user.pk: user for user in (*handler, *heads.get(case.unit_id, ()))}
        with transaction.atomic():
            notify(
                people.values(),
                f"申请{case}{light.text}",
                text=f"答复期限是{plain_date(case.due_on)}，现在是“{Stage(case.stage).label}”。",
                url=reverse("desk_request", args=[case.pk]),
                key=f"foi-light-{case.pk}-{case.due_on}-{light.name}",
            )
        told += 1
    return told


def _heads(units: Iterable[int]) -> dict[int, list[User]]:
    """The heads of the units; one statement."""
    day = today()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        role=Role.UNIT_HEAD,
        starts_on__lte=day,
        unit__in=list(units),
        user__is_active=True,
    ).select_related("user")
    found: dict[int, list[User]] = {}
    for row in held:
        found.setdefault(row.unit_id, []).append(row.user)
    return found
