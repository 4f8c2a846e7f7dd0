"""待办 of the supervision: orders of both sides, cases to urge, samples, monthly reviews, studies."""

from collections.abc import Iterable

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.foi.models import CaseStudy, SupervisionOrder
from gongkai.foi.queries.oversight.board import to_urge
from gongkai.foi.queries.oversight.checks import visible_checks
from gongkai.foi.queries.oversight.matters import (
    REVIEWERS,
    matters_of,
    review_due,
    reviewed_units,
)
from gongkai.foi.queries.oversight.orders import to_answer, to_settle
from gongkai.foi.rules import ANSWERERS
from gongkai.foi.states import OrderState, StudyState

_APPROVERS = (Role.OPENNESS_HEAD, Role.LEGAL, Role.AUTHORITY)
_DAYS = 10


def orders_to_answer(user: User, limit: int) -> Iterable[Todo]:
    """Orders of the authority that wait for an answer of the person's unit or case."""
    if not has_role(user, *ANSWERERS, Role.HANDLER):
        return []
    rows = to_answer(user).filter(state=OrderState.SENT).order_by("due_on", "pk")[:limit]
    return [_order(row, "回复") for row in rows]


def orders_to_settle(user: User, limit: int) -> Iterable[Todo]:
    """Answers to the orders the person sent."""
    if not has_role(user, Role.AUTHORITY):
        return []
    rows = to_settle(user).filter(state=OrderState.ANSWERED, by=user).order_by("answered_at")
    return [
        Todo(
            what=f"核对回复：{_name(row)}",
            url=reverse("desk_order", args=[row.pk]),
            source=row.unit.label,
            kind="督办",
            word="待了结",
        )
        for row in rows[:limit]
    ]


def cases_to_urge(user: User, limit: int) -> Iterable[Todo]:
    """One line for the cases that are to be urged; two statements."""
    if not has_role(user, Role.AUTHORITY):
        return []
    rows = to_urge(user)
    number = rows.count()
    if not number:
        return []
    late = rows.filter(due_on__lt=today()).exists()
    return [
        Todo(
            what=f"{number}件申请超期或者下一个工作日到期，请决定是否催办",
            url=reverse("desk_watch"),
            source="所辖单位",
            kind="督办",
            tone="late" if late else "soon",
            word="待催办",
        )
    ]


def checks_to_do(user: User, limit: int) -> Iterable[Todo]:
    """Cases the person has drawn and not checked yet."""
    if not has_role(user, Role.AUTHORITY):
        return []
    rows = visible_checks(user).filter(checked_at=None, by=user).order_by("pk")[:limit]
    return [
        Todo(
            what=f"抽查{row.case}",
            url=reverse("desk_check", args=[row.pk]),
            source=row.case.unit.label,
            kind="抽查",
            word="待检查",
        )
        for row in rows
    ]


def matters_to_review(user: User, limit: int) -> Iterable[Todo]:
    """The monthly review, from the first working day of a month on, where something waits for it."""
    if not has_role(user, *REVIEWERS):
        return []
    on = today()
    waiting: dict[str, int] = {}
    for one in matters_of(reviewed_units(user), on):
        if one.pending:
            waiting[one.unit.label] = waiting.get(one.unit.label, 0) + 1
    return [
        Todo(
            what=f"研判{number}个高频事项是否转为主动公开",
            url=reverse("desk_matters"),
            source=unit,
            due=review_due(on),
            total_days=_DAYS,
            kind="研判",
        )
        for unit, number in list(waiting.items())[:limit]
    ]


def studies_to_approve(user: User, limit: int) -> Iterable[Todo]:
    """Case studies of others that wait for approval."""
    if not has_role(user, *_APPROVERS):
        return []
    rows = (
        CaseStudy.objects.filter(
            state=StudyState.DRAFT, unit__in=units_for(user, *_APPROVERS).order_by().values("pk")
        )
        .exclude(by=user)
        .select_related("unit")
        .defer("pairs")
        .order_by("pk")[:limit]
    )
    return [
        Todo(
            what=f"审定案例：{row.title}",
            url=reverse("desk_study", args=[row.pk]),
            source=row.unit.label,
            kind="案例",
            word="待审定",
        )
        for row in rows
    ]


def _order(row: SupervisionOrder, what: str) -> Todo:
    return Todo(
        what=f"{what}{_name(row)}",
        url=reverse("desk_order", args=[row.pk]),
        source="主管部门",
        due=row.due_on,
        total_days=_DAYS,
        kind="督办",
    )


def _name(row: SupervisionOrder) -> str:
    return f"{row.get_kind_display()}（{row.case}）" if row.case else row.get_kind_display()
