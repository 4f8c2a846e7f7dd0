"""Who is told when something of a unit needs doing."""

from collections.abc import Iterable

from django.db.models import Q

from gongkai.base.calendar import today
from gongkai.base.models import RoleAssignment, Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role


def staff_of(units: Iterable[Unit], *roles: str) -> dict[int, list[User]]:
    """People with an open account who hold one of the roles for each unit, by the id of the unit.

    One statement. A unit where nobody holds one gets the people of the authority above it (主管部门),
    so that no matter is lost because a post is empty: two more statements.
    """
    wanted = {unit.pk: unit for unit in units}
    found: dict[int, list[User]] = {pk: [] for pk in wanted}
    for held in _held(Q(unit__in=list(wanted), role__in=roles)):
        if held.user not in found[held.unit_id]:
            found[held.unit_id].append(held.user)
    empty = [unit for pk, unit in wanted.items() if not found[pk]]
    if empty:
        authorities = {held.user for held in _held(Q(role=Role.AUTHORITY))}
        for unit in empty:
            found[unit.pk] = [
                user
                for user in sorted(authorities, key=lambda user: user.pk)
                if has_role(user, Role.AUTHORITY, unit=unit)
            ]
    return found


def _held(wanted: Q) -> list[RoleAssignment]:
    day = today()
    return list(
        RoleAssignment.objects.filter(wanted, starts_on__lte=day, user__is_active=True)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .select_related("user")
        .order_by("user_id")
    )
