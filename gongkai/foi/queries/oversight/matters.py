"""Matters that several people asked a unit for, what they were answered, and what became of that."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, MatterReview, ProactiveReview
from gongkai.foi.outcomes import BY_CODE
from gongkai.foi.rules import READERS
from gongkai.foi.states import ProactiveAnswer
from gongkai.lib.workdays import nth_workday, workday_on_or_after
from gongkai.publishing.models import Publication

REVIEWERS = (Role.OPENNESS, Role.OPENNESS_HEAD)
# How many different people must have asked, and how far back it is looked.
PEOPLE = 2
_BACK = dt.timedelta(days=365)
_DUE_DAYS = 10
_MOST = 300


def threshold() -> int:
    """How many different people make a matter one that is asked for repeatedly."""
    return max(2, int(getattr(settings, "FOI_REPEATED_MATTER", PEOPLE)))


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that several people asked a unit for within twelve months.

    Args:
        times: requests about it; `people` different applicants among them.
        case: the newest request.
        answered: how many ended in which outcome, in words, the most frequent first.
        review: what was decided before; None where nothing was.
        pending: whether it is to be looked at: never was, or was asked for again since.
    """

    unit: Unit
    matter_key: str
    times: int
    people: int
    last_on: dt.date
    case: DisclosureRequest
    answered: list[tuple[str, int]]
    review: MatterReview | None
    pending: bool


def month_begins(on: dt.date) -> dt.date:
    """The first working day of the month."""
    return workday_on_or_after(on.replace(day=1), working_calendar())


def look_until(on: dt.date) -> dt.date:
    """Last day a monthly review looks at: that of the month before, once the review has begun."""
    first = on.replace(day=1)
    if on >= month_begins(on):
        return first - dt.timedelta(days=1)
    return (first - dt.timedelta(days=1)).replace(day=1) - dt.timedelta(days=1)


def review_due(on: dt.date) -> dt.date:
    """Until when a monthly review is to be done: ten working days from its beginning."""
    begun = (
        month_begins(on)
        if on >= month_begins(on)
        else month_begins(look_until(on) + dt.timedelta(days=1))
    )
    return nth_workday(begun, _DUE_DAYS - 1, working_calendar())


def matters_of(units: "QuerySet[Unit]", on: dt.date) -> list[Matter]:
    """The matters to look at in the review that runs on that day, those to decide first; five
    statements."""
    last = look_until(on)
    groups = list(_groups(units, last))
    if not groups:
        return []
    keys = {row["matter_key"] for row in groups}
    cases = _cases({row["unit"] for row in groups}, keys, last)
    reviews = {
        (row.unit_id, row.matter_key): row
        for row in MatterReview.objects.filter(matter_key__in=keys)
        .select_related("publication", "by")
        .order_by("pk")
    }
    found = []
    for row in groups:
        key = (row["unit"], row["matter_key"])
        rows, review = cases[key], reviews.get(key)
        found.append(
            Matter(
                rows[0].unit,
                row["matter_key"],
                row["times"],
                row["people"],
                row["last_on"],
                rows[0],
                _answered(rows),
                review,
                review is None or _asked_since(rows, review),
            )
        )
    return sorted(found, key=lambda one: (not one.pending, -one.people, -one.times))


def _groups(units: "QuerySet[Unit]", last: dt.date) -> Iterable[dict[str, Any]]:
    rows: Any = (
        DisclosureRequest.objects.filter(
            unit__in=units.order_by().values("pk"),
            received_on__gt=last - _BACK,
            received_on__lte=last,
        )
        .exclude(matter_key="")
        .order_by()
        .values("unit", "matter_key")
        .annotate(
            times=Count("pk"),
            people=Count("same_person_key", distinct=True),
            last_on=Max("received_on"),
        )
        .filter(people__gte=threshold())
        .order_by("-people", "-times", "matter_key")[:_MOST]
    )
    found: Iterable[dict[str, Any]] = rows
    return found


def _cases(
    units: set[int], keys: set[str], last: dt.date
) -> dict[tuple[int, str], list[DisclosureRequest]]:
    rows = (
        DisclosureRequest.objects.filter(
            unit__in=units,
            matter_key__in=keys,
            received_on__gt=last - _BACK,
            received_on__lte=last,
        )
        .select_related("unit", "application")
        .defer("application__wanted")
        .order_by("-received_on", "-pk")
    )
    found: dict[tuple[int, str], list[DisclosureRequest]] = {}
    for row in rows:
        found.setdefault((row.unit_id, row.matter_key), []).append(row)
    return found


def _answered(rows: Sequence[DisclosureRequest]) -> list[tuple[str, int]]:
    counted = Counter(row.first_outcome or row.outcome for row in rows)
    return [
        (BY_CODE[code].name if code in BY_CODE else "还没有办结", number)
        for code, number in counted.most_common()
    ]


def _asked_since(rows: Sequence[DisclosureRequest], review: MatterReview) -> bool:
    """Whether a request has come since it was decided not to convert; the other answers stay."""
    if review.answer != ProactiveAnswer.KEEP:
        return False
    return any(row.created_at > review.at for row in rows)


def reviewed_units(user: User) -> "QuerySet[Unit]":
    """Units for which the person decides."""
    return units_for(user, *REVIEWERS)


def seen_units(user: User) -> "QuerySet[Unit]":
    """Units whose reviews the person reads."""
    return units_for(user, *READERS, Role.AUTHORITY)


# -- conversions


@dataclass(frozen=True, slots=True)
class Converted:
    """Something given on request that is to be public for everybody (条例第四十四条).

    Args:
        source: 办结时, 月度研判.
        word: where the publication stands.
    """

    unit: Unit
    matter: str
    source: str
    on: dt.date
    publication: Publication | None
    released: bool
    case: int | None = None

    @property
    def word(self) -> str:
        if self.publication is None:
            return "草稿已经删除"
        return "已公开" if self.released else self.publication.get_state_display()


def conversions(units: "QuerySet[Unit]", first: dt.date, last: dt.date) -> list[Converted]:
    """What was converted in a period, the newest first; two statements.

    The matter of a closed case may name people, so the title of the draft stands for it.
    """
    within = Q(at__date__gte=first, at__date__lte=last)
    wanted = units.order_by().values("pk")
    found = [
        Converted(
            row.case.unit, row.publication.title if row.publication else "", "办结时",
            row.at.date(), row.publication, _public(row.publication), row.case_id,
        )
        for row in ProactiveReview.objects.filter(
            within, answer=ProactiveAnswer.CONVERT, case__unit__in=wanted
        ).select_related("case__unit", "publication")
    ]  # fmt: skip
    found += [
        Converted(
            row.unit, row.matter, "月度研判", row.at.date(), row.publication,
            _public(row.publication),
        )
        for row in MatterReview.objects.filter(
            within, answer=ProactiveAnswer.CONVERT, unit__in=wanted
        ).select_related("unit", "publication")
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.on, reverse=True)


def _public(publication: Publication | None) -> bool:
    return publication is not None and publication.is_public


def conversion_counts(units: "QuerySet[Unit]", first: dt.date, last: dt.date) -> tuple[int, int]:
    """How many were converted in a period, and how many of them are public by now; for the report."""
    rows = conversions(units, first, last)
    return len(rows), sum(row.released for row in rows)


def pending_matters(user: User) -> int:
    """How many matters wait for this person's decision."""
    return sum(one.pending for one in matters_of(reviewed_units(user), today()))
