"""Validity of documents, computed for a day from dated facts."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from gongkai.lib.validity import Change, ChangeKind, Validity, validity_on
from gongkai.publishing.models import OfficialDocument, Publication, Relation
from gongkai.publishing.states import Attribute, RelationKind, State

_CHANGES: dict[str, ChangeKind] = {
    RelationKind.AMENDS: "amend",
    RelationKind.REPEALS: "repeal",
    RelationKind.LAPSES: "lapse",
    RelationKind.REPLACES: "replace",
}


def starts_on(document: OfficialDocument, released_at: dt.datetime | None = None) -> dt.date | None:
    """First day in force: the stated day, else the day of signature, else of printing or release."""
    return _first_day(document.effective_on, document.signed_on, document.printed_on, released_at)


def _first_day(
    effective: dt.date | None,
    signed: dt.date | None,
    printed: dt.date | None,
    released_at: dt.datetime | None,
) -> dt.date | None:
    stated = effective or signed or printed
    return stated or (timezone.localdate(released_at) if released_at else None)


def changes_by(relations: Iterable[Relation]) -> list[Change]:
    """The changes that incoming relations make; what the public cannot see yet changes nothing.

    A relation without a day of its own holds from the first day of the document that declares it.
    """
    found = []
    for relation in relations:
        source = relation.source
        document = getattr(source, "document", None)
        day = relation.on or (starts_on(document, source.released_at) if document else None)
        kind = _CHANGES.get(relation.kind)
        if kind and day and source.is_public:
            found.append(Change(kind, relation.whole, day))
    return found


def incoming_changes(ids: Sequence[int]) -> dict[int, list[Change]]:
    """The same for many publications at once, by the one they change; two small statements.

    The first only asks whether there is anything: for most lists there is not, and joining three
    tables to learn that costs more than all the rest of the answer.
    """
    changing = Relation.objects.filter(target_id__in=ids, kind__in=RelationKind.changing())
    if not ids or not changing.exists():
        return {}
    rows = changing.filter(
        source__state=State.RELEASED,
        source__attribute=Attribute.PROACTIVE,
        source__released_at__lte=timezone.now(),
    ).values_list(
        "target_id",
        "kind",
        "whole",
        "on",
        "source__document__effective_on",
        "source__document__signed_on",
        "source__document__printed_on",
        "source__released_at",
        "source__document",
    )
    found: dict[int, list[Change]] = {}
    for target, kind, whole, on, effective, signed, printed, released_at, document in rows:
        day = on or (_first_day(effective, signed, printed, released_at) if document else None)
        if target and day:
            found.setdefault(target, []).append(Change(_CHANGES[kind], whole, day))
    return found


def validity_of(document: OfficialDocument, changes: Sequence[Change], day: dt.date) -> Validity:
    """Validity on that day under those changes; the document comes with its publication."""
    return validity_on(
        day,
        effective_on=starts_on(document, document.publication.released_at),
        expires_on=document.expires_on,
        changes=changes,
    )


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
