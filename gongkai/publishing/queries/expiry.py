"""Documents with a term (有效期): which run out soon, and which term a new one should have."""

import datetime as dt
import re

from django.conf import settings
from django.db.models import Q, QuerySet

from gongkai.base.models import Unit
from gongkai.lib.validity import Change
from gongkai.publishing.models import OfficialDocument, Publication, TermEvaluation
from gongkai.publishing.queries.validity import incoming_changes, starts_on, validity_of
from gongkai.publishing.states import Evaluation

# The unit is told that many days before, and again that many.
FIRST, LAST = 90, 30
_TRIAL = re.compile("试行|暂行")
# 试行、暂行的规范性文件有效期一至二年；各省规定不一 (DOMAIN F, [M]), so that the office sets its own.


def trial_years() -> int:
    """Years a document 试行 or 暂行 is in force at most."""
    return int(settings.TRIAL_TERM_YEARS)


def term_years(document: OfficialDocument) -> tuple[int | None, str]:
    """The longest term such a document has, in years, and why; None where none is prescribed."""
    title = document.publication.title
    word = _TRIAL.search(title)
    if word:
        return trial_years(), f"标题有“{word[0]}”，有效期一般不超过{trial_years()}年"
    named = document.document_class
    if named is not None and named.term_years_max:
        return named.term_years_max, f"{named.name}的有效期一般不超过{named.term_years_max}年"
    return None, ""


def proposed_expiry(document: OfficialDocument) -> dt.date | None:
    """The last day of the longest term, counted from the first day in force.

    None where the document has a term already, no term is prescribed, or its first day is not known.
    """
    years, _ = term_years(document)
    start = starts_on(document, document.publication.released_at)
    if years is None or start is None or document.expires_on is not None:
        return None
    return last_day(start, years)


def last_day(start: dt.date, years: int) -> dt.date:
    """The day before the anniversary; a term from 29 February ends on the 28th."""
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:
        anniversary = dt.date(start.year + years, 3, 1)
    return anniversary - dt.timedelta(days=1)


def expiring(
    day: dt.date, *, days: int = FIRST, units: "QuerySet[Unit] | None" = None
) -> list[Publication]:
    """Public documents whose term ends within that many days and which nothing ended before.

    The nearest end first; two or three statements, whatever the number.
    """
    rows = Publication.objects.public().filter(
        document__expires_on__range=(day, day + dt.timedelta(days=days))
    )
    if units is not None:
        rows = rows.filter(unit__in=units)
    found = list(rows.select_related("unit", "document").order_by("document__expires_on", "pk"))
    changes = incoming_changes([row.pk for row in found])
    return [row for row in found if _runs(row, changes.get(row.pk, []), day)]


def _runs(row: Publication, changes: list[Change], day: dt.date) -> bool:
    row.document.publication = row
    return not validity_of(row.document, changes, day).ended


def evaluations(rows: list[Publication]) -> dict[int, TermEvaluation]:
    """What was decided about the present term of each, by publication; one statement."""
    wanted = Q(pk__in=[])
    ends = {row.pk: row.document.expires_on for row in rows}
    if ends:
        wanted = Q(publication__in=list(ends))
    found = TermEvaluation.objects.filter(wanted).select_related("by")
    return {
        item.publication_id: item for item in found if item.expires_on == ends[item.publication_id]
    }


def is_settled(evaluation: TermEvaluation | None) -> bool:
    """Whether nothing more is to be done before the end: it was decided to let the term run out."""
    return evaluation is not None and evaluation.conclusion == Evaluation.LAPSE
