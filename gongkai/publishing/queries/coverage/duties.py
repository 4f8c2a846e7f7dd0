"""Duties one by one: how each stands, what fulfils it, what may."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit
from gongkai.catalogue.models import CatalogueEntry, EntryDuty
from gongkai.catalogue.queries.lights import DutyDays, Light, Lights, LimitRule, Standing
from gongkai.lib.doc_no import parse_doc_no
from gongkai.publishing.models import Fulfilment, Publication
from gongkai.publishing.queries.coverage.facts import days_of, entry_facts, narrow


@dataclass(slots=True)
class DutyRow:
    """A duty with how it stands."""

    duty: EntryDuty
    standing: Standing

    @property
    def light(self) -> Light:
        """Its light."""
        return self.standing.light


# Overdue and due soon together.
PRESSING = "press"
_ORDER = {light: place for place, light in enumerate(Light)}


def duties_of(
    units: "QuerySet[Unit] | None", *, unit: Unit | None = None, field_name: str = "",
    light: str = "", entry: CatalogueEntry | None = None, text: str = "",
) -> list[tuple[int, Standing]]:  # fmt: skip
    """Ids of duties with their standing, what presses first; `load` gives the rows of a page.

    Lights are computed, so that a filter by light cannot be left to the database; two statements,
    both narrow.

    Args:
        light: a `Light`, or `PRESSING`.
        text: words of the first or second level.
    """
    wanted = {} if entry is None else {"entry": entry}
    facts = entry_facts(text)
    if unit is not None:
        wanted["unit"] = unit
    lights = Lights(today(), working_calendar())
    found = []
    for pk, of_entry, *days in narrow(units, "pk", "entry_id", **wanted):
        one = facts.get(of_entry)
        if one is None or (field_name and one.field != field_name):
            continue
        standing = lights.of(one.rule, days_of(*days))
        if (
            not light
            or standing.light == light
            or (light == PRESSING and standing.light in (Light.OVERDUE, Light.SOON))
        ):
            found.append((pk, of_entry, standing))
    found.sort(key=lambda row: (_ORDER[row[2].light], row[2].due or dt.date.max, row[1], row[0]))
    return [(pk, standing) for pk, _, standing in found]


def load(rows: Sequence[tuple[int, Standing]]) -> list[DutyRow]:
    """The duties themselves with unit, entry and catalogue, in that order; one statement."""
    held = (
        EntryDuty.objects.select_related("unit", "entry__catalogue")
        .defer("unit__functions", "entry__content", "entry__basis")
        .in_bulk([pk for pk, _ in rows])
    )
    return [DutyRow(held[pk], standing) for pk, standing in rows if pk in held]


def standing_of(duty: EntryDuty, lights: Lights | None = None) -> Standing:
    """How one duty stands today."""
    entry = duty.entry
    rule = LimitRule(entry.limit_kind, entry.limit_days, entry.limit_unit, entry.cycle_days)
    days = DutyDays(duty.since, duty.formed_on, duty.last_on, duty.declared_to)
    return (lights or Lights(today(), working_calendar())).of(rule, days)


def fulfilments_of(duty: EntryDuty) -> "QuerySet[Fulfilment]":
    """What fulfils a duty and is public, newest first."""
    public = Publication.objects.public()
    return (
        Fulfilment.objects.filter(duty=duty, publication__in=public)
        .select_related("publication__document", "by")
        .order_by("-publication__released_at", "-pk")
    )


def may_fulfil(duty: EntryDuty, text: str, limit: int = 20) -> list[Publication]:
    """Public information of the duty's unit with these words or this number, not linked yet."""
    said = text.replace("\x00", "").strip()[:100]
    if not said:
        return []
    wanted = Q(title__contains=said) | Q(document__doc_no__contains=said) | Q(index_no=said)
    number = parse_doc_no(said)
    if number is not None:
        wanted |= Q(document__doc_no_key=number.key)
    return list(
        Publication.objects.public()
        .filter(wanted, unit=duty.unit_id)
        .exclude(fulfilments__duty=duty)
        .select_related("document")
        .order_by("-released_at", "-pk")[:limit]
    )
