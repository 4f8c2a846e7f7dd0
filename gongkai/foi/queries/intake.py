"""What the registration desk asks: what waits to be registered or assigned, attempts, step limits."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from gongkai.base.calendar import working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.foi.models import CaseAct, DisclosureRequest, StepLimit
from gongkai.foi.rules import DESK
from gongkai.foi.states import Act, Channel, Stage, WorkStep
from gongkai.lib.workdays import add_workdays

# Where the day of receipt is that of the confirmation with the applicant (条例第三十一条).
CONFIRMED = frozenset({Channel.INTERNET, Channel.EMAIL, Channel.FAX, Channel.POST_PLAIN})
_GAPS = {
    "id_number": "身份证明",
    "address": "通信地址",
    "email": "电子邮箱",
    "fax": "传真号码",
    "phone": "联系方式",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case of the registration desk, with what must still be done and until when."""

    case: DisclosureRequest
    arrived_on: dt.date
    due_on: dt.date
    needs: tuple[str, ...]
    attempts: tuple[CaseAct, ...]


def inbox(user: User) -> "QuerySet[DisclosureRequest]":
    """Cases that wait for registration in the units the person registers for, oldest arrival first."""
    return (
        DisclosureRequest.objects.filter(
            stage=Stage.SUBMITTED, unit__in=units_for(user, *DESK).values("pk")
        )
        .select_related("application__applicant", "unit")
        .order_by(F("application__arrived_on").asc(nulls_first=True), "pk")
    )


def unassigned(user: User) -> "QuerySet[DisclosureRequest]":
    """Registered cases nobody handles yet, in the units the person registers for; most urgent first."""
    return (
        DisclosureRequest.objects.filter(
            stage__in=(Stage.REGISTERED, Stage.REOPENED),
            unit__in=units_for(user, *DESK).values("pk"),
        )
        .select_related("application", "unit")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def lapsing(user: User, today: dt.date) -> "QuerySet[DisclosureRequest]":
    """Cases whose applicant has let the last day for correction or payment pass."""
    return (
        DisclosureRequest.objects.filter(
            stage__in=(Stage.CLARIFYING, Stage.HANDLING),
            waits_until__lt=today,
            unit__in=units_for(user, *DESK).values("pk"),
        )
        .select_related("application", "unit")
        .order_by("waits_until", "pk")
    )


def waiting_rows(cases: Sequence[DisclosureRequest]) -> list[Waiting]:
    """What each case of the inbox waits for; two statements, however many there are."""
    acts: dict[int, list[CaseAct]] = {}
    for act in CaseAct.objects.filter(case__in=[case.pk for case in cases]).order_by("id"):
        acts.setdefault(act.case_id, []).append(act)
    days = step_days(WorkStep.RECEIVE)
    return [_waiting(case, acts.get(case.pk, []), days(case.unit)) for case in cases]


def attempts_of(case: DisclosureRequest) -> list[CaseAct]:
    """Attempts to reach the applicant, in their order."""
    return _attempts(case.acts.filter(kind=Act.NOTE))


def is_desk(user: User) -> bool:
    """Whether the person registers for any unit; costs no statement for others."""
    return has_role(user, *DESK)


def step_days(step: WorkStep) -> Callable[[Unit], int]:
    """Working days a step may take in a unit: of the nearest government above it, else the standard."""
    rows = list(StepLimit.objects.filter(step=step).select_related("unit"))
    standard = next((row.days for row in rows if row.unit is None), 1)
    own = sorted(
        ((row.unit.path, row.days) for row in rows if row.unit is not None),
        key=lambda pair: -len(pair[0]),
    )

    def days(unit: Unit) -> int:
        return next((found for path, found in own if unit.path.startswith(path)), standard)

    return days


def limit_after(day: dt.date, days: int) -> dt.date:
    """The last day of a step that begins after `day`."""
    return add_workdays(day, days, working_calendar()).on


def arrival_of(case: DisclosureRequest) -> dt.date:
    """The day an application came in."""
    application = case.application
    return application.arrived_on or application.submitted_at.date()


def _waiting(case: DisclosureRequest, acts: list[CaseAct], days: int) -> Waiting:
    arrived = arrival_of(case)
    attempts = tuple(_attempts(act for act in acts if act.kind == Act.NOTE))
    missing: list[str] = next(
        (act.data.get("missing", []) for act in acts if act.kind == Act.SUBMIT), []
    )
    return Waiting(
        case, arrived, limit_after(arrived, days), tuple(_needs(case, missing)), attempts
    )


def _needs(case: DisclosureRequest, missing: Iterable[str]) -> Iterable[str]:
    channel = case.application.channel
    if channel in CONFIRMED:
        yield "与申请人确认收到申请，写明确认的日期、确认人和方式"
    elif channel == Channel.POST_SIGNED:
        yield "核对签收日期和签收凭据"
    else:
        yield "核对提交日期"
    words = [_GAPS[field] for field in missing if field in _GAPS]
    if words:
        yield f"申请中没有{'、'.join(words)}，联系时一并问清，问不到的登记后告知补正"


def _attempts(acts: Iterable[CaseAct]) -> list[CaseAct]:
    return [act for act in acts if act.data.get("attempt")]
