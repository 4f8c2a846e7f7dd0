"""What the public pages of catalogues read; each in a fixed number of statements."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery

from gongkai.base.models import Unit
from gongkai.catalogue.models import CatalogueEntry, EmptyDeclaration, EntryDuty
from gongkai.publishing.models import Fulfilment, Publication


def newest_by_entry(
    entries: Sequence[CatalogueEntry], unit: Unit | None = None
) -> dict[int, list[Fulfilment]]:
    """For each entry its newest public fulfilment of each unit, newest first; one statement."""
    public = Publication.objects.public()
    newest = (
        Fulfilment.objects.filter(duty=OuterRef("duty"), publication__in=public)
        .order_by("-publication__released_at", "-pk")
        .values("pk")[:1]
    )
    rows = Fulfilment.objects.filter(duty__entry__in=[e.pk for e in entries], pk=Subquery(newest))
    if unit is not None:
        rows = rows.filter(duty__unit=unit)
    found: dict[int, list[Fulfilment]] = {}
    for row in rows.select_related("publication", "duty__unit").order_by(
        "-publication__released_at", "-pk"
    ):
        found.setdefault(row.duty.entry_id, []).append(row)
    return found


def public_duties(
    entries: Sequence[CatalogueEntry], unit: Unit | None = None
) -> dict[int, list[EntryDuty]]:
    """For each entry its duties with the signed declarations in force; two statements."""
    signed = EmptyDeclaration.objects.filter(signed_at__isnull=False, revoked_at=None)
    rows = EntryDuty.objects.filter(entry__in=[e.pk for e in entries])
    if unit is not None:
        rows = rows.filter(unit=unit)
    rows = rows.select_related("unit").prefetch_related(
        Prefetch("declarations", queryset=signed, to_attr="signed")
    )
    found: dict[int, list[EntryDuty]] = {}
    for duty in rows.order_by("unit__path"):
        found.setdefault(duty.entry_id, []).append(duty)
    return found


def counts_of_entries(
    entries: Sequence[CatalogueEntry], unit: Unit | None = None
) -> dict[int, int]:
    """For each entry how many pieces of public information fulfil it; one statement."""
    rows = Fulfilment.objects.filter(
        duty__entry__in=[e.pk for e in entries],
        publication__in=Publication.objects.public(),
    )
    if unit is not None:
        rows = rows.filter(duty__unit=unit)
    return dict(rows.values_list("duty__entry").annotate(n=Count("publication", distinct=True)))


def newest_days(units: Iterable[Unit]) -> dict[int, dt.date]:
    """For each unit the last day anything was published under a catalogue."""
    rows = EntryDuty.objects.filter(unit__in=units, last_on__isnull=False)
    return dict(rows.values_list("unit").annotate(last=Max("last_on")))
