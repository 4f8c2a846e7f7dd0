"""What a person at the desk may see: the one filter for list, page and act."""

from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from gongkai.base.models import User
from gongkai.base.queries.people import has_role, units_for
from gongkai.base.states import Role
from gongkai.publishing.models import ImportBatch, ImportItem, Publication
from gongkai.publishing.rules import EDITORS, RELEASERS

Person = User | AnonymousUser


def library_of(user: Person) -> QuerySet[Publication]:
    """What is public, and of the rest what belongs to the person's units or was drafted by the person.

    A draft without a unit is seen by whoever drafted it and by the authority (主管部门).
    """
    public = Publication.objects.public()
    return Publication.objects.filter(
        Q(pk__in=public.values("pk")) | _own(user, "unit", "created_by")
    )


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


def _own(user: Person, unit: str, person: str) -> Q:
    if not user.is_authenticated:
        return Q(pk__in=[])
    wanted = Q(**{f"{unit}__in": units_for(user, *EDITORS, *RELEASERS)}) | Q(**{person: user})
    if has_role(user, Role.AUTHORITY):
        wanted |= Q(**{f"{unit}__isnull": True})
    return wanted
