"""Who may do what with outlets and with the copies that go there."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role

KEEPERS = (Role.OPENNESS, Role.AUTHORITY)
POSTERS = (Role.INFORMATION, *KEEPERS)
SEERS = (*POSTERS, Role.SIGNER)
# Whose day-to-day work it is: the authority sees all, and is not asked to do all.
WATCHERS = (Role.INFORMATION, Role.OPENNESS)


def may_see(user: User | AnonymousUser) -> bool:
    """Whether the person may look at the register of outlets; which ones says `outlets_of`."""
    return has_role(user, *SEERS)


def may_keep(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person keeps outlets: the openness office for its unit, the authority below its government."""
    return has_role(user, *KEEPERS, unit=unit)


def may_post(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person posts by hand, and confirms it, on the outlets of that unit."""
    return has_role(user, *POSTERS, unit=unit)


def may_deliver(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person chooses the outlets of what that unit publishes."""
    return has_role(user, *SEERS, unit=unit)
