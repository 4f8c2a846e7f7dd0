"""Entries a draft is meant for, or may be meant for."""

from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.base.models import Unit
from gongkai.catalogue.models import CatalogueEntry, EntryDuty
from gongkai.lib.han import normalise, pairs
from gongkai.publishing.models import DraftEntry, Fulfilment, Publication


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry a draft may be meant for, and the words that speak for it."""

    entry: CatalogueEntry
    words: tuple[str, ...]
    score: float


def entries_of_unit(unit: Unit) -> list[CatalogueEntry]:
    """Entries the unit has a duty under, in the order of their catalogues; one statement."""
    return list(
        CatalogueEntry.objects.filter(duties__unit=unit, active=True, catalogue__active=True)
        .select_related("catalogue")
        .order_by("catalogue__kind", "catalogue_id", "position")
    )


# Words that stand in nearly every title say nothing about its matter.
_EMPTY = frozenset(pairs("关于印发通知公告办法方案意见工作情况信息公开进一步做好年度有关实施管理"))
_EMPTY |= {"服务", "事项", "标准", "政策"}
_LEAST = 0.12


def suggest_entries(publication: Publication, limit: int = 5) -> list[Suggestion]:
    """Entries of the publication's unit that its title and theme speak for, best first.

    Compared by pairs of characters; pairs of the first and second level count, those of the content
    half. Those chosen already are left out. Two statements.
    """
    if publication.unit_id is None or publication.unit is None:
        return []
    said = set(pairs(normalise(f"{publication.title} {publication.theme or ''}"))) - _EMPTY
    chosen = set(
        DraftEntry.objects.filter(publication=publication).values_list("entry_id", flat=True)
    )
    found = [
        suggestion
        for entry in entries_of_unit(publication.unit)
        if entry.pk not in chosen and (suggestion := _compared(entry, said)) is not None
    ]
    return sorted(found, key=lambda one: (-one.score, one.entry.pk))[:limit]


def _compared(entry: CatalogueEntry, said: set[str]) -> Suggestion | None:
    named = set(pairs(normalise(f"{entry.level1} {entry.level2} {entry.catalogue.field}"))) - _EMPTY
    held = set(pairs(normalise(entry.content))) - _EMPTY
    hits = said & named
    score = (len(hits) + 0.5 * len(said & held - hits)) / (
        len(named) ** 0.5 * (len(said) or 1) ** 0.5 or 1
    )
    if not hits or score < _LEAST:
        return None
    return Suggestion(entry, tuple(sorted(hits)), score)


def meant_for_entries(publication: Publication) -> list[CatalogueEntry]:
    """The entries a draft is meant to fulfil."""
    return list(
        CatalogueEntry.objects.filter(
            pk__in=DraftEntry.objects.filter(publication=publication).values("entry")
        ).select_related("catalogue")
    )


def fulfilled_by(publication: Publication) -> "QuerySet[Fulfilment]":
    """The duties a publication fulfils."""
    return publication.fulfilments.select_related("duty__entry__catalogue", "by").order_by("pk")


def open_duties(publication: Publication) -> list[tuple[EntryDuty, bool]]:
    """Duties of the unit that something public does not fulfil yet, and whether it seems to.

    Three statements.
    """
    likely = [one.entry.pk for one in suggest_entries(publication)]
    rows = (
        EntryDuty.objects.filter(
            unit=publication.unit_id, entry__active=True, entry__catalogue__active=True
        )
        .exclude(fulfilments__publication=publication)
        .select_related("entry__catalogue")
        .order_by("entry__catalogue_id", "entry__position")
    )
    place = {pk: at for at, pk in enumerate(likely)}
    found = sorted(rows, key=lambda duty: place.get(duty.entry_id, len(place)))
    return [(duty, duty.entry_id in place) for duty in found]
