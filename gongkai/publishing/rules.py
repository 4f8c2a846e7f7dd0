"""Who may do what in the publishing app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role

EDITORS = (Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY)
RELEASERS = (Role.OPENNESS, Role.SIGNER, Role.AUTHORITY)


def may_import(user: User | AnonymousUser) -> bool:
    """Whether the person may bring files into the library."""
    return has_role(user, *EDITORS)


def may_release(user: User | AnonymousUser) -> bool:
    """Whether the person may release a draft (公开工作机构、签发人、主管部门)."""
    return has_role(user, *RELEASERS)


def may_see_drafts(user: User | AnonymousUser) -> bool:
    """Whether the person may read what is not public yet."""
    return has_role(user, *EDITORS, *RELEASERS)
