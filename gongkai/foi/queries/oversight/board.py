"""Which cases the authority watches, counted by unit, and which of them are slow."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.queries.cases import visible_to
from gongkai.foi.queries.steps import steps_of
from gongkai.foi.states import OrderKind, OrderState, Stage
from gongkai.lib.workdays import nth_workday

Cases = QuerySet[DisclosureRequest]
SOON_DAYS = 3
# What the list behind a figure is narrowed down to.
ONLY = {
    "open": "在办",
    "late": "超期",
    "soon": f"{SOON_DAYS}个工作日内到期",
    "paused": "暂停或者等申请人",
    "slow": "环节超时",
    "closed": "已办结",
}
_OPEN = tuple(stage for stage in Stage if stage in Stage.open())
# The answer is signed: urging it along makes no sense any more but for the delivery.
_DECIDED = frozenset({Stage.DECIDED})


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its figures of today."""

    unit: Unit
    open: int
    late: int
    soon: int
    paused: int
    slow: int
    orders: int
    late_orders: int


def watched_units(user: User) -> "QuerySet[Unit]":
    """The units the person watches as the authority in charge (条例第三条)."""
    return units_for(user, Role.AUTHORITY)


def watched(user: User) -> Cases:
    """The cases the authority watches: those `visible_to` shows, of the units below it."""
    return visible_to(user).filter(unit__in=watched_units(user).order_by().values("pk"))


def narrowed(rows: Cases, only: str, on: dt.date) -> Cases:
    """Only the cases behind a figure; `slow` costs the acts of all open cases of the rows."""
    if only == "slow":
        return rows.filter(pk__in=slow_keys(rows))
    return rows.filter(_where(only, on)) if only in ONLY else rows


def _where(only: str, on: dt.date) -> Q:
    if only == "closed":
        return Q(stage__in=[Stage.CLOSED, Stage.ARCHIVED])
    open_now = Q(stage__in=_OPEN)
    if only == "late":
        return open_now & Q(due_on__lt=on)
    if only == "soon":
        last = nth_workday(on, SOON_DAYS, working_calendar())
        return open_now & Q(due_on__gte=on, due_on__lte=last, paused=False)
    if only == "paused":
        return open_now & (Q(paused=True) | Q(due_on=None, waits_until__isnull=False))
    return open_now


def slow_keys(rows: Cases) -> list[int]:
    """Open cases with a step that has taken longer than its limit."""
    found = rows.filter(stage__in=_OPEN).select_related("application", "unit").order_by()
    found = found.only(
        "unit__path", "parent", "application__arrived_on", "application__submitted_at"
    )
    return [
        pk
        for pk, steps in steps_of(found.iterator(chunk_size=500)).items()
        if any(s.over for s in steps)
    ]


def by_unit(user: User) -> list[UnitRow]:
    """Units with open cases or open orders, those in trouble first; a fixed number of statements."""
    on, rows = today(), watched(user)
    counts = {
        row["unit"]: row
        for row in rows.order_by()
        .filter(stage__in=_OPEN)
        .values("unit")
        .annotate(
            open=Count("pk"),
            **{name: Count("pk", filter=_where(name, on)) for name in ("late", "soon", "paused")},
        )
    }
    slow: dict[int, int] = {}
    for pk in rows.filter(pk__in=slow_keys(rows)).values_list("unit", flat=True):
        slow[pk] = slow.get(pk, 0) + 1
    orders = {
        row["unit"]: row
        for row in SupervisionOrder.objects.filter(
            unit__in=watched_units(user).order_by().values("pk"), state=OrderState.SENT
        )
        .order_by()
        .values("unit")
        .annotate(number=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    }
    units = Unit.objects.filter(pk__in={*counts, *orders})
    found = [_row(unit, counts, slow, orders) for unit in units]
    return sorted(found, key=lambda row: (-row.late, -row.slow, -row.late_orders, -row.open))


def _row(
    unit: Unit,
    counts: Mapping[int, Mapping[str, Any]],
    slow: dict[int, int],
    orders: Mapping[int, Mapping[str, Any]],
) -> UnitRow:
    row: Mapping[str, Any] = counts.get(unit.pk, {})
    order: Mapping[str, Any] = orders.get(unit.pk, {})
    return UnitRow(
        unit,
        row.get("open", 0),
        row.get("late", 0),
        row.get("soon", 0),
        row.get("paused", 0),
        slow.get(unit.pk, 0),
        order.get("number", 0),
        order.get("late", 0),
    )


def to_urge(user: User) -> Cases:
    """Cases to be urged: overdue, or due within one working day and not signed yet.

    Those about which an urging waits for its answer are left out, and those whose period stands
    still. Nothing is sent by itself.
    """
    on = today()
    last = nth_workday(on, 1, working_calendar())
    near = Q(due_on__gte=on, due_on__lte=last, paused=False) & ~Q(stage__in=_DECIDED)
    urged = SupervisionOrder.objects.filter(
        kind=OrderKind.URGE, state=OrderState.SENT, case__isnull=False
    )
    return (
        watched(user)
        .filter(Q(stage__in=_OPEN) & (Q(due_on__lt=on) | near))
        .exclude(pk__in=urged.values("case"))
        .order_by(F("due_on").asc(), "pk")
    )
