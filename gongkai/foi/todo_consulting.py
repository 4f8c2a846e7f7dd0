"""待办 of the steps between assignment and decision."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.foi.models import CaseAct, Consultation, DisclosureRequest, FeeNotice
from gongkai.foi.queries.consulting import HOLDS, OPEN_WORK, asked_of
from gongkai.foi.rules import DESK
from gongkai.foi.services.stepping import page_of
from gongkai.foi.states import Act, ConsultationKind, Stage
from gongkai.lib.workdays import add_workdays

# A consultation, and a due day, come into the list that many working days before.
SOON_WORKDAYS = 3
_MOST_EXTENSION = 20
_WORKERS = (*DESK, Role.HANDLER)


def consultations(user: User, limit: int) -> Iterator[Todo]:
    """Letters whose receipt is to be recorded, and consultations whose limit comes near or passed."""
    if not has_role(user, *_WORKERS):
        return
    soon = add_workdays(today(), SOON_WORKDAYS, working_calendar()).on
    rows = (
        Consultation.objects.filter(kind__in=HOLDS, answered_on=None)
        .filter(_mine("case__", user), case__stage__in=OPEN_WORK)
        .filter(Q(served_on=None) | Q(limit_on__lte=soon), stance="")
        .select_related("case__application", "case__unit")
        .order_by("limit_on", "id")
    )
    for row in rows[:limit]:
        yield Todo(
            what=f"{_what(row)}：{row.case}",
            url=reverse("desk_request_consultation", args=[row.pk]),
            source=row.case.unit.label,
            due=row.limit_on,
            kind="征求意见",
            word="" if row.limit_on else "待登记送达",
        )


def _what(row: Consultation) -> str:
    who = "第三方" if row.kind == ConsultationKind.THIRD_PARTY else "共同制作机关"
    if row.served_on is None:
        return f"登记{who}收到征求意见书的日期"
    return f"{who}的意见即将到期"


def lapses(user: User, limit: int) -> Iterator[Todo]:
    """Corrections that did not come in time: the case may be ended as abandoned (条例第三十条)."""
    if not has_role(user, *_WORKERS):
        return
    asked = CaseAct.objects.filter(kind=Act.ASK_CLARIFICATION).only("case", "kind", "data")
    rows = (
        DisclosureRequest.objects.filter(_mine("", user), stage=Stage.CLARIFYING)
        .select_related("application", "unit")
        .prefetch_related(Prefetch("acts", asked, to_attr="asked"))
        .order_by("id")
    )
    passed = [(until, row) for row in rows if (until := _until(row)) and until < today()]
    for until, row in sorted(passed, key=lambda pair: (pair[0], pair[1].pk))[:limit]:
        yield _abandoned(row, "补正期限已过，核对后视为放弃", until)


def payments(user: User, limit: int) -> Iterator[Todo]:
    """Fees that were not paid in time: the case may be ended as abandoned (收费办法第六条)."""
    if not has_role(user, *_WORKERS):
        return
    rows = (
        FeeNotice.objects.filter(paid_on=None, pay_until__lt=today())
        .filter(_mine("case__", user), case__stage=Stage.HANDLING)
        .select_related("case__application", "case__unit")
        .order_by("pay_until", "id")
    )
    for row in rows[:limit]:
        yield _abandoned(row.case, "缴费期限已过，核对后视为放弃", row.pay_until)


def extensions(user: User, limit: int) -> Iterator[Todo]:
    """Cases that are due within three working days and may be extended, for the head who decides."""
    if not has_role(user, Role.OPENNESS_HEAD):
        return
    now = today()
    soon = add_workdays(now, SOON_WORKDAYS, working_calendar()).on
    extended = CaseAct.objects.filter(kind=Act.EXTEND).only("case", "kind", "data")
    rows = (
        DisclosureRequest.objects.filter(
            unit__in=units_for(user, Role.OPENNESS_HEAD),
            stage__in=OPEN_WORK,
            round=1,
            due_on__range=(now, soon),
        )
        .select_related("application", "unit")
        .prefetch_related(Prefetch("acts", extended, to_attr="extended"))
        .order_by("due_on", "id")
    )
    for row in rows[:limit]:
        left = _MOST_EXTENSION - sum(int(act.data.get("days") or 0) for act in row.extended)
        if left > 0:
            yield Todo(
                what=f"临近答复期限，还可以延长{left}个工作日：{row}",
                url=page_of(row),
                source=row.unit.label,
                due=row.due_on,
                kind="延期",
            )


def conferrals(user: User, limit: int) -> Iterator[Todo]:
    """Questions of other units to the person's own; nothing of their cases."""
    if not has_role(user, Role.REGISTRAR, Role.OPENNESS, Role.HANDLER):
        return
    rows = asked_of(user).select_related("case__unit").order_by("limit_on", "id")
    for row in rows[:limit]:
        yield Todo(
            what=f"答复会商：{row.question[:60]}",
            url=reverse("desk_request_confer", args=[row.pk]),
            source=row.case.unit.label,
            due=row.limit_on,
            kind="会商",
        )


def _mine(prefix: str, user: User) -> Q:
    """Cases the person handles, and those of the units whose desk he or she is."""
    handled = Q(**{f"{prefix}handler": user})
    return handled | Q(**{f"{prefix}unit__in": units_for(user, *DESK)})


def _until(row: Any) -> dt.date | None:
    until = row.asked[-1].data.get("until") if row.asked else None
    return dt.date.fromisoformat(until) if until else None


def _abandoned(case: DisclosureRequest, what: str, until: dt.date) -> Todo:
    return Todo(
        what=f"{what}：{case}",
        url=page_of(case),
        source=case.unit.label,
        due=until,
        kind="视为放弃",
    )
