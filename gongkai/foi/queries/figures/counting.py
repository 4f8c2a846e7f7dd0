"""Which cases count where and when; every figure, table and list of the figures stands on this.

A case counts as new by the day of receipt: each part of a split application counts as its own, a
reopened case does not count again, and what was withdrawn before its receipt was confirmed was never
received (条例第三十一条).

It counts as ended on the day its first outcome took effect: the day of service of the first reply
(`replied_on`, 国办公开办函〔2016〕235号); for what lapsed or was withdrawn, the day of that act. The
outcome of the first round stays its row of the report, whatever a review ordered afterwards.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from gongkai.base.models import Unit
from gongkai.foi.models import CaseAct, Decision, DisclosureRequest
from gongkai.foi.outcomes import OUTCOMES
from gongkai.foi.states import Act, ApplicantKind, Stage

# Cases with what `counted` adds to them.
Cases = QuerySet[Any]
Units = QuerySet[Unit]

COLUMN_OF: dict[str, str] = {
    ApplicantKind.NATURAL: "c1",
    ApplicantKind.BUSINESS: "c2",
    ApplicantKind.RESEARCH: "c3",
    ApplicantKind.PUBLIC_BENEFIT: "c4",
    ApplicantKind.LEGAL_SERVICE: "c5",
    ApplicantKind.OTHER: "c6",
}
KIND_OF = {column: kind for kind, column in COLUMN_OF.items()}
ROW_OF = {outcome.code: outcome.row for outcome in OUTCOMES}
CODES_OF = {
    row: [outcome.code for outcome in OUTCOMES if outcome.row == row]
    for row in dict.fromkeys(ROW_OF.values())
}


class Period(NamedTuple):
    """First and last day, both counted."""

    first: dt.date
    last: dt.date


def year_of(year: int) -> Period:
    """A calendar year: the report's period."""
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))


def counted(units: Units) -> Cases:
    """Received cases of the units, each with `ended_on` and with `result`, the code of its outcome."""
    acts = CaseAct.objects.filter(case=OuterRef("pk"), round=1, kind__in=[Act.LAPSE, Act.WITHDRAW])
    signed = Decision.objects.filter(case=OuterRef("pk"), round=1, signed_on__isnull=False)
    return DisclosureRequest.objects.filter(
        unit__in=units.order_by().values("pk"), received_on__isnull=False
    ).annotate(
        ended_on=Case(
            When(replied_on__isnull=False, then=F("replied_on")),
            When(
                Q(closed_on__isnull=False) | Q(stage__in=[Stage.LAPSED, Stage.WITHDRAWN]),
                then=Coalesce(Subquery(acts.order_by("pk").values("on")[:1]), F("closed_on")),
            ),
        ),
        result=Case(
            When(~Q(first_outcome=""), then=F("first_outcome")),
            When(~Q(outcome=""), then=F("outcome")),
            default=Subquery(signed.values("outcome")[:1]),
        ),
    )


def new_in(period: Period) -> Q:
    """一、本年新收."""
    return Q(received_on__gte=period.first, received_on__lte=period.last)


def carried_into(period: Period) -> Q:
    """二、上年结转: received before, and not ended before."""
    return Q(received_on__lt=period.first) & not_ended_before(period)


def ended_in(period: Period) -> Q:
    """三、本年度办理结果."""
    return Q(ended_on__gte=period.first, ended_on__lte=period.last)


def carried_on(period: Period) -> Q:
    """四、结转下年度继续办理: received by then, and not ended by then."""
    return Q(received_on__lte=period.last) & (Q(ended_on=None) | Q(ended_on__gt=period.last))


def not_ended_before(period: Period) -> Q:
    """Still to be answered when the period began, or received later."""
    return Q(ended_on=None) | Q(ended_on__gte=period.first)


def flag(condition: Q) -> Case:
    """1 where the condition holds, else 0; to group by."""
    return Case(When(condition, then=Value(1)), default=Value(0))
