"""The list of the library: what narrows it down, in which order it stands, what comes next for a row."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import units_for
from gongkai.lib.doc_no import DocNoQuery, looks_like_doc_no
from gongkai.publishing.models import Publication, Review, ReviewStep, Submission, UrgentRelease
from gongkai.publishing.queries.reviewing import SIGNING_DAYS, due_of, steps
from gongkai.publishing.queries.waiting import waiting_for
from gongkai.publishing.rules import RELEASERS
from gongkai.publishing.states import ReviewOutcome, State

ORDERS = {
    "": ("最近建立的在前", ("-id",)),
    "updated": ("最近修改的在前", ("-updated_at", "-id")),
    "released": ("最近发布的在前", (F("released_at").desc(nulls_last=True), "-id")),
    "title": ("按标题", ("title", "-id")),
}
WHOSE = {"": "全部", "drafted": "我起草的", "waiting": "待我办理"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked the list for; an empty value asks for nothing.

    Args:
        text: words of the title, or a document number in any spelling, whole or in part.
        theme: code of a theme; that of a top class stands for all below it.
        year: of release; of what was never released, the year in which it was entered.
        whose: a key of `WHOSE`.
        order: a key of `ORDERS`.
    """

    text: str = ""
    state: str = ""
    unit: int | None = None
    document_class: str = ""
    theme: str = ""
    year: int | None = None
    attribute: str = ""
    whose: str = ""
    order: str = ""


def narrow(rows: QuerySet[Publication], wanted: Wanted, user: User) -> QuerySet[Publication]:
    """The rows asked for, in the order asked for."""
    exact = {
        "state": wanted.state,
        "unit": wanted.unit,
        "attribute": wanted.attribute,
        "document__document_class__code": wanted.document_class,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.text:
        rows = rows.filter(_text(wanted.text))
    if wanted.theme:
        rows = rows.filter(Q(theme__code=wanted.theme) | Q(theme__parent__code=wanted.theme))
    if wanted.year:
        rows = rows.filter(_year(wanted.year))
    if wanted.whose == "drafted":
        rows = rows.filter(created_by=user)
    elif wanted.whose == "waiting":
        rows = rows.filter(_waiting(user))
    return rows.order_by(*ORDERS[wanted.order][1])


def _text(text: str) -> Q:
    """A whole number names that document alone; anything else is looked for in titles, too."""
    number = looks_like_doc_no(text)
    if number and number.doc_no:
        return Q(document__doc_no_key=number.doc_no.key)
    return Q(title__contains=text) | (
        _part(number) if number else Q(document__doc_no__contains=text)
    )


def _part(number: DocNoQuery) -> Q:
    parts = {"doc_word": number.word, "doc_year": number.year, "doc_serial": number.serial}
    return Q(**{f"document__{name}": value for name, value in parts.items() if value})


def _year(year: int) -> Q:
    first = _new_year(year)
    last = _new_year(year + 1)
    return Q(released_at__gte=first, released_at__lt=last) | Q(
        released_at=None, created_at__gte=first, created_at__lt=last
    )


def _new_year(year: int) -> dt.datetime:
    return dt.datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())


def _waiting(user: User) -> Q:
    """What waits for this person: reviews, checks and signatures, one's own drafts, what is to be released."""
    due = [waiting.publication.pk for waiting in waiting_for(user)]
    releasable = Q(state=State.SIGNED, unit__in=units_for(user, *RELEASERS))
    return Q(pk__in=due) | Q(state=State.DRAFT, created_by=user) | releasable


def units_with_publications() -> QuerySet[Unit]:
    """Units of which the library holds anything, in the order of the tree: what a filter offers."""
    own = Publication.objects.filter(unit=OuterRef("pk"))
    return Unit.objects.filter(Exists(own)).only("pk", "name", "short_name").order_by("path")


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next for a row, and by when."""

    what: str
    due: dt.date | None = None


def next_steps(rows: Sequence[Publication]) -> dict[int, Step]:
    """What comes next for each of the rows that are on their way; four statements at most."""
    under_way = [row.pk for row in rows if row.state == State.REVIEWING]
    released = [row.pk for row in rows if row.state == State.RELEASED]
    found = _reviews_next([row for row in rows if row.pk in set(under_way)]) if under_way else {}
    if released:
        flagged = UrgentRelease.objects.filter(publication__in=released, made_up_at=None)
        found |= {row.publication_id: Step("补齐审校", row.due_on) for row in flagged}
    for row in rows:
        if row.state == State.DRAFT:
            found[row.pk] = Step("按退回意见修改" if row.round else "完善后报审")
        elif row.state == State.SIGNED:
            found[row.pk] = Step("发布")
    return found


def _reviews_next(rows: list[Publication]) -> dict[int, Step]:
    rounds = {row.pk: row.round for row in rows}
    passed: dict[int, list[Review]] = defaultdict(list)
    reviews = Review.objects.filter(publication__in=rounds, outcome=ReviewOutcome.PASSED)
    for review in reviews.order_by("id"):
        if review.round == rounds[review.publication_id]:
            passed[review.publication_id].append(review)
    begun = {
        sent.publication_id: sent.at
        for sent in Submission.objects.filter(publication__in=rounds)
        if sent.round == rounds[sent.publication_id]
    }
    every = steps()
    return {pk: _step(every, passed[pk], begun.get(pk)) for pk in rounds}


def _step(every: list[ReviewStep], passed: list[Review], begun: dt.datetime | None) -> Step:
    done = {review.level for review in passed}
    step = next((step for step in every if step.level not in done), None)
    since = passed[-1].at if passed else begun
    name, days = (f"{step.name}{step.proof_name}", step.days) if step else ("签发", SIGNING_DAYS)
    return Step(name, due_of(since, days) if since else None)
