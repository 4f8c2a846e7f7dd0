"""Targeted disclosure: what is meant for a town, street, village or community."""

from django.db.models import QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.publishing.models import Publication

_PLACES = (UnitKind.TOWN, UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.VILLAGE)


def audience_choices(unit: Unit | None) -> "QuerySet[Unit]":
    """Towns, streets, communities and villages something of the unit may be meant for."""
    units: QuerySet[Unit] = Unit.objects.active_on(today()).filter(kind__in=_PLACES)
    if unit is None:
        return units.none()
    seat = (
        Unit.objects.filter(
            path__in=unit.ancestor_paths(),
            kind__in=[*UnitKind.governments(), UnitKind.ZONE],
        )
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    return units.filter(path__startswith=seat or unit.path).order_by("path")


def meant_for(unit: Unit, limit: int = 8) -> list[Publication]:
    """What is public and meant for a town, street, village or community, newest first.

    What is meant for a town reaches its villages, too. One statement; none for other units.
    """
    if unit.kind not in _PLACES:
        return []
    places = Unit.objects.filter(path__in=unit.ancestor_paths(), kind__in=_PLACES)
    aimed = Publication.audience_units.through.objects.filter(unit__in=places)
    return list(
        Publication.objects.public()
        .filter(pk__in=aimed.values("publication"))
        .select_related("unit", "document")
        .order_by("-released_at", "-pk")[:limit]
    )
