"""What turns with a release beside its own relations, and what falls back with a withdrawal."""

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from gongkai.base.services.trail import Entry
from gongkai.publishing.models import (
    CleanupCampaign,
    OfficialDocument,
    Publication,
    Relation,
    ValidityChange,
)
from gongkai.publishing.queries.cleanup import mismatches
from gongkai.publishing.services.validity_checks import name_of
from gongkai.publishing.states import ChangeAct, ChangeState, CleanupState, RelationKind, State


def effect(publications: Sequence[Publication]) -> list[Entry]:
    """What else turns with the release of these: prolonged terms, the campaign they conclude.

    The relations of a draft hold by themselves once it is public; the outbox of the release names
    their targets. Two statements where there is nothing, a fixed number otherwise. Belongs to the
    release transaction; run again it does nothing.

    Returns:
        Events for the trail: the caller writes them with its own, because the head of the trail is
        the last lock of a transaction.
    """
    ids = [row.pk for row in publications]
    published = _publish_campaigns(ids)
    return [*_effect_terms(ids), *published]


def _publish_campaigns(ids: list[int]) -> list[Entry]:
    campaigns = CleanupCampaign.objects.select_related("unit").filter(
        result__in=ids, state=CleanupState.CONCLUDED
    )
    rows = list(campaigns)
    if not rows:
        return []
    CleanupCampaign.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=CleanupState.PUBLISHED, row_version=F("row_version") + 1
    )
    return [Entry("公布清理结果", row, None, row.unit) for row in rows]


def _effect_terms(ids: list[int]) -> list[Entry]:
    waiting = ValidityChange.objects.select_related("target__unit", "target__document").filter(
        source__in=ids, act=ChangeAct.EXTEND, state=ChangeState.WAITING
    )
    rows = list(waiting)
    if not rows:
        return []
    documents = []
    for row in rows:
        row.target.document.expires_on = row.expires_on
        documents.append(row.target.document)
    OfficialDocument.objects.bulk_update(documents, ["expires_on"])
    ValidityChange.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=ChangeState.CONFIRMED, decided_at=timezone.now()
    )
    return [
        Entry("延续有效期", row.target, None, row.target.unit, row.note, facts(row), both(row))
        for row in rows
    ]


def recall(publications: Sequence[Publication]) -> list[Entry]:
    """With the withdrawal of a basis, the terms it prolonged end again as before; relations fall silent

    by themselves. One statement where there is nothing. Returns events as `effect` does.
    """
    made = ValidityChange.objects.select_related("target__unit").filter(
        source__in=[row.pk for row in publications],
        act=ChangeAct.EXTEND,
        state=ChangeState.CONFIRMED,
    )
    entries = []
    for row in made:
        shorten(row, row.target)
        row.state = ChangeState.UNDONE
        row.save(update_fields=["state"])
        note = "依据文件已撤下，有效期恢复原截止日期。"
        entries.append(
            Entry("撤销延续", row.target, None, row.target.unit, note, facts(row), both(row))
        )
    return entries


def reasons_against(publication: Publication) -> list[str]:
    """What became impossible since a draft's changes were registered, each a whole sentence."""
    relations = Relation.objects.filter(
        source=publication, kind__in=[*RelationKind.changing(), RelationKind.EXTENDS]
    ).select_related("target__document")
    reasons = []
    for relation in relations:
        target = relation.target
        if target is not None and target.state not in (State.RELEASED, State.FILED):
            label = State(target.state).label
            verb = RelationKind(relation.kind).label
            reasons.append(
                f"本文件登记了{verb}{name_of(target)}，而它现在是“{label}”；请撤销这条关系后再发布。"
            )
    return [*reasons, *mismatches(publication)]


def shorten(row: ValidityChange, target: Publication) -> None:
    """A term ends again on the day it did before, where nothing prolonged it further since."""
    OfficialDocument.objects.filter(pk=target.pk, expires_on=row.expires_on).update(
        expires_on=row.expires_before
    )


def both(row: ValidityChange) -> list[tuple[str, int]]:
    """Both ends, for readers of the outbox."""
    return [("publication", row.target_id), ("publication", row.source_id)]


def facts(row: ValidityChange) -> dict[str, object]:
    """What the trail keeps of a registration."""
    return {
        "registration": row.pk,
        "basis": row.source_id,
        "target": row.target_id,
        "kind": row.kind,
        "whole": row.whole,
        "articles": row.articles,
        "on": row.on,
        "expires_on": row.expires_on,
        "expires_before": row.expires_before,
    }
