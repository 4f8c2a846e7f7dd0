"""What the desk pages about validity read."""

from django.db.models import Q, QuerySet

from gongkai.base.models import User
from gongkai.base.queries.people import units_for
from gongkai.publishing.models import Publication, Relation, ValidityChange
from gongkai.publishing.queries.desk import library_of
from gongkai.publishing.rules import DRAFTERS, RELEASERS
from gongkai.publishing.states import ChangeState, RelationKind

ENDS = ("source__unit", "target__unit", "source__document", "target__document", "by", "decided_by")


def registrations_of(user: User) -> QuerySet[ValidityChange]:
    """Registrations about documents of the person's units, and those the person made."""
    units = units_for(user, *DRAFTERS, *RELEASERS)
    own = Q(target__unit__in=units) | Q(source__unit__in=units) | Q(by=user)
    return ValidityChange.objects.filter(own, _seen_by(user))


def _seen_by(user: User) -> Q:
    """What a draft will change is known to those who see the draft, and to nobody else."""
    return Q(source__in=library_of(user).values("pk"))


def to_confirm(user: User) -> QuerySet[ValidityChange]:
    """What waits for this person as the second one."""
    return ValidityChange.objects.filter(
        state=ChangeState.PROPOSED, target__unit__in=units_for(user, *RELEASERS)
    ).exclude(by=user)


def relations_about(publication: Publication, user: User) -> list[Relation]:
    """Changes of validity it makes or suffers, by day, as far as the person sees them; one statement."""
    rows = Relation.objects.filter(
        Q(source=publication) | Q(target=publication),
        _seen_by(user),
        kind__in=[*RelationKind.changing(), RelationKind.EXTENDS],
    )
    return list(
        rows.select_related(
            "source__document", "target__document", "source__unit", "target__unit"
        ).order_by("on", "pk")
    )


def open_about(publication: Publication, user: User) -> list[ValidityChange]:
    """Registrations about it that are not decided yet, as far as the person sees them; one statement."""
    rows = ValidityChange.objects.filter(
        Q(source=publication) | Q(target=publication),
        _seen_by(user),
        state__in=[ChangeState.PROPOSED, ChangeState.WAITING],
    )
    return list(rows.select_related(*ENDS))
