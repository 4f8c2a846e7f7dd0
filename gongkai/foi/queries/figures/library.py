"""Table one as far as the library knows it: rules and normative documents made, repealed, valid."""

import datetime as dt
from collections import defaultdict

from django.db.models import Count
from django.utils import timezone

from gongkai.base.calendar import today
from gongkai.foi.queries.figures.counting import Units, year_of
from gongkai.lib.annual_report import STOCKS
from gongkai.lib.validity import Change, validity_on
from gongkai.publishing.models import OfficialDocument, Publication
from gongkai.publishing.queries.validity import incoming_changes, starts_on
from gongkai.publishing.states import Kind

_ENDING = ("repeal", "replace", "lapse")


def documents_by_unit(units: Units, year: int) -> dict[int, dict[str, dict[str, int]]]:
    """{unit: {"rules": {"made", "repealed", "valid"}, "normative": …}}; two or three statements.

    Made: by the day of signature. Repealed: by the day a repeal, replacement or lapse took effect.
    Valid: on the last day of the year, or today while the year runs.
    """
    period = year_of(year)
    day = min(period.last, today())
    public = Publication.objects.public().filter(
        kind=Kind.DOCUMENT, unit__in=units.order_by().values("pk")
    )
    rows = list(
        OfficialDocument.objects.filter(
            publication__in=public.values("pk"), document_class__code__in=STOCKS
        ).select_related("publication", "document_class")
    )
    changes = incoming_changes([row.pk for row in rows])
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(_empty)
    for row in rows:
        unit = row.publication.unit_id
        if unit is None or row.document_class is None:
            continue
        cells = found[unit][row.document_class.code]
        _count(cells, row, changes.get(row.pk, []), year, day)
    return dict(found)


def _empty() -> dict[str, dict[str, int]]:
    return {key: {"made": 0, "repealed": 0, "valid": 0} for key in STOCKS}


def _count(
    cells: dict[str, int],
    row: OfficialDocument,
    changes: list[Change],
    year: int,
    day: dt.date,
) -> None:
    starts = starts_on(row, row.publication.released_at)
    made = row.signed_on or row.printed_on or starts
    cells["made"] += bool(made and made.year == year)
    ends = [change.on for change in changes if change.whole and change.kind in _ENDING]
    cells["repealed"] += bool(ends and min(ends).year == year)
    standing = validity_on(day, effective_on=starts, expires_on=row.expires_on, changes=changes)
    cells["valid"] += standing.binds


def released_counts(units: Units, year: int) -> dict[str, int]:
    """Pieces of information published in the year, by kind; one statement."""
    zone = timezone.get_current_timezone()
    first, after = (dt.datetime(y, 1, 1, tzinfo=zone) for y in (year, year + 1))
    return dict(
        Publication.objects.public()
        .filter(
            unit__in=units.order_by().values("pk"), released_at__gte=first, released_at__lt=after
        )
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
