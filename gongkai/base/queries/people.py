"""Who may act for which unit."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.states import Role, UnitKind


def assignments(user: User, on: dt.date | None = None) -> list[RoleAssignment]:
    """Roles that hold on that day, with their units; read once for each `User` object and day."""
    day = on or today()
    held: dict[dt.date, list[RoleAssignment]] = user.__dict__.setdefault("_held_roles", {})
    if day not in held:
        held[day] = list(user.roles_on(day).select_related("unit").order_by("pk"))
    return held[day]


def forget_roles(user: User) -> None:
    """Makes the next question of this `User` object read the roles again."""
    user.__dict__.pop("_held_roles", None)


def has_role(
    user: User | AnonymousUser, *roles: str, unit: Unit | None = None, on: dt.date | None = None
) -> bool:
    """True where the person holds one of the roles that day; with `unit`, for that unit.

    The authority in charge (主管部门) acts for every unit of its government (条例第三条); all other
    roles for their own unit alone.
    """
    if not isinstance(user, User) and not user.is_authenticated:
        return False
    return any(
        held.role in roles and (unit is None or _reaches(held, unit))
        for held in assignments(user, on)
    )


def units_for(user: User | AnonymousUser, *roles: str, on: dt.date | None = None) -> QuerySet[Unit]:
    """The units for which the person holds one of the roles; agrees with `has_role`."""
    if not user.is_authenticated:
        return Unit.objects.none()
    wanted = Q(pk__in=[])
    for held in assignments(user, on):
        if held.role in roles:
            wanted |= (
                Q(path__startswith=_reach(held))
                if held.role == Role.AUTHORITY
                else Q(pk=held.unit_id)
            )
    units: QuerySet[Unit] = Unit.objects.filter(wanted)
    return units


def active_holders(
    role: str,
    *,
    unit: Unit | None = None,
    on: dt.date | None = None,
    besides: RoleAssignment | None = None,
) -> QuerySet[User]:
    """People with an open account who hold that role, for any unit or for that very one.

    Args:
        besides: an assignment that does not count.
    """
    day = on or today()
    held = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), role=role, starts_on__lte=day
    )
    if unit is not None:
        held = held.filter(unit=unit)
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


def _reaches(held: RoleAssignment, unit: Unit) -> bool:
    if held.role == Role.AUTHORITY:
        return unit.path.startswith(_reach(held))
    return held.unit_id == unit.pk


def _reach(held: RoleAssignment) -> str:
    """Tree path below which an authority acts: its government's, where it is an office of one."""
    path: str = held.unit.path
    is_office = held.unit.kind == UnitKind.OFFICE and len(path) > Unit.steplen
    return path[: -Unit.steplen] if is_office else path


def role_labels(user: User) -> list[str]:
    """What the person does, in words, each role once."""
    held = {assignment.role for assignment in assignments(user)}
    return [role.label for role in Role if role in held]
