"""Who sees, keeps and signs what units have under the catalogues."""

from django.db.models import QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.catalogue.models import EmptyDeclaration

READERS = (Role.INFORMATION, Role.OPENNESS, Role.UNIT_HEAD, Role.SIGNER, Role.AUTHORITY)


def units_covered(user: User) -> "QuerySet[Unit]":
    """The units whose coverage the person may see; agrees with the role that sees it."""
    return units_for(user, *READERS)


def may_cover(user: User, unit: Unit | None) -> bool:
    """Whether the person links, declares and dates what the unit must publish."""
    return has_role(user, Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY, unit=unit)


def may_sign(user: User, unit: Unit) -> bool:
    """Whether the person signs declarations of the unit; agrees with `declarations_to_sign`."""
    return has_role(user, Role.UNIT_HEAD, Role.OPENNESS, unit=unit)


def declarations_to_sign(user: User) -> "QuerySet[EmptyDeclaration]":
    """Declarations of the person's units that somebody else made and nobody signed."""
    units = units_for(user, Role.UNIT_HEAD, Role.OPENNESS)
    return (
        EmptyDeclaration.objects.filter(
            duty__unit__in=units, signed_at=None, revoked_at=None, duty__entry__active=True
        )
        .exclude(declared_by=user)
        .select_related("duty__unit", "duty__entry__catalogue", "declared_by")
        .order_by("declared_at", "pk")
    )
