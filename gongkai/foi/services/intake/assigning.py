"""分办、转办、分工: who handles a case inside the agency; none of it moves the clock."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, TeamMember
from gongkai.foi.rules import DESK
from gongkai.foi.services import acting
from gongkai.foi.services.intake.telling import tell
from gongkai.foi.states import Act, TeamRole
from gongkai.lib.dates import plain_date

HANDLERS = (Role.HANDLER, *DESK, Role.UNIT_HEAD)
Member = tuple[User, TeamRole, dt.date | None, str]


@transaction.atomic
def assign(
    case: DisclosureRequest,
    *,
    handler: User,
    office: str = "",
    team: Sequence[Member] = (),
    by: User,
    seen: int | None = None,
    note: str = "",
) -> DisclosureRequest:
    """Gives a case its handler and its team; again, to change them.

    Effects: the members in `team` are the team, those who have finished their part stay; handler and
    team are told.

    Args:
        office: the office that handles it (承办科室).
        team: (person, role, own last day or None, what to do) of everybody besides the handler.

    Raises:
        Refusal: somebody who does not work for the agency; the handler named twice; a last day that
            is past or lies beyond that of the case.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.ASSIGN)
    _check_person(row, handler, "handler")
    _check_team(row, handler, team)
    office = _office(office)
    _set_team(row, team)
    tell(row, [handler], "有一件依申请公开交您承办", _due_words(row))
    tell(row, [member[0] for member in team], "有一件依申请公开请您协助办理", _due_words(row))
    acting.perform(
        row,
        Act.ASSIGN,
        by=by,
        data={"handler": handler.pk, "office": office, "team": [m[0].pk for m in team]},
        note=note,
        sets={"handler": handler, "office": office},
    )
    return row


@transaction.atomic
def hand_over(
    case: DisclosureRequest,
    *,
    handler: User,
    by: User,
    note: str,
    office: str = "",
    seen: int | None = None,
) -> DisclosureRequest:
    """Hands a case to another handler of the same agency; the period goes on as it was.

    Args:
        note: why.
        office: the office of the new handler; the old one stays if left out.

    Raises:
        Refusal: no handler yet; the same person; somebody of another agency; no reason.
    """
    row = acting.lock(case, seen=seen)
    acting.check_move(row, Act.HAND_OVER)
    if row.handler is None:
        raise Refusal("这件申请还没有承办人，请先分办。")
    if row.handler_id == handler.pk:
        raise Refusal(f"{handler}已经是承办人，不用转办。", field="handler")
    if not note.strip():
        raise Refusal("请写明转办的原因，接手的同志会看到这段话。", field="note")
    _check_person(row, handler, "handler")
    before = row.handler
    row.team.filter(user=handler, done_at=None).delete()
    tell(row, [handler], "有一件依申请公开转交您承办", _due_words(row))
    acting.perform(
        row,
        Act.HAND_OVER,
        by=by,
        data={"from": before.pk, "handler": handler.pk},
        note=note,
        sets={"handler": handler, "office": _office(office) or row.office},
    )
    return row


@transaction.atomic
def finish_part(
    member: TeamMember, *, by: User, result: str, seen: int | None = None
) -> TeamMember:
    """A member of the team has done the own part; the handler is told.

    Args:
        result: what came of it.

    Raises:
        Refusal: somebody else's part; done before; nothing said of the result.
    """
    row = acting.lock(member.case, seen=seen)
    part = TeamMember.objects.select_for_update().get(pk=member.pk)
    if part.user_id != by.pk:
        raise Forbidden(f"这一部分由{part.user}办理，只有本人可以登记完成。")
    if part.done_at is not None:
        raise Refusal("这一部分此前已经登记完成，不用再次登记。")
    if not result.strip():
        raise Refusal("请写明办理的情况，承办人会看到这段话。", field="text")
    part.done_at, part.result = timezone.now(), result.strip()
    part.save(update_fields=["done_at", "result"])
    if row.handler is not None:
        tell(row, [row.handler], f"{by}完成了{part.get_role_display()}的部分")
    acting.perform(row, Act.NOTE, by=by, data={"part": part.pk}, note=result)
    return part


def _check_person(row: DisclosureRequest, user: User, field: str) -> None:
    if not user.is_active or not has_role(user, *HANDLERS, unit=row.unit):
        raise Refusal(
            f"{user}没有在{row.unit.label}承办申请的角色，请另选一位；要请外单位协助的，请用“会商”。",
            field=field,
        )


def _check_team(row: DisclosureRequest, handler: User, team: Sequence[Member]) -> None:
    named: set[tuple[int, str]] = set()
    for user, role, due, _ in team:
        if user.pk == handler.pk:
            raise Refusal(f"{user}是承办人，不用再列入分工。", field="team")
        if (user.pk, role) in named:
            raise Refusal(f"{user}的{TeamRole(role).label}列了两次，请删去一行。", field="team")
        named.add((user.pk, role))
        _check_person(row, user, "team")
        if due is not None and due < today():
            raise Refusal(
                f"{user}的完成期限{plain_date(due)}已经过去，请改成以后的日期。", field="team"
            )
        if due is not None and row.due_on is not None and due > row.due_on:
            raise Refusal(
                f"{user}的完成期限{plain_date(due)}晚于答复期限{plain_date(row.due_on)}，请提前。",
                field="team",
            )


def _set_team(row: DisclosureRequest, team: Sequence[Member]) -> None:
    row.team.filter(done_at=None).delete()
    for user, role, due, task in team:
        TeamMember.objects.update_or_create(
            case=row,
            user=user,
            role=role,
            defaults={"due_on": due, "task": _task(task), "done_at": None, "result": ""},
        )


def _task(text: str) -> str:
    task = " ".join(text.split())
    if len(task) > 300:
        raise Refusal(f"要做的事最多写300字，现在是{len(task)}字，请写得短一些。", field="team")
    return task


def _office(text: str) -> str:
    office = " ".join(text.split())
    if len(office) > 60:
        raise Refusal("承办科室的名称最多60字，请用简称。", field="office")
    return office


def _due_words(row: DisclosureRequest) -> str:
    due = f"，答复期限{plain_date(row.due_on)}" if row.due_on else ""
    return f"{row.number or row.application.number}{due}。"
