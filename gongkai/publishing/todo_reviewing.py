"""What waits in the three reviews: review, check of attribute, secrecy, signature, release, re-assessment."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.todo import Todo
from gongkai.publishing.models import Publication, Review
from gongkai.publishing.queries.tasks import urgent_open
from gongkai.publishing.queries.waiting import waiting_for
from gongkai.publishing.rules import CHECKERS, RELEASERS
from gongkai.publishing.services.attributes import due_for_reassessment
from gongkai.publishing.states import ReviewOutcome, State

_SOON = dt.timedelta(days=30)


def reviews(user: User, limit: int) -> Iterator[Todo]:
    """Reviews, checks, secrecy reviews and signatures whose turn it is."""
    for waiting in waiting_for(user, limit):
        row = waiting.publication
        yield Todo(
            what=f"{waiting.act}：{row.title}",
            url=reverse("desk_publication", args=[row.pk]),
            source=row.unit.label if row.unit else "",
            due=waiting.due,
            total_days=waiting.days,
            kind="审校",
        )


def returned(user: User, limit: int) -> Iterator[Todo]:
    """Own drafts that were sent back, with the reason."""
    rows = (
        Publication.objects.filter(
            state=State.DRAFT, created_by=user, round__gt=0, companion_of=None
        )
        .select_related("unit")
        .order_by("updated_at")[:limit]
    )
    drafts = {row.pk: row for row in rows}
    if not drafts:
        return
    found = Review.objects.filter(publication__in=drafts, outcome=ReviewOutcome.RETURNED)
    reasons = dict(found.order_by("id").values_list("publication_id", "opinion"))
    for pk, row in drafts.items():
        yield Todo(
            what=f"修改后重新报审：{row.title}",
            url=reverse("desk_publication", args=[pk]),
            source=f"退回意见：{reasons.get(pk, '')}"[:80],
            kind="退回",
            word="已退回",
            tone="soon",
        )


def releases(user: User, limit: int) -> Iterator[Todo]:
    """What was signed and waits for its release."""
    if not has_role(user, *RELEASERS):
        return
    rows = (
        Publication.objects.filter(
            state=State.SIGNED, companion_of=None, unit__in=units_for(user, *RELEASERS)
        )
        .select_related("unit")
        .order_by("updated_at")[:limit]
    )
    for row in rows:
        yield Todo(
            what=f"发布：{row.title}",
            url=reverse("desk_publication", args=[row.pk]),
            source=row.unit.label if row.unit else "",
            kind="发布",
            word="已签发",
            tone="soon",
        )


def urgent(user: User, limit: int) -> Iterator[Todo]:
    """Urgent releases whose reviews are missing still."""
    for row in urgent_open(user, limit):
        publication = row.publication
        yield Todo(
            what=f"补齐审校：{publication.title}",
            url=reverse("desk_publication", args=[publication.pk]),
            source=f"紧急发布：{row.reason}"[:80],
            due=row.due_on,
            kind="补审",
        )


def reassessments(user: User, limit: int) -> Iterator[Todo]:
    """What is not public and is to be looked at again within a month (条例第十八条)."""
    if not has_role(user, *CHECKERS):
        return
    rows = due_for_reassessment(today() + _SOON).filter(unit__in=units_for(user, *CHECKERS))
    for row in rows.select_related("unit")[:limit]:
        yield Todo(
            what=f"评估是否公开：{row.title}",
            url=reverse("desk_publication", args=[row.pk]),
            source=row.unit.label if row.unit else "",
            due=row.reassess_on,
            kind="评估",
        )
