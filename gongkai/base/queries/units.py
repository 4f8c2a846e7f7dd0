"""Finding units: by name, by text, and the one this installation belongs to."""

import datetime as dt

from django.conf import settings

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.base.queries.unit_register import Resolution, ResolvedName, UnitRegister
from gongkai.base.states import UnitKind

__all__ = ["Resolution", "ResolvedName", "UnitRegister", "find_unit", "home_unit", "resolve_units"]

_HOME_KINDS = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.TOWN, UnitKind.STREET, UnitKind.PROVINCE)


def resolve_units(text: str, within: Unit, on: dt.date | None = None) -> Resolution:
    """What a text of responsible units means, seen from the government `within` belongs to.

    Short forms and former names are found; 市, 省, 区 and 县 before a name mean the body at that
    level; groups (各区县政府, 市政府各部门（单位）, 各镇街) become their units on that day; a closed unit
    becomes its successor, with a warning. What nobody answers to is reported, never dropped, and
    likeness of names is used for hints alone.

    Two queries, however long the text. For many texts make one `UnitRegister` and ask that.
    """
    return UnitRegister(within, on).resolve(text)


def find_unit(name: str, within: Unit | None = None) -> Unit | None:
    """The one unit of that name below `within`'s root, or None; a closed one by its successor."""
    seat = within or home_unit()
    return UnitRegister(seat).find(name) if seat else None


def home_unit() -> Unit | None:
    """The government this installation is run by.

    Named by the setting `HOME_UNIT` (its slug), else the first city, county, town, street or
    province in the register, in this order.
    """
    if settings.HOME_UNIT:
        return Unit.objects.filter(slug=settings.HOME_UNIT).first()
    units = Unit.objects.active_on(today())
    for kind in _HOME_KINDS:
        unit: Unit | None = units.filter(kind=kind).order_by("depth", "path").first()
        if unit is not None:
            return unit
    return units.order_by("path").first()
