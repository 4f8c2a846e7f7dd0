"""Counts how often a published answer spares an application: by day and page, of nobody in person."""

from enum import StrEnum

from django.db import transaction
from django.db.models import F

from gongkai.base.calendar import today
from gongkai.base.models import Unit
from gongkai.foi.models import FoundAnswer
from gongkai.foi.services.applying.budget import spend
from gongkai.publishing.models import Publication


class FoundAct(StrEnum):
    """What happened to an answer; the names of the counters."""

    SHOWN = "shown"
    OPENED = "opened"
    ENDED = "ended"


@transaction.atomic
def count_found(publication: Publication, act: FoundAct, *, unit: Unit | None) -> bool:
    """Adds one to the counter of the day; False, and nothing, once an address has used up its hour.

    Args:
        unit: the agency that would have been asked; that of the publication where none is chosen.
    """
    if not spend("found"):
        return False
    asked = unit or publication.unit
    facts = {"day": today(), "unit": asked, "url": publication.get_absolute_url()}
    row = FoundAnswer.objects.filter(**facts).order_by("pk").first()
    if row is None:
        row, _ = FoundAnswer.objects.get_or_create(
            **facts, defaults={"title": publication.title[:300]}
        )
    FoundAnswer.objects.filter(pk=row.pk).update(**{act.value: F(act.value) + 1})
    return True
