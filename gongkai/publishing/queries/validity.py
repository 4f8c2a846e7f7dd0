"""Validity of documents, computed for a day from dated facts."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from gongkai.lib.validity import Change, ChangeKind, Validity, validity_on
from gongkai.publishing.models import OfficialDocument, Publication, Relation
from gongkai.publishing.states import RelationKind, State

_CHANGES: dict[str, ChangeKind] = {
    RelationKind.AMENDS: "amend",
    RelationKind.REPEALS: "repeal",
    RelationKind.LAPSES: "lapse",
    RelationKind.REPLACES: "replace",
}


def starts_on(document: OfficialDocument, released_at: dt.datetime | None = None) -> dt.date | None:
    """First day in force: the stated day, else the day of signature, else of printing or release."""
    stated = document.effective_on or document.signed_on or document.printed_on
    return stated or (released_at.date() if released_at else None)


def day_of(relation: Relation) -> dt.date | None:
    """The day from which a relation holds: its own, else that of the document that declares it."""
    if relation.on:
        return relation.on
    source = relation.source
    document = getattr(source, "document", None)
    return starts_on(document, source.released_at) if document else None


def changes_by(relations: Iterable[Relation]) -> list[Change]:
    """The changes that incoming relations make; what the public cannot see yet changes nothing."""
    found = []
    for relation in relations:
        kind = _CHANGES.get(relation.kind)
        day = day_of(relation)
        if kind and day and relation.source.is_public:
            found.append(Change(kind, relation.whole, day))
    return found


def validity_of(document: OfficialDocument, incoming: Iterable[Relation], day: dt.date) -> Validity:
    """Validity on that day; `incoming` are relations that point to the document, with their source."""
    return validity_on(
        day,
        effective_on=starts_on(document, document.publication.released_at),
        expires_on=document.expires_on,
        changes=changes_by(incoming),
    )


def incoming_changes(ids: Sequence[int]) -> dict[int, list[Relation]]:
    """Relations that change validity, by the publication they point to; one statement."""
    found: dict[int, list[Relation]] = {}
    relations = Relation.objects.filter(
        target_id__in=ids, kind__in=RelationKind.changing()
    ).select_related("source", "source__document")
    for relation in relations:
        if relation.target_id:
            found.setdefault(relation.target_id, []).append(relation)
    return found


def changing_on(day: dt.date) -> set[int]:
    """Ids of released publications whose validity may turn on that day: start, end, or a change."""
    eve = day - dt.timedelta(days=1)
    ids = set(
        Publication.objects.filter(state=State.RELEASED)
        .filter(Q(document__effective_on=day) | Q(document__expires_on=eve))
        .values_list("id", flat=True)
    )
    ids |= set(
        Relation.objects.filter(kind__in=RelationKind.changing(), target__isnull=False)
        .filter(Q(on=day) | Q(on=None, source__document__effective_on=day))
        .values_list("target_id", flat=True)
    )
    return ids
