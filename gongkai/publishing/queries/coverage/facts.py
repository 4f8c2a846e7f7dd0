"""What the lights of many duties are computed from, read as narrowly as the database allows."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from gongkai.base.models import Unit
from gongkai.catalogue.models import CatalogueEntry, EntryDuty
from gongkai.catalogue.queries.lights import DutyDays, LimitRule

_DAYS = ("since", "formed_on", "last_on", "declared_to")
NO_FIELD = "未分领域"


class EntryFacts(NamedTuple):
    """What the board needs of an entry."""

    field: str
    rule: LimitRule


def entry_facts(text: str = "") -> dict[int, EntryFacts]:
    """Active entries of active catalogues, with these words in their name; one statement."""
    active = CatalogueEntry.objects.filter(active=True, catalogue__active=True)
    if text:
        active = active.filter(Q(level1__contains=text) | Q(level2__contains=text))
    rows = active.values_list(
        "pk", "catalogue__field", "limit_kind", "limit_days", "limit_unit", "cycle_days"
    )
    return {
        pk: EntryFacts(name or NO_FIELD, LimitRule(kind, number, unit, cycle))
        for pk, name, kind, number, unit, cycle in rows.order_by("pk")
    }


def narrow(units: "QuerySet[Unit] | None", *columns: str, **filters: object) -> Iterable[Any]:
    """Columns of duties and then their four days, as text.

    The database's own form of a day is read once for each day there is, not 240,000 times.
    """
    named = {f"{name}_text": Cast(name, CharField()) for name in _DAYS}
    rows = EntryDuty.objects.annotate(**named).filter(**filters)
    if units is not None:
        rows = rows.filter(unit__in=units)
    return rows.order_by().values_list(*columns, *named).iterator(chunk_size=20_000)


def days_of(since: str, formed: str | None, last: str | None, declared: str | None) -> DutyDays:
    """The four days of a duty from their text."""
    return DutyDays(
        _day(since),
        _day(formed) if formed else None,
        _day(last) if last else None,
        _day(declared) if declared else None,
    )


@lru_cache(maxsize=8192)
def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
