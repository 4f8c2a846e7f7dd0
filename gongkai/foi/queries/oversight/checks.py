"""Spot checks a person sees, the cases they may be drawn from, and the facts the platform answers with."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Max, Prefetch, Q, QuerySet

from gongkai.base.models import Event, Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.foi.models import CaseFile, DisclosureRequest, SpotCheck
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.queries.oversight.board import watched
from gongkai.foi.queries.oversight.check_items import Facts, outcome_of
from gongkai.foi.queries.steps import steps_of
from gongkai.foi.states import Stage

DRAWN = "抽取抽查案件"
_CLOSED = (Stage.CLOSED, Stage.ARCHIVED)


def closed_cases(
    user: User, units: Sequence[Unit], first: dt.date, last: dt.date
) -> "QuerySet[DisclosureRequest]":
    """The cases a sample is drawn from: closed in the period, of the units, among those watched."""
    return watched(user).filter(
        unit__in=[unit.pk for unit in units],
        stage__in=_CLOSED,
        closed_on__gte=first,
        closed_on__lte=last,
    )


def visible_checks(user: User) -> "QuerySet[SpotCheck]":
    """Checks of cases of the units the person watches."""
    units = units_for(user, Role.AUTHORITY).order_by().values("pk")
    return (
        SpotCheck.objects.filter(case__unit__in=units)
        .select_related("case__unit", "case__application", "order", "by")
        .defer("case__application__wanted")
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """A sample: how many were drawn, how many are checked, what they scored on average."""

    name: str
    drawn: int
    checked: int
    average: float | None
    wrong: int
    drawn_at: dt.datetime


def batches(user: User) -> list[Batch]:
    """The samples, the newest first; one statement."""
    rows = (
        visible_checks(user)
        .order_by()
        .values("batch")
        .annotate(
            drawn=Count("pk"),
            checked=Count("pk", filter=Q(checked_at__isnull=False)),
            average=Avg("score"),
            wrong=Count("pk", filter=Q(score__lt=100)),
            at=Max("drawn_at"),
        )
        .order_by("-at")
    )
    return [
        Batch(r["batch"], r["drawn"], r["checked"], r["average"], r["wrong"], r["at"]) for r in rows
    ]


def criteria(batch: str) -> dict[str, Any]:
    """How a sample was drawn, as it stands in the trail: seed, period, units, how many of how many."""
    first = (
        SpotCheck.objects.filter(batch=batch).order_by("pk").values_list("pk", flat=True).first()
    )
    event = (
        Event.objects.filter(
            subject_type=SpotCheck._meta.label_lower, subject_id=str(first), act=DRAWN
        )
        .order_by("seq")
        .first()
    )
    return dict(event.data) if event is not None else {}


def by_unit(checks: Sequence[SpotCheck]) -> list[dict[str, Any]]:
    """Drawn, checked and the average score of each unit, the lowest first."""
    found: dict[int, dict[str, Any]] = {}
    for check in checks:
        row = found.setdefault(
            check.case.unit_id, {"unit": check.case.unit, "drawn": 0, "scores": [], "orders": 0}
        )
        row["drawn"] += 1
        row["orders"] += check.order_id is not None
        if check.checked_at is not None and check.score is not None:
            row["scores"].append(check.score)
    for row in found.values():
        scores = row["scores"]
        row["checked"] = len(scores)
        row["average"] = round(sum(scores) / len(scores), 1) if scores else None
    return sorted(found.values(), key=lambda row: (row["average"] is None, row["average"] or 0))


def facts_of(case: DisclosureRequest, letter: str) -> Facts:
    """The facts the platform answers with."""
    return Facts(case, outcome_of(case), steps_of([case])[case.pk], letter)


def read_whole(pk: int) -> DisclosureRequest:
    """A case with everything the check list asks of it."""
    case: DisclosureRequest = (
        DisclosureRequest.objects.select_related("application__applicant", "unit", "handler")
        .select_related("proactive_review")
        .prefetch_related(
            "acts",
            "searches",
            "consultations",
            "reviews",
            "deliveries",
            Prefetch("application__files", CaseFile.objects.filter(removed_at=None)),
        )
        .get(pk=pk)
    )
    return case


def decided(case: DisclosureRequest) -> Any:
    """The decision of the round, for its letter."""
    return decision_of(case)
