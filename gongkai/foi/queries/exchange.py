"""Messages with the provincial platform, as far as a person may see their cases."""

from django.db.models import Q, QuerySet

from gongkai.base.models import User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role
from gongkai.foi.models import ExchangeMessage
from gongkai.foi.queries.cases import visible_to


def visible_messages(user: User) -> "QuerySet[ExchangeMessage]":
    """Messages about cases the person may open; those without a case belong to the authority.

    Without the sealed text: nobody needs it on a page.
    """
    seen = Q(case__in=visible_to(user).values("pk"))
    if has_role(user, Role.AUTHORITY):
        seen |= Q(case=None)
    rows: QuerySet[ExchangeMessage] = ExchangeMessage.objects.filter(seen).defer("payload")
    return rows
