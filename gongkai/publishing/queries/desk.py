"""What a person at the desk may see: the one filter for list, page and act."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongkai.base.calendar import today
from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.publishing.models import ImportBatch, ImportItem, Publication, Substitution
from gongkai.publishing.rules import EDITORS, READERS, RELEASERS
from gongkai.publishing.states import DraftSight, State

Person = User | AnonymousUser
# Who has to act on a draft under review, whoever else may read it.
DECIDERS = (Role.UNIT_HEAD, Role.OPENNESS, Role.SECRECY, Role.LEGAL, Role.SIGNER)


def library_of(user: Person) -> QuerySet[Publication]:
    """What is public, and of the rest what belongs to the person's units or was drafted by the person.

    Who stands in for somebody of a unit sees what that person would have to decide on.

    A draft without a unit is seen by whoever drafted it and by the authority (主管部门).
    """
    # Asked row by row: a page of a large library stops after its rows, and a list of all ids is not made.
    public = Exists(Publication.objects.public().filter(pk=OuterRef("pk")))
    own = _own(user, "unit", "created_by", READERS) | _standing_in(user)
    return Publication.objects.filter(public | (own & _in_sight(user)))


def papers_of(user: Person) -> QuerySet[Publication]:
    """Whose way to release the person may read: versions, reviews, links, attachments that stay closed.

    What is public everybody reads; how it came about stays with the unit, and with who acts for it.
    """
    own = _own(user, "unit", "created_by", READERS) | _standing_in(user)
    return Publication.objects.filter(own & _in_sight(user))


def _standing_in(user: Person) -> Q:
    """What the person may have to review or sign for somebody absent: drafts are none of it."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    return Q(unit__in=acting_for(user)) & ~Q(state__in=[State.DRAFT, State.DISCARDED])


def _in_sight(user: Person) -> Q:
    """Drafts limited to named persons are theirs, their drafter's, and of those who decide on them."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    named = Publication.readers.through.objects.filter(user_id=user.pk)
    deciding = Q(unit__in=units_for(user, *DECIDERS)) | Q(unit__in=acting_for(user))
    return (
        ~Q(limited_to=DraftSight.PERSONS)
        | Q(created_by=user)
        | Q(Exists(named.filter(publication_id=OuterRef("pk"))))
        | (deciding & ~Q(state__in=[State.DRAFT, State.DISCARDED]))
    )


def acting_for(user: Person) -> QuerySet[Any]:
    """Ids of the units where the person stands in for somebody absent today."""
    day = today()
    found = Substitution.objects.filter(
        substitute_id=user.pk, starts_on__lte=day, ends_on__gte=day, ended_at=None
    )
    return found.values("unit_id")


def batches_of(user: Person) -> QuerySet[ImportBatch]:
    """Imports of the person's units and the person's own."""
    return ImportBatch.objects.filter(_own(user, "unit", "created_by"))


def items_of(user: Person) -> QuerySet[ImportItem]:
    """The files of these imports."""
    return ImportItem.objects.filter(_own(user, "batch__unit", "batch__created_by"))


def states_of(batches: Iterable[ImportBatch]) -> dict[int, Counter[str]]:
    """How many files of each batch stand in which state.

    Counted by the database: what the parser read of a file can be megabytes, and a list of twenty
    batches has thousands of files.
    """
    found: dict[int, Counter[str]] = {batch.pk: Counter() for batch in batches}
    rows = ImportItem.objects.filter(batch__in=found).order_by().values_list("batch_id", "state")
    for batch, state, count in rows.annotate(count=Count("pk")):
        found[batch][state] = count
    return found


def _own(user: Person, unit: str, person: str, roles: Iterable[str] = (*EDITORS, *RELEASERS)) -> Q:
    if not user.is_authenticated:
        return Q(pk__in=[])
    wanted = Q(**{f"{unit}__in": units_for(user, *roles)}) | Q(**{person: user})
    if has_role(user, Role.AUTHORITY):
        wanted |= Q(**{f"{unit}__isnull": True})
    return wanted
