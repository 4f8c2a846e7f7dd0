"""Notices to those on the desk whom an application concerns; none of them names the applicant."""

from collections.abc import Iterable

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import active_holders
from gongkai.base.services.notices import notify
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest

REGISTRARS = (Role.REGISTRAR, Role.OPENNESS)


def desk_of(unit: Unit) -> list[User]:
    """Who registers for a unit, each once."""
    found = {user.pk: user for role in REGISTRARS for user in active_holders(role, unit=unit)}
    return list(found.values())


def tell_desk(case: DisclosureRequest, title: str) -> None:
    """Tells those who register for the unit of the case."""
    tell(case, desk_of(case.unit), title)


def tell(case: DisclosureRequest, users: Iterable[User], title: str, text: str = "") -> None:
    """A notice that leads to the case."""
    number = case.number or case.application.number
    notify(users, title, text=text or f"申请编号{number}。", url=f"/desk/requests/{case.pk}/")
