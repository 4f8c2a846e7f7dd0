"""待办 of the decisions: answers to write, to review, to sign, to serve, to close."""

from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.base.todo import Todo
from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.queries.decisions import REVIEWS
from gongkai.foi.rules import DESK, may_use
from gongkai.foi.states import Act, ReviewStep, Stage

_BY_ROLE = ((Role.SECRECY, ReviewStep.SECRECY), (Role.LEGAL, ReviewStep.LEGAL))
_ENDED = (Stage.DELIVERED, Stage.LAPSED, Stage.WITHDRAWN)
_DAYS = 20


def proposals_todo(user: User, limit: int) -> Iterable[Todo]:
    """Answers the person has to write, by due day; one statement."""
    if not may_use(user):
        return []
    rows = _by_due(DisclosureRequest.objects.filter(handler=user, stage=Stage.HANDLING), limit)
    return [_todo(row, "拟定答复", "答复") for row in rows]


def reviews_todo(user: User, limit: int) -> Iterable[Todo]:
    """Reviews that wait for the person's office, not of the own text; three statements."""
    units = {
        step: set(units_for(user, role).values_list("pk", flat=True))
        for role, step in _BY_ROLE
        if has_role(user, role)
    }
    if not units:
        return []
    waiting = DisclosureRequest.objects.filter(
        stage=Stage.REVIEW, unit__in=set().union(*units.values())
    )
    rows = _by_due(waiting.exclude(handler=user), limit)
    acts = _acts_of(rows)
    return [
        _todo(row, step.label, "审核")
        for row in rows
        if not _wrote(user, row, acts.get(row.pk, []))
        for step in _open_steps(row, acts.get(row.pk, []))
        if row.unit_id in units.get(step, ())
    ]


def signatures_todo(user: User, limit: int) -> Iterable[Todo]:
    """Decisions that wait for the signature, without those the person wrote or reviewed."""
    if not has_role(user, Role.SIGNER):
        return []
    waiting = DisclosureRequest.objects.filter(
        stage=Stage.SIGNING, unit__in=units_for(user, Role.SIGNER)
    )
    rows = _by_due(waiting.exclude(handler=user), limit)
    acts = _acts_of(rows)
    return [
        _todo(row, "签发", "签发")
        for row in rows
        if not any(act.by_id == user.pk for act in _this_round(row, acts.get(row.pk, [])))
    ]


def deliveries_todo(user: User, limit: int) -> Iterable[Todo]:
    """Signed decisions that nobody has served yet; one statement."""
    return _desk_todo(user, (Stage.DECIDED,), "送达", "送达", limit)


def closings_todo(user: User, limit: int) -> Iterable[Todo]:
    """Served, lapsed and withdrawn requests that are not closed yet; one statement."""
    return _desk_todo(user, _ENDED, "办结", "办结", limit)


def _desk_todo(
    user: User, stages: Sequence[Stage], what: str, kind: str, limit: int
) -> Iterable[Todo]:
    if not may_use(user):
        return []
    mine = Q(handler=user)
    if has_role(user, *DESK):
        mine |= Q(unit__in=units_for(user, *DESK))
    rows = _by_due(DisclosureRequest.objects.filter(mine, stage__in=stages), limit)
    open_yet = Stage.DECIDED in stages
    return [_todo(row, what, kind, dated=open_yet) for row in rows]


def _by_due(rows: "QuerySet[DisclosureRequest]", limit: int) -> list[DisclosureRequest]:
    return list(
        rows.select_related("unit", "application").order_by(F("due_on").asc(nulls_last=True), "pk")[
            :limit
        ]
    )


def _acts_of(rows: Sequence[DisclosureRequest]) -> dict[int, list[CaseAct]]:
    """Who wrote and reviewed, by case; one statement."""
    kinds = [Act.PROPOSE, Act.SEND_TO_REVIEW, *REVIEWS]
    found: dict[int, list[CaseAct]] = {}
    acts = CaseAct.objects.filter(case__in=rows, kind__in=kinds).defer("note").order_by("pk")
    for act in acts:
        found.setdefault(act.case_id, []).append(act)
    return found


def _this_round(row: DisclosureRequest, acts: Iterable[CaseAct]) -> list[CaseAct]:
    """Proposals of the round, and the reviews since it was last sent to review."""
    wrote = [act for act in acts if act.round == row.round and act.kind == Act.PROPOSE]
    since: list[CaseAct] = []
    for act in acts:
        if act.round == row.round and act.kind == Act.SEND_TO_REVIEW:
            since = []
        elif act.round == row.round and act.kind in REVIEWS:
            since.append(act)
    return [*wrote, *since]


def _wrote(user: User, row: DisclosureRequest, acts: Iterable[CaseAct]) -> bool:
    return any(act.kind == Act.PROPOSE and act.by_id == user.pk for act in _this_round(row, acts))


def _open_steps(row: DisclosureRequest, acts: Iterable[CaseAct]) -> list[ReviewStep]:
    done = {
        REVIEWS[Act(act.kind)]
        for act in _this_round(row, acts)
        if act.kind in REVIEWS and act.data.get("passed")
    }
    return [step for step in REVIEWS.values() if step not in done]


def _todo(row: DisclosureRequest, what: str, kind: str, *, dated: bool = True) -> Todo:
    return Todo(
        what=f"{what}：{row}",
        url=reverse("desk_request", args=[row.pk]),
        source=row.unit.label,
        due=row.due_on if dated else None,
        total_days=_DAYS if dated else None,
        kind=kind,
        word="" if dated else "待办结",
    )
