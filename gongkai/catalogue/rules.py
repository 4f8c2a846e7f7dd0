"""Who may do what in the catalogue app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role

READERS = (Role.INFORMATION, Role.OPENNESS, Role.UNIT_HEAD, Role.SIGNER, Role.AUTHORITY)
KEEPERS = (Role.OPENNESS, Role.AUTHORITY)
WINDOW_KEEPERS = (Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY)


def may_see_catalogues(user: User | AnonymousUser) -> bool:
    """Whether the person works with catalogues on the desk."""
    return has_role(user, *READERS)


def may_keep_catalogues(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person keeps catalogues and the negative list; with `unit`, those of that unit.

    The openness office (公开工作机构) keeps its own unit's, the authority all of its government's.
    """
    return has_role(user, *KEEPERS, unit=unit)


def may_keep_window(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person keeps the service window and the sector catalogue of a public body."""
    return has_role(user, *WINDOW_KEEPERS, unit=unit)
