"""What a release plans for the outlets and the columns."""

from collections.abc import Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from gongkai.outlets.models import Column, Outlet
from gongkai.outlets.queries import above, is_above
from gongkai.outlets.services import note_update
from gongkai.outlets.states import OutletState
from gongkai.publishing.models import Delivery, Publication
from gongkai.publishing.services.deliveries.rows import fresh
from gongkai.publishing.states import Attribute, ReleaseBasis


def plan(publications: Sequence[Publication]) -> None:
    """Plans the copies of what is being released; belongs to the transaction of the release.

    1. one delivery for each running outlet at the unit or above it that takes releases of the kind by
       itself, unless the publication has one there already (chosen, or left out, by hand);
    2. columns that take it note the day.

    Four statements, and one each where a column looks at themes or classes, whatever the number of
    publications and outlets (SQLite takes 58 copies in one
    insertion, and one more statement for every 58 beyond). What comes in as stock (存量) is no news
    and goes nowhere by itself.
    """
    members = [
        row
        for row in publications
        if row.unit_id and row.released_at and row.attribute == Attribute.PROACTIVE
        and row.release_basis != ReleaseBasis.STOCK
    ]  # fmt: skip
    if not members:
        return
    prefetch_related_objects(members, "unit")
    units = {row.unit_id: row.unit for row in members if row.unit}
    outlets = Outlet.objects.filter(
        above(units.values()), state=OutletState.RUNNING, automatic=True
    ).select_related("unit")
    columns = list(
        Column.objects.filter(
            above(units.values(), "outlet__"), active=True, outlet__state=OutletState.RUNNING
        )
        .exclude(takes={})
        .select_related("outlet__unit")
    )
    _prefetch(members, columns)
    taken = {row.pk: [c for c in columns if _takes(c, row)] for row in members}
    rows = [
        fresh(row, outlet, taken[row.pk])
        for outlet in outlets
        for row in members
        if _wants(outlet, row)
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    day = max(timezone.localdate(row.released_at) for row in members)
    note_update([column for found in taken.values() for column in found], day)


def _prefetch(members: list[Publication], columns: list[Column]) -> None:
    """Reads at once what the rules of these columns look at."""
    if any(column.takes.get("themes") for column in columns):
        prefetch_related_objects(members, "theme")
    if any(column.takes.get("classes") for column in columns):
        prefetch_related_objects(members, "document")


def _wants(outlet: Outlet, row: Publication) -> bool:
    right = not outlet.kinds or row.kind in outlet.kinds
    return right and row.unit is not None and is_above(outlet, row.unit)


def _takes(column: Column, row: Publication) -> bool:
    """Whether the release belongs in the column by itself; a rule that says nothing takes nothing."""
    takes = column.takes
    if not takes or row.unit is None or not is_above(column.outlet, row.unit):
        return False
    if takes.get("own") and column.unit_id != row.unit_id:
        return False
    if takes.get("kinds") and row.kind not in takes["kinds"]:
        return False
    if takes.get("themes") and not {row.theme_id, _theme_above(row)} & set(takes["themes"]):
        return False
    return not takes.get("classes") or _class_of(row) in takes["classes"]


def _class_of(row: Publication) -> int | None:
    document = getattr(row, "document", None)
    return document.document_class_id if document else None


def _theme_above(row: Publication) -> int | None:
    return row.theme.parent_id if row.theme else None
