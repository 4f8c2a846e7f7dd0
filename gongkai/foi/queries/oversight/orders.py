"""Which orders of the authority a person sees, and who answers them."""

from django.db.models import Q, QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import active_holders, units_for
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.queries.cases import worked_on_by
from gongkai.foi.rules import ANSWERERS

Orders = QuerySet[SupervisionOrder]
_READ = ("unit", "case__unit", "case__handler", "case__application", "by", "answered_by")


def visible_orders(user: User) -> Orders:
    """Orders the person may open; agrees with `rules.may_see_order`."""
    return (
        SupervisionOrder.objects.filter(
            Q(unit__in=units_for(user, Role.AUTHORITY, *ANSWERERS).order_by().values("pk"))
            | _of_own_cases(user)
        )
        .select_related(*_READ)
        .defer("case__application__wanted")
    )


def to_answer(user: User) -> Orders:
    """Orders that wait for this person's answer; agrees with `rules.may_answer_order`."""
    units = units_for(user, *ANSWERERS).order_by().values("pk")
    rows = SupervisionOrder.objects.filter(Q(unit__in=units) | _of_own_cases(user))
    return rows.select_related(*_READ).defer("case__application__wanted")


def to_settle(user: User) -> Orders:
    """Orders of the units the person watches."""
    units = units_for(user, Role.AUTHORITY).order_by().values("pk")
    rows = SupervisionOrder.objects.filter(unit__in=units)
    return rows.select_related(*_READ).defer("case__application__wanted")


def _of_own_cases(user: User) -> Q:
    return Q(case__in=DisclosureRequest.objects.filter(worked_on_by(user)).values("pk"))


def readers(unit: Unit, case: DisclosureRequest | None) -> list[User]:
    """Who is told of an order: those who answer for the unit, and the handler of its case."""
    found: dict[int, User] = {}
    for role in ANSWERERS:
        found |= {user.pk: user for user in active_holders(role, unit=unit)}
    if case is not None and case.handler is not None and case.handler.is_active:
        found[case.handler.pk] = case.handler
    return list(found.values())
