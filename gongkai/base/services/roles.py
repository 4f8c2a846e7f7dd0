"""Giving and ending roles: what the security administrator does, never for himself."""

import datetime as dt

from django.db import transaction

from gongkai.base import rules
from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.queries.people import forget_roles
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import people, trail
from gongkai.base.services.accounts import INDISPENSABLE, refuse_last
from gongkai.base.states import Role
from gongkai.lib.dates import plain_date

_DAY = dt.timedelta(days=1)


@transaction.atomic
def give(
    user: User,
    role: Role,
    unit: Unit,
    *,
    by: User,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
) -> RoleAssignment:
    """Gives a person a role for a unit, from a day, perhaps until a day.

    Raises:
        Refusal: the account is closed, the unit has ended, it would begin in the past; whatever
            `people.assign` refuses.
        Forbidden: not the security administrator, or one's own roles.
    """
    _require_giver(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refusal(f"{user}的账号已经停用，请先由系统管理员恢复账号，再指定角色。")
    if starts_on < today():
        raise Refusal(
            f"开始日期不能早于今天（{plain_date(today())}），角色不能补到过去。", field="starts_on"
        )
    if unit.active_to is not None and unit.active_to < starts_on:
        raise Refusal(
            f"{unit.label}已于{plain_date(unit.active_to)}撤销，请另选单位。", field="unit"
        )
    return people.assign(user, role, unit, by=by, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def end(assignment: RoleAssignment, *, since: dt.date, by: User) -> RoleAssignment | None:
    """Takes a role away from the day `since` on; today takes it away at once.

    A role that has not held for a single day yet is taken back whole, and the trail keeps it.

    Returns:
        The assignment with its last day; None where it was taken back.

    Raises:
        Refusal: the day lies in the past or behind the end it has, or the last system or security
            administrator would be gone.
        Forbidden: not the security administrator, or one's own roles.
    """
    _require_giver(by, assignment.user)
    User.objects.select_for_update().get(pk=assignment.user_id)
    # Looked up again under the lock: two windows must not end it twice.
    current = RoleAssignment.objects.select_related("user", "unit").filter(pk=assignment.pk).first()
    if current is None:
        raise Refusal("这项任职已经撤回，无需重复办理。请刷新页面。")
    last = since - _DAY
    if since < today():
        raise Refusal(
            f"不能早于今天（{plain_date(today())}），已经办过的事不能事后改成无权办理。",
            field="since",
        )
    if current.ends_on is not None and last >= current.ends_on:
        raise Refusal(
            f"这项任职已定于{plain_date(current.ends_on)}结束，请填更早的日期。", field="since"
        )
    if current.role in INDISPENSABLE:
        refuse_last(current.user, Role(current.role), besides=current)
    if last >= current.starts_on:
        return people.end_assignment(current, on=last, by=by)
    data = {
        "user": current.user_id,
        "role": current.role,
        "starts_on": current.starts_on,
        "ends_on": current.ends_on,
    }
    trail.record("撤回任职", current, by=by, unit=current.unit, data=data)
    current.delete()
    forget_roles(current.user)
    return None


def _require_giver(by: User, user: User) -> None:
    if not rules.may_assign_roles(by):
        raise Forbidden("角色由安全管理员指定和结束，您的账号没有这个角色。")
    if by.pk == user.pk:
        raise Forbidden("任何人都不能改动自己的角色，请由另一位安全管理员办理。")
