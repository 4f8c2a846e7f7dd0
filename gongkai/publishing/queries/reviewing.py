"""Where a publication stands on its way to release, and whose turn it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.base.calendar import today, working_calendar
from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role
from gongkai.lib.workdays import add_workdays
from gongkai.publishing.models import (
    AttributeDecision,
    Publication,
    Review,
    ReviewStep,
    Substitution,
)
from gongkai.publishing.rules import Person
from gongkai.publishing.states import AttributeStep, ReviewOutcome, State

# Versions with this note were saved while drafting: their makers do not review the draft.
DRAFTING = "起草"
NOT_THIRD = "公开属性要由提出、核定以外的第三个人确定，请由另一位签发人签发。"
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
    if _signed_before(user, publication, step):
        return Turn(False, None, f"您签发了这份文件，{step.name}要由另一位同志补办。")
    return Turn(True, absent)


def _signed_before(user: Person, publication: Publication, step: ReviewStep) -> bool:
    """Whether the person signed in a hurry what an earlier level now makes up: `may_sign`, turned round."""
    if publication.state != State.RELEASED:
        return False
    signed = publication.signatures.filter(round=publication.round, by_id=user.pk).exists()
    return signed and step.level < max(one.level for one in steps())


def may_sign(
    user: Person,
    publication: Publication,
    passed: Sequence[Review] | None = None,
    *,
    makers: set[int] | None = None,
    decisions: Sequence[AttributeDecision] | None = None,
) -> Turn:
    """Whether the person may sign: 签发人, no drafter, no reviewer but of the last level.

    Nor who proposed or checked the attribute, which is fixed with the signature.
    """
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
    named = publication.attribute_decisions.all() if decisions is None else decisions
    if user.pk in named_by(named, upcoming_round(publication)):
        return Turn(False, None, NOT_THIRD)
    return Turn(True, absent)


def named_by(decisions: Iterable[AttributeDecision], number: int) -> set[int]:
    """Who proposed or checked the attribute in that round: a third person fixes it (条例第十七条)."""
    found = [decision for decision in decisions if decision.round == number]
    checked = [d.by_id for d in found if d.step == AttributeStep.CHECKED]
    return {d.by_id for d in found if d.step == AttributeStep.PROPOSED} | set(checked[-1:])


def due_of(entered: dt.datetime, days: int) -> dt.date:
    """The last day for a step that began then: so many working days after it."""
    return add_workdays(timezone.localdate(entered), days, working_calendar()).on
