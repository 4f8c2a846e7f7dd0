"""What waits for one person on the way to release: reviews, checks, secrecy reviews, signatures."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import assignments, has_role, units_for
from gongkai.base.states import Role
from gongkai.publishing.models import (
    Publication,
    PublicationVersion,
    Review,
    ReviewStep,
    Submission,
    Substitution,
)
from gongkai.publishing.queries.reviewing import (
    DRAFTING,
    SIGNING_DAYS,
    due_of,
    named_by,
    steps,
    substitutions_of,
)
from gongkai.publishing.rules import CHECKERS
from gongkai.publishing.states import AttributeStep, ReviewOutcome, State


@dataclass(slots=True)
class Waiting:
    """A publication that waits for one person, with the step and the day it is due."""

    publication: Publication
    act: str
    due: dt.date
    since: dt.datetime
    step: ReviewStep | None = None
    days: int = 1
    notes: list[str] = field(default_factory=list)


def acting_units(user: User) -> QuerySet[Unit]:
    """Units where the person has any role on the desk, or substitutes for somebody."""
    every = [role for role in Role.values if role not in Role.administrators()]
    own = Q(pk__in=units_for(user, *every).values("pk"))
    return Unit.objects.filter(own | Q(pk__in=substitutions_of(user).values("unit_id")))


def waiting_for(user: User, limit: int = 200) -> list[Waiting]:
    """What waits for the person's review, check of attribute, secrecy review or signature.

    A fixed number of statements, whatever waits.
    """
    every = [role for role in Role.values if role not in Role.administrators()]
    if not any(held.role in every for held in assignments(user)) and not substitutions_of(user):
        return []
    all_steps = steps()
    rows = (
        Publication.objects.filter(
            state=State.REVIEWING, companion_of=None, unit__in=acting_units(user)
        )
        .select_related("unit")
        .prefetch_related(
            Prefetch("reviews", Review.objects.filter(outcome=ReviewOutcome.PASSED).order_by("id")),
            Prefetch("submissions", Submission.objects.order_by("round")),
            "attribute_decisions",
            "secrecy_reviews",
        )
        .order_by("updated_at")[: limit * 2]
    )
    stand_ins = list(substitutions_of(user))
    drafted = _drafted_by(user, list(rows))
    found = [
        waiting
        for row in rows
        if row.pk not in drafted
        for waiting in _waiting(user, row, all_steps, stand_ins)
    ]
    return sorted(found, key=lambda waiting: waiting.due)[:limit]


def _drafted_by(user: User, rows: Sequence[Publication]) -> set[int]:
    """Which of these the person drafted, alone or with others: `drafters` for many at once."""
    kept = PublicationVersion.objects.filter(note=DRAFTING, made_by=user).order_by()
    own = kept.filter(publication__in=rows).values_list("publication_id")
    beside = kept.filter(publication__companion_of__in=rows)
    saved = own.union(beside.values_list("publication__companion_of_id"))
    return {pk for (pk,) in saved} | {
        row.pk
        for row in rows
        if row.created_by_id == user.pk or any(s.by_id == user.pk for s in row.submissions.all())
    }


def _waiting(
    user: User, row: Publication, all_steps: list[ReviewStep], stand_ins: list[Substitution]
) -> Iterable[Waiting]:
    submission = next((s for s in row.submissions.all() if s.round == row.round), None)
    if submission is None:
        return
    reviews = [r for r in row.reviews.all() if r.round == row.round]
    since = reviews[-1].at if reviews else submission.at
    done = {review.level for review in reviews}
    step = next((s for s in all_steps if s.level not in done), None)
    busy = {review.reviewer_id for review in reviews}
    last = max((s.level for s in all_steps), default=0)
    early = {review.reviewer_id for review in reviews if review.level < last}
    decisions = [d for d in row.attribute_decisions.all() if d.round == row.round]
    named = named_by(decisions, row.round)

    def holds(roles: Sequence[str]) -> bool:
        return has_role(user, *roles, unit=row.unit) or any(
            s.unit_id == row.unit_id and has_role(s.absent, *roles, unit=row.unit)
            for s in stand_ins
        )

    if step is not None:
        if user.pk not in busy and holds(step.roles):
            yield Waiting(
                row,
                f"{step.name}{step.proof_name}",
                due_of(since, step.days),
                since,
                step,
                step.days,
            )
    elif holds([Role.SIGNER]) and user.pk not in early | named:
        yield Waiting(row, "签发", due_of(since, SIGNING_DAYS), since, None, SIGNING_DAYS)
    decided = {d.step for d in decisions}
    proposed = {d.by_id for d in decisions if d.step == AttributeStep.PROPOSED}
    may_check = user.pk not in proposed and has_role(user, *CHECKERS, unit=row.unit)
    if AttributeStep.CHECKED not in decided and may_check:
        yield Waiting(row, "核定公开属性", due_of(submission.at, 2), submission.at, None, 2)
    # A review of the content as it was before somebody changed it does not count any more.
    content = reviews[-1].digest_after if reviews else submission.digest
    if has_role(user, Role.SECRECY, unit=row.unit) and not any(
        review.digest == content for review in row.secrecy_reviews.all()
    ):
        yield Waiting(row, "保密审查", due_of(submission.at, 2), submission.at, None, 2)
