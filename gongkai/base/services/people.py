"""What happens to accounts: signing in and out, new passwords, roles."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.base.models import Event, RoleAssignment, Unit, User
from gongkai.base.queries.people import forget_roles
from gongkai.base.refusal import Forbidden, Refusal
from gongkai.base.services import trail
from gongkai.base.states import Role


@transaction.atomic
def note_sign_in(user: User) -> None:
    """Writes a sign-in to the trail."""
    trail.record("登录", user, by=user, unit=user.unit)


@transaction.atomic
def note_sign_out(user: User) -> None:
    """Writes a sign-out to the trail."""
    trail.record("退出登录", user, by=user, unit=user.unit)


@transaction.atomic
def note_lockout(username: str) -> None:
    """Writes to the trail that an account was locked after too many wrong passwords.

    Once while it stays locked: whoever goes on trying does not fill the trail.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        return
    since = timezone.now() - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    known = Event.objects.filter(
        subject_type="base.user", subject_id=str(user.pk), act="账号锁定", at__gte=since
    )
    if not known.exists():
        trail.record("账号锁定", user, by=None, unit=user.unit, note="连续输错口令")


@transaction.atomic
def set_password(user: User, password: str, *, by: User) -> None:
    """Sets a checked password; trail event. Set by another person, it must be changed at sign-in."""
    user.set_password(password)
    user.password_changed_at = timezone.now() if by.pk == user.pk else None
    user.save(update_fields=["password", "password_changed_at"])
    trail.record("修改口令" if by.pk == user.pk else "重置口令", user, by=by, unit=user.unit)


@transaction.atomic
def assign(
    user: User,
    role: Role,
    unit: Unit,
    *,
    by: User | None,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
) -> RoleAssignment:
    """Gives a person a role for a unit; trail event.

    Raises:
        Refusal: one of the three administrators (三员) would hold another role at some time, the
            role is held already, the dates are the wrong way round.
        Forbidden: it is the person's own role.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if by is not None and by.pk == user.pk:
        raise Forbidden("任何人都不能给自己指定角色，请由另一位安全管理员办理。")
    if ends_on is not None and ends_on < starts_on:
        raise Refusal("结束日期不能早于开始日期，请核对两个日期。", field="ends_on")
    held = list(_overlapping(user, starts_on, ends_on))
    others = {a.role for a in held} - {role}
    if others and ({role, *others} & Role.administrators()):
        names = "、".join(sorted(Role(other).label for other in others))
        raise Refusal(
            f"{user}已是{names}，系统、安全、审计三员不得兼任其他角色。请另选人员，或先结束原有任职。",
            field="role",
        )
    if any(a.role == role and a.unit_id == unit.pk for a in held):
        raise Refusal(f"{user}已经担任{unit}的{role.label}，无需重复指定。", field="role")
    assignment = RoleAssignment.objects.create(
        user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on
    )
    forget_roles(user)
    trail.record("任职", assignment, by=by, unit=unit, data={"user": user.pk, "role": role})
    return assignment


def _overlapping(user: User, first: dt.date, last: dt.date | None) -> "QuerySet[RoleAssignment]":
    """Roles that hold on some day of that span; a role of next month counts too."""
    held = user.assignments.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return held if last is None else held.filter(starts_on__lte=last)


@transaction.atomic
def end_assignment(assignment: RoleAssignment, *, on: dt.date, by: User | None) -> RoleAssignment:
    """Ends a role after that day; trail event.

    Raises:
        Refusal: the day lies before the beginning.
    """
    if on < assignment.starts_on:
        raise Refusal(
            f"结束日期不能早于开始日期{assignment.starts_on}，请重新选择。", field="ends_on"
        )
    assignment.ends_on = on
    assignment.save(update_fields=["ends_on"])
    forget_roles(assignment.user)
    trail.record(
        "结束任职", assignment, by=by, unit=assignment.unit, data={"ends_on": on.isoformat()}
    )
    return assignment


@transaction.atomic
def open_account(
    username: str,
    name: str,
    unit: Unit | None,
    password: str,
    *,
    by: User | None,
    is_demo: bool = False,
) -> User:
    """Opens a desk account; trail event. An account opened by another person changes its password first.

    Args:
        password: checked against the profile by the caller's form.
        is_demo: an account of the demonstration; such accounts never exist in production.

    Raises:
        Refusal: the name for signing in is taken.
    """
    if User.objects.filter(username=username).exists():
        raise Refusal(f"登录名“{username}”已有人使用，请换一个。", field="username")
    changed = timezone.now() if is_demo else None
    user = User(
        username=username, name=name, unit=unit, is_demo=is_demo, password_changed_at=changed
    )
    user.set_password(password)
    user.save()
    trail.record("开立账号", user, by=by, unit=unit)
    return user
