"""Who may do what in the base app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role


def may_read_trail(user: User | AnonymousUser) -> bool:
    """Whether the person may read the event trail: the audit administrator and the authority."""
    return has_role(user, Role.AUDIT_ADMIN, Role.AUTHORITY)
