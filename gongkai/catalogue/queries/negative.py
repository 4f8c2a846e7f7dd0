"""The negative list (负面清单): reads, and whether a text calls up one of its items."""

from collections.abc import Iterable

from django.db.models import QuerySet

from gongkai.base.models import Unit
from gongkai.catalogue.models import NegativeItem
from gongkai.lib.han import normalise


def negative_items(unit: Unit | None = None) -> "QuerySet[NegativeItem]":
    """Items in force, of a unit and those above it where one is given."""
    rows = NegativeItem.objects.filter(active=True).select_related("unit", "ground")
    if unit is not None:
        rows = rows.filter(unit__path__in=unit.ancestor_paths())
    return rows.order_by("unit__path", "id")


def negative_hits(title: str, text: str, unit: Unit | None) -> list[NegativeItem]:
    """Items whose words all occur in the title and text, of the unit and of those above it.

    `words` holds lines; the words of one line must all occur, any line will do. It is a hint for
    whoever settles the attribute, never the decision (条例第十四条至第十六条). One statement.
    """
    said = normalise(f"{title}\n{text}")
    return [item for item in negative_items(unit) if _occurs(item.words, said)]


def _occurs(lines: Iterable[str], said: str) -> bool:
    return any(
        words and all(normalise(word) in said for word in words)
        for words in (str(line).split() for line in lines)
    )
