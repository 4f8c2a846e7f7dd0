"""The case library: which studies a person sees, and which are like a text or a case."""

from collections.abc import Sequence

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from gongkai.base.models import User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.foi.models import CaseStudy, DisclosureRequest
from gongkai.foi.queries.decisions import decision_of
from gongkai.foi.rules import READERS, may_use
from gongkai.foi.states import StudyState
from gongkai.lib.han import pairs
from gongkai.lib.widths import normalise

Studies = QuerySet[CaseStudy]
_MOST_PAIRS = 40
MOST_LIKE = 5
# Of the pairs that are looked for, so many must be there.
_SHARE = 0.3
_LIKE_SHARE = 0.15


def pairs_of(*texts: str, grounds: Sequence[str] = ()) -> str:
    """The different character pairs of texts as they are stored: parted and surrounded by spaces.

    Args:
        grounds: codes of clauses; they stand there with a mark that no text has.
    """
    found = {pair for text in texts for pair in pairs(normalise(text))}
    return f" {' '.join([*sorted(found), *(f'#{code}' for code in grounds)])} "


def visible_studies(user: User) -> Studies:
    """Approved studies for everybody who works with requests; drafts for the units that write them."""
    if not may_use(user):
        return CaseStudy.objects.none()
    units = units_for(user, *READERS, Role.HANDLER, Role.AUTHORITY).order_by().values("pk")
    return CaseStudy.objects.filter(
        Q(state=StudyState.APPROVED) | Q(unit__in=units)
    ).select_related("unit", "by", "approved_by")


def search(rows: Studies, text: str) -> Studies:
    """Those that have enough of the text's pairs, the most alike first."""
    wanted = _wanted(text)
    if not wanted:
        return rows.none() if text.strip() else rows.order_by("-used", "-pk")
    least = max(1, round(len(wanted) * _SHARE))
    return (
        rows.annotate(alike=_overlap(wanted))
        .filter(alike__gte=least)
        .order_by("-alike", "-used", "-pk")
    )


def by_outcome(rows: Studies, code: str) -> Studies:
    """Those with that outcome."""
    return rows.filter(outcome=code)


def by_ground(rows: Studies, code: str) -> Studies:
    """Those that rest on that clause."""
    return rows.filter(pairs__contains=f" #{code} ")


def like_case(case: DisclosureRequest, code: str = "") -> list[CaseStudy]:
    """Approved studies like a case: by its words, its outcome and its theme; at most `MOST_LIKE`.

    Args:
        code: outcome that is being considered; else that of the decision as it stands.
    """
    decision = None if code else decision_of(case)
    code = code or (decision.outcome if decision else "")
    wanted = _wanted(f"{case.matter} {case.application.wanted[:300]}")
    same = When(outcome=code, then=Value(_MOST_PAIRS)) if code else None
    theme = When(case__theme=case.theme_id, then=Value(_MOST_PAIRS // 2)) if case.theme_id else None
    rows = CaseStudy.objects.filter(state=StudyState.APPROVED)
    rows = rows.annotate(alike=_overlap(wanted), bonus=_bonus(same), near=_bonus(theme))
    least = max(2, round(len(wanted) * _LIKE_SHARE))
    fits = Q(alike__gte=least) | Q(bonus__gt=0) | Q(near__gt=0, alike__gt=0)
    return list(
        rows.filter(fits)
        .select_related("unit")
        .order_by((F("alike") + F("bonus") + F("near")).desc(), "-used", "-pk")[:MOST_LIKE]
    )


def _wanted(text: str) -> list[str]:
    return list(dict.fromkeys(pairs(normalise(text))))[:_MOST_PAIRS]


def _overlap(wanted: Sequence[str]) -> Combinable:
    """How many of the pairs a study has."""
    total: Combinable = Value(0)
    for pair in wanted:
        has = When(pairs__contains=f" {pair} ", then=Value(1))
        total = total + Case(has, default=Value(0), output_field=IntegerField())
    return total


def _bonus(when: When | None) -> Combinable:
    if when is None:
        return Value(0)
    return Case(when, default=Value(0), output_field=IntegerField())
