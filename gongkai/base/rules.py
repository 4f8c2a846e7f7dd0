"""Who may do what in the base app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role


def may_read_trail(user: User | AnonymousUser) -> bool:
    """Whether the person may read the event trail: the audit administrator and the authority."""
    return has_role(user, Role.AUDIT_ADMIN, Role.AUTHORITY)


def may_manage_units(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person keeps the register of units; with `unit`, that entry of it.

    The system administrator keeps all of it, the authority the part below its government.
    """
    return has_role(user, Role.SYSTEM_ADMIN) or has_role(user, Role.AUTHORITY, unit=unit)


def may_found_registers(user: User | AnonymousUser) -> bool:
    """Whether the person may enter a unit that stands below no other."""
    return has_role(user, Role.SYSTEM_ADMIN)


def may_manage_people(user: User | AnonymousUser) -> bool:
    """Whether the person opens, closes and unlocks accounts: the system administrator alone."""
    return has_role(user, Role.SYSTEM_ADMIN)


def may_assign_roles(user: User | AnonymousUser) -> bool:
    """Whether the person gives and ends roles: the security administrator alone."""
    return has_role(user, Role.SECURITY_ADMIN)


def may_see_people(user: User | AnonymousUser) -> bool:
    """Whether the person may look at accounts and roles; which ones says `visible_people`."""
    return has_role(user, *Role.administrators(), Role.AUTHORITY)


def may_load_calendar(user: User | AnonymousUser) -> bool:
    """Whether the person may load the holidays of a year."""
    return has_role(user, Role.AUTHORITY, Role.SYSTEM_ADMIN)
