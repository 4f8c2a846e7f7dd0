"""Who may do what in the publishing app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role

EDITORS = (Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY)
RELEASERS = (Role.OPENNESS, Role.SIGNER, Role.AUTHORITY)


def may_import(user: User | AnonymousUser) -> bool:
    """Whether the person may bring files into the library."""
    return has_role(user, *EDITORS)


def may_release(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person may release and withdraw (公开工作机构、签发人、主管部门); with `unit`, what is its.

    The authority acts for every unit of its government, the others for their own.
    """
    return has_role(user, *RELEASERS, unit=unit)


def may_settle(user: User | AnonymousUser, unit: Unit | None = None) -> bool:
    """Whether the person may settle unit, attribute and class of a draft."""
    return has_role(user, *EDITORS, *RELEASERS, unit=unit)


def may_see_drafts(user: User | AnonymousUser) -> bool:
    """Whether the person may read what is not public yet."""
    return has_role(user, *EDITORS, *RELEASERS)
