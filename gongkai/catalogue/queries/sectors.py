"""Public institutions and enterprises by sector, and their service windows."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from gongkai.base.models import Unit
from gongkai.base.states import UnitKind
from gongkai.catalogue.models import ServiceWindow
from gongkai.catalogue.states import SECTORS, CatalogueKind

# Addresses of the pages of sectors, in the order of `SECTORS`.
SECTOR_SLUGS = dict(
    zip(
        ("education", "health", "water", "power", "gas", "heat", "environment", "transport"),
        SECTORS,
        strict=True,
    )
)


def windows(sector: str = "") -> "QuerySet[ServiceWindow]":
    """Windows with their unit, in tree order."""
    rows = ServiceWindow.objects.select_related("unit", "complaint_unit")
    return (rows.filter(sector=sector) if sector else rows).order_by("unit__path")


def sector_counts() -> dict[str, int]:
    """How many units publish in each sector; one statement."""
    rows = ServiceWindow.objects.order_by().values_list("sector").annotate(n=Count("pk"))
    return dict(rows)


def sector_units(sector: str) -> "QuerySet[Unit]":
    """Units of a sector with the number of entries of their sector catalogue."""
    counted = Count(
        "catalogues__entries",
        filter=Q(
            catalogues__kind=CatalogueKind.SECTOR,
            catalogues__active=True,
            catalogues__entries__active=True,
        ),
    )
    units: QuerySet[Unit] = (
        Unit.objects.filter(service_window__sector=sector)
        .select_related("service_window")
        .annotate(entry_count=counted)
    )
    return units


def public_bodies() -> "QuerySet[Unit]":
    """Units that may publish under a sector: institutions and enterprises."""
    units: QuerySet[Unit] = Unit.objects.filter(
        kind__in=[UnitKind.ENTERPRISE, UnitKind.INSTITUTION]
    )
    return units


def window_context(unit: Unit) -> dict[str, Any]:
    """What `catalogue/_window.html` needs; empty for a unit without a window. One statement."""
    window = windows().filter(pk=unit.pk).first()
    return {"window": window} if window else {}
