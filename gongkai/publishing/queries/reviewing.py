"""Where a publication stands on its way to release, and whose turn it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import assignments, has_role, units_for
from gongkai.base.states import Role
from gongkai.lib.workdays import add_workdays
from gongkai.publishing.models import (
    Publication,
    Review,
    ReviewStep,
    Submission,
    Substitution,
)
from gongkai.publishing.rules import CHECKERS, Person
from gongkai.publishing.states import ReviewOutcome, State

# Versions with this note were saved while drafting: their makers do not review the draft.
DRAFTING = "起草"
SIGNING_DAYS = 1  # working days for the signature after the last review


def steps() -> list[ReviewStep]:
    """The steps of review in their order."""
    return list(ReviewStep.objects.order_by("level"))


def upcoming_round(publication: Publication) -> int:
    """The round that decisions taken now belong to: of a draft the one it will be submitted in."""
    return publication.round + (1 if publication.state == State.DRAFT else 0)


def passed_reviews(publication: Publication) -> list[Review]:
    """Reviews passed in this round, by level."""
    found = publication.reviews.filter(round=publication.round, outcome=ReviewOutcome.PASSED)
    return list(found.select_related("reviewer", "instead_of").order_by("level", "id"))


def next_step(
    publication: Publication, passed: Iterable[Review] | None = None
) -> ReviewStep | None:
    """The step whose turn it is; None when all are passed."""
    reviews = passed_reviews(publication) if passed is None else passed
    done = {review.level for review in reviews}
    return next((step for step in steps() if step.level not in done), None)


def drafters(publication: Publication) -> set[int]:
    """Ids of everybody who drafted it: they made it, saved a draft of it, or sent it for review."""
    members = Q(publication=publication) | Q(publication__companion_of=publication)
    makers = set(
        publication.versions.model.objects.filter(members, note=DRAFTING).values_list(
            "made_by_id", flat=True
        )
    )
    makers |= set(publication.submissions.values_list("by_id", flat=True))
    return {pk for pk in {*makers, publication.created_by_id} if pk}


def stands_in_for(
    user: Person, unit: Unit | None, roles: Sequence[str], on: dt.date | None = None
) -> User | None:
    """The absent person with one of the roles whom `user` substitutes for at the unit that day."""
    if unit is None or not isinstance(user, User):
        return None
    for row in substitutions_of(user, on).filter(unit=unit):
        if has_role(row.absent, *roles, unit=unit, on=on):
            return row.absent
    return None


def substitutions_of(user: User, on: dt.date | None = None) -> QuerySet[Substitution]:
    """The substitutions a person carries that day."""
    day = on or today()
    return Substitution.objects.filter(
        substitute=user, starts_on__lte=day, ends_on__gte=day, ended_at=None
    ).select_related("absent", "unit")


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether a person may act, for whom, and if not, why not in a whole sentence."""

    may: bool
    instead_of: User | None = None
    why_not: str = ""


def turn_of(
    user: Person,
    publication: Publication,
    step: ReviewStep,
    *,
    passed: Sequence[Review] | None = None,
    makers: set[int] | None = None,
) -> Turn:
    """Whether the person may do this step of review: role or substitution, and nobody twice."""
    roles = list(step.roles)
    if has_role(user, *roles, unit=publication.unit):
        absent = None
    else:
        absent = stands_in_for(user, publication.unit, roles)
        if absent is None:
            names = "、".join(Role(role).label for role in roles if role in Role.values)
            return Turn(False, None, f"{step.name}由本单位的{names}办理，您没有这个角色。")
    if user.pk in (drafters(publication) if makers is None else makers):
        return Turn(False, None, f"您参与了起草，{step.name}要由另一位同志办理。")
    reviews = passed_reviews(publication) if passed is None else passed
    if any(user.pk == review.reviewer_id for review in reviews):
        return Turn(False, None, f"您已经办过前面的审校，{step.name}要由另一位同志办理。")
    return Turn(True, absent)


def may_sign(
    user: Person,
    publication: Publication,
    passed: Sequence[Review] | None = None,
    *,
    makers: set[int] | None = None,
) -> Turn:
    """Whether the person may sign: 签发人, no drafter, no reviewer but of the last level."""
    absent = None
    if not has_role(user, Role.SIGNER, unit=publication.unit):
        absent = stands_in_for(user, publication.unit, [Role.SIGNER])
        if absent is None:
            return Turn(False, None, "签发由本单位的签发人办理，您没有这个角色。")
    if user.pk in (drafters(publication) if makers is None else makers):
        return Turn(False, None, "您参与了起草，要由另一位签发人签发。")
    reviews = passed_reviews(publication) if passed is None else passed
    mine = [review.level for review in reviews if review.reviewer_id == user.pk]
    # The last of all levels, not of those passed so far: in a hurry the rule is the same.
    if mine and min(mine) < max((step.level for step in steps()), default=0):
        return Turn(False, None, "您已经办过前面的审校，要由另一位签发人签发。")
    return Turn(True, absent)


def due_of(entered: dt.datetime, days: int) -> dt.date:
    """The last day for a step that began then: so many working days after it."""
    return add_workdays(timezone.localdate(entered), days, working_calendar()).on


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
    found = [waiting for row in rows for waiting in _waiting(user, row, all_steps, stand_ins)]
    return sorted(found, key=lambda waiting: waiting.due)[:limit]


def _waiting(
    user: User, row: Publication, all_steps: list[ReviewStep], stand_ins: list[Substitution]
) -> Iterable[Waiting]:
    submission = next((s for s in row.submissions.all() if s.round == row.round), None)
    if submission is None:
        return
    reviews = [r for r in row.reviews.all() if r.round == row.round]
    makers = {pk for pk in (row.created_by_id, *(s.by_id for s in row.submissions.all())) if pk}
    since = reviews[-1].at if reviews else submission.at
    done = {review.level for review in reviews}
    step = next((s for s in all_steps if s.level not in done), None)
    busy = {review.reviewer_id for review in reviews}

    def holds(roles: Sequence[str]) -> bool:
        return has_role(user, *roles, unit=row.unit) or any(
            s.unit_id == row.unit_id and has_role(s.absent, *roles, unit=row.unit)
            for s in stand_ins
        )

    if user.pk in makers:
        return
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
    elif holds([Role.SIGNER]):
        yield Waiting(row, "签发", due_of(since, SIGNING_DAYS), since, None, SIGNING_DAYS)
    decided = {d.step for d in row.attribute_decisions.all() if d.round == row.round}
    if "checked" not in decided and has_role(user, *CHECKERS, unit=row.unit):
        yield Waiting(row, "核定公开属性", due_of(submission.at, 2), submission.at, None, 2)
    # A review of the content as it was before somebody changed it does not count any more.
    content = reviews[-1].digest_after if reviews else submission.digest
    if has_role(user, Role.SECRECY, unit=row.unit) and not any(
        review.digest == content for review in row.secrecy_reviews.all()
    ):
        yield Waiting(row, "保密审查", due_of(submission.at, 2), submission.at, None, 2)
