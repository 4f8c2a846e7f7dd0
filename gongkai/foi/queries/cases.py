"""Which cases a person sees: the one filter for list, page, count, search, export, API and zip."""

from django.db.models import Q, QuerySet

from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, TeamMember
from gongkai.foi.rules import READERS, Person


def worked_on_by(user: User) -> Q:
    """Cases the person handles or works on in the team; agrees with `rules.works_on`.

    The team is asked for by itself: joined to the cases, it would cost a walk through all of them.
    """
    return Q(handler=user) | Q(pk__in=TeamMember.objects.filter(user=user).values("case"))


def visible_to(user: Person) -> "QuerySet[DisclosureRequest]":
    """Cases the person may open; agrees with `rules.may_see`."""
    if not isinstance(user, User):
        return DisclosureRequest.objects.none()
    units = units_for(user, *READERS, Role.AUTHORITY)
    own = worked_on_by(user)
    if not has_role(user, *READERS, Role.AUTHORITY):
        return DisclosureRequest.objects.filter(own)
    return DisclosureRequest.objects.filter(Q(unit__in=units.values("pk")) | own)
